//! Replayed requests and tokens of other logins: the form gives the same response, and the tenant completes
//! each login once.

use profiling_tests::agent::{Agent, Answer, Form};
use profiling_tests::token;
use serde_json::{Value, json};

use crate::target::Target;

const USER: &str = "ben@example.com";

/// Logs the user in up to the form; returns the form with both answers.
async fn form_of_login(target: &Target) -> Form {
    fill(&target.scene.log_in(USER).await)
}

fn fill(page: &Answer) -> Form {
    page.form("main form", None).with("company_name", "A").with("job_title", "B")
}

async fn send(target: &Target, form: &Form) -> Answer {
    target.scene.agent.post(form.action.as_str(), &form.values).await
}

fn value(form: &Form, name: &str) -> String {
    form.values.iter().find(|(other, _)| other == name).expect("a hidden input").1.clone()
}

/// Requests /continue as the form's redirect would.
async fn go_on(target: &Target, state: &str, token: &str) -> Answer {
    let pairs = crate::target::encoded(&[("state", state), ("session_token", token)]);
    target.scene.agent.visit(&format!("{}/continue?{pairs}", target.scene.emulator.tenant_url())).await
}

/// Asserts that the Action rejected a token: nothing is written, and the login continues.
fn assert_disbelieved(target: &Target, end: &Answer, reason: &str) {
    target.scene.assert_logged_in(end);
    assert_eq!(target.scene.metadata(USER), json!({}));
    assert!(target.scene.console().contains(reason), "{}", target.scene.console());
}

#[tokio::test]
async fn a_question_is_not_accepted_as_an_answer_by_the_tenant() {
    let target = Target::start().await;
    let form = form_of_login(&target).await;
    let end = go_on(&target, &value(&form, "state"), &value(&form, "session_token")).await;
    assert_disbelieved(&target, &end, "token_invalid Missing or invalid standard claims");
}

#[tokio::test]
async fn an_answer_is_not_accepted_in_another_login() {
    let target = Target::start().await;
    let (first, second) = (form_of_login(&target).await, form_of_login(&target).await);
    let answer = send(&target, &first).await.location_parameter("session_token").unwrap();
    let end = go_on(&target, &value(&second, "state"), &answer).await;
    assert_disbelieved(&target, &end, "token_invalid State in the token");
}

#[tokio::test]
async fn a_question_with_the_state_of_another_login_gives_no_valid_answer() {
    let target = Target::start().await;
    let (first, second) = (form_of_login(&target).await, form_of_login(&target).await);
    // The form signs the state as received; the Action compares the nonce in the token.
    let mixed = first.with("state", &value(&second, "state"));
    let response = send(&target, &mixed).await;
    assert_eq!(response.status, 303);
    let end = target.scene.agent.follow(response).await;
    assert_disbelieved(&target, &end, "txn_mismatch");
}

#[tokio::test]
async fn a_form_that_is_submitted_twice_gets_the_same_answers_and_completes_one_login() {
    let target = Target::start().await;
    let form = form_of_login(&target).await;
    let (first, second) = (send(&target, &form).await, send(&target, &form).await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    let claims = |answer: &Answer| target.scene.answer_claims(answer);
    assert_eq!(claims(&first), claims(&second), "the same second, the same claims");
    let text = |answer: &Answer| {
        token::decode(&answer.location_parameter("session_token").unwrap())["other"].clone()
    };
    assert_ne!(text(&first), text(&second), "each sealed text has a salt of its own");
    target.scene.clock.advance(1);
    let third = send(&target, &form).await;
    let (mut early, mut late) = (claims(&first), claims(&third));
    for claims in [&mut early, &mut late] {
        for time in ["iat", "exp"] {
            claims.as_object_mut().unwrap().remove(time);
        }
    }
    assert_eq!(early, late, "a second later, the same but its times");

    target.scene.assert_logged_in(&target.scene.agent.follow(first).await);
    for late in [second, third] {
        assert_eq!(target.scene.agent.follow(late).await.status, 400, "the tenant takes a state once");
    }
    assert_eq!(target.scene.metadata(USER), json!({"company_name": "A", "job_title": "B"}));
}

#[tokio::test]
async fn a_form_in_two_tabs_completes_one_login() {
    let target = Target::start().await;
    let one = target.scene.log_in(USER).await;
    let two = target.scene.agent.get(one.url.as_str()).await;
    assert_eq!(two.status, 200, "a page may be read again");
    let other = fill(&two).with("company_name", "Other");
    target.scene.assert_logged_in(&target.scene.agent.submit(&fill(&one)).await);
    assert_eq!(target.scene.agent.submit(&other).await.status, 400);
    assert_eq!(target.scene.metadata(USER), json!({"company_name": "A", "job_title": "B"}));
}

#[tokio::test]
async fn an_answer_can_be_used_once() {
    let target = Target::start().await;
    let response = send(&target, &form_of_login(&target).await).await;
    let location = response.location().unwrap();
    target.scene.assert_logged_in(&target.scene.agent.follow(response).await);
    assert_eq!(target.scene.agent.visit(location.as_str()).await.status, 400);
}

#[tokio::test]
async fn an_answer_is_not_accepted_from_another_browser() {
    let target = Target::start().await;
    let response = send(&target, &form_of_login(&target).await).await;
    let thief = Agent::new();
    assert_eq!(thief.visit(response.location().unwrap().as_str()).await.status, 403);
    assert_eq!(target.scene.metadata(USER), json!({}));
}

#[tokio::test]
async fn an_expired_answer_is_not_accepted() {
    let target = Target::start().await;
    let response = send(&target, &form_of_login(&target).await).await;
    target.scene.clock.advance(30);
    let end = target.scene.agent.follow(response).await;
    assert_disbelieved(&target, &end, "token_invalid Token has expired");
    assert_eq!(Value::from(target.scene.user(USER).app_metadata).get("company_name"), None);
}
