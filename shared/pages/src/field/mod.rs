//! The HTML of a field: its label, its error and its inputs. The file of each kind has its inputs. Each visible input has a
//! label; a group of inputs also has a legend.

mod cards;
mod checkboxes;
mod consent;
mod country;
mod date;
mod email;
mod limit;
mod line;
mod multiline;
mod number;
mod options;
mod radio;
mod select;
mod telephone;
mod text;
mod url;
mod yes_no;

use maud::{Markup, html};

pub(super) use options::SEARCH;

use super::{LocaleContext, problem};
use profiling_forms::locale::{Messages, Tag};
use profiling_forms::{Answers, Field, Kind, Problem, Text};

/// The HTML of a field kind. As with the kinds of `profiling-forms`, no function has a default implementation.
trait KindView {
    /// The rules of the kind.
    type Rules;

    /// The field with its label or legend: see [`FieldView::labeled`] and [`FieldView::group`].
    fn html(view: &FieldView<'_>, rules: &Self::Rules) -> Markup;

    /// The id of the input that the error summary links to: the first invalid one.
    fn target(view: &FieldView<'_>, rules: &Self::Rules) -> String;

    /// The elements that show which answer is selected.
    fn selection(rules: &Self::Rules) -> Selection;
}

/// The elements that show which answer is selected, for the style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selection {
    /// None: the answer is typed.
    Typed,
    /// None: the answer is typed, and a list belongs to it.
    TypedWithList,
    /// The options of a drop-down list.
    List,
    /// Radio buttons or checkboxes, one for each option.
    Buttons,
    /// A checkbox that means no while it is not ticked.
    Box,
}

/// Evaluates an expression with the view and the rules of a kind: the only match over kinds in this crate.
macro_rules! for_kind {
    ($kind:expr, $View:ident, $rules:ident => $result:expr) => {
        for_kind!($kind, $View, $rules => $result,
            Text: text, Multiline: multiline, Email: email, Telephone: telephone, Url: url, Number: number, Date: date,
            Country: country, Select: select, Radio: radio, Cards: cards, Checkboxes: checkboxes, YesNo: yes_no,
            Consent: consent)
    };
    ($kind:expr, $View:ident, $rules:ident => $result:expr, $($name:ident: $module:ident),+) => {
        match $kind {
            $(Kind::$name($rules) => {
                type $View = $module::$name;
                $result
            })+
        }
    };
}

/// The elements that show which answer to a field of this kind is selected.
pub(super) fn selection(kind: &Kind) -> Selection {
    for_kind!(kind, View, rules => View::selection(rules))
}

/// A field with the answers so far and its error.
pub(super) struct FieldView<'a> {
    pub(super) field: &'a Field,
    pub(super) answers: &'a Answers,
    pub(super) problem: Option<Problem>,
    /// True if the answer was stored earlier, and the user can confirm or change it.
    pub(super) is_stored: bool,
    pub(super) locale: &'a LocaleContext,
}

/// The attributes that every input of a field has.
struct Attributes<'a> {
    autocomplete: Option<&'a str>,
    required: bool,
    described_by: Option<String>,
    invalid: Option<&'static str>,
}

impl FieldView<'_> {
    /// The form's own error message.
    fn own_error(&self) -> Option<&Text> {
        let errors = &self.field.errors;
        match self.problem? {
            Problem::Required => errors.required.as_ref(),
            Problem::PatternMismatch if errors.pattern.is_some() => errors.pattern.as_ref(),
            _ => errors.invalid.as_ref(),
        }
    }

    /// The language and the direction of the error message, if they are not the page's.
    pub(super) fn error_language(&self) -> (Option<Tag>, Option<&'static str>) {
        let own = self.own_error();
        let language = own.and_then(|text| self.locale.foreign(text));
        (language, own.and_then(|text| self.locale.foreign_direction(text)))
    }

    /// The error message for the summary: the form's own, or the built-in one, which begins with the label.
    pub(super) fn error(&self) -> Option<String> {
        self.error_by(problem::problem)
    }

    /// The error message beside the field.
    fn error_at_field(&self) -> Option<String> {
        self.error_by(problem::problem_at_field)
    }

    fn error_by(&self, built_in: fn(&Messages, &str, &Kind, Problem) -> String) -> Option<String> {
        let (problem, label) = (self.problem?, self.locale.text(&self.field.label));
        Some(self.own_error().map_or_else(
            || built_in(self.locale.messages(), label, &self.field.kind, problem),
            |text| self.locale.text(text).to_owned(),
        ))
    }

    /// The id of the input that the error summary links to: the first invalid one.
    pub(super) fn target(&self) -> String {
        for_kind!(&self.field.kind, View, rules => View::target(self, rules))
    }

    fn name(&self) -> &str {
        self.field.name.as_str()
    }

    fn value(&self) -> &str {
        self.answers.get(self.name())
    }

    fn label(&self) -> Markup {
        html! { (self.locale.html(&self.field.label)) @if !self.field.required { (self.locale.messages().optional()) } }
    }

    /// The ids of hint, question and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = self.field.hint.as_ref().map(|_| format!("{}-hint", self.name()));
        let error = self.problem.map(|_| format!("{}-error", self.name()));
        let stored = self.asks_to_confirm().then(|| format!("{}-stored", self.name()));
        let ids: Vec<String> = [hint, stored, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Returns true if the field asks the user to confirm a stored answer. A field with an error shows the error instead.
    fn asks_to_confirm(&self) -> bool {
        self.is_stored && self.problem.is_none()
    }

    /// The value of `aria-invalid` for the field's own input. If the text of "Other" is missing, that input is valid.
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
            @if let Some(hint) = &self.field.hint { p.hint id={ (self.name()) "-hint" } { (self.locale.html(hint)) } }
            @if self.asks_to_confirm() {
                p.hint id={ (self.name()) "-stored" } { (self.locale.messages().still_right()) }
            }
            @if let Some(error) = self.error_at_field() {
                @let (language, direction) = self.error_language();
                p.error id={ (self.name()) "-error" } lang=[language] dir=[direction] { (error) }
            }
        }
    }

    /// The field. `id` is for a field that is visible only for some answers.
    pub(super) fn html(&self, id: Option<&str>) -> Markup {
        html! {
            div.field.invalid[self.problem.is_some()] id=[id] {
                (for_kind!(&self.field.kind, View, rules => View::html(self, rules)))
            }
        }
    }

    /// A field with one input, which has the id of the field's name.
    fn labeled(&self, input: &Markup) -> Markup {
        html! {
            label for=(self.name()) { (self.label()) }
            (self.hint_and_error())
            (input)
        }
    }

    /// A field with several inputs, which have labels of their own.
    fn group(&self, inputs: &Markup) -> Markup {
        html! {
            fieldset aria-describedby=[self.described_by()] {
                legend { (self.label()) }
                (self.hint_and_error())
                (inputs)
            }
        }
    }
}

#[cfg(test)]
mod tests;
