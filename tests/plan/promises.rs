//! The promises that a plan makes, checked after each login by the plan's file and by what happened, without the Action's
//! own memory.

use std::collections::BTreeSet;
use std::sync::Mutex;

use profiling_plan::{Rule, Unit};
use proptest::test_runner::TestCaseError;
use proptest::{prop_assert, prop_assert_eq};
use serde_json::{Value, json};

use crate::generator::{Behavior, Step};
use crate::world::{Asked, HOUR, Login, World};

const DAY: u64 = 24 * HOUR;

/// The kinds of logins that have occurred, so that a generator that no longer produces one is noticed.
static COVERED: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The kinds that must occur.
const KINDS: [&str; 10] = [
    "asked",
    "asked for a review",
    "asked on request",
    "asked by a rule that denies",
    "denied",
    "replaced a value",
    "kept a changed value",
    "copied an attribute",
    "withheld Not now",
    "shown a value",
];

fn cover(kind: &'static str) {
    COVERED.lock().unwrap().insert(kind);
}

/// Panics if a kind of login has not occurred.
pub(crate) fn assert_coverage() {
    let covered = COVERED.lock().unwrap();
    let missing: Vec<&str> = KINDS.into_iter().filter(|kind| !covered.contains(kind)).collect();
    assert!(missing.is_empty(), "no login was {missing:?}");
}

/// Logs the user in, and checks every promise.
pub(crate) fn check(world: &mut World<'_>, step: &Step) -> Result<(), TestCaseError> {
    let began = (world.now + step.hours * HOUR, world.logins + 1);
    let login = world.log_in(step);
    if let Some(asked) = &login.asked {
        check_question(world, step, asked, began)?;
    }
    check_writes(world, &login)?;
    check_denial(world, step, &login)?;
    if let (Some(asked), Some(_)) = (&login.asked, &login.second) {
        world.last_return = Some((world.now, world.logins));
        if asked.question["requested"] == json!(true) {
            world.last_requested_return = Some(world.now);
        }
    }
    Ok(())
}

fn rule<'w>(world: &'w World<'_>, name: &str) -> &'w Rule {
    world.plan.rules.iter().find(|rule| rule.name.as_str() == name).expect("a rule of the plan")
}

/// Checks who is asked for what, and when.
fn check_question(
    world: &World<'_>,
    step: &Step,
    asked: &Asked,
    (now, login): (u64, u64),
) -> Result<(), TestCaseError> {
    cover("asked");
    let rule = rule(world, &asked.rule);
    let requested = asked.question["requested"] == json!(true);

    prop_assert!(!step.is_silent, "a login without a browser is never asked");
    let together: BTreeSet<&str> = asked.fields.iter().map(String::as_str).collect();
    // The form asks for `a` too, because the condition of `b` uses it.
    let count = together.len() + usize::from(together.contains("b") && !together.contains("a"));
    prop_assert!(count <= rule.max_fields.unwrap_or(100) as usize, "{count} fields, {rule:?}");

    for field in &asked.fields {
        prop_assert!(
            rule.ask.iter().any(|name| name.as_str() == field),
            "{field} is not a field of {rule:?}"
        );
        let stored = asked.stored.get(field);
        let is_compared = rule.consents.iter().any(|name| name.as_str() == field);
        let is_reviewed = rule.review.keys().any(|name| name.as_str() == field);
        prop_assert!(stored.is_none() || is_compared || is_reviewed, "{field} is stored already");
        let hash = asked.question["hashes"].get(field).and_then(Value::as_str).unwrap_or_default();
        prop_assert_eq!(stored.is_some(), !hash.is_empty());
        prop_assert!(
            stored.is_none() || !step.has_unchecked_factor,
            "{field} before multi-factor authentication"
        );
        let period =
            rule.review.iter().find(|(name, _)| name.as_str() == field).map(|(_, period)| period.days);
        if let (Some(_), Some(days), Some(time)) = (stored, period, asked.answered.get(field)) {
            cover("asked for a review");
            prop_assert!(now >= time + u64::from(days) * DAY, "{field} is reviewed within {days} days");
        }
    }

    if requested {
        cover("asked on request");
        prop_assert_eq!(step.request, Some(asked.rule.as_str()));
        prop_assert!(rule.on_request);
        let again = world.last_requested_return.is_none_or(|last| now >= last + DAY);
        prop_assert!(again, "asked on request twice a day");
    } else if rule.deny_without_answer {
        cover("asked by a rule that denies");
    } else {
        prop_assert!(login >= u64::from(rule.from_login), "asked too early");
        if let Some((time, number)) = world.last_return {
            let wait = world.plan.wait;
            let has_passed = match wait.unit {
                Unit::Days => now >= time + u64::from(wait.count) * DAY,
                Unit::Logins => login >= number + u64::from(wait.count),
            };
            prop_assert!(has_passed, "asked again within {wait:?}: {:?}", asked.claims);
        }
    }

    let may_show = rule.show && !step.has_unchecked_factor;
    for (field, value) in asked.shown["values"].as_object().into_iter().flatten() {
        cover("shown a value");
        prop_assert!(may_show && rule.review.keys().any(|name| name.as_str() == field));
        prop_assert_eq!(asked.stored.get(field), Some(value));
    }
    prop_assert_eq!(&asked.claims["required"], &json!(rule.deny_without_answer));
    if asked.claims.get("not_now") == Some(&json!(false)) {
        cover("withheld Not now");
        prop_assert!(rule.deny_without_answer || rule.max_skips.is_some());
    }
    Ok(())
}

/// Checks that nothing is overwritten but what was under review, or a consent to another version.
fn check_writes(world: &World<'_>, login: &Login) -> Result<(), TestCaseError> {
    let copied: BTreeSet<String> = world
        .plan
        .from_profile
        .keys()
        .filter(|_| world.plan.copy)
        .map(|name| name.as_str().to_owned())
        .collect();
    if login.asked.is_some() {
        prop_assert!(login.first.user_metadata.is_empty(), "asking writes nothing");
        prop_assert!(login.first.app_metadata.is_empty(), "asking writes nothing");
    } else {
        prop_assert!(login.first.app_metadata.is_empty(), "a login that asks nothing is not remembered");
        for field in login.first.user_metadata.keys() {
            cover("copied an attribute");
            prop_assert!(copied.contains(field), "{field} is written without a question");
        }
    }
    let (Some(asked), Some((effects, before))) = (&login.asked, &login.second) else { return Ok(()) };
    for field in effects.user_metadata.keys() {
        let is_copy = copied.contains(field) && !asked.fields.contains(field);
        prop_assert!(asked.fields.contains(field) || is_copy, "{field} was not asked");
        if let Some(old) = before.get(field) {
            cover("replaced a value");
            prop_assert!(!is_copy, "{field} is a copy");
            prop_assert_eq!(asked.stored.get(field), Some(old), "the value has changed since the question");
            let rule = rule(world, &asked.rule);
            let may = rule.consents.iter().chain(rule.review.keys()).any(|name| name.as_str() == field);
            prop_assert!(may, "{field} may not be replaced");
        }
    }
    if before
        .iter()
        .any(|(field, value)| asked.fields.contains(field) && asked.stored.get(field) != Some(value))
    {
        cover("kept a changed value");
    }
    let keys: BTreeSet<&str> = effects.app_metadata.keys().map(String::as_str).collect();
    let own = BTreeSet::from(["progressive_profiling", "progressive_profiling_plan"]);
    prop_assert!(keys.is_subset(&own) && keys.contains("progressive_profiling_plan"), "{keys:?}");
    prop_assert!(
        json!(world.app_metadata).to_string().len() < 4_000,
        "the memory leaves room for the profile"
    );
    Ok(())
}

/// Checks that only a rule that denies can deny a login, and that it does without an answer.
fn check_denial(world: &World<'_>, step: &Step, login: &Login) -> Result<(), TestCaseError> {
    let denying = world.plan.rules.iter().any(|rule| rule.deny_without_answer);
    if login.first.denied.is_some() {
        cover("denied");
        prop_assert!(denying && step.is_silent, "{:?}", login.first.log);
    }
    let (Some(asked), Some((effects, _))) = (&login.asked, &login.second) else { return Ok(()) };
    let rule = rule(world, &asked.rule);
    let is_answered =
        matches!(step.behavior, Behavior::Answer | Behavior::AnswerFirst | Behavior::AnswerMore);
    let must_deny = rule.deny_without_answer && !is_answered;
    prop_assert_eq!(effects.denied.is_some(), must_deny, "{:?}", effects.log);
    Ok(())
}

/// Checks that a user who answers is asked for fewer and fewer fields, and finally for none, unless a review becomes due.
pub(crate) fn check_that_asking_ends(world: &mut World<'_>) -> Result<(), TestCaseError> {
    let step = Step {
        hours: 0,
        client: "app",
        organization: Some("acme"),
        roles: vec!["admin"],
        request: None,
        has_unchecked_factor: false,
        is_silent: false,
        behavior: Behavior::Answer,
        changed_field: None,
        deployed_version: "2",
    };
    // Each visit asks for at least one field.
    let fields: usize = world.plan.rules.iter().map(|rule| rule.ask.len()).sum();
    let review = world.plan.rules.iter().any(|rule| !rule.review.is_empty());
    let logins = match world.plan.wait.unit {
        Unit::Days => 1,
        Unit::Logins => u64::from(world.plan.wait.count),
    };
    for round in 0..=fields {
        // All waits of rules have passed at the first login.
        let days = if round == 0 { 40 } else { u64::from(world.plan.wait.count) };
        world.logins += logins;
        let login = world.log_in(&Step { hours: days * 24, ..step.clone() });
        if login.first.log.iter().any(|line| line.contains("no_rule")) {
            return Ok(());
        }
    }
    // A review can become due meanwhile.
    prop_assert!(review, "the user is still asked: {:?}", Value::Object(world.user_metadata.clone()));
    Ok(())
}
