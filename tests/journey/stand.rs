//! A stand for one test: its clock stands still, and its log is kept.

use std::sync::{Arc, Mutex};

use profiling::clock::{Clock as _, ManualClock};
use profiling::log::LogSink;
use profiling_local::{Options, Stand, User};
use profiling_tests::agent::{Agent, Answer};
use profiling_tests::{token, workspace};
use serde_json::Value;

/// The time at which every stand begins, in seconds since the epoch.
pub(crate) const NOW: u64 = 1_800_000_000;

/// Log lines, kept.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Vec<Value>>);

impl LogSink for Lines {
    fn line(&self, line: &str) {
        self.0.lock().unwrap().push(serde_json::from_str(line).expect("every log line is JSON"));
    }
}

/// A stand, a browser, and what both need to be looked at.
pub(crate) struct Scene {
    pub(crate) stand: Stand,
    pub(crate) agent: Agent,
    pub(crate) clock: Arc<ManualClock>,
    log: Arc<Lines>,
}

impl Scene {
    /// A stand as `cargo run` starts it.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A stand with other options.
    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        let log = Arc::new(Lines::default());
        let mut options = Options::quiet(&workspace());
        options.clock = clock.clone();
        options.log = log.clone();
        change(&mut options);
        let stand = Stand::start(options).await.expect("the stand starts");
        Self { stand, agent: Agent::new(), clock, log }
    }

    /// Logs a test user in, as far as it goes without them: to the form, or back to the app.
    pub(crate) async fn log_in(&self, email: &str) -> Answer {
        self.log_in_with(email, "").await
    }

    /// The same, with more parameters for /authorize.
    pub(crate) async fn log_in_with(&self, email: &str, parameters: &str) -> Answer {
        let login = format!("{}/login?prompt=login&{parameters}", self.stand.app_url());
        let page = self.agent.visit(&login).await;
        assert_eq!(page.texts("h1"), ["Log in"], "{}", page.body);
        self.agent.submit(&page.form("form", Some(email))).await
    }

    /// Whether a page is the form, with its questions.
    pub(crate) fn is_form(&self, answer: &Answer) -> bool {
        let at_form = answer.url.as_str().starts_with(self.stand.form_url());
        at_form && answer.status == 200 && !answer.questions().is_empty()
    }

    /// Asserts that a login ended in the app, logged in.
    pub(crate) fn assert_logged_in(&self, answer: &Answer) {
        let at_app = answer.url.as_str().starts_with(self.stand.app_url());
        assert!(at_app && answer.texts("h1") == ["You are logged in"], "{}: {}", answer.url, answer.body);
    }

    /// Asserts that a login ended in the app, refused, and gives what the app was told.
    pub(crate) fn assert_refused(&self, answer: &Answer) -> String {
        let at_app = answer.url.as_str().starts_with(self.stand.app_url());
        assert!(at_app && answer.texts("h1") == ["The login failed"], "{}: {}", answer.url, answer.body);
        answer.texts("dd").join(": ")
    }

    /// A user as the tenant has them now.
    pub(crate) fn user(&self, email: &str) -> User {
        self.stand.users().into_iter().find(|user| user.email == email).expect("a test user")
    }

    /// What the tenant knows of a user.
    pub(crate) fn metadata(&self, email: &str) -> Value {
        Value::from(self.user(email).user_metadata)
    }

    /// The functions' log lines so far.
    pub(crate) fn log(&self) -> Vec<Value> {
        self.log.0.lock().unwrap().clone()
    }

    /// The newest log line.
    pub(crate) fn last_line(&self) -> Value {
        self.log().pop().expect("a log line")
    }

    /// The claims of a session token as the tenant makes it now, with `changes`.
    pub(crate) fn claims(&self, changes: &Value) -> Value {
        token::claims(self.stand.issuer(), self.clock.now_seconds(), changes)
    }

    /// A session token as the tenant signs it, with `changes` to its claims.
    pub(crate) fn token(&self, changes: &Value) -> String {
        token::session_token(&self.claims(changes), self.stand.session_token_secret())
    }

    /// Asserts that a request ended in an error page: with this status and reason, a reference that finds
    /// its log line, and neither a form nor a redirect.
    pub(crate) fn assert_error(&self, answer: &Answer, status: u16, outcome: &str, case: &str) {
        let line = self.last_line();
        assert_eq!(
            (answer.status.as_u16(), line["outcome"].as_str()),
            (status, Some(outcome)),
            "{case}: {line}"
        );
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{case}");
        assert_eq!(answer.location(), None, "{case}");
        // HEAD has no body.
        if !answer.body.is_empty() {
            assert!(!answer.body.contains("<form"), "{case}");
            assert_eq!(answer.texts("h1").len(), 1, "{case}");
            assert_eq!(line["reference"], Value::from(answer.texts("code").join("")), "{case}");
        }
    }

    /// The URL of a form.
    pub(crate) fn form_url(&self, form: &str) -> String {
        format!("{}/forms/{form}", self.stand.form_url())
    }

    /// The form's URL with a state and a token.
    pub(crate) fn link(&self, token: &str) -> String {
        format!("{}?state=login-state&session_token={token}", self.form_url("profile"))
    }

    /// The newest login, with all its steps.
    pub(crate) fn execution(&self) -> Value {
        let newest = self.stand.executions().into_iter().next().expect("an execution");
        serde_json::to_value(newest).expect("an execution is JSON")
    }

    /// Everything that the Action logged at the newest login.
    pub(crate) fn console(&self) -> String {
        let execution = self.execution();
        let steps = execution["steps"].as_array().into_iter().flatten();
        let lines = steps.flat_map(|step| step["console"].as_array().cloned().unwrap_or_default());
        lines.filter_map(|line| line.as_str().map(str::to_owned)).collect::<Vec<_>>().join("\n")
    }

    /// The claims of the last effect of this kind that the Action had at the newest login.
    pub(crate) fn effect(&self, kind: &str) -> Value {
        let execution = self.execution();
        let steps = execution["steps"].as_array().into_iter().flatten();
        let mut effects = steps.flat_map(|step| step["effects"].as_array().cloned().unwrap_or_default());
        effects.rfind(|effect| effect["effect"] == kind).unwrap_or_default()
    }
}

/// Names and values, owned.
pub(crate) fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
