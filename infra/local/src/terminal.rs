//! The emulator's own lines on the terminal: what a developer sees while clicking.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use profiling_service::clock::Clock;
use profiling_service::log::LogSink;

use crate::moment;
use crate::reload::Change;

/// The function's outcome, carried along with its answer for the terminal.
#[derive(Clone)]
pub(crate) struct FunctionOutcome(pub(crate) String);

/// Where the emulator's own lines go.
#[derive(Clone)]
pub(crate) struct Terminal {
    sink: Arc<dyn LogSink>,
    clock: Arc<dyn Clock>,
}

impl Terminal {
    pub(crate) fn new(sink: Arc<dyn LogSink>, clock: Arc<dyn Clock>) -> Self {
        Self { sink, clock }
    }

    /// Tells something in one line, or in a few.
    pub(crate) fn note(&self, words: &str) {
        self.sink.line(&format!("{}  {words}", moment::of_day(self.clock.now())));
    }

    /// Tells that files have changed.
    pub(crate) fn change(&self, what: &str, change: Option<Change>) {
        match change {
            None => {}
            Some(Change::Taken) => self.note(&format!("{what} changed: the new version is in use")),
            Some(Change::Broken(fault)) => {
                self.note(&format!(
                    "{what} changed and cannot be used; the last good version stays in use:\n{fault}"
                ));
            }
        }
    }
}

/// Tells each request in a line: method and path, status, and the function's outcome. No query.
pub(crate) fn told(router: Router, role: &'static str, terminal: &Terminal) -> Router {
    router.layer(from_fn_with_state((role, terminal.clone()), tell))
}

async fn tell(
    State((role, terminal)): State<(&'static str, Terminal)>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = terminal.clock.now();
    let response = next.run(request).await;
    let took = terminal.clock.now().duration_since(began).unwrap_or_default().as_millis();
    let outcome = response.extensions().get::<FunctionOutcome>().map_or("", |outcome| outcome.0.as_str());
    // The preview asks all the time, and has a page for each of many states.
    if path != "/emulator.css" && !path.starts_with("/preview/") {
        let status = response.status().as_u16();
        terminal.note(format!("{role:<6}  {method:<4} {path}  {status} {outcome} {took} ms").trim_end());
    }
    response
}
