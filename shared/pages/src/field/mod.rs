//! A field as it is shown: its label, what is wrong, and its inputs by its kind. Each input that is seen has
//! a label; a group of them has a legend.

mod choice;
mod consent;
mod date;
mod telephone;
mod typed;

use maud::{Markup, html};

use super::{Reader, problem};
use profiling_forms::{Answers, Field, Kind, Problem};

/// A field as it is shown: with what was answered so far, and what is wrong with it.
pub(super) struct FieldView<'a> {
    pub(super) field: &'a Field,
    pub(super) answers: &'a Answers,
    pub(super) problem: Option<Problem>,
    pub(super) reader: &'a Reader,
}

/// What every input of a field has.
struct Attributes<'a> {
    autocomplete: Option<&'a str>,
    required: bool,
    described_by: Option<String>,
    invalid: Option<&'static str>,
}

impl FieldView<'_> {
    /// What is wrong, in the form's own words where it has some.
    pub(super) fn error(&self) -> Option<String> {
        let problem = self.problem?;
        let errors = &self.field.errors;
        let own = match problem {
            Problem::Required => &errors.required,
            Problem::PatternMismatch if errors.pattern.is_some() => &errors.pattern,
            _ => &errors.invalid,
        };
        let label = self.reader.text(&self.field.label);
        Some(own.as_ref().map_or_else(
            || problem::problem(self.reader.words(), label, &self.field.kind, problem),
            |text| self.reader.text(text).to_owned(),
        ))
    }

    /// Where the error summary leads: the input that is wrong, or the first of them.
    pub(super) fn target(&self) -> String {
        match self.field.kind {
            Kind::Date(_) => self.date_target(),
            _ if self.problem == Some(Problem::OtherMissing) => self.field.input("other"),
            _ => self.name().to_owned(),
        }
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

    /// Whether the field's own input is wrong, and not the text of its "Other".
    fn invalid(&self) -> Option<&'static str> {
        self.problem.filter(|problem| *problem != Problem::OtherMissing).map(|_| "true")
    }

    fn attributes(&self) -> Attributes<'_> {
        Attributes {
            autocomplete: self.field.autocomplete.as_deref(),
            required: self.field.required,
            described_by: self.described_by(),
            invalid: self.invalid(),
        }
    }

    fn hint_and_error(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.field.hint { p.hint id={ (self.name()) "-hint" } { (self.reader.text(hint)) } }
            @if let Some(error) = self.error() { p.error id={ (self.name()) "-error" } { (error) } }
        }
    }

    /// The whole field; `id` is for a field that is seen only sometimes.
    pub(super) fn html(&self, id: Option<&str>) -> Markup {
        html! {
            div.field.invalid[self.problem.is_some()] id=[id] {
                @if let Kind::Consent(rules) = &self.field.kind {
                    (self.consent(rules))
                } @else if self.field.kind.is_one_input() {
                    label for=(self.name()) { (self.label()) }
                    (self.hint_and_error())
                    (self.input())
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

    fn input(&self) -> Markup {
        match &self.field.kind {
            Kind::Text(rules) => self.line("text", None, Some(rules.max_length)),
            Kind::Email(_) => self.line("email", None, Some(254)),
            Kind::Telephone(_) => self.line("tel", None, None),
            Kind::Url(_) => self.line("url", None, Some(2_048)),
            // Never `type=number`: it swallows what it does not understand, and rolls with the wheel.
            Kind::Number(rules) if rules.decimals == 0 => self.line("text", Some("numeric"), None),
            Kind::Number(_) => self.line("text", Some("decimal"), None),
            Kind::Multiline(rules) => self.lines(rules),
            Kind::Select(rules) => self.select(rules),
            Kind::Country(_) => self.country(),
            _ => html! {},
        }
    }

    fn group(&self) -> Markup {
        match &self.field.kind {
            Kind::Radio(rules) => self.radios(rules, false),
            Kind::Cards(rules) => self.radios(rules, true),
            Kind::Checkboxes(rules) => self.options("checkbox", &rules.options, false),
            Kind::YesNo(_) => self.yes_no(),
            Kind::Date(_) => self.date(),
            Kind::Telephone(rules) => self.telephone(rules),
            _ => html! {},
        }
    }
}
