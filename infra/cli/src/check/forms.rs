//! Form errors, and a "Not now" button that never appears.

use std::path::Path;

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::date::Date;
use profiling_forms::{Form, Forms, ParseContext};

use super::Source;
use super::finding::{Code, Finding};

/// Loads the forms in a folder. Returns the valid forms, and the errors in the others.
pub(super) fn read(folder: &Source) -> (Forms, Vec<Finding>) {
    let (forms, errors) = Forms::load_valid(&folder.path);
    let folder_path = folder.path.display().to_string();
    let findings = errors.0.into_iter().map(|error| {
        let file = if error.file == folder_path { folder.label.clone() } else { file(folder, &error.file) };
        Finding::new(Code::FormInvalid, &file, error.place, error.reason)
    });
    (forms, findings.collect())
}

/// Returns the path of a file in the folder, as a user would type it.
pub(super) fn file(folder: &Source, name: &str) -> String {
    Path::new(&folder.label).join(name).display().to_string()
}

/// Reports a "Not now" button that never appears. It appears only if every requested field is optional, so this
/// tries each field as the only missing one.
pub(super) fn not_now(file: &str, form: &Form) -> Vec<Finding> {
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    let mut missing = form.fields().map(|field| [field.name.to_string()]);
    if !form.not_now || missing.any(|missing| form.interview(Some(&missing), context).allows_postponing()) {
        return Vec::new();
    }
    let message = "\"Not now\" never appears: it requires that all requested fields are optional, and here at \
                   least one is always required; make a field optional, or remove `not_now`";
    vec![Finding::new(Code::NotNowNever, file, "not_now", message)]
}
