use serde_json::{Value, json};

use super::told_of;

/// What is told of the conditions of a form.
fn conditions(form: &Value) -> Vec<String> {
    told_of(form).into_iter().filter(|line| line.contains(" condition_")).collect()
}

/// What is told of the conditions of a form with fields of most kinds, the last entry of which hangs on
/// `when`.
fn told(last: &Value, when: &Value) -> Vec<String> {
    let options = json!([{"value": "small", "label": "S"}, {"value": "large", "label": "L"}, {"value": "huge", "label": "H"}]);
    let document = json!({"label": "D", "url": "https://example.com/", "version": "1"});
    let mut last = last.clone();
    last["when"] = when.clone();
    conditions(&json!({"version": 1, "title": "T", "fields": [
        {"type": "select", "name": "size", "label": "S", "options": options, "required": true},
        {"type": "radio", "name": "source", "label": "S", "options": options, "other": true},
        {"type": "checkboxes", "name": "some", "label": "S", "options": options, "min_count": 2},
        {"type": "number", "name": "count", "label": "C", "min": 1, "max": 250},
        {"type": "number", "name": "tens", "label": "T", "step": 10},
        {"type": "text", "name": "text", "label": "T", "pattern": "[a-z]+", "max_length": 5},
        {"type": "country", "name": "country", "label": "C"},
        {"type": "yes_no", "name": "yes", "label": "Y", "required": true},
        {"type": "consent", "name": "terms", "label": "T", "document": document, "required": true},
        {"type": "consent", "name": "news", "label": "N", "document": document},
        {"type": "date", "name": "born", "label": "B", "max": "18 years ago"},
        {"type": "date", "name": "since", "label": "S", "min": "2000-01-01", "max": "2009-12-31"},
        {"type": "text", "name": "only_large", "label": "O", "when": {"field": "size", "equals": "large"}},
        last,
    ]}))
}

fn field() -> Value {
    json!({"type": "text", "name": "last", "label": "L"})
}

#[test]
fn a_condition_that_never_holds_is_told_with_the_reason() {
    for (when, place, reason) in [
        (
            json!({"field": "size", "equals": "hugh"}),
            "",
            "`hugh` is no option of `size`; did you mean `huge`?",
        ),
        (json!({"field": "size", "in": ["tiny", "wee"]}), "", "no answer to `size` is `tiny` or `wee`"),
        (json!({"field": "size", "in": ["large", "tiny"]}), ".in[1]", "`tiny` is no option of `size`"),
        (json!({"field": "size", "empty": true}), "", "`size` is required, so it is not empty"),
        (json!({"field": "some", "equals": "tiny"}), "", "`tiny` is no option of `some`"),
        (json!({"field": "count", "more_than": 250}), "", "no answer to `count` is more than 250"),
        (json!({"field": "count", "at_most": 0}), "", "no answer to `count` is at most 0"),
        (json!({"field": "count", "equals": 1.5}), "", "no answer to `count` is 1.5"),
        (json!({"field": "tens", "equals": 15}), "", "no answer to `tens` is 15"),
        (json!({"field": "text", "equals": "ABC"}), "", "no answer to `text` is `ABC`"),
        (json!({"field": "text", "equals": "abcdef"}), "", "no answer to `text` is `abcdef`"),
        (json!({"field": "country", "equals": "Germany"}), "", "no answer to `country` is `Germany`"),
        (json!({"field": "terms", "equals": false}), "", "no answer to `terms` is `false`"),
        (json!({"field": "news", "empty": true}), "", "`news` is never empty: no is an answer, too"),
        (
            json!({"field": "born", "more_than": "18 years ago"}),
            "",
            "no answer to `born` is more than 18 years ago",
        ),
        (
            json!({"field": "since", "less_than": "2000-01-01"}),
            "",
            "no answer to `since` is less than 2000-01-01",
        ),
        (json!({"field": "since", "equals": "2010-01-01"}), "", "no answer to `since` is `2010-01-01`"),
        (
            json!({"all": [{"field": "size", "equals": "small"}, {"field": "size", "equals": "large"}]}),
            "",
            "each part may, but no answers make all of them hold together",
        ),
        (
            json!({"all": [{"field": "count", "more_than": 10}, {"field": "count", "less_than": 11}]}),
            "",
            "each part may, but no answers make all of them hold together",
        ),
        (
            json!({"all": [{"field": "tens", "more_than": 10}, {"field": "tens", "less_than": 20}]}),
            "",
            "each part may, but no answers make all of them hold together",
        ),
        (
            json!({"all": [{"field": "size", "equals": "small"}, {"field": "only_large", "empty": false}]}),
            "",
            "each part may, but no answers make all of them hold together",
        ),
        (
            json!({"any": [{"field": "yes", "equals": true}, {"field": "size", "equals": "tiny"}]}),
            ".any[1]",
            "`tiny` is no option of `size`",
        ),
        (
            json!({"all": [{"field": "yes", "equals": true}, {"any": [{"field": "size", "equals": "tiny"}]}]}),
            ".all[1].any[0]",
            "`tiny` is no option of `size`",
        ),
    ] {
        let line = format!(
            "error condition_never infra/forms/f.json: fields[13].when{place}: this can never hold: {reason}"
        );
        assert_eq!(told(&field(), &when), [line], "{when}");
    }
}

#[test]
fn a_condition_that_always_holds_is_told_with_the_reason() {
    for (when, place, reason) in [
        (json!({"field": "size", "not": "hugh"}), "", "`hugh` is no option of `size`; did you mean `huge`?"),
        (json!({"field": "size", "empty": false}), "", "where this matters, `size` is never empty"),
        (
            json!({"field": "terms", "equals": true}),
            "",
            "where this matters, every answer to `terms` is like this",
        ),
        (json!({"field": "count", "not": 251}), "", "where this matters, `count` is never 251"),
        (
            json!({"any": [{"field": "yes", "equals": true}, {"field": "yes", "equals": false}]}),
            "",
            "whatever is answered, one part of it does",
        ),
        (
            json!({"all": [{"field": "count", "at_least": 2}, {"field": "size", "empty": false}]}),
            ".all[1]",
            "where this matters, `size` is never empty",
        ),
    ] {
        let line = format!(
            "warning condition_always infra/forms/f.json: fields[13].when{place}: this always holds: {reason}"
        );
        assert_eq!(told(&field(), &when), [line], "{when}");
    }
}

#[test]
fn a_condition_that_may_hold_or_not_is_not_told() {
    for when in [
        json!({"field": "size", "equals": "large"}),
        json!({"field": "source", "equals": "~other"}),
        json!({"field": "source", "not": "small"}),
        json!({"all": [{"field": "some", "equals": "small"}, {"field": "some", "equals": "large"}]}),
        json!({"field": "count", "at_least": 250}),
        json!({"all": [{"field": "count", "more_than": 10}, {"field": "count", "less_than": 12}]}),
        json!({"field": "tens", "in": [10, 20]}),
        json!({"field": "text", "equals": "abc"}),
        json!({"field": "country", "in": ["DE", "AT"]}),
        json!({"field": "news", "equals": false}),
        json!({"field": "born", "at_most": "18 years ago"}),
        json!({"field": "born", "less_than": "65 years ago"}),
        // Hangs on today's date.
        json!({"field": "born", "more_than": "2200-01-01"}),
        json!({"field": "born", "at_most": "30 days ago"}),
        json!({"field": "since", "equals": "2000-01-01"}),
        json!({"field": "only_large", "empty": true}),
        json!({"field": "only_large", "equals": "x"}),
    ] {
        assert_eq!(told(&field(), &when), [""; 0], "{when}");
    }
}

#[test]
fn a_block_is_shown_to_those_too_who_are_not_asked_what_it_hangs_on() {
    let block = json!({"type": "heading", "text": "H"});
    for when in [json!({"field": "size", "empty": true}), json!({"field": "size", "empty": false})] {
        assert_eq!(told(&block, &when), [""; 0], "{when}");
    }
}

#[test]
fn the_condition_of_a_step_is_told_and_what_it_rules_out_for_its_fields() {
    let field = |name: &str, when: Value| json!({"type": "text", "name": name, "label": "L", "when": when});
    let steps = |step_when: Value, field_when: Value| {
        json!({"version": 1, "title": "T", "steps": [
            {"fields": [{"type": "yes_no", "name": "yes", "label": "Y", "required": true}]},
            {"when": step_when, "fields": [field("a", field_when)]},
        ]})
    };
    let is = |yes: bool| json!({"field": "yes", "equals": yes});
    for (form, told) in [
        (
            steps(is(true), is(false)),
            vec![
                "error condition_never infra/forms/f.json: steps[1].fields[0].when: this can never hold: where this matters, `yes` is not asked, or is not answered like this",
            ],
        ),
        (
            steps(is(true), is(true)),
            vec![
                "warning condition_always infra/forms/f.json: steps[1].fields[0].when: this always holds: where this matters, every answer to `yes` is like this",
            ],
        ),
        (
            steps(json!({"field": "yes", "empty": true}), is(true)),
            vec![
                "error condition_never infra/forms/f.json: steps[1].when: this can never hold: `yes` is required, so it is not empty",
            ],
        ),
    ] {
        assert_eq!(conditions(&form), told, "{form}");
    }
}

#[test]
fn a_condition_on_more_answers_than_can_be_walked_through_is_not_told() {
    let names: Vec<String> = (0..20).map(|index| format!("f{index}")).collect();
    let mut fields: Vec<Value> =
        names.iter().map(|name| json!({"type": "yes_no", "name": name, "label": "L"})).collect();
    let all: Vec<Value> = names.iter().map(|name| json!({"field": name, "equals": true})).collect();
    let never = json!({"all": [{"all": all}, {"field": "f0", "equals": false}]});
    fields.push(json!({"type": "text", "name": "last", "label": "L", "when": never}));
    assert_eq!(conditions(&json!({"version": 1, "title": "T", "fields": fields})), [""; 0]);
}
