//! The hash and the fingerprint, with the values that the tests of the Action use.

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Hash {
    text: String,
    hash: String,
}

/// The defaults of the Action's cases.
#[derive(Deserialize)]
struct Base {
    settings: Map<String, Value>,
    tables: Tables,
}

#[derive(Deserialize)]
struct Tables {
    fingerprints: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    settings: Map<String, Value>,
    fingerprint: String,
}

#[test]
fn a_text_has_the_same_hash_as_in_the_action() {
    let hashes: Vec<Hash> =
        serde_json::from_str(include_str!("../../../../../tests/action/hashes.json")).unwrap();
    assert!(!hashes.is_empty());
    for Hash { text, hash } in hashes {
        assert_eq!(format!("{:08x}", fnv1a32(text.as_bytes())), hash, "{text}");
    }
}

#[test]
fn settings_have_the_same_fingerprint_as_in_the_action() {
    let base: Base = serde_json::from_str(include_str!("../../../../../tests/action/base.json")).unwrap();
    assert!(!base.tables.fingerprints.is_empty());
    for row in base.tables.fingerprints {
        let mut values = base.settings.clone();
        values.extend(row.settings);
        let variable = |name: &str| values.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let (settings, findings) = Settings::read(None, &variable).unwrap();
        assert!(findings.is_empty());
        assert_eq!(settings.fingerprint(), row.fingerprint, "{values:?}");
    }
}

#[test]
fn a_settings_file_has_the_fingerprint_of_the_texts_that_are_deployed() {
    let folder = tempfile::tempdir().unwrap();
    let fingerprint = |mappings: &Value| {
        let path = folder.path().join("test.json");
        std::fs::write(&path, serde_json::json!({ KEY: mappings }).to_string()).unwrap();
        let source = Source { label: "test.json".to_owned(), path };
        Settings::read(Some(&source), &|_| None).unwrap().0.fingerprint()
    };
    let texts = serde_json::json!({"LOGIN_COUNT": " 2 ", "REQUIRED": "true"});
    let values = serde_json::json!({"LOGIN_COUNT": 2, "REQUIRED": true, "SESSION_TOKEN_SECRET": "x"});
    assert_eq!(fingerprint(&texts), fingerprint(&values));
    assert_ne!(fingerprint(&texts), fingerprint(&serde_json::json!({"LOGIN_COUNT": 2})));
}

#[test]
fn with_a_plan_the_fingerprint_depends_on_the_url_and_the_plan_only() {
    let form = r#"{"version": 1, "title": "T", "fields": [{"type": "text", "name": "a", "label": "A"}]}"#;
    let (forms, _) = profiling_forms::Forms::parse_valid([("f.json".to_owned(), form.to_owned())].into());
    let compiled = |name: &str| {
        let text = format!(r#"{{"version": 1, "rules": [{{"name": "{name}", "form": "f", "ask": ["a"]}}]}}"#);
        CompiledPlan::new(&profiling_plan::read(&text).1.unwrap(), &forms).unwrap()
    };
    let fingerprint = |url: &str, count: &str, plan: &CompiledPlan| {
        let variable = |name: &str| match name {
            "FORM_URL" => Some(url.to_owned()),
            "LOGIN_COUNT" => Some(count.to_owned()),
            _ => None,
        };
        Settings::read(None, &variable).unwrap().0.fingerprint_with_plan(plan)
    };
    let (url, plan) = ("https://forms.example.com/forms/f", compiled("one"));
    let lines = format!("FORM_URL={url}\nPLAN={:08x}\n", fnv1a32(plan.json().as_bytes()));
    let expected = format!("{:08x}", fnv1a32(lines.as_bytes()));
    assert_eq!(fingerprint(url, "1", &plan), expected);
    assert_eq!(fingerprint(url, "2", &plan), expected);
    assert_ne!(fingerprint(url, "1", &compiled("two")), expected);
    assert_ne!(fingerprint("https://forms.example.com/forms/g", "1", &plan), expected);
}
