//! The values that a request has for one field.

use super::answers::Answers;
use super::name::FieldName;

/// The values that a request has for the inputs of one field.
pub(super) struct FieldInput<'a> {
    pub(super) name: &'a FieldName,
    pub(super) answers: &'a Answers,
}

impl<'a> FieldInput<'a> {
    /// The value of the input that has the field's own name; empty if there is none.
    pub(super) fn own(&self) -> &'a str {
        self.answers.get(self.name.as_str())
    }

    /// The value of the input for a part of the answer; empty if there is none.
    pub(super) fn part(&self, part: &str) -> &'a str {
        self.answers.get(&self.name.input(part))
    }

    /// All values of the input that has the field's own name.
    pub(super) fn all(&self) -> &'a [String] {
        self.answers.all(self.name.as_str())
    }
}
