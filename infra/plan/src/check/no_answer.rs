//! What happens without an answer: rules that deny the login, and "Not now".

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::date::Date;
use profiling_forms::value::today::Today;
use profiling_forms::{Field, Form, ParseContext};

use super::PlanCode::{PlanDeny, PlanDenyOptional, PlanDenyPartial, PlanNotNow};
use super::logins::{Logins, intersect, logins_of};
use super::{Context, PlanProblem, quoted};
use crate::compile::dependencies;
use crate::plan::Rule;

pub(super) fn check(context: &Context<'_>, today: Date) -> Vec<PlanProblem> {
    let mut problems = order(context);
    problems.extend(several(context, today));
    for (path, rule) in context.rules() {
        if rule.deny_without_answer {
            problems.extend(ignored_keys(&path, rule));
            problems.extend(optional_fields(context, &path, rule));
            problems.extend(excluded_fields(context, &path, rule));
            problems.extend(limit(&path, rule));
        } else if let Some(form) = context.form(rule) {
            problems.extend(not_now(&path, rule, form));
        }
    }
    problems
}

/// Reports rules that deny the login after rules that do not.
fn order(context: &Context<'_>) -> Vec<PlanProblem> {
    let mut other: Option<&Rule> = None;
    let mut problems = Vec::new();
    for (path, rule) in context.enabled_rules() {
        match other {
            Some(other) if rule.deny_without_answer => {
                let message = format!(
                    "rules with `deny_without_answer` come first; move the rule `{}` before the rule `{}`",
                    rule.name, other.name
                );
                problems.push(PlanProblem::new(PlanDeny, format!("{path}.deny_without_answer"), message));
            }
            None if !rule.deny_without_answer => other = Some(rule),
            _ => {}
        }
    }
    problems
}

/// Reports rules that deny the login after another one for the same users: a login asks with one form.
fn several(context: &Context<'_>, today: Date) -> Vec<PlanProblem> {
    let mut earlier: Vec<(&Rule, Logins<'_>)> = Vec::new();
    let mut problems = Vec::new();
    for (path, rule) in context.enabled_rules().filter(|(_, rule)| rule.deny_without_answer) {
        let logins = logins_of(rule, today);
        if let Some((first, _)) = earlier.iter().find(|(_, others)| intersect(others, &logins)) {
            let message = format!(
                "a login asks with one form, so it succeeds after the answers to the rule `{}`, and the rule `{}` asks the same \
                 users at the next login; put the rule whose answer matters most first",
                first.name, rule.name
            );
            problems.push(PlanProblem::new(PlanDenyPartial, format!("{path}.deny_without_answer"), message));
        }
        earlier.push((rule, logins));
    }
    problems
}

/// Reports a rule that denies the login, but does not ask for all of its fields at once.
fn limit(path: &str, rule: &Rule) -> Option<PlanProblem> {
    let maximum = rule.max_fields?;
    let count = rule.ask.len();
    (usize::try_from(maximum).unwrap_or(usize::MAX) < count).then(|| {
        let message = format!(
            "a login asks for at most {maximum} of the {count} fields, so it succeeds before all of them have an answer, and the \
             next login asks for the rest; remove `max_fields`"
        );
        PlanProblem::new(PlanDenyPartial, format!("{path}.max_fields"), message)
    })
}

/// Reports keys that a rule with `deny_without_answer` ignores.
fn ignored_keys(path: &str, rule: &Rule) -> Vec<PlanProblem> {
    let keys = [
        ("on_request", rule.on_request, "asks at each login without a request"),
        ("max_skips", rule.max_skips.is_some(), "does not offer \"Not now\""),
        ("wait", rule.wait.is_some(), "does not offer \"Not now\""),
    ];
    let ignored = keys.into_iter().filter(|(_, is_set, _)| *is_set);
    ignored
        .map(|(key, _, reason)| {
            let message =
                format!("a rule with `deny_without_answer` {reason}, so `{key}` has no effect; remove it");
            PlanProblem::new(PlanDeny, format!("{path}.{key}"), message)
        })
        .collect()
}

/// Reports optional fields without which a user is denied.
fn optional_fields(context: &Context<'_>, path: &str, rule: &Rule) -> Vec<PlanProblem> {
    let fields = rule.ask.iter().enumerate();
    let optional = fields.filter(|(_, name)| context.field(rule, name).is_some_and(Field::may_be_empty));
    optional
        .map(|(index, name)| {
            let message = format!(
                "with `deny_without_answer`, users without `{name}` are denied, but the field is optional; expected \
                 `\"required\": true` in the form `{}`",
                rule.form.as_str()
            );
            PlanProblem::new(PlanDenyOptional, format!("{path}.ask[{index}]"), message)
        })
        .collect()
}

/// Reports fields that a user can exclude by an answer to another field, if this answer is not stored: any answer will do, and
/// the field is not asked again.
fn excluded_fields(context: &Context<'_>, path: &str, rule: &Rule) -> Vec<PlanProblem> {
    let Some(form) = context.form(rule) else { return Vec::new() };
    let fields = rule.ask.iter().enumerate().filter_map(|(index, name)| {
        let mut others = dependencies(form, name);
        others.retain(|other| rule.ask.iter().all(|name| name.as_str() != other));
        let noun = match others.len() {
            0 => return None,
            1 => "answer",
            _ => "answers",
        };
        let others = quoted(others.iter().map(String::as_str));
        let message = format!(
            "a user can exclude `{name}` by the {noun} to {others}, which this rule does not ask for and so does not store; add \
             {others} to `ask`"
        );
        Some(PlanProblem::new(PlanDeny, format!("{path}.ask[{index}]"), message))
    });
    fields.collect()
}

/// Reports limits of a "Not now" that never appears.
fn not_now(path: &str, rule: &Rule, form: &Form) -> Vec<PlanProblem> {
    let name = rule.form.as_str();
    let reason = if !form.not_now {
        format!(
            "the form `{name}` does not offer \"Not now\"; remove it, or add `\"not_now\": true` to the form"
        )
    } else if !allows_not_now(rule, form) {
        format!(
            "\"Not now\" never appears: in the form `{name}`, all fields of the rule need an answer; remove it, or make a field \
             optional"
        )
    } else if rule.max_skips == Some(0) && rule.wait.is_some() {
        let message =
            "`wait` has no effect, because with `\"max_skips\": 0`, \"Not now\" never appears; remove it";
        return vec![PlanProblem::new(PlanNotNow, format!("{path}.wait"), message)];
    } else {
        return Vec::new();
    };
    let limits = [("max_skips", rule.max_skips.is_some()), ("wait", rule.wait.is_some())];
    let limits = limits.into_iter().filter(|(_, is_set)| *is_set);
    limits
        .map(|(key, _)| {
            let message = format!("`{key}` has no effect, because {reason}");
            PlanProblem::new(PlanNotNow, format!("{path}.{key}"), message)
        })
        .collect()
}

/// Returns true if the form offers "Not now" to a user who is asked for one of the fields.
pub(super) fn allows_not_now(rule: &Rule, form: &Form) -> bool {
    let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(0));
    let known = rule.ask.iter().filter(|name| form.fields().any(|field| field.name == **name));
    let mut visits = known.map(|name| [name.as_str().to_owned()]);
    visits.any(|visit| form.interview(Some(&visit), context).allows_postponing())
}
