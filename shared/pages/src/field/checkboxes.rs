//! Any number of several options.

use maud::Markup;

use super::{FieldView, KindView, Selection};
use profiling_forms::CheckboxRules;

pub(super) struct Checkboxes;

impl KindView for Checkboxes {
    type Rules = CheckboxRules;

    fn html(view: &FieldView<'_>, rules: &CheckboxRules) -> Markup {
        view.group(&view.options("checkbox", &rules.options, false))
    }

    fn target(view: &FieldView<'_>, _: &CheckboxRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &CheckboxRules) -> Selection {
        Selection::Buttons
    }
}
