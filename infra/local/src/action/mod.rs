//! Runs an Auth0 Action, the very file that is deployed, in an embedded JavaScript engine.
//!
//! - `engine`: the JavaScript side: a fresh engine for each run, its limits, errors with their line.
//! - `tenant`: the Auth0 side: what the methods of the Action's `api` object do, and refuse.
//! - `token`: the session tokens that a tenant signs and validates.
//! - `host.js`: the `api`, `console` and `crypto` objects that the Action sees; it calls `tenant`.
//!
//! The tenant's behaviour is written from Auth0's documentation and shares no code with the project's
//! own tokens, so that a mistake in one of the two does not hide in the other.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

mod engine;
mod tenant;
mod token;

#[cfg(test)]
mod engine_tests;
#[cfg(test)]
mod tenant_tests;
#[cfg(test)]
mod test_support;

pub use token::sign as sign_session_token;

/// As long as Auth0 lets one run take.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// One Action: its source text and its settings (`event.secrets`).
pub struct Action {
    source: String,
    secrets: BTreeMap<String, String>,
    time_limit: Duration,
}

impl Action {
    /// Loads the source once, so that a syntax error is found now and not at the first login.
    /// `secrets` become `event.secrets`.
    ///
    /// # Errors
    /// The source does not compile, fails while it loads, or exports no `onExecutePostLogin`.
    pub fn new(source: &str, secrets: BTreeMap<String, String>) -> Result<Self, ActionError> {
        let action = Self { source: source.to_owned(), secrets, time_limit: TIME_LIMIT };
        engine::load(&action)?;
        Ok(action)
    }

    /// The same Action with less time for a run than the 20 seconds that Auth0 gives.
    #[must_use]
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// A text without the secrets that sign tokens.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let signs = |(name, value): &(&String, &String)| {
            name.starts_with("SESSION_TOKEN_SECRET") && !value.is_empty()
        };
        let secrets = self.secrets.iter().filter(signs);
        secrets.fold(text.to_owned(), |text, (_, secret)| text.replace(secret, "(the secret)"))
    }

    /// Runs one handler to its end, promises included, within the limits of time and memory.
    ///
    /// It blocks the calling thread, for 20 seconds at most. Where `error` is set, Auth0 discards the
    /// effects and fails the login; they are handed out all the same, to be shown.
    #[must_use]
    pub fn run(&self, handler: Handler, input: &Input) -> Run {
        engine::run(self, handler, input)
    }
}

/// Which of the Action's two functions to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handler {
    /// `onExecutePostLogin`: at each login.
    ExecutePostLogin,
    /// `onContinuePostLogin`: when the browser is back at /continue.
    ContinuePostLogin,
}

impl Handler {
    fn export(self) -> &'static str {
        match self {
            Self::ExecutePostLogin => "onExecutePostLogin",
            Self::ContinuePostLogin => "onContinuePostLogin",
        }
    }
}

/// What a run is given.
#[derive(Debug, Clone)]
pub struct Input {
    /// The `event` object without `secrets`, which the engine adds: `request` (`hostname`, `ip`,
    /// `query`, `body`), `user`, `stats`, `client`, `transaction` (`protocol`, `ui_locales`,
    /// `metadata`), `tenant`. Metadata of the user that is left out becomes `{}`, as at Auth0.
    pub event: Value,
    /// The `state` of the /continue request, which `validateToken` compares with the token's.
    /// `None` for [`Handler::ExecutePostLogin`].
    pub continue_state: Option<String>,
    /// Seconds since the epoch: what `Date` says in the Action, and the time of its tokens.
    pub now: u64,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Run {
    /// In the order in which the Action made them.
    pub effects: Vec<Effect>,
    /// One entry a call of `console`, its arguments joined as Node does.
    pub console: Vec<String>,
    /// What the handler threw, or why it was stopped.
    pub error: Option<String>,
}

/// One call of the Action's `api` object, which the tenant is to carry out.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Send the browser to `url`, the query included; the tenant appends `state`. Of several, the
    /// last one counts.
    Redirect {
        /// The whole address.
        url: String,
    },
    /// A token was signed for the form.
    TokenEncoded {
        /// What it says; the token itself is not kept.
        claims: Value,
    },
    /// The token of the /continue request was accepted.
    TokenValidated {
        /// What it says.
        claims: Value,
    },
    /// The token of the /continue request was refused, and `validateToken` threw.
    TokenRefused {
        /// Auth0's words.
        reason: String,
    },
    /// Replace one top-level key of the user's `user_metadata`.
    SetUserMetadata {
        /// The key.
        key: String,
        /// The value; null deletes the key.
        value: Value,
    },
    /// Replace one top-level key of the user's `app_metadata`.
    SetAppMetadata {
        /// The key.
        key: String,
        /// The value; null deletes the key.
        value: Value,
    },
    /// Keep a value until the login ends, the redirect included.
    SetTransactionMetadata {
        /// The key.
        key: String,
        /// The value; null deletes the key.
        value: Value,
    },
    /// Refuse the login. Metadata set in the same run is written all the same.
    Deny {
        /// What the application is told as `error_description`.
        reason: String,
    },
}

/// Why an Action cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// The source does not compile, or its top level throws.
    #[error("the Action does not load: {}{reason}", at(*.line))]
    Source {
        /// Where, counted from 1, if the engine knows.
        line: Option<u32>,
        /// The engine's words.
        reason: String,
    },
    /// There is nothing to run at a login.
    #[error("the Action exports no function onExecutePostLogin")]
    NoHandler,
    /// The JavaScript engine itself could not be started.
    #[error("the JavaScript engine does not start: {0}")]
    Engine(String),
}

fn at(line: Option<u32>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}
