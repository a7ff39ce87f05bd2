//! The real function binaries, started as Lambda starts them: under a Runtime API, with their
//! environment, and with moto as SSM on the other side of the real SDK.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why and fails")]

mod abuse;
mod canaries;
mod flaws;
mod flood;
mod function;
mod outage;
mod rotation;
mod sandboxes;
mod secret;
mod ssm;
mod tool;
mod wire;

use std::path::Path;

use profiling_tests::event::{get, post};
use profiling_tests::moto::Moto;
use profiling_tests::{token, workspace};
use serde_json::{Value, json};

use crate::function::{Function, environment, run_to_end};

const SECRET: &str = "the-session-secret-of-the-runtime-tests-0123";
const ISSUER: &str = "example.eu.auth0.com";
const PARAMETER: &str = "/profiling/session-secret";

fn now() -> u64 {
    use profiling_service::clock::{Clock as _, SystemClock};
    SystemClock.now_seconds()
}

fn question(secret: &str) -> String {
    token::session_token(&token::claims(ISSUER, now(), &json!({"fields": ["job_title"], "txn": "n"})), secret)
}

fn query(token: &str) -> String {
    format!("state=login-state&session_token={token}")
}

fn header<'a>(response: &'a Value, name: &str) -> Option<&'a str> {
    response["headers"][name].as_str()
}

#[tokio::test]
async fn get_renders_the_form_and_post_redirects_with_the_signed_answer() {
    let moto = Moto::start().await;
    moto.put(PARAMETER, SECRET, "SecureString").await;
    let mut form = Function::start("PROFILING_FORM", &environment(moto.endpoint(), PARAMETER)).await;
    let mut submit = Function::start("PROFILING_SUBMIT", &environment(moto.endpoint(), PARAMETER)).await;
    let token = question(SECRET);

    let page = form.invoke(&get("profile", &query(&token))).await;
    assert_eq!(page["statusCode"], 200, "{page}");
    let html = page["body"].as_str().unwrap();
    assert!(html.contains("name=\"job_title\"") && !html.contains("name=\"company_name\""), "{html}");

    let redirect =
        submit.invoke(&post("profile", &format!("{}&job_title=Head+of+R%26D", query(&token)))).await;
    assert_eq!(redirect["statusCode"], 303, "{redirect}");
    let location = header(&redirect, "location").unwrap();
    let (target, signed) = location.split_once("&session_token=").unwrap();
    assert_eq!(target, "https://example.eu.auth0.com/continue?state=login-state");
    let claims = token::decode(signed);
    assert_eq!((&claims["other"], &claims["txn"]), (&json!({"job_title": "Head of R&D"}), &json!("n")));
    // HMAC is deterministic: the same secret and the same texts give the same token.
    let texts: Vec<String> = signed.split('.').take(2).map(token::text).collect();
    assert_eq!(token::sign(&texts[0], &texts[1], SECRET), signed);

    for (function, outcome) in [(form, "rendered"), (submit, "answered")] {
        let output = function.stop().await;
        let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 1, "{output}");
        assert_eq!((&lines[0]["outcome"], &lines[0]["request_id"]), (&json!(outcome), &json!("request-1")));
        for canary in [SECRET, &*token, "login-state", "R&D", "R%26D"] {
            assert!(!output.contains(canary), "{canary} is in the log: {output}");
        }
    }
}

#[tokio::test]
async fn each_request_counts_by_function_and_outcome_and_the_first_is_the_cold_start() {
    let moto = Moto::start().await;
    moto.put(PARAMETER, SECRET, "SecureString").await;
    let mut form = Function::start("PROFILING_FORM", &environment(moto.endpoint(), PARAMETER)).await;
    let event = get("profile", &query(&question(SECRET)));
    let forged = get("profile", &query(&question("a-secret-that-nobody-has-put-there-0123")));
    for event in [&event, &forged] {
        form.invoke(event).await;
    }
    let output = form.stop().await;
    let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [cold, warm] = &lines[..] else { panic!("{output}") };
    assert_eq!((&cold["cold_start"], warm.get("cold_start")), (&json!(true), None), "{output}");
    for (line, outcome, refused) in [(cold, "rendered", 0), (warm, "signature_mismatch", 1)] {
        assert_eq!((&line["function"], &line["outcome"]), (&json!("profiling"), &json!(outcome)));
        assert_eq!((&line["Requests"], &line["Refused"]), (&json!(1), &json!(refused)), "{line}");
        let directives = line["_aws"]["CloudWatchMetrics"].as_array().unwrap();
        let dimensions: Vec<&Value> = directives.iter().map(|directive| &directive["Dimensions"]).collect();
        assert_eq!(dimensions, [&json!([["function", "outcome"]]), &json!([["function"]])], "{line}");
    }
}

#[tokio::test]
async fn an_invalid_event_is_a_page_and_the_next_request_is_served() {
    let moto = Moto::start().await;
    moto.put(PARAMETER, SECRET, "SecureString").await;
    let mut form = Function::start("PROFILING_FORM", &environment(moto.endpoint(), PARAMETER)).await;
    let good = get("profile", &query(&question(SECRET)));
    let changed = |change: fn(&mut Value)| {
        let mut event = good.clone();
        change(&mut event);
        event
    };
    for (case, event, status) in [
        ("a raw query", changed(|event| event["rawQueryString"] = json!("state=a b&session_token=ü")), 400),
        (
            "a body that is not base64",
            changed(|event| {
                event["isBase64Encoded"] = json!(true);
                event["body"] = json!("%%%");
            }),
            400,
        ),
        ("a host that is no host", changed(|event| event["headers"]["host"] = json!("[::")), 200),
        (
            "a scheme that is none",
            changed(|event| event["headers"]["x-forwarded-proto"] = json!("e vil")),
            200,
        ),
        ("a path without a slash", changed(|event| event["rawPath"] = json!("forms/profile")), 400),
        ("no path", changed(|event| event["rawPath"] = Value::Null), 400),
        ("another method", changed(|event| event["requestContext"]["http"]["method"] = json!("PUT")), 405),
        (
            "no route",
            changed(|event| {
                event["rawPath"] = json!("/robots.txt");
                event["pathParameters"] = Value::Null;
            }),
            404,
        ),
    ] {
        let answer = form.invoke(&event).await;
        assert_eq!(answer["statusCode"], status, "{case}: {answer}");
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{case}");
    }
    assert_eq!(form.invoke(&good).await["statusCode"], 200);
}

#[tokio::test]
async fn a_broken_environment_is_reported_with_the_names_of_all_its_variables() {
    let mut variables = environment("http://127.0.0.1:9", PARAMETER);
    for (name, value) in [
        ("AUTH0_DOMAINS", "https://example.com/"),
        ("RESPONSE_TTL_SECONDS", "5"),
        ("SESSION_SECRET_PARAMETER", ""),
    ] {
        variables.retain(|(other, _)| other != name);
        variables.push((name.to_owned(), value.to_owned()));
    }
    let (status, output) = run_to_end("PROFILING_FORM", &variables).await;
    assert_eq!(status, Some(1), "{output}");
    for name in ["AUTH0_DOMAINS: ", "RESPONSE_TTL_SECONDS: ", "SESSION_SECRET_PARAMETER is not set"] {
        assert!(output.contains(name), "{name}: {output}");
    }
}

#[tokio::test]
async fn a_broken_form_is_reported_with_file_place_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let profile = std::fs::read_to_string(workspace().join("infra/forms/profile.json")).unwrap();
    std::fs::write(folder.path().join("profile.json"), profile.replace("\"version\"", "\"versoin\""))
        .unwrap();
    std::fs::write(folder.path().join("second.json"), "{").unwrap();
    std::fs::write(folder.path().join("page.texts.json"), r#"{"en": {"bakc": "Before"}}"#).unwrap();
    let variables = with_forms(folder.path());
    for name in ["PROFILING_FORM", "PROFILING_SUBMIT"] {
        let (status, output) = run_to_end(name, &variables).await;
        assert_eq!(status, Some(1), "{output}");
        let message =
            "profile.json: line 3 column 11, versoin: unknown key `versoin`; did you mean `version`?";
        assert!(output.contains(message), "{output}");
        assert!(output.contains("second.json: line 1 column 1: EOF"), "{output}");
        let message =
            r#""level":"WARN","message":"invalid message: page.texts.json: en.bakc: unknown key `bakc`"#;
        assert!(output.contains(message), "{output}");
    }
}

fn with_forms(folder: &Path) -> Vec<(String, String)> {
    let mut variables = environment("http://127.0.0.1:9", PARAMETER);
    variables.retain(|(name, _)| name != "FORMS_DIR");
    variables.push(("FORMS_DIR".to_owned(), folder.display().to_string()));
    variables
}
