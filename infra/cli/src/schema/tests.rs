mod plan;
mod texts;

use std::path::Path;

use jsonschema::Validator;
use profiling_forms::theme::Theme;
use profiling_forms::{Forms, Kind, Text, editor_schema, is_form_file, schema};
use serde_json::{Value, json};

const FORMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../forms");

fn validator() -> Validator {
    jsonschema::options().should_validate_formats(false).build(&editor_schema()).unwrap()
}

#[test]
fn the_committed_schema_is_up_to_date() {
    let committed = std::fs::read_to_string(Path::new(FORMS).join("form.schema.json")).unwrap_or_default();
    assert!(
        committed == super::forms(),
        "infra/forms/form.schema.json is out of date; \
         update it with: cargo run -- schema > infra/forms/form.schema.json"
    );
}

#[test]
fn theme_defaults_match_the_schema() {
    let definitions = &schema()["$defs"];
    let defaults = |name: &str| {
        let keys = definitions[name]["properties"].as_object().unwrap();
        let defaults =
            keys.iter().filter_map(|(key, schema)| Some((key.clone(), schema.get("default")?.clone())));
        Value::from(defaults.collect::<serde_json::Map<_, _>>())
    };
    let mut theme = defaults("Theme");
    theme["colors"] = defaults("Colors");
    assert_eq!(theme.as_object().unwrap().len(), 4, "{theme}");
    let css = |theme: Value| serde_json::from_value::<Theme<Text>>(theme).unwrap().css();
    assert_eq!(css(theme), css(json!({})));
}

#[test]
fn the_default_answer_of_each_field_kind_has_a_type() {
    let schema = schema();
    let entries = schema["$defs"]["Item"]["oneOf"].as_array().unwrap();
    for kind in Kind::NAMES {
        let entry = entries.iter().find(|entry| entry["properties"]["type"]["const"] == *kind).unwrap();
        let has_no_default = ["date", "telephone", "consent"].contains(kind);
        assert_eq!(entry["properties"]["default"]["type"] == "null", has_no_default, "{kind}");
    }
}

#[test]
fn every_form_in_the_repository_refers_to_the_schema_and_matches_it() {
    let validator = validator();
    let mut forms = 0;
    for entry in std::fs::read_dir(FORMS).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !is_form_file(name) {
            continue;
        }
        let form: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&form).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert_eq!(form["$schema"], "./form.schema.json", "{name}");
        forms += 1;
    }
    assert!(forms > 0);
}

/// Returns the errors of the parser for this form, or `None` if the form is valid.
fn parse_errors(form: &Value) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f.json"), form.to_string()).unwrap();
    Forms::load(folder.path()).err().map(|errors| errors.to_string())
}

/// A form with one text field, changed by these keys.
fn field(changes: &Value) -> Value {
    let mut field = json!({"type": "text", "name": "a", "label": "A"});
    for (key, value) in changes.as_object().unwrap() {
        field[key] = value.clone();
    }
    json!({"version": 1, "title": "T", "fields": [field]})
}

/// A form with a field, followed by this entry.
fn entry(entry: &Value) -> Value {
    let mut form = field(&json!({}));
    form["image_origins"] = json!(["https://cdn.example.com"]);
    form["fields"].as_array_mut().unwrap().push(entry.clone());
    form
}

/// A form with a field, changed by these keys.
fn form(changes: &Value) -> Value {
    let mut form = field(&json!({}));
    for (key, value) in changes.as_object().unwrap() {
        form[key] = value.clone();
    }
    form
}

/// A form with a field of each type that conditions distinguish, and a divider with this condition.
fn when(when: &Value) -> Value {
    json!({"version": 1, "title": "T", "fields": [
        {"type": "text", "name": "t", "label": "T"},
        {"type": "number", "name": "n", "label": "N"},
        {"type": "date", "name": "d", "label": "D"},
        {"type": "yes_no", "name": "y", "label": "Y"},
        {"type": "divider", "when": when},
    ]})
}

fn option() -> Value {
    json!({"value": "a", "label": "A", "description": {"en": "First"}})
}

fn steps() -> Value {
    json!([{"title": "One", "fields": [{"type": "text", "name": "a", "label": "A"}]}])
}

#[test]
fn the_schema_accepts_what_the_parser_accepts() {
    let option = option();
    let document = json!({"label": "Terms", "url": "https://example.com/terms", "version": "2026-01"});
    let image = json!({"type": "image", "url": "https://cdn.example.com/a.png", "width": 1, "height": 1000});
    let validator = validator();
    for valid in [
        field(&json!({})),
        field(&json!({"hint": null, "required": true, "autocomplete": "work email", "default": "x"})),
        field(&json!({"errors": {"required": "R", "pattern": "P", "invalid": {"en": "I"}}})),
        field(&json!({"min_length": 1, "max_length": 1000, "pattern": "[A-Z]{2}"})),
        field(&json!({"type": "multiline", "rows": 30, "max_length": 1})),
        field(&json!({"type": "email"})),
        field(&json!({"type": "telephone", "countries": ["DE", "CH"], "country": "CH"})),
        field(&json!({"type": "url"})),
        field(&json!({"type": "number", "min": -1.5, "max": 2, "step": 0.5, "decimals": 1, "default": 1.5})),
        field(&json!({"type": "date", "min": "1900-01-01", "max": "18 years ago"})),
        field(&json!({"type": "date", "min": "today", "max": "in 1 month"})),
        field(&json!({"type": "country", "default": "DE"})),
        field(&json!({"type": "select", "options": [option], "other": true})),
        field(&json!({"type": "radio", "options": [option]})),
        field(&json!({"type": "cards", "options": [option], "default": "a"})),
        field(&json!({"type": "checkboxes", "options": [option], "min_count": 1, "max_count": 1})),
        field(&json!({"type": "yes_no", "default": false})),
        field(&json!({"type": "consent", "document": document})),
        entry(&json!({"type": "heading", "text": "H"})),
        entry(&json!({"type": "paragraph", "text": {"en": "**P**"}})),
        entry(&image),
        entry(&json!({"type": "divider", "when": {"field": "a", "empty": false}})),
        form(&json!({"$schema": "./form.schema.json", "intro": "I", "submit": "S", "not_now": true})),
        form(
            &json!({"sign_out": false, "privacy": "https://example.com/privacy", "languages": ["en", "pt-BR"], "title": {"en": "T", "pt-br": "T"}}),
        ),
        form(&json!({"theme": {}})),
        form(&json!({"theme": {"radius": "pill", "font": ["Inter", "serif"], "color_scheme": "dark"}})),
        form(&json!({"theme": {"radius": 24, "font": "mono", "colors": {"light": {"text": "#000"}}}})),
        form(&json!({"fields": null, "steps": steps()})),
        form(&json!({"steps": null})),
        when(&json!({"field": "t", "equals": "x"})),
        when(&json!({"field": "y", "not": true})),
        when(&json!({"field": "n", "in": [1, 2.5]})),
        when(&json!({"field": "n", "more_than": 1})),
        when(&json!({"field": "d", "at_most": "18 years ago"})),
        when(&json!({"all": [{"field": "t", "empty": true}, {"any": [{"field": "y", "equals": false}]}]})),
    ] {
        let errors: Vec<String> = validator.iter_errors(&valid).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "the schema rejects {valid}: {errors:?}");
        assert_eq!(parse_errors(&valid), None, "the parser rejects {valid}");
    }
}

/// Asserts that both the schema and the parser reject these forms.
fn assert_invalid(forms: &[Value]) {
    let validator = validator();
    for invalid in forms {
        assert!(!validator.is_valid(invalid), "the schema accepts {invalid}");
        assert!(parse_errors(invalid).is_some(), "the parser accepts {invalid}");
    }
}

#[test]
fn the_schema_rejects_invalid_forms_like_the_parser() {
    assert_invalid(&[
        json!([]),
        json!({}),
        form(&json!({"titel": "T"})),
        form(&json!({"version": 0})),
        form(&json!({"version": "1"})),
        form(&json!({"version": null})),
        form(&json!({"title": " "})),
        form(&json!({"title": {}})),
        form(&json!({"title": {"english": "T"}})),
        form(&json!({"title": {"en": ""}})),
        form(&json!({"title": ["T"]})),
        form(&json!({"languages": []})),
        form(&json!({"languages": ["English"]})),
        form(&json!({"not_now": "yes"})),
        form(&json!({"image_origins": ["https://cdn.example.com/logos"]})),
        form(&json!({"image_origins": ["http://cdn.example.com"]})),
        form(&json!({"theme": {"color": {}}})),
        form(&json!({"theme": {"radius": 25}})),
        form(&json!({"theme": {"radius": "round"}})),
        form(&json!({"theme": {"font": []}})),
        form(&json!({"theme": {"font": ["\"Inter\""]}})),
        form(&json!({"theme": {"color_scheme": "blue"}})),
        form(&json!({"theme": {"colors": {"light": {"text": "red"}}}})),
        form(
            &json!({"theme": {"logo": {"url": "https://cdn.example.com/l.png", "alt": "L", "width": 481, "height": 1}}}),
        ),
        form(&json!({"fields": []})),
        form(&json!({"fields": [{"type": "divider"}]})),
        form(&json!({"fields": null})),
        form(&json!({"steps": steps()})),
        form(&json!({"fields": null, "steps": []})),
        form(&json!({"fields": null, "steps": [{"fields": [], "title": "T"}]})),
        form(&json!({"fields": null, "steps": [{"titel": "T", "fields": steps()[0]["fields"]}]})),
    ]);
}

#[test]
fn the_schema_rejects_invalid_fields_like_the_parser() {
    let option = option();
    assert_invalid(&[
        field(&json!({"type": "txt"})),
        field(&json!({"type": 1})),
        field(&json!({"label": null})),
        field(&json!({"lable": "A"})),
        field(&json!({"name": "a.b"})),
        field(&json!({"name": "$a"})),
        field(&json!({"name": "state"})),
        field(&json!({"name": ""})),
        field(&json!({"required": "yes"})),
        field(&json!({"autocomplete": "Given Name"})),
        field(&json!({"errors": {"wrong": "W"}})),
        field(&json!({"rows": 2})),
        field(&json!({"text": "x"})),
        field(&json!({"max_length": 0})),
        field(&json!({"max_length": 1001})),
        field(&json!({"max_length": 1.5})),
        field(&json!({"min_length": -1})),
        field(&json!({"pattern": ""})),
        field(&json!({"type": "multiline", "rows": 1})),
        field(&json!({"type": "multiline", "pattern": "a"})),
        field(&json!({"type": "email", "max_length": 1})),
        field(&json!({"type": "telephone", "countries": []})),
        field(&json!({"type": "telephone", "country": "Germany"})),
        field(&json!({"type": "number", "min": "1"})),
        field(&json!({"type": "number", "decimals": 7})),
        field(&json!({"type": "number", "step": 0})),
        field(&json!({"type": "number", "max": 1e16})),
        field(&json!({"type": "date", "min": "tomorrow"})),
        field(&json!({"type": "date", "min": "2020-13-01"})),
        field(&json!({"type": "select"})),
        field(&json!({"type": "select", "options": []})),
        field(&json!({"type": "select", "options": ["a"]})),
        field(&json!({"type": "select", "options": [{"value": "a"}]})),
        field(&json!({"type": "select", "options": [{"value": "", "label": "A"}]})),
        field(&json!({"type": "select", "options": [{"value": " a", "label": "A"}]})),
        field(&json!({"type": "select", "options": [{"value": "~other", "label": "A"}]})),
        field(&json!({"type": "select", "options": [option], "max_count": 1})),
        field(&json!({"type": "checkboxes", "options": [option], "max_count": 0})),
        field(&json!({"type": "checkboxes", "options": [option], "other": true})),
        field(&json!({"type": "consent"})),
        field(
            &json!({"type": "consent", "document": {"label": "T", "url": "http://example.com/", "version": "1"}}),
        ),
        field(
            &json!({"type": "consent", "document": {"label": "T", "url": "https://example.com/", "version": ""}}),
        ),
    ]);
}

#[test]
fn the_schema_rejects_invalid_blocks_and_conditions_like_the_parser() {
    assert_invalid(&[
        entry(&json!({"text": "H"})),
        entry(&json!({"type": "heading"})),
        entry(&json!({"type": "heading", "text": "H", "level": 2})),
        entry(&json!({"type": "heading", "text": "H", "name": "h"})),
        entry(&json!({"type": "divider", "text": "D"})),
        entry(&json!({"type": "image", "url": "https://cdn.example.com/a.png", "width": 0, "height": 1})),
        entry(&json!({"type": "image", "url": "https://cdn.example.com/a.png", "width": 1, "height": 1001})),
        entry(&json!({"type": "image", "url": "logo.png", "width": 1, "height": 1})),
        entry(&json!({"type": "image", "url": "https://cdn.example.com/a.png"})),
        when(&json!({})),
        when(&json!([])),
        when(&json!({"all": []})),
        when(&json!({"all": [], "any": []})),
        when(&json!({"all": {"field": "t", "empty": true}})),
        when(&json!({"field": "t"})),
        when(&json!({"equals": "x"})),
        when(&json!({"field": "t", "equals": null})),
        when(&json!({"field": "t", "is": "x"})),
        when(&json!({"field": "t", "in": []})),
        when(&json!({"field": "t", "in": "x"})),
        when(&json!({"field": "t", "empty": "yes"})),
        when(&json!({"field": "n", "equals": 1, "empty": false})),
        when(&json!({"field": "d", "at_least": "soon"})),
    ]);
}
