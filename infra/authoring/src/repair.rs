//! A file without the problems of its structure, so that its other problems are found in the same run.

use profiling_forms::FormError;
use serde_json::{Map, Value, json};

use crate::structure::{StructureKind, StructureProblem};
use crate::tree::{Content, Node};

/// Changes by which a file with problems of its structure can be read, so that its other problems are found, too.
pub(crate) struct Repair {
    /// The paths of unknown keys, and of keys outside of fields whose values are not valid.
    removed: Vec<String>,
    /// The paths of unknown keys, and the keys that were probably meant.
    renamed: Vec<(String, String)>,
    /// The paths of fields and blocks that are replaced, so that the others keep their places.
    replaced: Vec<String>,
}

impl Repair {
    pub(crate) fn of(problems: &[StructureProblem]) -> Self {
        let mut repair = Self { removed: Vec::new(), renamed: Vec::new(), replaced: Vec::new() };
        for problem in problems {
            match (&problem.kind, item_of(&problem.path)) {
                (StructureKind::UnknownKey { meant: Some(meant) }, _) => {
                    repair.renamed.push((problem.path.clone(), meant.clone()));
                }
                (StructureKind::UnknownKey { meant: None }, _) => {
                    repair.removed.push(condition_of(&problem.path).to_owned());
                }
                (StructureKind::Value, Some(item)) => repair.replaced.push(item.to_owned()),
                // A part of the value may be required, so the whole value of the form's key is removed.
                (StructureKind::Value, None) => {
                    repair.removed.push(problem.path.split(['.', '[']).next().unwrap_or_default().to_owned());
                }
            }
        }
        repair
    }

    /// Returns the repaired file.
    pub(crate) fn apply(&self, node: &Node, path: &str) -> Value {
        if self.replaced.iter().any(|replaced| replaced == path) {
            return json!({"type": "divider"});
        }
        match &node.content {
            Content::Object(members) => {
                let mut object = Map::new();
                for member in members {
                    let path =
                        if path.is_empty() { member.key.clone() } else { format!("{path}.{}", member.key) };
                    if !self.removed.contains(&path) {
                        let renamed = self.renamed.iter().find(|(renamed, _)| *renamed == path);
                        let key = renamed.map_or(&member.key, |(_, key)| key);
                        object.entry(key.clone()).or_insert_with(|| self.apply(&member.value, &path));
                    }
                }
                if path.is_empty() {
                    for (key, value) in [("version", json!(1)), ("title", json!("T"))] {
                        if self.removed.iter().any(|removed| removed == key) {
                            object.insert(key.to_owned(), value);
                        }
                    }
                }
                Value::Object(object)
            }
            Content::List(nodes) => {
                let nodes = nodes.iter().enumerate();
                Value::Array(
                    nodes.map(|(index, node)| self.apply(node, &format!("{path}[{index}]"))).collect(),
                )
            }
            Content::Null | Content::Flag(_) | Content::Number(_) | Content::Text(_) => node.to_json(),
        }
    }

    /// Returns the path in the file of a path in the repaired file, in which keys may be renamed.
    pub(crate) fn path_in_file(&self, path: &str) -> String {
        for (renamed, key) in &self.renamed {
            let object = renamed.rfind('.').map_or("", |dot| &renamed[..=dot]);
            let rest = path.strip_prefix(object).and_then(|path| path.strip_prefix(key.as_str()));
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(['.', '['])) {
                return format!("{renamed}{rest}");
            }
        }
        path.to_owned()
    }

    /// Returns false for a problem that the repair may have caused: a condition on a replaced field, or a page without
    /// fields.
    pub(crate) fn is_real(&self, error: &FormError) -> bool {
        let path = error.path();
        let has_pages = !self.removed.iter().any(|path| matches!(path.as_str(), "" | "fields" | "steps"));
        let may_be_caused = path.contains("when") || path.ends_with("fields") || path.ends_with("steps");
        let is_about_removed = |key: &str| {
            self.removed.iter().any(|removed| removed == key) && error.reason.contains(&format!("`{key}`"))
        };
        has_pages
            && (self.replaced.is_empty() || !may_be_caused)
            && !["languages", "image_origins"].into_iter().any(is_about_removed)
    }
}

/// Returns the path of the condition that contains a path, or the path itself.
fn condition_of(path: &str) -> &str {
    let end = path.find("when.").map_or(path.len(), |start| start + "when".len());
    &path[..end]
}

/// Returns the path of the field or block that contains a path: `steps[0].fields[2]`.
fn item_of(path: &str) -> Option<&str> {
    let start = path.find("fields[")?;
    let end = start + path[start..].find(']')? + 1;
    Some(&path[..end])
}
