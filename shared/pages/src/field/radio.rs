//! One of several options, all of them visible.

use maud::Markup;

use super::{FieldView, KindView, Selection};
use profiling_forms::ChoiceRules;

pub(super) struct Radio;

impl KindView for Radio {
    type Rules = ChoiceRules;

    fn html(view: &FieldView<'_>, rules: &ChoiceRules) -> Markup {
        view.group(&view.radios(rules, false))
    }

    fn target(view: &FieldView<'_>, _: &ChoiceRules) -> String {
        view.option_target()
    }

    fn selection(_: &ChoiceRules) -> Selection {
        Selection::Buttons
    }
}
