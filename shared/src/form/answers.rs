//! What a person answered, and whether it will do.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::check::check;
use super::field::Field;
use super::name::FieldName;

/// The fields of a form that are asked this time, in order.
#[derive(Debug)]
pub struct Questions<'a>(Vec<&'a Field>);

/// Texts as they came, by the name of their input: to be checked, and to be shown again. Never logged.
#[derive(Clone, Default)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({}, redacted)", self.0.len())
    }
}

impl Answers {
    /// The text that was given for `input`; empty when there was none.
    pub fn get(&self, input: &str) -> &str {
        self.all(input).first().map_or("", String::as_str)
    }

    /// All that was chosen for `input`.
    pub fn all(&self, input: &str) -> &[String] {
        self.0.get(input).map_or(&[], Vec::as_slice)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Answers {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            answers.entry(name.into()).or_default().push(value.into());
        }
        Self(answers)
    }
}

/// Answers that passed every check: trimmed, in NFC, typed, and only to what was asked.
pub struct ValidAnswers(Map<String, Value>);

impl fmt::Debug for ValidAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValidAnswers({}, redacted)", self.0.len())
    }
}

impl ValidAnswers {
    /// The answers by field, typed. What was left empty is not among them.
    pub fn values(&self) -> &Map<String, Value> {
        &self.0
    }

    /// How much of an answer token is the answer to `field`, in bytes of JSON.
    fn weight(&self, field: &FieldName) -> usize {
        self.0.get(field.as_str()).map_or(0, |value| value.to_string().len())
    }
}

/// What is wrong with an answer, in numbers: the page finds the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// An answer is needed, and there is none.
    Required,
    /// Fewer characters than the field wants.
    TooShort {
        /// The least number of characters.
        least: u32,
    },
    /// More characters than the field takes.
    TooLong {
        /// The greatest number of characters.
        most: u32,
        /// How many there are.
        actual: usize,
    },
    /// A line break, NUL or another control character where there may be none.
    ControlCharacter,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a web address.
    NotAUrl,
    /// Nothing that can be chosen.
    NotAnOption,
    /// "Other" is chosen, and its text is missing.
    OtherMissing,
    /// Fewer options than have to be chosen.
    TooFew {
        /// The least number of options.
        least: u32,
    },
    /// More options than can be chosen.
    TooMany {
        /// The greatest number of options.
        most: u32,
    },
    /// All the answers together do not fit the way back; this is the longest of them.
    TooMuch,
}

/// A problem and the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: FieldName,
    /// What is wrong with its answer.
    pub problem: Problem,
}

/// Answers that did not pass; at least one error, in the order of the fields.
#[derive(Debug)]
pub struct Rejected(pub Vec<FieldError>);

impl<'a> Questions<'a> {
    pub(super) fn new(fields: Vec<&'a Field>) -> Self {
        Self(fields)
    }

    /// The fields that are asked, in order.
    pub fn fields(&self) -> &[&'a Field] {
        &self.0
    }

    /// Whether an input was sent more than once that can have only one answer. No browser does that.
    pub fn has_repeated_input(&self, answers: &Answers) -> bool {
        let multiple =
            |input: &str| self.0.iter().any(|field| field.is_multiple() && field.name.as_str() == input);
        answers.0.iter().any(|(input, values)| values.len() > 1 && !multiple(input))
    }

    /// What to say when the answers together do not fit the way back: the longest is the one to shorten.
    pub fn too_long(&self, answers: &ValidAnswers) -> Rejected {
        let longest = self.0.iter().max_by_key(|field| answers.weight(&field.name));
        let error = |field: &&Field| FieldError { field: field.name.clone(), problem: Problem::TooMuch };
        Rejected(longest.map(error).into_iter().collect())
    }

    /// Checks the answers to what is asked; whatever else was sent is not looked at.
    pub fn validate(&self, answers: &Answers) -> Result<ValidAnswers, Rejected> {
        let (mut valid, mut errors) = (Map::new(), Vec::new());
        for field in &self.0 {
            match check(field, answers) {
                Ok(Some(value)) => drop(valid.insert(field.name.as_str().to_owned(), value)),
                Ok(None) => {}
                Err(problem) => errors.push(FieldError { field: field.name.clone(), problem }),
            }
        }
        if errors.is_empty() { Ok(ValidAnswers(valid)) } else { Err(Rejected(errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;

    fn form() -> Form {
        serde_json::from_str(
            r#"{"version": 1, "title": "T", "fields": [
                {"name": "code", "type": "text", "label": "Code", "required": true, "min_length": 2, "max_length": 4},
                {"name": "note", "type": "text", "label": "Note", "max_length": 3}
            ]}"#,
        )
        .unwrap()
    }

    fn validate(code: &str) -> Result<Map<String, Value>, Vec<Problem>> {
        let form = form();
        let answers: Answers = [("code", code)].into_iter().collect();
        match form.questions(None).validate(&answers) {
            Ok(valid) => Ok(valid.values().clone()),
            Err(Rejected(errors)) => Err(errors.into_iter().map(|error| error.problem).collect()),
        }
    }

    #[test]
    fn an_answer_within_its_bounds_is_kept_trimmed_and_in_nfc() {
        for (given, kept) in [
            ("ab", "ab"),
            ("abcd", "abcd"),
            ("  a b ", "a b"),
            ("e\u{301}e", "\u{e9}e"),
            ("\u{1f469}\u{200d}\u{1f680}", "\u{1f469}\u{200d}\u{1f680}"),
            ("<b>", "<b>"),
        ] {
            assert_eq!(validate(given).unwrap()["code"], kept, "{given:?}");
        }
    }

    #[test]
    fn an_answer_out_of_its_bounds_is_told_why() {
        for (given, problem) in [
            ("", Problem::Required),
            (" \t\n", Problem::Required),
            ("\u{200b}\u{200d}\u{feff}", Problem::Required),
            ("\u{3164}", Problem::Required),
            ("a", Problem::TooShort { least: 2 }),
            ("abcde", Problem::TooLong { most: 4, actual: 5 }),
            ("\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}", Problem::TooLong { most: 4, actual: 5 }),
            ("a\0b", Problem::ControlCharacter),
            ("a\nb", Problem::ControlCharacter),
            ("a\u{202e}b", Problem::ControlCharacter),
            ("a\u{fffd}b", Problem::ControlCharacter),
        ] {
            assert_eq!(validate(given).unwrap_err(), [problem], "{given:?}");
        }
    }

    #[test]
    fn an_optional_answer_that_is_left_empty_is_not_signed() {
        assert_eq!(validate("ab").unwrap().keys().collect::<Vec<_>>(), ["code"]);
    }

    #[test]
    fn only_what_was_asked_is_taken() {
        let form = form();
        let answers: Answers = [("code", "ab"), ("note", "x"), ("role", "admin")].into_iter().collect();
        let asked = form.questions(Some(&["note".to_owned(), "role".to_owned()]));
        assert_eq!(
            Value::Object(asked.validate(&answers).unwrap().values().clone()),
            serde_json::json!({"note": "x"})
        );
    }

    #[test]
    fn errors_stand_in_the_order_of_the_fields() {
        let form = form();
        let answers: Answers = [("note", "long"), ("code", "")].into_iter().collect();
        let Rejected(errors) = form.questions(None).validate(&answers).unwrap_err();
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["code", "note"]);
    }
}
