//! The page that posts an answer to the tenant, where no answer may be in a URL.

use maud::html;

use super::layout::{Look, Script, page};
use super::{Page, Reader};
use crate::redirect;
use crate::token::{AnswerToken, Domain, State};

/// Presses the button, under the same guard as a person: a second click while the tenant is still at work would
/// come to a login that is over.
static POST: Script = Script::new(concat!(include_str!("once.js"), include_str!("handover.js")));

/// The page that takes `token` to the tenant; without JavaScript, by its button.
pub fn handover(domain: &Domain, state: &State, token: &AnswerToken, reader: &Reader) -> Page {
    let words = reader.words();
    page(
        reader,
        &Look::plain().with_script(&POST),
        words.going_back(),
        &html! {
            h1 { (words.going_back()) }
            p { (words.going_back_by_button(words.continue_button())) }
            form method="post" action=(redirect::continue_address(domain)) {
                input type="hidden" name="state" value=(state.as_str());
                input type="hidden" name="session_token" value=(token.as_str());
                button type="submit" { (words.continue_button()) }
            }
        },
    )
}
