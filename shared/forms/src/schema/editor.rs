//! The JSON Schema of a form's file for editors. It accepts the same files as [`schema`](super::schema), and has what
//! editors need to complete and explain keys: conditions by type, snippets, and one description for each key.
//!
//! The keywords that are not part of JSON Schema are those of VS Code's JSON language service; keywords that begin with
//! `x-intellij` are those of other editors. Other programs ignore them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Returns the JSON Schema (draft 2020-12) of a form's file for editors.
///
/// ```
/// # #[cfg(feature = "schema")] {
/// let schema = profiling_forms::editor_schema();
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// assert_eq!(schema["properties"]["not_now"]["default"], false);
/// # }
/// ```
pub fn editor_schema() -> Value {
    let mut schema = super::schema();
    distinguish_pages(&mut schema);
    let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
    let snippets = snippets(&definitions);
    distinguish_types(&mut schema["$defs"]["Item"]);
    // The keys of a comparison are suggested first, and the key that is reported as missing is `field`.
    if let Some(alternatives) = schema["$defs"]["Condition"]["anyOf"].as_array_mut() {
        alternatives.rotate_right(1);
    }
    // The problem of a text is that it is not a date, and not that it is not a number.
    schema["$defs"]["Operand"] = json!({
        "if": {"type": "string"},
        "then": {"$ref": "#/$defs/Bound"},
        "else": {"$ref": "#/$defs/Decimal"},
        "examples": [10, "18 years ago"],
    });
    for name in explained(&schema) {
        drop_descriptions(&mut schema["$defs"][name]);
    }
    schema.sort_all_objects();
    for (name, snippets) in snippets {
        schema["$defs"][name]["defaultSnippets"] = snippets;
    }
    let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
    annotate(&mut schema, &definitions);
    schema
}

/// Adds a message to the alternatives of a form with `fields` and one with `steps`. Their keys are already in the form.
fn distinguish_pages(schema: &mut Value) {
    for alternative in schema["oneOf"].as_array_mut().into_iter().flatten() {
        for key in alternative["properties"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            key["doNotSuggest"] = true.into();
            if key["type"] == "null" {
                key["errorMessage"] = "A form has either `fields` or `steps`, not both.".into();
            }
        }
    }
}

/// Replaces the alternatives of an entry by conditions on its `type`. Editors find the alternative of an incomplete entry
/// only by a condition, and report the problems of an alternative at their places only if there is one.
fn distinguish_types(item: &mut Value) {
    let alternatives = item["oneOf"].take();
    let alternatives = alternatives.as_array().map_or(&[][..], Vec::as_slice);
    let types: Vec<(&str, &str)> = alternatives.iter().filter_map(type_of).collect();
    let mut of_item = values(&types);
    of_item["description"] = "The type of the field or block. It determines the other keys.".into();
    let conditions = alternatives.iter().filter_map(|alternative| {
        let (name, _) = type_of(alternative)?;
        let mut keys = alternative.clone();
        if let Some(keys) = keys.as_object_mut() {
            keys.remove("description");
        }
        keys["properties"]["type"] = json!({"const": name});
        Some(json!({
            "if": {
                "properties": {"type": {"const": name, "doNotSuggest": true}},
                "required": ["type"],
            },
            "then": keys,
        }))
    });
    *item = json!({
        "type": "object",
        "properties": {"type": of_item},
        "required": ["type"],
        "allOf": conditions.collect::<Vec<_>>(),
    });
}

/// Returns the type of an entry with its description.
fn type_of(alternative: &Value) -> Option<(&str, &str)> {
    Some((alternative.pointer("/properties/type/const")?.as_str()?, alternative["description"].as_str()?))
}

/// Returns the schema of a text that is one of several values, each with a description.
fn values(values: &[(&str, &str)]) -> Value {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let descriptions: Vec<String> = values.iter().map(|(_, description)| one_line(description)).collect();
    let metadata = names.iter().zip(&descriptions);
    let metadata: Map<String, Value> = metadata
        .map(|(name, description)| ((*name).to_owned(), json!({"description": description})))
        .collect();
    json!({
        "type": "string",
        "enum": names,
        "markdownEnumDescriptions": descriptions,
        "x-intellij-enum-metadata": metadata,
    })
}

/// Returns the names of the definitions that are explained by the keys with their values. VS Code replaces the description
/// of a key by that of its definition, which says less.
fn explained(schema: &Value) -> BTreeSet<String> {
    fn find(schema: &Value, found: &mut BTreeSet<String>) {
        if schema["description"].is_string() {
            let alternatives = schema["anyOf"].as_array().into_iter().flatten();
            found.extend(alternatives.chain([schema]).filter_map(super::reference).map(ToOwned::to_owned));
        }
        match schema {
            Value::Object(keys) => keys.values().for_each(|inner| find(inner, found)),
            Value::Array(entries) => entries.iter().for_each(|inner| find(inner, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    find(schema, &mut found);
    found
}

/// Removes the description of a definition and those of its alternatives.
fn drop_descriptions(definition: &mut Value) {
    let Some(keys) = definition.as_object_mut() else { return };
    keys.remove("description");
    let alternatives = keys.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten();
    for alternative in alternatives.filter_map(Value::as_object_mut) {
        alternative.remove("description");
    }
}

/// Returns the snippets of definitions, by their names.
fn snippets(definitions: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut snippets = vec![
        (
            "Condition".to_owned(),
            json!([
                {
                    "label": "field",
                    "bodyText": r#"{"field": "$1", "equals": "$2"}"#,
                    "description": "Compares one answer.",
                },
                {"label": "all", "bodyText": r#"{"all": [$1]}"#, "description": "All of several conditions."},
                {"label": "any", "bodyText": r#"{"any": [$1]}"#, "description": "At least one of several conditions."},
            ]),
        ),
        ("Decimal".to_owned(), json!([{"label": "0", "body": "^${1:0}"}])),
        ("Literal".to_owned(), json!([{"label": "\"\"", "body": "$1"}])),
        (
            "Text".to_owned(),
            json!([
                {"label": "\"\"", "body": "$1", "description": "The same text in every language."},
                {
                    "label": r#"{"en": …}"#,
                    "bodyText": r#"{"${1:en}": "$2"}"#,
                    "description": "A text for each language.",
                },
            ]),
        ),
    ];
    let alternatives = definitions["Item"]["oneOf"].as_array().into_iter().flatten();
    let entries = alternatives.filter_map(|alternative| {
        let (name, description) = type_of(alternative)?;
        let text = snippet(alternative, definitions, &mut 0);
        Some(json!({"label": name, "bodyText": text, "markdownDescription": description}))
    });
    snippets.push(("Item".to_owned(), entries.collect()));
    for name in ["Choice", "Document", "Logo", "Step"] {
        let text = snippet(&definitions[name], definitions, &mut 0);
        snippets.push((name.to_owned(), json!([{"label": "{…}", "bodyText": text}])));
    }
    snippets
}

/// Returns the text of a value with the required keys of a schema, `type` first, and places for the cursor.
fn snippet(schema: &Value, definitions: &Map<String, Value>, places: &mut u32) -> String {
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    if let Some(name) = super::reference(schema)
        && name != "Text"
        && let Some(definition) = definitions.get(name)
    {
        return snippet(definition, definitions, places);
    }
    if let Some(keys) = schema["properties"].as_object() {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let (first, others): (Vec<&str>, Vec<&str>) = required.partition(|key| *key == "type");
        let members = first.into_iter().chain(others);
        let members: Vec<String> =
            members.map(|key| format!("\"{key}\": {}", snippet(&keys[key], definitions, places))).collect();
        return format!("{{{}}}", members.join(", "));
    }
    if let Some(items) = schema.get("items") {
        // Each type of field has a snippet of its own.
        let is_entry = super::reference(items) == Some("Item");
        let item = if is_entry { "$1".to_owned() } else { snippet(items, definitions, places) };
        return format!("[{item}]");
    }
    *places += 1;
    if schema["type"] == "integer" {
        return format!("${{{places}:100}}");
    }
    let example = schema.pointer("/examples/0").and_then(Value::as_str);
    example.map_or_else(|| format!("\"${places}\""), |example| format!("\"${{{places}:{example}}}\""))
}

/// Adds what can be derived from the other keywords: Markdown, values with descriptions, and suggestions for a value that
/// can also be `null`.
fn annotate(schema: &mut Value, definitions: &Map<String, Value>) {
    if let Some(description) = schema["description"].as_str().map(one_line) {
        if description.contains(['`', '*', '[']) {
            schema["markdownDescription"] = description.as_str().into();
        }
        schema["description"] = description.into();
    }
    let constants: Option<Vec<(&str, &str)>> = schema["oneOf"].as_array().and_then(|alternatives| {
        let constants = alternatives
            .iter()
            .map(|alternative| Some((alternative["const"].as_str()?, alternative["description"].as_str()?)));
        constants.collect()
    });
    if let Some(values) = constants.map(|constants| values(&constants))
        && let (Some(schema), Value::Object(values)) = (schema.as_object_mut(), values)
    {
        schema.remove("oneOf");
        schema.extend(values);
    }
    let nullable = schema["anyOf"].as_array().and_then(|alternatives| match &alternatives[..] {
        [value, null] if null["type"] == "null" => definitions.get(super::reference(value)?),
        _ => None,
    });
    if let (Some(definition), Some(schema)) = (nullable, schema.as_object_mut()) {
        for keyword in ["examples", "defaultSnippets"] {
            if let Some(suggestions) = definition.get(keyword) {
                schema.insert(keyword.to_owned(), suggestions.clone());
            }
        }
    }
    match schema {
        Value::Object(keys) => {
            for (key, inner) in keys {
                match (key.as_str(), inner) {
                    ("default" | "defaultSnippets" | "examples" | "x-intellij-enum-metadata", _) => {}
                    ("$defs" | "properties", Value::Object(schemas)) => {
                        for inner in schemas.values_mut() {
                            if inner["type"] == "null" {
                                inner["doNotSuggest"] = true.into();
                            }
                            annotate(inner, definitions);
                        }
                    }
                    (_, inner) => annotate(inner, definitions),
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|inner| annotate(inner, definitions)),
        _ => {}
    }
}

/// Returns a description in one line. VS Code shows the line breaks of a description.
fn one_line(description: &str) -> String {
    description.replace('\n', " ")
}
