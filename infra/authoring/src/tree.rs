//! The values of a file with their ranges.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use serde_json::{Map, Number, Value};

use crate::location::Span;

/// A value with its range.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) content: Content,
}

/// The content of a value.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Null,
    Flag(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Node {
    /// Converts a value of the parser.
    pub(crate) fn new(value: &ast::Value<'_>) -> Self {
        let range = value.range();
        let content = match value {
            ast::Value::NullKeyword(_) => Content::Null,
            ast::Value::BooleanLit(flag) => Content::Flag(flag.value),
            ast::Value::NumberLit(number) => Content::Number(number.value.to_owned()),
            ast::Value::StringLit(text) => Content::Text(text.value.to_string()),
            ast::Value::Array(list) => Content::List(list.elements.iter().map(Self::new).collect()),
            ast::Value::Object(object) => {
                Content::Object(object.properties.iter().map(Member::new).collect())
            }
        };
        Self { span: Span::new(range.start, range.end), content }
    }

    /// Returns the members of an object; none for another value.
    pub(crate) fn members(&self) -> &[Member] {
        match &self.content {
            Content::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns the member with this key.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.key == key)
    }

    /// Returns the text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.content, Content::Null)
    }

    /// Returns the value without ranges. Of repeated keys, the first counts.
    pub(crate) fn to_json(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Flag(flag) => Value::Bool(*flag),
            Content::Number(number) => number.parse::<Number>().map_or(Value::Null, Value::Number),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(nodes) => Value::Array(nodes.iter().map(Self::to_json).collect()),
            Content::Object(members) => {
                let mut object = Map::new();
                for member in members {
                    object.entry(member.key.clone()).or_insert_with(|| member.value.to_json());
                }
                Value::Object(object)
            }
        }
    }

    /// Finds the value at a path such as `fields[2].options[0].label`, or the innermost value around it that exists.
    /// Returns the rest of the path.
    pub(crate) fn find<'n, 'p>(&'n self, path: &'p str) -> (&'n Node, &'p str) {
        let (mut node, mut rest) = (self, path);
        while !rest.is_empty() {
            let Some((child, remaining)) = node.child(rest) else { break };
            (node, rest) = (child, remaining);
        }
        (node, rest)
    }

    /// Returns the value at the first segment of a path, and the rest of the path.
    fn child<'p>(&self, path: &'p str) -> Option<(&Node, &'p str)> {
        let path = path.strip_prefix('.').unwrap_or(path);
        if let Some(index) = path.strip_prefix('[') {
            let (index, rest) = index.split_once(']')?;
            let Content::List(nodes) = &self.content else { return None };
            return Some((nodes.get(index.parse::<usize>().ok()?)?, rest));
        }
        let end = path.find(['.', '[']).unwrap_or(path.len());
        Some((&self.member(&path[..end])?.value, &path[end..]))
    }
}

impl Member {
    fn new(property: &ast::ObjectProp<'_>) -> Self {
        let range = property.name.range();
        Self {
            key: property.name.as_str().to_owned(),
            key_span: Span::new(range.start, range.end),
            value: Node::new(&property.value),
        }
    }
}
