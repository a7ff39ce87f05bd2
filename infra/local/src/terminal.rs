//! The emulator's output on the terminal.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use profiling_service::clock::Clock;
use profiling_service::log::LogSink;

use crate::moment;
use crate::reload::Change;

/// The function's outcome, attached to its response for the terminal.
#[derive(Clone)]
pub(crate) struct FunctionOutcome(pub(crate) String);

/// The sink for the emulator's own lines.
#[derive(Clone)]
pub(crate) struct Terminal {
    sink: Arc<dyn LogSink>,
    clock: Arc<dyn Clock>,
}

impl Terminal {
    pub(crate) fn new(sink: Arc<dyn LogSink>, clock: Arc<dyn Clock>) -> Self {
        Self { sink, clock }
    }

    /// Prints a message with the time.
    pub(crate) fn note(&self, message: &str) {
        self.sink.line(&format!("{}  {message}", moment::of_day(self.clock.now())));
    }

    /// Reports a change of files.
    pub(crate) fn change(&self, change: Option<Change>) {
        match change {
            None => {}
            Some(Change { files, error: None, .. }) => self.note(&files),
            Some(Change { files, error: Some(error), is_loaded: true }) => {
                self.note(&format!(
                    "{files}; the last valid messages stay in use, because of an error:\n{error}"
                ));
            }
            Some(Change { files, error: Some(error), .. }) if files.is_empty() => {
                self.note(&format!("the last valid version stays in use, because of an error:\n{error}"));
            }
            Some(Change { files, error: Some(error), is_loaded: false }) => {
                self.note(&format!(
                    "{files}; the last valid version stays in use, because of an error:\n{error}"
                ));
            }
        }
    }
}

/// Prints a line for each request: method, path, status and the function's outcome, but not the query.
pub(crate) fn log_requests(router: Router, role: &'static str, terminal: &Terminal) -> Router {
    router.layer(from_fn_with_state((role, terminal.clone()), log_request))
}

async fn log_request(
    State((role, terminal)): State<(&'static str, Terminal)>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let is_update = request.headers().contains_key("x-update");
    let start = terminal.clock.now();
    let response = next.run(request).await;
    let duration = terminal.clock.now().duration_since(start).unwrap_or_default().as_millis();
    let outcome = response.extensions().get::<FunctionOutcome>().map_or("", |outcome| outcome.0.as_str());
    // The preview and the page of the executions send requests continuously.
    let is_part_of_a_page =
        matches!(path.as_str(), "/emulator.css" | "/emulator.js") || path.starts_with("/preview/");
    if !is_part_of_a_page && !is_update {
        let status = response.status().as_u16();
        terminal.note(format!("{role:<6}  {method:<4} {path}  {status} {outcome} {duration} ms").trim_end());
    }
    response
}
