//! Checks one answer, by the kind of its field.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::answers::{Answers, Problem};
use super::field::Field;
use super::kind::{CheckboxRules, ChoiceRules, Kind, OTHER, OTHER_LENGTH};

/// The value to store, or `None` where an answer may be left out and is.
pub(super) fn check(field: &Field, answers: &Answers) -> Result<Option<Value>, Problem> {
    let given = answers.get(field.name.as_str());
    let value = match &field.kind {
        Kind::Text(rules) => {
            line(given, (rules.min_length, rules.max_length)).map(|text| text.map(Value::String))
        }
        Kind::Multiline(rules) => {
            lines(given, (rules.min_length, rules.max_length)).map(|text| text.map(Value::String))
        }
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

/// One line: trimmed, in NFC, without control characters.
fn line(text: &str, length: (Option<u32>, u32)) -> Result<Option<String>, Problem> {
    bounded(text.trim().nfc().collect(), length, is_refused)
}

/// Several lines: the same, with line breaks as `\n`.
fn lines(text: &str, length: (Option<u32>, u32)) -> Result<Option<String>, Problem> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    bounded(text.trim().nfc().collect(), length, |c| c != '\n' && c != '\t' && is_refused(c))
}

fn bounded(
    text: String,
    (least, most): (Option<u32>, u32),
    refused: impl Fn(char) -> bool,
) -> Result<Option<String>, Problem> {
    if text.chars().all(is_invisible) {
        return Ok(None);
    }
    if text.chars().any(refused) {
        return Err(Problem::ControlCharacter);
    }
    let actual = text.chars().count();
    if let Some(least) = least
        && actual < least as usize
    {
        return Err(Problem::TooShort { least });
    }
    if actual > most as usize {
        return Err(Problem::TooLong { most, actual });
    }
    Ok(Some(text))
}

fn choice(given: &str, other: &str, rules: &ChoiceRules) -> Result<Option<Value>, Problem> {
    if given.is_empty() {
        return Ok(None);
    }
    if given == OTHER && rules.other {
        let text = line(other, (None, OTHER_LENGTH))?.ok_or(Problem::OtherMissing)?;
        return Ok(Some(Value::String(text)));
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

/// What shows nothing: an answer of these alone is none.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Control characters, those that make a text read as another one (UAX #9 §2), and the one that stands for
/// a character that was lost.
fn is_refused(c: char) -> bool {
    c.is_control()
        || c == char::REPLACEMENT_CHARACTER
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
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
            ("a\tb", Ok(Some(json!("a\tb")))),
            ("a\0b", Err(Problem::ControlCharacter)),
            ("12345\n67890", Err(Problem::TooLong { most: 10, actual: 11 })),
            (" \n ", Ok(None)),
        ] {
            assert_eq!(checked(&field, &[("f", given)]), result, "{given:?}");
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
