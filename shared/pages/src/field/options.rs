//! The inputs that several kinds with options share.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{Attributes, FieldView};
use profiling_forms::{Choice, ChoiceRules, OTHER, OTHER_LENGTH, Problem};

impl FieldView<'_> {
    /// A list that opens, of values and labels.
    pub(super) fn list<'o>(&self, options: impl Iterator<Item = (&'o str, &'o str)>) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        html! {
            select id=(self.name()) name=(self.name()) autocomplete=[autocomplete] required[required]
                aria-describedby=[described_by] aria-invalid=[invalid] {
                option value="" { (self.locale.messages().choose_option()) }
                @for (value, label) in options { option value=(value) selected[self.value() == value] { (label) } }
            }
        }
    }

    pub(super) fn radios(&self, rules: &ChoiceRules, cards: bool) -> Markup {
        html! {
            (self.options("radio", &rules.options, cards))
            @if rules.other {
                @let checked = self.chosen().contains(OTHER);
                @let label = html! { (self.locale.messages().other()) };
                (card(cards, &self.option("radio", rules.options.len(), OTHER, checked, &label)))
            }
            (self.other(rules, None))
        }
    }

    pub(super) fn options(&self, kind: &str, options: &[Choice], cards: bool) -> Markup {
        let chosen = self.chosen();
        html! {
            @for (index, option) in options.iter().enumerate() {
                @let label = html! {
                    (self.locale.text(&option.label))
                    @if let Some(description) = &option.description { span.hint { (self.locale.text(description)) } }
                };
                @let checked = chosen.contains(option.value.as_str());
                (card(cards, &self.option(kind, index, &option.value, checked, &label)))
            }
        }
    }

    /// The values of the selected options.
    pub(super) fn chosen(&self) -> BTreeSet<&str> {
        self.answers.all(self.name()).iter().map(String::as_str).collect()
    }

    /// An option of a group. The first has the id of the field's name, which the error summary links to.
    pub(super) fn option(
        &self,
        kind: &str,
        index: usize,
        value: &str,
        checked: bool,
        label: &Markup,
    ) -> Markup {
        let id = if index == 0 { self.name().to_owned() } else { format!("{}-{index}", self.name()) };
        html! {
            div.option {
                input type=(kind) id=(id) name=(self.name()) value=(value) checked[checked] aria-invalid=[self.invalid()];
                label for=(id) { (label) }
            }
        }
    }

    /// The input for the text of "Other". Where the browser can tell, it is visible only while "Other" is selected. `error`
    /// is the id of the error message.
    pub(super) fn other(&self, rules: &ChoiceRules, error: Option<String>) -> Markup {
        let input = self.field.input("other");
        let missing = self.problem == Some(Problem::OtherMissing);
        html! {
            @if rules.other {
                div.other {
                    label for=(input) { (self.locale.messages().other_text()) }
                    input type="text" id=(input) name=(input) value=(self.answers.get(&input)) maxlength=(OTHER_LENGTH)
                        aria-describedby=[error]
                        aria-invalid=[missing.then_some("true")];
                }
            }
        }
    }

    /// The id of the invalid input: the text of "Other" if it is missing, else the first option.
    pub(super) fn option_target(&self) -> String {
        if self.problem == Some(Problem::OtherMissing) {
            self.field.input("other")
        } else {
            self.name().to_owned()
        }
    }
}

/// An option; in a frame if options are cards.
fn card(cards: bool, option: &Markup) -> Markup {
    if cards {
        html! { div.card-option { (option) } }
    } else {
        option.clone()
    }
}
