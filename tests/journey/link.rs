//! Links that must not lead to a form: each gets a page in plain words, with a reference that finds its
//! log line.

use profiling_tests::token;
use serde_json::{Value, json};

use crate::stand::{NOW, Scene, pairs};

#[tokio::test]
async fn a_token_that_does_not_verify_gets_neither_form_nor_answer() {
    let scene = Scene::start().await;
    let good = scene.claims(&json!({}));
    let secret = scene.stand.session_token_secret();
    let signed = |changes: &Value| scene.token(changes);
    let header = |header: &str| token::sign(header, &good.to_string(), secret);
    let valid = signed(&json!({}));
    let cases = [
        ("no JWT", "abc".to_owned(), 400, "token_malformed"),
        ("cut", valid[..valid.len() - 1].to_owned(), 400, "token_malformed"),
        ("alg none", header(r#"{"alg":"none"}"#), 400, "algorithm_refused"),
        ("alg HS512", header(r#"{"alg":"HS512"}"#), 400, "algorithm_refused"),
        ("crit", header(r#"{"alg":"HS256","crit":["b64"]}"#), 400, "header_refused"),
        ("foreign secret", token::session_token(&good, &"x".repeat(40)), 403, "signature_mismatch"),
        ("foreign issuer", signed(&json!({"iss": "evil.example.com"})), 403, "issuer_unknown"),
        ("issuer with https", signed(&json!({"iss": "https://127.0.0.1/"})), 403, "issuer_unknown"),
        ("expired", signed(&json!({"exp": NOW})), 403, "token_expired"),
        ("from the future", signed(&json!({"iat": NOW + 600, "exp": NOW + 900})), 403, "token_not_yet_valid"),
        ("not yet", signed(&json!({"nbf": NOW + 600})), 403, "token_not_yet_valid"),
        ("too long a life", signed(&json!({"exp": NOW + 86_400})), 403, "lifetime_too_long"),
        ("no subject", signed(&json!({"sub": null})), 403, "claim_invalid"),
        ("no expiry", signed(&json!({"exp": null})), 403, "claim_invalid"),
        ("an answer", signed(&json!({"state": "s", "other": {}})), 403, "answer_reflected"),
        ("another form's", signed(&json!({"form": "other"})), 403, "form_mismatch"),
    ];
    for (case, token, status, outcome) in &cases {
        let shown = scene.agent.get(&scene.link(token)).await;
        scene.assert_error(&shown, *status, outcome, case);
        let values =
            [("state", "s"), ("session_token", token), ("company_name", "canary"), ("job_title", "canary")];
        let sent = scene.agent.post(&scene.form_url("profile"), &pairs(&values)).await;
        scene.assert_error(&sent, *status, outcome, case);
        assert!(!sent.body.contains("canary"), "{case}");
    }
}

#[tokio::test]
async fn a_link_needs_exactly_one_state_and_one_token() {
    let scene = Scene::start().await;
    let token = scene.token(&json!({}));
    let long = "x".repeat(2_049);
    let form = scene.form_url("profile");
    for (query, status, outcome) in [
        (String::new(), 400, "state_invalid"),
        (format!("session_token={token}"), 400, "state_invalid"),
        (format!("state=&session_token={token}"), 400, "state_invalid"),
        (format!("state=a&state=a&session_token={token}"), 400, "state_invalid"),
        (format!("state=a%0D%0AX:y&session_token={token}"), 400, "state_invalid"),
        (format!("state=a%00&session_token={token}"), 400, "state_invalid"),
        (format!("state={long}&session_token={token}"), 400, "state_invalid"),
        (format!("state=%FF&session_token={token}"), 400, "request_malformed"),
        (format!("state=%&session_token={token}"), 400, "request_malformed"),
        ("state=a".to_owned(), 400, "token_missing"),
        (format!("state=a&session_token={token}&session_token={token}"), 400, "token_missing"),
        ("state=a&session_token=".to_owned(), 400, "token_malformed"),
    ] {
        let answer = scene.agent.get(&format!("{form}?{query}")).await;
        scene.assert_error(&answer, status, outcome, &query[..query.len().min(40)]);
    }
}

#[tokio::test]
async fn a_link_may_carry_parameters_of_the_form_urls_own() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&format!("{}&utm_source=login", scene.link(&scene.token(&json!({}))))).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_token_of_another_action_is_asked_everything() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&scene.link(&scene.token(&json!({"plan": {"seats": 3}})))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.questions()),
        (200, vec!["company_name".into(), "job_title".into()])
    );
}

#[tokio::test]
async fn any_state_goes_back_as_it_came() {
    let scene = Scene::start().await;
    let token = scene.token(&json!({}));
    for state in [
        "hKFo2SB-_.~",
        "a&session_token=x",
        "a#b",
        "a+b c",
        "%26",
        "\u{202e}abc",
        "\"><script>",
        "é",
        "a;b=c",
    ] {
        let values = [("state", state), ("session_token", &token), ("company_name", "A"), ("job_title", "B")];
        let answer = scene.agent.post(&scene.form_url("profile"), &pairs(&values)).await;
        assert_eq!(answer.location_parameter("state").as_deref(), Some(state));
        let claims = token::decode(&answer.location_parameter("session_token").unwrap());
        assert_eq!(claims["state"], state);
        let shown = scene.agent.post(&scene.form_url("profile"), &pairs(&values[..2])).await;
        assert_eq!(shown.attribute("input[name=state]", "value").as_deref(), Some(state));
    }
}

#[tokio::test]
async fn a_page_that_expires_between_reading_and_sending_says_so() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "canary").with("job_title", "canary");
    scene.clock.advance(900);
    let answer = scene.agent.submit(&filled).await;
    scene.assert_error(&answer, 403, "token_expired", "expired");
    assert_eq!(answer.texts("h1"), ["This page has expired"]);
    assert!(!scene.last_line().to_string().contains("canary"));
}

#[tokio::test]
async fn the_page_says_for_which_application_and_for_how_long_it_asks() {
    let scene = Scene::start().await;
    for (lifetime, told) in [
        (900, "about 15 minutes"),
        (899, "about 15 minutes"),
        (89, "about 1 minute"),
        (29, "within a minute"),
    ] {
        let token = scene.token(&json!({"client": "Acme <b>", "exp": NOW + lifetime}));
        let answer = scene.agent.get(&scene.link(&token)).await;
        let text = answer.texts("main").join("");
        assert!(text.contains("You are signing in to Acme <b>.") && text.contains(told), "{text}");
    }
}
