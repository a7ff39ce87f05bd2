//! The clock of the emulator, which the users page moves.

use serde_json::json;

use crate::emulator::{Scene, pairs};

const DAY_SECONDS: u64 = 86_400;

/// Moves the clock as the buttons of the users page do. Returns the status of the response.
async fn move_clock(scene: &Scene, days: &str) -> u16 {
    let url = format!("{}/clock", scene.emulator.tenant_url());
    let answer = scene.agent.post(&url, &pairs(&[("days", days)])).await;
    answer.status.as_u16()
}

async fn users_page(scene: &Scene) -> String {
    scene.agent.get(&format!("{}/users", scene.emulator.tenant_url())).await.texts("section.card").join(" ")
}

#[tokio::test]
async fn a_user_who_postponed_the_form_is_asked_again_after_the_clock_was_moved_by_a_week() {
    let scene = Scene::with(|options| {
        "source".clone_into(&mut options.settings.form);
        options.settings.required_fields = Some(vec!["heard_from".to_owned()]);
    })
    .await;
    let form = scene.log_in("ben@example.com").await;
    scene.agent.submit(&form.form("main form", Some("Not now"))).await;
    for (days, is_asked) in [("0", false), ("1", false), ("1", false), ("7", true)] {
        assert_eq!(move_clock(&scene, days).await, 302);
        let answer = scene.log_in("ben@example.com").await;
        assert_eq!(scene.is_form(&answer), is_asked, "{days} days");
    }
}

#[tokio::test]
async fn the_users_page_shows_by_how_many_days_the_clock_is_ahead() {
    let scene = Scene::start().await;
    assert!(users_page(&scene).await.contains("2027-01-15T08:00:00.000Z"), "{}", users_page(&scene).await);
    for (days, time, ahead) in [
        ("1", "2027-01-16T08:00:00.000Z", Some("1 day ahead")),
        ("30", "2027-02-15T08:00:00.000Z", Some("31 days ahead")),
        ("0", "2027-01-15T08:00:00.000Z", None),
    ] {
        move_clock(&scene, days).await;
        let page = users_page(&scene).await;
        assert!(page.contains(time), "{days}: {page}");
        assert_eq!(page.contains(" ahead"), ahead.is_some(), "{days}: {page}");
        assert!(ahead.is_none_or(|ahead| page.contains(ahead)), "{days}: {page}");
    }
}

#[tokio::test]
async fn a_login_in_progress_expires_when_the_clock_is_moved() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    assert_eq!(move_clock(&scene, "1").await, 302);
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    let answer = scene.agent.submit(&filled).await;
    scene.assert_error(&answer, 403, "token_expired", "a day later");
    assert_eq!(scene.last_line()["seconds"], json!(DAY_SECONDS - 900));
}

#[tokio::test]
async fn the_clock_is_moved_by_whole_days_up_to_ten_years() {
    let scene = Scene::start().await;
    for days in ["", "-1", "1.5", "3651", "99999999999999999999", "soon"] {
        assert_eq!(move_clock(&scene, days).await, 400, "{days:?}");
    }
    assert!(users_page(&scene).await.contains("2027-01-15T08:00:00.000Z"));
}

#[tokio::test]
async fn the_clock_cannot_be_moved_if_the_form_has_another_gateway() {
    let other = "http://127.0.0.1:9/".parse().unwrap();
    let scene = Scene::with(|options| options.gateway = Some(other)).await;
    assert!(users_page(&scene).await.contains("cannot be moved"));
    assert_eq!(move_clock(&scene, "1").await, 400);
}
