//! Errors that no one foresaw, the log, and the file itself.

use serde_json::json;

use super::login_of;
use super::{
    REQUIRED, SECRET, SOURCE, STATE, TXN, answer, ask, assert_denied_in_words, at, back, bad_answers, denied,
    good_answers, log, login, run, settings, take, written,
};
use crate::action::Effect;
use crate::action::Handler;

#[test]
fn an_unexpected_error_is_logged_by_name_and_follows_the_same_rule() {
    let full = json!({ "big": "x".repeat(16_500) });
    for (handler, event) in [
        (Handler::ExecutePostLogin, at(login(&json!({})), "/transaction/metadata", full)),
        (Handler::ContinuePostLogin, back(&json!("text"), &answer(&good_answers()))),
    ] {
        let passing = run(handler, settings(&[]), event.clone());
        assert_eq!(log(&passing), ["unexpected Error"]);
        assert_eq!(denied(&passing), None);
        let denying = run(handler, settings(&[REQUIRED]), event);
        assert_eq!(log(&denying), ["unexpected Error (denied)"]);
        assert_denied_in_words(&denying, "unexpected");
    }
}

#[test]
fn a_strange_event_throws_nothing() {
    for event in [
        json!({}),
        json!({ "stats": 7, "user": 7, "transaction": 7, "request": 7, "client": 7 }),
        json!({ "stats": { "logins_count": "9" }, "user": { "user_metadata": null } }),
        json!({ "user": { "user_metadata": {}, "app_metadata": "text" }, "client": { "metadata": ["off"] } }),
        json!({ "user": null, "client": null, "stats": null, "transaction": null, "request": null }),
    ] {
        for handler in [Handler::ExecutePostLogin, Handler::ContinuePostLogin] {
            let run = run(handler, settings(&[]), event.clone());
            assert_eq!(written(&run), json!({}), "{event}");
            assert_eq!(denied(&run), None, "{event}");
        }
    }
}

#[test]
fn no_secret_token_or_answer_is_ever_logged() {
    let canaries =
        json!({ "company_name": "canary-answer", "job_title": "canary-answer", "x": "canary-answer" });
    let mut telling = answer(&canaries);
    telling["other"]["job_title"] = json!(true);
    telling["form_version"] = json!("canary-version");
    telling["not_applicable"] = json!(["canary-name"]);
    telling["consents"] =
        json!({ "job_title": { "version": "canary", "url": "https://example.com/canary" } });
    let later = at(telling.clone(), "/later", json!(true));
    let mut events: Vec<_> =
        [answer(&canaries), telling, later].map(|claims| back(&json!({}), &claims)).into();
    events.extend(bad_answers().into_iter().map(|(_, event, _)| event));
    for event in events {
        let token = event["request"]["query"]["session_token"].as_str().unwrap_or("-").to_owned();
        let output = take(&[], event).console.join("\n");
        for secret in ["canary", SECRET, STATE, TXN] {
            assert!(!output.contains(secret), "{secret}: {output}");
        }
        assert!(token == "-" || token == "hello" || !output.contains(&token), "{output}");
    }
}

#[test]
fn a_long_log_line_is_cut_and_keeps_what_was_decided() {
    let fields: Vec<String> = (0..60).map(|n| format!("field_number_{n}")).collect();
    let event = back(&json!({}), &answer(&json!({})));
    let run = take(&[("REQUIRED_USER_FIELDS", &fields.join(",")), REQUIRED], event);
    let [line] = &log(&run)[..] else { panic!("{:?}", run.console) };
    assert!(line.starts_with("still_missing written 0, dropped 0, missing field_number_0,"), "{line}");
    assert!(line.ends_with(" (denied)"), "{line}");
}

#[test]
fn the_lines_of_a_login_end_with_the_beginning_of_its_nonce() {
    let asked = ask(&[], login(&json!({})));
    let nonce = asked.effects.iter().find_map(|effect| match effect {
        Effect::SetTransactionMetadata { value, .. } => value.as_str(),
        _ => None,
    });
    assert_eq!(login_of(&asked.console[0]), nonce.and_then(|nonce| nonce.get(..8)));
    for event in bad_answers().into_iter().map(|(_, event, _)| event) {
        let kept = event["transaction"]["metadata"]["progressive_profiling_txn"].as_str().map(str::to_owned);
        let run = take(&[], event);
        assert_eq!(
            login_of(&run.console[0]),
            kept.as_deref().and_then(|nonce| nonce.get(..8)),
            "{:?}",
            run.console
        );
    }
    let complete = ask(&[], login(&json!({"company_name": "A", "job_title": "B"})));
    assert_eq!(login_of(&complete.console[0]), None, "no question, no nonce");
}

#[test]
fn names_cannot_break_a_log_line() {
    let event = at(login(&json!({})), "/transaction/protocol", json!("a\nb,ü"));
    assert_eq!(log(&ask(&[], event)), ["cannot_redirect a?b,?"]);
}

#[test]
fn the_file_fits_auth0() {
    assert!(SOURCE.len() < 100_000, "{} bytes", SOURCE.len());
    assert!(!SOURCE.contains("require("), "no dependencies");
    // auth0-deploy-cli replaces these in code, too.
    assert!(!SOURCE.contains("##") && !SOURCE.contains("@@"), "no placeholders");
}
