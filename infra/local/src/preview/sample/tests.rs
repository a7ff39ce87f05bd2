use profiling_forms::locale::{Tag, words};
use profiling_forms::value::date::Date;
use serde_json::{Value, json};

use super::*;

fn form(fields: &Value) -> Form {
    serde_json::from_value(json!({"version": 1, "title": "T", "fields": fields})).unwrap()
}

fn reading(language: &str) -> ParseContext {
    let today = Date::parse("2026-11-23").unwrap();
    ParseContext::new(words(&Tag::parse(language).unwrap()), today)
}

/// A field of each kind, with bounds that a fixed answer would miss.
fn kinds() -> Vec<Value> {
    let options =
        json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}, {"value": "c", "label": "C"}]);
    let document = json!({"label": "Terms", "url": "https://example.com/", "version": "1"});
    [
        json!({"type": "text"}),
        json!({"type": "text", "min_length": 40, "max_length": 50}),
        json!({"type": "text", "max_length": 2}),
        json!({"type": "text", "pattern": "[0-9]{5}"}),
        json!({"type": "multiline", "min_length": 200, "max_length": 210}),
        json!({"type": "email"}),
        json!({"type": "url"}),
        json!({"type": "telephone"}),
        json!({"type": "telephone", "countries": ["JP"]}),
        json!({"type": "telephone", "countries": ["AT", "BE", "CH"], "country": "BE"}),
        json!({"type": "number"}),
        json!({"type": "number", "min": -7, "max": -5}),
        json!({"type": "number", "min": 1_000_000, "step": 500_000}),
        json!({"type": "number", "max": 0.5, "min": 0.25, "decimals": 2}),
        json!({"type": "date"}),
        json!({"type": "date", "min": "in 3 days", "max": "in 5 days"}),
        json!({"type": "country"}),
        json!({"type": "select", "options": options, "other": true}),
        json!({"type": "radio", "options": options}),
        json!({"type": "cards", "options": options, "other": true}),
        json!({"type": "checkboxes", "options": options, "min_count": 3}),
        json!({"type": "checkboxes", "options": options, "max_count": 1}),
        json!({"type": "yes_no"}),
        json!({"type": "consent", "document": document}),
    ]
    .into_iter()
    .map(|mut field| {
        for (key, value) in [("name", json!("field")), ("label", json!("L")), ("required", json!(true))] {
            field[key] = value;
        }
        field
    })
    .collect()
}

#[test]
fn every_kind_has_an_answer_that_will_do_and_one_that_will_not() {
    for language in ["en", "de", "ar"] {
        let reading = reading(language);
        for field in kinds() {
            let form = form(&json!([field]));
            for (state, done) in [(State::Filled, true), (State::Wrong, false), (State::Missing, false)] {
                let button = Button::Continue(Position::default());
                let next = form.interview(None, reading).next(&answers(&form, &reading, 0, state), &button);
                assert_eq!(matches!(next, Next::Answer(_)), done, "{language}, {state:?}: {field}");
            }
        }
    }
}

#[test]
fn an_answer_that_will_not_do_is_a_mistake_and_not_silence_where_a_person_can_make_one() {
    // Of a list, and of a box to tick, people cannot choose what is not there.
    let silent = ["country", "radio", "yes_no", "consent"];
    for field in kinds() {
        let answers = answers(&form(&json!([field])), &reading("en"), 0, State::Wrong);
        let answered =
            ["field", "field.day", "field.other"].iter().any(|input| !answers.get(input).is_empty());
        assert_eq!(answered, !silent.contains(&field["type"].as_str().unwrap()), "{field}");
    }
}

#[test]
fn answers_make_the_conditions_hold_that_hang_on_them() {
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
        let reading = reading("en");
        let answers = answers(&form, &reading, 1, State::Filled);
        let screen = form.interview(None, reading).preview(1, &answers, false).unwrap();
        assert_eq!(screen.entries.len(), 1, "{last} with {:?}", answers.get("first"));
    }
}
