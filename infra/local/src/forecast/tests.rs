//! Forecasts with the real Action and its settings, and with small Actions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde_json::json;

use super::*;

const START: u64 = 1_800_000_000;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn real_action(settings: &[(&str, &str)]) -> Action {
    let source = std::fs::read_to_string(repository().join("infra/auth0/actions/progressive-profiling.js"));
    let defaults = [
        ("FORM_URL", "http://127.0.0.1:4000/forms/profile"),
        ("SESSION_TOKEN_SECRET", "0123456789abcdef0123456789abcdef"),
        ("REQUIRED_USER_FIELDS", "company_name,job_title"),
        ("LOGIN_COUNT", "2"),
        ("ASK_AGAIN", "7 days"),
    ];
    let all = defaults.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Action::new(&source.unwrap(), all.collect()).unwrap()
}

/// The logins of a new user, one each day.
fn forecast(action: &Action, behavior: Behavior, logins: u32) -> Vec<ForecastLogin> {
    let (forms, _) = Forms::load_valid(&repository().join("infra/forms"));
    let forecast = Forecast {
        action,
        forms: &forms,
        user: User::new("auth0|1", "ana@example.com", "Ana"),
        client_metadata: BTreeMap::new(),
        start: UNIX_EPOCH + Duration::from_secs(START),
        days_between: 1,
        logins,
        behavior,
    };
    forecast.run().unwrap()
}

/// The reason codes of each login: that of the login, and that of the return from the form.
fn reasons(logins: &[ForecastLogin]) -> Vec<String> {
    let reason = |login: &ForecastLogin| match login.question.as_ref().map(|question| &question.result) {
        None => login.reason.clone(),
        Some(Answered::Returned { reason, .. }) => format!("{}, {reason}", login.reason),
        Some(other) => format!("{}, {other:?}", login.reason),
    };
    logins.iter().map(reason).collect()
}

#[test]
fn the_next_logins_depend_on_the_behavior_of_the_user() {
    for (behavior, settings, expected) in [
        (Behavior::Answer, &[][..], &["login_count", "asked, answered", "complete", "complete"][..]),
        (
            Behavior::Postpone,
            &[
                ("FORM_URL", "http://127.0.0.1:4000/forms/source"),
                ("REQUIRED_USER_FIELDS", "heard_from"),
                ("ASK_AGAIN", "2 days"),
            ],
            &["login_count", "asked, postponed", "postponed", "asked, postponed"],
        ),
        // The form `profile` does not offer "Not now".
        (Behavior::Postpone, &[], &["login_count", "asked, answered", "complete"]),
        (Behavior::ReturnWithoutAnswer, &[], &["login_count", "asked, not_answered", "asked, not_answered"]),
        (Behavior::Abandon, &[], &["login_count", "asked, Abandoned", "asked, Abandoned"]),
        (Behavior::Answer, &[("LOGIN_COUNT", "zero")], &["broken_setting", "broken_setting"]),
        (
            Behavior::Answer,
            &[("FORM_URL", "http://127.0.0.1:4000/forms/nowhere"), ("LOGIN_COUNT", "1")],
            &["asked, Impossible(\"there is no form `nowhere`, or it is not valid\")"],
        ),
    ] {
        let logins = forecast(&real_action(settings), behavior, u32::try_from(expected.len()).unwrap());
        assert_eq!(reasons(&logins), expected, "{behavior:?} {settings:?}");
    }
}

#[test]
fn a_login_has_its_number_its_time_and_its_question() {
    let logins = forecast(&real_action(&[]), Behavior::Answer, 2);
    let times: Vec<(u64, u64)> = logins.iter().map(|login| (login.number, seconds(login.at))).collect();
    assert_eq!(times, [(1, START), (2, START + DAY_SECONDS)]);
    assert_eq!((logins[0].detail.as_str(), &logins[0].question), ("1 < 2", &None));
    let question = logins[1].question.as_ref().unwrap();
    assert_eq!((question.form.as_str(), &logins[1].rule), ("profile", &None));
    assert_eq!(question.fields, ["company_name", "job_title"]);
    assert!(
        matches!(&question.result, Answered::Returned { decision: Decision::Pass, detail, .. } if detail == "written 2, dropped 0")
    );
}

#[test]
fn a_denied_login_is_reported() {
    let logins = forecast(&real_action(&[("REQUIRED", "true")]), Behavior::ReturnWithoutAnswer, 2);
    let result = &logins[1].question.as_ref().unwrap().result;
    assert!(
        matches!(result, Answered::Returned { decision: Decision::Deny { .. }, reason, .. } if reason == "not_answered")
    );
}

#[test]
fn the_rule_of_a_plan_is_read_from_the_log_and_a_form_without_not_now_from_the_session_token() {
    // The claims and the log of an Action with a plan.
    let action = Action::new(
        "exports.onExecutePostLogin = async (event, api) => {
            const payload = {form: 'source', fields: ['heard_from'], rule: 'channel', not_now: event.stats.logins_count < 2};
            const token = api.redirect.encodeToken({secret: event.secrets.SESSION_TOKEN_SECRET, payload});
            api.redirect.sendUserTo('http://127.0.0.1/forms/source', {query: {session_token: token}});
            console.log('progressive-profiling: asked heard_from rule=channel login=6f7c8ec7');
        };
        exports.onContinuePostLogin = async (event, api) => {
            const payload = api.redirect.validateToken({secret: event.secrets.SESSION_TOKEN_SECRET});
            console.log(`progressive-profiling: ${payload.later === true ? 'postponed' : 'answered'} rule=channel`);
        };",
        BTreeMap::from([(
            "SESSION_TOKEN_SECRET".to_owned(),
            "0123456789abcdef0123456789abcdef".to_owned(),
        )]),
    );
    let logins = forecast(&action.unwrap(), Behavior::Postpone, 2);
    assert_eq!(reasons(&logins), ["asked, postponed", "asked, answered"]);
    assert_eq!((logins[0].rule.as_deref(), logins[0].detail.as_str()), (Some("channel"), "heard_from"));
}

#[test]
fn an_error_of_the_action_ends_the_forecast() {
    let source = "exports.onExecutePostLogin = async (event, api) => {
        if (event.stats.logins_count === 2) throw new Error('broken');
    };";
    let logins = forecast(&Action::new(source, BTreeMap::new()).unwrap(), Behavior::Answer, 3);
    assert_eq!(logins.iter().map(ForecastLogin::has_failed).collect::<Vec<_>>(), [false, true]);
    assert!(matches!(&logins[1].decision, Decision::Fail { message } if message.contains("broken")));
}

#[test]
fn metadata_that_is_too_large_is_not_written() {
    let source = "exports.onExecutePostLogin = async (event, api) => {
        console.log(`progressive-profiling: ${event.user.app_metadata.large === undefined ? 'small' : 'large'} login=1`);
        api.user.setAppMetadata('large', 'x'.repeat(20000));
    };";
    let logins = forecast(&Action::new(source, BTreeMap::new()).unwrap(), Behavior::Answer, 2);
    assert_eq!(reasons(&logins), ["small", "small"]);
    assert!(logins[0].detail.contains("nothing was written"), "{}", logins[0].detail);
}

#[test]
fn the_action_reads_the_metadata_of_the_application() {
    let action = real_action(&[("LOGIN_COUNT", "1")]);
    let (forms, _) = Forms::load_valid(&repository().join("infra/forms"));
    let client_metadata = json!({"profiling_form": "off"});
    let forecast = Forecast {
        action: &action,
        forms: &forms,
        user: User::new("auth0|1", "ana@example.com", "Ana"),
        client_metadata: serde_json::from_value(client_metadata).unwrap(),
        start: UNIX_EPOCH + Duration::from_secs(START),
        days_between: 1,
        logins: 1,
        behavior: Behavior::Answer,
    };
    assert_eq!(reasons(&forecast.run().unwrap()), ["off"]);
}
