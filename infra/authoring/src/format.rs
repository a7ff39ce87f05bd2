//! A format of JSON files, and what its schema says of a value.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::tree::{Content, Node};

/// A format of JSON files: that of forms, or that of plans.
#[derive(Debug)]
pub struct Format {
    /// The JSON Schema of a file, with its definitions in `$defs`. A file is an object.
    pub(crate) schema: Value,
    /// What a file is in messages: `form`.
    pub(crate) noun: &'static str,
    /// A file in the message for another value: `{"version": 1, …}`.
    pub(crate) example: &'static str,
    /// Checks a value by the type behind a definition of the schema, like [`profiling_forms::check_definition`].
    pub(crate) check_definition: fn(&str, &Value) -> Option<Result<(), String>>,
    /// True for the format of forms. A form has either `fields` or `steps`, and [`profiling_forms::parse_form`] finds what is
    /// beyond its structure, such as the lengths of texts.
    pub(crate) is_form: bool,
}

/// The format of a form's file.
pub(crate) static FORM: LazyLock<Format> = LazyLock::new(|| Format {
    schema: profiling_forms::schema(),
    noun: "form",
    example: "{\"version\": 1, \"title\": …, \"fields\": […]}",
    check_definition: profiling_forms::check_definition,
    is_form: true,
});

impl Format {
    /// A format with this schema. `check_definition` checks a value by the type behind a definition, like
    /// [`profiling_forms::check_definition`]. Messages call a file a `noun`. The message for a value that is no object has the
    /// `example`.
    pub fn new(
        schema: Value,
        noun: &'static str,
        example: &'static str,
        check_definition: fn(&str, &Value) -> Option<Result<(), String>>,
    ) -> Self {
        Self { schema, noun, example, check_definition, is_form: false }
    }

    /// Returns the schema that a reference names, and its name.
    pub(crate) fn resolve<'s>(&'s self, schema: &'s Value) -> (&'s Value, Option<&'s str>) {
        let Some(name) =
            schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"))
        else {
            return (schema, None);
        };
        (&self.schema["$defs"][name], Some(name))
    }

    /// Returns the types that a schema allows.
    pub(crate) fn types<'s>(&'s self, schema: &'s Value) -> Vec<&'s str> {
        match self.resolve(schema).0.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Describes what a schema expects.
    pub(crate) fn expected(&self, schema: &Value) -> Vec<String> {
        let (schema, _) = self.resolve(schema);
        if let Some(constant) = schema.get("const") {
            return vec![format!("`{constant}`")];
        }
        if let Some((others, _)) = alternatives(schema) {
            let mut words: Vec<String> = Vec::new();
            for word in others.into_iter().flat_map(|other| self.expected(other)) {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            return words;
        }
        let number = |schema: &Value, noun: &str| {
            let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
            match (bound("minimum"), bound("maximum")) {
                (Some(minimum), Some(maximum)) if maximum < 10_000_000_000 => {
                    format!("{noun} from {minimum} to {maximum}")
                }
                (Some(minimum), _) if minimum > -1_000_000_000 => format!("{noun} of at least {minimum}"),
                _ => noun.to_owned(),
            }
        };
        let words = self.types(schema).into_iter().filter(|name| *name != "null").map(|name| match name {
            "string" => match schema.pointer("/examples/0") {
                Some(example) => format!("a text in double quotes, such as `{example}`"),
                None => "a text in double quotes".to_owned(),
            },
            "boolean" => "`true` or `false`".to_owned(),
            "integer" => number(schema, "a whole number"),
            "number" => number(schema, "a number"),
            "array" => "a list: `[…]`".to_owned(),
            "object" => format!("an object: `{}`", shape(schema)),
            other => other.to_owned(),
        });
        words.collect()
    }

    /// Returns the types that have this key.
    pub(crate) fn types_with(&self, key: &str) -> Vec<&str> {
        let kinds = self.schema["$defs"]["Item"]["oneOf"].as_array().into_iter().flatten();
        kinds
            .filter(|kind| properties(kind).is_some_and(|properties| properties.contains_key(key)))
            .filter_map(|kind| kind.pointer("/properties/type/const")?.as_str())
            .collect()
    }
}

/// Returns the alternatives of a schema, without that for `null`.
pub(crate) fn alternatives(schema: &Value) -> Option<(Vec<&Value>, bool)> {
    let all = ["anyOf", "oneOf"].into_iter().find_map(|key| schema.get(key)?.as_array())?;
    let is_null = |schema: &&Value| schema.get("type").and_then(Value::as_str) == Some("null");
    let others: Vec<&Value> = all.iter().filter(|schema| !is_null(schema)).collect();
    let nullable = others.len() < all.len();
    Some((others, nullable))
}

/// Returns true if the value has one of these types of JSON Schema.
pub(crate) fn has_type(node: &Node, types: &[&str]) -> bool {
    types.is_empty()
        || types.iter().any(|name| match &node.content {
            Content::Null => *name == "null",
            Content::Flag(_) => *name == "boolean",
            Content::Number(number) => *name == "number" || *name == "integer" && is_whole(number),
            Content::Text(_) => *name == "string",
            Content::List(_) => *name == "array",
            Content::Object(_) => *name == "object",
        })
}

fn is_whole(number: &str) -> bool {
    number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok()
}

/// Describes an object by the keys that it needs: `{"value": …, "label": …}`.
pub(crate) fn shape(schema: &Value) -> String {
    let mut keys: Vec<String> = required(schema).map(|key| format!("\"{key}\": …")).collect();
    if keys.is_empty() {
        keys = properties(schema)
            .into_iter()
            .flat_map(Map::keys)
            .take(1)
            .map(|key| format!("\"{key}\": …"))
            .collect();
    }
    if keys.is_empty() { "{…}".to_owned() } else { format!("{{{}}}", keys.join(", ")) }
}

/// Returns the keys that an object needs.
pub(crate) fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Returns the properties of a schema.
pub(crate) fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}
