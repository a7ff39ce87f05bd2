//! The elements of a page, and its size.

use reqwest::Method;
use serde_json::json;

use crate::emulator::{NOW, Scene, pairs};

#[tokio::test]
async fn a_page_fits_the_first_round_trip() {
    let scene = Scene::start().await;
    let token = scene.token(&json!({}));
    let url = scene.form_url("profile");
    let unanswered = pairs(&[("state", "s"), ("session_token", &token)]);
    let agent = &scene.agent;
    for (case, status, answer) in [
        ("form", 200, agent.get(&scene.link(&token)).await),
        ("errors", 422, agent.post(&url, &unanswered).await),
        ("expired", 403, agent.get(&scene.link(&scene.token(&json!({"exp": NOW})))).await),
        ("forged", 400, agent.get(&scene.link("forged")).await),
        ("not found", 404, agent.get(scene.emulator.form_url()).await),
        ("method", 405, agent.send(Method::PUT, &url, &[], Vec::new()).await),
    ] {
        assert_eq!(answer.status, status, "{case}");
        let headers: usize =
            answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        let bytes = answer.body.len() + headers;
        assert!(bytes <= 14_600, "{case}: {bytes} bytes");
    }
}

#[tokio::test]
async fn every_visible_input_has_a_label_and_a_purpose() {
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
