//! One of several options, in a drop-down list.

use maud::{Markup, html};

use super::options::ListOption;
use super::{FieldView, KindView, Selection};
use profiling_forms::{ChoiceRules, OTHER, Problem};

pub(super) struct Select;

impl KindView for Select {
    type Rules = ChoiceRules;

    fn html(view: &FieldView<'_>, rules: &ChoiceRules) -> Markup {
        let options = rules.options.iter().map(|option| ListOption {
            value: option.value.as_str(),
            label: view.locale.text(&option.label),
            language: view.locale.foreign(&option.label),
            direction: view.locale.foreign_direction(&option.label),
            words: None,
        });
        let other = rules.other.then(|| ListOption::new((OTHER, view.locale.messages().other())));
        // In a group, the description of the group has the error.
        let error = (view.problem == Some(Problem::OtherMissing)).then(|| format!("{}-error", view.name()));
        view.labeled(&html! {
            (view.list(options.chain(other)))
            (view.other(rules, error))
        })
    }

    fn target(view: &FieldView<'_>, _: &ChoiceRules) -> String {
        view.option_target()
    }

    fn selection(_: &ChoiceRules) -> Selection {
        Selection::List
    }
}
