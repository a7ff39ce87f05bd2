//! One of several options, each in a frame with its description.

use maud::Markup;

use super::{FieldView, KindView, Selection};
use profiling_forms::ChoiceRules;

pub(super) struct Cards;

impl KindView for Cards {
    type Rules = ChoiceRules;

    fn html(view: &FieldView<'_>, rules: &ChoiceRules) -> Markup {
        view.group(&view.radios(rules, true))
    }

    fn target(view: &FieldView<'_>, _: &ChoiceRules) -> String {
        view.option_target()
    }

    fn selection(_: &ChoiceRules) -> Selection {
        Selection::Buttons
    }
}
