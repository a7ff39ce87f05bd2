//! The inputs of a field, by its kind. Each that is seen has a label; a group of them has a legend.

use maud::{Markup, html};

use super::{Reader, problem};
use crate::form::{Answers, Choice, ChoiceRules, Field, Kind, OTHER, OTHER_LENGTH, Problem};
use crate::value::country;

/// A field as it is shown: with what was answered so far, and what is wrong with it.
pub(super) struct FieldView<'a> {
    pub(super) field: &'a Field,
    pub(super) answers: &'a Answers,
    pub(super) problem: Option<Problem>,
    pub(super) reader: &'a Reader,
}

impl FieldView<'_> {
    /// What is wrong, in the form's own words where it has some.
    pub(super) fn error(&self) -> Option<String> {
        let problem = self.problem?;
        let errors = &self.field.errors;
        let own = if problem == Problem::Required { &errors.required } else { &errors.invalid };
        let label = self.reader.text(&self.field.label);
        Some(own.as_ref().map_or_else(
            || problem::problem(self.reader.words(), label, &self.field.kind, problem),
            |text| self.reader.text(text).to_owned(),
        ))
    }

    fn name(&self) -> &str {
        self.field.name.as_str()
    }

    fn value(&self) -> &str {
        self.answers.get(self.name())
    }

    fn label(&self) -> Markup {
        html! { (self.reader.text(&self.field.label)) @if !self.field.required { (self.reader.words().optional()) } }
    }

    /// The ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = self.field.hint.as_ref().map(|_| format!("{}-hint", self.name()));
        let error = self.problem.map(|_| format!("{}-error", self.name()));
        let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.map(|_| "true")
    }

    fn hint_and_error(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.field.hint { p.hint id={ (self.name()) "-hint" } { (self.reader.text(hint)) } }
            @if let Some(error) = self.error() { p.error id={ (self.name()) "-error" } { (error) } }
        }
    }

    /// The whole field.
    pub(super) fn html(&self) -> Markup {
        html! {
            div.field.invalid[self.problem.is_some()] {
                @if self.field.kind.is_one_input() {
                    label for=(self.name()) { (self.label()) }
                    (self.hint_and_error())
                    (self.one_input())
                } @else {
                    fieldset aria-describedby=[self.described_by()] {
                        legend { (self.label()) }
                        (self.hint_and_error())
                        (self.group())
                    }
                }
            }
        }
    }

    fn one_input(&self) -> Markup {
        let Field { autocomplete, required, .. } = self.field;
        let (described_by, invalid) = (self.described_by(), self.invalid());
        match &self.field.kind {
            Kind::Multiline(rules) => html! {
                textarea id=(self.name()) name=(self.name()) rows=(rules.rows) maxlength=(rules.max_length)
                    minlength=[rules.min_length] autocomplete=[autocomplete] required[*required]
                    aria-describedby=[described_by] aria-invalid=[invalid] {
                    // A line break right behind the tag would be dropped: this one may be.
                    "\n" (self.value())
                }
            },
            Kind::Select(rules) => html! {
                select id=(self.name()) name=(self.name()) autocomplete=[autocomplete] required[*required]
                    aria-describedby=[described_by] aria-invalid=[invalid] {
                    option value="" { (self.reader.words().choose_option()) }
                    @for option in &rules.options {
                        option value=(option.value) selected[self.value() == option.value] {
                            (self.reader.text(&option.label))
                        }
                    }
                    @if rules.other { option value=(OTHER) selected[self.value() == OTHER] { (self.reader.words().other()) } }
                }
                (self.other(rules))
            },
            Kind::Text(rules) => html! {
                input type="text" id=(self.name()) name=(self.name()) value=(self.value())
                    maxlength=(rules.max_length) minlength=[rules.min_length] autocomplete=[autocomplete]
                    required[*required] aria-describedby=[described_by] aria-invalid=[invalid];
            },
            Kind::Email(_) => self.typed("email", 254),
            Kind::Url(_) => self.typed("url", 2_048),
            Kind::Country(_) => html! {
                select id=(self.name()) name=(self.name()) autocomplete=[autocomplete] required[*required]
                    aria-describedby=[described_by] aria-invalid=[invalid] {
                    option value="" { (self.reader.words().choose_option()) }
                    @for (code, name) in country::sorted(self.reader.language().as_str()) {
                        option value=(code) selected[self.value() == code] { (name) }
                    }
                }
            },
            Kind::Radio(_) | Kind::Cards(_) | Kind::Checkboxes(_) | Kind::YesNo(_) => html! {},
        }
    }

    /// One line with a keyboard of its own on a telephone.
    fn typed(&self, kind: &str, most: u32) -> Markup {
        let Field { autocomplete, required, .. } = self.field;
        html! {
            input type=(kind) id=(self.name()) name=(self.name()) value=(self.value()) maxlength=(most)
                autocomplete=[autocomplete] required[*required] aria-describedby=[self.described_by()]
                aria-invalid=[self.invalid()];
        }
    }

    fn group(&self) -> Markup {
        match &self.field.kind {
            Kind::Radio(rules) => {
                html! { (self.options("radio", &rules.options, false)) (self.other_option(rules)) }
            }
            Kind::Cards(rules) => {
                html! { (self.options("radio", &rules.options, true)) (self.other_option(rules)) }
            }
            Kind::Checkboxes(rules) => self.options("checkbox", &rules.options, false),
            Kind::YesNo(_) => html! {
                (self.option("radio", 0, "yes", &html! { (self.reader.words().yes()) }))
                (self.option("radio", 1, "no", &html! { (self.reader.words().no()) }))
            },
            _ => html! {},
        }
    }

    fn options(&self, kind: &str, options: &[Choice], cards: bool) -> Markup {
        html! {
            @for (index, option) in options.iter().enumerate() {
                div.card-option[cards] {
                    (self.option(kind, index, &option.value, &html! {
                        (self.reader.text(&option.label))
                        @if let Some(description) = &option.description {
                            span.hint { (self.reader.text(description)) }
                        }
                    }))
                }
            }
        }
    }

    /// One of a group; the first has the field's own id, where the error summary leads.
    fn option(&self, kind: &str, index: usize, value: &str, label: &Markup) -> Markup {
        let id = if index == 0 { self.name().to_owned() } else { format!("{}-{index}", self.name()) };
        let checked = self.answers.all(self.name()).iter().any(|chosen| chosen == value);
        html! {
            div.option {
                input type=(kind) id=(id) name=(self.name()) value=(value) checked[checked] aria-invalid=[self.invalid()];
                label for=(id) { (label) }
            }
        }
    }

    fn other_option(&self, rules: &ChoiceRules) -> Markup {
        html! {
            @if rules.other { (self.option("radio", rules.options.len(), OTHER, &html! { (self.reader.words().other()) })) }
            (self.other(rules))
        }
    }

    /// The text of an "Other": seen only while that is chosen, where the browser can tell.
    fn other(&self, rules: &ChoiceRules) -> Markup {
        let input = self.field.other_input();
        html! {
            @if rules.other {
                div.other {
                    label for=(input) { (self.reader.words().other_text()) }
                    input type="text" id=(input) name=(input) value=(self.answers.get(&input)) maxlength=(OTHER_LENGTH);
                }
            }
        }
    }
}
