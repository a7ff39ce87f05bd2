//! `up --gateway`: the emulator runs the tenant and the app, and other functions serve the form.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use profiling_service::outcome::Outcome;
use profiling_tests::functions::{Function, Functions, SECRET, request};
use profiling_tests::workspace;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::emulator::Scene;

/// Functions behind another gateway, and the outcomes of their requests.
struct Elsewhere {
    functions: Functions,
    outcomes: Mutex<Vec<Outcome>>,
}

/// An emulator that redirects its users to other functions, which accept its tenant and have this secret.
async fn start(secret: &str) -> (Scene, String, Arc<Elsewhere>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let scene = Scene::with(|options| {
        options.gateway = Some(url.parse().unwrap());
        options.session_token_secret = Some(SECRET.to_owned());
    })
    .await;
    let forms = workspace().join("infra/forms");
    let functions = Functions::deployed(&forms, scene.emulator.tenant_url(), secret).unwrap();
    let elsewhere = Arc::new(Elsewhere { functions, outcomes: Mutex::default() });
    let router = Router::new().fallback(answer).with_state(Arc::clone(&elsewhere));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (scene, url, elsewhere)
}

async fn answer(State(elsewhere): State<Arc<Elsewhere>>, incoming: Request) -> Response {
    let (parts, body) = incoming.into_parts();
    let body = to_bytes(body, 64 * 1024).await.unwrap();
    let form = parts.uri.path().strip_prefix("/forms/").unwrap();
    let function = if parts.method == "POST" { Function::Submit } else { Function::Form };
    let query = parts.uri.query().unwrap_or_default();
    let event = request(parts.method.as_str(), form, query, std::str::from_utf8(&body).unwrap());
    let end = elsewhere.functions.respond(function, event);
    elsewhere.outcomes.lock().unwrap().push(end.outcome);
    let mut response = Response::new(end.body.into());
    (*response.status_mut(), *response.headers_mut()) = (end.status, end.headers);
    response
}

/// The names of an execution's steps.
fn steps(execution: &Value) -> Vec<&str> {
    execution["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_login_goes_through_the_form_of_the_gateway_and_comes_back_with_its_answers() {
    let (scene, url, elsewhere) = start(SECRET).await;
    let form = scene.log_in("ben@example.com").await;
    assert!(form.url.as_str().starts_with(&format!("{url}/forms/profile?")), "{}", form.url);
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    scene.assert_logged_in(&scene.agent.submit(&filled).await);

    assert_eq!(scene.metadata("ben@example.com"), json!({"company_name": "A", "job_title": "B"}));
    assert_eq!(*elsewhere.outcomes.lock().unwrap(), [Outcome::Rendered, Outcome::Answered]);
    assert_eq!(scene.lines.all(), Vec::<String>::new(), "the emulator's own functions had no request");
}

#[tokio::test]
async fn the_executions_page_shows_the_url_of_the_other_gateway() {
    let (scene, url, _) = start(SECRET).await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "A").with("job_title", "B");
    scene.agent.submit(&filled).await;

    let execution = scene.execution();
    let expected = ["authorize", "login", "action", "elsewhere", "continue", "action", "written", "callback"];
    assert_eq!(steps(&execution), expected);
    assert_eq!(execution["steps"][3]["url"], format!("{url}/forms/profile"));
    let page = scene.agent.get(&format!("{}/executions", scene.emulator.tenant_url())).await;
    let title = format!("Redirected to another gateway: {url}/forms/profile");
    assert!(page.texts("h3").iter().any(|text| text.starts_with(&title)), "{:?}", page.texts("h3"));
}

#[tokio::test]
async fn functions_with_another_secret_reject_the_signature() {
    let (scene, url, elsewhere) = start("another-secret-of-32-bytes-or-so").await;
    let page = scene.log_in("ben@example.com").await;
    assert!(page.url.as_str().starts_with(&url), "{}", page.url);
    assert_eq!((page.status.as_u16(), page.questions()), (403, vec![]));
    assert_eq!(*elsewhere.outcomes.lock().unwrap(), [Outcome::SignatureMismatch]);
    assert_eq!(steps(&scene.execution()), ["authorize", "login", "action", "elsewhere"]);
}

#[tokio::test]
async fn the_emulator_still_previews_its_own_forms() {
    let (scene, _, _) = start(SECRET).await;
    let preview = scene.agent.get(&format!("{}/preview", scene.emulator.form_url())).await;
    assert_eq!(preview.status, 200);
    assert!(preview.body.contains("onboarding"), "{}", preview.body);
}

#[tokio::test]
async fn users_are_sent_to_a_form_that_only_the_gateway_has() {
    let scene = Scene::with(|options| {
        options.gateway = Some("http://127.0.0.1:3000".parse().unwrap());
        options.settings.form = "deployed_there".to_owned();
        options.settings.required_fields = Some(vec!["company_name".to_owned()]);
    })
    .await;
    let login = scene.agent.visit(&format!("{}/login", scene.emulator.app_url())).await;
    let form = login.form("form", Some("ben@example.com"));
    let answer = scene.agent.post(form.action.as_str(), &form.values).await;
    let location = answer.location().unwrap();
    assert!(location.as_str().starts_with("http://127.0.0.1:3000/forms/deployed_there?"), "{location}");
}
