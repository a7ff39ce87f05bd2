//! Mistakes of authors: each is reported once, at its place and in words.
//!
//! A mistake in `mistakes.json` replaces a part of `form.json`. In the replacement, `«` is the place at which the problem
//! is reported.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use profiling_authoring::Document;
use serde::Deserialize;

const FORM: &str = include_str!("form.json");

/// The mistakes, by what they are in. The tests of the schema read them, too (`tests/schema`).
const MISTAKES: &str = include_str!("mistakes.json");

/// A mistake in the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistake {
    /// A part of the form.
    part: String,
    /// Its replacement.
    replacement: String,
    /// A part of the message.
    message: String,
    /// The reason that the JSON Schema accepts the form, for a mistake that it cannot find.
    #[serde(rename = "beyond_schema")]
    _beyond_schema: Option<String>,
}

/// Words of Rust and serde, which no author should read.
const FOREIGN: [&str; 12] = [
    "u32",
    "u16",
    "u8",
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

/// Returns all mistakes.
fn all() -> Vec<Mistake> {
    let groups: BTreeMap<String, Vec<Mistake>> = serde_json::from_str(MISTAKES).unwrap();
    groups.into_values().flatten().collect()
}

/// Returns the form with a mistake, and the line and the column of the mark.
fn with_mistake(Mistake { part, replacement, .. }: &Mistake) -> (String, Option<(usize, usize)>) {
    assert!(FORM.matches(part.as_str()).count() >= 1, "the form has no {part}");
    let marked = FORM.replacen(part.as_str(), replacement, 1);
    let Some(start) = marked.find('«') else { return (marked, None) };
    let before = &marked[..start];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let line = before.matches('\n').count() + 1;
    (marked.replace('«', ""), Some((line, column)))
}

#[test]
fn the_form_without_a_mistake_has_no_problems() {
    let document = Document::read(FORM);
    assert_eq!(document.problems(), []);
    assert!(document.form().is_some());
}

#[test]
fn each_mistake_is_reported_at_its_place_in_words() {
    let mut failures = String::new();
    for mistake in all() {
        let (text, place) = with_mistake(&mistake);
        let document = Document::read(&text);
        let problems: Vec<_> = document
            .problems()
            .iter()
            .map(|problem| {
                let location = document.location(problem.span);
                (location.line, location.column, problem.message.as_str())
            })
            .collect();
        let is_found = |&(line, column, message): &(usize, usize, &str)| {
            place.is_none_or(|place| place == (line, column)) && message.contains(&mistake.message)
        };
        // A key with another name is also missing.
        let is_missing_key = |problem: &&(usize, usize, &str)| {
            problem.2.starts_with("the key `") && problem.2.contains("` is missing")
        };
        let others = problems.iter().filter(|problem| !is_found(problem) && !is_missing_key(problem)).count();
        if problems.iter().filter(|problem| is_found(problem)).count() != 1 || others > 0 {
            writeln!(
                failures,
                "{} -> {}\n  expected {place:?} {}\n  found {problems:?}",
                mistake.part, mistake.replacement, mistake.message
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_messages_have_no_words_of_the_programming_language() {
    for mistake in all() {
        let (text, _) = with_mistake(&mistake);
        for problem in Document::read(&text).problems() {
            let foreign = FOREIGN.iter().find(|word| problem.message.contains(**word));
            assert_eq!(foreign, None, "{}: {}", mistake.replacement, problem.message);
        }
    }
}

#[test]
fn a_problem_of_a_value_is_at_the_value_even_if_its_key_is_unknown() {
    let text = r#"{"version": 1, "fields": [{"type": "text", "name": "a", "label": "A"}],
        "theme": {"logo": {"url": "https://a.example/a.png", "dark": "https://b.example/b.png", "alt": "A", "width": 9, "height": 9}},
        "image_origins": ["https://a.example"], "titel": {"en": "A", "de": "A"}}"#;
    let document = Document::read(text);
    let problems: Vec<(&str, &str)> = document
        .problems()
        .iter()
        .map(|problem| (problem.path.as_str(), &text[problem.span.start..problem.span.end]))
        .collect();
    let expected = [
        ("theme.logo.dark", "\"dark\""),
        ("theme.logo.dark", "\"https://b.example/b.png\""),
        ("titel", "\"titel\""),
        ("titel.de", "\"A\""),
    ];
    assert_eq!(problems, expected);
}

#[test]
fn only_a_key_that_is_optional_can_be_removed() {
    let field = |keys: &str| {
        format!(r#"{{"version": 1, "title": "T", "fields": [{{"name": "a", "label": "A", {keys}}}]}}"#)
    };
    let condition = |keys: &str| field(&format!(r#""type": "text", "when": {{{keys}}}"#));
    for (text, expected) in [
        (field(r#""type": "select", "options": []"#), r#"an option: `{"value": …, "label": …}`"#),
        (
            field(r#""type": "telephone", "countries": []"#),
            r#"the code of a country, such as `"DE"`, or remove the key"#,
        ),
        (condition(r#""field": "b", "in": []"#), "at least one answer to `b`"),
        (condition(r#""any": []"#), r#"a condition: `{"field": …, "equals": …}`"#),
        (r#"{"version": 1, "title": "T", "steps": []}"#.to_owned(), r#"a step: `{"fields": …}`"#),
    ] {
        let document = Document::read(&text);
        let messages: Vec<&str> =
            document.problems().iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, [format!("the list is empty; write {expected}")], "{text}");
    }
}

#[test]
fn there_are_at_least_150_mistakes() {
    assert!(all().len() >= 150, "{}", all().len());
}

#[test]
fn a_file_that_is_empty_or_does_not_end_is_named() {
    for (text, expected) in [
        ("", "the file is empty; a {} begins with `{`"),
        (" \n", "the file is empty; a {} begins with `{`"),
        ("{} {}", "there is text after the end of the {}; remove it, or check the brackets before it"),
    ] {
        for (document, noun) in [(Document::read(text), "form"), (Document::json(text), "JSON object")] {
            let messages: Vec<&str> =
                document.problems().iter().map(|problem| problem.message.as_str()).collect();
            assert_eq!(messages, [expected.replace("{}", noun)], "{text}");
        }
    }
}
