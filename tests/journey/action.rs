//! The Action in the tenant: logins without the form, and answers that it does not accept.

use profiling_tests::agent::Answer;
use profiling_tests::{token, workspace};
use serde_json::{Value, json};

use crate::emulator::{Scene, pairs};

/// Sends a token to /continue of a login that waits for the form, as an attacker in the user's browser could.
async fn come_back_with(scene: &Scene, state: &str, token: &str) -> Answer {
    let url = format!("{}/continue", scene.emulator.tenant_url());
    let answer = scene.agent.post(&url, &pairs(&[("state", state), ("session_token", token)])).await;
    scene.agent.follow(answer).await
}

/// Opens the form for a user without answers; returns the login's state and the session token's claims.
async fn asked(scene: &Scene) -> (String, Value) {
    let form = scene.log_in("ben@example.com").await;
    let value = |name: &str| form.attribute(&format!("input[name={name}]"), "value").expect("a hidden input");
    (value("state"), token::decode(&value("session_token")))
}

/// Turns the claims of a valid answer into those of a forged one.
type Forge = fn(Value, &Scene) -> String;

/// The claims of a valid answer.
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
        scene.assert_logged_in(&scene.agent.visit(&format!("{}{path}", scene.emulator.app_url())).await);
        assert!(scene.console().contains("cannot_redirect"), "{path}: {}", scene.console());
    }
}

#[tokio::test]
async fn where_answers_are_required_no_login_without_a_browser_passes_without_them() {
    for path in ["/refresh", "/login?prompt=none"] {
        let scene = Scene::with(|options| options.settings.required = true).await;
        scene.assert_logged_in(&scene.log_in("ana@example.com").await);
        scene.log_in("ana@example.com").await;
        let end = scene.agent.visit(&format!("{}{path}", scene.emulator.app_url())).await;
        assert!(scene.assert_refused(&end).contains("Sign in"), "{path}: {}", end.body);
    }
}

#[tokio::test]
async fn the_log_of_the_functions_has_the_fingerprint_of_the_settings_of_the_action() {
    let fingerprint_of = async |required: bool| {
        let scene = Scene::with(|options| options.settings.required = required).await;
        let form = scene.log_in("ben@example.com").await;
        let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
        scene.agent.submit(&filled).await;
        let claim = scene.effect("token_encoded")["claims"]["settings"].clone();
        let logged: Vec<Value> = scene.log().iter().map(|line| line["settings"].clone()).collect();
        assert_eq!(logged, [claim.clone(), claim.clone()]);
        claim.as_str().expect("a fingerprint").to_owned()
    };
    assert_ne!(fingerprint_of(false).await, fingerprint_of(true).await);
}

#[tokio::test]
async fn an_invalid_answer_is_not_written_and_the_login_continues() {
    let other = json!({"company_name": "Evil", "job_title": "Evil"});
    let cases: [(&str, &str, Forge); 6] = [
        ("another secret", "token_invalid Failed signature validation", |claims, _| {
            token::session_token(&claims, &"x".repeat(40))
        }),
        ("another user", "token_invalid The sub claim", |mut claims, scene| {
            claims["sub"] = json!("auth0|000000000000000000000001");
            token::session_token(&claims, scene.emulator.session_token_secret())
        }),
        ("another state", "token_invalid State in the token", |mut claims, scene| {
            claims["state"] = json!("another");
            token::session_token(&claims, scene.emulator.session_token_secret())
        }),
        ("another transaction", "txn_mismatch", |mut claims, scene| {
            claims["txn"] = json!("00000000-0000-0000-0000-000000000000");
            token::session_token(&claims, scene.emulator.session_token_secret())
        }),
        ("no transaction", "txn_mismatch", |mut claims, scene| {
            claims.as_object_mut().unwrap().remove("txn");
            token::session_token(&claims, scene.emulator.session_token_secret())
        }),
        ("expired", "token_invalid Token has expired", |mut claims, scene| {
            claims["exp"] = claims["iat"].clone();
            token::session_token(&claims, scene.emulator.session_token_secret())
        }),
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

/// Requests /continue of the login that waits for the form, with these parameters in addition to `state`.
async fn come_back(scene: &Scene, state: &str, query: &str, body: Option<&[(&str, &str)]>) -> Answer {
    let url = format!("{}/continue?state={state}{query}", scene.emulator.tenant_url());
    let answer = match body {
        Some(body) => scene.agent.post(&url, &pairs(body)).await,
        None => scene.agent.get(&url).await,
    };
    scene.agent.follow(answer).await
}

#[tokio::test]
async fn a_return_without_an_answer_passes_and_pauses_the_form_for_24_hours() {
    let scene = Scene::with(|options| options.settings.ask_again = Some("1 login".to_owned())).await;
    let (state, _) = asked(&scene).await;
    scene.assert_logged_in(&come_back(&scene, &state, "", None).await);
    assert_eq!(scene.metadata("ben@example.com"), json!({}));
    let records = &scene.user("ben@example.com").app_metadata["progressive_profiling"];
    assert_eq!(records, &json!({"profile": {"unanswered_at": "2027-01-15T08:00:00.000Z"}}));
    let line = "progressive-profiling: not_answered missing company_name,job_title login=";
    assert!(scene.console().contains(line), "{}", scene.console());

    scene.clock.advance(86_400 - 1);
    scene.assert_logged_in(&scene.log_in("ben@example.com").await);
    assert_eq!(scene.console(), "progressive-profiling: not_answered 23 of 24 hours");
    scene.clock.advance(1);
    let form = scene.log_in("ben@example.com").await;
    assert!(scene.is_form(&form));
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);
    let records = &scene.user("ben@example.com").app_metadata["progressive_profiling"];
    assert_eq!(records["profile"]["unanswered_at"], Value::Null, "{records}");
}

#[tokio::test]
async fn where_answers_are_required_a_return_without_one_is_denied_and_pauses_nothing() {
    let scene = Scene::with(|options| options.settings.required = true).await;
    let (state, question) = asked(&scene).await;
    assert_eq!(question["required"], true);
    let reason = scene.assert_refused(&come_back(&scene, &state, "", None).await);
    assert!(reason.starts_with("access_denied: ") && reason.contains("Sign in again"), "{reason}");
    assert!(scene.console().contains("not_answered"), "{}", scene.console());
    assert!(scene.user("ben@example.com").app_metadata.is_empty());
    assert!(scene.is_form(&scene.log_in("ben@example.com").await));
}

#[tokio::test]
async fn the_posted_token_of_two_tokens_counts() {
    for (query, body, reason) in [
        ("ANSWER", Some(""), "not_answered"),
        ("ANSWER", Some("hello"), "token_invalid Malformed token"),
        ("ANSWER", None, "answered"),
        ("", None, "not_answered"),
        ("", Some(""), "not_answered"),
        ("hello", Some("ANSWER"), "answered"),
        ("ANSWER&session_token=ANSWER", None, "token_invalid not a string"),
    ] {
        let scene = Scene::start().await;
        let (state, question) = asked(&scene).await;
        let other = json!({"company_name": "A", "job_title": "B"});
        let claims = answer(&question, &state, &other);
        let good = token::session_token(&claims, scene.emulator.session_token_secret());
        let query = format!("&session_token={query}").replace("ANSWER", &good);
        let body = body.map(|token| token.replace("ANSWER", &good));
        let body = body.as_deref().map(|token| [("session_token", token)]);
        let end = come_back(&scene, &state, &query, body.as_ref().map(<[_; 1]>::as_slice)).await;
        scene.assert_logged_in(&end);
        let console = scene.console();
        assert!(console.contains(&format!("progressive-profiling: {reason}")), "{reason}: {console}");
        let written = if reason == "answered" { other } else { json!({}) };
        assert_eq!(scene.metadata("ben@example.com"), written, "{reason}");
    }
}

#[tokio::test]
async fn an_action_gets_the_prompts_as_a_list_and_the_request_of_continue() {
    const PRINT: &str = "
        const show = async (event) => console.log(JSON.stringify({
            prompt: event.transaction.prompt, query: event.request.query, body: event.request.body,
        }));
        exports.onExecutePostLogin = async (event, api) => {
            await show(event);
            api.redirect.sendUserTo(event.secrets.FORM_URL);
        };
        exports.onContinuePostLogin = show;";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("action.js");
    std::fs::write(&file, PRINT).unwrap();
    let scene = Scene::with(|options| options.action = file).await;
    let form = scene.log_in_with("ben@example.com", "").await;
    let state = form.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    scene.assert_logged_in(&come_back(&scene, &state, "&a=1&a=2", Some(&[("b", "3")])).await);
    let lines: Vec<Value> = scene.console().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["prompt"], json!(["login"]));
    assert_eq!(lines[0]["query"]["prompt"], "login");
    let expected =
        json!({"prompt": ["login"], "query": {"state": state, "a": ["1", "2"]}, "body": {"b": "3"}});
    assert_eq!(lines[1], expected);
}

#[tokio::test]
async fn only_the_required_keys_are_written() {
    let scene = Scene::start().await;
    let (state, question) = asked(&scene).await;
    let other = json!({
        "company_name": "A", "job_title": "B", "roles": ["admin"], "app_metadata": {"plan": "gold"}, "email": "x@y.z"
    });
    let signed =
        token::session_token(&answer(&question, &state, &other), scene.emulator.session_token_secret());
    scene.assert_logged_in(&come_back_with(&scene, &state, &signed).await);
    let user = scene.user("ben@example.com");
    assert_eq!(Value::from(user.user_metadata), json!({"company_name": "A", "job_title": "B"}));
    assert_eq!(user.email, "ben@example.com");
    let keys: Vec<&str> = user.app_metadata.keys().map(String::as_str).collect();
    assert_eq!(keys, ["progressive_profiling"]);
}

/// An emulator with a second form, `signup`, and an app with this metadata.
async fn with_metadata(metadata: &[(&str, &str)]) -> (Scene, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let form = std::fs::read_to_string(workspace().join("infra/forms/profile.json")).unwrap();
    let mut other: Value = serde_json::from_str(&form).unwrap();
    other["title"] = json!("Welcome");
    std::fs::write(folder.path().join("profile.json"), form).unwrap();
    std::fs::write(folder.path().join("signup.json"), other.to_string()).unwrap();
    let scene = Scene::with(|options| {
        options.forms = folder.path().into();
        options.client_metadata = pairs(metadata).into_iter().collect();
        options.settings.required = true;
    });
    (scene.await, folder)
}

#[tokio::test]
async fn an_application_chooses_its_form_and_its_fields() {
    let (scene, _folder) =
        with_metadata(&[("profiling_form", "signup"), ("profiling_fields", "job_title")]).await;
    let form = scene.log_in("ben@example.com").await;
    assert_eq!(form.url.path(), "/forms/signup");
    assert_eq!(form.texts("h1"), ["Welcome"]);
    assert_eq!(form.questions(), ["job_title"]);
    let filled = form.form("main form", None).with("job_title", "B");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);
    assert_eq!(scene.metadata("ben@example.com"), json!({"job_title": "B"}));
    let records = &scene.user("ben@example.com").app_metadata["progressive_profiling"];
    assert_eq!(records["signup"]["completed_at"], "2027-01-15T08:00:00.000Z", "{records}");
}

#[tokio::test]
async fn a_user_who_chose_not_now_is_asked_again_after_the_days_of_the_setting() {
    let scene = Scene::with(|options| options.settings.ask_again = Some("2 days".to_owned())).await;
    let (state, question) = asked(&scene).await;
    let mut claims = answer(&question, &state, &json!({}));
    claims["later"] = json!(true);
    let later = token::session_token(&claims, scene.emulator.session_token_secret());
    scene.assert_logged_in(&come_back_with(&scene, &state, &later).await);
    assert_eq!(scene.metadata("ben@example.com"), json!({}));

    let remembered = json!({"profile": {"postponed_at": "2027-01-15T08:00:00.000Z", "postponed_login": 2}});
    let users = scene.agent.get(&format!("{}/users.json", scene.emulator.tenant_url())).await;
    let users: Value = serde_json::from_str(&users.body).unwrap();
    let ben = users.as_array().unwrap().iter().find(|user| user["email"] == "ben@example.com").unwrap();
    assert_eq!(ben["app_metadata"], json!({"progressive_profiling": remembered}));
    let page = scene.agent.get(&format!("{}/executions", scene.emulator.tenant_url())).await;
    let shown = page.texts("dd").into_iter().find(|text| text.starts_with("progressive_profiling = "));
    assert!(shown.is_some_and(|text| text.contains("postponed_at")), "{}", page.body);

    scene.clock.advance(2 * 86_400 - 1);
    scene.assert_logged_in(&scene.log_in("ben@example.com").await);
    assert_eq!(scene.console(), "progressive-profiling: postponed 1 of 2 days");
    scene.clock.advance(1);
    assert!(scene.is_form(&scene.log_in("ben@example.com").await));
}

#[tokio::test]
async fn deleting_the_answers_of_a_user_lets_the_next_login_ask_again() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);
    let user_id = scene.user("ben@example.com").user_id;
    let forget = format!("{}/users/forget", scene.emulator.tenant_url());
    scene.agent.post(&forget, &pairs(&[("user_id", &user_id)])).await;
    let user = scene.user("ben@example.com");
    assert_eq!((user.user_metadata.len(), user.app_metadata.len()), (0, 0));
    assert!(scene.is_form(&scene.log_in("ben@example.com").await));
}

#[tokio::test]
async fn a_user_of_the_wrong_account_can_sign_out_with_the_client_id_of_the_question() {
    let scene = Scene::start().await;
    let (state, question) = asked(&scene).await;
    let client_id = question["client_id"].as_str().expect("a client_id");
    let logout = |id: &str| format!("{}/v2/logout?client_id={id}", scene.emulator.tenant_url());
    let silent = format!("{}/login?prompt=none", scene.emulator.app_url());

    let gone = scene.agent.get(&logout(client_id)).await;
    assert_eq!(gone.location().map(|to| to.to_string()), Some(format!("{}/", scene.emulator.app_url())));
    assert_eq!(scene.agent.follow(gone).await.texts("h1"), ["Progressive profiling on this machine"]);
    let refused = scene.agent.visit(&silent).await;
    assert!(scene.assert_refused(&refused).starts_with("login_required"), "{}", refused.body);

    // The abandoned login still accepts an answer, but only from this browser.
    let other = json!({"company_name": "A", "job_title": "B"});
    let signed =
        token::session_token(&answer(&question, &state, &other), scene.emulator.session_token_secret());
    scene.assert_logged_in(&come_back_with(&scene, &state, &signed).await);
}

#[tokio::test]
async fn a_logout_only_redirects_to_the_applications_logout_url() {
    let scene = Scene::start().await;
    let client_id = asked(&scene).await.1["client_id"].as_str().expect("a client_id").to_owned();
    let app = format!("{}/", scene.emulator.app_url());
    for (query, expected) in [
        (vec![("client_id", "another")], Err("Unknown client_id")),
        (vec![("client_id", "another"), ("returnTo", &*app)], Err("Unknown client_id")),
        (vec![("client_id", &*client_id), ("returnTo", "https://evil.example.com/")], Err("returnTo is not")),
        (vec![("returnTo", "https://evil.example.com/")], Err("returnTo is not")),
        (vec![("client_id", &*client_id), ("returnTo", &*app)], Ok(&app)),
        (vec![("returnTo", &*app)], Ok(&app)),
    ] {
        let url = url::Url::parse_with_params(&format!("{}/v2/logout", scene.emulator.tenant_url()), &query);
        let answer = scene.agent.get(url.unwrap().as_str()).await;
        match expected {
            Ok(to) => assert_eq!(answer.location().map(|to| to.to_string()).as_ref(), Some(to), "{query:?}"),
            Err(words) => {
                assert_eq!((answer.status.as_u16(), answer.location()), (400, None), "{query:?}");
                assert!(answer.body.contains(words), "{query:?}: {}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn a_required_field_without_a_question_is_logged_and_the_login_continues() {
    let fields = ["company_name", "job_title", "shoe_size"].map(str::to_owned).to_vec();
    let scene = Scene::with(|options| options.settings.required_fields = Some(fields)).await;
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
async fn a_login_continues_without_the_form_if_the_form_has_no_question_for_the_missing_keys() {
    for (required, passes) in [(false, true), (true, false)] {
        let scene = Scene::with(|options| {
            options.settings.required_fields = Some(vec!["shoe_size".to_owned()]);
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
