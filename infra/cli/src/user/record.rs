//! The record of a user and a form, as the Action reads it (`readRecord`). Malformed values are treated as missing.

use std::fmt;
use std::time::SystemTime;

use profiling_forms::{FieldName, FormName};
use serde_json::{Map, Value};

use crate::printable::printable;

/// The largest integer that JavaScript represents exactly.
const MAX_COUNT: u64 = (1 << 53) - 1;

/// The record of a user and a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) version: Option<u64>,
    pub(super) completed_at: Option<String>,
    pub(super) not_applicable: Vec<String>,
    pub(super) postponed_at: Option<String>,
    pub(super) postponed_login: Option<u64>,
    pub(super) unanswered_at: Option<String>,
    /// The consents with the names of their fields.
    pub(super) consents: Vec<(String, Consent)>,
}

/// A consent of a user. The Action stores each value only if it is valid.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Consent {
    pub(super) version: Option<String>,
    pub(super) url: Option<String>,
    pub(super) at: Option<String>,
}

impl Record {
    /// Reads a stored record.
    pub(super) fn read(record: &Map<String, Value>) -> Self {
        let consents = record.get("consents").and_then(Value::as_object).into_iter().flatten();
        let consents = consents.filter(|(name, consent)| is_field(name) && consent.is_object());
        Self {
            version: count(record, "version"),
            completed_at: time(record, "completed_at"),
            not_applicable: fields(record.get("not_applicable")),
            postponed_at: time(record, "postponed_at"),
            postponed_login: count(record, "postponed_login"),
            unanswered_at: time(record, "unanswered_at"),
            consents: consents.map(|(name, consent)| (name.clone(), Consent::read(consent))).collect(),
        }
    }
}

impl Consent {
    pub(super) fn read(consent: &Value) -> Self {
        let text = |name| Some(consent.get(name)?.as_str()?.to_owned());
        Self { version: text("version"), url: text("url"), at: text("at") }
    }
}

/// The version, URL and time of a consent.
impl fmt::Display for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version.as_ref().map(|version| format!("version {version}"));
        let parts: Vec<String> =
            version.iter().chain(&self.url).chain(&self.at).map(|part| printable(part)).collect();
        f.write_str(if parts.is_empty() { "no details" } else { "" })?;
        f.write_str(&parts.join(", "))
    }
}

/// Returns true for the name of a form.
pub(super) fn is_form(name: &str) -> bool {
    FormName::parse(name).is_ok()
}

/// Returns true for the name of a field.
pub(super) fn is_field(name: &str) -> bool {
    FieldName::parse(name).is_ok()
}

/// Returns true for an empty value. `false` and 0 are answers.
pub(super) fn is_missing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// Parses a time that the Action wrote. Returns `None` for a date that does not exist.
pub(super) fn parse_time(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339(text).ok()
}

/// Returns a positive integer.
pub(super) fn count(record: &Map<String, Value>, key: &str) -> Option<u64> {
    record.get(key)?.as_u64().filter(|count| (1..=MAX_COUNT).contains(count))
}

/// Returns a time in the format of the Action.
pub(super) fn time(record: &Map<String, Value>, key: &str) -> Option<String> {
    let text = record.get(key)?.as_str()?;
    let shape = b"0000-00-00T00:00:00.000Z";
    let matches = |(b, shape): (u8, &u8)| if *shape == b'0' { b.is_ascii_digit() } else { b == *shape };
    (text.len() == shape.len() && text.bytes().zip(shape).all(matches)).then(|| text.to_owned())
}

/// Returns the names of fields in a list, without duplicates.
fn fields(list: Option<&Value>) -> Vec<String> {
    let mut names = Vec::new();
    let list = list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for name in list.filter(|name| is_field(name)) {
        if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn malformed_values_are_treated_as_missing_as_in_the_action() {
        let record = json!({
            "version": 1.5,
            "completed_at": "2026-11-23T20:51:30Z",
            "not_applicable": ["vat_number", "a b", 7, "vat_number", "state"],
            "postponed_at": "2026-11-23T20:51:30.000Z",
            "postponed_login": 0,
            "unanswered_at": 7,
            "consents": {"terms": {"version": 7, "url": "u", "at": "t"}, "a b": {}, "old": true},
            "other": 1,
        });
        let consent = Consent { version: None, url: Some("u".to_owned()), at: Some("t".to_owned()) };
        let expected = Record {
            version: None,
            completed_at: None,
            not_applicable: vec!["vat_number".to_owned()],
            postponed_at: Some("2026-11-23T20:51:30.000Z".to_owned()),
            postponed_login: None,
            unanswered_at: None,
            consents: vec![("terms".to_owned(), consent)],
        };
        assert_eq!(Record::read(record.as_object().unwrap()), expected);
    }

    #[test]
    fn false_and_zero_are_answers_but_empty_values_are_not() {
        for (value, expected) in [
            (json!(null), true),
            (json!(""), true),
            (json!([]), true),
            (json!(false), false),
            (json!(0), false),
            (json!({}), false),
            (json!([""]), false),
        ] {
            assert_eq!(is_missing(&value), expected, "{value}");
        }
    }
}
