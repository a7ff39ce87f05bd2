//! A number.

use maud::Markup;

use super::line::Line;
use super::{FieldView, KindView, Selection};
use profiling_forms::NumberRules;

pub(super) struct Number;

impl KindView for Number {
    type Rules = NumberRules;

    fn html(view: &FieldView<'_>, rules: &NumberRules) -> Markup {
        // Not `type=number`: it discards text that is not a number, and changes with the mouse wheel.
        let keyboard = if rules.decimals == 0 { "numeric" } else { "decimal" };
        view.labeled(&view.line(&Line { keyboard: Some(keyboard), ..Line::new("text") }))
    }

    fn target(view: &FieldView<'_>, _: &NumberRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NumberRules) -> Selection {
        Selection::Typed
    }
}
