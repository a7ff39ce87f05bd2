//! What a person answered, and what may be signed of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::name::FieldName;

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

    /// The inputs that were sent more than once.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, values)| values.len() > 1).map(|(input, _)| input.as_str())
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
#[derive(Default)]
pub struct ValidAnswers {
    pub(super) values: Map<String, Value>,
    pub(super) not_applicable: Vec<String>,
    pub(super) consents: BTreeMap<String, Consent>,
    pub(super) later: bool,
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// The version of the text.
    pub version: String,
    /// Where the text is.
    pub url: String,
}

impl fmt::Debug for ValidAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValidAnswers({}, redacted)", self.values.len())
    }
}

impl ValidAnswers {
    /// The answer of whoever chose "Not now".
    pub fn later() -> Self {
        Self { later: true, ..Self::default() }
    }

    /// The answers by field, typed. What was left empty is not among them.
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// The fields that the form's conditions ruled out for this person.
    pub fn not_applicable(&self) -> &[String] {
        &self.not_applicable
    }

    /// The consents that were given, by field.
    pub fn consents(&self) -> &BTreeMap<String, Consent> {
        &self.consents
    }

    /// Whether the person chose "Not now".
    pub fn is_later(&self) -> bool {
        self.later
    }

    /// How much of an answer token is the answer to `field`, in bytes of JSON.
    pub(super) fn weight(&self, field: &FieldName) -> usize {
        self.values.get(field.as_str()).map_or(0, |value| value.to_string().len())
    }
}
