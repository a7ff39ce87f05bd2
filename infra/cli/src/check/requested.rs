//! The fields of a form that the Action does not ask for.

use profiling_forms::{Form, FormName};

use super::finding::{Code, Finding};
use super::settings::{Setting, names};

/// Reports the fields of the form in `FORM_URL` that `REQUIRED_USER_FIELDS` does not have. It is a warning, because
/// applications can request other fields in their metadata.
pub(super) fn check(setting: &Setting, name: &FormName, form: &Form) -> Option<Finding> {
    let requested = names(&setting.text);
    let others = form.fields().map(|field| field.name.as_str()).filter(|field| !requested.contains(field));
    let others: Vec<String> = others.map(|field| format!("`{field}`")).collect();
    // A setting without names is reported as invalid.
    if others.is_empty() || requested.is_empty() {
        return None;
    }
    let message = format!(
        "these fields of the form `{name}` are not requested: {}; to ask for a field, add it, or add it to `profiling_fields` \
         in the metadata of an application",
        others.join(", ")
    );
    Some(Finding::new(Code::FieldNotRequested, &setting.file, &setting.place, message))
}
