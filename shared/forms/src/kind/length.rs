//! The limits on the length of a text, which several kinds have.

use serde_json::Value;

use crate::definition_problem::{DefinitionProblem, Problems};
use crate::problem::Problem;
use crate::value::text;

/// The greatest `max_length` of a definition, because all answers are sent in one URL.
pub(super) const MAX_LENGTH: u32 = 1_000;

/// Returns the problems of a minimum and a maximum length.
pub(super) fn problems(least: Option<u32>, most: u32) -> Problems {
    let mut problems = Problems::new();
    if !(1..=MAX_LENGTH).contains(&most) {
        problems.push(DefinitionProblem::new("max_length", format!("it must be from 1 to {MAX_LENGTH}")));
    }
    if least.is_some_and(|least| least > most) {
        let reason = format!("it is greater than max_length, {most}");
        problems.push(DefinitionProblem::new("min_length", reason));
    }
    problems
}

/// Checks the length of a text, and returns `None` if it is empty.
pub(super) fn check(text: String, least: Option<u32>, most: u32) -> Result<Option<Value>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text::check_length(&text, least, Some(most))?;
    Ok(Some(Value::String(text)))
}

/// Checks a line of text that `parse` reads, and returns `None` if it is empty.
pub(super) fn check_line(
    line: &str,
    problem: Problem,
    parse: fn(&str) -> Option<String>,
) -> Result<Option<Value>, Problem> {
    let text = text::one_line(line)?;
    if text.is_empty() {
        return Ok(None);
    }
    parse(&text).map(|value| Some(Value::String(value))).ok_or(problem)
}
