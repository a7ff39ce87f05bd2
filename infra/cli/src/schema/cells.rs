//! The parts of a schema as text for table cells.

use serde_json::Value;

/// Returns a link to the section of a definition. Its text is the heading in lower case.
pub(super) fn link(definition: &str) -> String {
    // Fields and blocks have separate sections.
    if definition == "Item" {
        return "[field](#fields) or [block](#blocks)".to_owned();
    }
    let title = title(definition);
    let text = if title.ends_with("URL") { title.replacen("URL", "address", 1) } else { title.clone() };
    format!("[{}](#{})", text.to_lowercase(), slug(&title))
}

/// Returns the name of a definition as a heading: `ErrorTexts` becomes "Error texts".
pub(super) fn title(definition: &str) -> String {
    let mut title = String::new();
    for (index, letter) in definition.char_indices() {
        if index > 0 && letter.is_uppercase() {
            title.push(' ');
            title.extend(letter.to_lowercase());
        } else {
            title.push(letter);
        }
    }
    title.replace(" url", " URL")
}

/// Returns the anchor of a heading in GitHub's Markdown.
pub(super) fn slug(heading: &str) -> String {
    let characters = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    characters.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Returns the type of a value, with links to definitions. Leaves out `null`, which the introduction explains.
pub(super) fn type_of(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return link(name);
    }
    if let Some(constant) = schema.get("const") {
        return format!("`{constant}`");
    }
    if let Some(alternatives) = alternatives(schema) {
        let types: Vec<String> = alternatives.map(type_of).collect();
        return types.join(" or ");
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        let keys = schema.get("propertyNames").map_or_else(|| "string".to_owned(), type_of);
        return format!("object: {keys} to {}", type_of(values));
    }
    match (type_name(schema), schema.get("items")) {
        (Some("array"), Some(items)) => format!("array of {}", type_of(items)),
        (Some(name), _) => name.to_owned(),
        (None, _) => "any".to_owned(),
    }
}

/// Returns the alternatives of a schema, without `null`.
pub(super) fn alternatives(schema: &Value) -> Option<impl Iterator<Item = &Value>> {
    let alternatives = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
    Some(alternatives.iter().filter(|alternative| alternative["type"] != "null"))
}

/// Returns the name of the definition that a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// Returns the name of the type, ignoring `null`.
fn type_name(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

/// Returns the default of a key and the limits of its value.
pub(super) fn limits(schema: &Value, required: bool) -> String {
    let mut limits = Vec::new();
    if required {
        limits.push("required".to_owned());
    }
    // Defaults that are objects have a table of their own.
    if let Some(default) = schema.get("default").filter(|default| !default.is_object()) {
        limits.push(format!("default `{default}`"));
    }
    limits.extend(bounds(schema));
    limits.join("; ")
}

/// Returns the limits of a value.
pub(super) fn bounds(schema: &Value) -> Vec<String> {
    let mut bounds = Vec::new();
    bounds.extend(range(number(schema, "minimum"), number(schema, "maximum")));
    bounds.extend(number(schema, "exclusiveMinimum").map(|min| format!("more than {min}")));
    for (min, max, singular, plural) in [
        ("minLength", "maxLength", "character", "characters"),
        ("minItems", "maxItems", "entry", "entries"),
        ("minProperties", "maxProperties", "key", "keys"),
    ] {
        bounds.extend(range(number(schema, min), number(schema, max)).map(|range| {
            let unit = if range.ends_with(" 1") { singular } else { plural };
            format!("{range} {unit}")
        }));
    }
    if schema.get("contains").is_some() {
        bounds.push("at least 1 field".to_owned());
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        bounds.push(if pattern == r"\S" { "not blank".to_owned() } else { format!("matches `{pattern}`") });
    }
    let excluded = [schema["not"].get("const")].into_iter().flatten();
    let excluded: Vec<String> =
        excluded.chain(schema["not"]["enum"].as_array().into_iter().flatten()).map(quoted).collect();
    if !excluded.is_empty() {
        bounds.push(format!("not {}", excluded.join(", ")));
    }
    bounds
}

/// Returns the number that a schema has under this key.
fn number(schema: &Value, key: &str) -> Option<String> {
    schema.get(key).filter(|value| value.is_number()).map(ToString::to_string)
}

fn range(min: Option<String>, max: Option<String>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        // Lengths and counts are never negative.
        (Some(min), None) if min != "0" => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        _ => None,
    }
}

/// Returns a value as Markdown code.
pub(super) fn quoted(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("`{value}`"), |text| format!("`{text}`"))
}

/// Returns the description of a schema in one line, without the clause about the default if a column shows it.
pub(super) fn meaning(schema: &Value) -> String {
    let description = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
    match description.rsplit_once("; ") {
        Some((rest, last)) if last.contains(" when absent") && schema.get("default").is_some() => {
            format!("{rest}.")
        }
        _ => description,
    }
}

/// Escapes text for a table cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
