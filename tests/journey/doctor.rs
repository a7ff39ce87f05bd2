//! The requests of `profiling doctor` to the form, and what it expects of the responses.

use profiling_service::config::ContinueMethod;
use profiling_tests::agent::Answer;
use profiling_tests::emulator::{Scene, pairs};
use serde_json::{Value, json};

/// The token of a request without a secret: `{"alg":"HS256","typ":"JWT"}`, `{}` and 32 zero bytes.
const UNSIGNED: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The claims of its tokens, apart from `iss`, `iat` and `exp`.
fn token(scene: &Scene, fields: Option<Value>) -> String {
    let mut changes =
        json!({"sub": "auth0|doctor", "txn": "doctor", "synthetic": true, "form": null, "fields": null});
    changes["fields"] = fields.unwrap_or(Value::Null);
    scene.token(&changes)
}

async fn post(scene: &Scene) -> Answer {
    let token = token(scene, Some(json!([])));
    let values = [("state", "profiling-doctor"), ("session_token", token.as_str())];
    scene.agent.post(&scene.form_url("profile"), &pairs(&values)).await
}

#[tokio::test]
async fn an_error_page_has_a_reference_and_its_status() {
    let scene = Scene::start().await;
    let forged = format!("?state=doctor&session_token={UNSIGNED}");
    for (query, status) in [("", 400), (forged.as_str(), 403)] {
        let page = scene.agent.get(&format!("{}{query}", scene.form_url("profile"))).await;
        assert_eq!(page.status, status, "{query}");
        assert!(page.body.contains("<code>"), "{query}: {}", page.body);
    }
}

#[tokio::test]
async fn a_token_without_fields_asks_for_all_fields() {
    let scene = Scene::start().await;
    let page = scene.agent.get(&scene.link(&token(&scene, None))).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.questions(), ["company_name", "job_title"]);
}

#[tokio::test]
async fn a_form_without_fields_is_answered_with_a_redirect_to_the_tenant() {
    let scene = Scene::start().await;
    let answer = post(&scene).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let location = answer.location().unwrap();
    assert_eq!(location.path(), "/continue");
    assert_eq!(location.origin().ascii_serialization(), scene.emulator.tenant_url());
}

#[tokio::test]
async fn a_form_without_fields_is_answered_with_a_page_that_posts_to_the_tenant() {
    let scene = Scene::with(|options| options.login.continue_method = ContinueMethod::Post).await;
    let answer = post(&scene).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let action = format!("action=\"{}/continue\"", scene.emulator.tenant_url());
    assert!(answer.body.contains(&action), "{}", answer.body);
}
