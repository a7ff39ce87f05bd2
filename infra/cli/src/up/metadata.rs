//! The option `--client-metadata`: entries of the app's metadata, by the rules of Auth0 and of the Action.

use profiling_forms::did_you_mean;

use crate::check::field_names;
use crate::names::{parse_field, parse_form};

/// The key with the name of the app's form.
pub(super) const FORM: &str = "profiling_form";

/// The form of an app whose users are never asked.
pub(super) const OFF: &str = "off";

/// The key with the fields to ask the app's users for.
pub(super) const FIELDS: &str = "profiling_fields";

/// The beginning of the keys that the Action reads.
const PREFIX: &str = "profiling_";

/// Parses an entry: within Auth0's limits, and with a value that the Action accepts.
pub(super) fn parse(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE, such as `profiling_form=NAME`")?;
    let key = key.trim();
    if key.is_empty() {
        return Err(
            "the key before `=` is missing; expected KEY=VALUE, such as `profiling_form=NAME`".to_owned()
        );
    }
    if [key, value].iter().any(|text| text.chars().count() > 255) {
        return Err("Auth0 limits keys and values to 255 characters each".to_owned());
    }
    check_key(key)?;
    check_value(key, value.trim())?;
    Ok((key.to_owned(), value.to_owned()))
}

/// Rejects a misspelled key, which the Action would ignore. Other keys belong to other parts of a tenant.
fn check_key(key: &str) -> Result<(), String> {
    let lower = key.to_lowercase();
    let similar = did_you_mean(&lower, [FORM, FIELDS].into_iter());
    if [FORM, FIELDS].contains(&key) || (similar.is_empty() && !lower.starts_with(PREFIX)) {
        return Ok(());
    }
    let hint = if similar.is_empty() { format!("; it reads `{FORM}` and `{FIELDS}`") } else { similar };
    Err(format!("the Action does not read the key `{key}`{hint}"))
}

/// Rejects a value that the Action would log as a broken setting. It ignores an empty value.
fn check_value(key: &str, value: &str) -> Result<(), String> {
    match key {
        FORM if !value.is_empty() && !value.eq_ignore_ascii_case("off") => parse_form(value).map(drop),
        FIELDS if !value.is_empty() => match field_names(value)[..] {
            [] => Err("expected the names of fields, separated by commas".to_owned()),
            ref names => names.iter().try_for_each(|name| parse_field(name).map(drop)),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_key_is_rejected_with_the_key_that_the_action_reads() {
        for (key, hint) in [
            ("profiling_frm", "; did you mean `profiling_form`?"),
            ("profilingform", "; did you mean `profiling_form`?"),
            ("Profiling_Form", "; did you mean `profiling_form`?"),
            ("profiling_field", "; did you mean `profiling_fields`?"),
            ("profiling_login_count", "; it reads `profiling_form` and `profiling_fields`"),
        ] {
            let error = parse(&format!("{key}=a")).unwrap_err();
            assert_eq!(error, format!("the Action does not read the key `{key}`{hint}"));
        }
    }

    #[test]
    fn a_value_that_the_action_rejects_is_rejected() {
        for (entry, expected) in [
            ("profiling_form=A b", "`A b` is not a valid form name"),
            ("profiling_fields=a, b c", "`b c` is not a valid field name"),
            ("profiling_fields=,", "expected the names of fields"),
        ] {
            let error = parse(entry).unwrap_err();
            assert!(error.contains(expected), "{entry}: {error}");
        }
    }

    #[test]
    fn other_keys_and_valid_values_are_accepted() {
        for entry in [
            "note=a=b",
            "empty=",
            "profile=x",
            "profiling_form=",
            "profiling_form= signup ",
            "profiling_form=Off",
            "profiling_fields=a,, b",
        ] {
            assert!(parse(entry).is_ok(), "{entry}");
        }
    }
}
