use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::date::Date;
use profiling_forms::{Navigation, Next, Position, samples};
use serde_json::{Value, json};

use super::*;

fn form(fields: &Value) -> Form {
    serde_json::from_value(json!({"version": 1, "title": "T", "fields": fields})).unwrap()
}

fn context(language: &str) -> ParseContext {
    let today = Date::parse("2026-11-23").unwrap();
    ParseContext::new(messages(&Tag::parse(language).unwrap()), today)
}

/// Required fields of every kind.
fn kinds() -> Vec<Value> {
    let mut fields = samples::definitions();
    for field in &mut fields {
        for (key, value) in [("name", json!("field")), ("label", json!("L")), ("required", json!(true))] {
            field[key] = value;
        }
    }
    fields
}

#[test]
fn every_kind_has_a_valid_and_an_invalid_sample() {
    for language in ["en", "de", "ar"] {
        let context = context(language);
        for field in kinds() {
            let form = form(&json!([field]));
            for (state, complete) in
                [(PageState::Filled, true), (PageState::Invalid, false), (PageState::Missing, false)]
            {
                let answers = answers(&form, &context, 0, state);
                let next =
                    form.interview(None, context).next(&answers, &Navigation::Continue(Position::default()));
                assert_eq!(matches!(next, Next::Answer(_)), complete, "{language}, {state:?}: {field}");
            }
        }
    }
}

#[test]
fn an_invalid_sample_has_an_input_if_a_user_can_enter_one() {
    // In a list, or with a checkbox, a user cannot choose what is not there.
    let silent = ["country", "select", "radio", "cards", "yes_no", "consent"];
    for field in kinds() {
        let is_silent = silent.contains(&field["type"].as_str().unwrap()) && field.get("other").is_none();
        let answers = answers(&form(&json!([field])), &context("en"), 0, PageState::Invalid);
        let answered =
            ["field", "field.day", "field.other"].iter().any(|input| !answers.get(input).is_empty());
        assert_eq!(answered, !is_silent, "{field}");
    }
}

#[test]
fn the_answers_make_the_conditions_of_a_page_hold() {
    let last = json!({"type": "text", "name": "last", "label": "L"});
    for (field, when) in [
        (
            json!({"type": "radio", "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}),
            json!({"equals": "b"}),
        ),
        (
            json!({"type": "radio", "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}),
            json!({"not": "a"}),
        ),
        (
            json!({"type": "select", "other": true, "options": [{"value": "a", "label": "A"}]}),
            json!({"equals": "~other"}),
        ),
        (
            json!({"type": "checkboxes", "options": [{"value": "a", "label": "A"}, {"value": "z", "label": "Z"}]}),
            json!({"equals": "z"}),
        ),
        (json!({"type": "yes_no"}), json!({"equals": false})),
        (json!({"type": "yes_no"}), json!({"not": true})),
        (json!({"type": "country"}), json!({"equals": "JP"})),
        (json!({"type": "number"}), json!({"more_than": 250})),
        (json!({"type": "number"}), json!({"at_most": 3})),
        (json!({"type": "date"}), json!({"less_than": "2026-01-01"})),
        (json!({"type": "date"}), json!({"at_least": "in 2 years"})),
        (json!({"type": "text"}), json!({"empty": true})),
        (json!({"type": "text"}), json!({"empty": false})),
    ] {
        let (mut first, mut when, mut last) = (field, when, last.clone());
        (first["name"], first["label"], when["field"]) = (json!("first"), json!("F"), json!("first"));
        last["when"] = when;
        let form: Form = serde_json::from_value(
            json!({"version": 1, "title": "T", "steps": [{"fields": [first]}, {"fields": [last]}]}),
        )
        .unwrap();
        let context = context("en");
        let answers = answers(&form, &context, 1, PageState::Filled);
        let screen = form.interview(None, context).preview(1, &answers, false).unwrap();
        assert_eq!(screen.entries.len(), 1, "{last} with {:?}", answers.get("first"));
    }
}
