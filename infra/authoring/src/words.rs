//! Descriptions of JSON values, as authors call them.

use crate::tree::{Content, Node};

/// Describes the value that was found.
pub(crate) fn found(node: &Node) -> String {
    match &node.content {
        Content::Null => "`null`".to_owned(),
        Content::Flag(flag) => format!("`{flag}`"),
        Content::Number(number) => format!("the number {number}"),
        Content::Text(_) => "a text".to_owned(),
        Content::List(_) => "a list".to_owned(),
        Content::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Content::Object(_) => "an object".to_owned(),
    }
}

/// Returns the value of a word that means `true` or `false` in other formats: `yes`, `on`, `True`.
pub(crate) fn flag(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "yes" | "on" | "true" => Some(true),
        "no" | "off" | "false" => Some(false),
        _ => None,
    }
}

/// Joins alternatives: `a, b or c`.
pub(crate) fn any_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Joins code names: `` `a`, `b` or `c` ``.
pub(crate) fn any_name_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    any_of(&names.map(|name| format!("`{name}`")).collect::<Vec<_>>())
}
