use serde_json::json;

use super::{findings, form};

/// Returns the findings in a repository with a valid form and this file of texts.
fn findings_in_texts(name: &str, texts: &str) -> Vec<String> {
    let form = form(&json!({})).to_string();
    findings(&[("infra/forms/f.json", &form), (&format!("infra/forms/{name}"), texts)])
}

#[test]
fn valid_messages_have_no_findings() {
    let texts = r#"{"$schema": "./texts.schema.json", "en": {"continue": "Go on"}, "pt-PT": {}}"#;
    assert_eq!(findings_in_texts("page.texts.json", texts), [""; 0]);
}

#[test]
fn every_problem_of_the_messages_is_reported_with_its_key() {
    let texts = json!({
        "en": {
            "bakc": "Before",
            "next": 1,
            "not_now": "",
            "required": "Fill this in",
            "step": "{step} of {count}",
            "too_few": {"one": "{label}: one", "few": "{label}: {least}", "other": "{label}: {least} of them"},
            "yes": "<b>Yes</b>",
        },
        "sv": {},
    });
    let error = |rest: &str| format!("error texts_invalid infra/forms/page.texts.json: {rest}");
    assert_eq!(
        findings_in_texts("page.texts.json", &texts.to_string()),
        [
            "en.bakc: unknown key `bakc`; did you mean `back`?",
            "en.next: expected a text",
            "en.not_now: the text is empty; write a text or remove the key",
            "en.required: the placeholder `{label}` is missing; the placeholders of this text are `{label}`",
            "en.step: unknown placeholder `{count}`; the placeholders of this text are `{step}`, `{steps}`",
            "en.too_few.few: `few` is not a plural form of `en`; the forms are `one`, `other`",
            "en.yes: HTML is not allowed, because it would be shown as text",
            "sv: there are no built-in messages for `sv`; the languages are en, es, de, fr, pt, it, nl, pl, ja, zh-Hans, \
             ar, he, also with a region, such as `en-GB`",
        ]
        .map(error)
    );
    assert_eq!(findings_in_texts("page.texts.json", "{"), [error("this `{` has no closing `}`")]);
}

#[test]
fn a_file_of_texts_with_another_name_is_not_read() {
    for name in
        ["pages.texts.json", "page.texts.JSON", "page.TEXTS.json", "page.text.json", "page.texts.json.txt"]
    {
        let expected = format!(
            "error texts_invalid infra/forms/{name}: this file is not read; move its messages to page.texts.json"
        );
        assert_eq!(findings_in_texts(name, "{}"), [expected]);
    }
}

#[test]
fn the_size_of_a_page_is_that_with_the_replaced_messages() {
    let field = json!({"type": "text", "name": "a", "label": "A".repeat(13_000)});
    let form = form(&json!({"fields": [field], "not_now": true})).to_string();
    let of = |texts: &str| findings(&[("infra/forms/f.json", &form), ("infra/forms/page.texts.json", texts)]);
    let (short, long) = ("x".repeat(3), "x".repeat(400));
    let bytes = |text: &str| {
        let findings = of(&json!({"en": {"not_now": text, "not_you": text}}).to_string());
        let line = findings.iter().find(|line| line.contains("page_too_large")).unwrap();
        let (_, rest) = line.split_once("the empty page has ").unwrap();
        rest.split_once(' ').unwrap().0.parse::<usize>().unwrap()
    };
    assert_eq!(bytes(&long) - bytes(&short), 2 * 397);
}
