//! The security and cache headers of every response.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use profiling_tests::event::get;
use reqwest::Method;
use ring::digest::{SHA256, digest};
use scraper::Selector;
use scraper::node::Element;
use serde_json::json;

use crate::functions::Functions;
use crate::reaction::{End, Reaction, STATE};
use crate::target::{FORM, Target, encoded, submission};

/// A response of every status, and its outcome.
async fn responses() -> Vec<(End, Reaction)> {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let parameters = encoded(&[("state", STATE), ("session_token", &token)]);
    let expired = target.token(&json!({"exp": 1}));
    let path = "/forms/profile";
    let plain = [("content-type", "text/plain")];
    let event = get("profile", &parameters);
    vec![
        ((200, "rendered"), target.open(&token).await),
        ((303, "answered"), target.answer(&token).await),
        ((400, "token_malformed"), target.open("forged").await),
        ((403, "token_expired"), target.open(&expired).await),
        ((404, "not_found"), target.send(Method::GET, "/", &[], "").await),
        ((405, "method_not_allowed"), target.send(Method::PUT, path, &[], "").await),
        ((413, "body_too_large"), target.post(submission(&token, &[("x", &"x".repeat(70_000))])).await),
        ((415, "media_type_unsupported"), target.send(Method::POST, path, &plain, "").await),
        ((422, "answers_invalid"), target.send(Method::POST, path, &[FORM], parameters).await),
        ((500, "internal_error"), Functions::new().run(&event, async |_, _| panic!("{STATE}")).await),
        ((503, "secret_unavailable"), Functions::with_secret("too short").receive(&event).await),
    ]
}

/// The text of the only element of its name.
fn only<'a>(body: &'a str, element: &str) -> &'a str {
    let (_, text) = body.split_once(&format!("<{element}>")).expect("the element");
    let (text, rest) = text.split_once(&format!("</{element}>")).expect("its end");
    assert!(!rest.contains(&format!("<{element}")), "{element} is there once");
    text
}

#[tokio::test]
async fn every_status_has_every_header_and_no_cookie() {
    for (end, response) in responses().await {
        response.ended(end.1, end);
        let language = (end.0 != 303).then_some("en");
        assert_eq!(response.answer.header("content-language"), language, "{end:?}");
    }
}

#[tokio::test]
async fn only_the_redirect_has_a_location() {
    for (end, response) in responses().await {
        match end.0 {
            303 => drop(response.answered(end.1)),
            200 | 422 => drop(response.shows_form(end.1, end, &response.hidden("session_token").unwrap())),
            _ => drop(response.refused(end.1, end, &[])),
        }
    }
}

#[tokio::test]
async fn the_policy_of_every_status_allows_one_style_sheet_one_script_and_no_frame() {
    for ((status, outcome), response) in responses().await {
        let answer = &response.answer;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        if status == 303 {
            assert_eq!(policy, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
            continue;
        }
        let directives: Vec<&str> = policy.split("; ").collect();
        let [default, style, script, image, base, frame] = directives[..] else {
            panic!("{outcome}: {policy}")
        };
        // No `form-action`: browsers apply it to redirects after a form is submitted, the tenant's included.
        assert_eq!(
            [default, image, base, frame],
            ["default-src 'none'", "img-src data:", "base-uri 'none'", "frame-ancestors 'none'"],
            "{outcome}"
        );
        for (element, directive) in [("style", style), ("script", script)] {
            let hash = STANDARD.encode(digest(&SHA256, only(&answer.body, element).as_bytes()));
            assert_eq!(directive, format!("{element}-src 'sha256-{hash}'"), "{outcome}");
        }
        let (page, all) = (answer.page(), Selector::parse("*").unwrap());
        let elements = page.select(&all).map(|element| element.value());
        for (name, _) in elements.flat_map(Element::attrs) {
            assert!(
                !matches!(name, "style" | "src" | "http-equiv") && !name.starts_with("on"),
                "{outcome}: {name}"
            );
        }
    }
}
