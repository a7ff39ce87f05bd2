//! The page that posts an answer token to the tenant, so that it is not in a URL.

use std::fmt;

use maud::html;

use super::layout::{Look, Script, page};
use super::{LocaleContext, Page};

/// Submits the form with its button, so that the protection against double submission applies: a second submission would
/// reach a login that the tenant has already finished.
static POST: Script = Script::new(concat!(include_str!("once.js"), include_str!("handover.js")));

/// The form that a handover page posts to the tenant.
pub struct Handover<'a> {
    /// The tenant's address.
    pub action: &'a str,
    /// The `state` of the login.
    pub state: &'a str,
    /// The answer token.
    pub token: &'a str,
}

impl fmt::Debug for Handover<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handover(to {}, redacted)", self.action)
    }
}

/// Renders the page. Without JavaScript, the user submits it with the button.
pub fn handover(content: &Handover<'_>, locale: &LocaleContext) -> Page {
    let messages = locale.messages();
    page(
        locale,
        &Look::plain().with_script(&POST),
        messages.going_back(),
        &html! {
            h1 { (messages.going_back()) }
            p { (messages.going_back_by_button(messages.continue_button())) }
            form method="post" action=(content.action) {
                input type="hidden" name="state" value=(content.state);
                input type="hidden" name="session_token" value=(content.token);
                button type="submit" { (messages.continue_button()) }
            }
        },
    )
}
