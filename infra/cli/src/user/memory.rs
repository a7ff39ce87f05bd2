//! What the plan remembers about a user, as the Action reads it (`readMemory`). Malformed values are treated as missing.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::keys::CONSENTS;
use super::record::{Consent, count, is_field, is_form, time};
use super::selection::{Selection, divide};
use super::settings::{PAUSE, pause_end};
use crate::plural;
use crate::printable::printable;

/// The keys of the memory that keep the Action from asking.
const PAUSES: [&str; 4] = ["visited_at", "visited_login", "requested_at", "skips"];

/// The key of the memory with the times of the answers to fields under review.
const ANSWERED_AT: &str = "answered_at";

/// The key of the memory with the times at which fields were left empty.
const LEFT_EMPTY: &str = "left_empty";

/// The memory of the plan about a user.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    visited_at: Option<String>,
    visited_login: Option<u64>,
    requested_at: Option<String>,
    /// "Not now", by rule.
    skips: Vec<(String, Skip)>,
    /// The times of the answers to fields under review.
    pub(super) answered_at: Vec<(String, String)>,
    /// The times at which the user left fields empty.
    left_empty: Vec<(String, String)>,
    /// The answers to consents, from old to new, by field.
    pub(super) consents: Vec<(String, Vec<ConsentAnswer>)>,
}

/// "Not now" since the last complete answer to a rule.
#[derive(Debug, PartialEq, Eq)]
struct Skip {
    count: u64,
    at: Option<String>,
    login: Option<u64>,
}

/// An answer to a consent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ConsentAnswer {
    value: Option<bool>,
    consent: Consent,
    login: Option<u64>,
}

impl Memory {
    /// Reads the stored memory.
    pub(super) fn read(memory: &Map<String, Value>) -> Self {
        let members = |key| memory.get(key).and_then(Value::as_object).into_iter().flatten();
        let skips = members("skips").filter(|(rule, _)| is_form(rule));
        let consents = members(CONSENTS).filter(|(field, _)| is_field(field));
        Self {
            visited_at: time(memory, "visited_at"),
            visited_login: count(memory, "visited_login"),
            requested_at: time(memory, "requested_at"),
            skips: skips.filter_map(|(rule, skip)| Some((rule.clone(), Skip::read(skip)?))).collect(),
            answered_at: times(memory, ANSWERED_AT),
            left_empty: times(memory, LEFT_EMPTY),
            consents: consents
                .map(|(field, answers)| (field.clone(), ConsentAnswer::read_all(answers)))
                .filter(|(_, answers)| !answers.is_empty())
                .collect(),
        }
    }

    /// Describes the memory in lines, each with its label.
    pub(super) fn lines(&self, now: SystemTime) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        if self.visited_at.is_some() || self.visited_login.is_some() {
            let visit = moment(self.visited_at.as_deref(), self.visited_login);
            lines.push(("last visit", format!("{visit}; the `wait` of the plan counts from here")));
        }
        if let Some(time) = &self.requested_at {
            let pause = match pause_end(Some(time), PAUSE, now) {
                Some(end) => format!("not again until {}", humantime::format_rfc3339_seconds(end)),
                None => "the 24 hours are over".to_owned(),
            };
            lines.push(("last request", format!("{time}; {pause}")));
        }
        for (rule, skip) in &self.skips {
            let last = moment(skip.at.as_deref(), skip.login);
            lines.push(("not now", format!("{rule}: {}, {last}", plural::count(skip.count, "time"))));
        }
        for (field, time) in &self.answered_at {
            lines.push(("answered", format!("{field}: {time}")));
        }
        for (field, time) in &self.left_empty {
            lines.push(("left empty", format!("{field}: {time}")));
        }
        for (field, answers) in &self.consents {
            lines.extend(answers.iter().map(|answer| ("consent", format!("{field}: {}", answer.describe()))));
        }
        lines
    }
}

/// Returns the times in a member of the memory, by field.
fn times(memory: &Map<String, Value>, key: &str) -> Vec<(String, String)> {
    let fields = memory.get(key).and_then(Value::as_object).into_iter().flat_map(|fields| {
        fields.keys().filter_map(move |field| Some((field.clone(), time(fields, field)?)))
    });
    fields.filter(|(field, _)| is_field(field)).collect()
}

impl Skip {
    fn read(skip: &Value) -> Option<Self> {
        let skip = skip.as_object()?;
        Some(Self { count: count(skip, "count")?, at: time(skip, "at"), login: count(skip, "login") })
    }
}

impl ConsentAnswer {
    /// Reads the answers in a list.
    fn read_all(answers: &Value) -> Vec<Self> {
        let answers = answers.as_array().into_iter().flatten();
        let read = |answer: &Value| {
            let members = answer.as_object()?;
            let value = members.get("value").and_then(Value::as_bool);
            Some(Self { value, consent: Consent::read(answer), login: count(members, "login") })
        };
        answers.filter_map(read).collect()
    }

    fn describe(&self) -> String {
        let value = match self.value {
            Some(true) => "yes",
            Some(false) => "no",
            None => "no valid answer",
        };
        let login = self.login.map(|login| format!(", login {login}")).unwrap_or_default();
        format!("{value}, {}{login}", self.consent)
    }
}

/// Divides the memory into the keys that remain, and the pauses and the selected answers.
pub(super) fn split(
    memory: &Map<String, Value>,
    selection: &Selection,
) -> (Map<String, Value>, Map<String, Value>) {
    let (mut remaining, mut removed) = (Map::new(), Map::new());
    for (key, value) in memory {
        let is_removed = |field: &String| {
            selection.consents.contains(field) || key != CONSENTS && selection.fields.contains(field)
        };
        match value {
            _ if selection.deletes_memory() || PAUSES.contains(&key.as_str()) => {
                removed.insert(key.clone(), value.clone());
            }
            Value::Object(fields) if [CONSENTS, ANSWERED_AT, LEFT_EMPTY].contains(&key.as_str()) => {
                divide(key, fields, is_removed, &mut remaining, &mut removed);
            }
            _ => drop(remaining.insert(key.clone(), value.clone())),
        }
    }
    (remaining, removed)
}

/// Describes a login by its time and its number.
fn moment(at: Option<&str>, login: Option<u64>) -> String {
    let login = login.map(|login| format!("login {login}"));
    let parts: Vec<String> = at.map(printable).into_iter().chain(login).collect();
    if parts.is_empty() { "time unknown".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::user::record::parse_time;

    #[test]
    fn malformed_values_are_treated_as_missing_as_in_the_action() {
        let memory = json!({
            "visited_at": "2026-11-23T20:51:30Z",
            "visited_login": 0,
            "requested_at": 7,
            "skips": {"profile": {"count": 0}, "a b": {"count": 1}, "terms": {"count": 2, "at": 7, "login": 1.5}, "x": 7},
            "answered_at": {"company_name": "2026-11-23T20:51:30.000Z", "job_title": "yesterday", "a b": "2026-11-23T20:51:30.000Z"},
            "left_empty": {"goals": "2026-11-23T20:51:30.000Z", "a b": "2026-11-23T20:51:30.000Z"},
            "consents": {"terms": [7, {"value": "yes"}], "news": {"value": true}, "old": [7], "a b": [{}]},
            "other": 1,
        });
        let skip = Skip { count: 2, at: None, login: None };
        let answer = ConsentAnswer { value: None, consent: Consent::default(), login: None };
        let expected = Memory {
            skips: vec![("terms".to_owned(), skip)],
            answered_at: vec![("company_name".to_owned(), "2026-11-23T20:51:30.000Z".to_owned())],
            left_empty: vec![("goals".to_owned(), "2026-11-23T20:51:30.000Z".to_owned())],
            consents: vec![("terms".to_owned(), vec![answer])],
            ..Memory::default()
        };
        assert_eq!(Memory::read(memory.as_object().unwrap()), expected);
        for memory in [json!({}), json!({"skips": 7, "answered_at": [], "consents": "x"})] {
            assert_eq!(Memory::read(memory.as_object().unwrap()), Memory::default(), "{memory}");
        }
    }

    #[test]
    fn each_part_of_the_memory_is_a_line() {
        let now = parse_time("2026-11-23T12:00:00.000Z").unwrap();
        let time = "2026-11-23T00:00:00.000Z";
        for (memory, label, expected) in [
            (
                json!({"visited_at": time, "visited_login": 4}),
                "last visit",
                "2026-11-23T00:00:00.000Z, login 4; the `wait` of the plan counts from here",
            ),
            (json!({"visited_login": 4}), "last visit", "login 4; the `wait` of the plan counts from here"),
            (
                json!({"requested_at": time}),
                "last request",
                "2026-11-23T00:00:00.000Z; not again until 2026-11-24T00:00:00Z",
            ),
            (
                json!({"requested_at": "2026-11-22T12:00:00.000Z"}),
                "last request",
                "2026-11-22T12:00:00.000Z; the 24 hours are over",
            ),
            (
                json!({"skips": {"new-terms": {"count": 2, "at": time, "login": 4}}}),
                "not now",
                "new-terms: 2 times, 2026-11-23T00:00:00.000Z, login 4",
            ),
            (json!({"skips": {"profile": {"count": 1}}}), "not now", "profile: 1 time, time unknown"),
            (
                json!({"answered_at": {"company_name": time}}),
                "answered",
                "company_name: 2026-11-23T00:00:00.000Z",
            ),
            (
                json!({"consents": {"terms": [{"value": false, "version": "2", "url": "https://a.test", "at": time, "login": 4}]}}),
                "consent",
                "terms: no, version 2, https://a.test, 2026-11-23T00:00:00.000Z, login 4",
            ),
            (
                json!({"consents": {"terms": [{"value": true, "version": "\u{1b}"}]}}),
                "consent",
                r"terms: yes, version \u{1b}",
            ),
            (json!({"consents": {"terms": [{}]}}), "consent", "terms: no valid answer, no details"),
        ] {
            let lines = Memory::read(memory.as_object().unwrap()).lines(now);
            assert_eq!(lines, [(label, expected.to_owned())], "{memory}");
        }
    }
}
