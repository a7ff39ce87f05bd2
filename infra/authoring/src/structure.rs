//! Compares a file with the JSON Schema of its format. Each problem has its place, and all are reported.

mod advice;

use profiling_forms::did_you_mean;
use serde_json::{Map, Value};

use crate::format::{Format, alternatives, has_type, properties, required};
use crate::location::Span;
use crate::tree::{Content, Member, Node};
use crate::words::{any_name_of, any_of, found};

/// A problem of the structure.
pub(crate) struct StructureProblem {
    pub(crate) span: Span,
    /// The path of the value or of the key, such as `fields[2].label`.
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) kind: StructureKind,
}

/// A kind of problem.
pub(crate) enum StructureKind {
    /// An unknown key, and the missing key that was probably meant.
    UnknownKey { meant: Option<String> },
    /// A value that is not valid, or a key that is missing or repeated.
    Value,
}

/// Returns the problems of a file's structure.
pub(crate) fn check(tree: &Node, format: &Format) -> Vec<StructureProblem> {
    let mut walk = Walk { format, problems: Vec::new() };
    if !matches!(tree.content, Content::Object(_)) {
        let message = format!("expected a {}: `{}`, found {}", format.noun, format.example, found(tree));
        walk.report(tree.span.first_byte(), "", message);
        return walk.problems;
    }
    walk.value(tree, &format.schema, "");
    if format.is_form {
        walk.pages(tree);
    }
    walk.problems.sort_by_key(|problem| problem.span);
    walk.problems
}

struct Walk<'f> {
    format: &'f Format,
    problems: Vec<StructureProblem>,
}

/// Joins a path and a key.
fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

impl Walk<'_> {
    fn report(&mut self, span: Span, path: &str, message: String) {
        self.problems.push(StructureProblem {
            span,
            path: path.to_owned(),
            message,
            kind: StructureKind::Value,
        });
    }

    fn value(&mut self, node: &Node, schema: &Value, path: &str) {
        let (schema, name) = self.format.resolve(schema);
        match name {
            Some("Item") => return self.item(node, schema, path),
            Some("Condition") => return self.condition(node, schema, path),
            _ => {}
        }
        if let Some((others, nullable)) = alternatives(schema).filter(|_| !path.is_empty()) {
            match others[..] {
                _ if nullable && node.is_null() => {}
                [only] => self.value(node, only, path),
                _ => self.alternative(node, schema, &others, path),
            }
            return;
        }
        let types = self.format.types(schema);
        if types == ["null"] && !node.is_null() {
            let message = "this key is not allowed for this type of field; remove it".to_owned();
            return self.report(node.span, path, message);
        }
        if !has_type(node, &types) {
            let message =
                format!("expected {}, found {}", any_of(&self.format.expected(schema)), found(node));
            return self.report(node.span, path, message);
        }
        if let (Some("Bound"), Some(text)) = (name, node.text())
            && text.parse::<f64>().is_ok()
        {
            let message = format!("a number has no quotes; write {text}, if the field is a number");
            return self.report(node.span, path, message);
        }
        if let Some(Err(reason)) = name.and_then(|name| (self.format.check_definition)(name, &node.to_json()))
        {
            return self.report(node.span, path, reason);
        }
        match &node.content {
            Content::Number(number) => self.number(node, number, schema, path),
            Content::Object(_) => self.object(node, schema, path, None),
            Content::List(nodes) => {
                if let Some(items) = schema.get("items") {
                    for (index, node) in nodes.iter().enumerate() {
                        self.value(node, items, &format!("{path}[{index}]"));
                    }
                }
                self.length(node, nodes.len(), schema, path);
            }
            Content::Text(text) if !self.format.is_form => self.text(node, text, schema, path),
            Content::Text(_) | Content::Null | Content::Flag(_) => {}
        }
    }

    /// Checks a value that has several forms, such as a text or texts by language.
    fn alternative(&mut self, node: &Node, schema: &Value, others: &[&Value], path: &str) {
        let constants: Vec<&str> =
            others.iter().filter_map(|other| self.format.resolve(other).0.get("const")?.as_str()).collect();
        if let (Some(text), false) = (node.text(), constants.is_empty()) {
            if constants.contains(&text) {
                return;
            }
            if constants.len() == others.len() {
                let suggestion = did_you_mean(text, constants.iter().copied());
                let names = any_name_of(constants.iter().copied());
                return self.report(
                    node.span,
                    path,
                    format!("`{text}` is not valid{suggestion}; expected {names}"),
                );
            }
        }
        let fits = |other: &&&Value| {
            let (resolved, _) = self.format.resolve(other);
            alternatives(resolved).map_or_else(
                || has_type(node, &self.format.types(resolved)),
                |(inner, _)| inner.iter().any(|inner| has_type(node, &self.format.types(inner))),
            )
        };
        if let Some(other) = others.iter().find(fits) {
            match self.other_constant(node, other, others.len()) {
                Some(suggestion) if suggestion.is_empty() => {
                    let expected = any_of(&self.format.expected(schema));
                    let text = node.text().unwrap_or_default();
                    self.report(node.span, path, format!("`{text}` is not valid; expected {expected}"));
                }
                _ => self.value(node, other, path),
            }
        } else {
            let message =
                format!("expected {}, found {}", any_of(&self.format.expected(schema)), found(node));
            self.report(node.span, path, message);
        }
    }

    /// Returns a suggestion, or an empty text, for a text that is none of the constants of one of several alternatives.
    fn other_constant(&self, node: &Node, other: &Value, alternatives_count: usize) -> Option<String> {
        let text = node.text().filter(|_| alternatives_count > 1)?;
        let (constants, _) = alternatives(self.format.resolve(other).0)?;
        let constants: Option<Vec<&str>> =
            constants.into_iter().map(|constant| constant.get("const")?.as_str()).collect();
        let constants = constants.filter(|constants| !constants.contains(&text))?;
        Some(did_you_mean(text, constants.into_iter()))
    }

    fn number(&mut self, node: &Node, number: &str, schema: &Value, path: &str) {
        let value: f64 = number.parse().unwrap_or(f64::NAN);
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let is_valid = bound("minimum").is_none_or(|minimum| value >= minimum)
            && bound("maximum").is_none_or(|maximum| value <= maximum)
            && bound("exclusiveMinimum").is_none_or(|minimum| value > minimum);
        if !is_valid {
            let expected = match bound("exclusiveMinimum") {
                Some(minimum) => format!("a number above {minimum}"),
                None => any_of(&self.format.expected(schema)),
            };
            self.report(node.span, path, format!("expected {expected}, found {number}"));
        }
    }

    fn text(&mut self, node: &Node, text: &str, schema: &Value, path: &str) {
        let length = text.chars().count() as u64;
        if text.is_empty() && schema["minLength"].as_u64() == Some(1) {
            self.report(node.span, path, "the text is empty".to_owned());
        } else if let Some(maximum) = schema["maxLength"].as_u64().filter(|maximum| length > *maximum) {
            let message = format!("the text has {length} characters; it can have at most {maximum}");
            self.report(node.span, path, message);
        }
    }

    fn length(&mut self, node: &Node, length: usize, schema: &Value, path: &str) {
        let bound =
            |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        if let Some(minimum) = bound("minItems").filter(|minimum| length < *minimum) {
            self.report(
                node.span,
                path,
                format!("the list has {length} entries; it needs at least {minimum}"),
            );
        }
        if let Some(maximum) = bound("maxItems").filter(|maximum| length > *maximum) {
            self.report(
                node.span,
                path,
                format!("the list has {length} entries; it can have at most {maximum}"),
            );
        }
    }

    /// Checks the keys of an object and their values. `kind` is the type of a field or block.
    fn object(&mut self, node: &Node, schema: &Value, path: &str, kind: Option<&str>) {
        self.repeated_keys(node, path);
        let no_keys = Map::new();
        let known = properties(schema).unwrap_or(&no_keys);
        let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        let mut meant = Vec::new();
        for member in node.members() {
            let path = join(path, &member.key);
            if known.contains_key(&member.key) {
                self.property(node, member, &member.key, schema, &path);
            } else if is_closed {
                let is_valid = |key: &&str| {
                    let mut walk = Walk { format: self.format, problems: Vec::new() };
                    walk.property(node, member, key, schema, &path);
                    walk.problems.is_empty()
                };
                let key = similar(&member.key, known)
                    .or_else(|| advice::alias(member, known).map(|alias| alias.key))
                    .or_else(|| only_missing(node, schema, known).filter(is_valid));
                let key = key.filter(|key| node.member(key).is_none() && !meant.contains(key));
                if let Some(key) = key {
                    self.property(node, member, key, schema, &path);
                    meant.push(key);
                }
                let message = unknown_key(self.format, member, known, key, kind);
                let kind = StructureKind::UnknownKey { meant: key.map(ToOwned::to_owned) };
                self.problems.push(StructureProblem { span: member.key_span, path, message, kind });
            } else {
                self.additional(member, schema, &path);
            }
        }
        for key in required(schema) {
            // The message for an unknown key names the key that was probably meant.
            if node.member(key).is_none() && !meant.contains(&key) {
                self.report(node.span.first_byte(), &join(path, key), format!("the key `{key}` is missing"));
            }
        }
        if node.members().is_empty() && schema.get("minProperties").is_some() {
            self.report(node.span, path, "the object is empty; write a text for a language".to_owned());
        }
    }

    /// Checks a value of an object as that of the key `key`. `schema` is that of the object.
    fn property(&mut self, object: &Node, member: &Member, key: &str, schema: &Value, path: &str) {
        let Some(value_schema) = properties(schema).and_then(|known| known.get(key)) else { return };
        let is_required = required(schema).any(|required| required == key);
        match advice::problem(self.format, object, key, &member.value, value_schema, is_required) {
            Some(message) => self.report(member.value.span, path, message),
            None => self.value(&member.value, value_schema, path),
        }
    }

    /// Checks a member whose key can be any of a kind, such as a language.
    fn additional(&mut self, member: &Member, schema: &Value, path: &str) {
        let names = schema.get("propertyNames").and_then(|names| self.format.resolve(names).1);
        if let Some(Err(reason)) =
            names.and_then(|name| (self.format.check_definition)(name, &Value::from(member.key.as_str())))
        {
            self.report(member.key_span, path, reason);
        }
        if let Some(schema) = schema.get("additionalProperties") {
            self.value(&member.value, schema, path);
        }
    }

    fn repeated_keys(&mut self, node: &Node, path: &str) {
        let members = node.members();
        for (index, member) in members.iter().enumerate() {
            if members[..index].iter().any(|earlier| earlier.key == member.key) {
                let message = format!("the key `{}` is repeated; remove one of them", member.key);
                self.report(member.key_span, &join(path, &member.key), message);
            }
        }
    }

    /// Checks that a form has either fields or steps.
    fn pages(&mut self, tree: &Node) {
        let member = |key: &str| tree.member(key).filter(|member| !member.value.is_null());
        match (member("fields"), member("steps")) {
            (Some(_), None) | (None, Some(_)) => {}
            (Some(fields), Some(steps)) => {
                let later = if fields.key_span > steps.key_span { fields } else { steps };
                let message = "a form has either `fields` or `steps`, not both".to_owned();
                self.report(later.key_span, &later.key, message);
            }
            (None, None) => {
                let message =
                    "the key `fields` is missing; a form has `fields`, or `steps` with fields".to_owned();
                self.report(tree.span.first_byte(), "fields", message);
            }
        }
    }

    /// Checks a field or a block by its type.
    fn item(&mut self, node: &Node, schema: &Value, path: &str) {
        if !matches!(node.content, Content::Object(_)) {
            let message = format!(
                "expected a field, such as `{{\"type\": \"text\", \"name\": …, \"label\": …}}`, or a block between fields, such as `{{\"type\": \"heading\", \"text\": …}}`; found {}",
                found(node)
            );
            return self.report(node.span, path, message);
        }
        let kinds: Vec<(&str, &Value)> = schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|kind| Some((kind.pointer("/properties/type/const")?.as_str()?, kind)))
            .collect();
        let names = || kinds.iter().map(|(name, _)| *name);
        let all = || names().collect::<Vec<_>>().join(", ");
        let type_path = join(path, "type");
        let Some(member) = node.member("type") else {
            self.repeated_keys(node, path);
            let is_meant = |member: &&Member| !did_you_mean(&member.key, std::iter::once("type")).is_empty();
            if let Some(meant) = node.members().iter().find(is_meant) {
                let message = format!("unknown key `{}`; did you mean `type`?", meant.key);
                return self.report(meant.key_span, &type_path, message);
            }
            let message = format!("the key `type` is missing. The types are {}", all());
            return self.report(node.span.first_byte(), &type_path, message);
        };
        let Some(name) = member.value.text() else {
            let message = format!(
                "expected a type in double quotes, found {}. The types are {}",
                found(&member.value),
                all()
            );
            return self.report(member.value.span, &type_path, message);
        };
        if let Some((kind, schema)) = kinds.iter().find(|(kind, _)| *kind == name) {
            self.object(node, schema, path, Some(kind));
        } else {
            let synonym = SYNONYMS.iter().find(|(word, _)| *word == name.to_lowercase());
            let suggestion = synonym
                .map_or_else(|| did_you_mean(name, names()), |(_, kind)| format!("; did you mean `{kind}`?"));
            let message =
                format!("`{name}` is not a type{} The types are {}", sentence_end(&suggestion), all());
            self.report(member.value.span, &type_path, message);
        }
    }

    /// Checks a condition by the keys that it has.
    fn condition(&mut self, node: &Node, schema: &Value, path: &str) {
        let kinds: Vec<&Value> = schema["anyOf"].as_array().into_iter().flatten().collect();
        let rules: Vec<&str> = kinds
            .last()
            .and_then(|schema| properties(schema))
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .filter(|key| *key != "field")
            .collect();
        if node.members().is_empty() {
            let message =
                format!("expected a condition: `{{\"field\": …, \"equals\": …}}`, found {}", found(node));
            return self.report(node.span, path, message);
        }
        let group = kinds.iter().find(|schema| {
            let required = schema.pointer("/required/0").and_then(Value::as_str);
            required.is_some_and(|key| key != "field" && node.member(key).is_some())
        });
        if let Some(group) = group {
            if let (Some(_), Some(any)) = (node.member("all"), node.member("any")) {
                let message = "a condition has either `all` or `any`; put one inside the other: `{\"all\": [ …, {\"any\": [ … ]} ]}`";
                return self.report(any.key_span, &join(path, "any"), message.to_owned());
            }
            return self.object(node, group, path, None);
        }
        let Some(comparison) = kinds.last() else { return };
        self.object(node, comparison, path, None);
        let used: Vec<_> =
            node.members().iter().filter(|member| rules.contains(&member.key.as_str())).collect();
        if let [first, second, ..] = used[..] {
            let message = format!(
                "a condition has only one comparison, but this one has `{}` and `{}`; write two conditions, and combine them with \
                 `all` or `any`",
                first.key, second.key
            );
            self.report(second.key_span, &join(path, &second.key), message);
        } else if used.is_empty() && node.members().iter().all(|member| member.key == "field") {
            let message =
                format!("the condition has no comparison; add one of {}", any_name_of(rules.iter().copied()));
            self.report(node.span.first_byte(), path, message);
        }
    }
}

/// Returns the known key that is similar to another one.
fn similar<'a>(key: &str, known: &'a Map<String, Value>) -> Option<&'a str> {
    let suggestion = did_you_mean(key, known.keys().map(String::as_str));
    known.keys().map(String::as_str).find(|known| suggestion.contains(&format!("`{known}`")))
}

/// Returns the required key that is missing, if the object has exactly one unknown key, which is probably meant to be it.
fn only_missing<'a>(node: &Node, schema: &Value, known: &'a Map<String, Value>) -> Option<&'a str> {
    let unknown = node.members().iter().filter(|member| !known.contains_key(&member.key)).count();
    let mut missing = required(schema).filter(|key| node.member(key).is_none());
    let (first, second) = (missing.next()?, missing.next());
    let first = known.keys().map(String::as_str).find(|key| *key == first);
    first.filter(|_| unknown == 1 && second.is_none())
}

/// Words of other form builders, and the types that they mean.
const SYNONYMS: [(&str, &str); 14] = [
    ("dropdown", "select"),
    ("choice", "radio"),
    ("checkbox", "checkboxes"),
    ("textarea", "multiline"),
    ("string", "text"),
    ("phone", "telephone"),
    ("tel", "telephone"),
    ("integer", "number"),
    ("boolean", "yes_no"),
    ("toggle", "yes_no"),
    ("website", "url"),
    ("legal", "consent"),
    ("title", "heading"),
    ("rich_text", "paragraph"),
];

/// Ends a sentence after an optional suggestion.
fn sentence_end(suggestion: &str) -> String {
    if suggestion.is_empty() { ".".to_owned() } else { suggestion.to_owned() }
}

/// The message for an unknown key, with the key that was probably meant.
fn unknown_key(
    format: &Format,
    member: &Member,
    known: &Map<String, Value>,
    meant: Option<&str>,
    kind: Option<&str>,
) -> String {
    let key = &member.key;
    let of_type = kind.map(|kind| format!(" for the type `{kind}`")).unwrap_or_default();
    if let Some(similar) = similar(key, known) {
        return format!("unknown key `{key}`{of_type}; did you mean `{similar}`?");
    }
    if let Some(alias) = advice::alias(member, known) {
        return format!("unknown key `{key}`{of_type}; {}", alias.advice);
    }
    if let Some(missing) = meant {
        return format!(
            "unknown key `{key}`{of_type}, and the key `{missing}` is missing; rename `{key}` to `{missing}`"
        );
    }
    if let Some(kind) = kind {
        let owners = format.types_with(key);
        if !owners.is_empty() && owners.len() <= MAX_OWNERS {
            let noun = if owners.len() == 1 { "type" } else { "types" };
            let owners = any_name_of(owners.into_iter());
            return format!(
                "the key `{key}` belongs to the {noun} {owners}, not to `{kind}`; remove it, or change the type"
            );
        }
    }
    let keys: Vec<&str> = known.keys().map(String::as_str).collect();
    format!("unknown key `{key}`{of_type}; the keys are {}", keys.join(", "))
}

/// The number of types up to which a message lists those that have a key.
const MAX_OWNERS: usize = 6;
