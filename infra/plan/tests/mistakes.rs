//! Mistakes of authors: each is reported once, at its place and in words.
//!
//! A mistake in `mistakes.json` replaces a part of `plan.json`. In the replacement, `«` is the place at which the problem
//! is reported.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use profiling_plan::{editor_schema, read};
use serde::Deserialize;
use serde_json::Value;

const PLAN: &str = include_str!("plan.json");

/// The mistakes, by what they are in. The tests of the schema read them, too (`tests/schema`).
const MISTAKES: &str = include_str!("mistakes.json");

/// A mistake in the plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistake {
    /// A part of the plan.
    part: String,
    /// Its replacement.
    replacement: String,
    /// A part of the message.
    message: String,
    /// The reason that the JSON Schema accepts the plan, for a mistake that it cannot find.
    beyond_schema: Option<String>,
}

/// Words of Rust and serde, which no author should read.
const FOREIGN: [&str; 13] = [
    "u32",
    "u16",
    "u8",
    "u64",
    "i64",
    "struct",
    "enum",
    "variant",
    "invalid type",
    "missing field",
    "unknown field",
    "EOF",
    "expected value",
];

/// Returns the mistakes of all groups, each with the name of its group.
fn all() -> Vec<(String, Mistake)> {
    let groups: BTreeMap<String, Vec<Mistake>> = serde_json::from_str(MISTAKES).unwrap();
    let groups = groups.into_iter();
    groups
        .flat_map(|(group, mistakes)| mistakes.into_iter().map(move |mistake| (group.clone(), mistake)))
        .collect()
}

/// Returns the plan with a mistake, and the line and the column of the mark.
fn with_mistake(Mistake { part, replacement, .. }: &Mistake) -> (String, Option<(usize, usize)>) {
    assert!(PLAN.contains(part.as_str()), "the plan has no {part}");
    let marked = PLAN.replacen(part.as_str(), replacement, 1);
    let Some(start) = marked.find('«') else { return (marked, None) };
    let before = &marked[..start];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let line = before.matches('\n').count() + 1;
    (marked.replace('«', ""), Some((line, column)))
}

#[test]
fn the_plan_without_a_mistake_has_no_problems() {
    let (document, plan) = read(PLAN);
    assert_eq!(document.problems(), []);
    assert_eq!(plan.unwrap().rules.len(), 2);
}

#[test]
fn each_mistake_is_reported_once_at_its_place_in_words() {
    let mut failures = String::new();
    for (_, mistake) in all() {
        let (text, place) = with_mistake(&mistake);
        let (document, plan) = read(&text);
        let problems: Vec<_> = document
            .problems()
            .iter()
            .map(|problem| {
                let location = document.location(problem.span);
                (location.line, location.column, problem.message.as_str())
            })
            .collect();
        let is_found = match problems[..] {
            [(line, column, message)] => {
                place.is_none_or(|place| place == (line, column)) && message.contains(&mistake.message)
            }
            _ => false,
        };
        if !is_found || plan.is_some() {
            writeln!(
                failures,
                "{} -> {}\n  expected {place:?} {}\n  found {problems:?}",
                mistake.part, mistake.replacement, mistake.message
            )
            .unwrap();
        }
        for (_, _, message) in problems {
            assert_eq!(FOREIGN.iter().find(|word| message.contains(**word)), None, "{message}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_schema_for_editors_accepts_the_plan_and_rejects_the_mistakes() {
    let validator = jsonschema::options().should_validate_formats(true).build(&editor_schema()).unwrap();
    assert!(validator.is_valid(&serde_json::from_str(PLAN).unwrap()));
    for (_, mistake) in all().into_iter().filter(|(group, _)| group != "syntax") {
        let value: Value = serde_json::from_str(&with_mistake(&mistake).0).unwrap();
        assert_eq!(validator.is_valid(&value), mistake.beyond_schema.is_some(), "{}", mistake.replacement);
    }
}

#[test]
fn a_value_that_is_no_plan_is_reported() {
    for (text, expected) in [
        ("[]", "expected a plan: `{\"version\": 1, \"rules\": […]}`, found a list"),
        ("", "the file is empty; a plan begins with `{`"),
        ("{} {}", "there is text after the end of the plan; remove it, or check the brackets before it"),
        ("{\"version\": 1}", "the key `rules` is missing"),
        (
            "{\"version\": 1, \"rules\": []}",
            "the list is empty; write a rule: `{\"name\": …, \"form\": …, \"ask\": …}`",
        ),
    ] {
        let (document, plan) = read(text);
        let messages: Vec<&str> =
            document.problems().iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!((messages, plan.is_none()), (vec![expected], true), "{text}");
    }
}
