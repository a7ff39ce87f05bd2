//! The parts of a profile that a reset removes.

use serde_json::{Map, Value};

/// The parts of a profile to remove.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The forms, or all forms if it is empty.
    pub(super) forms: Vec<String>,
    /// The answers to delete.
    pub(super) fields: Vec<String>,
    /// The consents to delete, with their answers.
    pub(super) consents: Vec<String>,
    /// True to delete the whole records, and for all forms also the memory of the plan.
    pub(super) all: bool,
}

impl Selection {
    /// Returns true if the memory of the plan, which is for all forms, is deleted.
    pub(super) fn deletes_memory(&self) -> bool {
        self.all && self.forms.is_empty()
    }
}

/// Divides the fields of an object, which is the member `key` of both results unless it is empty.
pub(super) fn divide(
    key: &str,
    fields: &Map<String, Value>,
    is_removed: impl Fn(&String) -> bool,
    remaining: &mut Map<String, Value>,
    removed: &mut Map<String, Value>,
) {
    let (selected, others): (Map<_, _>, Map<_, _>) =
        fields.clone().into_iter().partition(|(field, _)| is_removed(field));
    for (target, fields) in [(remaining, others), (removed, selected)] {
        if !fields.is_empty() {
            target.insert(key.to_owned(), Value::Object(fields));
        }
    }
}
