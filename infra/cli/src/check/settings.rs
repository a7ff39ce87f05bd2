//! The Action's settings: from the file that deploys them, and from the environment, which wins.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::finding::{Code, Finding};
use super::{LookError, Source};

/// The names of the settings, as the Action has them.
pub(super) const NAMES: [&str; 7] = [
    "FORM_URL",
    "REQUIRED_USER_FIELDS",
    "LOGIN_COUNT",
    "SESSION_TOKEN_SECRET",
    "SESSION_TOKEN_SECRET_PREVIOUS",
    "REQUIRED",
    "ASK_AGAIN",
];

/// The key of the file that holds them.
const KEY: &str = "AUTH0_KEYWORD_REPLACE_MAPPINGS";

/// What a finding names as its file where a value is from the environment.
pub(super) const ENVIRONMENT: &str = "environment";

/// The settings there are.
#[derive(Debug, Default)]
pub(super) struct Settings {
    values: BTreeMap<&'static str, Setting>,
    /// Where one that is missing would be looked for first.
    file: Option<String>,
}

/// One setting.
#[derive(Clone)]
pub(super) struct Setting {
    /// Without white space around it, as the Action reads it; empty when it is not there.
    pub(super) text: String,
    pub(super) file: String,
    pub(super) place: String,
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Setting({} in {}, redacted)", self.place, self.file)
    }
}

impl Settings {
    /// Reads the file, if there is one to be read, and the environment.
    pub(super) fn read(
        file: Option<&Source>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Self, Vec<Finding>), LookError> {
        let (mappings, mut findings) = match file {
            Some(file) => of_file(file)?,
            None => (Map::new(), Vec::new()),
        };
        let label = file.map(|file| file.label.clone());
        let mut settings = Self { values: BTreeMap::new(), file: label };
        for name in NAMES {
            if let Some(text) = variable(name) {
                let setting = Setting {
                    text: text.trim().to_owned(),
                    file: ENVIRONMENT.to_owned(),
                    place: name.to_owned(),
                };
                settings.values.insert(name, setting);
            } else if let Some(value) = mappings.get(name) {
                let (file, place) = settings.place(name);
                match as_text(value) {
                    Some(text) => drop(settings.values.insert(name, Setting { text, file, place })),
                    None => findings.push(Finding::new(
                        Code::SettingInvalid,
                        &file,
                        place,
                        "it is put into a text, so it has to be one: give it as a string",
                    )),
                }
            }
        }
        Ok((settings, findings))
    }

    /// Whether there is not one.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One setting; with an empty text when it is not there.
    pub(super) fn get(&self, name: &'static str) -> Setting {
        let missing = || {
            let (file, place) = self.place(name);
            Setting { text: String::new(), file, place }
        };
        self.values.get(name).cloned().unwrap_or_else(missing)
    }

    /// Where a setting is, or should be.
    fn place(&self, name: &str) -> (String, String) {
        match &self.file {
            Some(file) => (file.clone(), format!("{KEY}.{name}")),
            None => (ENVIRONMENT.to_owned(), name.to_owned()),
        }
    }
}

fn of_file(file: &Source) -> Result<(Map<String, Value>, Vec<Finding>), LookError> {
    let text = file.read()?;
    let fault = |place: String, message: String| {
        (Map::new(), vec![Finding::new(Code::SettingInvalid, &file.label, place, message)])
    };
    let json: Value = match serde_json::from_str(&text) {
        Ok(json) => json,
        Err(error) => {
            let place = format!("line {} column {}", error.line(), error.column());
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            return Ok(fault(place, format!("it is not JSON: {words}")));
        }
    };
    match json.get(KEY) {
        Some(Value::Object(mappings)) => Ok((mappings.clone(), Vec::new())),
        Some(_) => Ok(fault(KEY.to_owned(), "it has to be an object of names and texts".to_owned())),
        None => Ok((Map::new(), Vec::new())),
    }
}

/// The text that the deploying tool puts in the place of a name.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
