//! A local emulator for one test, with a fixed clock and a log in memory.

use std::sync::Arc;

use profiling_local::{Emulator, Options, User};
use profiling_service::clock::{Clock as _, ManualClock};
use serde_json::Value;

use crate::agent::{Agent, Answer};
pub use crate::log::Lines;
pub use crate::token::NOW;
use crate::{token, workspace};

/// An emulator and a browser, with the clock and the log of the emulator.
pub struct Scene {
    /// The emulator.
    pub emulator: Emulator,
    /// The browser.
    pub agent: Agent,
    /// The clock of all three origins.
    pub clock: Arc<ManualClock>,
    /// The log lines of the functions.
    pub lines: Arc<Lines>,
}

impl Scene {
    /// Starts an emulator with the default options.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts an emulator with changed options.
    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        let lines = Arc::new(Lines::default());
        let mut options = Options::quiet(&workspace());
        options.clock = clock.clone();
        options.log = lines.clone();
        change(&mut options);
        let emulator = Emulator::start(options).await.expect("the emulator starts");
        Self { emulator, agent: Agent::new(), clock, lines }
    }

    /// Logs in a test user and follows the redirects to the form or to the app.
    pub async fn log_in(&self, email: &str) -> Answer {
        self.log_in_with(email, "").await
    }

    /// Logs in a test user, with additional parameters for /authorize.
    pub async fn log_in_with(&self, email: &str, parameters: &str) -> Answer {
        let login = format!("{}/login?prompt=login&{parameters}", self.emulator.app_url());
        let page = self.agent.visit(&login).await;
        assert_eq!(page.texts("h1"), ["Log in"], "{}", page.body);
        self.agent.submit(&page.form("form", Some(email))).await
    }

    /// Returns whether a page is the form with its questions.
    pub fn is_form(&self, answer: &Answer) -> bool {
        let at_form = answer.url.as_str().starts_with(self.emulator.form_url());
        at_form && answer.status == 200 && !answer.questions().is_empty()
    }

    /// Asserts that a login succeeded and ended in the app.
    pub fn assert_logged_in(&self, answer: &Answer) {
        let at_app = answer.url.as_str().starts_with(self.emulator.app_url());
        assert!(at_app && answer.texts("h1") == ["You are logged in"], "{}: {}", answer.url, answer.body);
    }

    /// Asserts that a login was denied and ended in the app; returns the error description.
    pub fn assert_refused(&self, answer: &Answer) -> String {
        let at_app = answer.url.as_str().starts_with(self.emulator.app_url());
        assert!(at_app && answer.texts("h1") == ["The login failed"], "{}: {}", answer.url, answer.body);
        answer.texts("dd").join(": ")
    }

    /// A user as the tenant has them now.
    pub fn user(&self, email: &str) -> User {
        self.emulator.users().into_iter().find(|user| user.email == email).expect("a test user")
    }

    /// What the tenant knows of a user.
    pub fn metadata(&self, email: &str) -> Value {
        Value::from(self.user(email).user_metadata)
    }

    /// The functions' log lines so far.
    pub fn log(&self) -> Vec<Value> {
        self.lines
            .all()
            .iter()
            .map(|line| serde_json::from_str(line).expect("every log line is JSON"))
            .collect()
    }

    /// The newest log line.
    pub fn last_line(&self) -> Value {
        self.log().pop().expect("a log line")
    }

    /// The claims of a session token as the tenant makes it now, with `changes`.
    pub fn claims(&self, changes: &Value) -> Value {
        token::claims(self.emulator.issuer(), self.clock.now_seconds(), changes)
    }

    /// A session token as the tenant signs it, with `changes` to its claims.
    pub fn token(&self, changes: &Value) -> String {
        token::session_token(&self.claims(changes), self.emulator.session_token_secret())
    }

    /// Asserts that a request ended in an error page: with this status and reason, a reference that finds
    /// its log line, and neither a form nor a redirect.
    pub fn assert_error(&self, answer: &Answer, status: u16, outcome: &str, case: &str) {
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
    pub fn form_url(&self, form: &str) -> String {
        format!("{}/forms/{form}", self.emulator.form_url())
    }

    /// The form's URL with a state and a token.
    pub fn link(&self, token: &str) -> String {
        format!("{}?state=login-state&session_token={token}", self.form_url("profile"))
    }

    /// The newest login, with all its steps.
    pub fn execution(&self) -> Value {
        let newest = self.emulator.executions().into_iter().next().expect("an execution");
        serde_json::to_value(newest).expect("an execution is JSON")
    }

    /// The claims of the answer token in a redirect to the tenant, with the sealed ones opened.
    pub fn answer_claims(&self, answer: &Answer) -> Value {
        let token = answer.location_parameter("session_token").expect("an answer");
        token::opened(&token, self.emulator.session_token_secret())
    }

    /// Everything that the Action logged at the newest login.
    pub fn console(&self) -> String {
        let execution = self.execution();
        let steps = execution["steps"].as_array().into_iter().flatten();
        let lines = steps.flat_map(|step| step["console"].as_array().cloned().unwrap_or_default());
        lines.filter_map(|line| line.as_str().map(str::to_owned)).collect::<Vec<_>>().join("\n")
    }

    /// The claims of the last effect of this kind that the Action had at the newest login.
    pub fn effect(&self, kind: &str) -> Value {
        let execution = self.execution();
        let steps = execution["steps"].as_array().into_iter().flatten();
        let mut effects = steps.flat_map(|step| step["effects"].as_array().cloned().unwrap_or_default());
        effects.rfind(|effect| effect["effect"] == kind).unwrap_or_default()
    }
}

/// Names and values, owned.
pub fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
