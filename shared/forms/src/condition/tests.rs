use serde_json::json;

use super::*;

fn condition(json: &Value) -> Condition {
    serde_json::from_value(json.clone()).unwrap()
}

/// The result of a condition if `x` is `value`, `y` is left empty and `z` is not answered yet.
fn resolved(json: &Value, value: &Value) -> String {
    let known = |name: &FieldName| match name.as_str() {
        "x" => AnswerState::Value(value),
        "y" => AnswerState::Empty,
        _ => AnswerState::Pending,
    };
    match condition(json).resolve(&known, Date::parse("2026-03-01").unwrap().into()) {
        Resolved::Holds => "holds".to_owned(),
        Resolved::Fails => "fails".to_owned(),
        Resolved::Undecided(open) => {
            open.tests().iter().map(|test| test.field.as_str()).collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn each_rule_holds_for_its_values_and_no_others() {
    for (rule, value, holds) in [
        (json!({"equals": "a"}), json!("a"), true),
        (json!({"equals": "a"}), json!("b"), false),
        (json!({"equals": true}), json!(true), true),
        (json!({"equals": true}), json!(false), false),
        (json!({"equals": 10}), json!(10.0), true),
        (json!({"equals": "a"}), json!(["b", "a"]), true),
        (json!({"not": "a"}), json!("b"), true),
        (json!({"not": "a"}), json!(["a", "b"]), false),
        (json!({"in": ["a", "b"]}), json!("b"), true),
        (json!({"in": ["a", "b"]}), json!("c"), false),
        (json!({"empty": true}), json!("a"), false),
        (json!({"empty": false}), json!("a"), true),
        (json!({"equals": "a"}), json!("A"), false),
        (json!({"equals": 5}), json!(6), false),
        (json!({"more_than": 5}), json!(6), true),
        (json!({"more_than": 5}), json!(5), false),
        (json!({"at_least": 5}), json!(5), true),
        (json!({"at_least": 5}), json!(4), false),
        (json!({"less_than": 5.5}), json!(5), true),
        (json!({"less_than": 5}), json!(5), false),
        (json!({"at_most": 5}), json!(5), true),
        (json!({"at_most": 5}), json!(5.5), false),
        (json!({"at_most": "2000-01-31"}), json!("2000-01-31"), true),
        (json!({"at_most": "2000-01-31"}), json!("2000-02-01"), false),
        (json!({"at_most": "18 years ago"}), json!("2008-03-01"), true),
        (json!({"at_most": "18 years ago"}), json!("2008-03-02"), false),
        (json!({"more_than": "2020-01-01"}), json!("2020-01-02"), true),
        (json!({"more_than": 5}), json!("6"), false),
    ] {
        let mut json = rule.clone();
        json["field"] = json!("x");
        assert_eq!(resolved(&json, &value) == "holds", holds, "{rule} {value}");
    }
}

#[test]
fn a_comparison_with_today_holds_on_the_day_of_any_time_zone() {
    let today =
        Today { earliest: Date::parse("2026-03-01").unwrap(), latest: Date::parse("2026-03-02").unwrap() };
    for (rule, value, holds) in [
        (json!({"at_most": "18 years ago"}), "2008-03-02", true),
        (json!({"at_most": "18 years ago"}), "2008-03-03", false),
        (json!({"less_than": "today"}), "2026-03-01", true),
        (json!({"less_than": "today"}), "2026-03-02", false),
        (json!({"at_least": "today"}), "2026-03-01", true),
        (json!({"at_least": "today"}), "2026-02-28", false),
        (json!({"more_than": "today"}), "2026-03-02", true),
        (json!({"more_than": "today"}), "2026-03-01", false),
    ] {
        let mut json = rule.clone();
        json["field"] = json!("x");
        let value = json!(value);
        assert_eq!(condition(&json).holds(&|_| Some(&value), today), holds, "{rule} {value}");
    }
}

#[test]
fn an_answer_that_was_left_out_is_empty() {
    for (rule, holds) in [
        (json!({"equals": "a"}), false),
        (json!({"not": "a"}), true),
        (json!({"in": ["a"]}), false),
        (json!({"empty": true}), true),
        (json!({"empty": false}), false),
        (json!({"less_than": 5}), false),
        (json!({"at_most": 5}), false),
    ] {
        let mut json = rule.clone();
        json["field"] = json!("y");
        assert_eq!(resolved(&json, &json!(null)) == "holds", holds, "{rule}");
    }
}

#[test]
fn all_and_any_are_decided_as_soon_as_they_can_be() {
    let x = |value: &str| json!({"field": "x", "equals": value});
    let z = json!({"field": "z", "equals": "a"});
    for (json, came_to) in [
        (json!({"all": [x("a"), x("a")]}), "holds"),
        (json!({"all": [x("a"), x("b")]}), "fails"),
        (json!({"any": [x("b"), x("a")]}), "holds"),
        (json!({"any": [x("b"), x("c")]}), "fails"),
        (json!({"all": [z, x("b")]}), "fails"),
        (json!({"any": [z, x("a")]}), "holds"),
        (json!({"all": [z, x("a")]}), "z"),
        (json!({"any": [z, x("b"), {"all": [z, x("a")]}]}), "z z"),
    ] {
        assert_eq!(resolved(&json, &json!("a")), came_to, "{json}");
    }
}

#[test]
fn an_invalid_condition_is_an_error() {
    for (json, message) in [
        (json!({}), "it must be {"),
        (json!({"field": "x"}), "it must be {"),
        (json!({"all": [], "any": []}), "it must be {"),
        (json!({"field": "x", "equals": "a", "not": "b"}), "it must be {"),
        (json!({"field": "x", "equal": "a"}), "unknown key `equal` in a condition; did you mean `equals`?"),
        (json!({"field": "x.y", "equals": "a"}), "`x.y` is not a valid field name"),
        (json!({"field": "x", "more_than": "soon"}), "`soon` is neither a date such as"),
    ] {
        let error = serde_json::from_value::<Condition>(json.clone()).unwrap_err().to_string();
        assert!(error.contains(message), "{json}: {error}");
    }
}
