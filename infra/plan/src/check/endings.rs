//! Asking ends: no user is asked at every login forever.

use super::PlanCode::PlanEndless;
use super::{Context, PlanProblem};
use crate::duration::{Unit, Wait};

/// The smallest wait in logins that leaves a login without a visit.
const MIN_LOGINS: u32 = 2;

pub(super) fn check(context: &Context<'_>) -> Option<PlanProblem> {
    let Wait { count, unit } = context.plan.wait;
    let asking = context.enabled_rules().find(|(_, rule)| !rule.deny_without_answer);
    let (_, rule) = asking.filter(|_| unit == Unit::Logins && count < MIN_LOGINS)?;
    let message = format!(
        "a user who never answers would be asked at every login forever, such as by the rule `{}`; expected `{MIN_LOGINS} logins` \
         or more, or a number of days",
        rule.name
    );
    Some(PlanProblem::new(PlanEndless, "wait", message))
}
