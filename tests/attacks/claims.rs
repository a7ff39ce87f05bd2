//! The other claims: the user, the form and the address in the session token.

use profiling_service::config::LoginSettings;
use serde_json::json;

use crate::reaction::End;
use crate::target::{Target, signed, submission};

const INVALID: End = (403, "claim_invalid");
const REFLECTED: End = (403, "answer_reflected");

#[tokio::test]
async fn a_subject_that_is_not_a_short_plain_text_is_refused() {
    let target = Target::start().await;
    for sub in [
        json!(null),
        json!(1),
        json!(true),
        json!(["auth0|1"]),
        json!({"id": "auth0|1"}),
        json!(""),
        json!("x".repeat(256)),
        json!("\u{1f600}".repeat(256)),
        json!("a\0b"),
        json!("a\nb"),
        json!("a\r\nset-cookie: x=y"),
        json!("a\u{7f}"),
        json!("a\u{9b}b"),
        json!("\t"),
    ] {
        let case = format!("sub {sub}");
        target.refuses(&case, &target.token(&json!({"sub": sub})), INVALID).await;
    }
    let null = target.scene.claims(&json!({"sub": "@"})).to_string().replace(r#""@""#, "null");
    target.refuses("sub null", &signed(null), INVALID).await;
}

#[tokio::test]
async fn a_subject_is_signed_as_it_came() {
    let target = Target::start().await;
    for sub in [
        &*"x".repeat(255),
        "auth0|1",
        "sms|+34 600",
        "e\u{301}",
        "\u{1f600}",
        "\"<b>&",
        "\u{202e}a",
        "__proto__",
    ] {
        let token = target.token(&json!({"sub": sub}));
        target.open(&token).await.shows_form(sub, (200, "rendered"), &token);
        let mut expected = target.claims_of_an_answer();
        expected["sub"] = json!(sub);
        assert_eq!(target.answer(&token).await.answered(sub), expected);
    }
}

#[tokio::test]
async fn a_token_for_another_audience_is_refused() {
    let target = Target::start().await;
    for aud in
        ["\"https://api.example.com/\"", "[\"https://api.example.com/\"]", "\"\"", "[]", "null", "1", "{}"]
    {
        let claims = target.scene.claims(&json!({"aud": "@"})).to_string().replace(r#""@""#, aud);
        target.refuses(&format!("aud {aud}"), &signed(claims), INVALID).await;
    }
}

#[tokio::test]
async fn a_claim_of_the_action_with_the_wrong_type_is_rejected() {
    let target = Target::start().await;
    let long = "x".repeat(256);
    for (changes, end) in [
        (json!({"form": 1}), INVALID),
        (json!({"form": ""}), INVALID),
        (json!({"form": "a\nb"}), INVALID),
        (json!({"form": long}), INVALID),
        (json!({"form": ["profile"]}), INVALID),
        (json!({"form": "other"}), (403, "form_mismatch")),
        (json!({"form": "Profile"}), (403, "form_mismatch")),
        (json!({"form": "../profile"}), (403, "form_mismatch")),
        (json!({"form": "profile.json"}), (403, "form_mismatch")),
        (json!({"fields": "company_name"}), INVALID),
        (json!({"fields": {"0": "company_name"}}), INVALID),
        (json!({"fields": [1]}), INVALID),
        (json!({"fields": [["company_name"]]}), INVALID),
        (json!({"txn": 1}), INVALID),
        (json!({"txn": ""}), INVALID),
        (json!({"txn": "a\nb"}), INVALID),
        (json!({"txn": long}), INVALID),
        (json!({"ip": 2_130_706_433}), INVALID),
        (json!({"ip": ["127.0.0.1"]}), INVALID),
    ] {
        target.refuses(&changes.to_string(), &target.token(&changes), end).await;
    }
}

#[tokio::test]
async fn a_login_from_another_address_continues_and_is_logged() {
    let target = Target::start().await;
    for (ip, same) in [
        (json!("127.0.0.1"), json!(true)),
        (json!("203.0.113.9"), json!(false)),
        (json!("::1"), json!(false)),
        (json!("no address \" at all"), json!(false)),
        (json!(null), json!(null)),
    ] {
        let case = format!("ip {ip}");
        let token = target.token(&json!({"ip": ip}));
        let opened = target.open(&token).await;
        assert_eq!(opened.shows_form(&case, (200, "rendered"), &token)["same_ip"], same, "{case}");
        let reaction = target.answer(&token).await;
        assert_eq!(reaction.answered(&case), target.claims_of_an_answer(), "{case}");
        assert_eq!(reaction.line(&case)["same_ip"], same, "{case}");
        for text in [&opened.lines[0], &reaction.lines[0], &opened.answer.body] {
            // The tenant of an emulator has this machine's address for its name.
            let contains_ip = ip.as_str().is_some_and(|ip| ip != "127.0.0.1" && text.contains(ip));
            assert!(!contains_ip, "{case}: {text}");
        }
    }
}

#[tokio::test]
async fn a_login_from_another_address_is_rejected_if_configured() {
    let target =
        Target::with_settings(LoginSettings { require_same_ip: true, ..LoginSettings::default() }).await;
    for ip in [json!("203.0.113.9"), json!("::1"), json!("no address"), json!(null)] {
        let token = target.token(&json!({"ip": ip}));
        target.refuses(&format!("ip {ip}"), &token, (403, "ip_mismatch")).await;
    }
    for ip in ["127.0.0.1", "::ffff:127.0.0.1"] {
        target.takes(ip, &target.token(&json!({"ip": ip}))).await;
    }
}

#[tokio::test]
async fn the_answer_has_only_the_claims_of_the_question_that_the_tenant_needs() {
    let target = Target::start().await;
    let token = target.token(&json!({
        "txn": "nonce-1", "form": "profile", "fields": ["company_name", "job_title", "__proto__", "roles", "$where"],
        "locales": ["en"], "locale": "en", "client": "Acme", "client_id": "abc",
        "settings": "0eda315b", "rule": "new-terms", "not_now": true, "v": 99, "synthetic": true, "form_version": 99, "later": true,
        "consents": {"terms": {}}, "not_applicable": ["job_title"], "roles": ["admin"], "scope": "all", "jti": "j",
        "https://example.com/admin": true, "__proto__": {"admin": true}, "constructor": 1,
    }));
    let mut expected = target.claims_of_an_answer();
    expected["txn"] = json!("nonce-1");
    assert_eq!(target.answer(&token).await.answered("more claims"), expected);
}

#[tokio::test]
async fn an_answer_token_is_not_accepted_as_a_question() {
    let target = Target::start().await;
    let token = target.token(&json!({"txn": "nonce-1"}));
    let answered = target.answer(&token).await;
    answered.answered("an answer");
    let signed_by_us = answered.answer.location_parameter("session_token").unwrap();
    target.refuses("an answer", &signed_by_us, REFLECTED).await;

    let nothing_asked = target.open(&target.token(&json!({"fields": ["shoe_size"]}))).await;
    nothing_asked.goes_back("an answer without answers", "nothing_to_ask");
    let empty = nothing_asked.answer.location_parameter("session_token").unwrap();
    target.refuses("an answer without answers", &empty, REFLECTED).await;

    for members in
        [r#""state":"s""#, r#""state":null"#, r#""other":{}"#, r#""other":null"#, r#""\u006fther":1"#]
    {
        let claims = target.scene.claims(&json!({"x": "@"})).to_string().replace(r#""x":"@""#, members);
        target.refuses(members, &signed(claims), REFLECTED).await;
    }
}

#[tokio::test]
async fn a_not_now_token_is_not_accepted_as_a_question() {
    let target = Target::with_form(&json!({
        "version": 1, "title": "T", "not_now": true, "fields": [{"name": "nick", "type": "text", "label": "Nick"}]
    }))
    .await;
    let reaction = target.post(submission(&target.token(&json!({})), &[(".go", "later")])).await;
    let claims = reaction.goes_back("not now", "postponed");
    assert_eq!((&claims["later"], &claims["other"]), (&json!(true), &json!({})));
    let token = reaction.answer.location_parameter("session_token").unwrap();
    target.refuses("not now", &token, REFLECTED).await;
}

#[tokio::test]
async fn a_crafted_request_does_not_postpone_a_form_if_the_token_does_not_allow_it() {
    let target = Target::with_form(&json!({
        "version": 1, "title": "T", "not_now": true, "fields": [
            {"name": "nick", "type": "text", "label": "Nick", "max_length": 4}, {"name": "age", "type": "number", "label": "Age"}
        ]
    }))
    .await;
    let token = target.token(&json!({"not_now": false}));
    for inputs in [
        &[(".go", "later")][..],
        &[(".go", "later"), (".step", "0")],
        &[(".go", "later"), (".step", "9")],
        &[(".go", "later"), (".shown", "nick")],
        &[("later", "true"), (".go", "later"), ("not_now", "true")],
    ] {
        let case = format!("{inputs:?}");
        let reaction = target.post(submission(&token, inputs)).await;
        let claims = reaction.goes_back(&case, "answered");
        assert_eq!((claims.get("later"), &claims["other"]), (None, &json!({})), "{case}");
        let invalid = target.post(submission(&token, &[inputs, &[("nick", "too long")]].concat())).await;
        invalid.shows_form(&case, (422, "answers_invalid"), &token);
    }
    // Only the signed claim counts.
    let allowed = target.token(&json!({}));
    target.post(submission(&allowed, &[(".go", "later")])).await.goes_back("allowed", "postponed");
}
