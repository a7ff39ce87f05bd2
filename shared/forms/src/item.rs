//! The entries of a step: fields, and the blocks between them.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::block::Block;
use super::condition::Condition;
use super::definition_problem::Problems;
use super::field::{self, Field};
use super::kind::Kind;
use super::read::{did_you_mean, error_at, members, read};
use crate::locale::Tag;

/// An entry of `fields`. Its `type` determines the keys that it has.
#[derive(Debug, Clone)]
pub struct Item {
    /// The condition for showing the entry. Without it, the entry is always shown.
    pub when: Option<Condition>,
    /// The field or block.
    pub content: Content,
}

/// The content of an entry.
#[derive(Debug, Clone)]
pub enum Content {
    /// A field, which has an answer.
    Field(Box<Field>),
    /// A block, which has no answer.
    Block(Block),
}

impl Item {
    /// Returns the field, or `None` for a block.
    pub fn field(&self) -> Option<&Field> {
        match &self.content {
            Content::Field(field) => Some(field),
            Content::Block(_) => None,
        }
    }

    /// Returns the problems of an entry that has been deserialized.
    pub(super) fn problems(&self, languages: &[Tag]) -> Problems {
        match &self.content {
            Content::Field(field) => field.problems(languages),
            Content::Block(block) => block.problems(languages),
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = members(deserializer)?;
        let name = match members.remove("type") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(type_error("it is not a string")),
            None => return Err(type_error("it is missing")),
        };
        let when: When = read(take(&mut members, &["when"]))?;
        let content = if let Some(own) = Kind::members(&name) {
            check_keys(&members, &name, field::MEMBERS.iter().chain(own))?;
            let common = take(&mut members, &field::MEMBERS);
            Content::Field(Box::new(Field::read(&name, common, members)?))
        } else if let Some(own) = Block::keys(&name) {
            check_keys(&members, &name, own.iter())?;
            Content::Block(match name.as_str() {
                "heading" => Block::Heading(read(members)?),
                "paragraph" => Block::Paragraph(read(members)?),
                "image" => Block::Image(read(members)?),
                _ => Block::Divider,
            })
        } else {
            let suggestion = did_you_mean(&name, types());
            let reason = format!("`{name}` is not a type");
            return Err(if suggestion.is_empty() {
                type_error(&reason)
            } else {
                error_at("type", format!("{reason}{suggestion}"))
            });
        };
        Ok(Self { when: when.when, content })
    }
}

#[derive(Deserialize)]
struct When {
    when: Option<Condition>,
}

/// The values of `type`.
fn types() -> impl Iterator<Item = &'static str> {
    Kind::NAMES.iter().chain(Block::NAMES).copied()
}

/// An error of `type` that lists the valid values.
fn type_error<E: serde::de::Error>(reason: &str) -> E {
    let types: Vec<&str> = types().collect();
    error_at("type", format!("{reason}; the types are {}", types.join(", ")))
}

/// Removes the members with these names and returns them.
fn take(members: &mut Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    names.iter().filter_map(|name| members.remove_entry(*name)).collect()
}

/// Checks that an entry of the type `name` has no keys but these and `when`.
fn check_keys<'k, E: serde::de::Error>(
    members: &Map<String, Value>,
    name: &str,
    keys: impl Iterator<Item = &'k &'static str> + Clone,
) -> Result<(), E> {
    let mut keys = keys.copied().chain(["when"]);
    match members.keys().find(|key| keys.clone().all(|valid| valid != key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let suggestion = did_you_mean(key, &mut keys);
            Err(error_at(key, format!("unknown key `{key}` for the type `{name}`{suggestion}")))
        }
    }
}
