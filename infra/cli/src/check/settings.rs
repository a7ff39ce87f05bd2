//! The settings of the Action, from a settings file and from the environment, which overrides the file.

use std::collections::BTreeMap;

use profiling_forms::did_you_mean;
use profiling_plan::CompiledPlan;
use serde_json::{Map, Value};
use url::Url;

use super::finding::{Code, Finding};
use super::{CheckError, Source};

/// The names of the settings in the Action.
pub(crate) const NAMES: [&str; 7] = [
    "FORM_URL",
    "REQUIRED_USER_FIELDS",
    "LOGIN_COUNT",
    "SESSION_TOKEN_SECRET",
    "SESSION_TOKEN_SECRET_PREVIOUS",
    "REQUIRED",
    "ASK_AGAIN",
];

/// The settings that the Action does not read with a plan.
pub(super) const WITHOUT_PLAN: [&str; 4] = ["REQUIRED_USER_FIELDS", "LOGIN_COUNT", "REQUIRED", "ASK_AGAIN"];

/// The settings that are not secret, in the order in which the Action's fingerprint has them.
const PUBLIC_NAMES: [&str; 5] = ["FORM_URL", "REQUIRED_USER_FIELDS", "LOGIN_COUNT", "REQUIRED", "ASK_AGAIN"];

/// The key in the settings file that contains the settings.
const KEY: &str = "AUTH0_KEYWORD_REPLACE_MAPPINGS";

/// The file name in findings about values from the environment.
pub(super) const ENVIRONMENT: &str = "environment";

/// The settings that have a value.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    values: BTreeMap<&'static str, Setting>,
    /// The settings file, which findings about missing settings refer to.
    file: Option<String>,
}

/// A setting and its source.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    /// The value, trimmed like the Action trims it; empty if it is not set.
    pub(crate) text: String,
    pub(crate) file: String,
    pub(crate) place: String,
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Setting({} in {}, redacted)", self.place, self.file)
    }
}

impl Settings {
    /// Reads the settings file, if any, and the environment.
    pub(super) fn read(
        file: Option<&Source>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Self, Vec<Finding>), CheckError> {
        let (mappings, mut findings) = match file {
            Some(file) => read(file)?,
            None => (Map::new(), Vec::new()),
        };
        let label = file.map(|file| file.label.clone());
        let mut settings = Self { values: BTreeMap::new(), file: label };
        for name in NAMES {
            if let Some(text) = variable(name) {
                let setting = Setting {
                    name,
                    text: trim(&text).to_owned(),
                    file: ENVIRONMENT.to_owned(),
                    place: name.to_owned(),
                };
                settings.values.insert(name, setting);
            } else if let Some(value) = mappings.get(name) {
                let (file, place) = settings.place(name);
                match as_text(value) {
                    Some(text) => drop(settings.values.insert(name, Setting { name, text, file, place })),
                    None => findings.push(Finding::new(
                        Code::SettingInvalid,
                        &file,
                        place,
                        "expected a string, a number or a boolean",
                    )),
                }
            }
        }
        Ok((settings, findings))
    }

    /// Returns true if `FORM_URL` is a placeholder.
    pub(super) fn has_placeholder(&self) -> bool {
        is_example(&self.get("FORM_URL").text)
    }

    /// Returns true if no setting has a value.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the setting with this name. Its text is empty if it is not set.
    pub(crate) fn get(&self, name: &'static str) -> Setting {
        self.values.get(name).cloned().unwrap_or_else(|| {
            let (file, place) = self.place(name);
            Setting { name, text: String::new(), file, place }
        })
    }

    /// Returns the claim `settings` of the session tokens of an Action with these settings: a hash of those that are not
    /// secret, as 8 hexadecimal digits.
    pub(crate) fn fingerprint(&self) -> String {
        self.fingerprint_with("", "")
    }

    /// Returns the fingerprint of these settings with another value of one of them.
    pub(crate) fn fingerprint_with(&self, name: &str, value: &str) -> String {
        let lines = PUBLIC_NAMES.map(|setting| {
            let own = self.get(setting).text;
            format!("{setting}={}\n", if setting == name { value } else { &own })
        });
        format!("{:08x}", fnv1a32(lines.concat().as_bytes()))
    }

    /// Returns the claim `settings` of an Action with this plan, which reads only `FORM_URL` and the secrets.
    pub(crate) fn fingerprint_with_plan(&self, plan: &CompiledPlan) -> String {
        let plan = fnv1a32(plan.json().as_bytes());
        let lines = format!("FORM_URL={}\nPLAN={plan:08x}\n", self.get("FORM_URL").text);
        format!("{:08x}", fnv1a32(lines.as_bytes()))
    }

    /// Returns the file and the place where a setting belongs.
    fn place(&self, name: &str) -> (String, String) {
        match &self.file {
            Some(file) => (file.clone(), format!("{KEY}.{name}")),
            None => (ENVIRONMENT.to_owned(), name.to_owned()),
        }
    }
}

/// Reads the settings in a settings file, and reports misspelled names and placeholders.
fn read(file: &Source) -> Result<(Map<String, Value>, Vec<Finding>), CheckError> {
    let text = file.read()?;
    let json: Value = match serde_json::from_str(&text) {
        Ok(json) => json,
        Err(error) => {
            let place = format!("line {} column {}", error.line(), error.column());
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            return Ok((Map::new(), vec![invalid(file, place, format!("not valid JSON: {reason}"))]));
        }
    };
    match json.get(KEY) {
        Some(Value::Object(mappings)) => {
            let findings = misspelled(file, mappings).chain(placeholder(file, &json, mappings)).collect();
            Ok((mappings.clone(), findings))
        }
        Some(_) => {
            let message = "expected an object with the names and values of the settings";
            Ok((Map::new(), vec![invalid(file, KEY, message)]))
        }
        None => Ok((Map::new(), Vec::new())),
    }
}

/// Reports names that are similar to the name of a setting. Other names can belong to other parts of a tenant.
fn misspelled<'a>(file: &'a Source, mappings: &'a Map<String, Value>) -> impl Iterator<Item = Finding> + 'a {
    let unknown = mappings.keys().filter(|name| !NAMES.contains(&name.as_str()));
    unknown.filter_map(|name| {
        let similar = did_you_mean(name, NAMES.into_iter());
        let message = format!("the Action has no setting `{name}`{similar}");
        (!similar.is_empty())
            .then(|| Finding::new(Code::SettingUnknown, &file.label, format!("{KEY}.{name}"), message))
    })
}

/// Reports a placeholder next to a real value, because such a file is probably deployed. A file in which both are
/// placeholders, like those in this repository, is not.
fn placeholder(file: &Source, json: &Value, mappings: &Map<String, Value>) -> Option<Finding> {
    const DOMAIN: &str = "AUTH0_DOMAIN";
    const URL: &str = "FORM_URL";
    let domain = json.get(DOMAIN).and_then(Value::as_str)?;
    let url = mappings.get(URL).and_then(Value::as_str)?;
    let message =
        |text: &str| format!("`{text}` is a placeholder, but this file is otherwise ready to be deployed");
    match (domain.contains("YOUR_"), is_example(url)) {
        (true, false) => Some(Finding::new(Code::SettingPlaceholder, &file.label, DOMAIN, message(domain))),
        (false, true) => {
            let place = format!("{KEY}.{URL}");
            let message =
                message(url) + "; if a workflow deploys it, its variable FORM_URL replaces this value";
            Some(Finding::new(Code::SettingPlaceholder, &file.label, place, message))
        }
        _ => None,
    }
}

/// Returns true for a URL on an example domain, which is reserved (RFC 2606, section 3).
fn is_example(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        url.host_str().is_some_and(|host| host == "example.com" || host.ends_with(".example.com"))
    })
}

/// Returns the 32-bit FNV-1a hash of some bytes. It is not a cryptographic hash.
fn fnv1a32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Returns the text without the white space that JavaScript's `trim` removes. Unlike Rust's, it includes U+FEFF and not
/// U+0085.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\u{feff}' || c != '\u{85}' && c.is_whitespace())
}

fn invalid(file: &Source, place: impl Into<String>, message: impl Into<String>) -> Finding {
    Finding::new(Code::SettingInvalid, &file.label, place, message)
}

/// Returns the text that the deploy tool inserts for this value.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(trim(text).to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Splits a list of names like the Action.
pub(crate) fn names(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests;
