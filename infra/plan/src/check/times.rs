//! Dates, ranges, waits and reviews.

use profiling_forms::value::date::Date;

use super::PlanCode::{PlanExpired, PlanRangeEmpty, PlanReviewShort, PlanSinceMissing, PlanUnused};
use super::{Context, PlanProblem};
use crate::duration::{PlanDate, Unit, Wait};
use crate::plan::{Days, Plan, Rule, Share};

pub(super) fn check(context: &Context<'_>, today: Date) -> Vec<PlanProblem> {
    let plan = context.plan;
    let mut problems = unused_keys(plan);
    let reviewing = context.rules().find(|(_, rule)| !rule.review.is_empty());
    if let (Some((path, _)), None) = (reviewing, plan.since) {
        let message = format!(
            "a review needs the plan's `since`, the date from which the age of earlier answers counts; add \
             `\"since\": \"{today}\"`"
        );
        problems.push(PlanProblem::new(PlanSinceMissing, format!("{path}.review"), message));
    }
    for (path, rule) in context.rules() {
        problems.extend(dates(&path, rule, today));
        problems.extend(ranges(&path, rule));
        problems.extend(reviews(&path, rule, plan.wait));
        if rule.show && rule.review.is_empty() {
            let message =
                "`show` has no effect without `review`: only values under review are sent; remove it";
            problems.push(PlanProblem::new(PlanUnused, format!("{path}.show"), message));
        }
        if rule.wait.is_some_and(|wait| !is_longer(wait, plan.wait)) {
            let message = format!(
                "this wait after \"Not now\" has no effect, because no rule asks within the plan's `wait` of {}; use a longer \
                 one, or remove it",
                describe(plan.wait)
            );
            problems.push(PlanProblem::new(PlanUnused, format!("{path}.wait"), message));
        }
    }
    problems
}

/// Returns true unless a wait is known to end before or with another one.
pub(super) fn is_longer(wait: Wait, other: Wait) -> bool {
    wait.unit != other.unit || wait.count > other.count
}

/// Describes a wait: `7 days`.
pub(super) fn describe(wait: Wait) -> String {
    let unit = match wait.unit {
        Unit::Days => "day",
        Unit::Logins => "login",
    };
    format!("{} {unit}{}", wait.count, if wait.count == 1 { "" } else { "s" })
}

/// Reports keys of the plan that have no effect.
fn unused_keys(plan: &Plan) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    if plan.since.is_some() && plan.rules.iter().all(|rule| rule.review.is_empty()) {
        let message = "`since` has no effect, because no rule has `review`; remove it";
        problems.push(PlanProblem::new(PlanUnused, "since", message));
    }
    if plan.copy && plan.from_profile.is_empty() {
        let message = "`copy` has no effect without `from_profile`; remove it";
        problems.push(PlanProblem::new(PlanUnused, "copy", message));
    }
    problems
}

fn dates(path: &str, rule: &Rule, today: Date) -> Option<PlanProblem> {
    let PlanDate(until) = rule.until?;
    let path = format!("{path}.until");
    if let Some(PlanDate(from)) = rule.from.filter(|PlanDate(from)| *from > until) {
        let message =
            format!("the rule never applies, because it ends before it begins; expected {from} or later");
        return Some(PlanProblem::new(PlanRangeEmpty, path, message));
    }
    (rule.enabled && until < today).then(|| {
        let message =
            format!("the rule ended on {until}; remove the rule, or turn it off with `\"enabled\": false`");
        PlanProblem::new(PlanExpired, path, message)
    })
}

fn ranges(path: &str, rule: &Rule) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    if let Some(Days { min: Some(min), max: Some(max) }) = rule.when.days_since_signup
        && min > max
    {
        let message =
            format!("the rule never applies, because `max` is less than `min`; expected {min} or more");
        let path = format!("{path}.when.days_since_signup.max");
        problems.push(PlanProblem::new(PlanRangeEmpty, path, message));
    }
    if let Some(Share { from, to, .. }) = rule.share
        && from >= to
    {
        let message = format!(
            "the share has no users, because `to` is the bucket after the last one; expected {} or more",
            from + 1
        );
        problems.push(PlanProblem::new(PlanRangeEmpty, format!("{path}.share.to"), message));
    }
    problems
}

fn reviews(path: &str, rule: &Rule, wait: Wait) -> Vec<PlanProblem> {
    let short = rule.review.iter().filter(|(_, period)| wait.unit == Unit::Days && period.days < wait.count);
    short
        .map(|(name, period)| {
            let message = format!(
                "`{name}` is due for review after {}, but no rule asks within the plan's `wait` of {}; use a period that is at \
                 least as long, or a shorter `wait`",
                describe(Wait { count: period.days, unit: Unit::Days }),
                describe(wait)
            );
            PlanProblem::new(PlanReviewShort, format!("{path}.review.{name}"), message)
        })
        .collect()
}
