//! The checks of a system whose Action has a plan.

use serde_json::{Value, json};

use super::{ACTION, LATEST, World, case, world};
use crate::doctor::report::Status;

/// The settings that an Action with a plan does not read.
const NOT_READ: [&str; 4] = ["REQUIRED_USER_FIELDS", "LOGIN_COUNT", "REQUIRED", "ASK_AGAIN"];

/// Returns a plan with one rule, which has these keys, too.
fn plan(more: &Value) -> String {
    let mut rule = json!({"name": "work", "form": "profile", "ask": ["company_name"]});
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"version": 1, "rules": [rule]}).to_string()
}

/// Returns a healthy system whose Action has this plan.
fn with_plan(more: &Value) -> World {
    let mut world = World::healthy();
    world.set_plan(&plan(more));
    world
}

#[test]
fn nothing_is_wrong_in_a_healthy_system_with_a_plan_and_without_its_unused_settings() {
    let mut world = with_plan(&json!({}));
    for name in NOT_READ {
        world.remove_setting(name);
    }
    let report = world.examine(&[]);
    assert_eq!(report.wrong, 0, "{report}");
    let text = report.to_string();
    for name in NOT_READ {
        assert!(!text.contains(name), "{text}");
    }
    let code =
        "version 4 is infra/auth0/actions/progressive-profiling.js with infra/auth0/plan.json (1 rule)";
    assert!(text.contains(code), "{text}");
}

#[test]
fn settings_that_are_not_read_with_a_plan_are_not_checked() {
    for (name, value) in [("REQUIRED", "yes"), ("REQUIRED", "true"), ("REQUIRED_USER_FIELDS", "nickname")] {
        let mut world = World::healthy();
        world.setting(name, value);
        world.set_plan(&plan(&json!({})));
        let report = world.examine(&[]);
        assert_eq!(report.wrong, 0, "{name}={value}: {report}");
    }
}

#[test]
fn the_form_in_the_url_is_replaced_by_that_of_a_rule() {
    let mut world = World::healthy();
    world.setting("FORM_URL", "https://www.shop.test/forms/not-deployed");
    world.web.proxy = true;
    world.set_plan(&plan(&json!({})));
    let report = world.examine(&[]);
    assert_eq!(report.wrong, 0, "{report}");
}

#[test]
fn a_problem_makes_exactly_its_check_wrong() {
    let deny = json!({"deny_without_answer": true});
    let cases = [
        (
            json!({}),
            case(
                "requested-fields",
                "the rule `work` has the form `profile`, which is not deployed",
                |world| {
                    let form = world.layer.remove("profile.json").unwrap();
                    world.layer.insert("other.json".to_owned(), form);
                },
            ),
        ),
        (
            json!({"ask": ["company_name", "job_title"]}),
            case("requested-fields", "`profile` lacks fields of the rule `work`: job_title", |world| {
                let earlier = world::form("T").replace("job_title", "nickname");
                world.layer.insert("profile.json".to_owned(), earlier);
            }),
        ),
        (
            json!({"enabled": false}),
            case(
                "requested-fields",
                "no rule of infra/auth0/plan.json is enabled, so no user is asked",
                |_| {},
            ),
        ),
        (
            deny.clone(),
            case("required", "these fields can be left empty: company_name", |world| {
                world.no_refresh_tokens();
                let earlier = world::form("T").replace(", \"required\": true", "");
                world.layer.insert("profile.json".to_owned(), earlier);
            }),
        ),
        (deny, case("required", "applications may renew tokens without a browser", |_| {})),
        (
            json!({}),
            case("action-code", "differs from infra/auth0/actions/progressive-profiling.js with", |world| {
                // Deployed without the plan.
                let code =
                    "'use strict';\nconst PLAN = undefined;\nexports.onExecutePostLogin = async () => {};\n";
                world.set_tenant(ACTION, "/deployed_version/code", json!(code));
            }),
        ),
        (
            json!({}),
            case(
                "action-settings",
                "had another plan or another FORM_URL than infra/auth0/plan.json and",
                |world| {
                    world.set(LATEST, "/results/0/3/value", json!("00000000"));
                },
            ),
        ),
        (
            json!({}),
            case("action-secrets", "has no secret FORM_URL", |world| {
                world.rename_secret("FORM_URL", "OTHER");
            }),
        ),
    ];
    for (more, case) in cases {
        let mut world = with_plan(&more);
        (case.change)(&mut world);
        let report = world.examine(&[]);
        let wrong: Vec<&str> =
            report.lines.iter().filter(|line| line.status == Status::Wrong).map(|line| line.check).collect();
        // A layer without the form also differs from the checkout.
        assert!(wrong.contains(&case.check), "{}: {report}", case.expected);
        assert!(
            wrong.iter().all(|check| [case.check, "deployed-forms"].contains(check)),
            "{wrong:?}: {report}"
        );
        let text = report.to_string();
        assert!(text.contains(case.expected), "{}: {text}", case.expected);
    }
}

#[test]
fn a_plan_that_cannot_be_compiled_leaves_its_checks_open() {
    let mut world = World::healthy();
    world.set_plan(&plan(&json!({})));
    world.write("infra/auth0/plan.json", "{");
    let report = world.examine(&[]);
    assert_eq!(report.wrong, 0, "{report}");
    assert!(
        report.to_string().contains("infra/auth0/plan.json: line 1 column 1: this `{` has no closing `}`"),
        "{report}"
    );
}
