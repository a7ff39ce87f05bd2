//! Checks a plan against the forms: what is beyond its schema.

mod endings;
mod fields;
mod logins;
mod no_answer;
mod reachability;
mod times;

use profiling_forms::value::date::Date;
use profiling_forms::{Field, FieldName, Form, Forms, did_you_mean};
use serde::Serialize;

use crate::plan::{Plan, Rule};

/// The type of a problem. Its name in the output of `profiling check` does not change between releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanCode {
    /// Two rules have the same name, or a list has the same field twice.
    PlanRepeated,
    /// A form does not exist.
    PlanFormUnknown,
    /// The form of a rule does not have a field.
    PlanFieldUnknown,
    /// A field in `consents` or `review` is not in `ask`.
    PlanFieldNotAsked,
    /// A consent is in `review`, another field is in `consents`, or two rules ask for different versions of a consent.
    PlanConsent,
    /// Answers have no age without `since`.
    PlanSinceMissing,
    /// A range of dates, days or buckets is empty.
    PlanRangeEmpty,
    /// A rule with `deny_without_answer` follows one without it, has keys that it ignores, or asks for a field that a user can
    /// exclude by an answer that is not stored.
    PlanDeny,
    /// A login without all answers of rules with `deny_without_answer` succeeds, because it asks only for some of them.
    PlanDenyPartial,
    /// A rule denies users without an answer that is optional.
    PlanDenyOptional,
    /// A field is never asked, because `max_fields` is too small.
    PlanMaxFields,
    /// A rule never decides.
    PlanUnreachable,
    /// A user can be asked at every login forever.
    PlanEndless,
    /// "Not now" never appears, but a rule limits it.
    PlanNotNow,
    /// The last day of a rule has passed.
    PlanExpired,
    /// Two rules of a test ask the same users.
    PlanShareOverlap,
    /// A field is due for review sooner than the plan asks.
    PlanReviewShort,
    /// A key has no effect.
    PlanUnused,
}

impl PlanCode {
    /// Returns true for an error, false for a warning.
    pub fn is_error(self) -> bool {
        !matches!(
            self,
            Self::PlanDenyPartial
                | Self::PlanNotNow
                | Self::PlanExpired
                | Self::PlanShareOverlap
                | Self::PlanReviewShort
                | Self::PlanUnused
        )
    }
}

/// A problem of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanProblem {
    /// The type.
    pub code: PlanCode,
    /// The path of the value, such as `rules[2].ask[1]`.
    pub path: String,
    /// The problem, and what to do.
    pub message: String,
}

impl PlanProblem {
    fn new(code: PlanCode, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: path.into(), message: message.into() }
    }
}

/// Returns the problems of a plan with these forms. `today` is the day in UTC. An invalid form is not checked.
///
/// ```
/// use profiling_forms::Forms;
/// use profiling_forms::value::date::Date;
///
/// let form = r#"{"version": 1, "title": "T", "fields": [{"name": "job_title", "type": "text", "label": "Job"}]}"#;
/// let (forms, _) = Forms::parse_valid([("profile.json".to_owned(), form.to_owned())].into());
/// let text = r#"{"version": 1, "rules": [{"name": "new", "form": "profile", "ask": ["job_titel"]}]}"#;
/// let (document, plan) = profiling_plan::read(text);
/// let problems = profiling_plan::check(&plan.unwrap(), &forms, Date::MIN);
/// assert_eq!(problems[0].message, "the form `profile` has no field `job_titel`; did you mean `job_title`?");
/// assert_eq!(document.describe(&problems[0].path), "rules[0] \"new\".ask[0]");
/// ```
pub fn check(plan: &Plan, forms: &Forms, today: Date) -> Vec<PlanProblem> {
    let context = Context { plan, forms };
    [
        fields::check(&context),
        times::check(&context, today),
        no_answer::check(&context, today),
        endings::check(&context).into_iter().collect(),
        reachability::check(&context, today),
    ]
    .concat()
}

/// A plan with the forms of its rules.
struct Context<'p> {
    plan: &'p Plan,
    forms: &'p Forms,
}

impl<'p> Context<'p> {
    /// Returns the rules with their paths.
    fn rules(&self) -> impl Iterator<Item = (String, &'p Rule)> {
        self.plan.rules.iter().enumerate().map(|(index, rule)| (format!("rules[{index}]"), rule))
    }

    /// Returns the rules that are not turned off, with their paths.
    fn enabled_rules(&self) -> impl Iterator<Item = (String, &'p Rule)> {
        self.rules().filter(|(_, rule)| rule.enabled)
    }

    /// Returns the form of a rule, if it is valid.
    fn form(&self, rule: &Rule) -> Option<&'p Form> {
        self.forms.get(rule.form.as_str()).map(|(_, form)| form)
    }

    /// Returns a field of a rule's form.
    fn field(&self, rule: &Rule, name: &FieldName) -> Option<&'p Field> {
        self.form(rule)?.fields().find(|field| field.name == *name)
    }

    /// Returns the version of the document of a consent in a rule's form.
    fn consent_version(&self, rule: &Rule, name: &FieldName) -> Option<&'p str> {
        Some(self.field(rule, name)?.kind.document()?.version.as_str())
    }
}

/// Returns a hint about a name that does not exist: the most similar name, or else all names.
fn hint<'a>(name: &str, existing: impl Iterator<Item = &'a str>) -> String {
    let existing: Vec<&str> = existing.collect();
    let similar = did_you_mean(name, existing.iter().copied());
    match existing[..] {
        [] => String::new(),
        _ if !similar.is_empty() => similar,
        _ => format!("; expected one of {}", quoted(existing.into_iter())),
    }
}

/// Joins names: `` `a`, `b` ``.
fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
