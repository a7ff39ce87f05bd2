//! `CONTINUE_METHOD=post`: a form posts the answers to the tenant, so that they are in no URL.

use profiling_service::config::ContinueMethod;
use profiling_tests::agent::Answer;
use profiling_tests::token;
use serde_json::json;

use crate::emulator::Scene;

async fn start() -> Scene {
    Scene::with(|options| options.login.continue_method = ContinueMethod::Post).await
}

/// The page that posts the answers to the tenant.
async fn answered(scene: &Scene) -> Answer {
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "A & B").with("job_title", "C");
    scene.agent.post(filled.action.as_str(), &filled.values).await
}

#[tokio::test]
async fn the_answers_are_posted_to_the_tenant_and_stored_in_the_metadata() {
    let scene = start().await;
    let page = answered(&scene).await;
    assert_eq!((page.status.as_u16(), page.location()), (200, None));
    let (line, execution) = (scene.last_line(), scene.execution());
    assert_eq!((&line["outcome"], &line["status"]), (&json!("answered"), &json!(200)));
    let last = execution["steps"].as_array().unwrap().last().unwrap();
    let other = json!({"company_name": "A & B", "job_title": "C"});
    assert_eq!(last["opened"], json!({"other": other}), "the emulator shows what was sealed");

    let form = page.form("main form", None);
    assert_eq!(form.action.as_str(), format!("{}/continue", scene.emulator.tenant_url()));
    let names: Vec<&str> = form.values.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["state", "session_token"]);
    assert_eq!(token::decode(&form.values[1].1)["state"], json!(form.values[0].1));

    scene.assert_logged_in(&scene.agent.submit(&form).await);
    assert_eq!(scene.metadata("ben@example.com"), other);
}

#[tokio::test]
async fn a_user_who_presses_the_button_after_two_minutes_loses_no_answer() {
    for (set, lives) in [(15, 120), (120, 120), (300, 300)] {
        let scene = Scene::with(|options| {
            options.login.continue_method = ContinueMethod::Post;
            options.login.response_ttl_seconds = set;
        })
        .await;
        let page = answered(&scene).await;
        scene.clock.advance(lives - 1);
        scene.assert_logged_in(&scene.agent.submit(&page.form("main form", None)).await);
        assert_eq!(scene.metadata("ben@example.com")["company_name"], "A & B", "{set}");
    }
}

#[tokio::test]
async fn the_page_in_between_has_every_header_and_one_script_by_its_hash() {
    let scene = start().await;
    let page = answered(&scene).await;
    let rendered = scene.log_in("ben@example.com").await;
    for (name, value) in &rendered.headers {
        if !["content-security-policy", "content-length", "date"].contains(&name.as_str()) {
            assert_eq!(page.headers.get(name), Some(value), "{name}");
        }
    }
    let policy = |answer: &Answer| answer.header("content-security-policy").unwrap().to_owned();
    let scripts =
        |policy: &str| policy.split("; ").find(|part| part.starts_with("script-src")).map(str::to_owned);
    assert_ne!(
        scripts(&policy(&page)),
        scripts(&policy(&rendered)),
        "each page may run its own script alone"
    );
    assert_eq!(scripts(&policy(&page)).unwrap().matches("sha256-").count(), 1);
    assert!(!policy(&page).contains("form-action") && !policy(&page).contains("unsafe"));
}

#[tokio::test]
async fn not_now_and_an_empty_question_are_posted_as_well() {
    let scene = Scene::with(|options| {
        options.login.continue_method = ContinueMethod::Post;
        options.settings.form = "source".to_owned();
        options.settings.required_fields = Some(vec!["heard_from".to_owned()]);
    })
    .await;
    let form = scene.log_in("ben@example.com").await;
    let page = scene.agent.submit(&form.form("main form", Some("Not now"))).await;
    assert_eq!((page.status.as_u16(), scene.last_line()["outcome"].clone()), (200, json!("postponed")));
    scene.assert_logged_in(&scene.agent.submit(&page.form("main form", None)).await);

    let scene = Scene::with(|options| {
        options.login.continue_method = ContinueMethod::Post;
        options.settings.required_fields = Some(vec!["shoe_size".to_owned()]);
    })
    .await;
    let page = scene.log_in("ben@example.com").await;
    assert_eq!((page.status.as_u16(), scene.last_line()["outcome"].clone()), (200, json!("nothing_to_ask")));
    scene.assert_logged_in(&scene.agent.submit(&page.form("main form", None)).await);
}
