//! The record of a login, step by step, for the executions page.

use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::action::Effect;
use crate::moment;

/// A run of the login pipeline: a login in the browser, a refresh or a password grant.
#[derive(Debug, Clone, Serialize)]
pub struct Execution {
    /// The number of the execution, counted from 1.
    pub id: u64,
    /// The start time.
    #[serde(serialize_with = "moment::serialize")]
    pub started_at: SystemTime,
    /// The protocol, as in the Action's event: `oidc-basic-profile`, `oauth2-refresh-token`, ….
    pub protocol: &'static str,
    /// The user's email address, once the user is identified.
    pub user: Option<String>,
    /// The outcome.
    pub outcome: Outcome,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// The outcome of a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// The login waits for the user, on the login page or on the form.
    Running,
    /// The app received a code or tokens.
    Completed,
    /// The app received an error.
    Failed {
        /// The error code of OAuth, such as `access_denied`.
        error: String,
        /// The error description.
        description: String,
    },
}

/// A step of a login.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The time.
    #[serde(serialize_with = "moment::serialize")]
    pub at: SystemTime,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

/// An event of a login.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Event {
    /// The app sent the browser to the tenant, or asked for a token.
    Authorize {
        /// The parameters of the request, without codes and tokens.
        parameters: Value,
        /// True if the browser already had a session with the tenant.
        session: bool,
    },
    /// The tenant identified the user.
    Login {
        /// The kind of login.
        how: LoginKind,
        /// The user's id.
        user_id: String,
        /// The number of logins, as in the Action's event.
        logins_count: u64,
    },
    /// The Action ran.
    Action(ActionRun),
    /// The browser requested or submitted the form.
    Form(FormRequest),
    /// The browser was redirected to another gateway, whose requests the emulator cannot record.
    Elsewhere {
        /// The URL without the query.
        url: String,
    },
    /// The browser returned to /continue.
    Continue {
        /// GET or POST.
        method: String,
        /// The tenant's checks before the Action runs.
        checks: Vec<Check>,
        /// The claims of the token in the request; only the Action verifies them.
        claims: Option<Value>,
    },
    /// The Action's metadata changes were written, or could not be written.
    Written {
        /// The keys of `user_metadata`; null deletes one.
        user_metadata: Map<String, Value>,
        /// The keys of `app_metadata`; null deletes one.
        app_metadata: Map<String, Value>,
        /// The reason why nothing was written.
        problem: Option<String>,
    },
    /// The tenant responded to the app.
    Callback {
        /// The recipient.
        to: String,
        /// The response: a code, tokens or an error.
        answer: String,
    },
}

/// The way in which the tenant identified the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginKind {
    /// A new user signed up, which counts as a login.
    Signup,
    /// The user was selected on the login page.
    LoginPage,
    /// The session of an earlier login. Not counted as a login.
    SingleSignOn,
    /// `grant_type=password`.
    Password,
    /// `grant_type=refresh_token`. Not counted as a login.
    RefreshToken,
}

/// A run of a handler of the Action.
#[derive(Debug, Clone, Serialize)]
pub struct ActionRun {
    /// `onExecutePostLogin` or `onContinuePostLogin`.
    pub handler: &'static str,
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
    /// The calls of `api`, in order.
    pub effects: Vec<Effect>,
    /// The lines that it logged.
    pub console: Vec<String>,
}

/// The decision of a run of the Action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// The login goes on.
    Pass,
    /// The browser is redirected first.
    Redirect,
    /// The login is denied.
    Deny {
        /// The error description for the app.
        reason: String,
    },
    /// The Action failed, and the login with it.
    Fail {
        /// The uncaught error.
        message: String,
    },
}

impl Decision {
    /// The name of the decision in the JSON view.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Redirect => "redirect",
            Self::Deny { .. } => "deny",
            Self::Fail { .. } => "fail",
        }
    }
}

/// A request to the form, as recorded by the gateway.
#[derive(Debug, Clone, Serialize)]
pub struct FormRequest {
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status code of the response.
    pub status: u16,
    /// The outcome's name, from the function's log.
    pub outcome: Option<String>,
    /// The function's log lines, parsed.
    pub log: Vec<Value>,
    /// The claims of the token in the request; only the function verifies them.
    pub received: Option<Value>,
    /// The claims of the token that the function signed.
    pub signed: Option<Value>,
    /// The opened content of the token's sealed claim.
    pub opened: Option<Value>,
}

/// A check of a request to /continue.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// The condition.
    pub what: &'static str,
    /// True if the condition holds.
    pub holds: bool,
}

/// The claims of a compact token, read without verifying anything.
pub(crate) fn claims(token: &str) -> Option<Value> {
    use base64::Engine as _;
    let payload = token.split('.').nth(1)?;
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_from_the_second_part_of_a_token() {
        assert_eq!(claims("x.eyJzdWIiOiJ1c2VyIn0.y"), Some(serde_json::json!({"sub": "user"})));
        for broken in ["", "x", "x.%%%.y", "x.AAAA.y"] {
            assert_eq!(claims(broken), None, "{broken}");
        }
    }
}
