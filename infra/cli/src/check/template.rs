//! Checks that `template.yaml` deploys the checked forms, with valid settings of the functions.

mod parameters;

use std::path::Path;

use profiling_forms::Forms;
use profiling_service::config::Config;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};

pub(super) use self::parameters::Parameters;
use super::finding::{Code, Finding};
use super::{CheckError, Source, hint};

/// The parameter with the form in the output `FormUrl`.
const FORM_NAME: &str = "FormName";

/// The folder in which Lambda extracts layers.
const LAYERS: &str = "/opt";

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
    let mut names: Vec<String> = forms.iter().map(|(name, _)| name.as_str().to_owned()).collect();
    names.extend_from_slice(invalid);
    findings.extend(form_name(file, root, &names));
    Ok((findings, Parameters::read(root, names)))
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
fn form_name(file: &str, root: &Yaml<'_>, forms: &[String]) -> Option<Finding> {
    let name = text(root, &["Parameters", FORM_NAME, "Default"])?;
    (!forms.iter().any(|form| form == name)).then(|| {
        Finding::new(Code::FormUnknown, file, "Parameters.FormName.Default", unknown_form(name, forms))
    })
}

fn unknown_form(name: &str, forms: &[String]) -> String {
    format!("the form `{name}` does not exist{}", hint(name, forms.iter().map(String::as_str)))
}

/// Reports an output of `sam build` that `sam deploy` would deploy in place of a template that needs no build.
pub(super) fn unused_build(template: &Source, build: &Path) -> Result<Option<Finding>, CheckError> {
    let needs_no_build = !template.read()?.contains("BuildMethod");
    Ok((needs_no_build && build.join("template.yaml").exists()).then(|| {
        let message = "`sam deploy` would deploy the older template in .aws-sam/build, because this template needs no `sam \
                       build`. Delete .aws-sam";
        Finding::new(Code::BuildUnused, &template.label, "", message)
    }))
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
