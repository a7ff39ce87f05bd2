//! Advice on common mistakes: keys of other formats, and values whose message depends on their key.

use serde_json::{Map, Value};

use crate::format::{Format, alternatives, shape};
use crate::tree::{Content, Member, Node};
use crate::words::{flag, found};

/// A key of other formats.
pub(super) struct Alias {
    /// The key, in lower case.
    name: &'static str,
    /// The key of forms that it means.
    pub(super) key: &'static str,
    /// What to write instead.
    pub(super) advice: &'static str,
}

const HINT: &str = "did you mean `hint`?";
const INTRO: &str = "did you mean `intro`?";
const EQUALS: &str = "did you mean `equals`? For `checkboxes`, `equals` is true if this option is selected";
const IN: &str = "did you mean `in`? For `checkboxes`, `in` is true if one of these options is selected";

/// Keys of other formats. A name can mean several keys, of which an object has one.
const ALIASES: [Alias; 16] = [
    Alias {
        name: "placeholder",
        key: "hint",
        advice: "fields have no placeholder; put the example in `hint`",
    },
    Alias { name: "help", key: "hint", advice: HINT },
    Alias { name: "help_text", key: "hint", advice: HINT },
    Alias { name: "description", key: "hint", advice: HINT },
    Alias { name: "description", key: "intro", advice: INTRO },
    Alias { name: "mandatory", key: "required", advice: "did you mean `required`?" },
    Alias { name: "dark", key: "dark_url", advice: "did you mean `dark_url`?" },
    Alias { name: "is", key: "equals", advice: "did you mean `equals`?" },
    Alias { name: "contains", key: "equals", advice: EQUALS },
    Alias { name: "contains", key: "in", advice: IN },
    Alias { name: "includes", key: "equals", advice: EQUALS },
    Alias { name: "includes", key: "in", advice: IN },
    Alias { name: "active", key: "enabled", advice: "did you mean `enabled`?" },
    Alias { name: "client_id", key: "client", advice: "did you mean `client`?" },
    Alias { name: "fields", key: "ask", advice: "did you mean `ask`?" },
    Alias { name: "if", key: "when", advice: "did you mean `when`?" },
];

/// The keys of aliases whose values are lists.
const LISTS: [&str; 3] = ["ask", "client", "in"];

/// Returns the alias that an unknown key is, if the object can have the key that it means.
pub(super) fn alias(member: &Member, known: &Map<String, Value>) -> Option<&'static Alias> {
    let name = member.key.to_lowercase();
    let is_list = matches!(member.value.content, Content::List(_));
    ALIASES.iter().find(|alias| {
        alias.name == name && known.contains_key(alias.key) && is_list == LISTS.contains(&alias.key)
    })
}

/// Returns the problem of the value of a key of `object`, if its message depends on the key. `schema` is that of the value.
pub(super) fn problem(
    format: &Format,
    object: &Node,
    key: &str,
    value: &Node,
    schema: &Value,
    is_required: bool,
) -> Option<String> {
    match &value.content {
        Content::List(nodes) if nodes.is_empty() => empty_list(format, object, schema, is_required),
        Content::Text(text) if format.types(schema).contains(&"boolean") => text_as_flag(key, text),
        Content::Object(_) => None,
        _ if key == "errors" && object.member("pattern").is_some() => {
            Some(format!("expected an object: `{{\"pattern\": …}}`, found {}", found(value)))
        }
        _ => None,
    }
}

/// The message for an empty list that needs an entry.
fn empty_list(format: &Format, object: &Node, schema: &Value, is_required: bool) -> Option<String> {
    let (items, name) = format.resolve(items_of(format, schema)?);
    let example = items.pointer("/examples/0").map(ToString::to_string).unwrap_or_default();
    // A comparison needs its list, and a form without `fields` its steps.
    let is_required = is_required || matches!(name, Some("Literal" | "Step"));
    let entry = match name {
        Some("Choice") => format!("an option: `{}`", shape(items)),
        Some("Condition") => "a condition: `{\"field\": …, \"equals\": …}`".to_owned(),
        Some("CountryCode" | "Country") => format!("the code of a country, such as `{example}`"),
        Some("FieldName") => format!("a field, such as `{example}`"),
        Some("FontFamily") => format!("a font family, such as `{example}`"),
        Some("Literal") => match object.member("field").and_then(|member| member.value.text()) {
            Some(field) => format!("at least one answer to `{field}`"),
            None => "at least one answer to the field".to_owned(),
        },
        Some("Rule") => format!("a rule: `{}`", shape(items)),
        Some("Step") => format!("a step: `{}`", shape(items)),
        Some("Tag") => format!("a language, such as `{example}`"),
        _ => "an entry".to_owned(),
    };
    let alternative = if is_required { "" } else { ", or remove the key" };
    Some(format!("the list is empty; write {entry}{alternative}"))
}

/// Returns the schema of the entries of a list that needs at least one.
fn items_of<'s>(format: &'s Format, schema: &'s Value) -> Option<&'s Value> {
    let (schema, _) = format.resolve(schema);
    if let Some((others, _)) = alternatives(schema) {
        return others.into_iter().find_map(|other| items_of(format, other));
    }
    schema.get("items").filter(|_| schema["minItems"].as_u64().is_some_and(|least| least > 0))
}

/// The message for a text instead of `true`, if it was probably meant to be the text on the page.
fn text_as_flag(key: &str, text: &str) -> Option<String> {
    let (noun, message) = match key {
        "not_now" => ("button", "not_now"),
        "other" => ("option", "other"),
        "sign_out" => ("link", "not_you"),
        _ => return None,
    };
    flag(text).is_none().then(|| {
        format!(
            "expected `true` or `false`, found a text; write `true`. To change the text of the {noun} in all forms, add \
             `{{\"en\": {{\"{message}\": …}}}}` to page.texts.json"
        )
    })
}
