//! What happened at a login, step by step: the record that the executions page shows.

use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::action::Effect;
use crate::moment;

/// One run of the login pipeline: a login in the browser, a refresh, a password grant.
#[derive(Debug, Clone, Serialize)]
pub struct Execution {
    /// Counts from 1 in each emulator.
    pub id: u64,
    /// When it began.
    #[serde(serialize_with = "moment::serialize")]
    pub started_at: SystemTime,
    /// The protocol, as the Action's event names it: `oidc-basic-profile`, `oauth2-refresh-token`, ….
    pub protocol: &'static str,
    /// The e-mail address of the user, once known.
    pub user: Option<String>,
    /// How it ended, or that it has not.
    pub outcome: Outcome,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// How a login ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// It waits for the user: on the login page or on the form.
    Running,
    /// The app got its code or its token.
    Completed,
    /// The app got an error.
    Failed {
        /// The error code of OAuth, such as `access_denied`.
        error: String,
        /// What it says to people.
        description: String,
    },
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// When.
    #[serde(serialize_with = "moment::serialize")]
    pub at: SystemTime,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen at a login.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Event {
    /// The app sent the browser to the tenant, or asked for a token.
    Authorize {
        /// The parameters of the request, without codes and tokens.
        parameters: Value,
        /// Whether the browser had a session with the tenant already.
        session: bool,
    },
    /// The tenant knows the user.
    Login {
        /// How.
        how: LoginKind,
        /// The user's name with the tenant.
        user_id: String,
        /// The count as the Action sees it.
        logins_count: u64,
    },
    /// The Action ran.
    Action(ActionRun),
    /// The browser came to the form, or sent it.
    Form(FormRequest),
    /// The browser was sent to where the emulator sees nothing: to a gateway elsewhere.
    Elsewhere {
        /// Where, without the query.
        url: String,
    },
    /// The browser came back.
    Continue {
        /// GET or POST.
        method: String,
        /// What the tenant looked at before it let the Action look.
        checks: Vec<Check>,
        /// The claims of the token that came along; the Action alone verifies them.
        claims: Option<Value>,
    },
    /// The Action's writes were carried out, or could not be.
    Written {
        /// The keys of `user_metadata`; null deletes one.
        user_metadata: Map<String, Value>,
        /// The keys of `app_metadata`; null deletes one.
        app_metadata: Map<String, Value>,
        /// Why nothing was written.
        problem: Option<String>,
    },
    /// The app got its answer.
    Callback {
        /// Where.
        to: String,
        /// What: a code, tokens or an error.
        answer: String,
    },
}

/// How the tenant came to know the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginKind {
    /// A new user signed up, which is a login too.
    Signup,
    /// The user chose a name on the login page.
    LoginPage,
    /// The session of an earlier login: not counted.
    SingleSignOn,
    /// `grant_type=password`.
    Password,
    /// `grant_type=refresh_token`: not counted.
    RefreshToken,
}

/// One run of one handler of the Action.
#[derive(Debug, Clone, Serialize)]
pub struct ActionRun {
    /// `onExecutePostLogin` or `onContinuePostLogin`.
    pub handler: &'static str,
    /// What it came to.
    #[serde(flatten)]
    pub decision: Decision,
    /// What it asked for, in order.
    pub effects: Vec<Effect>,
    /// What it logged.
    pub console: Vec<String>,
}

/// What a run of the Action came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// The login goes on.
    Pass,
    /// The browser goes elsewhere first.
    Redirect,
    /// The login is refused.
    Deny {
        /// What the app is told.
        reason: String,
    },
    /// The Action failed, and the login with it.
    Fail {
        /// The error that nobody caught.
        message: String,
    },
}

impl Decision {
    /// Its name, as in the JSON view.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Redirect => "redirect",
            Self::Deny { .. } => "deny",
            Self::Fail { .. } => "fail",
        }
    }
}

/// One request to the form, as the gateway saw it.
#[derive(Debug, Clone, Serialize)]
pub struct FormRequest {
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The outcome's name, from the function's log.
    pub outcome: Option<String>,
    /// The function's log lines, parsed.
    pub log: Vec<Value>,
    /// The claims of the token that the request carried; the function alone verifies them.
    pub received: Option<Value>,
    /// The claims of the token that the function signed.
    pub signed: Option<Value>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// What has to hold.
    pub what: &'static str,
    /// Whether it does.
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
