//! The form's origin as on Lambda: several sandboxes of each function, each with its own copy of the secret,
//! which the real SSM client fetches at different times.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use profiling_forms::Forms;
use profiling_forms::locale::CustomMessages;
use profiling_service::app::{App, LambdaFunction};
use profiling_service::clock::ManualClock;
use profiling_service::config::{LoginSettings, SecretConfig};
use profiling_service::secret::{SecretCache, SsmSecret};
use profiling_session::Domains;
use profiling_tests::emulator::Lines;
use profiling_tests::{event, workspace};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::PARAMETER;

/// The number of sandboxes of a function.
pub(crate) const SANDBOXES: usize = 5;

/// The sandboxes of both functions.
pub(crate) struct Sandboxes {
    form: Vec<App>,
    submit: Vec<App>,
    /// The counter that distributes the requests.
    turn: AtomicUsize,
    /// The number of sandboxes that have been started.
    started: AtomicUsize,
}

impl Sandboxes {
    /// Sandboxes that fetch from `endpoint` and answer to `tenant`; one of each function is started.
    pub(crate) fn new(endpoint: &str, tenant: &str, clock: &Arc<ManualClock>, log: &Arc<Lines>) -> Self {
        let sandboxes = || (0..SANDBOXES).map(|_| sandbox(endpoint, tenant, clock, log)).collect();
        Self {
            form: sandboxes(),
            submit: sandboxes(),
            turn: AtomicUsize::new(0),
            started: AtomicUsize::new(1),
        }
    }

    /// Starts one more of each function, as a rising load does.
    pub(crate) fn start_another(&self) {
        let more = |started| (started < SANDBOXES).then_some(started + 1);
        let _ = self.started.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more);
    }

    /// The next sandbox.
    fn next<'a>(&self, function: &'a [App]) -> &'a App {
        &function[self.turn.fetch_add(1, Ordering::SeqCst) % self.started.load(Ordering::SeqCst)]
    }

    /// Handles an event of `GET /forms/{form}`.
    pub(crate) async fn get(&self, event: &Value) -> Value {
        let event = serde_json::from_value(event.clone()).expect("an event");
        let answer =
            profiling_service::event::respond(self.next(&self.form), event, None, profiling_form::handle);
        serde_json::to_value(answer.await).expect("an answer is JSON")
    }

    /// Handles an event of `POST /forms/{form}`.
    pub(crate) async fn post(&self, event: &Value) -> Value {
        let event = serde_json::from_value(event.clone()).expect("an event");
        let answer =
            profiling_service::event::respond(self.next(&self.submit), event, None, profiling_submit::handle);
        serde_json::to_value(answer.await).expect("an answer is JSON")
    }

    /// Serves both functions over HTTP, and returns the origin.
    pub(crate) async fn serve(self: Arc<Self>) -> String {
        let routes =
            get(async |State(sandboxes): State<Arc<Self>>, Path(form): Path<String>, RawQuery(query)| {
                let query: Option<String> = query;
                http(&sandboxes.get(&event::get(&form, &query.unwrap_or_default())).await)
            })
            .post(
                async |State(sandboxes): State<Arc<Self>>, Path(form): Path<String>, body: String| {
                    http(&sandboxes.post(&event::post(&form, &body)).await)
                },
            );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let service = Router::new().route("/forms/{form}", routes).with_state(self);
        tokio::spawn(async move { axum::serve(listener, service).await });
        origin
    }
}

/// A sandbox that fetches its secret from `endpoint`.
pub(crate) fn sandbox(endpoint: &str, tenant: &str, clock: &Arc<ManualClock>, log: &Arc<Lines>) -> App {
    let secret = SecretConfig {
        parameter: PARAMETER.to_owned(),
        region: "eu-west-1".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Zeroizing::new("wJalrXUtnFEMIexample".to_owned()),
        session_token: None,
        root_certificates: None,
        max_age_seconds: 14_400,
    };
    App {
        domains: Domains::parse(tenant).expect("a tenant"),
        login: LoginSettings::default(),
        forms: Forms::load(&workspace().join("infra/forms")).expect("the forms of the repository"),
        messages: CustomMessages::default(),
        secrets: SecretCache::new(SsmSecret::new(&secret, |warning| panic!("{warning}"))),
        clock: Arc::<ManualClock>::clone(clock),
        log: Arc::<Lines>::clone(log),
        function: Some(LambdaFunction::new("profiling")),
    }
}

/// A function's response as an HTTP response, like API Gateway's.
fn http(answer: &Value) -> Response<Body> {
    let body = answer["body"].as_str().unwrap_or_default().to_owned();
    let mut response = Response::new(Body::from(body));
    let status = answer["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
    *response.status_mut() = StatusCode::from_u16(status.expect("a status")).expect("a status");
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().expect("a text").parse().expect("a header");
        response
            .headers_mut()
            .insert(axum::http::HeaderName::from_bytes(name.as_bytes()).expect("a name"), value);
    }
    response
}
