//! What a link may carry, and what the page makes of it.

use serde_json::json;

use crate::emulator::{NOW, Scene};

#[tokio::test]
async fn a_link_may_carry_parameters_of_the_form_urls_own() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&format!("{}&utm_source=login", scene.link(&scene.token(&json!({}))))).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_token_of_another_action_is_asked_everything() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&scene.link(&scene.token(&json!({"plan": {"seats": 3}})))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.questions()),
        (200, vec!["company_name".into(), "job_title".into()])
    );
}

#[tokio::test]
async fn the_page_says_for_which_application_and_for_how_long_it_asks() {
    let scene = Scene::start().await;
    for (lifetime, told) in [
        (900, "about 15 minutes"),
        (899, "about 15 minutes"),
        (89, "about 1 minute"),
        (29, "less than a minute"),
    ] {
        let token = scene.token(&json!({"client": "Acme <b>", "exp": NOW + lifetime}));
        let answer = scene.agent.get(&scene.link(&token)).await;
        let text = answer.texts("main").join("");
        assert!(text.contains("You are signing in to Acme <b>.") && text.contains(told), "{text}");
    }
}

#[tokio::test]
async fn the_page_names_no_application_of_whose_name_nothing_can_be_seen() {
    let scene = Scene::start().await;
    for client in [" ", "\u{a0}", "\u{200b}\u{2060}", "\u{3164}", "\u{fffc}"] {
        let answer = scene.agent.get(&scene.link(&scene.token(&json!({"client": client})))).await;
        let text = answer.texts("main").join("");
        assert_eq!(answer.status, 200, "{client:?}");
        assert!(!text.contains("signing in to"), "{client:?}: {text}");
    }
}
