//! Secrets and personal data leave a function only in its page or redirect: not in the log at any level, not
//! in a panic, not in an error that the runtime reports.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use profiling_tests::event::{event, get, post};
use profiling_tests::token;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::function::{Function, environment};
use crate::wire::{FaultySsm, Wire};
use crate::{ISSUER, PARAMETER, now};

const SECRET: &str = "secret-canary-b7e1-secret-canary-b7e1-0123";
const STATE: &str = "state-canary-b7e1";
const SUBJECT: &str = "auth0|subject-canary-b7e1";
const COMPANY: &str = "company canary <b7e1>";
const TITLE: &str = "title-canary-b7e1";

/// The texts that must not be in any log, also in the encodings of URLs and base64.
fn canaries(token: &str) -> Vec<String> {
    // The secret key of the environment, too.
    let aws = "wJalrXUtnFEMIexample";
    let texts = [SECRET, STATE, SUBJECT, COMPANY, TITLE, token, aws, "canary"];
    let encoded = texts.iter().map(|text| byte_serialize(text.as_bytes()).collect());
    let standard = texts.iter().map(|text| STANDARD.encode(text));
    let url_safe = texts.iter().map(|text| URL_SAFE_NO_PAD.encode(text));
    let plain = texts.iter().map(|text| (*text).to_owned());
    plain.chain(encoded).chain(standard).chain(url_safe).collect()
}

/// The environment of a function with the most verbose log.
fn loud(endpoint: &str) -> Vec<(String, String)> {
    let mut environment = environment(endpoint, PARAMETER);
    for (name, value) in [
        ("RUST_LOG", "trace"),
        ("AWS_LAMBDA_LOG_LEVEL", "TRACE"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("RUST_BACKTRACE", "full"),
        ("RUST_LIB_BACKTRACE", "1"),
    ] {
        environment.push((name.to_owned(), value.to_owned()));
    }
    environment
}

fn encoded(values: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish()
}

/// Requests with every outcome, with canaries in every part of the request.
fn requests(token: &str) -> Vec<(&'static str, Value)> {
    let claims = token::claims(ISSUER, now(), &json!({"sub": SUBJECT, "form": "another"}));
    let of_another_form = token::session_token(&claims, SECRET);
    let forged = token::session_token(&claims, "another-secret-canary-another-secret-canary");
    let no_key = token::sign(r#"{"alg":"none","canary":"canary"}"#, claims.to_string(), SECRET);
    let link = |token: &str| encoded(&[("state", STATE), ("session_token", token)]);
    let body = |token: &str, company: &str| {
        let values =
            [("state", STATE), ("session_token", token), ("company_name", company), ("job_title", TITLE)];
        encoded(&values)
    };
    let changed = |mut event: Value, place: &str, value: Value| {
        *event.pointer_mut(place).expect("a place of the event") = value;
        event
    };
    let good = post("profile", &body(token, COMPANY));
    vec![
        ("the form", get("profile", &link(token))),
        ("an answer", good.clone()),
        ("an answer that will not do", post("profile", &body(token, &COMPANY.repeat(20)))),
        ("a forged token", get("profile", &link(&forged))),
        ("a forged token with answers", post("profile", &body(&forged, COMPANY))),
        ("another algorithm", get("profile", &link(&no_key))),
        ("another form's token", get("profile", &link(&of_another_form))),
        ("a token that was cut", get("profile", &link(&token[..token.len() - 9]))),
        (
            "a state with a line break",
            get("profile", &encoded(&[("state", "canary\n{}"), ("session_token", token)])),
        ),
        ("two tokens", get("profile", &format!("{}&session_token=canary", link(token)))),
        ("a form that is not there", get("nowhere", &link(token))),
        ("a method that is none", event("PURGE", "profile", &link(token), None)),
        (
            "a query that is not encoded",
            changed(get("profile", ""), "/rawQueryString", json!("state=canary canary")),
        ),
        ("a body that is not base64", changed(good.clone(), "/body", json!("canary%canary"))),
        ("a body of another type", changed(good.clone(), "/headers/content-type", json!("text/canary"))),
        ("a body without end", changed(good.clone(), "/body", json!("canary".repeat(20_000)))),
        ("a form from elsewhere", changed(good, "/headers/sec-fetch-site", json!("canary"))),
    ]
}

fn assert_silent(case: &str, output: &str, canaries: &[String]) {
    for canary in canaries {
        assert!(!output.contains(canary.as_str()), "{case}: {canary} is in the log:\n{output}");
    }
}

/// The response without the URL of its link back to the tenant, which has the state.
fn without_return_link(answer: &Value) -> String {
    let address = format!("https://{ISSUER}/continue?state={STATE}");
    let text = answer.to_string();
    assert_eq!(text.matches(&address).count(), 1, "{text}");
    text.replace(&address, "")
}

#[tokio::test]
async fn no_request_leaves_a_trace_of_a_secret_a_token_a_state_or_an_answer() {
    let ssm = FaultySsm::start(Wire::Parameter(SECRET, "SecureString")).await;
    let claims = token::claims(ISSUER, now(), &json!({"sub": SUBJECT, "txn": "n"}));
    let token = token::session_token(&claims, SECRET);
    let canaries = canaries(&token);
    for binary in ["PROFILING_FORM", "PROFILING_SUBMIT"] {
        let mut function = Function::start(binary, &loud(&ssm.endpoint)).await;
        let requests = requests(&token);
        for (case, event) in &requests {
            let answer = function.invoke(event).await;
            assert!(
                answer["statusCode"].is_u64(),
                "{binary}, {case}: an error was reported to the runtime: {answer}"
            );
            assert!(!answer.to_string().contains(SECRET), "{binary}, {case}: {answer}");
        }
        let output = function.stop().await;
        assert_eq!(output.lines().count(), requests.len(), "{output}");
        assert_silent(binary, &output, &canaries);
    }
}

#[tokio::test]
async fn an_outage_leaves_no_trace_of_ssms_messages() {
    for wire in
        [Wire::Noise, Wire::Parameter("canary", "SecureString"), Wire::Parameter(SECRET, "StringList")]
    {
        let ssm = FaultySsm::start(wire).await;
        let claims = token::claims(ISSUER, now(), &json!({"sub": SUBJECT}));
        let token = token::session_token(&claims, SECRET);
        let mut function = Function::start("PROFILING_FORM", &loud(&ssm.endpoint)).await;
        let link = encoded(&[("state", STATE), ("session_token", &token)]);
        let answer = function.invoke(&get("profile", &link)).await;
        assert_eq!(answer["statusCode"], 503, "{wire:?}: {answer}");
        assert!(!without_return_link(&answer).contains("canary"), "{wire:?}: {answer}");
        assert_silent(&format!("{wire:?}"), &function.stop().await, &canaries(&token));
    }
}

#[tokio::test]
async fn a_panic_with_the_request_in_its_message_is_a_page_and_a_place_in_the_log() {
    let ssm = FaultySsm::start(Wire::Parameter(SECRET, "SecureString")).await;
    let claims = token::claims(ISSUER, now(), &json!({"sub": SUBJECT}));
    let token = token::session_token(&claims, SECRET);
    let panicking = env!("CARGO_BIN_EXE_panicking-function");
    let mut function = Function::start_program(panicking, &loud(&ssm.endpoint)).await;
    let body = encoded(&[("state", STATE), ("session_token", &token), ("company_name", COMPANY)]);
    for _ in 0..2 {
        let answer = function.invoke(&post("profile", &body)).await;
        assert_eq!(answer["statusCode"], 500, "{answer}");
        assert!(!without_return_link(&answer).contains("canary"), "{answer}");
    }
    let output = function.stop().await;
    assert_eq!(output.matches("panic at ").count(), 2, "{output}");
    assert_silent("a panic", &output, &canaries(&token));
}
