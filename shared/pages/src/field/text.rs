//! One line of text.

use maud::Markup;

use super::limit::Limit;
use super::line::Line;
use super::{FieldView, KindView, Selection};
use profiling_forms::TextRules;

pub(super) struct Text;

impl KindView for Text {
    type Rules = TextRules;

    fn html(view: &FieldView<'_>, rules: &TextRules) -> Markup {
        view.labeled(&view.line(&Line { limit: Some(Limit::of_line(rules.max_length)), ..Line::new("text") }))
    }

    fn target(view: &FieldView<'_>, _: &TextRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &TextRules) -> Selection {
        Selection::Typed
    }
}
