//! The pages that a person cannot mend anything on.

use maud::html;

use super::layout::{Look, page};
use super::{Page, Reader};
use crate::locale::{ErrorPage, Words};
use crate::outcome::{Outcome, Topic};

/// The page of an outcome that shows no form, with a reference that stands in the log, too.
pub fn error(outcome: Outcome, reference: &str, reader: &Reader) -> Page {
    let words = reader.words();
    let told = error_words(outcome.topic().unwrap_or(Topic::Fault), words);
    page(
        reader,
        &Look::plain(),
        told.title,
        &html! {
            h1 { (told.title) }
            p { (told.happened) }
            p { (told.next) }
            p.soft.last { (words.reference()) code { (reference) } }
        },
    )
}

/// What a page about `topic` says.
pub fn error_words(topic: Topic, words: &'static Words) -> &'static ErrorPage {
    match topic {
        Topic::Expired => words.expired(),
        Topic::InvalidLink => words.invalid_link(),
        Topic::InvalidRequest => words.invalid_request(),
        Topic::NotFound => words.not_found(),
        Topic::Unavailable => words.unavailable(),
        Topic::Fault => words.fault(),
    }
}
