//! A function process with its own Runtime API.

use std::process::Stdio;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use profiling_tests::{setting, workspace};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::time::{Duration, timeout};

/// Lambda's time limit for the start of a function.
const START_LIMIT: Duration = Duration::from_secs(10);

/// The template's time limit for a request.
const FUNCTION_LIMIT: Duration = Duration::from_secs(10);

/// A running function.
pub(crate) struct Function {
    child: Child,
    events: mpsc::Sender<Value>,
    answers: mpsc::Receiver<Value>,
}

struct RuntimeApi {
    /// Notified when the function is ready for an event.
    ready: Notify,
    events: Mutex<mpsc::Receiver<Value>>,
    answers: mpsc::Sender<Value>,
}

impl Function {
    /// Starts the binary that the variable `binary` names, and waits until it is ready.
    pub(crate) async fn start(binary: &str, environment: &[(String, String)]) -> Self {
        Self::start_program(&setting(binary), environment).await
    }

    /// Starts any function, and waits until it is ready.
    pub(crate) async fn start_program(program: &str, environment: &[(String, String)]) -> Self {
        let (events, next) = mpsc::channel(1);
        let (answers, answered) = mpsc::channel(1);
        let api = Arc::new(RuntimeApi { ready: Notify::new(), events: Mutex::new(next), answers });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(take_next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(take_response))
            .fallback(fail)
            .with_state(Arc::clone(&api));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let child = command(program, environment)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .spawn()
            .expect("the binary starts");
        timeout(START_LIMIT, api.ready.notified()).await.expect("the function is ready in time");
        Self { child, events, answers: answered }
    }

    /// The process's id, while it runs.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("the function still runs")
    }

    /// Sends one event and waits for its response.
    pub(crate) async fn invoke(&mut self, event: &Value) -> Value {
        self.events.send(event.clone()).await.expect("the Runtime API runs");
        let answer = timeout(FUNCTION_LIMIT, self.answers.recv()).await;
        answer.expect("the function answers in time").expect("the Runtime API runs")
    }

    /// Ends the process and returns its output.
    pub(crate) async fn stop(mut self) -> String {
        self.child.start_kill().expect("the function still runs");
        output(&mut self.child).await.1
    }
}

/// Starts a binary that ends by itself, and returns its exit status and its output.
pub(crate) async fn run_to_end(binary: &str, environment: &[(String, String)]) -> (Option<i32>, String) {
    let mut child = command(&setting(binary), environment)
        .env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9")
        .spawn()
        .expect("the binary starts");
    timeout(FUNCTION_LIMIT, output(&mut child)).await.expect("the function ends in time")
}

/// The environment of a function, with SSM at `endpoint`.
pub(crate) fn environment(endpoint: &str, parameter: &str) -> Vec<(String, String)> {
    let forms = workspace().join("infra/forms").display().to_string();
    [
        ("AUTH0_DOMAINS", "example.eu.auth0.com"),
        ("SESSION_SECRET_PARAMETER", parameter),
        ("FORMS_DIR", &forms),
        ("AWS_ENDPOINT_URL_SSM", endpoint),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIexample"),
        ("AWS_LAMBDA_FUNCTION_NAME", "profiling"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        // As in the template.
        ("MALLOC_MMAP_THRESHOLD_", "65536"),
        ("MALLOC_TRIM_THRESHOLD_", "65536"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn command(program: &str, environment: &[(String, String)]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.iter().cloned());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn output(child: &mut Child) -> (Option<i32>, String) {
    let (mut out, mut err) = (String::new(), String::new());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    stdout.expect("it is piped").read_to_string(&mut out).await.expect("UTF-8");
    stderr.expect("it is piped").read_to_string(&mut err).await.expect("UTF-8");
    let status = child.wait().await.expect("the process can be waited for");
    (status.code(), out + &err)
}

async fn take_next(State(api): State<Arc<RuntimeApi>>) -> Response {
    api.ready.notify_one();
    match api.events.lock().await.recv().await {
        Some(event) => {
            let headers = [
                ("content-type", "application/json"),
                ("lambda-runtime-aws-request-id", "invocation-1"),
                ("lambda-runtime-deadline-ms", "99999999999999"),
                (
                    "lambda-runtime-invoked-function-arn",
                    "arn:aws:lambda:eu-west-1:123456789012:function:profiling",
                ),
            ];
            (headers, event.to_string()).into_response()
        }
        // The test is over.
        None => std::future::pending().await,
    }
}

async fn take_response(State(api): State<Arc<RuntimeApi>>, Path(_): Path<String>, body: Bytes) -> StatusCode {
    let answer = serde_json::from_slice(&body).expect("a response is JSON");
    api.answers.send(answer).await.map_or(StatusCode::GONE, |()| StatusCode::ACCEPTED)
}

/// Whatever else a runtime sends is a failure of the function.
async fn fail(State(api): State<Arc<RuntimeApi>>, body: Bytes) -> StatusCode {
    let message = Value::from(String::from_utf8_lossy(&body).into_owned());
    api.answers
        .send(serde_json::json!({"statusCode": "failed", "error": message}))
        .await
        .map_or(StatusCode::GONE, |()| StatusCode::ACCEPTED)
}
