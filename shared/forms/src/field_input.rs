//! The values that a request has for one field.

use std::borrow::Cow;

use super::answers::Answers;
use super::name::FieldName;
use crate::value::clean::clean;

/// The values that a request has for the inputs of one field.
pub(super) struct FieldInput<'a> {
    pub(super) name: &'a FieldName,
    pub(super) answers: &'a Answers,
}

impl<'a> FieldInput<'a> {
    /// The choice in the input that has the field's own name, which the page defines; empty if there is none.
    pub(super) fn choice(&self) -> &'a str {
        self.answers.get(self.name.as_str())
    }

    /// The choice in the input for a part of the answer; empty if there is none.
    pub(super) fn choice_of(&self, part: &str) -> &'a str {
        self.answers.get(&self.name.input(part))
    }

    /// The text in the input that has the field's own name, without invisible characters; empty if there is none.
    pub(super) fn text(&self) -> Cow<'a, str> {
        clean(self.choice())
    }

    /// The text in the input for a part of the answer, without invisible characters; empty if there is none.
    pub(super) fn text_of(&self, part: &str) -> Cow<'a, str> {
        clean(self.choice_of(part))
    }

    /// All values of the input that has the field's own name.
    pub(super) fn all(&self) -> &'a [String] {
        self.answers.all(self.name.as_str())
    }
}
