//! The options that name fields, compared with the forms.

use profiling_forms::{Field, Forms};
use profiling_local::Options;

use super::UpError;
use super::metadata::{FIELDS, FORM, OFF};
use crate::check::field_names;
use crate::names::hint;

/// Checks that the forms have the fields to ask for.
///
/// Errors: `UnknownField` for the first one that a form does not have. A form that does not exist or is not valid, and
/// forms behind a gateway, have unknown fields and are not checked. With a plan, the Action does not read these options.
pub(super) fn check(options: &Options) -> Result<(), UpError> {
    if options.gateway.is_some() || options.plan.is_some() {
        return Ok(());
    }
    let own = options.metadata(FIELDS);
    // Applications without `profiling_fields` are asked for the fields in the settings.
    let form = if own.is_some() { &options.settings.form } else { options.app_form() };
    let (forms, _) = Forms::load_valid(&options.forms);
    for field in options.settings.required_fields.iter().flatten() {
        check_field(&forms, form, field, "--required-fields")?;
    }
    for field in field_names(own.unwrap_or_default()) {
        check_field(&forms, options.app_form(), field, "--client-metadata profiling_fields")?;
    }
    Ok(())
}

fn check_field(forms: &Forms, form: &str, field: &str, option: &'static str) -> Result<(), UpError> {
    let Some((_, definition)) = forms.get(form) else { return Ok(()) };
    let names: Vec<&str> = definition.fields().map(|field| field.name.as_str()).collect();
    if names.contains(&field) {
        return Ok(());
    }
    let hint = hint(field, "its fields are", &names);
    Err(UpError::UnknownField { option, form: form.to_owned(), field: field.to_owned(), hint })
}

/// Returns notes about options that have no effect on the logins of the app, or an effect that surprises.
/// `requested` are the fields in `REQUIRED_USER_FIELDS`.
pub(super) fn notes(options: &Options, is_form_given: bool, requested: &[String]) -> Vec<String> {
    if options.plan.is_some() {
        return notes_with_plan(options);
    }
    let mut notes = Vec::new();
    if is_form_given && options.app_form() != options.settings.form {
        notes.push(
            "--form has no effect, because profiling_form in --client-metadata selects another form"
                .to_owned(),
        );
    }
    let own = options.metadata(FIELDS);
    if own.is_some() && options.settings.required_fields.is_some() {
        notes.push(
            "--required-fields has no effect, because profiling_fields in --client-metadata replaces it"
                .to_owned(),
        );
    }
    let (forms, _) = Forms::load_valid(&options.forms);
    if options.settings.required
        && let Some((name, form)) = forms.get(options.app_form())
    {
        let is_requested = |field: &&Field| match own {
            Some(own) => field_names(own).contains(&field.name.as_str()),
            None => requested.iter().any(|name| name == field.name.as_str()),
        };
        let optional = form.fields().filter(|field| field.may_be_empty()).filter(is_requested);
        let optional: Vec<&str> = optional.map(|field| field.name.as_str()).collect();
        if !optional.is_empty() {
            notes.push(format!(
                "--require denies the login of users who leave {} empty, although the form `{name}` allows it",
                optional.join(", ")
            ));
        }
    }
    notes
}

/// Returns notes about client metadata that the Action does not read with a plan.
fn notes_with_plan(options: &Options) -> Vec<String> {
    let is_ignored = |key: &&str| {
        options.metadata(key).is_some_and(|value| *key != FORM || !value.eq_ignore_ascii_case(OFF))
    };
    let ignored = [FORM, FIELDS].into_iter().filter(is_ignored);
    ignored.map(|key| format!("{key} in --client-metadata has no effect, because the plan decides")).collect()
}
