use serde_json::json;

use super::*;
use crate::Problem;
use crate::locale::{Tag, messages};
use crate::value::date::Date;

fn parse_context(language: &str) -> ParseContext {
    let today = Date::parse("2026-11-23").unwrap();
    ParseContext::new(messages(&Tag::parse(language).unwrap()), today)
}

#[test]
fn every_valid_sample_is_accepted_and_stored_as_its_value() {
    for required in [false, true] {
        for item in items(required).unwrap() {
            let field = item.field().unwrap();
            for language in ["en", "de", "ar"] {
                let context = parse_context(language);
                for seed in 0..12 {
                    let samples = field.valid_samples(&context, seed * 7_919);
                    assert!(samples.len() >= 2 || field.kind.document().is_some(), "{field:?}");
                    for sample in samples {
                        let answers: Answers = sample.inputs.iter().cloned().collect();
                        let result = field.check(&answers, &context);
                        assert_eq!(
                            result,
                            Ok(Some(sample.value)),
                            "{language}: {:?}, {field:?}",
                            sample.inputs
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn every_stored_answer_except_a_consent_can_be_filled_in() {
    for item in items(true).unwrap() {
        let field = item.field().unwrap();
        for language in ["en", "de", "ar"] {
            let context = parse_context(language);
            for seed in 0..12 {
                for ValidSample { value, .. } in field.valid_samples(&context, seed * 7_919) {
                    let inputs = field.enter_stored(&value, &context);
                    let is_consent = field.kind.document().is_some();
                    assert_eq!(inputs.is_none(), is_consent, "{language}: {value}, {field:?}");
                    let answers: Answers = inputs.into_iter().flatten().collect();
                    let stored = field.check(&answers, &context);
                    assert!(
                        is_consent || stored == Ok(Some(value.clone())),
                        "{language}: {value}, {field:?}"
                    );
                }
            }
            for value in [
                json!(null),
                json!(""),
                json!([]),
                json!({}),
                json!(["no option"]),
                json!("\n"),
                json!(1e300),
            ] {
                assert_eq!(field.enter_stored(&value, &context), None, "{language}: {value}, {field:?}");
            }
        }
    }
}

#[test]
fn no_invalid_sample_is_accepted() {
    for item in items(true).unwrap() {
        let field = item.field().unwrap();
        for language in ["en", "de", "ar"] {
            let context = parse_context(language);
            for inputs in field.invalid_samples(&context).into_iter().chain([field.invalid_sample(&context)])
            {
                let answers: Answers = inputs.iter().cloned().collect();
                assert!(field.check(&answers, &context).is_err(), "{language}: {inputs:?}, {field:?}");
            }
            assert_eq!(field.check(&Answers::default(), &context), Err(Problem::Required), "{field:?}");
        }
    }
}

#[test]
fn the_longest_answer_of_a_list_is_a_possible_one() {
    for item in items(false).unwrap() {
        let field = item.field().unwrap();
        if !field.kind.options().is_empty() {
            for filling in [Filling::Ascii, Filling::Wide] {
                let longest = field.longest_answer(filling).to_string().len();
                for sample in field.valid_samples(&parse_context("en"), 1) {
                    assert!(sample.value.to_string().chars().count() <= longest, "{sample:?}");
                }
            }
        }
    }
}

#[test]
fn the_answer_that_a_comparison_distinguishes_can_be_entered() {
    for (definition, rule) in [
        (json!({"type": "radio", "options": [{"value": "a", "label": "A"}]}), json!({"equals": "a"})),
        (json!({"type": "date"}), json!({"equals": "2026-01-01"})),
        (json!({"type": "date", "max": "today"}), json!({"less_than": "1950-01-01"})),
        (json!({"type": "number", "decimals": 1}), json!({"equals": 1_234.5})),
        (json!({"type": "telephone"}), json!({"equals": "+41446681801"})),
        (json!({"type": "country"}), json!({"equals": "JP"})),
        (json!({"type": "yes_no"}), json!({"not": true})),
        (json!({"type": "multiline"}), json!({"equals": "one\ntwo"})),
    ] {
        let (mut definition, mut test) = (definition, rule);
        (definition["name"], definition["label"], test["field"]) = (json!("f"), json!("F"), json!("f"));
        let item: Item = serde_json::from_value(definition).unwrap();
        let Condition::Test(test) = serde_json::from_value(test).unwrap() else { panic!() };
        for language in ["en", "de", "ar"] {
            let (field, context) = (item.field().unwrap(), parse_context(language));
            let inputs = field.sample(&context, Some(&test));
            assert!(
                field.satisfies(&inputs, &Condition::Test(test.clone()), &context),
                "{inputs:?}, {test:?}"
            );
        }
    }
}
