//! Runs an Auth0 Action, from the same file that is deployed, in an embedded JavaScript engine.
//!
//! - `engine`: the JavaScript side: an engine for one run or many, its limits, errors with their line.
//! - `tenant`: the Auth0 side: the methods of the Action's `api` object.
//! - `token`: the session tokens that a tenant signs and validates.
//! - `host.js`: the `api`, `console` and `crypto` objects for the Action; it calls `tenant`.
//!
//! The tenant follows Auth0's documentation and shares no code with the project's own tokens, so that a
//! mistake in one of them does not hide a mistake in the other.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

mod engine;
mod node_crypto;
mod tenant;
mod token;

#[cfg(test)]
mod engine_tests;
#[cfg(test)]
mod tenant_tests;
#[cfg(test)]
mod test_support;

pub use engine::Engine;
pub use token::sign as sign_session_token;

/// Auth0's time limit for a run.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// An Action: its source text and its settings (`event.secrets`).
pub struct Action {
    source: String,
    secrets: BTreeMap<String, String>,
    time_limit: Duration,
}

impl Action {
    /// Loads the source once, so that a syntax error is reported now and not at the first login.
    /// `secrets` become `event.secrets`.
    ///
    /// # Errors
    /// The source does not compile, fails while it loads, or exports no `onExecutePostLogin`.
    pub fn new(source: &str, secrets: BTreeMap<String, String>) -> Result<Self, ActionError> {
        let action = Self { source: source.to_owned(), secrets, time_limit: TIME_LIMIT };
        action.engine()?;
        Ok(action)
    }

    /// Sets a time limit for a run that is lower than Auth0's 20 seconds.
    #[must_use]
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Returns the text with the secrets that sign tokens removed.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let signing = self
            .secrets
            .iter()
            .filter(|(name, _)| name.starts_with("SESSION_TOKEN_SECRET"))
            .map(|pair| pair.1);
        signing
            .filter(|secret| !secret.is_empty())
            .fold(text.to_owned(), |text, secret| text.replace(secret, "(the secret)"))
    }

    /// The secret that signs session tokens.
    pub(crate) fn session_token_secret(&self) -> &str {
        self.secrets.get("SESSION_TOKEN_SECRET").map_or("", |secret| secret.trim())
    }

    /// Runs a handler in a new engine, as [`Engine::run`] does. No state of another run remains, as in a new container of
    /// Auth0.
    #[must_use]
    pub fn run(&self, handler: Handler, input: &Input) -> Run {
        Engine::unloaded(self).run(handler, input)
    }

    /// Returns an engine that has loaded the source and runs it many times.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use profiling_local::action::{Action, Handler, Input};
    /// use serde_json::json;
    ///
    /// let source = "exports.onExecutePostLogin = async (event) => { console.log(event.user.user_id); };";
    /// let action = Action::new(source, BTreeMap::new())?;
    /// let mut engine = action.engine()?;
    /// for user_id in ["auth0|1", "auth0|2"] {
    ///     let event = json!({"user": {"user_id": user_id}});
    ///     let run = engine.run(Handler::ExecutePostLogin, &Input { event, continue_state: None, now: 0 });
    ///     assert_eq!(run.console, [user_id]);
    /// }
    /// # Ok::<(), profiling_local::action::ActionError>(())
    /// ```
    ///
    /// # Errors
    /// As in [`new`](Self::new).
    pub fn engine(&self) -> Result<Engine<'_>, ActionError> {
        Engine::new(self)
    }
}

/// A function of the Action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handler {
    /// `onExecutePostLogin`: at each login.
    ExecutePostLogin,
    /// `onContinuePostLogin`: when the browser returns to /continue.
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

/// The input of a run.
#[derive(Debug, Clone)]
pub struct Input {
    /// The `event` object without `secrets`, which the engine adds: `request` (`hostname`, `ip`,
    /// `query`, `body`), `user`, `stats`, `client`, `transaction` (`protocol`, `ui_locales`,
    /// `metadata`), `tenant`. Missing user metadata becomes `{}`, as at Auth0.
    pub event: Value,
    /// The `state` of the /continue request, which `validateToken` compares with the token's.
    /// `None` for [`Handler::ExecutePostLogin`].
    pub continue_state: Option<String>,
    /// The time of `Date` in the Action and of its tokens, in seconds since the epoch.
    pub now: u64,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Run {
    /// The calls of `api`, in order.
    pub effects: Vec<Effect>,
    /// The calls of `console`, the arguments joined as in Node.
    pub console: Vec<String>,
    /// The error that the handler threw, or the reason why it was stopped.
    pub error: Option<String>,
}

/// A call of the Action's `api` object, for the tenant to carry out.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Send the browser to `url`, which includes the query; the tenant appends `state`. The last
    /// redirect of a run counts.
    Redirect {
        /// The complete URL.
        url: String,
    },
    /// A token was signed for the form.
    TokenEncoded {
        /// The claims. The token itself is not recorded.
        claims: Value,
        /// The opened content of the token's sealed claim.
        opened: Option<Value>,
    },
    /// The token of the /continue request was accepted.
    TokenValidated {
        /// The claims.
        claims: Value,
        /// The opened content of the token's sealed claim.
        opened: Option<Value>,
    },
    /// The token of the /continue request was rejected, and `validateToken` threw.
    TokenRefused {
        /// Auth0's message.
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
    /// Store a value until the login ends, across the redirect.
    SetTransactionMetadata {
        /// The key.
        key: String,
        /// The value; null deletes the key.
        value: Value,
    },
    /// Deny the login. Metadata that was set in the same run is still written.
    Deny {
        /// The `error_description` for the application.
        reason: String,
    },
}

/// An error in an Action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// The source does not compile, or its top level throws.
    #[error("the Action does not load: {}{reason}", at(*.line))]
    Source {
        /// The line, counted from 1, if the engine reports it.
        line: Option<u32>,
        /// The engine's message.
        reason: String,
    },
    /// The handler for a login is missing.
    #[error("the Action exports no function onExecutePostLogin")]
    NoHandler,
    /// The JavaScript engine itself could not be started.
    #[error("cannot start the JavaScript engine: {0}")]
    Engine(String),
}

fn at(line: Option<u32>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}
