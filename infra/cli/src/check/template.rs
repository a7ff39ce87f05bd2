//! Checks that `template.yaml` deploys the checked forms, with valid settings of the functions.

use std::collections::BTreeMap;
use std::path::Path;

use profiling_forms::Forms;
use profiling_service::config::Config;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};

use super::finding::{Code, Finding};
use super::{CheckError, Source, hint};

/// The folder in which Lambda extracts layers.
const LAYERS: &str = "/opt";

/// A parameter of the template.
#[derive(Debug, Default)]
pub(super) struct Parameter {
    default: Option<String>,
    /// The values in `AllowedValues`; empty if the parameter has none.
    allowed: Vec<String>,
    /// The environment variables of the functions that have its value.
    variables: Vec<String>,
}

/// The parameters of the template, by name.
#[derive(Debug, Default)]
pub(super) struct Parameters(BTreeMap<String, Parameter>);

impl Parameters {
    /// Returns the value that a stack has if the parameter is not set.
    pub(super) fn default_of(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.default.as_deref()
    }

    /// Returns the reason why the template or the functions do not accept this value; `None` if they do.
    pub(super) fn error(&self, name: &str, value: &str) -> Option<String> {
        let Some(parameter) = self.0.get(name) else {
            let hint = hint(name, self.0.keys().map(String::as_str));
            return Some(format!("the template has no parameter `{name}`{hint}"));
        };
        if !parameter.allowed.is_empty() && !parameter.allowed.iter().any(|allowed| allowed == value) {
            return Some(format!("`{name}` is `{value}`; expected one of {}", parameter.allowed.join(", ")));
        }
        let error = parameter.variables.iter().find_map(|variable| config_error(variable, value))?;
        Some(format!("`{name}`: {error}"))
    }

    fn read(root: &Yaml<'_>) -> Self {
        let nodes = get(root, &["Parameters"]).into_iter().flat_map(entries);
        let mut parameters: BTreeMap<String, Parameter> = nodes
            .map(|(name, node)| {
                let allowed = get(node, &["AllowedValues"]).and_then(Yaml::as_vec).into_iter().flatten();
                let default = get(node, &["Default"]).and_then(scalar);
                let parameter = Parameter {
                    default,
                    allowed: allowed.filter_map(scalar).collect(),
                    variables: Vec::new(),
                };
                (name.to_owned(), parameter)
            })
            .collect();
        for (_, environment) in environments(root) {
            for (variable, value) in entries(environment) {
                if let Some(parameter) = reference(value).and_then(|name| parameters.get_mut(name)) {
                    parameter.variables.push(variable.to_owned());
                }
            }
        }
        Self(parameters)
    }
}

/// Reports problems in the template. Also returns its parameters.
pub(super) fn check(
    template: &Source,
    folder: &Source,
    forms: &Forms,
    invalid: &[String],
) -> Result<(Vec<Finding>, Parameters), CheckError> {
    let text = template.read()?;
    let file = &template.label;
    let documents = match Yaml::load_from_str(&text) {
        Ok(documents) => documents,
        Err(error) => {
            let place = format!("line {} column {}", error.marker().line(), error.marker().col() + 1);
            let finding =
                Finding::new(Code::TemplateInvalid, file, place, format!("not valid YAML: {}", error.info()));
            return Ok((vec![finding], Parameters::default()));
        }
    };
    let Some(resources) = documents.first().and_then(|root| get(root, &["Resources"])) else {
        let finding = Finding::new(Code::TemplateInvalid, file, "", "expected a section `Resources`");
        return Ok((vec![finding], Parameters::default()));
    };
    let root = &documents[0];
    let mut findings = layer(file, root, resources, template, folder);
    findings.extend(values(file, root));
    findings.extend(form_name(file, root, forms, invalid));
    Ok((findings, Parameters::read(root)))
}

/// Checks that a layer deploys the folder with the forms, and that every function uses this layer.
fn layer(
    file: &str,
    root: &Yaml<'_>,
    resources: &Yaml<'_>,
    template: &Source,
    folder: &Source,
) -> Vec<Finding> {
    let base = template.path.parent().unwrap_or(Path::new(""));
    let layers: Vec<(&str, &str)> = entries(resources)
        .filter(|(_, resource)| text(resource, &["Type"]) == Some("AWS::Serverless::LayerVersion"))
        .filter_map(|(name, resource)| Some((name, text(resource, &["Properties", "ContentUri"])?)))
        .collect();
    let Some((layer, _)) =
        layers.iter().find(|(_, content)| is_same_folder(&base.join(content), &folder.path))
    else {
        let finding = match layers.first() {
            Some((name, content)) => Finding::new(
                Code::TemplateLayer,
                file,
                format!("Resources.{name}.Properties.ContentUri"),
                format!("the layer deploys `{content}`; expected `{}`, the checked forms", folder.label),
            ),
            None => Finding::new(
                Code::TemplateLayer,
                file,
                "Resources",
                format!(
                    "no layer deploys the forms; expected an AWS::Serverless::LayerVersion with the ContentUri `{}`",
                    folder.label
                ),
            ),
        };
        return vec![finding];
    };
    let is_global = has_layer(get(root, &["Globals", "Function", "Layers"]), layer);
    entries(resources)
        .filter(|(_, resource)| text(resource, &["Type"]) == Some("AWS::Serverless::Function"))
        .filter(|(_, resource)| !is_global && !has_layer(get(resource, &["Properties", "Layers"]), layer))
        .map(|(name, _)| {
            let message = format!("the function has no forms; expected a reference to the layer `{layer}`");
            Finding::new(Code::TemplateLayer, file, format!("Resources.{name}.Properties.Layers"), message)
        })
        .collect()
}

fn is_same_folder(left: &Path, right: &Path) -> bool {
    match (left.canonicalize(), right.canonicalize()) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    }
}

/// Returns true if a list of layers contains a reference to this layer.
fn has_layer(layers: Option<&Yaml<'_>>, layer: &str) -> bool {
    let mut layers = layers.and_then(Yaml::as_vec).into_iter().flatten();
    layers.any(|node| reference(node) == Some(layer))
}

/// Checks the environment variables of the functions that have a literal value or a parameter with a default.
fn values(file: &str, root: &Yaml<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, variables) in environments(root) {
        if let Some(value) = get(variables, &["FORMS_DIR"]).and_then(scalar)
            && value.trim_end_matches('/') != LAYERS
        {
            let message =
                format!("`{value}` has no forms; expected `{LAYERS}`, where Lambda extracts layers");
            findings.push(Finding::new(Code::TemplateValue, file, format!("{place}.FORMS_DIR"), message));
        }
        for (name, value) in entries(variables) {
            let possible = match reference(value) {
                Some(parameter) => parameter_values(root, parameter),
                None => scalar(value).map(|value| (format!("{place}.{name}"), value)).into_iter().collect(),
            };
            findings.extend(possible.into_iter().filter_map(|(place, value)| {
                Some(Finding::new(Code::TemplateValue, file, place, config_error(name, &value)?))
            }));
        }
    }
    findings
}

/// Returns the environment variables of each function, and those of all functions, with their places.
fn environments<'n, 'y>(root: &'n Yaml<'y>) -> impl Iterator<Item = (String, &'n Yaml<'y>)> {
    let functions = get(root, &["Resources"]).into_iter().flat_map(entries);
    functions
        .filter(|(_, resource)| text(resource, &["Type"]) == Some("AWS::Serverless::Function"))
        .map(|(name, resource)| (format!("Resources.{name}.Properties"), get(resource, &["Properties"])))
        .chain([("Globals.Function".to_owned(), get(root, &["Globals", "Function"]))])
        .filter_map(|(place, node)| {
            Some((format!("{place}.Environment.Variables"), get(node?, &["Environment", "Variables"])?))
        })
}

/// Returns the values of a parameter, with their places: its default, its bounds and its allowed values.
fn parameter_values(root: &Yaml<'_>, parameter: &str) -> Vec<(String, String)> {
    let Some(parameter_node) = get(root, &["Parameters", parameter]) else { return Vec::new() };
    let single = ["Default", "MinValue", "MaxValue"]
        .into_iter()
        .filter_map(|key| Some((key, get(parameter_node, &[key])?)));
    let allowed = get(parameter_node, &["AllowedValues"]).and_then(Yaml::as_vec).into_iter().flatten();
    single
        .chain(allowed.map(|value| ("AllowedValues", value)))
        .filter_map(|(key, value)| Some((format!("Parameters.{parameter}.{key}"), scalar(value)?)))
        .collect()
}

/// Returns the error with which the functions reject this value of an environment variable, if they do. All other
/// variables have valid values.
fn config_error(name: &str, value: &str) -> Option<String> {
    let result = Config::read(|other| match other {
        _ if other == name => Some(value.to_owned()),
        "AUTH0_DOMAINS" => Some("example.com".to_owned()),
        "SESSION_SECRET_PARAMETER" | "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => {
            Some("as Lambda sets it".to_owned())
        }
        _ => None,
    });
    let errors = result.err()?.0;
    let prefix = format!("{name}: ");
    Some(errors.iter().map(|error| error.trim_start_matches(&prefix)).collect::<Vec<_>>().join("; "))
}

/// Checks that the form in the output `FormUrl` exists.
fn form_name(file: &str, root: &Yaml<'_>, forms: &Forms, invalid: &[String]) -> Option<Finding> {
    let name = text(root, &["Parameters", "FormName", "Default"])?;
    if forms.get(name).is_some() || invalid.iter().any(|other| other == name) {
        return None;
    }
    let hint = hint(name, forms.iter().map(|(name, _)| name.as_str()));
    let message = format!("the form `{name}` does not exist{hint}");
    Some(Finding::new(Code::FormUnknown, file, "Parameters.FormName.Default", message))
}

/// Returns the node at this path of keys.
fn get<'n, 'y>(node: &'n Yaml<'y>, path: &[&str]) -> Option<&'n Yaml<'y>> {
    path.iter().try_fold(node, |node, key| node.as_mapping_get(key))
}

fn text<'n>(node: &'n Yaml<'_>, path: &[&str]) -> Option<&'n str> {
    get(node, path)?.as_str()
}

/// Returns the entries of a mapping with their keys.
fn entries<'n, 'y>(node: &'n Yaml<'y>) -> impl Iterator<Item = (&'n str, &'n Yaml<'y>)> {
    let entries = node.as_mapping().into_iter().flatten();
    entries.filter_map(|(key, value)| Some((key.as_str()?, value)))
}

/// Returns a literal value as text; `None` for intrinsic functions of `CloudFormation`.
fn scalar(node: &Yaml<'_>) -> Option<String> {
    match node {
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the target of `!Ref` or `Ref:`.
fn reference<'n>(node: &'n Yaml<'_>) -> Option<&'n str> {
    match node {
        Yaml::Tagged(tag, node) if tag.suffix == "Ref" => node.as_str(),
        Yaml::Mapping(_) => text(node, &["Ref"]),
        _ => None,
    }
}
