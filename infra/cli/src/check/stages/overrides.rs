//! `parameter_overrides`: the values of the template's parameters, as the SAM CLI reads them.

use std::collections::BTreeMap;

use regex_lite::Regex;
use toml::Value;

/// The parameters of a section.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    /// The values by name.
    pub(super) values: BTreeMap<String, String>,
    /// Parts that the SAM CLI rejects or ignores, each with a description of what is expected.
    pub(super) problems: Vec<String>,
    /// References to other files, which are not read.
    pub(super) files: Vec<String>,
}

impl Overrides {
    /// Reads a string (`"A=b C=d"`), a table, or a list of these.
    pub(super) fn read(value: &Value) -> Self {
        let mut overrides = Self::default();
        overrides.add(value);
        overrides
    }

    fn add(&mut self, value: &Value) {
        match value {
            Value::String(text) if text.starts_with("file://") => self.files.push(text.clone()),
            Value::String(text) => self.add_text(text),
            Value::Array(values) => values.iter().for_each(|value| self.add(value)),
            Value::Table(table) => {
                for (name, value) in table {
                    if name == "$include" {
                        self.files.push(text(value));
                    } else {
                        self.values.insert(name.clone(), text(value));
                    }
                }
            }
            other => self.problems.push(format!("`{}` is not a string, a list or a table", text(other))),
        }
    }

    /// Reads pairs that are separated by spaces. The SAM CLI also accepts other texts, but ignores parts of them.
    fn add_text(&mut self, text: &str) {
        let value = r#"("[^"\\]*"|'[^'\\]*'|[^\s"'\\]+)(?: +|$)"#;
        let pair = Regex::new(&format!("^([A-Za-z0-9]+)={value}"));
        let legacy = Regex::new(&format!("^ParameterKey=([A-Za-z0-9]+),ParameterValue={value}"));
        let (Ok(pair), Ok(legacy)) = (pair, legacy) else { return };
        let mut rest = text.trim_matches(' ');
        while !rest.is_empty() {
            let Some(found) = legacy.captures(rest).or_else(|| pair.captures(rest)) else {
                let message = format!(
                    "`{rest}` is not read as it is meant; expected pairs `Name=value` with spaces between them, and quotes \
                     around a value that is empty or has a space"
                );
                self.problems.push(message);
                return;
            };
            self.values.insert(found[1].to_owned(), found[2].trim_matches(['"', '\'']).to_owned());
            rest = &rest[found[0].len()..];
        }
    }
}

/// Returns the string that the SAM CLI, a Python program, makes of a value in a table.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(true) => "True".to_owned(),
        Value::Boolean(false) => "False".to_owned(),
        Value::Datetime(time) => time.to_string(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Table(_) => "a table".to_owned(),
    }
}
