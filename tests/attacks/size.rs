//! Answers that are too long for the redirect are rejected; a token is never truncated.

use profiling_service::config::{ContinueMethod, LoginSettings};
use serde_json::{Map, Value, json};

use crate::reaction::{End, Reaction, STATE};
use crate::target::{Target, encoded};

const TOO_LONG: End = (422, "answers_too_long");

const FIELDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// An emulator whose form has six texts of up to 1,000 characters, the maximum length.
async fn target() -> Target {
    let fields = FIELDS.map(|name| json!({"name": name, "type": "text", "label": name, "max_length": 1_000}));
    Target::with_form(&json!({"version": 1, "title": "Long", "fields": fields})).await
}

async fn send(target: &Target, token: &str, state: &str, answers: &[String]) -> Reaction {
    let parameters = [("state", state), ("session_token", token)].into_iter();
    let answers = FIELDS.into_iter().zip(answers.iter().map(String::as_str));
    target.post(encoded(&parameters.chain(answers).collect::<Vec<_>>())).await
}

#[tokio::test]
async fn answers_that_do_not_fit_the_redirect_are_rejected_and_preserved() {
    let target = target().await;
    let token = target.token(&json!({}));
    let wide = |count: usize| "\u{4f1a}".repeat(count);
    for (case, answers, longest) in [
        ("the second is longer", vec![wide(999), wide(1_000)], "b"),
        ("the first is longer", vec![wide(1_000), wide(999)], "a"),
        ("signs of HTML", vec![wide(1_000), wide(900), "<&\"'".repeat(250)], "a"),
        (
            "letters that JSON escapes",
            vec!["x".repeat(1_000), "\"".repeat(1_000), "\\".repeat(999), wide(300)],
            "b",
        ),
        ("letters of four bytes", vec![wide(1_000), "\u{1f600}".repeat(1_000)], "b"),
        ("all as long as they may be", FIELDS.map(|_| "x".repeat(1_000)).to_vec(), "f"),
    ] {
        let again = send(&target, &token, STATE, &answers).await;
        again.shows_form(case, TOO_LONG, &token);
        let message = format!("{longest}: your answers are too long to send together. Shorten this answer.");
        assert_eq!(again.answer.texts("[role=alert] a"), [message], "{case}");
        for (name, answer) in FIELDS.into_iter().zip(answers) {
            assert_eq!(again.answer.attribute(&format!("#{name}"), "value"), Some(answer), "{case}: {name}");
        }
    }
}

#[tokio::test]
async fn answers_that_do_not_fit_the_redirect_are_not_posted_either() {
    let target = Target::with_settings(LoginSettings {
        continue_method: ContinueMethod::Post,
        ..LoginSettings::default()
    })
    .await;
    // The form of the repository has shorter texts: here the claims that are echoed take the room.
    let longest = "\u{1f600}".repeat(255);
    let token = target.token(&json!({"sub": longest, "txn": longest}));
    let wide = "\u{4f1a}".repeat(100);
    for (answer, status) in [("A", 200), (&*wide, 422)] {
        let values = [("state", &*"x".repeat(2_048)), ("session_token", &*token), ("company_name", answer)];
        let reaction = target.post(encoded(&[&values[..], &[("job_title", answer)]].concat())).await;
        assert_eq!(reaction.answer.status, status, "{}", reaction.answer.body);
    }
}

#[tokio::test]
async fn the_longest_redirect_is_complete_and_a_longer_one_is_rejected() {
    let target = target().await;
    let token = target.token(&json!({}));
    let answers = |last: usize| [1_000, 1_000, 1_000, 1_000, 1_000, last].map(|count| "x".repeat(count));
    let (mut fits, mut not) = (1, 1_000);
    send(&target, &token, STATE, &answers(fits)).await.answered("a short answer");
    send(&target, &token, STATE, &answers(not)).await.shows_form("a long answer", TOO_LONG, &token);
    while not - fits > 1 {
        let middle = usize::midpoint(fits, not);
        let reaction = send(&target, &token, STATE, &answers(middle)).await;
        *(if reaction.answer.status == 303 { &mut fits } else { &mut not }) = middle;
    }

    let reaction = send(&target, &token, STATE, &answers(fits)).await;
    let given: Map<String, Value> =
        FIELDS.into_iter().zip(answers(fits)).map(|(name, text)| (name.to_owned(), json!(text))).collect();
    assert_eq!(reaction.answered("the longest")["other"], json!(given));
    let length = reaction.answer.header("location").map(str::len);
    assert!((7_999..=8_000).contains(&length.unwrap()), "{length:?}");
    send(&target, &token, STATE, &answers(not)).await.shows_form("a character more", TOO_LONG, &token);
}

#[tokio::test]
async fn the_echoed_claims_leave_room_for_an_answer() {
    let target = target().await;
    let longest = "\u{1f600}".repeat(255);
    let token = target.token(&json!({"sub": longest, "txn": longest}));
    let state = "x".repeat(2_048);
    send(&target, &token, &state, &["A".to_owned()]).await.answered("the longest subject, nonce and state");
    let again = send(&target, &token, &state, &["A".repeat(1_000)]).await;
    again.shows_form("and a long answer", TOO_LONG, &token);
}
