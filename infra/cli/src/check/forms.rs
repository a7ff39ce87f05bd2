//! What the reader of forms refuses, the theme, and what no other check is about.

use std::path::Path;

use profiling_forms::locale::{Tag, words};
use profiling_forms::value::date::Date;
use profiling_forms::{Form, Forms, ParseContext};

use super::Source;
use super::finding::{Code, Finding};

/// Reads the folder: the forms that can be asked, and what keeps the others from it.
pub(super) fn read(folder: &Source) -> (Forms, Vec<Finding>) {
    let (forms, faults) = Forms::survey(&folder.path);
    let of_folder = folder.path.display().to_string();
    let findings = faults.0.into_iter().map(|fault| {
        let file = if fault.file == of_folder { folder.label.clone() } else { file(folder, &fault.file) };
        Finding::new(Code::FormInvalid, &file, fault.place, fault.reason)
    });
    (forms, findings.collect())
}

/// A file of the folder, as a person would type it.
pub(super) fn file(folder: &Source, name: &str) -> String {
    Path::new(&folder.label).join(name).display().to_string()
}

/// What is wrong with the looks of the form of `file`.
pub(super) fn theme(file: &str, form: &Form) -> Vec<Finding> {
    let faults = form.theme.faults().into_iter().map(|fault| {
        // `colors.dark`: a palette that is never shown; `colors.dark.soft`: a colour seen too badly.
        let code = if fault.place.matches('.').count() < 2 { Code::ThemeUnused } else { Code::ThemeContrast };
        Finding::new(code, file, format!("theme.{}", fault.place), fault.reason)
    });
    faults.collect()
}

/// A "Not now" that nobody ever sees: it is shown where nothing that is asked is required, and whichever
/// field is missing, something is.
pub(super) fn not_now(file: &str, form: &Form) -> Vec<Finding> {
    let context = ParseContext::new(words(&Tag::ENGLISH), Date::MIN);
    let mut missing = form.fields().map(|field| [field.name.to_string()]);
    if !form.not_now || missing.any(|missing| form.interview(Some(&missing), context).allows_later()) {
        return Vec::new();
    }
    let message = "nobody ever sees \"Not now\": it is shown where nothing that is asked is required, and \
                   whatever is asked here, something is";
    vec![Finding::new(Code::NotNowNever, file, "not_now", message)]
}
