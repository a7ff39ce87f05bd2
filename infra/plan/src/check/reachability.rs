//! Every rule is reachable: there is a login at which it decides.

use std::collections::BTreeSet;

use profiling_forms::FieldName;
use profiling_forms::value::date::Date;

use super::PlanCode::{PlanShareOverlap, PlanUnreachable};
use super::logins::{Logins, Property, Values, are_covered, intersect, logins_of};
use super::no_answer::allows_not_now;
use super::times::is_longer;
use super::{Context, PlanProblem, quoted};
use crate::compile::dependencies;
use crate::duration::Unit;
use crate::plan::Rule;

pub(super) fn check(context: &Context<'_>, today: Date) -> Vec<PlanProblem> {
    let rules: Vec<Candidate<'_>> = context
        .enabled_rules()
        .map(|(path, rule)| Candidate { path, rule, logins: logins_of(rule, today) })
        .collect();
    let mut problems = Vec::new();
    for (index, candidate) in rules.iter().enumerate() {
        let earlier = &rules[..index];
        problems.extend(unreachable(context, candidate, earlier));
        problems.extend(overlap(candidate, earlier));
    }
    problems
}

/// A rule that is not turned off.
struct Candidate<'p> {
    path: String,
    rule: &'p Rule,
    /// The logins to which it applies.
    logins: Logins<'p>,
}

/// A reason why a field is due.
#[derive(Clone, Copy)]
enum Reason {
    Missing,
    Review,
    Consent,
}

/// Reports a rule that never decides, because earlier rules apply to all of its logins and ask for all of its fields.
fn unreachable(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    earlier: &[Candidate<'_>],
) -> Option<PlanProblem> {
    let rule = candidate.rule;
    let mut logins = candidate.logins.clone();
    if rule.on_request {
        logins.insert(Property::Login, Values::Ranges(vec![(1, u32::MAX)]));
    }
    // A rule that never applies is reported with the reason.
    if logins.values().any(Values::is_empty) {
        return None;
    }
    let mut deciding = earlier.iter().collect::<Vec<_>>();
    // Rules that deny the login come first, and then the rule that is requested.
    let is_first = rule.deny_without_answer || rule.on_request;
    deciding
        .retain(|other| other.rule.deny_without_answer || !is_first && !can_pause(context, other.rule, rule));
    if !is_never_first(context, rule, &logins, &deciding) {
        return None;
    }
    // Only the rules without which this rule would decide are reported.
    for index in (0..deciding.len()).rev() {
        let mut fewer = deciding.clone();
        fewer.remove(index);
        if is_never_first(context, rule, &logins, &fewer) {
            deciding = fewer;
        }
    }
    let names = quoted(deciding.iter().map(|other| other.rule.name.as_str()));
    let (subject, verb) = match deciding[..] {
        [_] => ("the rule", "applies to the same users and asks"),
        _ => ("the rules", "apply to the same users and ask"),
    };
    let message = format!(
        "the rule `{0}` never decides: {subject} {names} {verb} for the same fields; move `{0}` before {names}, or change its \
         users or fields",
        rule.name
    );
    Some(PlanProblem::new(PlanUnreachable, format!("{}.name", candidate.path), message))
}

/// Returns true if one of the earlier rules decides at each login, whichever field of a rule is due.
fn is_never_first(
    context: &Context<'_>,
    rule: &Rule,
    logins: &Logins<'_>,
    earlier: &[&Candidate<'_>],
) -> bool {
    let missing = rule.ask.iter().map(|name| (name, Reason::Missing));
    let review = rule.review.keys().map(|name| (name, Reason::Review));
    let consents = rule.consents.iter().map(|name| (name, Reason::Consent));
    // If a rule decides with several fields that are due, it decides with one of them, too.
    let asking = missing.chain(review).chain(consents).map(|(name, reason)| {
        let earlier = earlier.iter().enumerate();
        let asking = earlier.filter(|(_, other)| asks(context, other.rule, rule, name, reason));
        asking.map(|(index, _)| index).collect::<Vec<_>>()
    });
    // Most fields are asked by the same rules.
    let asking: BTreeSet<Vec<usize>> = asking.collect();
    asking.into_iter().all(|asking| {
        let others: Vec<&Logins<'_>> = asking.into_iter().map(|index| &earlier[index].logins).collect();
        are_covered(logins, &others)
    })
}

/// Returns true if a field that is due for a rule is also due for another one.
fn asks(context: &Context<'_>, other: &Rule, rule: &Rule, name: &FieldName, reason: Reason) -> bool {
    // The condition of a field can exclude it in one form, and another form asks for it.
    let can_be_excluded = other.form != rule.form
        && context.form(other).is_some_and(|form| !dependencies(form, name).is_empty());
    if can_be_excluded || !other.ask.contains(name) {
        return false;
    }
    match reason {
        Reason::Missing => true,
        Reason::Review => match (other.review.get(name), rule.review.get(name)) {
            (Some(period), Some(own)) => period.days <= own.days,
            _ => false,
        },
        Reason::Consent => {
            let version = context.consent_version(rule, name);
            other.consents.contains(name)
                && version.is_some()
                && context.consent_version(other, name) == version
        }
    }
}

/// Returns true if a rule can be paused at a login at which the plan asks, so that a later rule has its turn.
fn can_pause(context: &Context<'_>, rule: &Rule, later: &Rule) -> bool {
    let wait = context.plan.wait;
    // A form is paused for a day after a return without an answer. A wait in days is never shorter.
    let pauses_form = wait.unit == Unit::Logins && rule.form != later.form;
    let skips = rule.max_skips != Some(0) && rule.wait.is_some_and(|own| is_longer(own, wait));
    pauses_form || skips && context.form(rule).is_some_and(|form| allows_not_now(rule, form))
}

/// Reports rules of a test that ask the same users.
fn overlap(candidate: &Candidate<'_>, earlier: &[Candidate<'_>]) -> Option<PlanProblem> {
    let share = candidate.rule.share.as_ref()?;
    let other = earlier.iter().find(|other| {
        let is_same_test = other.rule.share.as_ref().is_some_and(|other| other.test == share.test);
        is_same_test && intersect(&other.logins, &candidate.logins)
    })?;
    let (from, to) = other.rule.share.as_ref().map_or((0, 0), |share| (share.from, share.to));
    let message = format!(
        "the rules `{}` and `{}` of the test `{}` apply to the same users, those in the buckets from {} to {}; expected ranges that \
         do not overlap",
        other.rule.name,
        candidate.rule.name,
        share.test,
        share.from.max(from),
        share.to.min(to) - 1
    );
    Some(PlanProblem::new(PlanShareOverlap, format!("{}.share", candidate.path), message))
}
