//! The secret while it is being changed: which one signs, which ones verify, and what a broken one does.

use serde_json::{Value, json};

use super::{
    NOW, REQUIRED, SECRET, answer, ask, asked, at, back, bad_answers, denied, good_answers, log, login, take,
    written,
};
use crate::action::{Effect, Run, token};

const OLD: &str = "the-secret-before-the-rotation-0123456789";
const FOREIGN: &str = "another secret of thirty-two bytes";
const PREVIOUS: &str = "SESSION_TOKEN_SECRET_PREVIOUS";

/// The user, back from the form with good answers that `secret` signed, with changes to their claims.
fn signed(secret: &str, changes: &[(&str, Value)]) -> Value {
    let claims =
        changes.iter().fold(answer(&good_answers()), |claims, (path, new)| at(claims, path, new.clone()));
    at(back(&json!({}), &claims), "/request/query/session_token", json!(token::sign(&claims, secret)))
}

#[test]
fn an_answer_is_taken_by_the_secret_and_by_the_one_before_it() {
    for (case, previous, secret, line) in [
        ("by the secret", OLD, SECRET, "answered written 2, dropped 0"),
        ("by the one before it", OLD, OLD, "answered written 2, dropped 0"),
        ("by neither", OLD, FOREIGN, "token_invalid Failed signature validation"),
        ("by the one before it, which is not given", "", OLD, "token_invalid Failed signature validation"),
        ("by the one before it, which is `none`", " None ", OLD, "token_invalid Failed signature validation"),
    ] {
        let run = take(&[(PREVIOUS, previous)], signed(secret, &[]));
        assert_eq!(log(&run), [line], "{case}");
        let taken = if line.starts_with("answered") { good_answers() } else { json!({}) };
        assert_eq!(written(&run), taken, "{case}");
    }
}

#[test]
fn the_secret_that_did_sign_the_answer_tells_what_else_is_wrong_with_it() {
    for (path, value, reason) in [
        ("/exp", json!(NOW), "Token has expired."),
        ("/state", json!("another"), "State in the token does not match the /continue state."),
        ("/sub", json!("auth0|eve"), "The sub claim does not match the user_id."),
    ] {
        for secret in [SECRET, OLD] {
            let run = take(&[(PREVIOUS, OLD)], signed(secret, &[(path, value.clone())]));
            assert_eq!(log(&run), [format!("token_invalid {reason}")], "signed with {secret}");
        }
    }
}

#[test]
fn a_second_secret_takes_no_answer_that_one_alone_refuses() {
    for (case, event, line) in bad_answers() {
        let run = take(&[(PREVIOUS, OLD), REQUIRED], event);
        assert_eq!(log(&run), [format!("{line} (denied)")], "{case}");
        assert_eq!(written(&run), json!({}), "{case}");
    }
}

/// How often the tenant was asked to validate the answer.
fn attempts(run: &Run) -> usize {
    let attempt =
        |effect: &&Effect| matches!(effect, Effect::TokenValidated { .. } | Effect::TokenRefused { .. });
    run.effects.iter().filter(attempt).count()
}

#[test]
fn the_one_before_is_tried_only_where_the_secret_fails() {
    for (previous, secret, count) in [(OLD, SECRET, 1), (OLD, OLD, 2), ("", OLD, 1)] {
        let run = take(&[(PREVIOUS, previous)], signed(secret, &[]));
        assert_eq!(attempts(&run), count, "{previous}, {secret}");
    }
}

#[test]
fn a_question_is_never_signed_with_the_one_before() {
    let run = ask(&[(PREVIOUS, OLD)], login(&json!({})));
    let question = token::sign(asked(&run).expect("asked"), SECRET);
    let sent = run.effects.iter().any(|effect| {
        matches!(effect, Effect::Redirect { url } if url.ends_with(&format!("session_token={question}")))
    });
    assert!(sent, "{:?}", run.effects);
}

#[test]
fn a_broken_one_is_told_by_name_and_changes_nothing() {
    let told = "broken_setting SESSION_TOKEN_SECRET_PREVIOUS is not one line of >= 32 bytes";
    for broken in [
        "too-short",
        "0123456789abcdef\n0123456789abcdef0123456789abcdef",
        "##SESSION_TOKEN_SECRET_PREVIOUS##",
        "          0123456789abcdef          ",
    ] {
        let changes = [(PREVIOUS, broken), REQUIRED];
        let run = ask(&changes, login(&json!({})));
        assert_eq!(log(&run), [told, "asked company_name,job_title"], "{broken}");
        let run = take(&changes, signed(SECRET, &[]));
        assert_eq!(log(&run), [told, "answered written 2, dropped 0"], "{broken}");
        assert_eq!(denied(&run), None, "{broken}");
        // Least of all does it sign: everybody knows a placeholder.
        let run = take(&changes, signed(broken, &[]));
        assert_eq!(log(&run), [told, "token_invalid Failed signature validation (denied)"], "{broken}");
        assert_eq!(written(&run), json!({}), "{broken}");
    }
}
