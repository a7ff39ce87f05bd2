//! The JSON Schema of a plan's file, generated from its types. [`check`](crate::check) finds what is beyond a schema, such as
//! a field that a form does not have.

use std::collections::BTreeSet;

use profiling_forms::FieldName;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::conditions::{Country, OrganizationName, Scope, TenantName};
use crate::duration::{Period, PlanDate, Wait};
use crate::names::{PlanForm, ProfileAttribute, RuleName};
use crate::plan::{Plan, Version};

/// Returns the JSON Schema (draft 2020-12) of a plan's file for programs.
pub(crate) fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Plan>().to_value();
    simplify(&mut schema);
    schema.sort_all_objects();
    schema
}

/// Returns the JSON Schema (draft 2020-12) of a plan's file for editors. It accepts the same files as the schema for
/// programs. Keywords that are not part of JSON Schema are those of VS Code's JSON language service.
///
/// ```
/// let schema = profiling_plan::editor_schema();
/// assert_eq!(schema["properties"]["wait"]["default"], "7 days");
/// ```
pub fn editor_schema() -> Value {
    let mut schema = schema();
    let mut names = BTreeSet::new();
    find_explained(&schema, &mut names);
    for name in names {
        if let Some(definition) = schema["$defs"][name].as_object_mut() {
            definition.remove("description");
        }
    }
    annotate(&mut schema);
    schema.sort_all_objects();
    for (name, snippets) in snippets() {
        schema["$defs"][name]["defaultSnippets"] = snippets;
    }
    schema
}

/// Checks a value by the type behind a definition of the schema, whose errors say more than a pattern. Returns `None` for
/// a definition without a type of its own. Errors: the reason, and what is expected.
pub(crate) fn check_definition(name: &str, value: &Value) -> Option<Result<(), String>> {
    fn check<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
        T::deserialize(value).map(drop).map_err(|error| error.to_string())
    }
    Some(match name {
        "Country" => check::<Country>(value),
        "FieldName" => check::<FieldName>(value),
        "OrganizationName" => check::<OrganizationName>(value),
        "Period" => check::<Period>(value),
        "PlanDate" => check::<PlanDate>(value),
        "PlanForm" => check::<PlanForm>(value),
        "ProfileAttribute" => check::<ProfileAttribute>(value),
        "RuleName" => check::<RuleName>(value),
        "Scope" => check::<Scope>(value),
        "TenantName" => check::<TenantName>(value),
        "Version" => check::<Version>(value),
        "Wait" => check::<Wait>(value),
        _ => return None,
    })
}

/// Removes what is for readers of the Rust code: the width of integers, and examples of code. The keys of a map get the
/// schema of their type instead of its pattern.
fn simplify(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            if keys.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
                keys.remove("format");
            }
            if let Some(Value::String(description)) = keys.get_mut("description") {
                let text = description.split("\n\n```").next().unwrap_or_default();
                *description = text.replace('\n', " ");
            }
            if let Some(Value::Object(patterns)) = keys.remove("patternProperties")
                && let Some(values) = patterns.into_values().next()
            {
                keys.insert("additionalProperties".to_owned(), values);
                keys.insert("propertyNames".to_owned(), json!({"$ref": "#/$defs/FieldName"}));
            }
            keys.values_mut().for_each(simplify);
        }
        Value::Array(items) => items.iter_mut().for_each(simplify),
        _ => {}
    }
}

/// Finds the definitions that are explained by the keys with their values. VS Code replaces the description of a key by that
/// of its definition, which says less.
fn find_explained(schema: &Value, names: &mut BTreeSet<String>) {
    if schema["description"].is_string() {
        let alternatives = schema["anyOf"].as_array().into_iter().flatten();
        let references = alternatives.chain([schema]).filter_map(|schema| schema["$ref"].as_str());
        names.extend(references.filter_map(|path| path.strip_prefix("#/$defs/")).map(ToOwned::to_owned));
    }
    match schema {
        Value::Object(keys) => keys.values().for_each(|inner| find_explained(inner, names)),
        Value::Array(entries) => entries.iter().for_each(|inner| find_explained(inner, names)),
        _ => {}
    }
}

/// Adds Markdown to descriptions with code.
fn annotate(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            if let Some(Value::String(description)) = keys.get("description")
                && description.contains('`')
            {
                keys.insert("markdownDescription".to_owned(), description.as_str().into());
            }
            for (key, inner) in keys {
                match (key.as_str(), inner) {
                    ("default" | "examples", _) => {}
                    ("$defs" | "properties", Value::Object(schemas)) => {
                        schemas.values_mut().for_each(annotate);
                    }
                    (_, inner) => annotate(inner),
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(annotate),
        _ => {}
    }
}

/// Returns the snippets of definitions, by their names.
fn snippets() -> Map<String, Value> {
    let snippets = json!({
        "Rule": [{
            "label": "{…}",
            "bodyText": r#"{"name": "$1", "form": "${2:profile}", "ask": ["$3"]}"#,
            "description": "A rule with a form and its fields.",
        }],
        "Share": [{"label": "{…}", "bodyText": r#"{"test": "$1", "from": ${2:0}, "to": ${3:50}}"#}],
    });
    snippets.as_object().cloned().unwrap_or_default()
}
