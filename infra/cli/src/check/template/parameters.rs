//! The parameters of the template, and the values that they accept.

use std::collections::BTreeMap;

use regex_lite::Regex;
use saphyr::Yaml;

use super::{FORM_NAME, config_error, entries, environments, get, reference, scalar, unknown_form};
use crate::check::hint;

/// A parameter of the template.
#[derive(Debug, Default)]
struct Parameter {
    default: Option<String>,
    /// The values in `AllowedValues`; empty if the parameter has none.
    allowed: Vec<String>,
    pattern: Option<Regex>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    max_length: Option<usize>,
    /// The environment variables of the functions that have its value.
    variables: Vec<String>,
}

impl Parameter {
    fn read(node: &Yaml<'_>) -> Self {
        let allowed = get(node, &["AllowedValues"]).and_then(Yaml::as_vec).into_iter().flatten();
        let literal = |key| get(node, &[key]).and_then(scalar);
        Self {
            default: literal("Default"),
            allowed: allowed.filter_map(scalar).collect(),
            pattern: literal("AllowedPattern").and_then(|pattern| Regex::new(&pattern).ok()),
            minimum: literal("MinValue").and_then(|number| number.parse().ok()),
            maximum: literal("MaxValue").and_then(|number| number.parse().ok()),
            max_length: literal("MaxLength").and_then(|number| number.parse().ok()),
            variables: Vec::new(),
        }
    }

    /// Returns the constraint that `CloudFormation` reports for this value.
    fn violated(&self, value: &str) -> Option<String> {
        if !self.allowed.is_empty() && !self.allowed.iter().any(|allowed| allowed == value) {
            return Some(format!("expected one of {}", self.allowed.join(", ")));
        }
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(value)) {
            return Some(format!("expected a value that matches {pattern}"));
        }
        if self.minimum.is_some() || self.maximum.is_some() {
            let Ok(number) = value.parse::<f64>() else { return Some("expected a number".to_owned()) };
            if let Some(minimum) = self.minimum.filter(|minimum| number < *minimum) {
                return Some(format!("expected at least {minimum}"));
            }
            if let Some(maximum) = self.maximum.filter(|maximum| number > *maximum) {
                return Some(format!("expected at most {maximum}"));
            }
        }
        let maximum = self.max_length.filter(|maximum| value.chars().count() > *maximum)?;
        Some(format!("expected at most {maximum} characters"))
    }
}

/// The parameters of the template, by name.
#[derive(Debug, Default)]
pub(in crate::check) struct Parameters {
    parameters: BTreeMap<String, Parameter>,
    /// The names of the forms, also of those that are not valid.
    forms: Vec<String>,
}

impl Parameters {
    /// Returns the value that a stack has if the parameter is not set.
    pub(in crate::check) fn default_of(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)?.default.as_deref()
    }

    /// Returns the reason why the template or the functions do not accept this value; `None` if they do.
    pub(in crate::check) fn error(&self, name: &str, value: &str) -> Option<String> {
        let Some(parameter) = self.parameters.get(name) else {
            let hint = hint(name, self.parameters.keys().map(String::as_str));
            return Some(format!("the template has no parameter `{name}`{hint}"));
        };
        if let Some(expected) = parameter.violated(value) {
            return Some(format!("`{name}` is `{value}`; {expected}"));
        }
        if name == FORM_NAME && !self.forms.iter().any(|form| form == value) {
            return Some(unknown_form(value, &self.forms));
        }
        let error = parameter.variables.iter().find_map(|variable| config_error(variable, value))?;
        Some(format!("`{name}`: {error}"))
    }

    pub(super) fn read(root: &Yaml<'_>, forms: Vec<String>) -> Self {
        let nodes = get(root, &["Parameters"]).into_iter().flat_map(entries);
        let mut parameters: BTreeMap<String, Parameter> =
            nodes.map(|(name, node)| (name.to_owned(), Parameter::read(node))).collect();
        for (_, environment) in environments(root) {
            for (variable, value) in entries(environment) {
                if let Some(parameter) = reference(value).and_then(|name| parameters.get_mut(name)) {
                    parameter.variables.push(variable.to_owned());
                }
            }
        }
        Self { parameters, forms }
    }
}
