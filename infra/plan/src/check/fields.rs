//! Names that are repeated, do not exist or do not belong together, and fields that never fit.

use std::collections::BTreeMap;

use profiling_forms::{FieldName, Form};

use super::PlanCode::{
    PlanConsent, PlanFieldNotAsked, PlanFieldUnknown, PlanFormUnknown, PlanMaxFields, PlanRepeated,
    PlanUnused,
};
use super::{Context, PlanProblem, hint, quoted};
use crate::compile::dependencies;
use crate::plan::Rule;

pub(super) fn check(context: &Context<'_>) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    let mut names = BTreeMap::new();
    for (path, rule) in context.rules() {
        if let Some(first) = names.get(&rule.name) {
            let message = format!("`{}` is already the name of {first}; choose another name", rule.name);
            problems.push(PlanProblem::new(PlanRepeated, format!("{path}.name"), message));
        } else {
            names.insert(&rule.name, path.clone());
        }
        problems.extend(repeated(&path, "ask", &rule.ask));
        problems.extend(repeated(&path, "consents", &rule.consents));
        problems.extend(not_asked(&path, rule));
        match context.form(rule) {
            Some(form) => {
                problems.extend(unknown(&path, rule, form));
                problems.extend(consents(context, &path, rule));
                problems.extend(max_fields(&path, rule, form));
            }
            // The problems of an invalid form are reported as those of its file.
            None if context.forms.entry(rule.form.as_str()).is_some() => {}
            None => {
                let name = rule.form.as_str();
                let hint = hint(name, context.forms.iter().map(|(name, _)| name.as_str()));
                let message = format!("the form `{name}` does not exist{hint}");
                problems.push(PlanProblem::new(PlanFormUnknown, format!("{path}.form"), message));
            }
        }
    }
    problems.extend(versions(context));
    problems.extend(attributes(context));
    problems
}

/// Reports fields that a list has twice.
fn repeated(path: &str, key: &str, names: &[FieldName]) -> Vec<PlanProblem> {
    let repeated = names.iter().enumerate().filter(|(index, name)| names[..*index].contains(name));
    repeated
        .map(|(index, name)| {
            let message = format!("`{name}` is already in `{key}`; remove one of them");
            PlanProblem::new(PlanRepeated, format!("{path}.{key}[{index}]"), message)
        })
        .collect()
}

/// Reports fields in `consents` and `review` that are not in `ask`.
fn not_asked(path: &str, rule: &Rule) -> Vec<PlanProblem> {
    let consents = rule.consents.iter().enumerate();
    let consents = consents.map(|(index, name)| (format!("{path}.consents[{index}]"), name));
    let review = rule.review.keys().map(|name| (format!("{path}.review.{name}"), name));
    let others = consents.chain(review).filter(|(_, name)| !rule.ask.contains(name));
    others
        .map(|(path, name)| {
            let hint = hint(name.as_str(), rule.ask.iter().map(FieldName::as_str));
            let message = format!("the rule does not ask for `{name}`: it is not in `ask`{hint}");
            PlanProblem::new(PlanFieldNotAsked, path, message)
        })
        .collect()
}

/// Reports fields in `ask` that the form does not have.
fn unknown(path: &str, rule: &Rule, form: &Form) -> Vec<PlanProblem> {
    let unknown = rule.ask.iter().enumerate();
    let unknown = unknown.filter(|(_, name)| form.fields().all(|field| field.name != **name));
    unknown
        .map(|(index, name)| {
            let hint = hint(name.as_str(), form.fields().map(|field| field.name.as_str()));
            let message = format!("the form `{}` has no field `{name}`{hint}", rule.form.as_str());
            PlanProblem::new(PlanFieldUnknown, format!("{path}.ask[{index}]"), message)
        })
        .collect()
}

/// Reports fields in `consents` that are no consents, and consents in `review`.
fn consents(context: &Context<'_>, path: &str, rule: &Rule) -> Vec<PlanProblem> {
    let is_consent = |name: &FieldName| Some(context.field(rule, name)?.kind.document().is_some());
    let others = rule.consents.iter().enumerate().filter(|(_, name)| is_consent(name) == Some(false));
    let others = others.map(|(index, name)| {
        let message = format!(
            "`{name}` is not a consent in the form `{}`, so it has no document with a version; remove it. To ask for it again \
             after a time, add it to `review`",
            rule.form.as_str()
        );
        PlanProblem::new(PlanConsent, format!("{path}.consents[{index}]"), message)
    });
    let reviewed = rule.review.keys().filter(|name| is_consent(name) == Some(true));
    let reviewed = reviewed.map(|name| {
        let message = format!(
            "`{name}` is a consent, which is not reviewed after a time; move it to `consents` to ask for it again when the \
             version of its document changes"
        );
        PlanProblem::new(PlanConsent, format!("{path}.review.{name}"), message)
    });
    others.chain(reviewed).collect()
}

/// Reports fields that never fit in a visit, because the fields that their conditions depend on are asked, too.
fn max_fields(path: &str, rule: &Rule, form: &Form) -> Vec<PlanProblem> {
    let Some(maximum) = rule.max_fields else { return Vec::new() };
    let fields = rule.ask.iter().enumerate().filter_map(|(index, name)| {
        let others = dependencies(form, name);
        let count = others.len() + 1;
        (count > usize::try_from(maximum).unwrap_or(usize::MAX)).then(|| {
            let verb = if others.len() == 1 { "is" } else { "are" };
            let others = quoted(others.iter().map(String::as_str));
            let message = format!(
                "no user is asked for `{name}`: its conditions depend on {others}, which {verb} asked with it; expected \
                 `\"max_fields\": {count}` or more"
            );
            PlanProblem::new(PlanMaxFields, format!("{path}.ask[{index}]"), message)
        })
    });
    fields.collect()
}

/// Reports consents of which two rules ask for different versions, if one of them compares the version: it would ask again
/// after an answer to the other.
fn versions(context: &Context<'_>) -> Vec<PlanProblem> {
    let mut earlier: Vec<(&Rule, &FieldName, &str)> = Vec::new();
    let mut problems = Vec::new();
    for (path, rule) in context.enabled_rules() {
        for (index, name) in rule.ask.iter().enumerate() {
            let Some(version) = context.consent_version(rule, name) else { continue };
            let compares = rule.consents.contains(name);
            let other = earlier.iter().find(|(other, other_name, other_version)| {
                *other_name == name
                    && *other_version != version
                    && (compares || other.consents.contains(name))
            });
            if let Some((other, _, other_version)) = other {
                let effect = match (compares, other.consents.contains(name)) {
                    (true, true) => "users would be asked for both in turn, forever".to_owned(),
                    (true, false) => asked_again(other_version, rule, version),
                    _ => asked_again(version, other, other_version),
                };
                let message = format!(
                    "the form `{}` has the version `{version}` of `{name}`, but the form `{}` of the rule `{}` has \
                     `{other_version}`: {effect}; use the same version in both forms, or another name for another document",
                    rule.form.as_str(),
                    other.form.as_str(),
                    other.name
                );
                let position = rule.consents.iter().position(|consent| consent == name);
                let place = position
                    .map_or_else(|| format!("ask[{index}]"), |position| format!("consents[{position}]"));
                problems.push(PlanProblem::new(PlanConsent, format!("{path}.{place}"), message));
            }
            earlier.push((rule, name, version));
        }
    }
    problems
}

/// Describes what a rule that compares the version of a consent does after an answer to another version.
fn asked_again(answered: &str, rule: &Rule, version: &str) -> String {
    format!("after an answer to `{answered}`, the rule `{}` would ask again for `{version}`", rule.name)
}

/// Reports attributes for fields that no rule asks for.
fn attributes(context: &Context<'_>) -> Vec<PlanProblem> {
    let plan = context.plan;
    let asked = || plan.rules.iter().flat_map(|rule| &rule.ask);
    let others = plan.from_profile.keys().filter(|name| asked().all(|field| field != *name));
    others
        .map(|name| {
            let similar = profiling_forms::did_you_mean(name.as_str(), asked().map(FieldName::as_str));
            let advice = if similar.is_empty() { "; remove it, or add it to `ask`" } else { &similar };
            let message = format!("no rule asks for `{name}`{advice}");
            PlanProblem::new(PlanUnused, format!("from_profile.{name}"), message)
        })
        .collect()
}
