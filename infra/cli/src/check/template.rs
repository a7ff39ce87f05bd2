//! `template.yaml`: whether it deploys the forms that were checked, with values that the functions take.

use std::path::Path;

use profiling_forms::{Forms, did_you_mean};
use profiling_service::config::Config;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};

use super::finding::{Code, Finding};
use super::{LookError, Source};

/// Where Lambda unpacks layers.
const LAYERS: &str = "/opt";

/// What is wrong with the template.
pub(super) fn check(
    template: &Source,
    folder: &Source,
    forms: &Forms,
    unread: &[String],
) -> Result<Vec<Finding>, LookError> {
    let text = template.read()?;
    let file = &template.label;
    let documents = match Yaml::load_from_str(&text) {
        Ok(documents) => documents,
        Err(error) => {
            let place = format!("line {} column {}", error.marker().line(), error.marker().col() + 1);
            return Ok(vec![Finding::new(
                Code::TemplateInvalid,
                file,
                place,
                format!("it is not YAML: {}", error.info()),
            )]);
        }
    };
    let Some(resources) = documents.first().and_then(|root| get(root, &["Resources"])) else {
        return Ok(vec![Finding::new(Code::TemplateInvalid, file, "", "it has no Resources")]);
    };
    let root = &documents[0];
    let mut findings = layer(file, root, resources, template, folder);
    findings.extend(values(file, root));
    findings.extend(form_name(file, root, forms, unread));
    Ok(findings)
}

/// Whether a layer is the folder of the forms, and whether every function has it.
fn layer(
    file: &str,
    root: &Yaml<'_>,
    resources: &Yaml<'_>,
    template: &Source,
    folder: &Source,
) -> Vec<Finding> {
    let here = template.path.parent().unwrap_or(Path::new(""));
    let is_folder = |content: &str| match (here.join(content).canonicalize(), folder.path.canonicalize()) {
        (Ok(deployed), Ok(checked)) => deployed == checked,
        _ => false,
    };
    let layers: Vec<(&str, &str)> = entries(resources)
        .filter(|(_, resource)| text(resource, &["Type"]) == Some("AWS::Serverless::LayerVersion"))
        .filter_map(|(name, resource)| Some((name, text(resource, &["Properties", "ContentUri"])?)))
        .collect();
    let Some((layer, _)) = layers.iter().find(|(_, content)| is_folder(content)) else {
        let finding = match layers.first() {
            Some((name, content)) => Finding::new(
                Code::TemplateLayer,
                file,
                format!("Resources.{name}.Properties.ContentUri"),
                format!("it deploys `{content}`, but the forms that were checked are in `{}`", folder.label),
            ),
            None => Finding::new(
                Code::TemplateLayer,
                file,
                "Resources",
                format!("no AWS::Serverless::LayerVersion deploys the forms in `{}`", folder.label),
            ),
        };
        return vec![finding];
    };
    let has_layer = |node: Option<&Yaml<'_>>| {
        let layers = node.and_then(Yaml::as_vec).into_iter().flatten();
        layers.into_iter().any(|node| reference(node) == Some(layer))
    };
    let for_all = has_layer(get(root, &["Globals", "Function", "Layers"]));
    let without = entries(resources)
        .filter(|(_, resource)| text(resource, &["Type"]) == Some("AWS::Serverless::Function"))
        .filter(|(_, resource)| !for_all && !has_layer(get(resource, &["Properties", "Layers"])));
    without
        .map(|(name, _)| {
            let message = format!("the function does not have the layer `{layer}`, and so no forms");
            Finding::new(Code::TemplateLayer, file, format!("Resources.{name}.Properties.Layers"), message)
        })
        .collect()
}

/// The environment of the functions, where it is written out or has a default.
fn values(file: &str, root: &Yaml<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let functions = get(root, &["Resources"]).into_iter().flat_map(entries);
    let environments = functions
        .filter(|(_, resource)| text(resource, &["Type"]) == Some("AWS::Serverless::Function"))
        .map(|(name, resource)| (format!("Resources.{name}.Properties"), get(resource, &["Properties"])))
        .chain([("Globals.Function".to_owned(), get(root, &["Globals", "Function"]))]);
    for (place, node) in environments {
        let Some(variables) = node.and_then(|node| get(node, &["Environment", "Variables"])) else {
            continue;
        };
        let place = |name: &str| format!("{place}.Environment.Variables.{name}");
        if let Some(value) = get(variables, &["FORMS_DIR"]).and_then(scalar)
            && value.trim_end_matches('/') != LAYERS
        {
            let message = format!("`{value}` is not where Lambda unpacks the layer with the forms, {LAYERS}");
            findings.push(Finding::new(Code::TemplateValue, file, place("FORMS_DIR"), message));
        }
        for (name, value) in entries(variables) {
            let named = match reference(value) {
                Some(parameter) => parameter_values(root, parameter),
                None => scalar(value).map(|value| (place(name), value)).into_iter().collect(),
            };
            let wrong = named.into_iter().filter_map(|(place, value)| Some((place, fault(name, &value)?)));
            findings.extend(
                wrong.map(|(place, message)| Finding::new(Code::TemplateValue, file, place, message)),
            );
        }
    }
    findings
}

/// What a parameter may be: its default, its bounds, and the values that it is chosen from.
fn parameter_values(root: &Yaml<'_>, parameter: &str) -> Vec<(String, String)> {
    let place = |key: &str| format!("Parameters.{parameter}.{key}");
    let at = |key: &str| get(root, &["Parameters", parameter, key]);
    let single =
        ["Default", "MinValue", "MaxValue"].into_iter().filter_map(|key| Some((place(key), at(key)?)));
    let listed = at("AllowedValues").and_then(Yaml::as_vec).into_iter().flatten();
    let listed = listed.map(|value| (place("AllowedValues"), value));
    single.chain(listed).filter_map(|(place, value)| Some((place, scalar(value)?))).collect()
}

/// Why the functions would not start with this value, if they would not: what they say themselves of an
/// environment where all else is right.
fn fault(name: &str, value: &str) -> Option<String> {
    let read = Config::read(|other| match other {
        _ if other == name => Some(value.to_owned()),
        "AUTH0_DOMAINS" => Some("example.com".to_owned()),
        "SESSION_SECRET_PARAMETER" | "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => {
            Some("as Lambda sets it".to_owned())
        }
        _ => None,
    });
    let faults = read.err()?.0;
    let prefix = format!("{name}: ");
    Some(faults.iter().map(|fault| fault.trim_start_matches(&prefix)).collect::<Vec<_>>().join("; "))
}

/// The form that the output names has to be there.
fn form_name(file: &str, root: &Yaml<'_>, forms: &Forms, unread: &[String]) -> Option<Finding> {
    let name = text(root, &["Parameters", "FormName", "Default"])?;
    if forms.get(name).is_some() || unread.iter().any(|other| other == name) {
        return None;
    }
    let near = did_you_mean(name, forms.iter().map(|(name, _)| name.as_str()));
    let message = format!("there is no form `{name}`{near}");
    Some(Finding::new(Code::FormUnknown, file, "Parameters.FormName.Default", message))
}

/// What is at the end of this path of keys.
fn get<'n, 'y>(node: &'n Yaml<'y>, path: &[&str]) -> Option<&'n Yaml<'y>> {
    path.iter().try_fold(node, |node, key| node.as_mapping_get(key))
}

fn text<'n>(node: &'n Yaml<'_>, path: &[&str]) -> Option<&'n str> {
    get(node, path)?.as_str()
}

/// A map's entries with their keys.
fn entries<'n, 'y>(node: &'n Yaml<'y>) -> impl Iterator<Item = (&'n str, &'n Yaml<'y>)> {
    let entries = node.as_mapping().into_iter().flatten();
    entries.filter_map(|(key, value)| Some((key.as_str()?, value)))
}

/// A plain value as text; nothing for what `CloudFormation` works out.
fn scalar(node: &Yaml<'_>) -> Option<String> {
    match node {
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// What a `!Ref` or a `Ref:` refers to.
fn reference<'n>(node: &'n Yaml<'_>) -> Option<&'n str> {
    match node {
        Yaml::Tagged(tag, node) if tag.suffix == "Ref" => node.as_str(),
        Yaml::Mapping(_) => text(node, &["Ref"]),
        _ => None,
    }
}
