//! The words for what is wrong with an answer.

use crate::form::{Kind, Problem};
use crate::locale::Words;

/// What is wrong with the answer to the field called `label`, and what to do.
pub(super) fn problem(words: &Words, label: &str, kind: &Kind, problem: Problem) -> String {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    match problem {
        Problem::Required if kind.is_typed() => words.required(label),
        Problem::Required => words.choice_required(label),
        Problem::TooShort { least } => words.too_short(label, least.into()),
        Problem::TooLong { most, actual } => words.too_long(label, count(actual), most.into()),
        Problem::ControlCharacter => words.control_character(label),
        Problem::NotAnEmail => words.not_an_email(label),
        Problem::NotAUrl => words.not_a_url(label),
        Problem::NotAnOption => words.not_an_option(label),
        Problem::OtherMissing => words.other_missing(label),
        Problem::TooFew { least } => words.too_few(label, least.into()),
        Problem::TooMany { most } => words.too_many(label, most.into()),
        Problem::TooMuch => words.too_much(label),
    }
}
