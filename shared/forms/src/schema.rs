//! The JSON Schema of a form's file, generated from the types of the definition. Some problems are beyond a schema, such as
//! a repeated name or a condition on a later field.
//!
//! [`schema`] is for programs: the reference of all keys, and the check of a file's structure. [`editor_schema`] accepts the
//! same files; editors complete and explain keys with it.

mod editor;

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::block::Block;
use super::condition::{Condition, Literal, Operand};
use super::definition::Definition;
use super::field::Common;
use super::item::Item;
use super::kind::{DocumentUrl, Kind};
use super::name::FieldName;
use super::text::Text;
use crate::locale::Tag;
use crate::theme::{Color, FontFamily, ImageOrigin, ImageUrl};
use crate::value::country::CountryCode;
use crate::value::date::Bound;
use crate::value::number::Decimal;
use crate::value::pattern::Pattern;
pub use editor::editor_schema;

/// Returns the JSON Schema (draft 2020-12) of a form's file for programs. The keys of each object are in alphabetical order.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Definition>().to_value();
    drop_formats(&mut schema);
    // A key that is `null` counts as missing.
    schema["oneOf"] = [("fields", "steps"), ("steps", "fields")]
        .map(|(name, other)| {
            json!({
                "properties": {name: {"type": "array"}, other: {"type": "null"}},
                "required": [name],
            })
        })
        .to_vec()
        .into();
    schema.sort_all_objects();
    schema
}

/// Checks a value by the type behind a definition of the schema, whose errors say more than a pattern. Returns `None` for
/// a definition without a type of its own. Errors: the reason, and what is expected.
pub fn check_definition(name: &str, value: &Value) -> Option<Result<(), String>> {
    fn check<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
        T::deserialize(value).map(drop).map_err(|error| error.to_string())
    }
    Some(match name {
        "Bound" => check::<Bound>(value),
        "Color" => check::<Color>(value),
        "CountryCode" => check::<CountryCode>(value),
        "Decimal" => check::<Decimal>(value),
        "DocumentUrl" => check::<DocumentUrl>(value),
        "FieldName" => check::<FieldName>(value),
        "FontFamily" => check::<FontFamily>(value),
        "ImageOrigin" => check::<ImageOrigin>(value),
        "ImageUrl" => check::<ImageUrl>(value),
        "Pattern" => check::<Pattern>(value),
        "Tag" => check::<Tag>(value),
        _ => return None,
    })
}

/// Returns the name of the definition that a schema refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// Removes the formats with the width of a Rust integer: editors do not support them, and the schema has the bounds.
fn drop_formats(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            let format = keys.get("format").and_then(Value::as_str);
            if format.is_some_and(|format| format.starts_with("uint")) {
                keys.remove("format");
            }
            keys.values_mut().for_each(drop_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_formats),
        _ => {}
    }
}

/// The pattern of texts that are not blank, and the message of editors for other texts.
const NOT_BLANK: &str = r"\S";
const BLANK: &str = "The text is empty. Write a text or remove the key.";

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let language = generator.subschema_for::<Tag>();
        json_schema!({
            "description": "A text: the same for every language, or a map by language: `{\"en\": \"Company\", \"de\": \"Firma\"}`.",
            "anyOf": [
                {"type": "string", "pattern": NOT_BLANK, "patternErrorMessage": BLANK},
                {
                    "type": "object",
                    "propertyNames": language,
                    "additionalProperties": {"type": "string", "pattern": NOT_BLANK, "patternErrorMessage": BLANK},
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
            "description": "A condition on earlier answers. An answer is missing if the question was not answered or was not shown.",
            "anyOf": [
                group("all", "True if all of these conditions are true."),
                group("any", "True if at least one of these conditions is true."),
                {
                    "type": "object",
                    "description": "A comparison of one answer: `field`, and one of the other keys.",
                    "properties": {
                        "field": with(generator.subschema_for::<FieldName>(), "The name of an earlier field."),
                        "equals": with(literal.clone(), "The answer is this value. For `checkboxes`, one of the selected values is. `~other` is \"Other\", with any text."),
                        "not": with(literal.clone(), "The answer is another value, or missing."),
                        "in": {
                            "description": "The answer is one of these values.",
                            "type": "array",
                            "items": literal,
                            "minItems": 1,
                        },
                        "empty": {
                            "description": "`true`: the answer is missing. `false`: it is not missing.",
                            "type": "boolean",
                        },
                        "more_than": operand(generator, "The number is greater, or the date is later."),
                        "at_least": operand(generator, "The number is greater or equal, or the date is the same or later."),
                        "less_than": operand(generator, "The number is less, or the date is earlier."),
                        "at_most": operand(generator, "The number is less or equal, or the date is the same or earlier."),
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

/// The schema of an entry of `fields`: an alternative for each type, with the keys of that type and no others.
impl JsonSchema for Item {
    fn schema_name() -> Cow<'static, str> {
        "Item".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let when = json!({
            "description": "The condition for showing the entry. Without it, the entry is always shown.",
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
            let mut alternative = joined([tag, common.clone(), own.to_value()]);
            alternative["properties"]["default"] = default_answer(name);
            alternatives.push(alternative);
        }
        // The derived schema has an alternative for each block, with `type` as the tag.
        let mut blocks = Block::json_schema(generator).to_value();
        if let Some(Value::Array(blocks)) = blocks.get_mut("oneOf").map(Value::take) {
            alternatives.extend(blocks.into_iter().map(|block| joined([block])));
        }
        for alternative in &mut alternatives {
            alternative["properties"]["when"] = when.clone();
            alternative["properties"]["type"]["description"] = alternative["description"].clone();
        }
        json_schema!({
            "description": "A field, or a block between fields, according to its `type`.",
            "oneOf": alternatives,
        })
    }
}

/// Returns the schema of the default answer of a field kind.
fn default_answer(kind: &str) -> Value {
    match kind {
        "text" | "multiline" | "email" | "url" => json!({
            "description": "The answer that is filled in when the page is first displayed.",
            "type": ["string", "null"],
        }),
        "number" => json!({
            "description": "The number that is filled in when the page is first displayed.",
            "type": ["number", "null"],
        }),
        "country" => json!({
            "description": "The ISO 3166-1 code of the country that is selected when the page is first displayed.",
            "type": ["string", "null"],
            "pattern": "^[A-Z]{2}$",
            "examples": ["DE", "US"],
        }),
        "select" | "radio" | "cards" => json!({
            "description": "The `value` of the option that is selected when the page is first displayed.",
            "type": ["string", "null"],
        }),
        "checkboxes" => json!({
            "description": "The values of the options that are selected when the page is first displayed.",
            "type": ["array", "null"],
            "items": {"type": "string"},
        }),
        "yes_no" => json!({
            "description": "The answer that is selected when the page is first displayed.",
            "type": ["boolean", "null"],
        }),
        // `date`, `telephone` and `consent`.
        _ => json!({"description": "Not for this type, which has no default answer.", "type": "null"}),
    }
}

/// Returns the schema of an object with the keys of all these schemas and no others. It has the first description.
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
