//! The pages that a person cannot mend anything on.

use maud::html;

use super::layout::page;
use super::{Page, words};
use crate::outcome::{Outcome, Topic};

/// The page of an outcome that shows no form, with a reference that stands in the log, too.
pub fn error(outcome: Outcome, reference: &str) -> Page {
    let words = words::error(outcome.topic().unwrap_or(Topic::Fault));
    page(
        words.title,
        &html! {
            h1 { (words.title) }
            p { (words.happened) }
            p { (words.next) }
            p.soft.last { (words::REFERENCE) code { (reference) } }
        },
    )
}
