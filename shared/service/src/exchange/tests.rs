use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use profiling_session::{KeyWarning, SecretFlaw};
use ring::hmac;
use serde_json::json;

use super::*;
use crate::outcome::Outcome;
use crate::secret::SecretError;
use crate::test_support::{NOW, TestApp, error_page, throttled};

const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-01234567890";

fn token(secret: &str, now: u64) -> SessionToken {
    token_with(secret, now, &json!({}))
}

fn token_with(secret: &str, now: u64, more: &serde_json::Value) -> SessionToken {
    let mut claims = json!({"iss": "example.eu.auth0.com", "sub": "auth0|1", "iat": now, "exp": now + 900});
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(&claims.to_string()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
    SessionToken::new(format!("{message}.{signature}"))
}

async fn verify(fixture: &TestApp, secret: &str) -> Result<(), Reason> {
    let mut exchange = Exchange::from_context(&fixture.app, &ApiGatewayV2httpRequestContext::default());
    let (name, _) = exchange.form("profile").unwrap();
    let now = fixture.app.clock.now_seconds();
    exchange.verify(&token(secret, now), name).await.map(drop)
}

#[tokio::test]
async fn a_signature_that_does_not_verify_is_refused_with_the_flaws_of_the_secrets() {
    let invisible = format!("{NEW}\u{200b}");
    let fixture = TestApp::with_secret(&format!("\"{OLD}\"\n{invisible}"));
    let secret_flaws = vec![
        KeyWarning { line: 1, flaw: SecretFlaw::Quoted },
        KeyWarning { line: 2, flaw: SecretFlaw::Invisible },
    ];
    let just_fetched = NotRefreshed::JustFetched { seconds: 0 };
    for (seconds, not_refreshed) in [(0, Some(just_fetched)), (30, None)] {
        fixture.clock.advance(seconds);
        let refusal = verify(&fixture, OLD).await.unwrap_err();
        assert_eq!(refusal.outcome(), Outcome::SignatureMismatch, "{seconds}");
        let sentence = refusal.to_string();
        let expected = Reason::SignatureMismatch { not_refreshed, secret_flaws: secret_flaws.clone() };
        assert_eq!(refusal, expected, "{seconds}");
        let flaws = "; the secret on line 1 is in quotes; the secret on line 2 has an invisible character";
        assert!(sentence.starts_with("the signature does not match any active secret"), "{sentence}");
        assert!(sentence.ends_with(flaws), "{sentence}");
    }
    // The Action may have the same text.
    verify(&fixture, &format!("\"{OLD}\"")).await.unwrap();
    verify(&fixture, &invisible).await.unwrap();
}

#[tokio::test]
async fn a_secret_that_was_just_changed_verifies_as_soon_as_it_may_be_fetched() {
    let fixture = TestApp::with_secret(OLD);
    verify(&fixture, OLD).await.unwrap();
    fixture.source.put(&format!("{NEW}\n{OLD}"));
    fixture.clock.advance(29);
    let refusal = verify(&fixture, NEW).await.unwrap_err();
    assert_eq!(refusal.outcome(), Outcome::SignatureMismatch);
    let not_refreshed = Some(NotRefreshed::JustFetched { seconds: 29 });
    assert_eq!(refusal, Reason::SignatureMismatch { not_refreshed, secret_flaws: Vec::new() });
    fixture.clock.advance(1);
    verify(&fixture, NEW).await.unwrap();
    verify(&fixture, OLD).await.unwrap();
    assert_eq!(fixture.source.calls(), 2);
}

#[tokio::test]
async fn forged_tokens_do_not_become_a_flood_at_the_source() {
    let fixture = TestApp::with_secret(OLD);
    for _ in 0..300 {
        verify(&fixture, NEW).await.unwrap_err();
        fixture.clock.advance(1);
    }
    // The first fetch, and one in each half minute of five.
    assert_eq!(fixture.source.calls(), 10);
}

#[tokio::test]
async fn during_an_outage_the_old_secret_is_used_and_the_log_has_the_error() {
    let fixture = TestApp::with_secret(OLD);
    verify(&fixture, OLD).await.unwrap();
    fixture.source.fail();
    fixture.clock.advance(3_600);
    let mut exchange = Exchange::from_context(&fixture.app, &ApiGatewayV2httpRequestContext::default());
    let (name, _) = exchange.form("profile").unwrap();
    exchange.verify(&token(OLD, NOW + 3_600), name).await.unwrap();
    exchange.close(Ok(Reply::Page(Outcome::Rendered, error_page())));
    let line = fixture.line();
    let sentence = "the secret could not be fetched: GetParameter /profiling/session-secret in eu-west-1: \
                    ThrottlingException";
    assert_eq!(line["stale_secret"], sentence);
    assert_eq!(
        serde_json::from_value::<SecretError>(line["stale_secret_reason"].clone()).unwrap(),
        throttled()
    );
    assert_eq!((&line["level"], &line["outcome"]), (&json!("WARN"), &json!("rendered")));
    let metrics = json!([
        {
            "Namespace": "ProgressiveProfiling", "Dimensions": [["function", "outcome"]],
            "Metrics": [{"Name": "Requests", "Unit": "Count"}],
        },
        {
            "Namespace": "ProgressiveProfiling", "Dimensions": [["function"]],
            "Metrics": [{"Name": "Refused", "Unit": "Count"}, {"Name": "StaleSecret", "Unit": "Count"}],
        },
    ]);
    assert_eq!(line["_aws"], json!({"Timestamp": (NOW + 3_600) * 1_000, "CloudWatchMetrics": metrics}));
    assert_eq!((&line["StaleSecret"], &line["function"]), (&json!(1), &json!("profiling-form")));
    let refusal = verify(&fixture, NEW).await.unwrap_err();
    let not_refreshed = Some(NotRefreshed::Failed(throttled()));
    assert_eq!(refusal, Reason::SignatureMismatch { not_refreshed, secret_flaws: Vec::new() });
}

#[tokio::test]
async fn an_outage_at_the_first_request_is_tried_again_with_the_next() {
    let fixture = TestApp::with_secret(OLD);
    fixture.source.fail();
    assert_eq!(verify(&fixture, OLD).await.unwrap_err().outcome(), Outcome::SecretUnavailable);
    fixture.source.put(OLD);
    verify(&fixture, OLD).await.unwrap();
}

/// Ends a request with this outcome.
fn end(fixture: &TestApp, outcome: Outcome) {
    let exchange = Exchange::from_context(&fixture.app, &ApiGatewayV2httpRequestContext::default());
    exchange.close(Ok(Reply::Page(outcome, error_page())));
}

#[test]
fn a_secret_that_is_fresh_is_no_metric() {
    let fixture = TestApp::with_secret(OLD);
    end(&fixture, Outcome::NotFound);
    let line = fixture.line();
    assert!(line.get("StaleSecret").is_none() && !line["_aws"].to_string().contains("StaleSecret"), "{line}");
}

#[test]
fn every_outcome_is_one_line_and_one_request() {
    for outcome in Outcome::ALL.iter().filter(|outcome| outcome.is_request()) {
        let fixture = TestApp::with_secret(OLD);
        end(&fixture, *outcome);
        let line = fixture.line();
        assert_eq!((&line["outcome"], &line["Requests"]), (&json!(outcome.name()), &json!(1)));
    }
}

#[test]
fn the_first_request_of_a_process_is_its_cold_start_however_it_ends() {
    let fixture = TestApp::with_secret(OLD);
    for outcome in [Outcome::RequestMalformed, Outcome::NotFound, Outcome::RequestMalformed] {
        end(&fixture, outcome);
    }
    let cold: Vec<_> = fixture.lines().iter().map(|line| line.get("cold_start").cloned()).collect();
    assert_eq!(cold, [Some(json!(true)), None, None]);
}

#[tokio::test]
async fn a_token_is_good_at_another_address_unless_the_operator_wants_that_refused() {
    for (ip, caller, same) in [
        (json!("192.0.2.1"), Some("192.0.2.1"), Some(true)),
        (json!("192.0.2.1"), Some("192.0.2.2"), Some(false)),
        (json!("2001:db8::1"), Some("2001:DB8:0:0:0:0:0:1"), Some(true)),
        (json!("2001:db8::1"), Some("2001:db8::2"), Some(false)),
        (json!("::ffff:192.0.2.1"), Some("192.0.2.1"), Some(true)),
        (json!("unknown"), Some("unknown"), Some(true)),
        (json!("192.0.2.1"), None, None),
        (json!(null), Some("192.0.2.1"), None),
    ] {
        for required in [false, true] {
            let mut fixture = TestApp::with_secret(OLD);
            fixture.app.login.require_same_ip = required;
            let mut context = ApiGatewayV2httpRequestContext::default();
            context.http.source_ip = caller.map(str::to_owned);
            let mut exchange = Exchange::from_context(&fixture.app, &context);
            let (name, _) = exchange.form("profile").unwrap();
            let token = token_with(OLD, NOW, &json!({"ip": ip}));
            let outcome = exchange.verify(&token, name).await.map(drop).map_err(|refusal| refusal.outcome());
            let expected = if required && same != Some(true) { Err(Outcome::IpMismatch) } else { Ok(()) };
            assert_eq!(outcome, expected, "{ip} at {caller:?}, required: {required}");
            assert_eq!(exchange.record.same_ip, same, "{ip} at {caller:?}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_a_token_costs_no_fetch() {
    let fixture = TestApp::with_secret(OLD);
    fixture.source.fail();
    for text in ["", "x", "a.b.c", "e30.e30.e30"] {
        let mut exchange = Exchange::from_context(&fixture.app, &ApiGatewayV2httpRequestContext::default());
        let (name, _) = exchange.form("profile").unwrap();
        let refusal = exchange.verify(&SessionToken::new(text), name).await.unwrap_err();
        assert_eq!(refusal.outcome().status(), 400, "{text}");
    }
    assert_eq!(fixture.source.calls(), 0);
}

#[test]
fn references_are_short_readable_and_not_repeated() {
    let references: std::collections::BTreeSet<String> = (0..1_000).map(|_| reference()).collect();
    assert_eq!(references.len(), 1_000);
    for reference in references {
        let shape: String = reference
            .chars()
            .map(|c| if c.is_ascii_digit() || c.is_ascii_uppercase() { 'x' } else { c })
            .collect();
        assert_eq!(shape, "xxxx-xxxx");
        assert!(!reference.contains(['I', 'L', 'O', 'U']), "{reference}");
    }
}
