//! The logs of the functions: what the last logins show about the Action, and the requests of the last hour.

use std::collections::BTreeMap;
use std::time::Duration;

use profiling_service::outcome::{Outcome, Severity};

use super::Check;
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::printable::quoted;

/// The period in which the last login is searched.
const WEEK: Duration = Duration::from_hours(7 * 24);

/// The period whose outcomes are reported.
const HOUR: Duration = Duration::from_hours(1);

/// The number of rejected signatures in a row that is not an accident, as in `NobodyPassesAlarm`.
const MANY_MISMATCHES: usize = 3;

/// The latest requests that show which secret signed their tokens. `login` is logged for a verified token only.
const LATEST: &str = "filter message = 'request' and not ispresent(synthetic) and (outcome = 'signature_mismatch' or \
                      ispresent(login)) | fields @timestamp, outcome, login, settings | sort @timestamp desc | limit 50";

/// The number of requests by outcome.
const OUTCOMES: &str = "filter message = 'request' and not ispresent(synthetic) | stats count(*) as requests, \
                        count(stale_secret) as stale, latest(reference) as last by outcome";

type Row = BTreeMap<String, String>;

/// Returns a value of a row; empty if it has none.
fn cell<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map(String::as_str).unwrap_or_default()
}

/// Returns a value of a row as a number.
fn count(row: &Row, name: &str) -> u64 {
    cell(row, name).parse().unwrap_or_default()
}

/// The Action has the settings of the environment's file. Auth0 does not return them, so this compares a fingerprint in
/// the session tokens.
pub(super) struct DeployedSettings;

impl Check for DeployedSettings {
    fn name(&self) -> &'static str {
        "action-settings"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let settings = system.settings()?;
        let expected = settings.fingerprint();
        let rows = system.search_logs(LATEST, WEEK)?;
        let Some(row) = rows.iter().find(|row| !cell(row, "settings").is_empty()) else {
            return Err(Unchecked::because(
                "no login of the last 7 days reports its settings: log in as a test user who is asked, with the Action of this \
                 version",
            ));
        };
        let (found, at) = (cell(row, "settings"), cell(row, "@timestamp"));
        if found == expected {
            return Ok(Verdict::Correct(format!(
                "the login at {at} UTC had the settings of the file ({found})"
            )));
        }
        Ok(Verdict::wrong(
            format!(
                "the login at {at} UTC had other settings ({found}) than {} ({expected})",
                settings.get("FORM_URL").file
            ),
            format!(
                "if the file is correct, deploy the Action (cd infra/auth0, then a0deploy import -c environments/{}.json -i \
                 tenant.yaml); otherwise correct FORM_URL, REQUIRED_USER_FIELDS, LOGIN_COUNT, REQUIRED or ASK_AGAIN in the file",
                system.target.stage
            ),
        ))
    }
}

/// The Action signs with a secret that the functions have.
pub(super) struct SessionSecret;

impl Check for SessionSecret {
    fn name(&self) -> &'static str {
        "session-secret"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let fix = format!(
            "set the Action's SESSION_TOKEN_SECRET to a line that `profiling secret show --reveal --parameter {}{}` prints, and \
             deploy it; see docs/rotation.md, If it goes wrong",
            quoted(system.stack()?.parameter("SessionSecretParameter")),
            system.aws.options()
        );
        if let Some(own) = &system.target.action_secret {
            let secrets = system.secret()?.secrets()?;
            return Ok(match secrets.iter().position(|secret| secret.reveal() == own.trim()) {
                Some(index) => {
                    Verdict::Correct(format!("SESSION_TOKEN_SECRET is line {} of the parameter", index + 1))
                }
                None => Verdict::wrong(
                    "the environment variable SESSION_TOKEN_SECRET is not in the parameter",
                    fix,
                ),
            });
        }
        let rows = system.search_logs(LATEST, WEEK)?;
        let mismatches = rows.iter().take_while(|row| cell(row, "login").is_empty()).count();
        match rows.get(mismatches) {
            _ if mismatches >= MANY_MISMATCHES => Ok(Verdict::wrong(
                format!(
                    "the signatures of the last {mismatches} links were rejected: the Action signs with another secret"
                ),
                fix,
            )),
            Some(row) => Ok(Verdict::Correct(format!(
                "the signature of a login at {} UTC was accepted ({})",
                cell(row, "@timestamp"),
                cell(row, "outcome")
            ))),
            None => Err(Unchecked::because(
                "no login of the last 7 days shows it: log in as a test user who is asked, or set SESSION_TOKEN_SECRET to the \
                 Action's secret",
            )),
        }
    }
}

/// No request of the last hour ended with an error.
pub(super) struct Outcomes;

impl Check for Outcomes {
    fn name(&self) -> &'static str {
        "recent-requests"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let rows = system.search_logs(OUTCOMES, HOUR)?;
        let mut problems = Vec::new();
        for row in &rows {
            let name = cell(row, "outcome");
            let outcome = Outcome::ALL.iter().find(|outcome| outcome.name() == name);
            if outcome.is_some_and(|outcome| outcome.severity() == Severity::Error) {
                problems.push(Problem::new(
                    format!(
                        "{} requests of the last hour ended with {name}, the last with the reference {}",
                        count(row, "requests"),
                        cell(row, "last")
                    ),
                    format!("profiling explain {name}"),
                ));
            }
        }
        let stale: u64 = rows.iter().map(|row| count(row, "stale")).fold(0, u64::saturating_add);
        if stale > 0 {
            problems.push(Problem::new(
                format!("{stale} requests of the last hour used a secret that could not be refreshed (stale_secret)"),
                "profiling explain StaleSecretAlarm; do not deploy until SSM answers again",
            ));
        }
        let counts: Vec<String> =
            rows.iter().map(|row| format!("{} {}", count(row, "requests"), cell(row, "outcome"))).collect();
        Ok(Verdict::of(problems, || {
            let counts = if counts.is_empty() { "no requests".to_owned() } else { counts.join(", ") };
            format!("{counts}. For rejected answers, search for token_invalid in Auth0: Monitoring → Logs")
        }))
    }
}
