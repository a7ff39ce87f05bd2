//! What every response has, whatever it says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use profiling_tests::agent::Answer;
use reqwest::Method;
use ring::digest::{SHA256, digest};
use serde_json::json;

use crate::stand::{NOW, Scene, pairs};

const EXPECTED: [(&str, &str); 10] = [
    ("content-type", "text/html; charset=utf-8"),
    ("vary", "Accept-Language"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-robots-tag", "noindex"),
];

/// One response of each kind.
async fn responses(scene: &Scene) -> Vec<(&'static str, u16, Answer)> {
    let token = scene.token(&json!({}));
    let url = scene.form_url("profile");
    let values = [("state", "s"), ("session_token", &*token), ("company_name", "A"), ("job_title", "B")];
    let answered = pairs(&values);
    let agent = &scene.agent;
    vec![
        ("form", 200, agent.get(&scene.link(&token)).await),
        ("errors", 422, agent.post(&url, &answered[..3]).await),
        ("redirect", 303, agent.post(&url, &answered).await),
        ("expired", 403, agent.get(&scene.link(&scene.token(&json!({"exp": NOW})))).await),
        ("forged", 400, agent.get(&scene.link("forged")).await),
        ("not found", 404, agent.get(scene.stand.form_url()).await),
        ("method", 405, agent.send(Method::PUT, &url, &[], Vec::new()).await),
        (
            "media type",
            415,
            agent.send(Method::POST, &url, &[("content-type", "text/plain")], Vec::new()).await,
        ),
    ]
}

/// The text of the only element of its name.
fn only<'a>(answer: &'a Answer, element: &str) -> &'a str {
    let (_, text) = answer.body.split_once(&format!("<{element}>")).expect("the element");
    let (text, rest) = text.split_once(&format!("</{element}>")).expect("its end");
    assert!(!rest.contains(&format!("<{element}")), "{element} is there once");
    text
}

#[tokio::test]
async fn every_response_has_every_header() {
    let scene = Scene::start().await;
    for (case, status, answer) in responses(&scene).await {
        assert_eq!(answer.status, status, "{case}");
        for (name, value) in EXPECTED {
            assert_eq!(answer.header(name), Some(value), "{case}: {name}");
        }
        assert_eq!(answer.header("content-language"), (status != 303).then_some("en"), "{case}");
        for absent in ["set-cookie", "server", "cross-origin-opener-policy", "access-control-allow-origin"] {
            assert_eq!(answer.header(absent), None, "{case}: {absent}");
        }
    }
}

#[tokio::test]
async fn the_policy_names_the_one_style_sheet_and_the_one_script_and_no_form_action() {
    let scene = Scene::start().await;
    for (case, _, answer) in responses(&scene).await {
        let policy = answer.header("content-security-policy").unwrap_or_default();
        if answer.status == 303 {
            assert_eq!(policy, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'", "{case}");
            continue;
        }
        let directives: Vec<&str> = policy.split("; ").collect();
        let [default, style, script, image, base, frame] = directives[..] else { panic!("{case}: {policy}") };
        assert_eq!(
            [default, image, base, frame],
            ["default-src 'none'", "img-src data:", "base-uri 'none'", "frame-ancestors 'none'"],
            "{case}"
        );
        for (element, directive) in [("style", style), ("script", script)] {
            let hash = STANDARD.encode(digest(&SHA256, only(&answer, element).as_bytes()));
            assert_eq!(directive, format!("{element}-src 'sha256-{hash}'"), "{case}");
        }
        assert!(!answer.body.contains("style=") && !answer.body.contains("src="), "{case}");
    }
}

#[tokio::test]
async fn a_page_fits_the_first_round_trip() {
    let scene = Scene::start().await;
    for (case, _, answer) in responses(&scene).await {
        let headers: usize =
            answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        let bytes = answer.body.len() + headers;
        assert!(bytes <= 14_600, "{case}: {bytes} bytes");
    }
}

#[tokio::test]
async fn every_input_that_is_seen_has_its_label_and_its_purpose() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&scene.link(&scene.token(&json!({})))).await;
    assert_eq!((answer.texts("h1").len(), answer.texts("main").len()), (1, 1));
    assert_eq!(answer.attribute("html", "lang").as_deref(), Some("en"));
    for (name, label, autocomplete) in
        [("company_name", "Company name", "organization"), ("job_title", "Job title", "organization-title")]
    {
        assert_eq!(answer.texts(&format!("label[for={name}]")), [label]);
        assert_eq!(answer.attribute(&format!("#{name}"), "autocomplete").as_deref(), Some(autocomplete));
        assert!(answer.attribute(&format!("#{name}"), "required").is_some());
    }
}
