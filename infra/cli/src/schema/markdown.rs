//! The reference of a form's keys, in Markdown: the JSON Schema, as a person reads it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::cells::{alternatives, bounds, cell, limits, meaning, quoted, slug, title, type_of};

const HEAD: &str = "\
# Form reference

This page lists every key of a form's file, with its type, default and limits. [forms.md](forms.md) is the guide, with
examples and reasons. The types are those of JSON. A key with the value `null` is the same as a missing key. A key that is
not listed here is an error.

<!-- Written by: cargo run -- schema --markdown > docs/forms-reference.md -->
";

const TABLE: &str = "| key | type | default, limits | meaning |\n| --- | --- | --- | --- |\n";

/// The definitions below each section. Those that are in none are below the last.
const BELOW: [(&str, &[&str]); 6] = [
    ("Form", &["Step"]),
    ("Fields", &["Choice", "Document", "ErrorTexts"]),
    ("Blocks", &[]),
    ("Condition", &["Literal", "Operand"]),
    (
        "Theme",
        &[
            "Logo",
            "Colors",
            "Palette",
            "Color",
            "Radius",
            "RadiusName",
            "Font",
            "FontStack",
            "FontFamily",
            "ColorScheme",
        ],
    ),
    ("Values", &["Text", "Tag", "FieldName"]),
];

/// A heading and the text below it.
struct Section {
    level: usize,
    heading: String,
    body: String,
}

/// The page for a schema.
pub(super) fn page(schema: &Value) -> String {
    let sections = sections(schema);
    let mut page = HEAD.to_owned();
    for section in &sections {
        let words =
            section.heading.strip_prefix("Field `").or_else(|| section.heading.strip_prefix("Block `"));
        let words = words.map_or_else(|| section.heading.clone(), |name| format!("`{name}"));
        let entry = format!("[{words}](#{})", slug(&section.heading));
        // Writing to a string does not fail.
        let _ = match section.level {
            2 => write!(page, "\n- {entry}"),
            _ => write!(page, " · {entry}"),
        };
    }
    page.push('\n');
    for Section { level, heading, body } in sections {
        let _ = write!(page, "\n{} {heading}\n\n{}\n", "#".repeat(level), body.trim_end());
    }
    page
}

fn sections(schema: &Value) -> Vec<Section> {
    let none = Map::new();
    let definitions = schema["$defs"].as_object().unwrap_or(&none);
    let main: BTreeSet<&str> =
        ["Item"].into_iter().chain(BELOW.iter().map(|(heading, _)| *heading)).collect();
    let placed: BTreeSet<&str> = BELOW.iter().flat_map(|(_, below)| below.iter().copied()).collect();
    let rest =
        definitions.keys().map(String::as_str).filter(|name| !main.contains(name) && !placed.contains(name));
    let rest: Vec<&str> = rest.collect();

    let mut sections = Vec::new();
    for (heading, below) in BELOW {
        let (text, own) = match heading {
            "Form" => (body(schema), Vec::new()),
            "Fields" => entries(definitions, "Field", |keys| keys.contains_key("name")),
            "Blocks" => entries(definitions, "Block", |keys| !keys.contains_key("name")),
            "Values" => ("The types of the values of the keys above.".to_owned(), Vec::new()),
            name => (definitions.get(name).map(body).unwrap_or_default(), Vec::new()),
        };
        sections.push(Section { level: 2, heading: heading.to_owned(), body: text });
        sections.extend(own);
        let last: &[&str] = if heading == "Values" { &rest } else { &[] };
        sections.extend(below.iter().chain(last).filter_map(|name| {
            Some(Section { level: 3, heading: title(name), body: body(definitions.get(*name)?) })
        }));
    }
    sections
}

/// The entries of `fields` of one sort: the keys that all of them have, and a section for each.
fn entries(
    definitions: &Map<String, Value>,
    sort: &str,
    is_one: impl Fn(&Map<String, Value>) -> bool,
) -> (String, Vec<Section>) {
    let all = definitions["Item"]["oneOf"].as_array().into_iter().flatten();
    let all: Vec<(&Value, &Map<String, Value>)> = all
        .filter_map(|entry| Some((entry, entry["properties"].as_object()?)))
        .filter(|(_, keys)| is_one(keys))
        .collect();
    let in_all = |key: &str| all.iter().all(|(_, keys)| keys.contains_key(key));
    let heading = |keys: &Map<String, Value>| {
        format!("{sort} `{}`", keys["type"]["const"].as_str().unwrap_or_default())
    };
    let kinds: Vec<String> = all
        .iter()
        .map(|(_, keys)| {
            let name = keys["type"]["const"].as_str().unwrap_or_default();
            format!("[`{name}`](#{})", slug(&heading(keys)))
        })
        .collect();

    let mut common = format!("The keys of every {}.\n\n{TABLE}", sort.to_lowercase());
    let _ = writeln!(common, "| `type` | string | required | The type: {}. |", kinds.join(", "));
    if let Some((entry, _)) = all.first() {
        common.push_str(&rows(entry, |key| key != "type" && in_all(key)));
    }
    let own = all.iter().map(|(entry, keys)| {
        let rows = rows(entry, |key| !in_all(key));
        let table = if rows.is_empty() { "No other keys.".to_owned() } else { format!("{TABLE}{rows}") };
        Section { level: 3, heading: heading(keys), body: format!("{}\n\n{table}", meaning(entry)) }
    });
    let own = own.collect();
    (common, own)
}

/// What a definition says: in words, and with a table of its keys, its values or its alternatives.
fn body(schema: &Value) -> String {
    let mut body = format!("{}\n\n", meaning(schema));
    if schema["properties"].is_object() {
        if let Some(alternatives) = schema["oneOf"].as_array() {
            let names: Vec<String> = alternatives
                .iter()
                .filter_map(|alternative| Some(format!("`{}`", alternative["required"][0].as_str()?)))
                .collect();
            let _ = write!(body, "It has exactly one of these keys: {}.\n\n", names.join(", "));
        }
        let _ = write!(body, "{TABLE}{}", rows(schema, |_| true));
        if let Some(defaults) = defaults(schema) {
            let _ = write!(body, "\n{defaults}");
        }
    } else if schema["oneOf"][0].get("const").is_some() {
        body.push_str("| value | meaning |\n| --- | --- |\n");
        for value in alternatives(schema).into_iter().flatten() {
            let _ = writeln!(body, "| {} | {} |", cell(&type_of(value)), cell(&meaning(value)));
        }
    } else if let Some(alternatives) = alternatives(schema) {
        // A key that makes an object by itself fits on a line; several have a table below the lines.
        let is_table = |schema: &&Value| schema["properties"].as_object().is_some_and(|keys| keys.len() > 1);
        let (tables, lines): (Vec<&Value>, Vec<&Value>) = alternatives.partition(is_table);
        body.push_str("One of these:\n\n");
        for alternative in lines {
            body.push_str(&line(alternative));
        }
        for table in &tables {
            let _ = writeln!(body, "- object with the keys of the table. {}", meaning(table));
        }
        for table in tables {
            let _ = write!(body, "\n{TABLE}{}", rows(table, |_| true));
        }
    } else {
        let said: Vec<String> = std::iter::once(type_of(schema)).chain(bounds(schema)).collect();
        let _ = write!(body, "Type: {}.", said.join("; "));
        let examples = schema["examples"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let examples: Vec<String> = examples.map(|example| format!("`{example}`")).collect();
        if !examples.is_empty() {
            let _ = write!(body, " Examples: {}.", examples.join(", "));
        }
    }
    body
}

/// An alternative, as an entry of a list.
fn line(schema: &Value) -> String {
    let key = schema["properties"].as_object().and_then(|keys| keys.iter().next());
    let (named, schema) = match key {
        Some((key, value)) => (format!("object with `{key}`: "), value),
        None => (String::new(), schema),
    };
    let said: Vec<String> = std::iter::once(type_of(schema)).chain(bounds(schema)).collect();
    let meaning = meaning(schema);
    let meaning = if meaning.is_empty() { meaning } else { format!(". {meaning}") };
    format!("- {named}{}{meaning}\n", said.join("; "))
}

/// What the keys of an object have when they are left out, where each is an object: a column each.
fn defaults(schema: &Value) -> Option<String> {
    let keys = schema["properties"].as_object()?;
    let columns: Vec<(&String, &Map<String, Value>)> =
        keys.iter().filter_map(|(key, schema)| Some((key, schema["default"].as_object()?))).collect();
    let (_, first) = columns.first()?;
    let mut table = "| default of |".to_owned();
    for (key, _) in &columns {
        let _ = write!(table, " `{key}` |");
    }
    let _ = write!(table, "\n| --- |{}\n", " --- |".repeat(columns.len()));
    for key in first.keys() {
        let _ = write!(table, "| `{key}` |");
        for (_, defaults) in &columns {
            let _ = write!(table, " {} |", defaults.get(key).map(quoted).unwrap_or_default());
        }
        table.push('\n');
    }
    Some(table)
}

/// A row for each key that `is_shown`: the required ones first, in the order in which the schema has them.
fn rows(schema: &Value, is_shown: impl Fn(&str) -> bool) -> String {
    let none = Map::new();
    let keys = schema["properties"].as_object().unwrap_or(&none);
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let optional = keys.keys().map(String::as_str).filter(|key| !required.contains(key));
    let mut rows = String::new();
    for key in required.iter().copied().chain(optional).filter(|key| is_shown(key)) {
        let schema = &keys[key];
        let _ = writeln!(
            rows,
            "| `{key}` | {} | {} | {} |",
            cell(&type_of(schema)),
            cell(&limits(schema, required.contains(&key))),
            cell(&meaning(schema))
        );
    }
    rows
}

#[cfg(test)]
mod tests;
