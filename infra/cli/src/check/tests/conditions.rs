use serde_json::{Value, json};

use super::findings_in;

/// Returns the findings about the conditions of a form.
fn conditions(form: &Value) -> Vec<String> {
    findings_in(form).into_iter().filter(|line| line.contains(" condition_")).collect()
}

/// Returns the findings about conditions in a form with fields of most types, whose last entry has the condition
/// `when`.
fn findings(last: &Value, when: &Value) -> Vec<String> {
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
fn a_condition_that_is_never_true_is_an_error_with_a_reason() {
    for (when, place, reason) in [
        (
            json!({"field": "size", "equals": "hugh"}),
            "",
            "`hugh` is not an option of `size`; did you mean `huge`?",
        ),
        (
            json!({"field": "size", "in": ["large", "tiny"]}),
            ".in[1]",
            "`tiny` is not an option of `size`; expected one of `small`, `large`, `huge`",
        ),
        (json!({"field": "size", "empty": true}), "", "`size` is required, so it is never empty"),
        (
            json!({"field": "some", "equals": "tiny"}),
            "",
            "`tiny` is not an option of `some`; expected one of `small`, `large`, `huge`",
        ),
        (json!({"field": "count", "more_than": 250}), "", "no answer to `count` can be more than 250"),
        (json!({"field": "count", "at_most": 0}), "", "no answer to `count` can be at most 0"),
        (json!({"field": "count", "equals": 1.5}), "", "no answer to `count` can be 1.5"),
        (json!({"field": "tens", "equals": 15}), "", "no answer to `tens` can be 15"),
        (json!({"field": "text", "equals": "ABC"}), "", "no answer to `text` can be `ABC`"),
        (json!({"field": "text", "equals": "abcdef"}), "", "no answer to `text` can be `abcdef`"),
        (json!({"field": "country", "equals": "Germany"}), "", "no answer to `country` can be `Germany`"),
        (json!({"field": "terms", "equals": false}), "", "no answer to `terms` can be `false`"),
        (
            json!({"field": "news", "empty": true}),
            "",
            "`news` is never empty, because an unticked box is the answer `false`",
        ),
        (
            json!({"field": "born", "more_than": "18 years ago"}),
            "",
            "no answer to `born` can be more than 18 years ago",
        ),
        (
            json!({"field": "since", "less_than": "2000-01-01"}),
            "",
            "no answer to `since` can be less than 2000-01-01",
        ),
        (json!({"field": "since", "equals": "2010-01-01"}), "", "no answer to `since` can be `2010-01-01`"),
        (
            json!({"all": [{"field": "size", "equals": "small"}, {"field": "size", "equals": "large"}]}),
            "",
            "each part can be true, but not all at the same time",
        ),
        (
            json!({"all": [{"field": "count", "more_than": 10}, {"field": "count", "less_than": 11}]}),
            "",
            "each part can be true, but not all at the same time",
        ),
        (
            json!({"all": [{"field": "tens", "more_than": 10}, {"field": "tens", "less_than": 20}]}),
            "",
            "each part can be true, but not all at the same time",
        ),
        (
            json!({"all": [{"field": "size", "equals": "small"}, {"field": "only_large", "empty": false}]}),
            "",
            "each part can be true, but not all at the same time",
        ),
        (
            json!({"any": [{"field": "yes", "equals": true}, {"field": "size", "equals": "tiny"}]}),
            ".any[1]",
            "`tiny` is not an option of `size`; expected one of `small`, `large`, `huge`",
        ),
        (
            json!({"all": [{"field": "yes", "equals": true}, {"any": [{"field": "size", "equals": "tiny"}]}]}),
            ".all[1].any[0]",
            "`tiny` is not an option of `size`; expected one of `small`, `large`, `huge`",
        ),
    ] {
        let line = format!(
            "error condition_never infra/forms/f.json: fields[13].when{place}: this condition is never true: {reason}"
        );
        assert_eq!(findings(&field(), &when), [line], "{when}");
    }
}

#[test]
fn a_value_that_is_not_an_option_is_reported_with_the_options() {
    for (rule, reason) in [
        (
            json!({"field": "size", "equals": "tiny"}),
            "`tiny` is not an option of `size`; expected one of `small`, `large`, `huge`",
        ),
        (
            json!({"field": "size", "in": ["tiny"]}),
            "`tiny` is not an option of `size`; expected one of `small`, `large`, `huge`",
        ),
        (
            json!({"field": "size", "in": ["tiny", "wee"]}),
            "none of `tiny`, `wee` is an option of `size`; expected one of `small`, `large`, `huge`",
        ),
        (json!({"field": "size", "in": ["hugh"]}), "`hugh` is not an option of `size`; did you mean `huge`?"),
        (
            json!({"field": "some", "in": ["tiny"]}),
            "`tiny` is not an option of `some`; expected one of `small`, `large`, `huge`",
        ),
        (
            json!({"field": "source", "equals": "tiny"}),
            "`tiny` is not an option of `source`; expected one of `small`, `large`, `huge`, `~other`",
        ),
        (
            json!({"field": "source", "in": ["other"]}),
            "`other` is not an option of `source`; did you mean `~other`?",
        ),
    ] {
        let line = format!(
            "error condition_never infra/forms/f.json: fields[13].when: this condition is never true: {reason}"
        );
        assert_eq!(findings(&field(), &rule), [line], "{rule}");
    }
}

#[test]
fn a_condition_that_is_always_true_is_a_warning_with_a_reason() {
    for (when, place, reason) in [
        (
            json!({"field": "size", "not": "hugh"}),
            "",
            "`hugh` is not an option of `size`; did you mean `huge`?",
        ),
        (json!({"field": "size", "empty": false}), "", "at this point, `size` is never empty"),
        (json!({"field": "terms", "equals": true}), "", "at this point, every answer to `terms` meets it"),
        (json!({"field": "count", "not": 251}), "", "at this point, `count` is never 251"),
        (
            json!({"any": [{"field": "yes", "equals": true}, {"field": "yes", "equals": false}]}),
            "",
            "with any answers, at least one part is true",
        ),
        (
            json!({"all": [{"field": "count", "at_least": 2}, {"field": "size", "empty": false}]}),
            ".all[1]",
            "at this point, `size` is never empty",
        ),
    ] {
        let line = format!(
            "warning condition_always infra/forms/f.json: fields[13].when{place}: this condition is always true: {reason}"
        );
        assert_eq!(findings(&field(), &when), [line], "{when}");
    }
}

#[test]
fn a_condition_that_can_be_true_or_false_has_no_findings() {
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
        // Depends on the current date.
        json!({"field": "born", "more_than": "2200-01-01"}),
        json!({"field": "born", "at_most": "30 days ago"}),
        json!({"field": "since", "equals": "2000-01-01"}),
        json!({"field": "only_large", "empty": true}),
        json!({"field": "only_large", "equals": "x"}),
    ] {
        assert_eq!(findings(&field(), &when), [""; 0], "{when}");
    }
}

#[test]
fn a_block_can_appear_without_the_field_that_it_depends_on() {
    let block = json!({"type": "heading", "text": "H"});
    for when in [json!({"field": "size", "empty": true}), json!({"field": "size", "empty": false})] {
        assert_eq!(findings(&block, &when), [""; 0], "{when}");
    }
}

#[test]
fn the_condition_of_a_step_also_applies_to_its_fields() {
    let field = |name: &str, when: Value| json!({"type": "text", "name": name, "label": "L", "when": when});
    let steps = |step_when: Value, field_when: Value| {
        json!({"version": 1, "title": "T", "steps": [
            {"fields": [{"type": "yes_no", "name": "yes", "label": "Y", "required": true}]},
            {"when": step_when, "fields": [field("a", field_when)]},
        ]})
    };
    let is = |yes: bool| json!({"field": "yes", "equals": yes});
    for (form, expected) in [
        (
            steps(is(true), is(false)),
            vec![
                "error condition_never infra/forms/f.json: steps[1].fields[0].when: this condition is never true: at this point, `yes` is hidden or has another answer",
            ],
        ),
        (
            steps(is(true), is(true)),
            vec![
                "warning condition_always infra/forms/f.json: steps[1].fields[0].when: this condition is always true: at this point, every answer to `yes` meets it",
            ],
        ),
        (
            steps(json!({"field": "yes", "empty": true}), is(true)),
            vec![
                "error condition_never infra/forms/f.json: steps[1].when: this condition is never true: `yes` is required, so it is never empty",
            ],
        ),
    ] {
        assert_eq!(conditions(&form), expected, "{form}");
    }
}

#[test]
fn a_condition_with_too_many_combinations_has_no_findings() {
    let names: Vec<String> = (0..20).map(|index| format!("f{index}")).collect();
    let mut fields: Vec<Value> =
        names.iter().map(|name| json!({"type": "yes_no", "name": name, "label": "L"})).collect();
    let all: Vec<Value> = names.iter().map(|name| json!({"field": name, "equals": true})).collect();
    let never = json!({"all": [{"all": all}, {"field": "f0", "equals": false}]});
    fields.push(json!({"type": "text", "name": "last", "label": "L", "when": never}));
    assert_eq!(conditions(&json!({"version": 1, "title": "T", "fields": fields})), [""; 0]);
}
