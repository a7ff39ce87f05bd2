//! Inputs to choose with.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{Attributes, FieldView};
use profiling_forms::value::country;
use profiling_forms::{Choice, ChoiceRules, OTHER, OTHER_LENGTH, Problem};

impl FieldView<'_> {
    pub(super) fn select(&self, rules: &ChoiceRules) -> Markup {
        let label = |option| self.reader.text(option);
        let options = rules.options.iter().map(|option| (option.value.as_str(), label(&option.label)));
        let other = rules.other.then(|| (OTHER, self.reader.words().other()));
        html! {
            (self.list(options.chain(other)))
            (self.other(rules))
        }
    }

    pub(super) fn country(&self) -> Markup {
        self.list(country::sorted(self.reader.language().as_str()).into_iter())
    }

    /// A list that opens, of values and labels.
    fn list<'o>(&self, options: impl Iterator<Item = (&'o str, &'o str)>) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        html! {
            select id=(self.name()) name=(self.name()) autocomplete=[autocomplete] required[required]
                aria-describedby=[described_by] aria-invalid=[invalid] {
                option value="" { (self.reader.words().choose_option()) }
                @for (value, label) in options { option value=(value) selected[self.value() == value] { (label) } }
            }
        }
    }

    pub(super) fn radios(&self, rules: &ChoiceRules, cards: bool) -> Markup {
        html! {
            (self.options("radio", &rules.options, cards))
            @if rules.other {
                @let checked = self.chosen().contains(OTHER);
                @let label = html! { (self.reader.words().other()) };
                (card(cards, &self.option("radio", rules.options.len(), OTHER, checked, &label)))
            }
            (self.other(rules))
        }
    }

    pub(super) fn yes_no(&self) -> Markup {
        let chosen = self.chosen();
        html! {
            (self.option("radio", 0, "yes", chosen.contains("yes"), &html! { (self.reader.words().yes()) }))
            (self.option("radio", 1, "no", chosen.contains("no"), &html! { (self.reader.words().no()) }))
        }
    }

    pub(super) fn options(&self, kind: &str, options: &[Choice], cards: bool) -> Markup {
        let chosen = self.chosen();
        html! {
            @for (index, option) in options.iter().enumerate() {
                @let label = html! {
                    (self.reader.text(&option.label))
                    @if let Some(description) = &option.description { span.hint { (self.reader.text(description)) } }
                };
                @let checked = chosen.contains(option.value.as_str());
                (card(cards, &self.option(kind, index, &option.value, checked, &label)))
            }
        }
    }

    /// What is chosen of a group.
    fn chosen(&self) -> BTreeSet<&str> {
        self.answers.all(self.name()).iter().map(String::as_str).collect()
    }

    /// One of a group; the first has the field's own id, where the error summary leads.
    fn option(&self, kind: &str, index: usize, value: &str, checked: bool, label: &Markup) -> Markup {
        let id = if index == 0 { self.name().to_owned() } else { format!("{}-{index}", self.name()) };
        html! {
            div.option {
                input type=(kind) id=(id) name=(self.name()) value=(value) checked[checked] aria-invalid=[self.invalid()];
                label for=(id) { (label) }
            }
        }
    }

    /// The text of an "Other": seen only while that is chosen, where the browser can tell.
    fn other(&self, rules: &ChoiceRules) -> Markup {
        let input = self.field.input("other");
        let missing = self.problem == Some(Problem::OtherMissing);
        // In a group it is the group that says what is wrong.
        let error = (missing && self.field.kind.is_one_input()).then(|| format!("{}-error", self.name()));
        html! {
            @if rules.other {
                div.other {
                    label for=(input) { (self.reader.words().other_text()) }
                    input type="text" id=(input) name=(input) value=(self.answers.get(&input)) maxlength=(OTHER_LENGTH)
                        aria-describedby=[error]
                        aria-invalid=[missing.then_some("true")];
                }
            }
        }
    }
}

/// An option, in a frame of its own where options are cards.
fn card(cards: bool, option: &Markup) -> Markup {
    if cards {
        html! { div.card-option { (option) } }
    } else {
        option.clone()
    }
}
