//! Names of forms and fields on the command line.

use profiling_forms::{FieldName, FormName, did_you_mean};

/// Parses the name of a form.
pub(crate) fn parse_form(text: &str) -> Result<String, String> {
    FormName::parse(text.trim()).map(|name| name.to_string()).map_err(|error| error.to_string())
}

/// Parses the name of a field.
pub(crate) fn parse_field(text: &str) -> Result<String, String> {
    FieldName::parse(text.trim()).map(|name| name.to_string()).map_err(|error| error.to_string())
}

/// Returns a hint about a name that does not exist: the most similar name, or else `list` and all names.
pub(crate) fn hint(name: &str, list: &str, existing: &[&str]) -> String {
    match did_you_mean(name, existing.iter().copied()) {
        similar if similar.is_empty() => format!("; {list} {}", existing.join(", ")),
        similar => similar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_around_a_name_are_ignored_and_other_names_are_rejected() {
        assert_eq!(parse_form(" b2b-signup "), Ok("b2b-signup".to_owned()));
        assert_eq!(parse_field(" job_title "), Ok("job_title".to_owned()));
        assert!(["", " ", "Profile", "a b", "a.json"].iter().all(|text| parse_form(text).is_err()));
        assert!(["", " ", "a-b", "1a", "state"].iter().all(|text| parse_field(text).is_err()));
    }

    #[test]
    fn a_hint_is_the_most_similar_name_or_else_all_names() {
        let fields = ["company_name", "job_title"];
        assert_eq!(hint("job_titel", "its fields are", &fields), "; did you mean `job_title`?");
        assert_eq!(hint("nope", "its fields are", &fields), "; its fields are company_name, job_title");
    }
}
