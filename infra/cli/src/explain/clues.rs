//! What a pasted log line tells besides its outcome or reason, and where that leads. People paste what they
//! have at hand, so nothing of it is printed that is not of the shape that our logs give it.

use serde::Serialize;
use serde_json::{Map, Value};

/// What was found in a line.
#[derive(Debug, Default, Serialize)]
pub(super) struct Clues {
    /// What exactly was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Fields that are missing and not asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown_fields: Vec<String>,
    /// Why the secret in use is too old.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_secret: Option<String>,
    /// The beginning of the login's nonce.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// API Gateway's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Lambda's id of the invocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    invocation_id: Option<String>,
    /// Whether the Action denied the login.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    denied: bool,
}

impl Clues {
    /// Of a line of the functions.
    pub(super) fn of_request(line: &Map<String, Value>) -> Self {
        let text = |name: &str| line.get(name).and_then(Value::as_str);
        let fields = line.get("unknown_fields").and_then(Value::as_array).into_iter().flatten();
        Self {
            detail: text("detail").map(redacted),
            unknown_fields: fields.filter_map(Value::as_str).map(redacted).collect(),
            stale_secret: text("stale_secret").map(redacted),
            login: text("login").and_then(|text| id(text, LOGIN)),
            request_id: text("request_id").and_then(|text| id(text, REQUEST)),
            invocation_id: text("invocation_id").and_then(|text| id(text, 0)),
            denied: false,
        }
    }

    /// Of what follows the reason in a line of the Action.
    pub(super) fn of_action(rest: &str) -> Self {
        let rest = rest.trim();
        let denied = rest.strip_suffix("(denied)");
        let rest = denied.unwrap_or(rest).trim();
        let (detail, login) = match rest.rsplit_once("login=") {
            Some((detail, login)) => (detail.trim(), id(login, LOGIN)),
            None => (rest, None),
        };
        let detail = (!detail.is_empty()).then(|| redacted(detail));
        Self { detail, login, denied: denied.is_some(), ..Self::default() }
    }

    /// What was wrong exactly, as it may be shown.
    pub(super) fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Where they lead.
    pub(super) fn steps(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if self.denied {
            steps.push("The login was denied, as `REQUIRED` is `true`.".to_owned());
        }
        let detail = self.detail().unwrap_or_default();
        if detail.ends_with("app_metadata is not an object") {
            steps.push(
                "The answer was taken; correct the user's `app_metadata`, so that it can be remembered."
                    .to_owned(),
            );
        } else if detail.ends_with("form unknown") {
            steps.push(
                "The answer was taken and could not be remembered: `FORM_URL` was broken after the question."
                    .to_owned(),
            );
        }
        if !self.unknown_fields.is_empty() {
            steps.push(format!(
                "Missing, and not asked for by the form: {}. Add them to it, or take them out of \
                 `REQUIRED_USER_FIELDS`.",
                self.unknown_fields.join(", ")
            ));
        }
        if let Some(reason) = &self.stale_secret {
            steps.push(format!(
                "An old copy of the secret was used: {reason}. See whether SSM answers; do not go on with a \
                 change of the secret while lines have `stale_secret`."
            ));
        }
        if let Some(login) = &self.login {
            steps.push(format!("The Action's lines of this login, at Auth0, end in login={login}"));
            steps.push(format!(
                "The functions' lines of this login, in Logs Insights:\n        fields @timestamp, outcome, \
                 status, detail | filter login = \"{login}\" | sort @timestamp"
            ));
        }
        if let Some(request) = &self.request_id {
            steps.push(format!(
                "API Gateway's line of this request, in Logs Insights:\n        fields @timestamp, @message | \
                 filter request_id = \"{request}\""
            ));
        }
        if let Some(invocation) = &self.invocation_id {
            steps.push(format!(
                "Lambda's own lines of this request, in Logs Insights:\n        fields @timestamp, @message | \
                 filter record.requestId = \"{invocation}\""
            ));
        }
        steps
    }
}

/// How many characters of the nonce are logged.
const LOGIN: usize = 8;

/// How long API Gateway's ids are, and some more.
const REQUEST: usize = 20;

/// An id that cannot end a quoted text of a query: a short one, or a UUID. A secret is neither.
fn id(text: &str, longest: usize) -> Option<String> {
    let is_short = (1..=longest).contains(&text.len());
    let is_id = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b));
    (is_id && (is_short || is_uuid(text))).then(|| text.to_owned())
}

fn is_uuid(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// The text without what could be a token, a secret or a control sequence of the terminal. Our logs have
/// none; what somebody pastes may.
fn redacted(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-+=".contains(c);
    let mut shown = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_part(c) != is_part(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if !is_part(first) {
            shown.extend(run.chars().map(|c| if c.is_control() { ' ' } else { c }));
        } else if is_secret_like(run) {
            shown.push_str("(redacted)");
        } else {
            shown.push_str(run);
        }
        rest = after;
    }
    shown
}

/// A key of 32 characters, or a part of a token: longer than a word, or nearly so and with digits. The names
/// of SSM's errors are long words.
fn is_secret_like(run: &str) -> bool {
    let long = run.len() >= 32 && !run.ends_with("Exception");
    long || run.len() >= 20 && run.bytes().any(|b| b.is_ascii_digit())
}
