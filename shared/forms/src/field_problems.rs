//! The problems of a field that has been deserialized.

use super::answers::Answers;
use super::definition_problem::{DefinitionProblem, Problems};
use super::field::Field;
use super::parse_context::ParseContext;
use crate::locale::{Tag, messages};
use crate::value::date::Date;

impl Field {
    /// Returns the problems of a field that has been deserialized.
    pub(super) fn problems(&self, languages: &[Tag]) -> Problems {
        let texts = [
            ("label", Some(&self.label)),
            ("hint", self.hint.as_ref()),
            ("errors.required", self.errors.required.as_ref()),
            ("errors.pattern", self.errors.pattern.as_ref()),
            ("errors.invalid", self.errors.invalid.as_ref()),
        ];
        let mut problems: Problems = texts
            .into_iter()
            .filter_map(|(member, text)| Some(DefinitionProblem::new(member, text?.problem(languages)?)))
            .collect();
        if let Some(token) = &self.autocomplete
            && !is_autofill(token)
        {
            let reason = format!("`{token}` is not an autofill name of HTML, such as `organization`");
            problems.push(DefinitionProblem::new("autocomplete", reason));
        }
        problems.extend(self.kind.problems(languages));
        if problems.is_empty() && self.default.is_some() && !self.accepts_default() {
            let reason = format!("a field of the type `{}` does not accept this answer", self.kind.name());
            problems.push(DefinitionProblem::new("default", reason));
        }
        problems
    }

    /// Returns `true` if the default answer fills an input and passes the check.
    fn accepts_default(&self) -> bool {
        let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
        let defaults = self.defaults(&context);
        let is_filled = !defaults.is_empty();
        let answers: Answers = defaults.into_iter().collect();
        is_filled && matches!(self.check(&answers, &context), Ok(Some(_)))
    }
}

fn is_autofill(token: &str) -> bool {
    !token.is_empty()
        && token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b" -".contains(&b))
}
