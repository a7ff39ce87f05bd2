//! What happens to answers that will not do.

use serde_json::json;

use crate::stand::{Scene, pairs};

#[tokio::test]
async fn a_refused_form_comes_back_with_its_errors_and_every_answer() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let sent =
        form.form("main form", None).with("company_name", "<Aurora> \"&\" Söhne").with("job_title", " ");
    let again = scene.agent.submit(&sent).await;

    assert_eq!(again.status, 422);
    assert_eq!(again.attribute("#company_name", "value").as_deref(), Some("<Aurora> \"&\" Söhne"));
    assert_eq!(again.texts("title"), ["Error: Tell us about your work"]);
    assert_eq!(again.texts("[role=alert] a"), ["Job title: please give an answer."]);
    assert_eq!(again.attribute("[role=alert] a", "href").as_deref(), Some("#job_title"));
    assert_eq!(again.texts("#job_title-error"), again.texts("[role=alert] a"));
    assert_eq!(again.attribute("#job_title", "aria-invalid").as_deref(), Some("true"));
    assert_eq!(
        again.attribute("#job_title", "aria-describedby").as_deref(),
        Some("job_title-hint job_title-error")
    );
    assert_eq!(again.attribute("#company_name", "aria-invalid"), None);
    assert_eq!(scene.last_line()["rejected_fields"], json!(["job_title"]));

    scene.assert_logged_in(
        &scene.agent.submit(&again.form("main form", None).with("job_title", "Nurse")).await,
    );
    let answers = json!({"company_name": "<Aurora> \"&\" Söhne", "job_title": "Nurse"});
    assert_eq!(scene.metadata("ben@example.com"), answers);
}

#[tokio::test]
async fn an_answer_out_of_bounds_is_told_in_words() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await.form("main form", None).with("job_title", "x");
    for (given, told) in [
        ("", "Company name: please give an answer."),
        (&*"x".repeat(101), "Company name: please use 100 characters or fewer; you used 101."),
        (
            "a\0b",
            "Company name: there is a character that cannot be used, such as a line break. Please type the answer again.",
        ),
        (
            "a\nb",
            "Company name: there is a character that cannot be used, such as a line break. Please type the answer again.",
        ),
    ] {
        let again = scene.agent.submit(&form.clone().with("company_name", given)).await;
        assert_eq!(
            (again.status.as_u16(), again.texts("[role=alert] a")),
            (422, vec![told.to_owned()]),
            "{given:?}"
        );
        assert_eq!(scene.last_line()["outcome"], "answers_invalid");
    }
}

#[tokio::test]
async fn fields_that_were_not_asked_are_not_signed() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let mut sent = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    for name in ["__proto__", "constructor", "app_metadata", "roles", "sub", "exp", "a.b", "$x"] {
        sent = sent.with(name, "evil");
    }
    let answer = scene.agent.post(sent.action.as_str(), &sent.values).await;
    let claims = profiling_tests::token::decode(&answer.location_parameter("session_token").unwrap());
    assert_eq!(claims["other"], json!({"company_name": "A", "job_title": "B"}));
}

#[tokio::test]
async fn answers_that_do_not_fit_the_way_back_are_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let field = |name: &str| json!({"name": name, "type": "text", "label": name, "max_length": 1_000});
    let fields = ["company_name", "job_title"].map(field);
    let form = json!({"version": 1, "title": "Long", "fields": fields});
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let scene = Scene::with(|options| options.forms = folder.path().to_owned()).await;
    let (long, longest) = ("\u{4f1a}".repeat(999), "\u{4f1a}".repeat(1_000));
    let token = scene.token(&json!({}));
    let values =
        [("state", "s"), ("session_token", &*token), ("company_name", &*long), ("job_title", &*longest)];
    let answer = scene.agent.post(&scene.form_url("profile"), &pairs(&values)).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (422, None));
    assert_eq!(scene.last_line()["outcome"], "answers_too_long");
    let told = "job_title: your answers are too long to be sent together. Please shorten this one.";
    assert_eq!(answer.texts("[role=alert] a"), [told]);
    assert_eq!(answer.attribute("#company_name", "value"), Some(long));
    assert_eq!(answer.attribute("#job_title", "value"), Some(longest));
}
