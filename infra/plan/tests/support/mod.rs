//! The forms of the tests, and the problems of a plan as lines.

use std::sync::LazyLock;

use profiling_forms::Forms;
use profiling_forms::value::date::Date;
use profiling_plan::{check, read};

/// A form whose fields are optional, except for `first_name` and `company_name`. The condition of a field depends on the
/// fields before it.
const PROFILE: &str = r#"{"version": 1, "title": "T", "not_now": true, "fields": [
    {"type": "text", "name": "first_name", "label": "L", "required": true},
    {"type": "text", "name": "company_name", "label": "L"},
    {"type": "text", "name": "job_title", "label": "L"},
    {"type": "text", "name": "phone", "label": "L"},
    {"type": "text", "name": "vat_id", "label": "L", "when": {"field": "company_name", "empty": false}},
    {"type": "text", "name": "vat_country", "label": "L", "when": {"field": "vat_id", "empty": false}},
    {"type": "consent", "name": "terms", "label": "L",
        "document": {"label": "T", "url": "https://example.com/terms", "version": "1"}}
]}"#;

const SURVEY: &str = r#"{"version": 1, "title": "T", "not_now": true, "fields": [
    {"type": "number", "name": "score", "label": "L"},
    {"type": "consent", "name": "terms", "label": "L",
        "document": {"label": "T", "url": "https://example.com/terms", "version": "2"}}
]}"#;

/// A form without "Not now".
const PLAIN: &str =
    r#"{"version": 1, "title": "T", "fields": [{"type": "text", "name": "phone", "label": "L"}]}"#;

/// A form that asks for a field without a condition.
const VAT: &str =
    r#"{"version": 1, "title": "T", "fields": [{"type": "text", "name": "vat_id", "label": "L"}]}"#;

/// A form whose fields need an answer. The condition of a field depends on the fields before it.
const COMPANY: &str = r#"{"version": 1, "title": "T", "fields": [
    {"type": "text", "name": "needed_company", "label": "L", "required": true},
    {"type": "text", "name": "needed_vat", "label": "L", "required": true,
        "when": {"field": "needed_company", "not": "none"}},
    {"type": "text", "name": "needed_country", "label": "L", "required": true,
        "when": {"field": "needed_vat", "not": "none"}}
]}"#;

pub(crate) static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let texts = [
        ("profile", PROFILE),
        ("survey", SURVEY),
        ("plain", PLAIN),
        ("vat", VAT),
        ("company", COMPANY),
        ("invalid", "{}"),
    ];
    let texts = texts.map(|(name, text)| (format!("{name}.json"), text.to_owned()));
    Forms::parse_valid(texts.into()).0
});

pub(crate) fn today() -> Date {
    Date::parse("2026-06-15").unwrap()
}

/// Returns the problems of a plan: the line, the severity and the code, the place with the names of rules, and the message
/// of each.
pub(crate) fn problems(text: &str) -> Vec<String> {
    let (document, plan) = read(text);
    assert_eq!(document.problems(), [], "{text}");
    let problems = check(&plan.unwrap(), &FORMS, today());
    let lines = problems.iter().map(|problem| {
        let severity = if problem.code.is_error() { "error" } else { "warning" };
        let code = serde_json::to_value(problem.code).unwrap();
        format!(
            "{}: {severity} {} {}: {}",
            document.location(document.span(&problem.path)).line,
            code.as_str().unwrap(),
            document.describe(&problem.path),
            problem.message
        )
    });
    lines.collect()
}
