//! The log: one JSON object for each request, on one line. It has the outcome, the reason and a reference, and never a
//! token, a state, a secret or an answer.

mod metric;

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::{Serialize, Serializer};

use self::metric::Metrics;
use crate::outcome::{Outcome, Severity};
use crate::reason::Reason;
use crate::secret::SecretError;

/// A destination of log lines.
pub trait LogSink: Send + Sync {
    /// Writes one line. `line` has no line break.
    fn line(&self, line: &str);
}

/// Standard output, which Lambda writes to the log.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdout;

impl LogSink for Stdout {
    fn line(&self, line: &str) {
        // One write, so that lines do not mix. An error of the log must not fail a login.
        let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
    }
}

/// The fields of a request's line: names of fields, forms, hosts and applications. Nothing that a user typed and nothing
/// that could be used again is in them.
#[derive(Debug, Default, Serialize)]
pub struct Record {
    /// True for the first request of the process.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cold_start: bool,
    /// The function's name on Lambda.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// API Gateway's id of the request, as in its access log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Lambda's id of the invocation, as in its own lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_id: Option<String>,
    /// The route that API Gateway chose: `GET /forms/{form}`, `$default`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The method of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The form in the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Its version, if it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_version: Option<u32>,
    /// The number of fields on the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<usize>,
    /// The page of the form, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// The fields whose answers were not accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejected_fields: Vec<String>,
    /// The fields that the token names and the form does not have. They stay missing.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unknown_fields: BTreeSet<String>,
    /// True if the claim `prefill` cannot be opened. The form is then shown without it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prefill_unreadable: bool,
    /// The language of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The application that the login is for, as the token names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The host of the login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The beginning of the Action's nonce. The Action's log has it too, so it connects the lines of one login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The fingerprint of the Action's settings, as the token has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<String>,
    /// The rule of the plan that decided to ask, as the token names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// True if an operator's tool made the request, according to the token. Such a line has no metrics.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// True if the caller has the IP address with which the login began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_ip: Option<bool>,
    /// The source of the host of an error page's return link: `verified`, `unverified` or `only_host`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_link: Option<&'static str>,
    /// The reason of the outcome: its code, its values, and its sentence as `detail`.
    #[serde(skip)]
    pub reason: Option<Reason>,
    /// The error because of which the secrets in use are too old.
    #[serde(skip)]
    pub stale_secret: Option<SecretError>,
}

impl Record {
    /// The log level of the line. A request that was successful may still report a problem to fix. A request from a tool
    /// reports only bugs, because the tool reports the other problems.
    fn severity(&self, outcome: Outcome) -> Severity {
        if self.synthetic && outcome != Outcome::InternalError {
            return Severity::Info;
        }
        let has_problem =
            self.stale_secret.is_some() || !self.unknown_fields.is_empty() || self.prefill_unreadable;
        if has_problem { outcome.severity().max(Severity::Warn) } else { outcome.severity() }
    }
}

/// The capacity for a line. Nearly every line is shorter, so it is allocated once.
const LINE_BYTES: usize = 1_536;

/// The line of a request.
#[derive(Serialize)]
struct RequestLine<'a> {
    timestamp: String,
    level: &'static str,
    message: &'static str,
    outcome: &'static str,
    status: u16,
    reference: &'a str,
    duration_ms: u64,
    #[serde(flatten)]
    record: &'a Record,
    #[serde(flatten)]
    reason: Option<&'a Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Sentence<&'a Reason>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_secret: Option<Sentence<&'a SecretError>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_secret_reason: Option<&'a SecretError>,
    #[serde(flatten)]
    metrics: Option<Metrics>,
}

/// A value in JSON as its sentence, written without an allocation of its own.
struct Sentence<T>(T);

impl<T: fmt::Display> Serialize for Sentence<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The end of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    pub(crate) status: StatusCode,
    pub(crate) began: SystemTime,
    pub(crate) ended: SystemTime,
}

/// Returns the line of a request.
pub(crate) fn request_line(ending: Ending, reference: &str, record: &Record) -> String {
    let Ending { outcome, status, began, ended } = ending;
    let duration = ended.duration_since(began).unwrap_or_default();
    // Metrics are the function's: without a function, as on the emulator, there are none. A request from a tool is not a
    // login.
    let metrics = record
        .function
        .is_some()
        .then_some(outcome)
        .filter(|outcome| outcome.is_request() && !record.synthetic)
        .map(|outcome| Metrics::of_request(ended, outcome.refused(), record.stale_secret.is_some()));
    let line = RequestLine {
        timestamp: timestamp(ended),
        level: record.severity(outcome).level(),
        message: if outcome.is_request() { "request" } else { "warm-up" },
        outcome: outcome.name(),
        status: status.as_u16(),
        reference,
        duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        record,
        reason: record.reason.as_ref(),
        detail: record.reason.as_ref().map(Sentence),
        stale_secret: record.stale_secret.as_ref().map(Sentence),
        stale_secret_reason: record.stale_secret.as_ref(),
        metrics,
    };
    let mut json = Vec::with_capacity(LINE_BYTES);
    // A part of a line would be worse than none.
    match serde_json::to_writer(&mut json, &line) {
        Ok(()) => String::from_utf8(json).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// A line about the function itself: a start that failed, a panic, an invalid setting.
#[derive(Serialize)]
struct Notice<'a> {
    timestamp: String,
    level: &'static str,
    message: &'a str,
}

/// Returns a line that does not belong to a request.
pub fn notice(severity: Severity, message: &str, at: SystemTime) -> String {
    serde_json::to_string(&Notice { timestamp: timestamp(at), level: severity.level(), message })
        .unwrap_or_default()
}

fn timestamp(time: SystemTime) -> String {
    // `humantime` panics outside of this range, and a wrong clock must not end the request.
    let last = UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    humantime::format_rfc3339_millis(time.clamp(UNIX_EPOCH, last)).to_string()
}

#[cfg(test)]
mod tests;
