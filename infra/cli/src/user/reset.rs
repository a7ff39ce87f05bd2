//! The change that makes the Action ask a user again.

use std::fmt::Write as _;

use profiling_forms::did_you_mean;
use serde_json::{Map, Value, json};

use super::find::{RECORDS, User};
use crate::printable::{json, printable};

/// The keys of a record that keep the Action from asking.
const MEMORY: [&str; 4] = ["postponed_at", "postponed_login", "unanswered_at", "not_applicable"];

/// The key of a record with the consents.
const CONSENTS: &str = "consents";

/// The parts of a profile to remove.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The forms, or all forms if it is empty.
    pub(super) forms: Vec<String>,
    /// The answers to delete.
    pub(super) fields: Vec<String>,
    /// The consents to delete, with their answers.
    pub(super) consents: Vec<String>,
    /// True to delete the whole records.
    pub(super) all: bool,
}

/// A planned change of a user.
#[derive(Debug)]
pub(super) struct Reset {
    /// The body of the request, with only the keys that change.
    pub(super) body: Value,
    /// Notes for the operator.
    pub(super) notes: Vec<String>,
    /// The removed parts of the records.
    removed: Value,
    /// The removed answers.
    answers: Vec<String>,
    /// The remaining records, or null if there are none.
    remaining: Value,
}

impl Reset {
    /// Plans the change. Errors: the reason for which it is not possible, or has no effect.
    pub(super) fn plan(user: &User, selection: &Selection) -> Result<Self, String> {
        if !(user.user_metadata.is_null() || user.user_metadata.is_object()) {
            return Err("the user_metadata of this user is not an object; correct it in the dashboard first (User Management → \
                        Users → the user → Details)".to_owned());
        }
        let stored = user.records();
        check_forms(user, &selection.forms)?;
        check_consents(user, selection)?;
        let (remaining, removed) = match stored {
            Value::Object(records) => {
                let (remaining, removed) = split(records, selection);
                // Nothing is written if nothing is removed.
                if removed.is_empty() {
                    (stored.clone(), Value::Null)
                } else {
                    (object_or_null(remaining), Value::Object(removed))
                }
            }
            // The Action ignores any other value.
            _ if selection.all => (Value::Null, stored.clone()),
            _ => (stored.clone(), Value::Null),
        };
        let mut notes = Vec::new();
        let mut answers: Vec<String> = Vec::new();
        for field in selection.fields.iter().chain(&selection.consents) {
            let is_set = user.user_metadata.get(field).is_some_and(|value| !value.is_null());
            if is_set && !answers.contains(field) {
                answers.push(field.clone());
            } else if !is_set {
                let set = user.user_metadata.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
                notes.push(format!("{field} is not set in user_metadata{}", did_you_mean(field, set)));
            }
        }
        if removed.is_null() && answers.is_empty() {
            let reason = "nothing to reset: no part of the record prevents the Action from asking. To ask a question again, \
                          delete its answer: --fields NAME";
            let lines = [reason.to_owned()].into_iter().chain(notes);
            return Err(lines.collect::<Vec<_>>().join("\n"));
        }
        let mut body = Map::new();
        if !removed.is_null() {
            check_numbers(&remaining)?;
            body.insert("app_metadata".to_owned(), json!({RECORDS: remaining}));
        }
        // An empty object would delete all `user_metadata` of the user.
        if !answers.is_empty() {
            let nulls: Map<String, Value> = answers.iter().map(|name| (name.clone(), Value::Null)).collect();
            body.insert("user_metadata".to_owned(), Value::Object(nulls));
        }
        Ok(Self { body: Value::Object(body), notes, removed, answers, remaining })
    }

    /// Returns true if a profile has the planned record and none of the removed answers.
    pub(super) fn is_stored(&self, profile: &Value) -> bool {
        let stored = profile.get("app_metadata").and_then(|metadata| metadata.get(RECORDS));
        let answer = |name: &String| profile.get("user_metadata").and_then(|metadata| metadata.get(name));
        let has_answer = self.answers.iter().any(|name| answer(name).is_some_and(|value| !value.is_null()));
        stored.unwrap_or(&Value::Null) == &self.remaining && !has_answer
    }

    /// Describes the change. The parts of the record to be removed are complete, so that an operator can archive them;
    /// answers are personal data, so only their names are printed.
    pub(super) fn render(&self, verb: &str, user: &User, domain: &str) -> String {
        let mut text = format!("{verb} the user {} at {}.\n", printable(&user.id), printable(domain));
        if !self.removed.is_null() {
            let _ = writeln!(text, "\nTo be removed from app_metadata.{RECORDS}:\n{}", json(&self.removed));
        }
        if !self.answers.is_empty() {
            text.push_str("\nTo be removed from user_metadata:\n");
            for name in &self.answers {
                let _ = writeln!(text, "  {name}");
            }
        }
        text
    }
}

/// Returns an error if a remaining record has a number that is not an integer, or a very large one: it could have another
/// value when it is written back. The Action stores neither.
fn check_numbers(remaining: &Value) -> Result<(), String> {
    let mut records = remaining.as_object().into_iter().flatten();
    let Some((form, _)) = records.find(|(_, record)| has_inexact_number(record)) else { return Ok(()) };
    Err(format!(
        "the record of the form {} has a number that this command cannot write back exactly. Correct it in the dashboard \
         first, or delete the records: --all",
        printable(form)
    ))
}

fn has_inexact_number(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(values) => values.iter().any(has_inexact_number),
        Value::Object(members) => members.values().any(has_inexact_number),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// Returns an error if a form has no record.
fn check_forms(user: &User, forms: &[String]) -> Result<(), String> {
    let Some(form) = forms.iter().find(|form| user.records().get(form).is_none()) else { return Ok(()) };
    let names: Vec<&str> = user.valid_records().map(|(form, _)| form).collect();
    let hint = match names[..] {
        [] => "; the Action has no record of this user".to_owned(),
        _ => format!("; there are records for {}", names.join(", ")),
    };
    Err(format!("the user has no record of the form `{form}`{hint}"))
}

/// Returns an error if a consent to withdraw has no record, or if the answer to a consent would be deleted without it.
fn check_consents(user: &User, selection: &Selection) -> Result<(), String> {
    let forms = user.valid_records().filter(|(form, _)| is_selected(selection, form));
    let consents = forms.filter_map(|(_, record)| record.get(CONSENTS)?.as_object());
    let recorded: Vec<&str> = consents.flat_map(|consents| consents.keys().map(String::as_str)).collect();
    if let Some(field) = selection.consents.iter().find(|field| !recorded.contains(&field.as_str())) {
        let hint = match recorded[..] {
            [] => "; there are no consents in the record".to_owned(),
            _ => format!("; there are consents to {}", printable(&recorded.join(", "))),
        };
        return Err(format!(
            "there is no consent to `{field}`{hint}. To delete an answer without a consent: --fields {field}"
        ));
    }
    let stays = |field: &&String| recorded.contains(&field.as_str()) && !selection.consents.contains(field);
    if let Some(field) = selection.fields.iter().find(stays).filter(|_| !selection.all) {
        return Err(format!(
            "`{field}` is a consent, and its record would remain without the answer. To delete both: --withdraw-consent {field}"
        ));
    }
    Ok(())
}

fn is_selected(selection: &Selection, form: &str) -> bool {
    selection.forms.is_empty() || selection.forms.iter().any(|selected| selected == form)
}

/// Divides the records into those that remain and the parts that are removed.
fn split(records: &Map<String, Value>, selection: &Selection) -> (Map<String, Value>, Map<String, Value>) {
    let (mut remaining, mut removed) = (Map::new(), Map::new());
    for (form, record) in records {
        match record {
            _ if !is_selected(selection, form) => drop(remaining.insert(form.clone(), record.clone())),
            _ if selection.all => drop(removed.insert(form.clone(), record.clone())),
            Value::Object(record) => {
                let (rest, parts) = split_record(record, &selection.consents);
                if !rest.is_empty() {
                    remaining.insert(form.clone(), Value::Object(rest));
                }
                if !parts.is_empty() {
                    removed.insert(form.clone(), Value::Object(parts));
                }
            }
            // The Action ignores any other value.
            _ => drop(remaining.insert(form.clone(), record.clone())),
        }
    }
    (remaining, removed)
}

/// Divides a record into the keys that remain, and the memory and the withdrawn consents.
fn split_record(
    record: &Map<String, Value>,
    withdrawn: &[String],
) -> (Map<String, Value>, Map<String, Value>) {
    let (mut remaining, mut removed) = (Map::new(), Map::new());
    for (key, value) in record {
        match value {
            _ if MEMORY.contains(&key.as_str()) => drop(removed.insert(key.clone(), value.clone())),
            Value::Object(consents) if key == CONSENTS => {
                let (selected, others): (Map<_, _>, Map<_, _>) =
                    consents.clone().into_iter().partition(|(field, _)| withdrawn.contains(field));
                for (target, consents) in [(&mut remaining, others), (&mut removed, selected)] {
                    if !consents.is_empty() {
                        target.insert(key.clone(), Value::Object(consents));
                    }
                }
            }
            _ => drop(remaining.insert(key.clone(), value.clone())),
        }
    }
    (remaining, removed)
}

fn object_or_null(object: Map<String, Value>) -> Value {
    if object.is_empty() { Value::Null } else { Value::Object(object) }
}
