//! The maximum length of a text, stated below its input.
//!
//! There is no `maxlength`: a browser would silently cut off the end of a pasted text. A longer text is an error, and with
//! JavaScript the page counts while the user types; see `form.js`.

use maud::{Markup, html};

use super::FieldView;

/// Limits of at least this many characters are hidden until the user comes close, which is rare for names and titles.
const SELDOM_REACHED: u32 = 100;

/// The maximum length of a text, in characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    most: u32,
    is_shown: bool,
}

impl Limit {
    /// The limit of one line.
    pub(super) fn of_line(most: u32) -> Self {
        Self { most, is_shown: most < SELDOM_REACHED }
    }

    /// The limit of several lines, which is always shown.
    pub(super) fn of_lines(most: u32) -> Self {
        Self { most, is_shown: true }
    }

    /// Returns the value of `aria-describedby`: `others`, then the id of the limit. Screen readers read hidden limits too.
    pub(super) fn describes(limit: Option<Self>, input: &str, others: Option<String>) -> Option<String> {
        let own = limit.map(|_| format!("{input}-limit"));
        let ids: Vec<String> = others.into_iter().chain(own).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl FieldView<'_> {
    /// The statement of a limit. The script changes it, which screen readers then announce.
    pub(super) fn limit(&self, limit: Option<Limit>, input: &str) -> Markup {
        html! {
            @if let Some(Limit { most, is_shown }) = limit {
                p.hint.limit id={ (input) "-limit" } role="status" data-most=(most) hidden[!is_shown] {
                    (self.locale.messages().length_limit(most.into()))
                }
            }
        }
    }
}
