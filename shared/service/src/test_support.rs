//! An app for unit tests, which control its time, secret and log.

use std::sync::{Arc, Mutex};

use profiling_forms::Forms;
use profiling_forms::locale::CustomMessages;
use profiling_pages::{self as page, ErrorContent, LocaleContext, Page, Topic};
use profiling_session::Domains;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app::{App, LambdaFunction};
use crate::clock::ManualClock;
use crate::config::LoginSettings;
use crate::log::LogSink;
use crate::secret::{
    AttemptFailure, ErrorCode, FetchError, FetchFailure, ParameterName, Region, SecretCache, SecretError,
    SecretFuture, SecretSource,
};

/// The time at which every test starts, in seconds since the epoch.
pub(crate) const NOW: u64 = 1_800_000_000;

/// The error of a source that SSM throttles.
pub(crate) fn throttled() -> SecretError {
    SecretError::Fetch(FetchError {
        parameter: ParameterName::from_setting("/profiling/session-secret"),
        region: Region::from_setting("eu-west-1"),
        failure: FetchFailure::Attempt(AttemptFailure::Service {
            code: ErrorCode::parse("ThrottlingException"),
        }),
    })
}

/// A source whose result a test can change, and which counts the calls.
#[derive(Clone)]
pub(crate) struct ScriptedSource(Arc<Mutex<(Result<String, SecretError>, usize)>>);

impl ScriptedSource {
    pub(crate) fn of(text: &str) -> Self {
        Self(Arc::new(Mutex::new((Ok(text.to_owned()), 0))))
    }

    /// Makes the source return this text.
    pub(crate) fn put(&self, text: &str) {
        self.0.lock().unwrap().0 = Ok(text.to_owned());
    }

    /// Makes the source fail.
    pub(crate) fn fail(&self) {
        self.0.lock().unwrap().0 = Err(throttled());
    }

    /// The number of calls.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

impl SecretSource for ScriptedSource {
    fn fetch(&self) -> SecretFuture<'_> {
        let mut script = self.0.lock().unwrap();
        script.1 += 1;
        Box::pin(std::future::ready(script.0.clone().map(Zeroizing::new)))
    }
}

/// The log lines, in memory.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Vec<Value>>);

impl LogSink for Lines {
    fn line(&self, line: &str) {
        self.0.lock().unwrap().push(serde_json::from_str(line).unwrap());
    }
}

/// An error page in English.
pub(crate) fn error_page() -> Page {
    page::error(&ErrorContent {
        topic: Topic::InternalError,
        reference: "ABCD-1234",
        form: None,
        locale: &LocaleContext::for_error(None, &[]),
        return_link: None,
        sign_out: None,
    })
}

/// An app that a test controls.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) source: ScriptedSource,
    lines: Arc<Lines>,
}

impl TestApp {
    /// Returns an app with the form `profile` (fields `a` and `b`) and this secret.
    pub(crate) fn with_secret(secret: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fields = ["a", "b"].map(|name| json!({"name": name, "type": "text", "label": name}));
        let form = json!({"version": 1, "title": "T", "fields": fields});
        std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
        let (clock, source, lines) =
            (Arc::new(ManualClock::at(NOW)), ScriptedSource::of(secret), Arc::new(Lines::default()));
        let app = App {
            domains: Domains::parse("example.eu.auth0.com").unwrap(),
            login: LoginSettings::default(),
            forms: Forms::load(folder.path()).unwrap(),
            messages: CustomMessages::default(),
            secrets: SecretCache::new(source.clone()),
            clock: clock.clone(),
            log: lines.clone(),
            function: Some(LambdaFunction::new("profiling-form")),
        };
        Self { app, clock, source, lines }
    }

    /// The only log line.
    pub(crate) fn line(&self) -> Value {
        let lines = self.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines[0].clone()
    }

    /// All log lines.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.lines.0.lock().unwrap().clone()
    }
}
