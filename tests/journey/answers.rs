//! Invalid answers.

use serde_json::json;

use crate::emulator::Scene;

#[tokio::test]
async fn an_invalid_form_is_returned_with_its_errors_and_every_answer() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let sent =
        form.form("main form", None).with("company_name", "<Aurora> \"&\" Söhne").with("job_title", " ");
    let again = scene.agent.submit(&sent).await;

    assert_eq!(again.status, 422);
    assert_eq!(again.attribute("#company_name", "value").as_deref(), Some("<Aurora> \"&\" Söhne"));
    assert_eq!(again.texts("title"), ["Error: Tell us about your work"]);
    assert_eq!(again.texts("[role=alert] a"), ["Job title: please fill this in."]);
    assert_eq!(again.attribute("[role=alert] a", "href").as_deref(), Some("#job_title"));
    assert_eq!(again.texts("#job_title-error"), ["Please fill this in."]);
    assert_eq!(again.attribute("#job_title", "aria-invalid").as_deref(), Some("true"));
    assert_eq!(
        again.attribute("#job_title", "aria-describedby").as_deref(),
        Some("job_title-hint job_title-error job_title-limit")
    );
    assert_eq!(again.attribute("#company_name", "aria-invalid"), None);
    assert_eq!(scene.last_line()["rejected_fields"], json!(["job_title"]));

    scene.assert_logged_in(
        &scene.agent.submit(&again.form("main form", None).with("job_title", "Nurse")).await,
    );
    let answers = json!({"company_name": "<Aurora> \"&\" Söhne", "job_title": "Nurse"});
    assert_eq!(scene.metadata("ben@example.com"), answers);
}
