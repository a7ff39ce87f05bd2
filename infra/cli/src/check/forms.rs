//! Form errors, a "Not now" button that never appears or not for all users, and personal questions without a hint.

use std::path::Path;

use profiling_authoring::{Document, Folder};
use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::date::{Bound, Date};
use profiling_forms::{Field, Form, Forms, Kind, ParseContext};

use super::Source;
use super::finding::{Code, Documents, Finding};

/// Reads the forms in a folder. Returns the valid forms, the errors in the others, and the places of all values.
pub(super) fn read(folder: &Source) -> (Forms, Vec<Finding>, Documents) {
    let read = Folder::read(&folder.path);
    let folder_path = folder.path.display().to_string();
    let mut findings = Vec::new();
    for error in read.errors.0.into_iter().filter(|error| !read.documents.contains_key(&error.file)) {
        let file = if error.file == folder_path { folder.label.clone() } else { file(folder, &error.file) };
        findings.push(Finding::new(Code::FormInvalid, &file, error.place, error.reason));
    }
    let mut documents = Documents::default();
    for (name, document) in read.documents {
        let file = file(folder, &name);
        findings.extend(problems_of(Code::FormInvalid, &file, &document));
        documents.insert(file, document);
    }
    (read.forms, findings, documents)
}

/// Returns the problems of a document as findings.
pub(super) fn problems_of(code: Code, file: &str, document: &Document) -> Vec<Finding> {
    let findings = document.problems().iter().map(|problem| {
        let finding = Finding::new(code, file, problem.path.clone(), problem.message.clone());
        Finding { place_in_file: Some(document.location(problem.span)), ..finding }
    });
    findings.collect()
}

/// Returns the path of a file in the folder, as a user would type it.
pub(super) fn file(folder: &Source, name: &str) -> String {
    Path::new(&folder.label).join(name).display().to_string()
}

/// Reports a "Not now" button that never appears, or not for all users. It appears only if every requested field is
/// optional, so this tries each field as the only missing one.
pub(super) fn not_now(file: &str, form: &Form) -> Vec<Finding> {
    if !form.not_now {
        return Vec::new();
    }
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    let hides = |field: &&Field| {
        let missing = [field.name.to_string()];
        !form.interview(Some(&missing), context).allows_postponing()
    };
    let hiding: Vec<&Field> = form.fields().filter(hides).collect();
    let names = |required: bool| {
        let fields = hiding.iter().filter(|field| field.required == required);
        fields.map(|field| format!("`{}`", field.name)).collect::<Vec<_>>()
    };
    let (required, dependent) = (names(true), names(false));
    if required.is_empty() {
        return Vec::new();
    }
    if hiding.len() == form.fields().count() {
        let message = "\"Not now\" never appears: it requires that all requested fields are optional, and here at \
                       least one is always required; make a field optional, or remove `not_now`";
        return vec![Finding::new(Code::NotNowNever, file, "not_now", message)];
    }
    let verb = if required.len() == 1 { "is" } else { "are" };
    let mut fields = format!("{}, which {verb} required", required.join(" or "));
    if !dependent.is_empty() {
        let verb = if dependent.len() == 1 { "depends" } else { "depend" };
        fields = format!("{fields}, or for {}, which {verb} on a required field", dependent.join(" or "));
    }
    let message = format!(
        "\"Not now\" does not appear for users who are asked for {fields}; if they should be able to postpone the form, \
         make the required fields optional"
    );
    vec![Finding::new(Code::NotNowHidden, file, "not_now", message)]
}

/// Reports a question for a telephone number or a date of birth that does not say what the answer is for.
pub(super) fn hints(file: &str, form: &Form) -> Vec<Finding> {
    let fields = form.items().filter_map(|(place, _, item)| Some((place, item.field()?)));
    let unexplained = fields.filter(|(_, field)| field.hint.is_none() && is_personal(field));
    let message = "many users abandon a form that does not say why it asks for a telephone number or a date of birth; \
                   add a `hint` with the reason";
    unexplained.map(|(place, _)| Finding::new(Code::HintMissing, file, place, message)).collect()
}

/// Returns true for a telephone number and a date of birth: one that browsers fill in as such, or one with a minimum age.
fn is_personal(field: &Field) -> bool {
    let has_minimum_age = matches!(
        &field.kind,
        Kind::Date(rules) if matches!(rules.max, Some(Bound::Months(months)) if months <= -12)
    );
    let is_birthday = field.autocomplete.as_deref().is_some_and(|tokens| tokens.contains("bday"));
    matches!(field.kind, Kind::Telephone(_)) || has_minimum_age || is_birthday
}
