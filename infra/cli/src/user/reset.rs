//! The change that makes the Action ask a user again.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use profiling_forms::did_you_mean;
use serde_json::{Map, Value};

use super::find::User;
use super::keys::{CONSENTS, MEMORY, RECORDS};
use super::memory;
use super::selection::{Selection, divide};
use crate::printable::{json, printable};

/// The keys of a record that keep the Action from asking.
const PAUSES: [&str; 4] = ["postponed_at", "postponed_login", "unanswered_at", "not_applicable"];

/// A planned change of a user.
#[derive(Debug)]
pub(super) struct Reset {
    /// The body of the request, with only the keys that change.
    pub(super) body: Value,
    /// Notes for the operator.
    pub(super) notes: Vec<String>,
    /// The records of the forms, and the memory of the plan.
    parts: [Part; 2],
    /// The removed answers.
    answers: Vec<String>,
}

/// The change of a key of `app_metadata`.
#[derive(Debug)]
struct Part {
    key: &'static str,
    /// The removed members, or null if there are none.
    removed: Value,
    /// The remaining value, or null if the key is deleted.
    remaining: Value,
}

impl Part {
    /// Plans the change with `split`, which divides an object into the remaining and the removed members.
    fn plan(
        key: &'static str,
        stored: &Value,
        deletes_all: bool,
        split: impl FnOnce(&Map<String, Value>) -> (Map<String, Value>, Map<String, Value>),
    ) -> Self {
        let (remaining, removed) = match stored {
            Value::Object(members) => {
                let (remaining, removed) = split(members);
                // Nothing is written if nothing is removed.
                if removed.is_empty() {
                    (stored.clone(), Value::Null)
                } else {
                    (object_or_null(remaining), Value::Object(removed))
                }
            }
            // The Action ignores any other value.
            _ if deletes_all => (Value::Null, stored.clone()),
            _ => (stored.clone(), Value::Null),
        };
        Self { key, removed, remaining }
    }

    fn is_changed(&self) -> bool {
        !self.removed.is_null()
    }
}

impl Reset {
    /// Plans the change. Errors: the reason for which it is not possible, or has no effect.
    pub(super) fn plan(user: &User, selection: &Selection) -> Result<Self, String> {
        if !(user.user_metadata.is_null() || user.user_metadata.is_object()) {
            return Err("the user_metadata of this user is not an object; correct it in the dashboard first (User Management → \
                        Users → the user → Details)".to_owned());
        }
        check_forms(user, &selection.forms)?;
        check_consents(user, selection)?;
        let parts = [
            Part::plan(RECORDS, user.records(), selection.all, |records| split(records, selection)),
            Part::plan(MEMORY, user.memory(), selection.deletes_memory(), |memory| {
                memory::split(memory, selection)
            }),
        ];
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
        let changed: Vec<&Part> = parts.iter().filter(|part| part.is_changed()).collect();
        if changed.is_empty() && answers.is_empty() {
            let reason = "nothing to reset: no part of the record prevents the Action from asking. To ask a question again, \
                          delete its answer: --fields NAME";
            let lines = [reason.to_owned()].into_iter().chain(notes);
            return Err(lines.collect::<Vec<_>>().join("\n"));
        }
        let mut body = Map::new();
        if !changed.is_empty() {
            changed.iter().try_for_each(|part| check_numbers(part))?;
            // Auth0 merges only the first level, so each key has its complete remaining value.
            let keys = changed.iter().map(|part| (part.key.to_owned(), part.remaining.clone()));
            body.insert("app_metadata".to_owned(), Value::Object(keys.collect()));
        }
        // An empty object would delete all `user_metadata` of the user.
        if !answers.is_empty() {
            let nulls: Map<String, Value> = answers.iter().map(|name| (name.clone(), Value::Null)).collect();
            body.insert("user_metadata".to_owned(), Value::Object(nulls));
        }
        Ok(Self { body: Value::Object(body), notes, parts, answers })
    }

    /// Returns true if a profile has the planned records and memory, and none of the removed answers.
    pub(super) fn is_stored(&self, profile: &Value) -> bool {
        let stored = |key| profile.get("app_metadata").and_then(|metadata| metadata.get(key));
        let mut parts = self.parts.iter();
        let answer = |name: &String| profile.get("user_metadata").and_then(|metadata| metadata.get(name));
        let has_answer = self.answers.iter().any(|name| answer(name).is_some_and(|value| !value.is_null()));
        parts.all(|part| stored(part.key).unwrap_or(&Value::Null) == &part.remaining) && !has_answer
    }

    /// Describes the change. The parts of the record to be removed are complete, so that an operator can archive them;
    /// answers are personal data, so only their names are printed.
    pub(super) fn render(&self, verb: &str, user: &User, domain: &str) -> String {
        let mut text = format!("{verb} the user {} at {}.\n", printable(&user.id), printable(domain));
        for Part { key, removed, .. } in self.parts.iter().filter(|part| part.is_changed()) {
            let _ = writeln!(text, "\nTo be removed from app_metadata.{key}:\n{}", json(removed));
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

/// Returns an error if a remaining member has a number that is not an integer, or a very large one: it could have another
/// value when it is written back. The Action stores neither.
fn check_numbers(Part { key, remaining, .. }: &Part) -> Result<(), String> {
    let mut members = remaining.as_object().into_iter().flatten();
    let Some((name, _)) = members.find(|(_, member)| has_inexact_number(member)) else { return Ok(()) };
    Err(format!(
        "app_metadata.{key}.{} has a number that this command cannot write back exactly. Correct it in the dashboard first, \
         or delete it: --all",
        printable(name)
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
        [] if user.memory().is_object() => "; to reset the memory of the plan, omit --form".to_owned(),
        [] => "; the Action has no record of this user".to_owned(),
        _ => format!("; there are records for {}", names.join(", ")),
    };
    Err(format!("the user has no record of the form `{form}`{hint}"))
}

/// Returns an error if a consent to withdraw has no record, or if the answer to a consent would be deleted without it.
fn check_consents(user: &User, selection: &Selection) -> Result<(), String> {
    let forms = user.valid_records().filter(|(form, _)| is_selected(selection, form));
    let in_records: Vec<&str> = forms.flat_map(|(_, record)| fields_of(record.get(CONSENTS))).collect();
    let in_memory: Vec<&str> = fields_of(user.memory().get(CONSENTS)).collect();
    let recorded: BTreeSet<&str> = in_records.iter().chain(&in_memory).copied().collect();
    if let Some(field) = selection.consents.iter().find(|field| !recorded.contains(field.as_str())) {
        let hint = if recorded.is_empty() {
            "; there are no consents in the record".to_owned()
        } else {
            let names: Vec<&str> = recorded.into_iter().collect();
            format!("; there are consents to {}", printable(&names.join(", ")))
        };
        return Err(format!(
            "there is no consent to `{field}`{hint}. To delete an answer without a consent: --fields {field}"
        ));
    }
    let stays = |field: &&String| {
        let in_records = !selection.all && in_records.contains(&field.as_str());
        let in_memory = !selection.deletes_memory() && in_memory.contains(&field.as_str());
        (in_records || in_memory) && !selection.consents.contains(field)
    };
    if let Some(field) = selection.fields.iter().find(stays) {
        return Err(format!(
            "`{field}` is a consent, and its record would remain without the answer. To delete both: --withdraw-consent {field}"
        ));
    }
    Ok(())
}

/// Returns the names of the fields in an object.
fn fields_of(object: Option<&Value>) -> impl Iterator<Item = &str> {
    object.and_then(Value::as_object).into_iter().flatten().map(|(field, _)| field.as_str())
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
            _ if PAUSES.contains(&key.as_str()) => drop(removed.insert(key.clone(), value.clone())),
            Value::Object(consents) if key == CONSENTS => {
                divide(key, consents, |field| withdrawn.contains(field), &mut remaining, &mut removed);
            }
            _ => drop(remaining.insert(key.clone(), value.clone())),
        }
    }
    (remaining, removed)
}

fn object_or_null(object: Map<String, Value>) -> Value {
    if object.is_empty() { Value::Null } else { Value::Object(object) }
}
