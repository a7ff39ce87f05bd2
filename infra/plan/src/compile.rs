//! Compiles a plan into the source of the Action.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::today::Today;
use profiling_forms::{Field, FieldName, Form, Forms, ParseContext};
use serde::Serialize;
use thiserror::Error;

use crate::duration::{PlanDate, Wait};
use crate::names::{ProfileAttribute, RuleName};
use crate::plan::{Plan, Rule, Share, When};

/// The line of the Action's source that is replaced.
const MARKER: &str = "const PLAN = undefined;";

/// A plan cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompileError {
    /// The source has no place for a plan.
    #[error("the source of the Action must contain the line `{MARKER}` exactly once")]
    Marker,
    /// A form of the plan does not exist, or is not valid.
    #[error("the rule `{rule}` has the form `{form}`, which does not exist or is not valid")]
    Form {
        /// The name of the rule.
        rule: RuleName,
        /// The name of the form.
        form: String,
    },
}

/// Returns the source of the Action with a plan. Without a plan, the Action reads its settings instead.
///
/// The same plan gives the same bytes. The plan is ASCII and has none of the characters that auth0-deploy-cli replaces.
pub fn compile(source: &str, plan: Option<&CompiledPlan>) -> Result<String, CompileError> {
    let [before, after] = source.split(MARKER).collect::<Vec<_>>()[..] else {
        return Err(CompileError::Marker);
    };
    Ok(match plan {
        None => source.to_owned(),
        Some(plan) => format!("{before}const PLAN = JSON.parse('{}');{after}", escape(&plan.json())),
    })
}

/// Escapes JSON for a JavaScript string in single quotes. The characters `#` and `@` are escaped, because
/// auth0-deploy-cli replaces `##NAME##` and `@@NAME@@` also in code.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for unit in json.encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some(c) if (' '..='~').contains(&c) && !"#@'\\<".contains(c) => escaped.push(c),
            // Writing to a string does not fail.
            _ => drop(write!(escaped, "\\u{unit:04x}")),
        }
    }
    escaped
}

/// A plan in the format of the Action: without the rules that are turned off, with the versions and conditions of the forms.
#[derive(Debug, Clone, Serialize)]
pub struct CompiledPlan {
    wait: Wait,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<PlanDate>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    from_profile: BTreeMap<String, ProfileAttribute>,
    #[serde(skip_serializing_if = "is_false")]
    copy: bool,
    rules: Vec<CompiledRule>,
}

#[derive(Debug, Clone, Serialize)]
struct CompiledRule {
    name: RuleName,
    form: String,
    ask: Vec<CompiledField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_fields: Option<u32>,
    from_login: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<PlanDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<PlanDate>,
    #[serde(skip_serializing_if = "is_empty")]
    when: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<Share>,
    #[serde(skip_serializing_if = "is_false")]
    show: bool,
    #[serde(skip_serializing_if = "is_false")]
    deny: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_skips: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<Wait>,
    #[serde(skip_serializing_if = "is_false")]
    on_request: bool,
}

#[derive(Debug, Clone, Serialize)]
struct CompiledField {
    name: String,
    /// The fields that the form asks, too, because its conditions use them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
    /// The number of days after which the field is asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    review_days: Option<u32>,
    /// The version of the consent's document.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_empty(when: &When) -> bool {
    *when == When::default()
}

impl CompiledPlan {
    /// Compiles a plan for these forms. Fields that a form does not have are compiled as they are; `profiling check` reports
    /// them.
    ///
    /// Errors: [`CompileError::Form`] if a form does not exist.
    pub fn new(plan: &Plan, forms: &Forms) -> Result<Self, CompileError> {
        let rules = plan.rules.iter().filter(|rule| rule.enabled);
        let rules = rules.map(|rule| {
            let (_, form) = forms.get(rule.form.as_str()).ok_or_else(|| CompileError::Form {
                rule: rule.name.clone(),
                form: rule.form.as_str().to_owned(),
            })?;
            Ok(CompiledRule::new(rule, form))
        });
        Ok(Self {
            wait: plan.wait,
            since: plan.since,
            from_profile: plan
                .from_profile
                .iter()
                .map(|(field, attribute)| (field.as_str().to_owned(), attribute.clone()))
                .collect(),
            copy: plan.copy,
            rules: rules.collect::<Result<_, _>>()?,
        })
    }

    /// The JSON that is embedded in the Action.
    pub fn json(&self) -> String {
        // Serializing these types does not fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl CompiledRule {
    fn new(rule: &Rule, form: &Form) -> Self {
        Self {
            name: rule.name.clone(),
            form: rule.form.as_str().to_owned(),
            ask: rule.ask.iter().map(|name| CompiledField::new(rule, form, name)).collect(),
            max_fields: rule.max_fields,
            from_login: rule.from_login,
            from: rule.from,
            until: rule.until,
            when: rule.when.clone(),
            share: rule.share.clone(),
            show: rule.show,
            deny: rule.deny_without_answer,
            max_skips: rule.max_skips,
            wait: rule.wait,
            on_request: rule.on_request,
        }
    }
}

impl CompiledField {
    fn new(rule: &Rule, form: &Form, name: &FieldName) -> Self {
        let document = || form.fields().find(|field| field.name == *name)?.kind.document();
        let is_consent = rule.consents.contains(name);
        Self {
            name: name.as_str().to_owned(),
            with: dependencies(form, name),
            review_days: rule.review.get(name).map(|period| period.days),
            consent: is_consent.then(document).flatten().map(|document| document.version.clone()),
        }
    }
}

/// Returns the fields that the form asks together with a field, because its conditions use them.
pub(crate) fn dependencies(form: &Form, name: &FieldName) -> Vec<String> {
    let requested = [name.as_str().to_owned()];
    let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(0));
    let interview = form.interview(Some(&requested), context);
    let others =
        interview.fields().map(|field: &Field| field.name.as_str()).filter(|other| *other != name.as_str());
    others.map(ToOwned::to_owned).collect()
}
