//! The parameters of a link, and their effects on the page.

use serde_json::json;

use crate::emulator::{NOW, Scene};

#[tokio::test]
async fn the_form_url_may_have_its_own_parameters() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&format!("{}&utm_source=login", scene.link(&scene.token(&json!({}))))).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_token_of_another_action_gets_every_question() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&scene.link(&scene.token(&json!({"plan": {"seats": 3}})))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.questions()),
        (200, vec!["company_name".into(), "job_title".into()])
    );
}

#[tokio::test]
async fn the_page_names_the_application_and_the_time_to_answer() {
    let scene = Scene::start().await;
    for (lifetime, remaining) in [
        (900, "about 15 minutes"),
        (899, "about 15 minutes"),
        (89, "about 1 minute"),
        (29, "less than a minute"),
    ] {
        let token = scene.token(&json!({"client": "Acme <b>", "exp": NOW + lifetime}));
        let answer = scene.agent.get(&scene.link(&token)).await;
        let text = answer.texts("main").join("");
        assert!(text.contains("You are signing in to Acme <b>.") && text.contains(remaining), "{text}");
    }
}
