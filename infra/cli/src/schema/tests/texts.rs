use std::path::Path;

use jsonschema::Validator;
use profiling_forms::locale::{CustomMessages, custom_messages_schema};
use serde_json::{Value, json};

use super::FORMS;

fn validator() -> Validator {
    jsonschema::validator_for(&custom_messages_schema()).unwrap()
}

/// Returns the errors of the parser for this file.
fn parse_errors(file: &Value) -> String {
    CustomMessages::parse(&file.to_string()).1.to_string()
}

#[test]
fn the_committed_schema_of_texts_is_up_to_date() {
    let committed = std::fs::read_to_string(Path::new(FORMS).join("texts.schema.json")).unwrap_or_default();
    assert!(
        committed == crate::schema::texts(),
        "infra/forms/texts.schema.json is out of date; \
         update it with: cargo run -- schema --texts > infra/forms/texts.schema.json"
    );
}

#[test]
fn each_key_has_a_description_with_the_english_text() {
    let schema = custom_messages_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let keys = schema["$defs"]["Messages"]["properties"].as_object().unwrap();
    for (key, description) in [
        ("continue", "The button that submits the last page of a form. In English: \"Continue\""),
        (
            "too_small",
            "A number below the minimum; `least` is a formatted number. Placeholders: `{label}`, `{least}`. \
             In English: \"{label}: enter a number that is {least} or more.\"",
        ),
        (
            "length_limit",
            "The maximum length of a text, below its input. Placeholders: `{most}`. One text, or an object with the \
             plural forms of the language. In English: \"At most {most} character\", \"At most {most} characters\"",
        ),
    ] {
        assert_eq!(keys[key]["description"], description);
    }
    for (key, schema) in keys {
        assert!(schema["description"].as_str().unwrap().contains("In English: \""), "{key}");
    }
}

#[test]
fn the_schema_of_texts_accepts_what_the_parser_accepts() {
    let validator = validator();
    for valid in [
        json!({}),
        json!({"$schema": "./texts.schema.json", "en": {"continue": "Go on"}}),
        json!({"en-GB": {"continue": "Go on"}, "es-419": {"back": "Antes"}, "zh-Hans": {}}),
        json!({"en": {"required": "We need {label}.", "too_many": "Not more than {most} of {label}"}}),
        json!({"en": {"too_few": {"one": "{label}: one", "other": "{label}: {least} of them"}}}),
        json!({"en": {"expired_title": "Too late", "expired_happened": "Time is up.", "expired_next": "Sign in."}}),
    ] {
        let errors: Vec<String> = validator.iter_errors(&valid).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "the schema rejects {valid}: {errors:?}");
        assert_eq!(parse_errors(&valid), "", "the parser rejects {valid}");
    }
}

#[test]
fn the_schema_of_texts_rejects_invalid_files_like_the_parser() {
    let validator = validator();
    for invalid in [
        json!([]),
        json!({"$schema": 1}),
        json!({"sv": {}}),
        json!({"en_GB": {}}),
        json!({"en": "Next"}),
        json!({"en": {"bakc": "x"}}),
        json!({"en": {"back": " "}}),
        json!({"en": {"back": 1}}),
        json!({"en": {"back": {"other": "x"}}}),
        json!({"en": {"back": "x".repeat(401)}}),
        json!({"en": {"required": "Fill this in"}}),
        json!({"en": {"too_many": "Not more of {label}"}}),
        json!({"en": {"too_many": {"one": "one", "other": "{most}"}}}),
        json!({"en": {"too_many": {}}}),
        json!({"en": {"too_many": {"several": "{label}: {most}"}}}),
    ] {
        assert!(!validator.is_valid(&invalid), "the schema accepts {invalid}");
        assert_ne!(parse_errors(&invalid), "", "the parser accepts {invalid}");
    }
}
