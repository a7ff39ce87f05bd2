//! Forms of many steps.

use serde_json::json;

use super::{REVEALED, STEP, advance, back, entry, inputs, interview, summary};
use crate::answers::Answers;
use crate::definition::Form;
use crate::interview::Next;

const THREES: usize = 20;

/// Of every three steps one is passed over: `b` is asked where `a` is "yes", and `c` where `b` is empty.
fn threes() -> Form {
    let three = |number: usize| {
        let [a, b, c] = ["a", "b", "c"].map(|name| format!("{name}{number}"));
        let c_hangs_on_b = json!({"required": true, "when": {"field": &b, "empty": true}});
        [
            json!({"fields": [entry(&a, "text", &json!({"max_length": 3}))]}),
            json!({"when": {"field": &a, "equals": "yes"}, "fields": [entry(&b, "text", &json!({}))]}),
            json!({"fields": [entry(&c, "text", &c_hangs_on_b)]}),
        ]
    };
    let steps: Vec<_> = (0..THREES).flat_map(three).collect();
    serde_json::from_value(json!({"version": 1, "title": "T", "steps": steps})).unwrap()
}

/// Everything is answered, every `a` by this; but one input, if there is one, by something else.
fn answers(a: &str, (other, said): (&str, &str), step: &str) -> Answers {
    let names: Vec<_> =
        (0..THREES).flat_map(|number| ["a", "b", "c"].map(|name| format!("{name}{number}"))).collect();
    let said = |name: &str| match name {
        name if name == other => said.to_owned(),
        name if name.starts_with('a') => a.to_owned(),
        _ => "x".to_owned(),
    };
    let answers = names.iter().map(|name| (name.clone(), said(name)));
    answers.chain([(STEP.to_owned(), step.to_owned())]).collect()
}

#[test]
fn many_steps_are_walked_to_the_end_or_to_the_first_answer_that_will_not_do() {
    let form = threes();
    for (a, but, step, next) in [
        ("yes", ("", ""), "0", "2/60 b0"),
        ("no", ("", ""), "0", "2/59 c0"),
        ("yes", ("", ""), "31", "23/49 a11"),
        ("no", ("", ""), "30", "22/49 c10"),
        // Two of three are answered, and one does not apply.
        ("yes", ("", ""), "58", "40 answers, 20 ruled out"),
        ("no", ("", ""), "59", "40 answers, 20 ruled out"),
        ("yes", ("b19", ""), "59", "40 answers, 19 ruled out"),
        // What will not do any more, on a step that was passed.
        ("yes", ("a7", "long"), "58", "15/53 a7 !a7"),
        ("no", ("c3", ""), "59", "8/56 c3 !c3"),
        // What applies now, as another answer is another one.
        ("no", ("a9", "yes"), "59", "40 answers, 20 ruled out"),
    ] {
        let next_page = advance(&interview(&form, None), &answers(a, but, step));
        let found = match &next_page {
            Next::Answer(valid) => {
                format!("{} answers, {} ruled out", valid.values().len(), valid.not_applicable().len())
            }
            Next::Show(_) | Next::Later => summary(&next_page),
        };
        assert_eq!(found, next, "{a} {but:?} {step}");
    }
}

#[test]
fn back_among_many_steps_passes_over_those_that_are_ruled_out() {
    let form = threes();
    for (a, step, before) in [
        ("yes", "58", "39/41 a19"),
        ("no", "59", "39/41 a19"),
        ("yes", "30", "20/51 b9"),
        ("no", "30", "20/50 c9"),
        // What an answer rules out that was given on the page itself is not where it leads.
        ("yes", "2", "2/60 b0"),
        ("no", "1", "1/60 a0"),
    ] {
        let previous = back(&interview(&form, None), &answers(a, ("", ""), step));
        assert_eq!(summary(&previous), before, "{a} {step}");
    }
}

#[test]
fn what_the_page_shows_no_longer_has_no_error() {
    let when = |rule: serde_json::Value| json!({"required": true, "when": rule});
    let form = super::of_steps(&json!([[
        entry("a", "text", &json!({})),
        entry("b", "text", &when(json!({"field": "a", "equals": "yes"}))),
        entry("c", "text", &when(json!({"field": "b", "empty": true})))
    ]]));
    // The page showed `c`, with another `a` than the one that it was sent with; `b` is of an earlier visit.
    for (b, next) in [("x", "1/1 a b"), ("", "1/1 a b c !c")] {
        let answers = inputs(&[("a", "yes"), ("b", b), ("c", ""), (REVEALED, "c")]);
        assert_eq!(summary(&advance(&interview(&form, None), &answers)), next, "{b:?}");
    }
}
