//! What a pasted log line tells besides its outcome or reason, and where that leads. The same of what an
//! operator has in hand without a line: a reference, a login, an alarm.

use serde::Serialize;
use serde_json::{Map, Value};

use super::alarms::Alarm;
use super::shown;

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
    /// What the error page showed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
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
    /// The alarm that went off.
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<&'static Alarm>,
}

impl Clues {
    /// Of a line of the functions.
    pub(super) fn of_request(line: &Map<String, Value>) -> Self {
        let text = |name: &str| line.get(name).and_then(Value::as_str);
        let fields = line.get("unknown_fields").and_then(Value::as_array).into_iter().flatten();
        Self {
            detail: text("detail").map(shown::of_functions),
            unknown_fields: fields.filter_map(Value::as_str).map(shown::field).collect(),
            stale_secret: text("stale_secret").map(shown::of_functions),
            reference: text("reference").and_then(shown::reference),
            login: text("login").and_then(shown::login),
            request_id: text("request_id").and_then(shown::request_id),
            invocation_id: text("invocation_id").and_then(shown::invocation_id),
            ..Self::default()
        }
    }

    /// Of what follows the reason called `name` in a line of the Action.
    pub(super) fn of_action(name: &str, rest: &str) -> Self {
        let rest = rest.trim();
        let denied = rest.strip_suffix("(denied)");
        let rest = denied.unwrap_or(rest).trim();
        let (detail, login) = match rest.rsplit_once("login=") {
            Some((detail, login)) => (detail.trim(), shown::login(login)),
            None => (rest, None),
        };
        let detail = (!detail.is_empty()).then(|| shown::of_action(name, detail));
        Self { detail, login, denied: denied.is_some(), ..Self::default() }
    }

    /// Of an alarm.
    pub(super) fn of_alarm(alarm: &'static Alarm) -> Self {
        Self { alarm: Some(alarm), ..Self::default() }
    }

    /// Of a reference or a login that somebody has at hand; the reference with a word before it.
    pub(super) fn of_words(text: &str) -> Option<Self> {
        if let Some(login) = text.strip_prefix("login=") {
            return Some(Self { login: Some(shown::login(login)?), ..Self::default() });
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = |word: &&str| shown::reference(word.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
        let reference = words.iter().filter(|_| words.len() <= 3).find_map(plain)?;
        Some(Self { reference: Some(reference), ..Self::default() })
    }

    /// What was wrong exactly, as it may be shown.
    pub(super) fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// What the error page showed.
    pub(super) fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// The alarm that went off.
    pub(super) fn alarm(&self) -> Option<&'static Alarm> {
        self.alarm
    }

    /// What these are, where they are all that there is.
    pub(super) fn heading(&self) -> String {
        match (self.alarm, &self.reference) {
            (Some(alarm), _) => format!("{}  (an alarm of template.yaml)\n", alarm.name),
            (None, Some(reference)) => format!("{reference}  (the reference on an error page)\n"),
            (None, None) => "A login that was asked\n".to_owned(),
        }
    }

    /// What to know of them, and to do.
    pub(super) fn advice(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if let Some(alarm) = self.alarm {
            steps.push(alarm.meaning.to_owned());
            steps.push("The first steps: docs/operating.md#what-an-alarm-means".to_owned());
        }
        if self.denied {
            steps.push("The login was denied, as `REQUIRED` is `true`.".to_owned());
        }
        let [not_an_object, form_unknown] = shown::NOTES;
        let detail = self.detail().unwrap_or_default();
        if detail.ends_with(not_an_object) {
            steps.push(
                "Nothing could be remembered of this login: correct the user's `app_metadata`.".to_owned(),
            );
        } else if detail.ends_with(form_unknown) {
            steps.push(
                "Nothing could be stored for this login: `FORM_URL` became invalid after the user was asked."
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
        steps
    }

    /// Where the lines are that belong to it, in the logs of `stack`. `alone` if there is no line yet.
    pub(super) fn queries(&self, stack: &str, alone: bool) -> Vec<String> {
        let mut steps = Vec::new();
        let functions = format!("Logs Insights of /aws/lambda/{stack}-form and /aws/lambda/{stack}-submit");
        if let Some(reference) = self.reference.as_ref().filter(|_| alone) {
            steps.push(format!(
                "Its line, in {functions}, is in the saved query `{stack}/By the reference on a page`:\n        \
                 filter reference = \"{reference}\" | fields @timestamp, function, outcome, status, detail, \
                 login"
            ));
            let tail = ["form", "submit"].map(|function| {
                format!(
                    "\n        aws logs tail /aws/lambda/{stack}-{function} --since 1d --filter-pattern '{{ \
                     $.reference = \"{reference}\" }}'"
                )
            });
            steps.push(format!("Or in the terminal, in whichever has it:{}", tail.concat()));
            steps.push("`profiling explain` of that line says what happened and what to do.".to_owned());
        }
        if let Some(login) = &self.login {
            steps.push(format!("The Action's lines of this login, at Auth0, end in login={login}"));
            steps.push(format!(
                "The functions' lines of this login, in {functions}:\n        fields @timestamp, outcome, \
                 status, detail | filter login = \"{login}\" | sort @timestamp"
            ));
        }
        if let Some(request) = &self.request_id {
            steps.push(format!(
                "API Gateway's line of this request, in Logs Insights of /aws/vendedlogs/{stack}-access:\n        \
                 fields @timestamp, @message | filter request_id = \"{request}\""
            ));
        }
        if let Some(invocation) = &self.invocation_id {
            steps.push(format!(
                "Lambda's own lines of this request, in {functions}:\n        fields @timestamp, @message | \
                 filter record.requestId = \"{invocation}\""
            ));
        }
        steps
    }
}
