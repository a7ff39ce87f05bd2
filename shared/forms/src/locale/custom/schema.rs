//! The JSON Schema of a file of messages. Editors complete and explain keys with it. Some problems are beyond a schema,
//! such as a plural form that a language does not have.

use serde_json::{Map, Value, json};

use super::replacement::MAX_CHARACTERS;
use crate::locale::languages::{LANGUAGES, messages};
use crate::locale::plural::Category;
use crate::locale::tag::Tag;
use crate::locale::texts::{KEYS, Key, Slot, purposes};

/// Returns the JSON Schema (draft 2020-12) of a file of messages. The keys of each object are in alphabetical order.
pub fn schema() -> Value {
    let mut english = *messages(&Tag::ENGLISH).texts;
    let entries: Map<String, Value> = KEYS
        .iter()
        .zip(purposes())
        .zip(english.slots())
        .map(|((key, purpose), text)| (key.name.to_owned(), entry(key, &purpose, &text)))
        .collect();
    let mut languages: Map<String, Value> =
        LANGUAGES.iter().map(|tag| ((*tag).to_owned(), json!({"$ref": "#/$defs/Messages"}))).collect();
    languages.insert(
        "$schema".to_owned(),
        json!({
            "type": "string",
            "description": "The JSON Schema with which an editor completes and explains keys: `./texts.schema.json`.",
        }),
    );
    let region = format!("^({})-([A-Za-z]{{2}}|[0-9]{{3}})$", LANGUAGES.join("|"));
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Messages of the page",
        "description": "Texts that replace the built-in messages of the pages, by language. A language with a region, such as `en-GB`, is for users of that region.",
        "type": "object",
        "properties": languages,
        "patternProperties": {region: {"$ref": "#/$defs/Messages"}},
        "additionalProperties": false,
        "$defs": {
            "Messages": {
                "description": "The messages of a language. A message without an entry is the built-in one.",
                "type": "object",
                "properties": entries,
                "additionalProperties": false,
            },
            "Text": text_schema(),
        },
    });
    schema.sort_all_objects();
    schema
}

/// The schema of a text for any key.
fn text_schema() -> Value {
    json!({"type": "string", "pattern": r"\S", "maxLength": MAX_CHARACTERS})
}

/// The schema of the text for a key.
fn entry(key: &Key, purpose: &str, english: &Slot<'_>) -> Value {
    let places: Vec<&str> = key.places.iter().copied().chain(key.count).collect();
    let mut description = vec![purpose.to_owned()];
    if !places.is_empty() {
        let places: Vec<String> = places.iter().map(|place| format!("`{{{place}}}`")).collect();
        description.push(format!("Placeholders: {}.", places.join(", ")));
    }
    let mut schema = match english {
        Slot::Text(text) => {
            description.push(format!("In English: \"{}\"", text.trim()));
            text_with(&places)
        }
        Slot::Plural(plural) => {
            let (one, other) = (plural.get(Category::One), plural.get(Category::Other));
            description.push("One text, or an object with the plural forms of the language.".to_owned());
            description.push(format!("In English: \"{one}\", \"{other}\""));
            let forms = Category::ALL.map(|form| (form.name().to_owned(), text_with(key.places)));
            json!({
                "anyOf": [
                    text_with(&places),
                    {"type": "object", "properties": Map::from_iter(forms), "additionalProperties": false, "minProperties": 1},
                ],
            })
        }
    };
    schema["description"] = description.join(" ").into();
    schema
}

/// The schema of a text with these placeholders.
fn text_with(places: &[&str]) -> Value {
    let patterns: Vec<Value> =
        places.iter().map(|place| json!({"pattern": format!(r"\{{{place}\}}")})).collect();
    // An empty `allOf` is not valid.
    if patterns.is_empty() {
        json!({"$ref": "#/$defs/Text"})
    } else {
        json!({"$ref": "#/$defs/Text", "allOf": patterns})
    }
}
