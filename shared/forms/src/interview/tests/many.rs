//! Forms of many steps.

use serde_json::json;

use super::{REVEALED, STEP, advance, back, entry, inputs, interview, summary};
use crate::answers::Answers;
use crate::definition::Form;
use crate::interview::Next;

const THREES: usize = 20;

/// Of each three steps one is skipped: `b` is shown if `a` is "yes", and `c` if `b` is empty.
fn threes() -> Form {
    let three = |number: usize| {
        let [a, b, c] = ["a", "b", "c"].map(|name| format!("{name}{number}"));
        let c_depends_on_b = json!({"required": true, "when": {"field": &b, "empty": true}});
        [
            json!({"fields": [entry(&a, "text", &json!({"max_length": 3}))]}),
            json!({"when": {"field": &a, "equals": "yes"}, "fields": [entry(&b, "text", &json!({}))]}),
            json!({"fields": [entry(&c, "text", &c_depends_on_b)]}),
        ]
    };
    let steps: Vec<_> = (0..THREES).flat_map(three).collect();
    serde_json::from_value(json!({"version": 1, "title": "T", "steps": steps})).unwrap()
}

/// Answers to all fields: `a` to each `a`, "x" to the others, and a different value for one input, if there is such an input.
fn answers(a: &str, (other, value): (&str, &str), step: &str) -> Answers {
    let names: Vec<_> =
        (0..THREES).flat_map(|number| ["a", "b", "c"].map(|name| format!("{name}{number}"))).collect();
    let answer = |name: &str| match name {
        name if name == other => value.to_owned(),
        name if name.starts_with('a') => a.to_owned(),
        _ => "x".to_owned(),
    };
    let answers = names.iter().map(|name| (name.clone(), answer(name)));
    answers.chain([(STEP.to_owned(), step.to_owned())]).collect()
}

#[test]
fn many_steps_lead_to_the_end_or_to_the_first_invalid_answer() {
    let form = threes();
    for (a, but, step, next) in [
        ("yes", ("", ""), "0", "2/60 b0"),
        ("no", ("", ""), "0", "2/59 c0"),
        ("yes", ("", ""), "31", "23/49 a11"),
        ("no", ("", ""), "30", "22/49 c10"),
        // Two of three have an answer, and one does not apply.
        ("yes", ("", ""), "58", "40 answers, 20 not applicable"),
        ("no", ("", ""), "59", "40 answers, 20 not applicable"),
        ("yes", ("b19", ""), "59", "40 answers, 19 not applicable"),
        // An answer of an earlier page is invalid.
        ("yes", ("a7", "long"), "58", "15/53 a7 !a7"),
        ("no", ("c3", ""), "59", "8/56 c3 !c3"),
        // A different answer makes a different field apply.
        ("no", ("a9", "yes"), "59", "40 answers, 20 not applicable"),
    ] {
        let next_page = advance(&interview(&form, None), &answers(a, but, step));
        let found = match &next_page {
            Next::Answer(valid) => {
                format!("{} answers, {} not applicable", valid.values().len(), valid.not_applicable().len())
            }
            Next::Show(_) | Next::Postpone => summary(&next_page),
        };
        assert_eq!(found, next, "{a} {but:?} {step}");
    }
}

#[test]
fn back_skips_steps_that_do_not_apply() {
    let form = threes();
    for (a, step, before) in [
        ("yes", "58", "39/41 a19"),
        ("no", "59", "39/41 a19"),
        ("yes", "30", "20/51 b9"),
        ("no", "30", "20/50 c9"),
        // An answer on the page itself does not count.
        ("yes", "2", "2/60 b0"),
        ("no", "1", "1/60 a0"),
    ] {
        let previous = back(&interview(&form, None), &answers(a, ("", ""), step));
        assert_eq!(summary(&previous), before, "{a} {step}");
    }
}

#[test]
fn a_field_that_is_no_longer_visible_has_no_error() {
    let when = |rule: serde_json::Value| json!({"required": true, "when": rule});
    let form = super::of_steps(&json!([[
        entry("a", "text", &json!({})),
        entry("b", "text", &when(json!({"field": "a", "equals": "yes"}))),
        entry("c", "text", &when(json!({"field": "b", "empty": true})))
    ]]));
    // The page showed `c` for a different `a`; `b` is from an earlier page.
    for (b, next) in [("x", "1/1 a b"), ("", "1/1 a b c !c")] {
        let answers = inputs(&[("a", "yes"), ("b", b), ("c", ""), (REVEALED, "c")]);
        assert_eq!(summary(&advance(&interview(&form, None), &answers)), next, "{b:?}");
    }
}
