//! Conditions between fields over HTTP: questions that only the server can reveal, and steps that do not apply. The
//! rules themselves are tested in `shared/forms/src/condition/tests.rs`.

use profiling_tests::agent::Answer;
use profiling_tests::workspace;
use serde_json::json;

use crate::emulator::Scene;

/// An emulator with the forms of the browser tests.
async fn scene() -> Scene {
    Scene::with(|options| {
        options.forms = workspace().join("tests/browser/forms");
        "conference".clone_into(&mut options.settings.form);
    })
    .await
}

/// The third page of the form `conference`, for a user who takes part in this way.
async fn third_page(scene: &Scene, attendance: &str) -> Answer {
    let link = format!("{}?state=s&session_token={}", scene.form_url("conference"), scene.token(&json!({})));
    let first = scene.agent.get(&link).await;
    let answered = first.form("main form", None).with("attendance", attendance).with("hotel", "no");
    let second = scene.agent.submit(&answered).await;
    assert_eq!(second.texts("h1"), ["What you like"], "{}", second.body);
    scene.agent.submit(&second.form("main form", None)).await
}

#[tokio::test]
async fn a_question_that_depends_on_text_is_on_the_page_that_is_returned_without_an_error() {
    let scene = scene().await;
    for (attendance, inputs, revealed) in [
        ("online", &[("company", "Aurora")][..], &["position"][..]),
        ("online", &[("people", "51")], &["department"]),
        ("online", &[("people", "50")], &["invoice"]),
        ("online", &[("people", "9")], &["founder", "invoice"]),
        ("on_site", &[("arrival.day", "10"), ("arrival.month", "6"), ("arrival.year", "2030")], &["late"]),
    ] {
        let page = third_page(&scene, attendance).await;
        let before = page.questions();
        let form = page.form("main form", None);
        let answered = inputs.iter().fold(form, |form, (input, value)| form.with(input, value));
        let again = scene.agent.submit(&answered).await;
        assert_eq!((again.status.as_u16(), again.texts("h1")), (200, page.texts("h1")), "{inputs:?}");
        let mut questions = again.questions();
        questions.retain(|question| !before.contains(question));
        assert_eq!(questions, revealed, "{inputs:?}");
        assert!(again.texts("[role=alert]").is_empty(), "{inputs:?}");
        assert!(!again.texts("title")[0].starts_with("Error"), "{inputs:?}");
    }
}

#[tokio::test]
async fn a_step_that_does_not_apply_is_skipped_in_both_directions_and_not_counted() {
    let scene = scene().await;
    for (attendance, heading, number) in
        [("online", "Your company", "Step 3 of 3"), ("on_site", "Your way here", "Step 3 of 4")]
    {
        let third = third_page(&scene, attendance).await;
        assert_eq!((third.texts("h1"), third.texts(".step")), (vec![heading.into()], vec![number.into()]));
        let back = scene.agent.submit(&third.form("main form", Some("Back"))).await;
        assert_eq!(back.texts("h1"), ["What you like"], "{attendance}");
    }
}
