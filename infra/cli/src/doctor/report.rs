//! The results of the checks, and their report.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

use super::aws::AwsError;
use crate::auth0::TenantError;
use crate::printable::printable;

/// The checks whose problems can make logins fail.
pub(super) const AFFECTS_LOGINS: [&str; 19] = [
    "stack",
    "secret",
    "permissions",
    "encryption-key",
    "deployed-forms",
    "dns",
    "certificate",
    "mapping",
    "default-endpoint",
    "clock",
    "recent-requests",
    "error-pages",
    "question",
    "answer",
    "form-url-setting",
    "required",
    "domains",
    "action-runtime",
    "session-secret",
];

/// The end of the message about an alarm that is on.
pub(super) const ALARM: &str = "is in the state ALARM";

/// A problem, with a command or a step in the dashboard that fixes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) fix: String,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { message: message.into(), fix: fix.into() }
    }
}

/// The reason why something could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Unchecked {
    /// AWS did not return what the check needs.
    #[error("{0}")]
    Aws(#[from] AwsError),
    /// Auth0 did not return what the check needs.
    #[error("{0}")]
    Auth0(#[from] TenantError),
    /// Another reason, with what to do about it.
    #[error("{0}")]
    Reason(String),
}

impl Unchecked {
    pub(super) fn because(reason: impl Into<String>) -> Self {
        Self::Reason(reason.into())
    }
}

/// The result of a check: a description of the correct state, or its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Correct(String),
    Wrong(Vec<Problem>),
}

impl Verdict {
    /// Returns the problems, or the description if there are none.
    pub(super) fn of(problems: Vec<Problem>, correct: impl FnOnce() -> String) -> Self {
        if problems.is_empty() { Self::Correct(correct()) } else { Self::Wrong(problems) }
    }

    /// Returns a verdict with one problem.
    pub(super) fn wrong(message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Wrong(vec![Problem::new(message, fix)])
    }
}

/// The status of a line. Its names in `--json` do not change between releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Ok,
    Wrong,
    Unchecked,
}

/// A line of the report: the result of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    pub(super) check: &'static str,
    pub(super) status: Status,
    /// The state, or the reason why it could not be checked. Empty if the status is `wrong`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) problems: Vec<Problem>,
}

impl Line {
    /// Creates a line. Unsafe characters, for example in the name of an application, are escaped, and long texts are cut.
    pub(super) fn new(check: &'static str, result: Result<Verdict, Unchecked>) -> Self {
        let (status, detail, problems) = match result {
            Ok(Verdict::Correct(detail)) => (Status::Ok, detail, Vec::new()),
            Ok(Verdict::Wrong(problems)) => (Status::Wrong, String::new(), problems),
            Err(reason) => (Status::Unchecked, reason.to_string(), Vec::new()),
        };
        let problems =
            problems.iter().map(|Problem { message, fix }| Problem::new(lines(message), lines(fix)));
        Self { check, status, detail: lines(&detail), problems: problems.collect() }
    }
}

/// The maximum number of characters of a text. Texts of this tool are shorter; those of other systems can be of any length.
const MAX_TEXT: usize = 2_000;

/// Escapes the unsafe characters in each line of a text, and cuts a long text.
fn lines(text: &str) -> String {
    let mut escaped = text.lines().map(printable).collect::<Vec<_>>().join("\n");
    if let Some((end, _)) = escaped.char_indices().nth(MAX_TEXT) {
        escaped.truncate(end);
        escaped.push('…');
    }
    escaped
}

/// The width of the first column of the report.
const STATUS_WIDTH: usize = 7;

/// The width of the names of the checks.
const NAME_WIDTH: usize = 20;

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match self.status {
            Status::Ok => "ok",
            Status::Wrong => "WRONG",
            Status::Unchecked => "?",
        };
        let margin = " ".repeat(STATUS_WIDTH);
        write!(f, "{status:STATUS_WIDTH$}{:NAME_WIDTH$} ", self.check)?;
        match self.status {
            Status::Ok => writeln!(f, "{}", self.detail),
            Status::Unchecked => writeln!(f, "not checked: {}", indented(&self.detail, &margin)),
            Status::Wrong => {
                let mut margin_of_first = "";
                for Problem { message, fix } in &self.problems {
                    writeln!(f, "{margin_of_first}{}", indented(message, &margin))?;
                    writeln!(f, "{margin}Fix: {}", indented(fix, &margin))?;
                    margin_of_first = &margin;
                }
                Ok(())
            }
        }
    }
}

/// Returns the text with a margin in front of each line but the first.
fn indented(text: &str, margin: &str) -> String {
    text.trim_end().replace('\n', &format!("\n{margin}"))
}

/// The results of all checks.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The title, for example `The stack progressive-profiling (stage production)`.
    pub(super) system: String,
    pub(super) wrong: usize,
    pub(super) unchecked: usize,
    pub(super) lines: Vec<Line>,
}

impl Report {
    pub(super) fn new(system: String, mut lines: Vec<Line>) -> Self {
        refer_to_earlier_reasons(&mut lines);
        refer_to_causes_of_alarms(&mut lines);
        let count = |status| lines.iter().filter(|line| line.status == status).count();
        let (wrong, unchecked) = (count(Status::Wrong), count(Status::Unchecked));
        Self { system, wrong, unchecked, lines }
    }
}

/// Replaces a repeated reason with the name of the first check that has it.
fn refer_to_earlier_reasons(lines: &mut [Line]) {
    for index in 1..lines.len() {
        let (earlier, line) = lines.split_at_mut(index);
        let [line, ..] = line else { return };
        let has_reason = |earlier: &&Line| {
            let messages = earlier.problems.iter().map(|problem| &problem.message);
            messages.chain([&earlier.detail]).any(|text| *text == line.detail)
        };
        if line.status == Status::Unchecked
            && let Some(first) = earlier.iter().find(has_reason)
        {
            line.detail = format!("for the same reason as `{}`", first.check);
        }
    }
}

/// Adds a reference to the problems that can be the cause of an alarm.
fn refer_to_causes_of_alarms(lines: &mut [Line]) {
    let has_cause =
        lines.iter().any(|line| line.status == Status::Wrong && AFFECTS_LOGINS.contains(&line.check));
    let alarms = lines.iter_mut().filter(|line| line.check == "alarms" && has_cause);
    for problem in alarms.flat_map(|line| &mut line.problems) {
        if problem.message.ends_with(ALARM) {
            problem.fix = format!("see the problems above; {}", problem.fix);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.system)?;
        for line in &self.lines {
            line.fmt(f)?;
        }
        let ok = self.lines.len() - self.wrong - self.unchecked;
        writeln!(f, "\n{ok} ok, {} wrong, {} not checked.", self.wrong, self.unchecked)?;
        // A terminal shows the end of the report.
        let mut wrong = self.lines.iter().filter(|line| line.status == Status::Wrong);
        let Some(first) = wrong.clone().next() else { return Ok(()) };
        writeln!(f, "Start with `{}`.", first.check)?;
        if wrong.any(|line| AFFECTS_LOGINS.contains(&line.check)) {
            writeln!(
                f,
                "If users cannot log in, stop asking first, which takes seconds: docs/operating.md#stop-asking"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_of_another_system_is_cut() {
        for (text, expected) in [
            ("é".repeat(2_000), "é".repeat(2_000)),
            ("é".repeat(1_000_000), "é".repeat(2_000) + "…"),
            ("\u{1b}".repeat(2_000), r"\u{1b}".repeat(333) + r"\u…"),
        ] {
            let line = Line::new("a", Ok(Verdict::wrong(text.clone(), text.clone())));
            assert_eq!(line.problems, [Problem::new(expected.clone(), expected.clone())]);
            assert_eq!(Line::new("a", Ok(Verdict::Correct(text.clone()))).detail, expected);
            assert_eq!(Line::new("a", Err(Unchecked::because(text))).detail, expected);
        }
    }
}
