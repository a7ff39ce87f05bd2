//! The Action's secrets in the emulator: changed at runtime, and never displayed.

use std::sync::Arc;

use profiling_service::secret::StaticSecret;
use serde_json::json;

use crate::emulator::Scene;

const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-00123456789";

#[tokio::test]
async fn an_answer_during_a_change_of_the_actions_secret_needs_the_previous_secret() {
    for (previous, known) in [
        (Some(OLD), json!({"company_name": "Aurora Tools", "job_title": "Nurse"})),
        (None, json!({"company_name": "Aurora Tools"})),
    ] {
        let scene = Scene::with(|options| {
            options.session_token_secret = Some(OLD.to_owned());
            options.secret_source = Some(Arc::new(StaticSecret::new(format!("{OLD}\n{NEW}"))));
        })
        .await;
        let form = scene.log_in("chiara@example.com").await;
        let changes = [("SESSION_TOKEN_SECRET", Some(NEW)), ("SESSION_TOKEN_SECRET_PREVIOUS", previous)];
        scene.emulator.set_action_secrets(&changes);
        let end = scene.agent.submit(&form.form("main form", None).with("job_title", "Nurse")).await;
        scene.assert_logged_in(&end);
        assert_eq!(scene.metadata("chiara@example.com"), known, "{previous:?}: {}", scene.console());
    }
}

#[tokio::test]
async fn the_secrets_are_redacted_from_logs_and_errors_of_the_action() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("talkative.js");
    let source = "exports.onExecutePostLogin = async ({ secrets }) => {
        console.log(secrets.SESSION_TOKEN_SECRET, secrets.SESSION_TOKEN_SECRET_PREVIOUS);
        throw new Error(secrets.SESSION_TOKEN_SECRET_PREVIOUS);
    };";
    std::fs::write(&file, source).unwrap();
    let scene = Scene::with(|options| {
        options.action = file;
        options.session_token_secret = Some(NEW.to_owned());
        options.session_token_secret_previous = Some(OLD.to_owned());
    })
    .await;
    let description = scene.assert_refused(&scene.log_in("ana@example.com").await);
    assert!(description.contains("(the secret)"), "{description}");
    assert_eq!(scene.console(), "(the secret) (the secret)");
    let page = scene.agent.get(&format!("{}/executions", scene.emulator.tenant_url())).await.body;
    for text in [description, page, scene.execution().to_string()] {
        assert!(!text.contains(OLD) && !text.contains(NEW), "{text}");
    }
}
