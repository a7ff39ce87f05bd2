//! A mock of SSM with the responses of a test, which records the requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// A status, and a body.
pub(crate) type Reply = (u16, Value);

type Answer = Box<dyn Fn(&str, &Value) -> Reply + Send + Sync>;

/// A running server. It stops at the end of the test.
pub(crate) struct Ssm {
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
}

struct Shared {
    answer: Answer,
    requests: Mutex<Vec<(String, Value)>>,
}

impl Ssm {
    /// A server that answers an operation and its input by `answer`.
    pub(crate) async fn start(answer: impl Fn(&str, &Value) -> Reply + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { answer: Box::new(answer), requests: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(serve).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, shared }
    }

    /// The recorded inputs of an operation.
    pub(crate) fn requests(&self, operation: &str) -> Vec<Value> {
        let requests = self.shared.requests.lock().expect("no test panicked");
        requests.iter().filter(|(name, _)| name == operation).map(|(_, input)| input.clone()).collect()
    }
}

async fn serve(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.trim_start_matches("AmazonSSM.").to_owned();
    let input: Value = serde_json::from_slice(&body).unwrap_or_default();
    shared.requests.lock().expect("no test panicked").push((operation.clone(), input.clone()));
    let (status, body) = (shared.answer)(&operation, &input);
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", "application/x-amz-json-1.1")], body.to_string()).into_response()
}

/// What `GetParameter` answers.
pub(crate) fn parameter(value: &str) -> Reply {
    let parameter = json!({
        "Name": "/profiling/session-secret", "Type": "SecureString", "Value": value, "Version": 7,
        "LastModifiedDate": 1_700_000_000,
    });
    (200, json!({"Parameter": parameter}))
}

/// An error of the service. Its message is not for display.
pub(crate) fn error(code: &str, message: &str) -> Reply {
    (400, json!({"__type": code, "message": message}))
}
