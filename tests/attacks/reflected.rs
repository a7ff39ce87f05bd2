//! Input that is reflected on a page is text: no element, no attribute, no template expression.

use std::collections::BTreeMap;

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::reaction::{Reaction, STATE};
use crate::target::{Target, encoded};

/// Markup and template text.
const TEXTS: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "' style='x:y",
    "</textarea><script>alert(1)</script>",
    "</title></style></option></select><svg onload=alert(1)>",
    "<!--<script>",
    "]]><![CDATA[<b>",
    "&lt;script&gt;&amp;#60;b&#62;",
    "javascript:alert(1)",
    "{{7*7}}",
    "${7*7}#{7*7}",
    "<%= 7*7 %>{% 7*7 %}",
    "<meta http-equiv=refresh content=0;url=//evil.example.com>",
    "\u{ff1c}script\u{ff1e}`",
];

/// The structure of a page: the number of each element and each attribute.
fn structure(body: &str) -> BTreeMap<String, usize> {
    let page = Html::parse_document(body);
    let mut counts = BTreeMap::new();
    for element in page.select(&Selector::parse("*").unwrap()) {
        *counts.entry(element.value().name().to_owned()).or_default() += 1;
        for (name, _) in element.value().attrs() {
            *counts.entry(format!("{} {name}", element.value().name())).or_default() += 1;
        }
    }
    counts
}

/// Asserts that a page has the same structure as with a harmless text, and that no template was evaluated.
fn assert_text(case: &str, page: &Reaction, harmless: &Reaction, text: &str) {
    assert_eq!(structure(&page.answer.body), structure(&harmless.answer.body), "{case}");
    // Attributes are in quotation marks, so an apostrophe does not end them.
    let is_markup = text.contains(['<', '"']);
    assert!(!is_markup || !page.answer.body.contains(text), "{case}: {}", page.answer.body);
    let products = |page: &Reaction| page.answer.body.matches("49").count();
    assert!(!text.contains("7*7") || products(page) == products(harmless), "{case}: {}", page.answer.body);
    assert!(!page.lines[0].contains(text), "{case}: {}", page.lines[0]);
}

/// A form with these fields. It is always returned with an error.
fn form(mut fields: Value) -> Value {
    let must = json!({"name": "must", "type": "text", "label": "Must", "required": true});
    fields.as_array_mut().unwrap().push(must);
    json!({"version": 1, "title": "Everything", "fields": fields})
}

#[tokio::test]
async fn a_repeated_answer_is_text() {
    let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]);
    let fields = json!([
        {"name": "line", "type": "text", "label": "Line"},
        {"name": "lines", "type": "multiline", "label": "Lines"},
        {"name": "mail", "type": "email", "label": "Mail"},
        {"name": "site", "type": "url", "label": "Site"},
        {"name": "size", "type": "select", "label": "Size", "options": options, "other": true},
        {"name": "role", "type": "radio", "label": "Role", "options": options, "other": true},
        {"name": "topics", "type": "checkboxes", "label": "Topics", "options": options},
        {"name": "code", "type": "text", "label": "Code", "pattern": "[A-Z]{2}"},
        {"name": "staff", "type": "number", "label": "Staff"},
        {"name": "born", "type": "date", "label": "Born"},
    ]);
    let inputs = [
        "line",
        "lines",
        "mail",
        "site",
        "size",
        "size.other",
        "role",
        "role.other",
        "topics",
        "code",
        "staff",
        "born.day",
        "born.month",
        "born.year",
        "born",
        "unknown",
        ".step",
        ".shown",
    ];
    assert_repeated_as_text(&form(fields), &inputs).await;
}

/// In a form of their own, because a list of all countries makes a page four times as long.
#[tokio::test]
async fn a_repeated_answer_beside_a_list_of_countries_is_text() {
    let fields = json!([
        {"name": "land", "type": "country", "label": "Country"},
        {"name": "phone", "type": "telephone", "label": "Phone", "country": "ES"},
    ]);
    assert_repeated_as_text(&form(fields), &["land", "phone", "phone.country"]).await;
}

/// Asserts that each input is returned as text.
async fn assert_repeated_as_text(form: &Value, inputs: &[&str]) {
    let target = Target::with_form(form).await;
    let token = target.token(&json!({}));
    let parameters = [("state", STATE), ("session_token", &*token)];
    let send = async |input: &str, text: &str| {
        // An answer of one's own is shown where it is chosen.
        let chosen = input.strip_suffix(".other").map(|field| (field, ".other"));
        let values: Vec<_> = parameters.into_iter().chain(chosen).chain([(input, text)]).collect();
        target.post(encoded(&values)).await
    };
    for &input in inputs {
        let harmless = send(input, "a harmless text").await;
        harmless.shows_form(input, (422, "answers_invalid"), &token);
        for text in TEXTS {
            let case = format!("{input}={text}");
            let page = send(input, text).await;
            page.shows_form(&case, (422, "answers_invalid"), &token);
            assert_text(&case, &page, &harmless, text);
            if matches!(input, "line" | "mail" | "site" | "code" | "phone" | "staff" | "born.day") {
                assert_eq!(
                    page.answer.attribute(&format!("[name='{input}']"), "value").as_deref(),
                    Some(text),
                    "{case}"
                );
            }
            if input == "lines" {
                assert_eq!(page.answer.texts("textarea"), [text], "{case}");
            }
        }
    }
}

#[tokio::test]
async fn a_displayed_claim_is_text() {
    let target = Target::start().await;
    for claim in ["client", "client_id", "locales", "locale", "country", "sub", "txn", "ip", "unknown"] {
        let harmless = target.open(&target.token(&json!({claim: "harmless"}))).await;
        for text in TEXTS {
            let case = format!("{claim}: {text}");
            let token = target.token(&json!({claim: text}));
            let page = target.open(&token).await;
            page.shows_form(&case, (200, "rendered"), &token);
            assert_eq!(structure(&page.answer.body), structure(&harmless.answer.body), "{case}");
            assert!(!text.contains('<') || !page.answer.body.contains(text), "{case}: {}", page.answer.body);
            if claim == "client" {
                assert!(page.answer.texts("main").join("").contains(text), "{case}: {}", page.answer.body);
            }
        }
    }
    for text in TEXTS {
        let token = target.token(&json!({"fields": ["company_name", text]}));
        let page = target.open(&token).await;
        let line = page.shows_form(text, (200, "rendered"), &token);
        assert_eq!(line.get("unknown_fields"), None, "{text} is no field's name");
        assert!(!text.contains('<') || !page.answer.body.contains(text), "{text}: {}", page.answer.body);
    }
}

#[tokio::test]
async fn a_state_in_a_hidden_input_is_text() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let open = async |state: &str| target.get(&encoded(&[("state", state), ("session_token", &token)])).await;
    let harmless = open("harmless").await;
    for text in TEXTS {
        let page = open(text).await;
        page.shows_form(text, (200, "rendered"), &token);
        assert_text(text, &page, &harmless, text);
        assert_eq!(page.hidden("state").as_deref(), Some(text));
    }
}

#[tokio::test]
async fn an_answer_of_an_earlier_step_is_text() {
    let steps = json!([
        {"title": "One", "fields": [{"name": "one", "type": "text", "label": "One"}]},
        {"title": "Two", "fields": [{"name": "two", "type": "text", "label": "Two", "required": true}]},
    ]);
    let target = Target::with_form(&json!({"version": 1, "title": "T", "steps": steps})).await;
    let token = target.token(&json!({}));
    let send = async |text: &str| {
        target.post(encoded(&[("state", STATE), ("session_token", &token), ("one", text)])).await
    };
    let harmless = send("harmless").await;
    for text in TEXTS {
        let page = send(text).await;
        page.shows_form(text, (200, "step_shown"), &token);
        assert_text(text, &page, &harmless, text);
        assert_eq!(page.hidden("one").as_deref(), Some(text));
    }
}

#[tokio::test]
async fn the_page_of_a_rejected_request_has_only_its_state() {
    let target = Target::start().await;
    for text in TEXTS {
        let encoded_text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let values = encoded(&[("state", text), ("session_token", text), (&text.replace('[', "("), text)]);
        target.get(&values).await.refused(text, (400, "token_malformed"), &[text]);
        target.post(&*values).await.refused(text, (400, "token_malformed"), &[text]);
        let path = format!("/forms/{}", encoded_text.replace('+', "%20"));
        let headers =
            [("accept-language", "<b>,en;q=<i>"), ("user-agent", "<script>"), ("referer", "https://<b>/")];
        target.send(Method::GET, &path, &headers, "").await.refused(
            text,
            (404, "form_unknown"),
            &[text, "<b>"],
        );
        let path = format!("/{}", encoded_text.replace('+', "%20"));
        target.send(Method::GET, &path, &headers, "").await.refused(text, (404, "not_found"), &[text, "<b>"]);
    }
}
