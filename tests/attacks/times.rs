//! A token is valid from its issue to its expiry, to the second, and its lifetime is limited
//! (RFC 7519 §4.1.4 to §4.1.6).

use profiling_tests::emulator::NOW;
use serde_json::{Value, json};

use crate::reaction::End;
use crate::target::{Target, signed};

const EXPIRED: End = (403, "token_expired");
const EARLY: End = (403, "token_not_yet_valid");
const INVALID: End = (403, "claim_invalid");
const LONG: End = (403, "lifetime_too_long");

/// Valid claims, with the text of one claim replaced by JSON that is not a number.
fn with_text(target: &Target, claim: &str, text: &str) -> String {
    let claims = target.scene.claims(&json!({claim: "@"})).to_string();
    signed(claims.replace(r#""@""#, text))
}

#[tokio::test]
async fn a_token_outside_of_its_times_is_rejected() {
    let target = Target::start().await;
    for (changes, end) in [
        (json!({"exp": NOW}), EXPIRED),
        (json!({"exp": NOW - 1}), EXPIRED),
        (json!({"exp": 0}), EXPIRED),
        (json!({"exp": NOW + 3_601}), LONG),
        (json!({"exp": NOW + 86_400}), LONG),
        (json!({"exp": u64::MAX}), LONG),
        (json!({"iat": 0}), LONG),
        (json!({"iat": 0, "exp": u64::MAX}), LONG),
        (json!({"iat": NOW - 3_000, "exp": NOW + 601}), LONG),
        (json!({"iat": NOW + 6}), EARLY),
        (json!({"iat": NOW + 600, "exp": NOW + 900}), EARLY),
        (json!({"iat": u64::MAX, "exp": u64::MAX}), EARLY),
        (json!({"nbf": NOW + 6}), EARLY),
        (json!({"nbf": u64::MAX}), EARLY),
        // The token expires before it is issued.
        (json!({"iat": NOW + 5, "exp": NOW + 4}), INVALID),
    ] {
        target.refuses(&changes.to_string(), &target.token(&changes), end).await;
    }
}

#[tokio::test]
async fn a_time_that_is_not_a_whole_number_of_seconds_is_refused() {
    let target = Target::start().await;
    for missing in ["exp", "iat"] {
        let token = target.token(&json!({missing: Value::Null}));
        target.refuses(&format!("{missing} missing"), &token, INVALID).await;
    }
    for claim in ["exp", "iat", "nbf"] {
        for text in [
            r#""1800000600""#,
            r#""""#,
            "true",
            "[1800000600]",
            r#"{"":1800000600}"#,
            "-1",
            "-1800000600",
            "1800000600.5",
            "1800000600.0",
            "1.8e9",
            "1e400",
            "-1e400",
            "18446744073709551616",
            "99999999999999999999999999999999999999999",
        ] {
            target.refuses(&format!("{claim} {text}"), &with_text(&target, claim, text), INVALID).await;
        }
    }
    for claim in ["exp", "iat"] {
        target.refuses(&format!("{claim} null"), &with_text(&target, claim, "null"), INVALID).await;
    }
}

#[tokio::test]
async fn a_token_is_accepted_until_its_last_second() {
    let target = Target::start().await;
    for changes in [
        json!({"exp": NOW + 1}),
        json!({"exp": NOW + 3_600}),
        json!({"iat": NOW - 3_599, "exp": NOW + 1}),
        // The clocks may differ by five seconds.
        json!({"iat": NOW + 5}),
        json!({"nbf": NOW + 5}),
        json!({"nbf": 0}),
        // Ten minutes old by our clock: a slow user and a fast clock cannot be distinguished.
        json!({"iat": NOW - 600, "exp": NOW + 300}),
    ] {
        target.takes(&changes.to_string(), &target.token(&changes)).await;
    }
}

#[tokio::test]
async fn a_clock_that_is_ten_minutes_off_is_logged() {
    let target = Target::start().await;
    for (case, changes, end, detail) in [
        (
            "the tenant's is fast",
            json!({"iat": NOW + 600, "exp": NOW + 1_500}),
            EARLY,
            "not valid for another 600 s",
        ),
        ("its nbf is fast", json!({"nbf": NOW + 600}), EARLY, "not valid for another 600 s"),
        ("ours is fast", json!({"iat": NOW - 600, "exp": NOW - 10}), EXPIRED, "expired 10 s ago"),
        (
            "ours is fast, and the token lived for a second",
            json!({"iat": NOW - 601, "exp": NOW - 600}),
            EXPIRED,
            "expired 600 s ago",
        ),
    ] {
        let token = target.token(&changes);
        for reaction in [target.open(&token).await, target.answer(&token).await] {
            assert_eq!(reaction.refused(case, end, &[&token])["detail"], detail, "{case}");
        }
    }
}

#[tokio::test]
async fn a_page_that_expires_before_it_is_submitted_is_reported_as_expired() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    target.open(&token).await.shows_form("opened", (200, "rendered"), &token);
    target.scene.clock.advance(899);
    target.answer(&token).await.answered("in the last second");
    target.scene.clock.advance(1);
    let late = target.answer(&token).await;
    late.refused("a second later", EXPIRED, &[&token]);
    assert_eq!(late.answer.texts("h1"), ["This page has expired"]);
}
