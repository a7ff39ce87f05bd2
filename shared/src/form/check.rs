//! Checks one answer, by the kind of its field.

use serde_json::Value;

use super::answers::{Answers, Problem};
use super::field::Field;
use super::kind::{CheckboxRules, ChoiceRules, Kind, OTHER, OTHER_LENGTH};
use crate::value::text::{self, TextError};
use crate::value::{country, email, url};

/// The value to store, or `None` where an answer may be left out and is.
pub(super) fn check(field: &Field, answers: &Answers) -> Result<Option<Value>, Problem> {
    let given = answers.get(field.name.as_str());
    let value = match &field.kind {
        Kind::Text(rules) => bounded(text::one_line(given)?, rules.min_length, rules.max_length),
        Kind::Multiline(rules) => bounded(text::multi_line(given, None)?, rules.min_length, rules.max_length),
        Kind::Email(_) => {
            typed(given, |text| Some(email::parse(text).ok()?.as_str().to_owned()), Problem::NotAnEmail)
        }
        Kind::Url(_) => typed(given, |text| url::parse(text).ok(), Problem::NotAUrl),
        Kind::Country(_) if given.is_empty() => Ok(None),
        Kind::Country(_) if country::is_code(given) => Ok(Some(given.into())),
        Kind::Country(_) => Err(Problem::NotAnOption),
        Kind::Select(rules) | Kind::Radio(rules) | Kind::Cards(rules) => {
            choice(given, answers.get(&field.other_input()), rules)
        }
        Kind::Checkboxes(rules) => choices(answers.all(field.name.as_str()), rules),
        Kind::YesNo(_) => match given {
            "" => Ok(None),
            "yes" => Ok(Some(Value::Bool(true))),
            "no" => Ok(Some(Value::Bool(false))),
            _ => Err(Problem::NotAnOption),
        },
    }?;
    if value.is_none() && field.required { Err(Problem::Required) } else { Ok(value) }
}

impl From<TextError> for Problem {
    fn from(error: TextError) -> Self {
        match error {
            TextError::ControlCharacter => Self::ControlCharacter,
            TextError::TooShort { least, .. } => Self::TooShort { least },
            TextError::TooLong { most, actual } | TextError::TooManyLines { most, actual } => {
                Self::TooLong { most, actual }
            }
        }
    }
}

/// A text of which something is seen, within its bounds.
fn bounded(text: String, least: Option<u32>, most: u32) -> Result<Option<Value>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text::check_length(&text, least, Some(most))?;
    Ok(Some(Value::String(text)))
}

/// A text that has to be of some form.
fn typed(
    given: &str,
    parse: impl Fn(&str) -> Option<String>,
    problem: Problem,
) -> Result<Option<Value>, Problem> {
    let text = text::one_line(given)?;
    if text.is_empty() {
        return Ok(None);
    }
    parse(&text).map(|value| Some(Value::String(value))).ok_or(problem)
}

fn choice(given: &str, other: &str, rules: &ChoiceRules) -> Result<Option<Value>, Problem> {
    if given.is_empty() {
        return Ok(None);
    }
    if given == OTHER && rules.other {
        return bounded(text::one_line(other)?, None, OTHER_LENGTH)?.map(Some).ok_or(Problem::OtherMissing);
    }
    let option = rules.options.iter().find(|option| option.value == given);
    option.map(|option| Some(Value::String(option.value.clone()))).ok_or(Problem::NotAnOption)
}

/// In the order of the options, whatever the order of the request.
fn choices(given: &[String], rules: &CheckboxRules) -> Result<Option<Value>, Problem> {
    if given.iter().any(|value| rules.options.iter().all(|option| option.value != *value)) {
        return Err(Problem::NotAnOption);
    }
    let chosen: Vec<&str> = rules
        .options
        .iter()
        .map(|option| option.value.as_str())
        .filter(|value| given.iter().any(|one| one == value))
        .collect();
    let count = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    match (count, rules.min_count, rules.max_count) {
        (0, _, _) => Ok(None),
        (count, Some(least), _) if count < least => Err(Problem::TooFew { least }),
        (count, _, Some(most)) if count > most => Err(Problem::TooMany { most }),
        _ => Ok(Some(chosen.into())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Checks what was sent, as name=value pairs, against a field of this definition.
    fn checked(field: &Value, sent: &[(&str, &str)]) -> Result<Option<Value>, Problem> {
        let mut field = field.clone();
        field["name"] = json!("f");
        field["label"] = json!("F");
        let field: Field = serde_json::from_value(field).unwrap();
        check(&field, &sent.iter().copied().collect())
    }

    #[test]
    fn several_lines_keep_their_breaks_and_no_other_control_character() {
        let field = json!({"type": "multiline", "max_length": 10});
        for (given, result) in [
            ("a\r\nb", Ok(Some(json!("a\nb")))),
            ("a\rb\n\n", Ok(Some(json!("a\nb")))),
            ("a\tb", Ok(Some(json!("a b")))),
            ("a\0b", Err(Problem::ControlCharacter)),
            ("12345\n67890", Err(Problem::TooLong { most: 10, actual: 11 })),
            (" \n ", Ok(None)),
        ] {
            assert_eq!(checked(&field, &[("f", given)]), result, "{given:?}");
        }
    }

    #[test]
    fn addresses_and_countries_are_checked_and_stored_in_one_form() {
        for (kind, given, result) in [
            ("email", " Ana@Example.COM ", Ok(Some(json!("Ana@example.com")))),
            ("email", "ana", Err(Problem::NotAnEmail)),
            ("email", "ana@\u{202e}x.org", Err(Problem::ControlCharacter)),
            ("url", "example.com/a b", Ok(Some(json!("https://example.com/a%20b")))),
            ("url", "javascript:alert(1)", Err(Problem::NotAUrl)),
            ("country", "DE", Ok(Some(json!("DE")))),
            ("country", "de", Err(Problem::NotAnOption)),
            ("country", "XX", Err(Problem::NotAnOption)),
        ] {
            assert_eq!(checked(&json!({"type": kind}), &[("f", given)]), result, "{kind} {given}");
            assert_eq!(checked(&json!({"type": kind}), &[("f", "")]), Ok(None), "{kind}");
        }
    }

    #[test]
    fn only_an_option_can_be_chosen() {
        for kind in ["select", "radio", "cards"] {
            let field = json!({"type": kind, "options": [{"value": "a", "label": "A"}, {"value": "b c", "label": "B"}]});
            for (given, result) in [
                ("a", Ok(Some(json!("a")))),
                ("b c", Ok(Some(json!("b c")))),
                ("", Ok(None)),
                ("A", Err(Problem::NotAnOption)),
                ("~other", Err(Problem::NotAnOption)),
            ] {
                assert_eq!(checked(&field, &[("f", given)]), result, "{kind} {given}");
            }
        }
    }

    #[test]
    fn other_is_its_own_text() {
        let field = json!({"type": "radio", "other": true, "options": [{"value": "a", "label": "A"}]});
        for (sent, result) in [
            (vec![("f", "~other"), ("f.other", " Else ")], Ok(Some(json!("Else")))),
            (vec![("f", "a"), ("f.other", "Else")], Ok(Some(json!("a")))),
            (vec![("f", "~other"), ("f.other", " ")], Err(Problem::OtherMissing)),
            (vec![("f", "~other")], Err(Problem::OtherMissing)),
            (vec![("f", "~other"), ("f.other", "a\u{0}")], Err(Problem::ControlCharacter)),
            (vec![("f.other", "Else")], Ok(None)),
        ] {
            assert_eq!(checked(&field, &sent), result, "{sent:?}");
        }
    }

    #[test]
    fn several_choices_are_a_list_in_the_order_of_the_options() {
        let option = |value: &str| json!({"value": value, "label": value});
        let options = ["a", "b", "c", "d"].map(option);
        let field = json!({"type": "checkboxes", "min_count": 2, "max_count": 3, "options": options});
        for (chosen, result) in [
            ("", Ok(None)),
            ("c", Err(Problem::TooFew { least: 2 })),
            ("ca", Ok(Some(json!(["a", "c"])))),
            ("aab", Ok(Some(json!(["a", "b"])))),
            ("abcd", Err(Problem::TooMany { most: 3 })),
            ("ax", Err(Problem::NotAnOption)),
        ] {
            let values: Vec<String> = chosen.chars().map(String::from).collect();
            let sent: Vec<(&str, &str)> = values.iter().map(|value| ("f", value.as_str())).collect();
            assert_eq!(checked(&field, &sent), result, "{chosen}");
        }
    }

    #[test]
    fn yes_and_no_are_booleans_and_silence_is_neither() {
        let field = json!({"type": "yes_no"});
        for (given, result) in [
            ("yes", Ok(Some(json!(true)))),
            ("no", Ok(Some(json!(false)))),
            ("", Ok(None)),
            ("true", Err(Problem::NotAnOption)),
        ] {
            assert_eq!(checked(&field, &[("f", given)]), result, "{given}");
        }
    }

    #[test]
    fn no_kind_that_is_required_can_be_left_out() {
        for field in [
            json!({"type": "text"}),
            json!({"type": "multiline"}),
            json!({"type": "radio", "options": [{"value": "a", "label": "A"}]}),
            json!({"type": "checkboxes", "options": [{"value": "a", "label": "A"}]}),
            json!({"type": "yes_no"}),
        ] {
            let mut required = field.clone();
            required["required"] = json!(true);
            assert_eq!(checked(&required, &[]), Err(Problem::Required), "{field}");
            assert_eq!(checked(&field, &[]), Ok(None), "{field}");
        }
    }
}
