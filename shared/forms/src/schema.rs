//! The JSON Schema of a form's file, from the types that read it. An editor completes and explains with
//! it. What it cannot say (a repeated name, a condition on what is asked later) the reader tells.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::block::Block;
use super::condition::{Condition, Literal, Operand};
use super::definition::Definition;
use super::field::Common;
use super::item::Item;
use super::kind::Kind;
use super::name::FieldName;
use super::text::Text;
use crate::locale::Tag;

/// The JSON Schema (draft 2020-12) of a form's file. Objects have their keys in the order of the alphabet.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Definition>().to_value();
    drop_formats(&mut schema);
    // A key that is null is one that is left out, for the reader.
    let one_of = |name: &str, other: &str| {
        json!({
            "properties": {name: {"type": "array"}, other: {"type": "null"}},
            "required": [name],
        })
    };
    schema["oneOf"] = json!([one_of("fields", "steps"), one_of("steps", "fields")]);
    schema.sort_all_objects();
    schema
}

/// Takes out how many bits a number has in Rust: no editor knows these formats, and the bounds are
/// beside them.
fn drop_formats(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            let is_width = |format: &Value| format.as_str().is_some_and(|format| format.starts_with("uint"));
            if keys.get("format").is_some_and(is_width) {
                keys.remove("format");
            }
            keys.values_mut().for_each(drop_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_formats),
        _ => {}
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let language = generator.subschema_for::<Tag>();
        json_schema!({
            "description": "A text, the same in every language, or one a language: `{\"en\": \"Company\", \"de\": \"Firma\"}`.",
            "anyOf": [
                {"type": "string", "pattern": r"\S"},
                {
                    "type": "object",
                    "propertyNames": language,
                    "additionalProperties": {"type": "string", "pattern": r"\S"},
                    "minProperties": 1,
                },
            ],
        })
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let condition = generator.subschema_for::<Self>();
        let literal = generator.subschema_for::<Literal>();
        let group = |name: &str, description: &str| {
            json!({
                "type": "object",
                "description": description,
                "properties": {
                    name: {"description": description, "type": "array", "items": condition, "minItems": 1},
                },
                "required": [name],
                "additionalProperties": false,
            })
        };
        let with = |schema: Schema, description: &str| {
            let mut schema = schema.to_value();
            schema["description"] = description.into();
            schema
        };
        let operand = |generator: &mut SchemaGenerator, description: &str| {
            with(generator.subschema_for::<Operand>(), description)
        };
        json_schema!({
            "description": "What earlier answers have to be. A question that was left out or not shown is empty.",
            "anyOf": [
                group("all", "All of these hold."),
                group("any", "At least one of these holds."),
                {
                    "type": "object",
                    "description": "One answer is as it should be: `field`, and one of the other keys.",
                    "properties": {
                        "field": with(generator.subschema_for::<FieldName>(), "The field, which is asked before."),
                        "equals": with(literal.clone(), "The answer is this; of several choices one is. `~other` is \"Other\", whatever was typed for it."),
                        "not": with(literal.clone(), "The answer is something else, or there is none."),
                        "in": {
                            "description": "The answer is one of these.",
                            "type": "array",
                            "items": literal,
                            "minItems": 1,
                        },
                        "empty": {
                            "description": "`true`: there is no answer; `false`: there is one.",
                            "type": "boolean",
                        },
                        "more_than": operand(generator, "The number is greater, the date later."),
                        "at_least": operand(generator, "The number is greater or equal, the date not earlier."),
                        "less_than": operand(generator, "The number is less, the date earlier."),
                        "at_most": operand(generator, "The number is less or equal, the date not later."),
                    },
                    "required": ["field"],
                    "minProperties": 2,
                    "maxProperties": 2,
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// An entry of `fields`: one alternative for each type, with the keys that only it has, and no others.
impl JsonSchema for Item {
    fn schema_name() -> Cow<'static, str> {
        "Item".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let when = json!({
            "description": "When it is shown; always, where there is no condition.",
            "anyOf": [generator.subschema_for::<Condition>(), {"type": "null"}],
        });
        let common = Common::json_schema(generator).to_value();
        let mut alternatives = Vec::new();
        for (name, description, own) in Kind::schemas(generator) {
            let tag = json!({
                "description": description.trim(),
                "properties": {"type": {"const": name}},
                "required": ["type"],
            });
            alternatives.push(joined([tag, common.clone(), own.to_value()]));
        }
        // Derived with `type` as the tag, an alternative for each block.
        let mut blocks = Block::json_schema(generator).to_value();
        if let Some(Value::Array(blocks)) = blocks.get_mut("oneOf").map(Value::take) {
            alternatives.extend(blocks.into_iter().map(|block| joined([block])));
        }
        for alternative in &mut alternatives {
            alternative["properties"]["when"] = when.clone();
            alternative["properties"]["type"]["description"] = alternative["description"].clone();
        }
        json_schema!({
            "description": "A field, or a block between fields; `type` says which.",
            "oneOf": alternatives,
        })
    }
}

/// One object with the keys of all of these, and no others; the first describes it.
fn joined<const N: usize>(schemas: [Value; N]) -> Value {
    let mut description = None;
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for mut schema in schemas {
        description = description.or_else(|| schema.get_mut("description").map(Value::take));
        if let Some(Value::Object(own)) = schema.get_mut("properties").map(Value::take) {
            properties.extend(own);
        }
        if let Some(Value::Array(own)) = schema.get_mut("required").map(Value::take) {
            required.extend(own);
        }
    }
    json!({
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
