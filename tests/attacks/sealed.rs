//! Sealed texts that are not for the token in which they travel, or were changed. The cases of the Action are in
//! `tests/action/cases/sealed.json`.

use profiling_session::seal::{Binding, Direction};
use profiling_tests::token;
use serde_json::{Value, json};

use crate::target::{SECRET, Target};

const CANARY: &str = "Canary-4711";
const TXN: &str = "6f7c8ec7-c33c-4c00-8bba-fe82a1b2c3d4";

/// What the Action knows, with a canary in a value and in the email address.
fn text() -> String {
    json!({"values": {"company_name": CANARY}, "email": CANARY}).to_string()
}

/// The binding of a question to [`Target::token`] with these claims of the Action.
fn binding(issuer: &str) -> Binding<'_> {
    Binding {
        direction: Direction::Question,
        iss: issuer,
        sub: "auth0|000000000000000000000002",
        state: "",
        txn: Some(TXN),
        form: Some("profile"),
    }
}

/// A question with this claim `prefill`.
fn question(target: &Target, seal: &Value, prefill: &Value) -> String {
    target.token(&json!({"form": "profile", "txn": TXN, "seal": seal, "prefill": prefill}))
}

#[tokio::test]
async fn a_prefill_that_is_not_sealed_for_its_token_is_not_shown() {
    let target = Target::start().await;
    let issuer = target.scene.emulator.issuer().to_owned();
    let ours = binding(&issuer);
    let seal =
        |binding: Binding<'_>, secret: &str| binding.seal(secret.as_bytes(), text().as_bytes()).unwrap();
    let valid = seal(ours, SECRET);
    let shown = target.open(&question(&target, &json!(1), &json!(valid))).await;
    assert_eq!(shown.answer.body.matches(CANARY).count(), 2, "{}", shown.answer.body);

    let cut = &valid[..valid.len() - 1];
    for (case, prefill) in [
        ("an answer", json!(seal(Binding { direction: Direction::Answer, ..ours }, SECRET))),
        ("for another issuer", json!(seal(Binding { iss: "example.com", ..ours }, SECRET))),
        ("for another user", json!(seal(Binding { sub: "auth0|1", ..ours }, SECRET))),
        ("for another login", json!(seal(Binding { txn: Some("another"), ..ours }, SECRET))),
        ("for a login without a nonce", json!(seal(Binding { txn: None, ..ours }, SECRET))),
        ("for another form", json!(seal(Binding { form: Some("source"), ..ours }, SECRET))),
        ("with a state", json!(seal(Binding { state: "s", ..ours }, SECRET))),
        ("with another secret", json!(seal(ours, "another-secret-of-at-least-thirty-two-bytes"))),
        ("cut", json!(cut)),
        ("shorter than the salt", json!(valid[..21])),
        ("with an extra character", json!(format!("{valid}A"))),
        ("with padding", json!(format!("{valid}="))),
        ("empty", json!("")),
        ("readable", json!(text())),
        ("not an object", json!(ours.seal(SECRET.as_bytes(), b"[]").unwrap())),
        ("with values of another type", json!(ours.seal(SECRET.as_bytes(), br#"{"values": []}"#).unwrap())),
    ] {
        let token = question(&target, &json!(1), &prefill);
        let reaction = target.open(&token).await;
        let line = reaction.shows_form(case, (200, "rendered"), &token);
        assert_eq!((&line["prefill_unreadable"], &line["level"]), (&json!(true), &json!("WARN")), "{case}");
        assert!(!reaction.answer.body.contains(CANARY), "{case}: {}", reaction.answer.body);
        // The answers of this login are still accepted.
        let answer = target.answer(&token).await.answer.location_parameter("session_token").expect(case);
        assert_eq!(token::opened(&answer, SECRET)["form"], "profile", "{case}");
    }
    for (case, prefill) in
        [("a number", json!(7)), ("null", json!(null)), ("readable values", json!({"values": {}}))]
    {
        let token = question(&target, &json!(1), &prefill);
        let line = target.open(&token).await.shows_form(case, (200, "rendered"), &token);
        assert_eq!(line.get("prefill_unreadable"), None, "{case}");
    }
}

#[tokio::test]
async fn a_prefill_of_an_unknown_version_is_not_shown() {
    let target = Target::start().await;
    let issuer = target.scene.emulator.issuer().to_owned();
    let valid = binding(&issuer).seal(SECRET.as_bytes(), text().as_bytes()).unwrap();
    for version in [json!(null), json!(0), json!(2), json!("1"), json!(true)] {
        let token = question(&target, &version, &json!(valid));
        let reaction = target.open(&token).await;
        let case = format!("version {version}");
        assert_eq!(
            reaction.shows_form(&case, (200, "rendered"), &token)["prefill_unreadable"],
            true,
            "{case}"
        );
        assert!(!reaction.answer.body.contains(CANARY), "{case}");
    }
}

#[tokio::test]
async fn the_claim_that_requests_sealed_answers_cannot_be_removed_or_changed() {
    let target = Target::start().await;
    let signed = question(&target, &json!(1), &json!(null));
    let [header, payload, signature] = signed.split('.').collect::<Vec<_>>()[..] else { panic!("{signed}") };
    for (case, replacement) in [("removed", ""), ("changed", r#""seal":2,"#)] {
        let changed = token::text(payload).replace(r#""seal":1,"#, replacement);
        assert_ne!(changed, token::text(payload));
        let message = token::message(token::text(header), changed);
        target.refuses(case, &format!("{message}.{signature}"), (403, "signature_mismatch")).await;
    }
}

#[tokio::test]
async fn a_sealed_answer_is_not_accepted_as_a_question() {
    let target = Target::start().await;
    let asked = question(&target, &json!(1), &json!(null));
    let answer = target.answer(&asked).await.answer.location_parameter("session_token").expect("an answer");
    target.refuses("an answer token", &answer, (403, "answer_reflected")).await;
}
