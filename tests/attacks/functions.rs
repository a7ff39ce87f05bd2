//! The functions without a gateway, for events that do not result from HTTP requests and for hosts that an
//! emulator cannot have.

use std::sync::Arc;

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::{Body, Request, Response};
use profiling_forms::Forms;
use profiling_forms::locale::CustomMessages;
use profiling_service::app::App;
use profiling_service::clock::ManualClock;
use profiling_service::config::LoginSettings;
use profiling_service::secret::{SecretCache, SecretSource, StaticSecret};
use profiling_session::Domains;
use profiling_tests::agent::Answer;
use profiling_tests::emulator::{Lines, NOW};
use profiling_tests::workspace;
use reqwest::StatusCode;
use serde_json::Value;

use crate::reaction::Reaction;
use crate::target::SECRET;

/// The configured hosts.
pub(crate) const DOMAINS: [&str; 2] = ["example.eu.auth0.com", "login.example.com"];

/// Both functions.
pub(crate) struct Functions {
    app: App,
    lines: Arc<Lines>,
    domains: Vec<String>,
}

impl Functions {
    /// Functions that are deployed for [`DOMAINS`].
    pub(crate) fn new() -> Self {
        Self::with_secret(SECRET)
    }

    /// Functions that find this text in the parameter of the secret.
    pub(crate) fn with_secret(secret: &str) -> Self {
        Self::deployed(&DOMAINS, StaticSecret::new(secret))
    }

    /// Functions for these hosts, which fetch the secret from this source. One form more than the
    /// repository's has an invalid file: `broken`.
    pub(crate) fn deployed(domains: &[&str], secret: impl SecretSource + 'static) -> Self {
        let lines = Arc::new(Lines::default());
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["profile.json", "source.json"] {
            let form = workspace().join("infra/forms").join(file);
            std::fs::copy(form, folder.path().join(file)).expect("a form");
        }
        std::fs::write(folder.path().join("broken.json"), "{").expect("a form");
        let app = App {
            domains: Domains::parse(&domains.join(",")).expect("domains"),
            login: LoginSettings::default(),
            forms: Forms::load_valid(folder.path()).0,
            messages: CustomMessages::default(),
            secrets: SecretCache::new(secret),
            clock: Arc::new(ManualClock::at(NOW)),
            log: lines.clone(),
            function: None,
        };
        Self { app, lines, domains: domains.iter().map(|domain| (*domain).to_owned()).collect() }
    }

    /// Sends an event to the function of its route.
    pub(crate) async fn receive(&self, event: &Value) -> Reaction {
        if event["routeKey"] == "POST /forms/{form}" {
            self.run(event, profiling_submit::handle).await
        } else {
            self.run(event, profiling_form::handle).await
        }
    }

    /// Sends an event to any handler.
    pub(crate) async fn run(
        &self,
        event: &Value,
        handler: impl AsyncFnOnce(&App, &Request) -> Response<Body>,
    ) -> Reaction {
        let before = self.lines.all().len();
        let event: ApiGatewayV2httpRequest = serde_json::from_value(event.clone()).expect("an event");
        let response = profiling_service::event::respond(&self.app, event, None, handler).await;
        let body = match response.body {
            Some(Body::Text(text)) => text,
            Some(Body::Binary(bytes)) => String::from_utf8(bytes).expect("a page in UTF-8"),
            _ => String::new(),
        };
        let status = u16::try_from(response.status_code).expect("a status");
        let answer = Answer {
            url: "https://form.example.com/".parse().expect("a URL"),
            status: StatusCode::from_u16(status).expect("a status"),
            headers: response.headers,
            body,
        };
        Reaction {
            answer,
            lines: self.lines.all().split_off(before),
            secret: SECRET.to_owned(),
            tenant: format!("https://{}", DOMAINS[0]),
            tenants: self.domains.iter().map(|domain| format!("https://{domain}")).collect(),
        }
    }
}
