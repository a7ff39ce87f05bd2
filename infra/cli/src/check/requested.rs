//! The fields of a form that the Action does not ask for.

use profiling_forms::{Form, FormName, Forms};
use profiling_plan::Plan;

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

/// Reports the fields of the forms of a plan that no rule asks for. A rule that is turned off counts.
pub(super) fn check_plan(file: &str, plan: &Plan, forms: &Forms) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, rule) in plan.rules.iter().enumerate() {
        let is_repeated = plan.rules[..index].iter().any(|other| other.form == rule.form);
        let Some((name, form)) = forms.get(rule.form.as_str()).filter(|_| !is_repeated) else { continue };
        let asked = || plan.rules.iter().filter(|other| other.form == rule.form).flat_map(|rule| &rule.ask);
        let others = form.fields().filter(|field| asked().all(|name| *name != field.name));
        let others: Vec<String> = others.map(|field| format!("`{}`", field.name)).collect();
        if !others.is_empty() {
            let message = format!(
                "no rule asks for these fields of the form `{name}`: {}; add them to `ask` of a rule, or remove them from the form",
                others.join(", ")
            );
            findings.push(Finding::new(
                Code::FieldNotRequested,
                file,
                format!("rules[{index}].form"),
                message,
            ));
        }
    }
    findings
}
