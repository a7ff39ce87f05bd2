//! The users who get the form, its questions, and the destination of the answers.

use profiling_tests::token;
use serde_json::json;

use crate::emulator::{Scene, pairs};

#[tokio::test]
async fn the_second_login_shows_the_form_and_the_answers_are_stored_in_the_metadata() {
    let scene = Scene::start().await;
    scene.assert_logged_in(&scene.log_in("ana@example.com").await);

    let form = scene.log_in("ana@example.com").await;
    assert!(scene.is_form(&form), "{}", form.url);
    assert_eq!(form.questions(), ["company_name", "job_title"]);

    let filled =
        form.form("main form", None).with("company_name", "Aurora & Söhne").with("job_title", "Head of R+D");
    let end = scene.agent.submit(&filled).await;
    scene.assert_logged_in(&end);
    let answers = json!({"company_name": "Aurora & Söhne", "job_title": "Head of R+D"});
    assert_eq!(scene.metadata("ana@example.com"), answers);
    assert!(end.body.contains("Head of R+D"), "the app shows what the login brought: {}", end.body);

    scene.assert_logged_in(&scene.log_in("ana@example.com").await);
    assert_eq!(scene.log().len(), 2, "the third login does not come to the form");
}

#[tokio::test]
async fn the_emulators_log_has_a_line_for_each_request_without_the_metrics_of_lambda() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "Aurora").with("job_title", "Nurse");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);
    let lines = scene.log();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for line in lines {
        for member in ["_aws", "Requests", "Refused", "StaleSecret", "cold_start", "function"] {
            assert!(line.get(member).is_none(), "{member}: {line}");
        }
    }
}

#[tokio::test]
async fn the_form_is_shown_depending_on_the_login_count_and_the_missing_keys() {
    for (email, login_count, asked) in [
        ("ana@example.com", 1, vec!["company_name", "job_title"]),
        ("ana@example.com", 2, vec![]),
        ("ben@example.com", 2, vec!["company_name", "job_title"]),
        ("ben@example.com", 3, vec![]),
        ("chiara@example.com", 2, vec!["job_title"]),
        ("dev@example.com", 2, vec![]),
    ] {
        let scene = Scene::with(|options| options.settings.login_count = login_count).await;
        let end = scene.log_in(email).await;
        assert_eq!(scene.is_form(&end), !asked.is_empty(), "{email} at {login_count}: {}", end.url);
        if scene.is_form(&end) {
            assert_eq!(end.questions(), asked, "{email} at {login_count}");
        }
    }
}

#[tokio::test]
async fn a_new_user_is_asked_at_once_if_the_count_is_one() {
    for (login_count, asked) in [(1, true), (2, false)] {
        let scene = Scene::with(|options| options.settings.login_count = login_count).await;
        let page = scene.agent.visit(&format!("{}/login", scene.emulator.app_url())).await;
        let signup = page.form("section[aria-labelledby=new] form", None).with("email", "new@example.com");
        let end = scene.agent.submit(&signup).await;
        assert_eq!(scene.is_form(&end), asked, "{login_count}: {}", end.url);
    }
}

#[tokio::test]
async fn a_native_app_gets_a_code_at_its_callback_and_exchanges_it_for_tokens() {
    let native = "com.example.app://callback";
    let scene = Scene::with(|options| options.callback = native.parse().unwrap()).await;
    let form = scene.log_in("ben@example.com").await.form("main form", None);
    let form = form.with("company_name", "Aurora").with("job_title", "Nurse");
    let sent = scene.agent.post(form.action.as_str(), &form.values).await;
    let end = scene.agent.get(sent.location().unwrap().as_str()).await;

    let callback = end.location().unwrap();
    assert_eq!(callback.as_str().split_once('?').unwrap().0, native);
    assert!(end.location_parameter("state").is_some(), "{callback}");
    let code = end.location_parameter("code").unwrap();
    let request = pairs(&[
        ("grant_type", "authorization_code"),
        ("client_id", "local-app"),
        ("redirect_uri", native),
        ("code", &code),
    ]);
    let tokens = scene.agent.post(&format!("{}/oauth/token", scene.emulator.tenant_url()), &request).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert!(tokens.body.contains("Nurse"), "{}", tokens.body);
}

#[tokio::test]
async fn only_the_missing_field_is_written_and_the_stored_one_stays() {
    let scene = Scene::start().await;
    let form = scene.log_in("chiara@example.com").await;
    let sent =
        form.form("main form", None).with("job_title", "Nurse").with("company_name", "Somebody else's");
    scene.assert_logged_in(&scene.agent.submit(&sent).await);
    let known = json!({"company_name": "Aurora Tools", "job_title": "Nurse"});
    assert_eq!(scene.metadata("chiara@example.com"), known);
}

#[tokio::test]
async fn a_login_that_was_abandoned_at_the_form_is_asked_again() {
    let scene = Scene::start().await;
    for _ in 0..2 {
        assert!(scene.is_form(&scene.log_in("ben@example.com").await));
    }
}

#[tokio::test]
async fn the_question_names_the_missing_keys_and_no_personal_data() {
    let scene = Scene::start().await;
    scene.log_in_with("chiara@example.com", "ui_locales=es").await;
    let claims = scene.effect("token_encoded")["claims"].clone();
    assert_eq!(claims["fields"], json!(["job_title"]));
    assert_eq!(
        (&claims["form"], &claims["locales"], &claims["client"]),
        (&json!("profile"), &json!(["es"]), &json!("Local app"))
    );
    assert!(claims["txn"].as_str().is_some_and(|txn| txn.len() >= 16), "{claims}");
    let text = claims.to_string();
    assert!(!text.contains("chiara@example.com") && !text.contains("Aurora"), "{claims}");
}

#[tokio::test]
async fn the_answer_echoes_the_question_and_has_the_configured_lifetime() {
    let scene = Scene::with(|options| options.login.response_ttl_seconds = 45).await;
    let form = scene.log_in("ben@example.com").await;
    let question = token::decode(&form.attribute("input[name=session_token]", "value").unwrap());
    let state = form.attribute("input[name=state]", "value").unwrap();
    scene.clock.advance(60);
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", " B ");
    let answer = scene.agent.post(filled.action.as_str(), &filled.values).await;

    assert_eq!(answer.status, 303);
    let location = answer.location().unwrap();
    let target = format!("{}/continue", scene.emulator.tenant_url());
    assert!(location.as_str().starts_with(&format!("{target}?state=")), "{location}");
    assert_eq!(answer.location_parameter("state"), Some(state.clone()));
    let claims = scene.answer_claims(&answer);
    let expected = json!({
        "iss": question["iss"], "sub": question["sub"], "txn": question["txn"],
        "iat": question["iat"].as_u64().unwrap() + 60, "exp": question["iat"].as_u64().unwrap() + 105,
        "state": state, "v": 1, "form": "profile", "form_version": 1, "seal": 1,
        "other": {"company_name": "A", "job_title": "B"},
    });
    assert_eq!(claims, expected);
}

#[tokio::test]
async fn the_executions_page_shows_each_step_of_a_login() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    scene.agent.submit(&filled).await;
    let execution = scene.execution();
    let steps: Vec<&str> =
        execution["steps"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).collect();
    let expected =
        ["authorize", "login", "action", "form", "form", "continue", "action", "written", "callback"];
    assert_eq!(steps, expected);
    let page = scene.agent.get(&format!("{}/executions", scene.emulator.tenant_url())).await;
    assert_eq!(page.status, 200);
    for shown in ["rendered", "answered", "company_name", "txn"] {
        assert!(page.body.contains(shown), "{shown}");
    }
    assert!(!page.body.contains(scene.emulator.session_token_secret()));
}

#[tokio::test]
async fn a_form_behind_a_catch_all_route_with_a_prefix_is_shown_and_accepts_its_answers() {
    let scene = Scene::start().await;
    let url = format!("{}/prod/forms/profile", scene.emulator.form_url());
    scene.emulator.set_action_secrets(&[("FORM_URL", Some(&url))]);
    let form = scene.log_in("ben@example.com").await;
    assert!(scene.is_form(&form), "{}", form.url);
    let filled = form.form("main form", None).with("company_name", "Aurora").with("job_title", "Nurse");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);
    assert_eq!(scene.metadata("ben@example.com"), json!({"company_name": "Aurora", "job_title": "Nurse"}));
}
