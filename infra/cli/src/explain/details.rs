//! The details of a log line besides its outcome or reason, and the steps that they lead to. The same for an input
//! without a line: a reference, a login, an alarm.

use profiling_service::printable;
use profiling_service::reason::Reason;
use profiling_service::secret::SecretError;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::action_detail::{ActionDetail, Note};
use super::alarms::Alarm;
use super::identifiers;

/// The details of a line. Each has a type that has no room for a secret.
#[derive(Debug, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of a log line")]
pub(super) struct Details {
    /// The reason of the functions.
    #[serde(flatten)]
    reason: Option<Reason>,
    /// The reason, or the detail of the Action, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The detail of the Action.
    #[serde(skip)]
    action: Option<ActionDetail>,
    /// Fields that are missing and not on the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown_fields: Vec<String>,
    /// True if the form could not open the claim `prefill`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    prefill_unreadable: bool,
    /// The error because of which the secret in use is too old.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "sentence")]
    stale_secret: Option<SecretError>,
    /// The reference on the error page.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// The rule of the plan that asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// The beginning of the login's nonce.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// True if an operator's tool made the request.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    synthetic: bool,
    /// API Gateway's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Lambda's id of the invocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    invocation_id: Option<String>,
    /// True if the Action denied the login.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    denied: bool,
    /// The alarm.
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<&'static Alarm>,
    /// True if a part of the line is not in a format of our logs.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
}

#[expect(clippy::ref_option, reason = "serde passes a reference")]
fn sentence<S: Serializer>(error: &Option<SecretError>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&error.as_ref().map(ToString::to_string).unwrap_or_default())
}

impl Details {
    /// The details of a line of the functions.
    pub(super) fn from_request(line: &Map<String, Value>) -> Self {
        let reason = Reason::deserialize(line).ok();
        let stale_secret =
            line.get("stale_secret_reason").and_then(|error| SecretError::deserialize(error).ok());
        let fields = line.get("unknown_fields").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let unknown_fields: Vec<String> = fields
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| printable::is_name(name))
            .map(ToOwned::to_owned)
            .collect();
        let incomplete = reason.is_none() && (line.contains_key("reason") || line.contains_key("detail"))
            || stale_secret.is_none() && line.contains_key("stale_secret")
            || unknown_fields.len() < fields.len();
        let rule = text(line, "rule").and_then(identifiers::rule);
        let incomplete = incomplete || rule.is_none() && line.contains_key("rule");
        Self {
            detail: reason.as_ref().map(ToString::to_string),
            reason,
            unknown_fields,
            prefill_unreadable: line.get("prefill_unreadable") == Some(&Value::Bool(true)),
            stale_secret,
            reference: text(line, "reference").and_then(identifiers::reference),
            rule,
            login: text(line, "login").and_then(identifiers::login),
            synthetic: line.get("synthetic") == Some(&Value::Bool(true)),
            request_id: text(line, "request_id").and_then(identifiers::request_id),
            invocation_id: text(line, "invocation_id").and_then(identifiers::invocation_id),
            incomplete,
            ..Self::default()
        }
    }

    /// The details of a line of API Gateway's access log.
    pub(super) fn from_access_log(line: &Map<String, Value>) -> Self {
        Self {
            request_id: text(line, "request_id").and_then(identifiers::request_id),
            invocation_id: text(line, "invocation_id").and_then(identifiers::invocation_id),
            ..Self::default()
        }
    }

    /// The details after the reason called `name` in a line of the Action.
    pub(super) fn from_action(name: &str, rest: &str) -> Self {
        let rest = rest.trim();
        let before_denied = rest.strip_suffix("(denied)");
        let rest = before_denied.unwrap_or(rest).trim();
        let (detail, login) = match rest.rsplit_once("login=") {
            Some((detail, login)) => (detail.trim(), identifiers::login(login)),
            None => (rest, None),
        };
        // Only the last word is the rule: a detail has fields and counts.
        let (before_rule, last) = detail.rsplit_once(' ').unwrap_or(("", detail));
        let (detail, rule) = match last.strip_prefix("rule=") {
            Some(rule) => (before_rule.trim(), Some(identifiers::rule(rule))),
            None => (detail, None),
        };
        let action = ActionDetail::parse(name, detail);
        let incomplete = action.is_none() && !detail.is_empty() || rule == Some(None);
        Self {
            detail: action.as_ref().map(|detail| detail.as_str().to_owned()),
            action,
            rule: rule.flatten(),
            login,
            denied: before_denied.is_some(),
            incomplete,
            ..Self::default()
        }
    }

    /// An alarm.
    pub(super) fn from_alarm(alarm: &'static Alarm) -> Self {
        Self { alarm: Some(alarm), ..Self::default() }
    }

    /// A reference or a login by itself. Words may precede the reference.
    pub(super) fn from_identifier(text: &str) -> Option<Self> {
        let login = text.strip_prefix("login=");
        if let Some(login) = identifiers::login(login.unwrap_or(text)) {
            return Some(Self { login: Some(login), ..Self::default() });
        }
        let words: Vec<&str> = text.split_whitespace().take(4).collect();
        let mut words = words.iter().filter(|_| words.len() <= 3);
        let written = words
            .find_map(|word| identifiers::reference(word.trim_matches(|c: char| !c.is_ascii_alphanumeric())));
        let reference = written.or_else(|| identifiers::spoken_reference(text))?;
        Some(Self { reference: Some(reference), ..Self::default() })
    }

    /// The detail as a sentence.
    pub(super) fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The rule of the plan that asked.
    pub(super) fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// The detail and the rule, for a row of a table.
    pub(super) fn summary(&self) -> Option<String> {
        let rule = self.rule.as_ref().map(|rule| format!("rule={rule}"));
        let parts: Vec<String> = self.detail.iter().cloned().chain(rule).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The reason of the functions.
    pub(super) fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }

    /// Returns true if the Action denied the login.
    pub(super) fn is_denied(&self) -> bool {
        self.denied
    }

    /// The details of a name of a reason that has no values.
    pub(super) fn from_reason(reason: Reason) -> Self {
        Self { detail: Some(reason.to_string()), reason: Some(reason), ..Self::default() }
    }

    /// Returns true if the detail of the Action begins with a count.
    pub(super) fn has_count(&self) -> bool {
        self.action.as_ref().is_some_and(ActionDetail::has_count)
    }

    /// The reference on the error page.
    pub(super) fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Returns true if an operator's tool made the request.
    pub(super) fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    /// The alarm.
    pub(super) fn alarm(&self) -> Option<&'static Alarm> {
        self.alarm
    }

    /// The heading of details without an outcome or a reason.
    pub(super) fn heading(&self) -> String {
        match (self.alarm, &self.reference) {
            (Some(alarm), _) => format!("{}  (an alarm of template.yaml)\n", alarm.name),
            (None, Some(reference)) => format!("{reference}  (the reference on an error page)\n"),
            (None, None) => "A login with the form\n".to_owned(),
        }
    }

    /// The advice that the details give.
    pub(super) fn advice(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if let Some(alarm) = self.alarm {
            steps.push(alarm.meaning.to_owned());
            steps.extend(alarm.steps.iter().map(|step| format!("{step}.")));
            steps.push(format!("More: docs/operating.md#{}", alarm.anchor()));
        }
        if self.synthetic {
            steps.push(
                "A tool of the operator made this request, without a login. It affects no user, and it counts in no metric of \
                 the functions."
                    .to_owned(),
            );
        }
        if self.denied {
            steps.push(self.rule.as_ref().map_or_else(
                || {
                    "The login was denied because `REQUIRED` is `true`, or a rule of the plan has `deny_without_answer`.".to_owned()
                },
                |rule| format!("The login was denied because the rule `{rule}` has `deny_without_answer`."),
            ));
        }
        if let Some(note) = self.action.as_ref().and_then(|detail| detail.note) {
            steps.push(advice_for(note).to_owned());
        }
        if self.prefill_unreadable {
            steps.push(
                "The form could not open the claim `prefill`, and was shown without it: the Action has another version, or \
                 another Action created the token (docs/operating.md#when-a-login-does-not-do-what-it-should)."
                    .to_owned(),
            );
        }
        if !self.unknown_fields.is_empty() {
            steps.push(format!(
                "Missing fields that the form does not have: {}. Add them to the form, or remove them from \
                 `REQUIRED_USER_FIELDS` or `ask` of the rule.",
                self.unknown_fields.join(", ")
            ));
        }
        if let Some(error) = &self.stale_secret {
            steps.push(format!(
                "An old copy of the secret was used: {error}. Check that SSM responds; do not continue a rotation of the \
                 secret while log lines have `stale_secret`."
            ));
        }
        if self.incomplete {
            steps.push("A part of this line is not printed, because it is not in a known format.".to_owned());
        }
        steps
    }

    /// The queries that find the lines that belong to it, in the logs of `stack`. `alone` if there is no line yet.
    pub(super) fn queries(&self, stack: &str, alone: bool) -> Vec<String> {
        let mut steps = Vec::new();
        let functions = format!("Logs Insights of /aws/lambda/{stack}-form and /aws/lambda/{stack}-submit");
        if let Some(reference) = self.reference.as_ref().filter(|_| alone) {
            steps.push(format!(
                "To find its log line, in {functions}, use the saved query `{stack}/By the reference on a page`:\n        \
                 filter reference = \"{reference}\" | fields @timestamp, function, outcome, status, detail, \
                 login"
            ));
            let tail = ["form", "submit"].map(|function| {
                format!(
                    "\n        aws logs tail /aws/lambda/{stack}-{function} --since 1d --filter-pattern '{{ \
                     $.reference = \"{reference}\" }}'"
                )
            });
            steps.push(format!("Or in a terminal (one of the two logs has the line):{}", tail.concat()));
            steps.push("`profiling explain` of that line prints the meaning and the remedy.".to_owned());
        }
        if let Some(login) = &self.login {
            steps.push(format!("The Action's lines of this login, at Auth0, end in login={login}"));
            steps.push(format!(
                "The functions' lines of this login, in {functions}:\n        fields @timestamp, outcome, \
                 status, reason, detail | filter login = \"{login}\" | sort @timestamp"
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

fn text<'a>(line: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    line.get(name).and_then(Value::as_str)
}

const fn advice_for(note: Note) -> &'static str {
    match note {
        Note::MetadataNotAnObject => {
            "Nothing could be stored for this login: correct the user's `app_metadata`."
        }
        Note::FormUnknown => {
            "Nothing could be stored for this login: `FORM_URL` became invalid during the login."
        }
    }
}
