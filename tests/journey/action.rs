//! The Action at the tenant: when it must not ask, and what it does not believe.

use profiling_tests::token;
use serde_json::{Value, json};

use crate::stand::{Scene, pairs};

/// Sends a token to /continue of the login that waits at the form, as a forger in the user's browser could.
async fn come_back_with(scene: &Scene, state: &str, token: &str) -> profiling_tests::agent::Answer {
    let url = format!("{}/continue", scene.stand.tenant_url());
    let answer = scene.agent.post(&url, &pairs(&[("state", state), ("session_token", token)])).await;
    scene.agent.follow(answer).await
}

/// Opens the form for a user who lacks both answers, and gives the login's state and the question's claims.
async fn asked(scene: &Scene) -> (String, Value) {
    let form = scene.log_in("ben@example.com").await;
    let value = |name: &str| form.attribute(&format!("input[name={name}]"), "value").expect("a hidden input");
    (value("state"), token::decode(&value("session_token")))
}

/// Makes a dishonest answer of the claims of an honest one.
type Forge = fn(Value, &Scene) -> String;

/// The claims of an honest answer.
fn answer(question: &Value, state: &str, other: &Value) -> Value {
    json!({
        "iss": question["iss"], "sub": question["sub"], "txn": question["txn"],
        "iat": question["iat"], "exp": question["iat"].as_u64().unwrap() + 30, "state": state, "other": other,
    })
}

#[tokio::test]
async fn a_refresh_or_a_silent_login_of_a_user_who_lacks_answers_passes_without_the_form() {
    for path in ["/refresh", "/login?prompt=none"] {
        let scene = Scene::start().await;
        scene.assert_logged_in(&scene.log_in("ana@example.com").await);
        assert_eq!(scene.user("ana@example.com").logins_count, 1);
        // The next login in the browser would be asked.
        scene.log_in("ana@example.com").await;
        scene.assert_logged_in(&scene.agent.visit(&format!("{}{path}", scene.stand.app_url())).await);
        assert!(scene.console().contains("cannot_redirect"), "{path}: {}", scene.console());
    }
}

#[tokio::test]
async fn where_answers_are_required_no_login_without_a_browser_passes_without_them() {
    for path in ["/refresh", "/login?prompt=none"] {
        let scene = Scene::with(|options| options.settings.required = true).await;
        scene.assert_logged_in(&scene.log_in("ana@example.com").await);
        scene.log_in("ana@example.com").await;
        let end = scene.agent.visit(&format!("{}{path}", scene.stand.app_url())).await;
        assert!(scene.assert_refused(&end).contains("Sign in"), "{path}: {}", end.body);
    }
}

#[tokio::test]
async fn an_answer_that_does_not_validate_is_not_written_and_locks_nobody_out() {
    let other = json!({"company_name": "Evil", "job_title": "Evil"});
    let cases: [(&str, &str, Forge); 8] = [
        ("another secret", "token_invalid Failed signature validation", |claims, _| {
            token::session_token(&claims, &"x".repeat(40))
        }),
        ("another user", "token_invalid The sub claim", |mut claims, scene| {
            claims["sub"] = json!("auth0|000000000000000000000001");
            token::session_token(&claims, scene.stand.session_token_secret())
        }),
        ("another state", "token_invalid State in the token", |mut claims, scene| {
            claims["state"] = json!("another");
            token::session_token(&claims, scene.stand.session_token_secret())
        }),
        ("another transaction", "txn_mismatch", |mut claims, scene| {
            claims["txn"] = json!("00000000-0000-0000-0000-000000000000");
            token::session_token(&claims, scene.stand.session_token_secret())
        }),
        ("no transaction", "txn_mismatch", |mut claims, scene| {
            claims.as_object_mut().unwrap().remove("txn");
            token::session_token(&claims, scene.stand.session_token_secret())
        }),
        ("expired", "token_invalid Token has expired", |mut claims, scene| {
            claims["exp"] = claims["iat"].clone();
            token::session_token(&claims, scene.stand.session_token_secret())
        }),
        ("the question itself", "token_invalid", |_, scene| scene.token(&json!({}))),
        ("no token", "token_invalid", |_, _| String::new()),
    ];
    for (case, reason, forge) in cases {
        let scene = Scene::start().await;
        let (state, question) = asked(&scene).await;
        let forged = forge(answer(&question, &state, &other), &scene);
        scene.assert_logged_in(&come_back_with(&scene, &state, &forged).await);
        assert_eq!(scene.metadata("ben@example.com"), json!({}), "{case}");
        assert!(scene.console().contains(reason), "{case}: {}", scene.console());
    }
}

#[tokio::test]
async fn where_answers_are_required_a_login_without_them_is_denied_in_words() {
    let scene = Scene::with(|options| options.settings.required = true).await;
    let (state, question) = asked(&scene).await;
    let forged = token::session_token(&answer(&question, &state, &json!({})), &"x".repeat(40));
    let told = scene.assert_refused(&come_back_with(&scene, &state, &forged).await);
    assert!(told.starts_with("access_denied: ") && told.contains("Sign in again"), "{told}");
}

#[tokio::test]
async fn only_the_required_keys_are_written() {
    let scene = Scene::start().await;
    let (state, question) = asked(&scene).await;
    let other = json!({
        "company_name": "A", "job_title": "B", "roles": ["admin"], "app_metadata": {"plan": "gold"}, "email": "x@y.z"
    });
    let signed = token::session_token(&answer(&question, &state, &other), scene.stand.session_token_secret());
    scene.assert_logged_in(&come_back_with(&scene, &state, &signed).await);
    let user = scene.user("ben@example.com");
    assert_eq!(Value::from(user.user_metadata), json!({"company_name": "A", "job_title": "B"}));
    assert_eq!((user.email.as_str(), Value::from(user.app_metadata)), ("ben@example.com", json!({})));
}

#[tokio::test]
async fn an_answer_can_be_used_once() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    let answer = scene.agent.post(filled.action.as_str(), &filled.values).await;
    let location = answer.location().unwrap();
    scene.assert_logged_in(&scene.agent.follow(answer).await);
    let replayed = scene.agent.visit(location.as_str()).await;
    assert_eq!(replayed.status, 400, "{}", replayed.body);
}

#[tokio::test]
async fn an_answer_of_one_browser_is_of_no_use_in_another() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    let answer = scene.agent.post(filled.action.as_str(), &filled.values).await;
    let thief = profiling_tests::agent::Agent::new();
    assert_eq!(thief.visit(answer.location().unwrap().as_str()).await.status, 403);
    assert_eq!(scene.metadata("ben@example.com"), json!({}));
}

#[tokio::test]
async fn an_action_that_asks_for_a_field_without_a_question_says_so_and_locks_nobody_out() {
    let scene = Scene::with(|options| options.settings.required_fields.push("shoe_size".to_owned())).await;
    let form = scene.log_in("ben@example.com").await;
    assert_eq!(
        (&scene.last_line()["unknown_fields"], &scene.last_line()["level"]),
        (&json!(["shoe_size"]), &json!("WARN"))
    );
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);
    assert_eq!(scene.metadata("ben@example.com"), json!({"company_name": "A", "job_title": "B"}));
    assert!(scene.console().contains("shoe_size"), "{}", scene.console());
}

#[tokio::test]
async fn a_login_that_misses_only_what_the_form_does_not_ask_for_goes_on_without_the_form() {
    for (required, passes) in [(false, true), (true, false)] {
        let scene = Scene::with(|options| {
            options.settings.required_fields = vec!["shoe_size".to_owned()];
            options.settings.required = required;
        })
        .await;
        let end = scene.log_in("ben@example.com").await;
        let line = scene.last_line();
        assert_eq!((&line["outcome"], &line["level"]), (&json!("nothing_to_ask"), &json!("ERROR")));
        assert!(scene.console().contains("still_missing"), "{}", scene.console());
        if passes {
            scene.assert_logged_in(&end);
        } else {
            scene.assert_refused(&end);
        }
    }
}
