//! The form's origin: a gateway that passes each request to the handlers that run on Lambda, in API Gateway's
//! event format.

mod event;
mod reply;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use profiling_authoring::Folder;
use profiling_forms::FormErrors;
use profiling_forms::locale::CustomMessages;
use profiling_service::app::App;
use profiling_service::clock::Clock;
use profiling_service::config::LoginSettings;
use profiling_service::log::LogSink;
use profiling_service::secret::{SecretCache, SecretSource};
use profiling_session::{AnswerToken, Domains};
use serde_json::Value;

use self::event::{Route, Wire};
use crate::execution::{FormRequest, claims};
use crate::incoming::Pairs;
use crate::journal::Journal;
use crate::reload::{Current, Watched};
use crate::reply::{Reply, opaque};
use crate::sealed;
use crate::terminal::{FunctionOutcome, Terminal};

/// API Gateway's limit for the request line and the headers.
const HEAD_BYTES: usize = 10_240;
/// Lambda's limit for a synchronous event.
const BODY_BYTES: usize = 6 * 1024 * 1024;

/// The gateway and the functions behind it.
pub(crate) struct Gateway {
    app: Watched<App, FormErrors>,
    https: bool,
    clock: Arc<dyn Clock>,
    journal: Arc<Journal>,
    terminal: Terminal,
}

/// The configuration of the functions.
pub(crate) struct Functions {
    /// `AUTH0_DOMAINS`: the tenant and other hosts.
    pub(crate) domains: String,
    /// True if the gateway uses https, as API Gateway always does.
    pub(crate) https: bool,
    pub(crate) secret_source: Arc<dyn SecretSource>,
    pub(crate) login: LoginSettings,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) log: Arc<dyn LogSink>,
}

tokio::task_local! {
    /// The log lines of the request that this task serves.
    static LINES: RefCell<Vec<String>>;
}

/// Records a request's log lines for the executions page, and forwards them.
struct Tee(Arc<dyn LogSink>);

impl LogSink for Tee {
    fn line(&self, line: &str) {
        // Lines outside of a request are not recorded.
        let _ = LINES.try_with(|lines| lines.borrow_mut().push(line.to_owned()));
        self.0.line(line);
    }
}

impl Gateway {
    /// Loads the forms and the messages. As on Lambda, valid ones are used even if others are invalid. It is an
    /// error if there is no valid form.
    pub(crate) fn start(
        forms: &Path,
        functions: Functions,
        journal: Arc<Journal>,
        terminal: Terminal,
    ) -> Result<Self, String> {
        let (https, clock) = (functions.https, Arc::clone(&functions.clock));
        let log: Arc<dyn LogSink> = Arc::new(Tee(Arc::clone(&functions.log)));
        let domains = Domains::parse(&functions.domains)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let serve = Arc::new(move |forms, messages| App {
            domains: domains.clone(),
            login: functions.login,
            forms,
            messages,
            secrets: SecretCache::new(Arc::clone(&functions.secret_source)),
            clock: Arc::clone(&functions.clock),
            log: Arc::clone(&log),
            function: None,
        });
        let last_messages = Arc::new(Mutex::new(CustomMessages::default()));
        let (first, last) = (Arc::clone(&serve), Arc::clone(&last_messages));
        let (folder, reloaded_folder) = (forms, forms.to_owned());
        let app = Watched::start_with(
            vec![forms.to_owned()],
            move || {
                let Folder { forms, mut errors, .. } = Folder::read(folder);
                if forms.is_empty() {
                    return Err(errors);
                }
                let (messages, invalid) = CustomMessages::load(folder);
                last.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&messages);
                errors.0.extend(invalid.0);
                Ok((first(forms, messages), Some(errors).filter(|errors| !errors.0.is_empty())))
            },
            move || {
                let Folder { forms, mut errors, .. } = Folder::read(&reloaded_folder);
                let (messages, invalid) = CustomMessages::load(&reloaded_folder);
                if !errors.0.is_empty() {
                    errors.0.extend(invalid.0);
                    return Err(errors);
                }
                // Errors in messages do not keep a form from being reloaded.
                let mut last = last_messages.lock().unwrap_or_else(PoisonError::into_inner);
                if invalid.0.is_empty() {
                    *last = messages;
                }
                Ok((serve(forms, last.clone()), Some(invalid).filter(|errors| !errors.0.is_empty())))
            },
        );
        let app = app.map_err(|errors: FormErrors| errors.to_string())?;
        if let Some(errors) = app.error() {
            terminal.note(&format!("some forms or messages are invalid; the others are used:\n{errors}"));
        }
        Ok(Self { app, https, clock, journal, terminal })
    }

    /// The errors in the form files, if the last valid version is served instead.
    pub(crate) fn errors(&self) -> Option<String> {
        self.app.error().map(|errors| errors.to_string())
    }

    /// The functions with the current forms. Reloads the forms if they have changed.
    pub(crate) fn app(&self) -> Arc<App> {
        self.current().value
    }

    /// The functions with the current forms, the errors in the files and their version.
    pub(crate) fn current(&self) -> Current<App, FormErrors> {
        let mut current = self.app.current();
        self.terminal.change(current.change.take());
        current
    }

    /// The names of the fields of a form, if it is valid.
    pub(crate) fn field_names(&self, form: &str) -> Option<Vec<String>> {
        let app = self.app();
        let (_, form) = app.forms.get(form)?;
        Some(form.fields().map(|field| field.name.to_string()).collect())
    }

    /// The time of the functions' clock.
    pub(crate) fn now_seconds(&self) -> u64 {
        self.clock.now_seconds()
    }

    async fn serve(&self, request: Request) -> Reply {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, BODY_BYTES).await else {
            return reply::own(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        let ip = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or_else(|| "127.0.0.1".to_owned(), |address| address.0.ip().to_string());
        let wire = Wire {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
            body: &body,
            ip,
            https: self.https,
        };
        if wire.head_bytes() > HEAD_BYTES {
            return reply::own(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "Request Header Fields Too Large",
            );
        }

        let route = Route::choose(wire.method, wire.uri.path());
        let event = wire.event(&route, self.clock.now(), &opaque()[..16]).to_string();
        // Like the Lambda runtime, parse the event from text with lambda_http's types.
        let event: ApiGatewayV2httpRequest = match serde_json::from_str(&event) {
            Ok(event) => event,
            Err(error) => {
                self.terminal.note(&format!("lambda_http cannot parse the event: {error}"));
                return reply::own(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
            }
        };
        let app = self.app();
        let mut token = None;
        let (answer, lines) = LINES
            .scope(RefCell::default(), async {
                let answer = profiling_service::event::respond(&app, event, None, async |app, request| {
                    let response = if let Route::Post(_) = route {
                        profiling_submit::handle(app, request).await
                    } else {
                        profiling_form::handle(app, request).await
                    };
                    token = response.extensions().get::<AnswerToken>().cloned();
                    response
                });
                (answer.await, LINES.with(RefCell::take))
            })
            .await;
        let answer = serde_json::to_value(answer).unwrap_or_default();
        let mut reply = reply::http(&answer);
        let signed = token.as_ref().and_then(|token| claims(token.as_str()));
        let keys = app.secrets.current(app.clock.now_seconds()).await.map(|current| current.keys).ok();
        let opened = signed.as_ref().zip(keys).and_then(|(signed, keys)| sealed::opened(signed, &keys));
        if let Some(outcome) = self.record(&wire, &reply, (signed, opened), &lines) {
            reply.extensions_mut().insert(FunctionOutcome(outcome));
        }
        reply
    }

    /// Records the request with the login whose state it has; returns the outcome.
    fn record(
        &self,
        wire: &Wire<'_>,
        reply: &Reply,
        (signed, opened): (Option<Value>, Option<Value>),
        lines: &[String],
    ) -> Option<String> {
        let parameters = if wire.method == axum::http::Method::POST {
            Pairs::parse(wire.body)
        } else {
            Pairs::parse(wire.uri.query().unwrap_or_default().as_bytes())
        };
        let log: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let outcome = log.iter().find_map(|line| line.get("outcome")?.as_str()).map(str::to_owned);
        let request = FormRequest {
            method: wire.method.to_string(),
            path: wire.uri.path().to_owned(),
            status: reply.status().as_u16(),
            outcome: outcome.clone(),
            log,
            received: parameters.get("session_token").and_then(claims),
            signed,
            opened,
        };
        self.journal.form(parameters.get("state"), request);
        outcome
    }
}

/// The route of the form's origin for everything that has no other.
pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    Router::new().fallback(answer).with_state(gateway)
}

async fn answer(State(gateway): State<Arc<Gateway>>, request: Request) -> Reply {
    gateway.serve(request).await
}
