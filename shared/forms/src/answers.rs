//! The answers of a user: as text, and after validation.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::name::FieldName;

/// The values of a form's inputs as text, by the name of the input. They have not been validated. `Debug` does not show
/// them.
///
/// ```
/// use profiling_forms::Answers;
///
/// let answers: Answers = [("company", "Acme"), ("goals", "a"), ("goals", "b")].into_iter().collect();
/// assert_eq!(answers.get("company"), "Acme");
/// assert_eq!(answers.all("goals"), ["a", "b"]);
/// assert_eq!(answers.get("country"), "");
/// assert_eq!(format!("{answers:?}"), "Answers(2, redacted)");
/// ```
#[derive(Clone, Default)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({}, redacted)", self.0.len())
    }
}

impl Answers {
    /// Returns the first value of `input`, or an empty text.
    pub fn get(&self, input: &str) -> &str {
        self.all(input).first().map_or("", String::as_str)
    }

    /// Returns all values of `input`.
    pub fn all(&self, input: &str) -> &[String] {
        self.0.get(input).map_or(&[], Vec::as_slice)
    }

    /// The inputs that have several values.
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

/// The valid answers to the requested fields of a form: trimmed, in NFC, each with the type of its field. `Debug` does
/// not show them.
///
/// [`Interview::next`](super::Interview::next) returns them at the end of a form.
pub struct ValidAnswers {
    pub(super) values: Map<String, Value>,
    pub(super) not_applicable: Vec<String>,
    pub(super) consents: BTreeMap<String, Consent>,
}

/// The document that a user consented to, or did not consent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// The version of the document.
    pub version: String,
    /// The address of the document.
    pub url: String,
}

impl fmt::Debug for ValidAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValidAnswers({}, redacted)", self.values.len())
    }
}

impl ValidAnswers {
    /// Returns the answers of a user who answered nothing.
    pub fn none() -> Self {
        Self { values: Map::new(), not_applicable: Vec::new(), consents: BTreeMap::new() }
    }

    /// The answers by field, without those that were left empty.
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// The requested fields that conditions exclude.
    pub fn not_applicable(&self) -> &[String] {
        &self.not_applicable
    }

    /// The documents of the answered consents by field, whether the answer is yes or no.
    pub fn consents(&self) -> &BTreeMap<String, Consent> {
        &self.consents
    }

    /// The length of the answer to `field` in an answer token, in bytes of JSON.
    pub(super) fn weight(&self, field: &FieldName) -> usize {
        self.values.get(field.as_str()).map_or(0, |value| value.to_string().len())
    }
}
