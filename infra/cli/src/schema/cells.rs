//! What a schema says of a value, in the words of a table's cell.

use serde_json::Value;

/// The anchor of a definition on the page: its heading, lower case.
pub(super) fn link(definition: &str) -> String {
    // Fields and blocks have a section each.
    if definition == "Item" {
        return "[field](#fields) or [block](#blocks)".to_owned();
    }
    let title = title(definition);
    let words = if title.ends_with("URL") { title.replacen("URL", "address", 1) } else { title.clone() };
    format!("[{}](#{})", words.to_lowercase(), slug(&title))
}

/// A definition's name as a heading: `ErrorTexts` is "Error texts".
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

/// The anchor that a heading has in GitHub's Markdown.
pub(super) fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The type of a value, with links to what it is made of. That `null` is taken is told once for all keys.
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
    match (named(schema), schema.get("items")) {
        (Some("array"), Some(items)) => format!("array of {}", type_of(items)),
        (Some(name), _) => name.to_owned(),
        (None, _) => "any".to_owned(),
    }
}

/// The alternatives of a schema, without `null`.
pub(super) fn alternatives(schema: &Value) -> Option<impl Iterator<Item = &Value>> {
    let alternatives = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
    Some(alternatives.iter().filter(|alternative| alternative["type"] != "null"))
}

/// The definition that a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// The name of a type, where `null` is another.
fn named(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

/// What a key is when it is left out, and within which bounds a value has to be.
pub(super) fn limits(schema: &Value, required: bool) -> String {
    let mut told = Vec::new();
    if required {
        told.push("required".to_owned());
    }
    // An object has a table of its own.
    if let Some(default) = schema.get("default").filter(|default| !default.is_object()) {
        told.push(format!("default `{default}`"));
    }
    told.extend(bounds(schema));
    told.join("; ")
}

/// The bounds alone.
pub(super) fn bounds(schema: &Value) -> Vec<String> {
    let mut told = Vec::new();
    let number = |key: &str| schema.get(key).filter(|value| value.is_number()).map(ToString::to_string);
    let range = |least: Option<String>, most: Option<String>| match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        // A number that counts is not negative anyway.
        (Some(least), None) if least != "0" => Some(format!("at least {least}")),
        (None, Some(most)) => Some(format!("at most {most}")),
        _ => None,
    };
    told.extend(range(number("minimum"), number("maximum")));
    told.extend(number("exclusiveMinimum").map(|least| format!("more than {least}")));
    for (least, most, one, several) in [
        ("minLength", "maxLength", "character", "characters"),
        ("minItems", "maxItems", "entry", "entries"),
        ("minProperties", "maxProperties", "key", "keys"),
    ] {
        let range = range(number(least), number(most));
        told.extend(range.map(|range| {
            let is_one = range.ends_with(" 1");
            format!("{range} {}", if is_one { one } else { several })
        }));
    }
    if schema.get("contains").is_some() {
        told.push("at least 1 field".to_owned());
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        told.push(if pattern == r"\S" { "not blank".to_owned() } else { format!("matches `{pattern}`") });
    }
    let refused = [schema["not"].get("const")].into_iter().flatten();
    let refused: Vec<String> =
        refused.chain(schema["not"]["enum"].as_array().into_iter().flatten()).map(quoted).collect();
    if !refused.is_empty() {
        told.push(format!("not {}", refused.join(", ")));
    }
    told
}

/// A value as code.
pub(super) fn quoted(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("`{value}`"), |text| format!("`{text}`"))
}

/// The description of a schema, in one line. If the default has a column of its own, the sentence about it is
/// left out.
pub(super) fn meaning(schema: &Value) -> String {
    let description = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
    match description.rsplit_once(" The default is ") {
        Some((rest, _)) if schema.get("default").is_some() => rest.to_owned(),
        _ => description,
    }
}

/// Text escaped for a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
