use serde_json::{Value, json};

use super::{findings_in, form};

/// Returns the findings about a form with this field: code, place and message.
fn findings(field: &Value) -> Vec<String> {
    let mut field = field.clone();
    field["name"] = json!("a");
    field["label"] = json!("A");
    field["hint"] = json!("For deliveries");
    let lines = findings_in(&form(&json!({"fields": [field]})));
    // The size of a page with a long list is reported, too.
    let lines = lines.into_iter().filter(|line| !line.contains(" page_too_large "));
    lines.map(|line| line.replacen("infra/forms/f.json: fields[0].", "", 1)).collect()
}

fn options(count: usize) -> Value {
    (0..count).map(|index| json!({"value": format!("v{index}"), "label": "L"})).collect()
}

fn document() -> Value {
    json!({"label": "D", "url": "https://example.com/", "version": "1"})
}

#[test]
fn a_key_without_effect_is_a_warning_with_the_reason() {
    const OPTIONAL: &str = "errors.required: it is never shown, because the field is optional; add `\"required\": true`, \
                            or remove the message";
    const LEAST: &str = "it has no effect, because an optional field can be left empty; write `\"required\": true` if an \
                         answer is required";
    let no_pattern = |kind: &str| {
        format!(
            "errors.pattern: it is never shown, because only the type `text` can have a `pattern`, not `{kind}`; use \
             `errors.invalid`"
        )
    };
    let always_valid = |kind: &str| {
        format!(
            "errors.invalid: it is never shown, because every answer that users can give to this `{kind}` is valid; \
             remove it"
        )
    };
    let not_filled = |kind: &str| {
        format!(
            "autocomplete: it has no effect, because browsers do not fill in a field of the type `{kind}`; remove it"
        )
    };
    for (field, message) in [
        (json!({"type": "text", "errors": {"required": "R"}}), OPTIONAL.to_owned()),
        (json!({"type": "consent", "document": document(), "errors": {"required": "R"}}), OPTIONAL.to_owned()),
        (
            json!({"type": "text", "errors": {"pattern": "P"}}),
            "errors.pattern: it is never shown, because the field has no `pattern`; add one, or remove the message"
                .to_owned(),
        ),
        (json!({"type": "email", "errors": {"pattern": "P"}}), no_pattern("email")),
        (json!({"type": "multiline", "errors": {"pattern": "P"}}), no_pattern("multiline")),
        (json!({"type": "yes_no", "errors": {"invalid": "I"}}), always_valid("yes_no")),
        (json!({"type": "consent", "document": document(), "errors": {"invalid": "I"}}), always_valid("consent")),
        (json!({"type": "radio", "options": options(2), "errors": {"invalid": "I"}}), always_valid("radio")),
        (json!({"type": "select", "options": options(20), "errors": {"invalid": "I"}}), always_valid("select")),
        (json!({"type": "checkboxes", "options": options(3), "errors": {"invalid": "I"}}), always_valid("checkboxes")),
        (json!({"type": "yes_no", "autocomplete": "off"}), not_filled("yes_no")),
        (json!({"type": "radio", "options": options(2), "autocomplete": "sex"}), not_filled("radio")),
        (json!({"type": "cards", "options": options(2), "autocomplete": "sex"}), not_filled("cards")),
        (json!({"type": "checkboxes", "options": options(2), "autocomplete": "sex"}), not_filled("checkboxes")),
        (json!({"type": "consent", "document": document(), "autocomplete": "off"}), not_filled("consent")),
        (
            json!({"type": "date", "autocomplete": "cc-exp"}),
            "autocomplete: it has no effect, because a date can have only the autofill name `bday`; remove it".to_owned(),
        ),
        (
            json!({"type": "select", "options": [{"value": "a", "label": "A", "description": "D"}]}),
            "options[0].description: it is never shown, because a drop-down list has no descriptions; use the type \
             `radio` or `cards`"
                .to_owned(),
        ),
        (
            json!({"type": "telephone", "countries": ["DE"], "country": "DE"}),
            "country: it has no effect, because `countries` has only one country; remove it".to_owned(),
        ),
        (json!({"type": "text", "min_length": 1}), format!("min_length: {LEAST}")),
        (json!({"type": "multiline", "min_length": 1}), format!("min_length: {LEAST}")),
        (json!({"type": "checkboxes", "options": options(2), "min_count": 1}), format!("min_count: {LEAST}")),
    ] {
        assert_eq!(findings(&field), [format!("warning key_unused {message}")], "{field}");
    }
}

#[test]
fn a_key_with_an_effect_has_no_finding() {
    for field in [
        json!({"type": "text", "required": true, "errors": {"required": "R"}}),
        json!({"type": "text", "pattern": "[a-z]+", "errors": {"pattern": "P", "invalid": "I"}}),
        json!({"type": "consent", "document": document(), "required": true, "errors": {"required": "R"}}),
        json!({"type": "radio", "options": options(2), "other": true, "errors": {"invalid": "I"}}),
        json!({"type": "select", "options": options(21), "errors": {"invalid": "I"}}),
        json!({"type": "country", "errors": {"invalid": "I"}}),
        json!({"type": "telephone", "countries": ["DE"], "errors": {"invalid": "I"}}),
        json!({"type": "telephone", "countries": ["DE", "AT"], "country": "DE"}),
        json!({"type": "checkboxes", "options": options(3), "min_count": 2, "errors": {"invalid": "I"}}),
        json!({"type": "checkboxes", "options": options(3), "max_count": 2, "errors": {"invalid": "I"}}),
        json!({"type": "date", "errors": {"invalid": "I"}, "autocomplete": "bday"}),
        json!({"type": "email", "errors": {"invalid": "I"}, "autocomplete": "work email"}),
        json!({"type": "select", "options": options(2), "autocomplete": "country"}),
        json!({"type": "cards", "options": [{"value": "a", "label": "A", "description": "D"}]}),
        json!({"type": "checkboxes", "options": [{"value": "a", "label": "A", "description": "D"}]}),
        json!({"type": "text", "min_length": 2}),
        json!({"type": "text", "min_length": 1, "required": true}),
        json!({"type": "checkboxes", "options": options(2), "min_count": 1, "required": true}),
    ] {
        assert_eq!(findings(&field), [""; 0], "{field}");
    }
}

#[test]
fn an_origin_without_images_is_a_warning() {
    let logo = json!({"url": "https://a.example/a.png", "dark_url": "https://b.example/b.png", "alt": "A", "width": 9, "height": 9});
    let image = json!({"type": "image", "url": "https://c.example/c.png", "width": 9, "height": 9});
    let form = form(&json!({
        "image_origins": ["https://a.example", "https://b.example", "https://c.example", "https://d.example"],
        "theme": {"logo": logo},
        "fields": [image, {"type": "text", "name": "a", "label": "A"}],
    }));
    assert_eq!(
        findings_in(&form),
        [
            "warning key_unused infra/forms/f.json: image_origins[3]: no image and no logo is from `https://d.example`; \
             remove the entry"
        ]
    );
}

#[test]
fn an_unknown_autofill_name_is_a_warning_with_a_suggestion() {
    for (value, problem) in [
        ("organizations", "HTML does not define `organizations`; did you mean `organization`?"),
        ("first-name", "HTML does not define `first-name`; did you mean `given-name`?"),
    ] {
        assert_eq!(
            findings(&json!({"type": "text", "autocomplete": value})),
            [format!(
                "warning autocomplete_unknown autocomplete: browsers ignore this autofill name: {problem}"
            )]
        );
    }
    assert_eq!(findings(&json!({"type": "text", "autocomplete": "section-a billing organization"})), [""; 0]);
}
