//! Both functions without a network: each event returns the response and the log line.

use std::path::Path;
use std::sync::Arc;

use futures_util::FutureExt as _;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use lambda_http::http::{HeaderMap, StatusCode};
use lambda_http::{Body, Context};
use profiling_forms::locale::CustomMessages;
use profiling_forms::{FormErrors, Forms};
use profiling_service::app::{App, LambdaFunction};
use profiling_service::clock::ManualClock;
use profiling_service::config::LoginSettings;
use profiling_service::outcome::Outcome;
use profiling_service::secret::{SecretCache, StaticSecret};
use profiling_session::Domains;
use serde_json::{Value, json};

use crate::event::event;
use crate::log::Lines;
pub use crate::token::NOW;

/// The only configured host.
pub const DOMAIN: &str = "example.eu.auth0.com";

/// The session secret.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The function for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Shows a form: GET.
    Form,
    /// Handles its answers: POST.
    Submit,
}

/// The two functions, with a fixed clock and a log in memory.
pub struct Functions {
    app: App,
    lines: Arc<Lines>,
}

/// The result of a request.
pub struct End {
    /// The outcome in the log line.
    pub outcome: Outcome,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
    /// The log line.
    pub line: Value,
}

impl Functions {
    /// Creates functions that serve the forms of a folder.
    pub fn with_forms(folder: &Path) -> Result<Self, FormErrors> {
        Self::deployed(folder, DOMAIN, SECRET)
    }

    /// Creates functions that serve the forms of a folder to the tenant `domain`, with this session secret.
    pub fn deployed(folder: &Path, domain: &str, secret: &str) -> Result<Self, FormErrors> {
        let lines = Arc::new(Lines::default());
        let app = App {
            domains: Domains::parse(domain).expect("a host is a domain"),
            login: LoginSettings::default(),
            forms: Forms::load(folder)?,
            messages: CustomMessages::load(folder).0,
            secrets: SecretCache::new(StaticSecret::new(secret)),
            clock: Arc::new(ManualClock::at(NOW)),
            log: lines.clone(),
            function: None,
        };
        Ok(Self { app, lines })
    }

    /// The same functions on Lambda, whose log lines have metrics.
    #[must_use]
    pub fn on_lambda(mut self) -> Self {
        self.app.function = Some(LambdaFunction::new("profiling"));
        self
    }

    /// The same functions with other settings.
    #[must_use]
    pub fn with_settings(mut self, login: LoginSettings) -> Self {
        self.app.login = login;
        self
    }

    /// The forms.
    pub fn forms(&self) -> &Forms {
        &self.app.forms
    }

    /// Sends an event to a function and checks the invariants of every result: the page or the redirect
    /// matches the outcome, the outcome is not `internal_error`, and there is one log line of JSON.
    pub fn respond(&self, function: Function, event: ApiGatewayV2httpRequest) -> End {
        let context = Some(Context::default());
        let app = &self.app;
        // The secret is in memory, so the future is ready at once.
        let response = match function {
            Function::Form => {
                profiling_service::event::respond(app, event, context, profiling_form::handle).now_or_never()
            }
            Function::Submit => {
                profiling_service::event::respond(app, event, context, profiling_submit::handle)
                    .now_or_never()
            }
        };
        end(response.expect("the function answers at once"), &self.lines.take())
    }

    /// Opens a form: `query` is the URL's, encoded.
    pub fn get(&self, form: &str, query: &str) -> End {
        self.respond(Function::Form, request("GET", form, query, ""))
    }

    /// Submits a form.
    pub fn post(&self, form: &str, inputs: &[(String, String)]) -> End {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(inputs).finish();
        self.respond(Function::Submit, request("POST", form, "", &body))
    }
}

/// The event of API Gateway for a browser's request.
pub fn request(method: &str, form: &str, query: &str, body: &str) -> ApiGatewayV2httpRequest {
    serde_json::from_value(event(method, form, query, Some(body))).expect("it is an event")
}

fn end(response: ApiGatewayV2httpResponse, lines: &[String]) -> End {
    let [line] = lines else { panic!("a request has one log line, not {lines:?}") };
    assert!(!line.contains(['\n', '\r']), "{line:?}");
    let line: Value = serde_json::from_str(line).expect("a log line is JSON");
    let outcome = Outcome::ALL.iter().find(|outcome| line["outcome"] == outcome.name());
    let outcome = *outcome.expect("the line names an outcome");
    assert_ne!(outcome, Outcome::InternalError, "{line}");

    let status =
        u16::try_from(response.status_code).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.expect("it is a status");
    assert_eq!((status, &line["status"]), (outcome.status(), &json!(status.as_u16())), "{line}");
    let body = match response.body {
        Some(Body::Text(text)) => text,
        None | Some(Body::Empty) => String::new(),
        Some(_) => panic!("a page is text"),
    };
    let redirects = status == StatusCode::SEE_OTHER;
    assert_eq!(response.headers.contains_key("location"), redirects, "{line}");
    assert_eq!(body.starts_with("<!DOCTYPE html>"), !redirects, "{line}: {body}");
    if outcome.topic().is_some() {
        assert!(!body.contains("<form"), "{line}: {body}");
    }
    End { outcome, status, headers: response.headers, body, line }
}

impl End {
    /// A parameter of the redirect to the tenant.
    pub fn location_parameter(&self, name: &str) -> Option<String> {
        let location = self.headers.get("location")?.to_str().expect("it is ASCII");
        let query = location.strip_prefix(&format!("https://{DOMAIN}/continue?"));
        let query = query.unwrap_or_else(|| panic!("{location}"));
        assert!(!location.contains('#'), "{location}");
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["state", "session_token"], "{location}");
        pairs.into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }
}
