//! What a step is made of: fields, and the blocks between them.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::block::Block;
use super::condition::Condition;
use super::field::{self, Field};
use super::kind::Kind;
use super::problems::Problems;
use super::read::{did_you_mean, fault, keys, read};
use crate::locale::Tag;

/// One entry of `fields`: told apart by its `type`.
#[derive(Debug, Clone)]
pub struct Item {
    /// When it is shown; always, where there is no condition.
    pub when: Option<Condition>,
    /// What it is.
    pub content: Content,
}

/// What an entry is.
#[derive(Debug, Clone)]
pub enum Content {
    /// A question.
    Field(Box<Field>),
    /// Something that asks nothing.
    Block(Block),
}

impl Item {
    /// The question, if it is one.
    pub fn field(&self) -> Option<&Field> {
        match &self.content {
            Content::Field(field) => Some(field),
            Content::Block(_) => None,
        }
    }

    /// The problems of an entry that could be read.
    pub(super) fn problems(&self, languages: &[Tag]) -> Problems {
        match &self.content {
            Content::Field(field) => field.problems(languages),
            Content::Block(block) => block.problems(languages),
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut keys = keys(deserializer)?;
        let types = || {
            format!(
                "there are {}",
                Kind::NAMES.iter().chain(Block::NAMES).copied().collect::<Vec<_>>().join(", ")
            )
        };
        let name = match keys.remove("type") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(fault("type", format!("it is not a string; {}", types()))),
            None => return Err(fault("type", format!("it is missing; {}", types()))),
        };
        let when: When = read(take(&mut keys, &["when"]))?;
        let content = if let Some(own) = Kind::members(&name) {
            check_keys(&keys, ("field", &name), &[&field::MEMBERS, own])?;
            let common = take(&mut keys, &field::MEMBERS);
            Content::Field(Box::new(Field::read(&name, common, keys)?))
        } else if let Some(own) = Block::keys(&name) {
            check_keys(&keys, ("block", &name), &[own])?;
            Content::Block(match name.as_str() {
                "heading" => Block::Heading(read(keys)?),
                "paragraph" => Block::Paragraph(read(keys)?),
                "image" => Block::Image(read(keys)?),
                _ => Block::Divider,
            })
        } else {
            let near = did_you_mean(&name, Kind::NAMES.iter().chain(Block::NAMES).copied());
            let types = if near.is_empty() { format!("; {}", types()) } else { near };
            return Err(fault("type", format!("`{name}` is not a type{types}")));
        };
        Ok(Self { when: when.when, content })
    }
}

#[derive(Deserialize)]
struct When {
    when: Option<Condition>,
}

/// The keys of these names, taken out.
fn take(keys: &mut Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    names.iter().filter_map(|name| keys.remove_entry(*name)).collect()
}

/// Tells the first key that an entry of the type `name` cannot have.
fn check_keys<E: serde::de::Error>(
    keys: &Map<String, Value>,
    (what, name): (&str, &str),
    known: &[&'static [&'static str]],
) -> Result<(), E> {
    let known = || known.iter().flat_map(|keys| keys.iter().copied()).chain(["when"]);
    match keys.keys().find(|key| known().all(|known| known != key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let near = did_you_mean(key, known());
            Err(fault(key, format!("a {what} of the type `{name}` has no such key{near}")))
        }
    }
}
