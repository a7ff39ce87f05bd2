//! A number.

use maud::Markup;

use super::line::Line;
use super::{FieldView, KindView, Selection};
use profiling_forms::NumberRules;
use profiling_forms::value::number::Decimal;

pub(super) struct Number;

impl KindView for Number {
    type Rules = NumberRules;

    fn html(view: &FieldView<'_>, rules: &NumberRules) -> Markup {
        // Not `type=number`: it discards text that is not a number, and changes with the mouse wheel.
        let may_be_negative = rules.min.is_none_or(|min| min < Decimal::ZERO);
        let keyboard = match rules.decimals {
            // The keyboards for numbers of iPhones have no minus sign.
            _ if may_be_negative => None,
            0 => Some("numeric"),
            _ => Some("decimal"),
        };
        view.labeled(&view.line(&Line { keyboard, ..Line::new("text") }))
    }

    fn target(view: &FieldView<'_>, _: &NumberRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NumberRules) -> Selection {
        Selection::Typed
    }
}
