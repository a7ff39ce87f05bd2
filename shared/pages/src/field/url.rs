//! A web address.

use maud::Markup;

use super::line::Line;
use super::{FieldView, KindView, Selection};
use profiling_forms::NoRules;

/// The longest address that is stored, in characters.
const MAX_LENGTH: u32 = 2_048;

pub(super) struct Url;

impl KindView for Url {
    type Rules = NoRules;

    fn html(view: &FieldView<'_>, _: &NoRules) -> Markup {
        view.labeled(&view.line(&Line { max_length: Some(MAX_LENGTH), ..Line::new("url") }))
    }

    fn target(view: &FieldView<'_>, _: &NoRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NoRules) -> Selection {
        Selection::Typed
    }
}
