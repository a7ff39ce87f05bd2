//! The inputs that several kinds with options share.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::limit::Limit;
use super::{Attributes, FieldView};
use crate::problem::problem_at_field;
use profiling_forms::locale::Tag;
use profiling_forms::{Choice, ChoiceRules, OTHER, OTHER_LENGTH, Problem};

/// A list with more options than this can be searched by typing.
const MAX_PLAIN_OPTIONS: usize = 20;

/// The attribute of a list that the script replaces with an input with suggestions: see `search.js`. Its value is the text
/// that the user typed if it is not an option.
pub(crate) const SEARCH: &str = "data-search";

/// The beginning of a value that the script sends for a text that is not an option. No value of an option begins with a
/// space.
const TYPED: &str = " ";

/// The attributes of a list that can be searched by typing.
#[derive(Default)]
pub(super) struct Search<'a> {
    /// The value of [`SEARCH`].
    pub(super) typed: Option<&'a str>,
    /// The message that nothing was found.
    pub(super) none: Option<String>,
}

/// An option of a drop-down list.
pub(super) struct ListOption<'a> {
    /// The value that is sent.
    pub(super) value: &'a str,
    /// The text that the user sees.
    pub(super) label: &'a str,
    /// The language of the text, if it is not the page's.
    pub(super) language: Option<Tag>,
    /// The direction of such a text.
    pub(super) direction: Option<&'static str>,
    /// Other names by which the option is found, separated by commas.
    pub(super) words: Option<&'static str>,
}

impl<'a> ListOption<'a> {
    /// An option in the language of the page.
    pub(super) fn new((value, label): (&'a str, &'a str)) -> Self {
        Self { value, label, language: None, direction: None, words: None }
    }
}

impl FieldView<'_> {
    /// Returns the attributes for a list of this length with this answer.
    pub(super) fn search<'v>(&self, length: usize, value: &'v str) -> Search<'v> {
        if length <= MAX_PLAIN_OPTIONS {
            return Search::default();
        }
        let (messages, label) = (self.locale.messages(), self.locale.text(&self.field.label));
        Search {
            typed: Some(value.strip_prefix(TYPED).unwrap_or_default()),
            none: Some(problem_at_field(messages, label, &self.field.kind, Problem::NotAnOption)),
        }
    }

    /// A drop-down list of values and labels.
    pub(super) fn list<'o>(&self, options: impl Iterator<Item = ListOption<'o>>) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        let options: Vec<_> = options.collect();
        let Search { typed, none } = self.search(options.len(), self.value());
        html! {
            select data-search=[typed] data-none=[none] id=(self.name()) name=(self.name()) autocomplete=[autocomplete] required[required]
                aria-describedby=[described_by] aria-invalid=[invalid] {
                option value="" { (self.locale.messages().choose_option()) }
                @for ListOption { value, label, language, direction, words } in options {
                    option value=(value) selected[self.value() == value] lang=[language] dir=[direction]
                        data-words=[words] { (label) }
                }
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
                    (self.locale.html(&option.label))
                    @if let Some(description) = &option.description { span.hint { (self.locale.html(description)) } }
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

    /// The input for the text of "Other". If the browser supports `:has()`, it is visible only while "Other" is selected. `error`
    /// is the id of the error message.
    pub(super) fn other(&self, rules: &ChoiceRules, error: Option<String>) -> Markup {
        let input = self.field.input("other");
        let missing = self.problem == Some(Problem::OtherMissing);
        let limit = Some(Limit::of_line(OTHER_LENGTH));
        html! {
            @if rules.other {
                div.other {
                    label for=(input) { (self.locale.messages().other_text()) }
                    input type="text" id=(input) name=(input) value=(self.answers.get(&input))
                        aria-describedby=[Limit::describes(limit, &input, error)]
                        aria-invalid=[missing.then_some("true")];
                    (self.limit(limit, &input))
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
