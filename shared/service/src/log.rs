//! The log: one JSON object a line, one line a request. A reason code and a reference, never a token,
//! a state, a secret or an answer.

mod metric;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::Serialize;

use self::metric::Metrics;
use crate::outcome::{Outcome, Severity};

/// Where log lines go.
pub trait LogSink: Send + Sync {
    /// Takes one line, without its line break.
    fn line(&self, line: &str);
}

/// Standard output, from which Lambda takes the log.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdout;

impl LogSink for Stdout {
    fn line(&self, line: &str) {
        // In one write, so that lines do not mix. A log that cannot be written is no reason to fail a login.
        let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
    }
}

/// What is known of a request when it ends. Names of fields, forms, hosts and applications; nothing that
/// a person typed, and nothing that could be used once more.
#[derive(Debug, Default, Serialize)]
pub struct Record {
    /// Whether it was the first request of the process.
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
    /// The form that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Its version, if it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_version: Option<u32>,
    /// How many fields were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<usize>,
    /// Which page of the form was shown, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// Fields whose answers were not accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejected_fields: Vec<String>,
    /// Fields that the token names and the form does not ask for: these are missing after the form, too.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unknown_fields: BTreeSet<String>,
    /// The language that the page was shown in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The application that the login is for, as the token names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The host that the login runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The beginning of the Action's nonce, which is in the Action's log, too: both lines are of one login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// Whether the caller's address is the one that the login began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_ip: Option<bool>,
    /// Where the host of an error page's return link comes from: `verified`, `unverified` or `only_host`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_link: Option<&'static str>,
    /// What exactly was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Why the secrets in use are older than they should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale_secret: Option<String>,
}

impl Record {
    /// How loud the line is: a request that ended well may still tell of something to mend.
    fn severity(&self, outcome: Outcome) -> Severity {
        let mend = self.stale_secret.is_some() || !self.unknown_fields.is_empty();
        if mend { outcome.severity().max(Severity::Warn) } else { outcome.severity() }
    }
}

/// More than nearly every line of a request has, so that it is written into one piece of memory.
const LINE_BYTES: usize = 1_536;

/// A line about a request.
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
    metrics: Option<Metrics>,
}

/// Makes the line of a request that ended with this outcome and status, and took from `began` to `ended`.
pub(crate) fn request_line(
    (outcome, status): (Outcome, StatusCode),
    reference: &str,
    record: &Record,
    (began, ended): (SystemTime, SystemTime),
) -> String {
    let duration = ended.duration_since(began).unwrap_or_default();
    // Metrics are the function's: without a function, as on the emulator, there are none.
    let metrics = record
        .function
        .is_some()
        .then_some(outcome)
        .filter(|outcome| outcome.is_request())
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
        metrics,
    };
    let mut written = Vec::with_capacity(LINE_BYTES);
    // All or nothing: half a line would be worse than none.
    let whole = serde_json::to_writer(&mut written, &line).ok().map(|()| written);
    whole.and_then(|written| String::from_utf8(written).ok()).unwrap_or_default()
}

/// A line about the function itself: a start that failed, a panic, a setting that does not work.
#[derive(Serialize)]
struct Notice<'a> {
    timestamp: String,
    level: &'static str,
    message: &'a str,
}

/// Makes a line that is about no request.
pub fn notice(severity: Severity, message: &str, at: SystemTime) -> String {
    serde_json::to_string(&Notice { timestamp: timestamp(at), level: severity.level(), message })
        .unwrap_or_default()
}

fn timestamp(time: SystemTime) -> String {
    // Beyond these the crate panics, and a clock that is wrong must not end the request.
    let last = UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    humantime::format_rfc3339_millis(time.clamp(UNIX_EPOCH, last)).to_string()
}

#[cfg(test)]
mod tests;
