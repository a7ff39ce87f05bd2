use serde_json::{Value, json};

use crate::Form;

/// The problems of a form: the place and the reason of each.
fn problems(form: Value) -> Vec<String> {
    let form: Form = serde_json::from_value(form).unwrap();
    form.problems().into_iter().map(|problem| format!("{}: {}", problem.place, problem.reason)).collect()
}

#[test]
fn a_text_in_an_undeclared_language_is_reported_with_the_languages_to_write() {
    let form = |languages: Value, title: Value, label: Value| {
        let mut form =
            json!({"version": 1, "title": title, "fields": [{"type": "text", "name": "a", "label": label}]});
        if !languages.is_null() {
            form["languages"] = languages;
        }
        form
    };
    let undeclared = |place: &str, language: &str, languages: &str| {
        format!(
            "{place}: `{language}` is not one of the form's `languages`; write `\"languages\": [{languages}]` in the form"
        )
    };
    let both = json!({"en": "A", "de": "A"});
    for (languages, title, label, expected) in [
        (
            Value::Null,
            both.clone(),
            both.clone(),
            vec![
                undeclared("title.de", "de", r#""en", "de""#),
                undeclared("fields[0].label.de", "de", r#""en", "de""#),
            ],
        ),
        (
            json!(["fr", "en"]),
            json!({"fr": "A", "en": "A"}),
            json!({"fr": "A", "de": "A"}),
            vec![undeclared("fields[0].label.de", "de", r#""fr", "en", "de""#)],
        ),
        // The first text names the language of the second, too.
        (
            Value::Null,
            both.clone(),
            json!({"en": "A", "fr": "A"}),
            vec![
                undeclared("title.de", "de", r#""en", "de", "fr""#),
                undeclared("fields[0].label.fr", "fr", r#""en", "de", "fr""#),
            ],
        ),
        // No text is in English, the language of a form without the key.
        (Value::Null, json!({"de": "A"}), json!("A"), vec![undeclared("title.de", "de", r#""de""#)]),
        (json!(["en", "de"]), both.clone(), json!("A"), vec![]),
        (json!(["en", "de", "fr"]), both, json!({"en": "A"}), vec![]),
    ] {
        assert_eq!(
            problems(form(languages.clone(), title.clone(), label.clone())),
            expected,
            "{languages} {title} {label}"
        );
    }
}

#[test]
fn an_image_of_another_origin_is_reported_with_the_origins_to_write() {
    let form = |origins: Value| {
        let mut form = json!({
            "version": 1, "title": "T",
            "theme": {"logo": {"url": "https://a.example/a.png", "alt": "A", "width": 9, "height": 9}},
            "fields": [
                {"type": "image", "url": "https://b.example:8443/b.png", "width": 9, "height": 9},
                {"type": "image", "url": "https://a.example/c.png", "width": 9, "height": 9},
                {"type": "text", "name": "a", "label": "A"},
            ],
        });
        if !origins.is_null() {
            form["image_origins"] = origins;
        }
        form
    };
    let reason = "its origin is not in the form's `image_origins`";
    let key = r#"`"image_origins": ["https://a.example", "https://b.example:8443"]`"#;
    let places = ["theme.logo.url", "fields[0].url", "fields[1].url"];
    let all = places.map(|place| format!("{place}: {reason}; add {key} to the form"));
    assert_eq!(problems(form(Value::Null)), all);
    assert_eq!(problems(form(json!([]))), all);
    let add = |place: &str, origin: &str, others: &str| {
        format!("{place}: {reason}; add `\"{origin}\"` to `image_origins`, or use a URL of {others}")
    };
    for (origins, expected) in [
        (
            json!(["https://a.example"]),
            vec![add("fields[0].url", "https://b.example:8443", "https://a.example")],
        ),
        (
            json!(["https://b.example:8443", "https://c.example"]),
            ["theme.logo.url", "fields[1].url"]
                .map(|place| add(place, "https://a.example", "https://b.example:8443 or https://c.example"))
                .to_vec(),
        ),
        (json!(["https://a.example", "https://b.example:8443"]), vec![]),
    ] {
        assert_eq!(problems(form(origins.clone())), expected, "{origins}");
    }
}

#[test]
fn the_languages_of_every_text_are_checked() {
    let text = json!({"en": "A", "de": "A"});
    let form = json!({
        "version": 1, "title": text, "intro": text, "submit": text, "image_origins": ["https://a.example"],
        "theme": {"logo": {"url": "https://a.example/a.png", "alt": text, "width": 9, "height": 9}},
        "steps": [{"title": text, "intro": text, "fields": [
            {"type": "heading", "text": text},
            {"type": "paragraph", "text": text},
            {"type": "image", "url": "https://a.example/a.png", "alt": text, "width": 9, "height": 9},
            {
                "type": "radio", "name": "a", "label": text, "hint": text,
                "errors": {"required": text, "pattern": text, "invalid": text},
                "options": [{"value": "a", "label": text, "description": text}],
            },
            {
                "type": "consent", "name": "b", "label": text,
                "document": {"label": text, "url": "https://a.example", "version": "1"},
            },
        ]}],
    });
    let texts = form.to_string().matches(r#""de":"#).count();
    assert_eq!(problems(form).len(), texts);
}
