//! The answers that each kind accepts, and the values that it stores.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Kind, OTHER};
use crate::locale::{Tag, messages};
use crate::value::date::{Date, Parts};
use crate::value::number::Decimal;
use crate::value::today::Today;
use crate::{Item, ParseContext, Problem};

/// Checks the values of inputs with a field of this definition.
fn checked(field: &Value, values: &[(&str, &str)]) -> Result<Option<Value>, Problem> {
    checked_on(Date::parse("2026-03-01").unwrap().into(), field, values)
}

/// Checks them on a day.
fn checked_on(today: Today, field: &Value, values: &[(&str, &str)]) -> Result<Option<Value>, Problem> {
    let mut field = field.clone();
    field["name"] = json!("f");
    field["label"] = json!("F");
    let item: Item = serde_json::from_value(field).unwrap();
    let field = item.field().unwrap();
    let context = ParseContext::new(messages(&Tag::ENGLISH), today);
    field.check(&values.iter().copied().collect(), &context)
}

#[test]
fn several_lines_keep_their_line_breaks_and_no_other_control_character() {
    let field = json!({"type": "multiline", "max_length": 10});
    for (input, result) in [
        ("a\r\nb", Ok(Some(json!("a\nb")))),
        ("a\rb\n\n", Ok(Some(json!("a\nb")))),
        ("a\tb", Ok(Some(json!("a b")))),
        ("a\0b", Err(Problem::ControlCharacter)),
        ("12345\n67890", Err(Problem::TooLong { most: 10, actual: 11 })),
        (" \n ", Ok(None)),
    ] {
        assert_eq!(checked(&field, &[("f", input)]), result, "{input:?}");
    }
}

#[test]
fn addresses_and_countries_are_checked_and_normalized() {
    for (kind, input, result) in [
        ("email", " Ana@Example.COM ", Ok(Some(json!("Ana@example.com")))),
        ("email", "ana", Err(Problem::NotAnEmail)),
        ("email", "ana@x\0.org", Err(Problem::ControlCharacter)),
        ("url", "example.com/a b", Ok(Some(json!("https://example.com/a%20b")))),
        ("url", "javascript:alert(1)", Err(Problem::NotAUrl)),
        ("country", "DE", Ok(Some(json!("DE")))),
        ("country", "de", Err(Problem::NotAnOption)),
        ("country", "XX", Err(Problem::NotAnOption)),
    ] {
        assert_eq!(checked(&json!({"type": kind}), &[("f", input)]), result, "{kind} {input}");
        assert_eq!(checked(&json!({"type": kind}), &[("f", "")]), Ok(None), "{kind}");
    }
}

#[test]
fn only_an_option_can_be_selected() {
    for kind in ["select", "radio", "cards"] {
        let field =
            json!({"type": kind, "options": [{"value": "a", "label": "A"}, {"value": "b c", "label": "B"}]});
        for (input, result) in [
            ("a", Ok(Some(json!("a")))),
            ("b c", Ok(Some(json!("b c")))),
            ("", Ok(None)),
            ("A", Err(Problem::NotAnOption)),
            ("~other", Err(Problem::NotAnOption)),
        ] {
            assert_eq!(checked(&field, &[("f", input)]), result, "{kind} {input}");
        }
    }
}

#[test]
fn the_text_of_other_is_stored() {
    let field = json!({"type": "radio", "other": true, "options": [{"value": "a", "label": "A"}]});
    for (values, result) in [
        (vec![("f", "~other"), ("f.other", " Else ")], Ok(Some(json!("Else")))),
        (vec![("f", "a"), ("f.other", "Else")], Ok(Some(json!("a")))),
        (vec![("f", "~other"), ("f.other", " ")], Err(Problem::OtherMissing)),
        (vec![("f", "~other")], Err(Problem::OtherMissing)),
        (vec![("f", "~other"), ("f.other", "a\u{0}")], Err(Problem::ControlCharacter)),
        (vec![("f.other", "Else")], Ok(None)),
    ] {
        assert_eq!(checked(&field, &values), result, "{values:?}");
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
        let values: Vec<(&str, &str)> = values.iter().map(|value| ("f", value.as_str())).collect();
        assert_eq!(checked(&field, &values), result, "{chosen}");
    }
}

#[test]
fn yes_and_no_are_booleans_and_no_answer_is_neither() {
    let field = json!({"type": "yes_no"});
    for (input, result) in [
        ("yes", Ok(Some(json!(true)))),
        ("no", Ok(Some(json!(false)))),
        ("", Ok(None)),
        ("true", Err(Problem::NotAnOption)),
    ] {
        assert_eq!(checked(&field, &[("f", input)]), result, "{input}");
    }
}

#[test]
fn a_required_answer_is_required_for_every_kind() {
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

#[test]
fn a_line_must_match_its_pattern_as_a_whole() {
    let field = json!({"type": "text", "pattern": "[A-Z]{2}[0-9]{2}"});
    for (input, result) in [
        ("AB12", Ok(Some(json!("AB12")))),
        (" AB12 ", Ok(Some(json!("AB12")))),
        ("AB123", Err(Problem::PatternMismatch)),
        ("ab12", Err(Problem::PatternMismatch)),
        ("", Ok(None)),
    ] {
        assert_eq!(checked(&field, &[("f", input)]), result, "{input:?}");
    }
}

#[test]
fn a_number_must_be_within_its_limits() {
    let decimal = |text: &str| Decimal::parse(text).unwrap();
    let whole = json!({"type": "number", "min": 10, "max": 2000, "step": 10});
    let money = json!({"type": "number", "decimals": 2});
    for (field, input, result) in [
        (&whole, "20", Ok(Some(json!(20)))),
        (&whole, " 1,230 ", Ok(Some(json!(1_230)))),
        (&whole, "9", Err(Problem::TooSmall { least: decimal("10") })),
        (&whole, "2001", Err(Problem::TooLarge { most: decimal("2000") })),
        (&whole, "25", Err(Problem::NotAMultiple { step: decimal("10") })),
        (&whole, "20.5", Err(Problem::NotAWholeNumber)),
        (&whole, "twenty", Err(Problem::NotANumber)),
        (&whole, "1e3", Err(Problem::NotANumber)),
        (&whole, "9".repeat(400).as_str(), Err(Problem::TooManyDigits)),
        (&money, "9007199254740993", Err(Problem::TooManyDigits)),
        (&money, "1,5", Err(Problem::DecimalSign)),
        (&money, "-1,50", Err(Problem::DecimalSign)),
        (&money, "1,5,0", Err(Problem::NotANumber)),
        (&whole, "\u{967}\u{968}0", Ok(Some(json!(120)))),
        (&whole, "", Ok(None)),
        (&money, "-12.5", Ok(Some(json!(-12.5)))),
        (&money, "3", Ok(Some(json!(3)))),
        (&money, "0.125", Err(Problem::TooManyDecimals { most: 2 })),
    ] {
        assert_eq!(checked(field, &[("f", input)]), result, "{input:?}");
    }
}

#[test]
fn a_date_has_three_parts_and_its_limits_can_be_relative_to_today() {
    let field = json!({"type": "date", "min": "1906-01-01", "max": "18 years ago"});
    let date = |text: &str| Date::parse(text).unwrap();
    let parts = |day, month, year| Parts { day, month, year };
    for (input, result) in [
        (["1", "3", "2008"], Ok(Some(json!("2008-03-01")))),
        (["02", "03", "2008"], Err(Problem::TooLate { latest: date("2008-03-01") })),
        (["31", "12", "1905"], Err(Problem::TooEarly { earliest: date("1906-01-01") })),
        (["29", "2", "2001"], Err(Problem::NotADate(parts(true, false, false)))),
        (["1", "13", "2001"], Err(Problem::NotADate(parts(false, true, false)))),
        (["1", "1", "01"], Err(Problem::YearDigits)),
        (["27", "3", "92"], Err(Problem::YearDigits)),
        (["1", "March", "2008"], Ok(Some(json!("2008-03-01")))),
        (["1", "mar.", "2008"], Ok(Some(json!("2008-03-01")))),
        (["1", "Sept", "2007"], Ok(Some(json!("2007-09-01")))),
        (["1", "ju", "2007"], Err(Problem::NotADate(parts(false, true, false)))),
        (["\u{1e951}", "\u{1e953}", "\u{1e952}\u{1e950}\u{1e950}\u{1e958}"], Ok(Some(json!("2008-03-01")))),
        (["\u{967}", "\u{9e9}", "\u{ff12}\u{ff10}\u{ff10}\u{ff18}"], Ok(Some(json!("2008-03-01")))),
        (["", "1", ""], Err(Problem::DateIncomplete(parts(true, false, true)))),
        (["", " ", ""], Ok(None)),
    ] {
        let [day, month, year] = input;
        let values = [("f.day", day), ("f.month", month), ("f.year", year)];
        assert_eq!(checked(&field, &values), result, "{input:?}");
    }
}

#[test]
fn a_limit_that_is_relative_to_today_is_that_of_any_time_zone() {
    let today =
        Today { earliest: Date::parse("2026-03-01").unwrap(), latest: Date::parse("2026-03-02").unwrap() };
    for (field, day, month, is_valid) in [
        (json!({"type": "date", "min": "today"}), "28", "2", false),
        (json!({"type": "date", "min": "today"}), "1", "3", true),
        (json!({"type": "date", "max": "today"}), "2", "3", true),
        (json!({"type": "date", "max": "today"}), "3", "3", false),
        (json!({"type": "date", "min": "2026-03-02"}), "1", "3", false),
    ] {
        let values = [("f.day", day), ("f.month", month), ("f.year", "2026")];
        assert_eq!(checked_on(today, &field, &values).is_ok(), is_valid, "{field} {day}");
    }
}

#[test]
fn a_telephone_number_is_stored_in_e164_with_its_country() {
    let any = json!({"type": "telephone"});
    let some = json!({"type": "telephone", "countries": ["DE", "AT"]});
    let one = json!({"type": "telephone", "countries": ["DE"]});
    for (field, country, number, result) in [
        (&any, "DE", "030 901820", Ok(Some(json!("+4930901820")))),
        (&any, "", "+49 30 901820", Ok(Some(json!("+4930901820")))),
        (&any, "FR", "+49 30 901820", Ok(Some(json!("+4930901820")))),
        (&any, "", "030 901820", Err(Problem::TelephoneWithoutCountry)),
        (&any, "DE", "030 901820 ext. 5", Err(Problem::TelephoneExtension)),
        (
            &any,
            "IN",
            "\u{96f}\u{967}\u{968}\u{969}\u{96a}\u{96b}\u{96c}\u{96d}\u{96e}\u{96f}",
            Ok(Some(json!("+919123456789"))),
        ),
        (&any, "DE", "12", Err(Problem::NotATelephoneNumber)),
        (&any, "DE", "call me", Err(Problem::NotATelephoneNumber)),
        (&any, "XX", "030 901820", Err(Problem::TelephoneWithoutCountry)),
        (&any, "DE", " ", Ok(None)),
        (&some, "DE", "030 901820", Ok(Some(json!("+4930901820")))),
        (&some, "DE", "+33 1 42 68 53 00", Err(Problem::TelephoneCountry)),
        (&some, "FR", "01 42 68 53 00", Err(Problem::TelephoneCountry)),
        (&one, "", "030 901820", Ok(Some(json!("+4930901820")))),
        (&one, "FR", "030 901820", Ok(Some(json!("+4930901820")))),
    ] {
        let values = [("f.country", country), ("f", number)];
        assert_eq!(checked(field, &values), result, "{country} {number}");
    }
}

#[test]
fn invisible_characters_are_removed_in_every_typed_kind() {
    for (kind, typed, stored) in [
        ("text", "Acme\u{fffc}", "Acme"),
        ("text", "a\u{202e}b\u{2066}", "ab"),
        ("text", "\u{6cc}\u{200c}\u{645}\u{200c}", "\u{6cc}\u{200c}\u{645}"),
        ("multiline", "\u{feff}a\u{200b}\r\n\u{2764}\u{fe0f}", "a\n\u{2764}\u{fe0f}"),
        ("email", "jane@example.com\u{200e}", "jane@example.com"),
        ("email", "jane@example.com\u{200f}", "jane@example.com"),
        ("email", "jane@example.com\u{61c}", "jane@example.com"),
        ("email", "\u{200c}jane@example.com\u{200c}", "jane@example.com"),
        ("email", "jane@exa\u{200b}mple.com", "jane@example.com"),
        ("email", "jane@example.co\u{ad}m", "jane@example.com"),
        ("url", "\u{200e}example.com", "https://example.com/"),
        ("telephone", "+1\u{fe0d}-212-736-5000", "+12127365000"),
        ("telephone", "\u{202a}+49 30 123456\u{202c}", "+4930123456"),
    ] {
        let result = checked(&json!({"type": kind}), &[("f", typed)]);
        assert_eq!(result, Ok(Some(json!(stored))), "{kind} {typed:?}");
    }
    let number = checked(&json!({"type": "number"}), &[("f", "\u{202a}5\u{202c}")]);
    assert_eq!(number, Ok(Some(json!(5))));
    let date = json!({"type": "date"});
    let values = [("f.day", "1\u{200e}"), ("f.month", "\u{200f}3"), ("f.year", "2\u{ad}008")];
    assert_eq!(checked(&date, &values), Ok(Some(json!("2008-03-01"))));
    let options = json!([{"value": "a", "label": "A"}]);
    let other = json!({"type": "radio", "other": true, "options": options});
    let values = [("f", OTHER), ("f.other", "\u{2060}Acme\u{fffc}")];
    assert_eq!(checked(&other, &values), Ok(Some(json!("Acme"))));
}

#[test]
fn a_consent_can_be_given_or_refused_and_required_or_optional() {
    let consent = |required: bool| {
        let document = json!({"label": "Terms", "url": "https://example.com/", "version": "1"});
        json!({"type": "consent", "required": required, "document": document})
    };
    for (required, input, result) in [
        (true, "yes", Ok(Some(json!(true)))),
        (true, "", Err(Problem::Required)),
        (true, "no", Err(Problem::NotAnOption)),
        (false, "yes", Ok(Some(json!(true)))),
        (false, "", Ok(Some(json!(false)))),
    ] {
        assert_eq!(checked(&consent(required), &[("f", input)]), result, "{required} {input}");
    }
}

#[test]
fn sample_definitions_have_every_member_of_their_kind_and_no_other() {
    for (name, definitions) in Kind::sample_definitions() {
        let mut names = BTreeSet::new();
        for definition in definitions {
            let members = definition.as_object().unwrap().clone();
            names.extend(members.keys().cloned());
            assert_eq!(Kind::read::<serde_json::Error>(name, members).unwrap().name(), name);
        }
        let members = Kind::members(name).unwrap().iter().map(|member| (*member).to_owned()).collect();
        assert_eq!(names, members, "{name}");
    }
    assert!(Kind::members("checkbox").is_none());
}

#[test]
fn an_invalid_option_value_is_reported_with_its_own_reason() {
    const OF_OTHER: &str = "`~other` is reserved for the answer \"Other\"; write `\"other\": true` in the field instead of this option";
    const LENGTH: &str = "it must have 1 to 100 characters, none of them a control character";
    const SPACE: &str = "it begins or ends with white space; remove the white space";
    let long = "a".repeat(101);
    for (kinds, value, reason) in [
        (&["select", "radio", "cards"][..], "~other", Some(OF_OTHER)),
        (
            &["checkboxes"],
            "~other",
            Some("`~other` is reserved for the answer \"Other\" of other types; choose another value"),
        ),
        (&["select", "checkboxes"], "", Some(LENGTH)),
        (&["select", "checkboxes"], &long, Some(LENGTH)),
        (&["select", "checkboxes"], "a\nb", Some(LENGTH)),
        (&["select", "checkboxes"], " a", Some(SPACE)),
        (&["select", "checkboxes"], "a\u{a0}", Some(SPACE)),
        (&["select", "checkboxes"], "other", None),
        (&["select", "checkboxes"], "~Other", None),
    ] {
        for kind in kinds {
            let field =
                json!({"type": kind, "name": "f", "label": "F", "options": [{"value": value, "label": "A"}]});
            let item: Item = serde_json::from_value(field).unwrap();
            let problems = item.problems(&[Tag::ENGLISH]);
            let found = problems.first().map(|problem| (problem.place.as_str(), problem.reason.as_str()));
            assert_eq!(found, reason.map(|reason| ("options[0].value", reason)), "{kind} {value:?}");
        }
    }
}
