//! The logs of the functions: the data of the last logins about the Action, and the requests of the last hour.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use profiling_service::outcome::{Outcome, Severity};
use serde_json::Value;

use super::Check;
use crate::action::PLAN;
use crate::check::Settings;
use crate::doctor::aws::AwsError;
use crate::doctor::facts::{list, text, time};
use crate::doctor::fixes::BEGAN_WITH_DEPLOYMENT;
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{System, missing_parameter};
use crate::plural::count;
use crate::printable::quoted;

/// The period in which the last login is searched.
const WEEK: Duration = Duration::from_hours(7 * 24);

/// The period whose outcomes are reported.
const HOUR: Duration = Duration::from_hours(1);

/// The number of consecutive mismatches from which the secret is considered wrong, as in `NobodyPassesAlarm`.
const MANY_MISMATCHES: usize = 3;

/// The number of rejections from which their share counts, as in `RefusedAlarm`.
const MANY_REJECTIONS: u64 = 10;

/// The number of rejections that is a problem if no form is shown, as in `NobodyPassesAlarm`.
const MANY_FAILED_LOGINS: u64 = 3;

/// The default of the parameter `RefusedPercent`.
const REFUSED_PERCENT: u64 = 20;

/// Rejections that scanners and this command cause, and no login.
const WITHOUT_LOGIN: [Outcome; 3] = [Outcome::StateInvalid, Outcome::TokenMissing, Outcome::FormUnknown];

/// The latest requests that show which secret signed their tokens. `login` is logged for a verified token only.
const LATEST: &str = "filter message = 'request' and not ispresent(synthetic) and (outcome = 'signature_mismatch' or \
                      ispresent(login)) | fields @timestamp, outcome, login, settings | sort @timestamp desc | limit 50";

/// The number of requests by outcome, with values of the latest.
const OUTCOMES: &str = "filter message = 'request' and not ispresent(synthetic) | stats count(*) as requests, \
                        count(stale_secret) as stale, latest(reference) as last, latest(host) as issuer, latest(code) as error, \
                        latest(seconds) as difference by outcome";

type Row = BTreeMap<String, String>;

/// Returns a value of a row; empty if it has none.
fn cell<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map(String::as_str).unwrap_or_default()
}

/// Returns a value of a row as a number.
fn number(row: &Row, name: &str) -> u64 {
    cell(row, name).parse().unwrap_or_default()
}

/// Returns the fingerprint of the settings of the last login that has one, and its time.
pub(super) fn last_settings(system: &System<'_>) -> Result<Option<(String, String)>, Unchecked> {
    let rows = system.search_logs(LATEST, WEEK)?;
    let row = rows.iter().find(|row| !cell(row, "settings").is_empty());
    Ok(row.map(|row| (cell(row, "settings").to_owned(), cell(row, "@timestamp").to_owned())))
}

/// Returns the value of `REQUIRED` with which the settings have this fingerprint, if nothing else differs.
pub(super) fn deployed_required(settings: &Settings, fingerprint: &str) -> Option<&'static str> {
    let values = ["true", "false", "True", "False", ""];
    values.into_iter().find(|value| settings.fingerprint_with("REQUIRED", value) == fingerprint)
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
        let has_plan = system.plan()?.is_some();
        let expected = system.fingerprint(settings)?;
        let Some((found, at)) = last_settings(system)? else {
            return Err(Unchecked::because(
                "no login in the last 7 days has a fingerprint of its settings: deploy this version of the Action, then log in \
                 as a test user who is asked",
            ));
        };
        let file = settings.get("FORM_URL").file;
        if found == expected {
            return Ok(Verdict::Correct(format!(
                "the login at {at} UTC had the settings of {file} ({found})"
            )));
        }
        if has_plan {
            return Ok(Verdict::wrong(
                format!(
                    "the login at {at} UTC (fingerprint {found}) had another plan or another FORM_URL than {PLAN} and {file} \
                     ({expected})"
                ),
                format!(
                    "see `action-code`. If it is correct, set FORM_URL of the Action to that of the file, or correct the file: {}",
                    system.deploy_action()
                ),
            ));
        }
        let difference = deployed_required(settings, &found).map(|deployed| {
            format!(": the deployed REQUIRED is {deployed}, the file has {:?}", settings.get("REQUIRED").text)
        });
        Ok(Verdict::wrong(
            format!(
                "the settings of the login at {at} UTC (fingerprint {found}) differ from those in {file} ({expected}){}",
                difference.unwrap_or_default()
            ),
            format!(
                "if the deployed settings are wrong, fastest in the dashboard: Actions → Library → the Action → the key icon, \
                 correct the secret, Deploy; or {}. If the file is wrong, correct FORM_URL, REQUIRED_USER_FIELDS, LOGIN_COUNT, \
                 REQUIRED or ASK_AGAIN in it",
                system.deploy_action()
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
        const LOG_IN: &str =
            "log in as a test user who is asked, or set SESSION_TOKEN_SECRET to the Action's secret";
        let fix = format!(
            "set the Action's SESSION_TOKEN_SECRET to a line that `profiling secret show --reveal --parameter {}{}` prints, and \
             deploy it; see docs/rotation.md#if-it-goes-wrong",
            quoted(system.stack()?.parameter("SessionSecretParameter")),
            system.aws.options()
        );
        if let Some(local) = &system.target.action_secret {
            let secrets = system.secret()?.secrets()?;
            return Ok(match secrets.iter().position(|secret| secret.reveal() == local.trim()) {
                Some(index) => Verdict::Correct(format!(
                    "SESSION_TOKEN_SECRET matches line {} of the parameter",
                    index + 1
                )),
                None => Verdict::wrong(
                    "the environment variable SESSION_TOKEN_SECRET matches no secret in the parameter",
                    fix,
                ),
            });
        }
        let rows = system.search_logs(LATEST, WEEK)?;
        let mismatches = rows.iter().take_while(|row| cell(row, "login").is_empty()).count();
        let changes = Changes::of(system)?;
        let Some(accepted) = rows.get(mismatches) else {
            return if mismatches >= MANY_MISMATCHES {
                Ok(Verdict::wrong(rejected(mismatches), fix))
            } else {
                Err(Unchecked::because(format!(
                    "no login in the last 7 days used the form, so it is not known which secret the Action has: {LOG_IN}"
                )))
            };
        };
        let at = cell(accepted, "@timestamp");
        let later = time(&Value::from(at)).and_then(|at| changes.after(at));
        let since = format!("{} rejected since the login at {at} UTC", links(mismatches));
        match (mismatches, later) {
            (0, None) => Ok(Verdict::Correct(format!(
                "the signature of a login at {at} UTC was accepted ({})",
                cell(accepted, "outcome")
            ))),
            (0, Some((place, date))) => Err(Unchecked::because(format!(
                "the last accepted login ({at} UTC) is older than the last change of {place} ({date}): {LOG_IN}"
            ))),
            // Neither secret has changed, so the links were not signed with one.
            (_, None) if changes.are_complete() => Err(Unchecked::because(format!(
                "{since}, and no secret was changed since then, so they probably came from a scanner. To be sure, {LOG_IN}"
            ))),
            (MANY_MISMATCHES.., _) => Ok(Verdict::wrong(rejected(mismatches), fix)),
            (_, _) => Err(Unchecked::because(format!("{since}, too few to tell from a scanner: {LOG_IN}"))),
        }
    }
}

fn links(number: usize) -> String {
    format!("{} {}", count(number, "link"), if number == 1 { "was" } else { "were" })
}

/// Returns the message about rejected signatures.
fn rejected(mismatches: usize) -> String {
    format!(
        "the signatures of the last {mismatches} links were rejected: the Action signs with a secret that is not in the parameter"
    )
}

/// The last changes of the two secrets.
struct Changes {
    parameter: Option<SystemTime>,
    action: Option<SystemTime>,
}

impl Changes {
    /// Returns the times that can be read. Errors: the parameter does not exist.
    fn of(system: &System<'_>) -> Result<Self, Unchecked> {
        let parameter = match system.find_secret() {
            Ok(secret) => secret.modified,
            Err(Unchecked::Aws(AwsError::NotFound { .. })) => {
                let stack = system.stack()?;
                return Err(Unchecked::because(missing_parameter(stack.parameter("SessionSecretParameter"))));
            }
            Err(_) => None,
        };
        let action = system.action().ok().flatten().unwrap_or_default();
        let secrets = list(&action, "/deployed_version/secrets").iter();
        let mut secrets = secrets.filter(|secret| text(secret, "/name") == "SESSION_TOKEN_SECRET");
        let action = secrets.next().and_then(|secret| time(secret.get("updated_at")?));
        Ok(Self { parameter, action })
    }

    /// Returns true if both times are known.
    fn are_complete(&self) -> bool {
        self.parameter.is_some() && self.action.is_some()
    }

    /// Returns the last change after a time: its place and its time.
    fn after(&self, then: SystemTime) -> Option<(&'static str, String)> {
        let changes = [("the parameter", self.parameter), ("the Action's SESSION_TOKEN_SECRET", self.action)];
        let changes = changes.into_iter().filter_map(|(place, time)| Some((place, time?)));
        let (place, time) = changes.max_by_key(|(_, time)| *time).filter(|(_, time)| *time > then)?;
        let time = humantime::format_rfc3339_seconds(time).to_string().replace('T', " ");
        Some((place, format!("{} UTC", time.trim_end_matches('Z'))))
    }
}

/// In the last hour, no request ended with an error, and logins got the form.
pub(super) struct Outcomes;

impl Check for Outcomes {
    fn name(&self) -> &'static str {
        "recent-requests"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let rows = system.search_logs(OUTCOMES, HOUR)?;
        if rows.is_empty() {
            return Err(Unchecked::because(
                "no requests in the last hour, so it is not known whether logins reach the form: log in as a test user who is \
                 asked",
            ));
        }
        let mut problems = Vec::new();
        for row in &rows {
            let name = cell(row, "outcome");
            if outcome(row).is_some_and(|outcome| outcome.severity() == Severity::Error) {
                problems.push(Problem::new(
                    format!(
                        "{} in the last hour ended with {name}, the latest with the reference {}{}",
                        count(number(row, "requests"), "request"),
                        cell(row, "last"),
                        values(row)
                    ),
                    step(system, row),
                ));
            }
        }
        problems.extend(rejections(system, &rows));
        problems.extend(expirations(&rows));
        let stale: u64 = rows.iter().map(|row| number(row, "stale")).fold(0, u64::saturating_add);
        if stale > 0 {
            problems.push(Problem::new(
                format!(
                    "{} in the last hour used a secret that could not be refreshed (stale_secret)",
                    count(stale, "request")
                ),
                format!("do not deploy until SSM responds again; `{}`", system.explain("StaleSecretAlarm")),
            ));
        }
        let counts: Vec<String> =
            rows.iter().map(|row| format!("{} {}", number(row, "requests"), cell(row, "outcome"))).collect();
        Ok(Verdict::of(problems, || {
            format!(
                "{}. For rejected answers, search for token_invalid in Auth0: Monitoring → Logs",
                counts.join(", ")
            )
        }))
    }
}

fn outcome(row: &Row) -> Option<Outcome> {
    let name = cell(row, "outcome");
    Outcome::ALL.iter().copied().find(|outcome| outcome.name() == name)
}

/// Returns the values of the latest request that explain it.
fn values(row: &Row) -> String {
    let names = [("host", "issuer"), ("code", "error"), ("seconds", "difference")];
    let values = names.into_iter().filter(|(_, column)| !cell(row, column).is_empty());
    let values = values.flat_map(|(name, column)| [", ", name, "=", cell(row, column)]);
    values.collect()
}

/// Returns the problem if too many logins are rejected. Scanners cause some rejections.
fn rejections(system: &System<'_>, rows: &[Row]) -> Option<Problem> {
    let is_rejection = |row: &&Row| {
        outcome(row)
            .is_some_and(|outcome| outcome.refused() == Some(true) && !WITHOUT_LOGIN.contains(&outcome))
    };
    let is_counted = |row: &&Row| outcome(row).is_some_and(|outcome| outcome.refused().is_some());
    let all: u64 = rows.iter().filter(is_counted).map(|row| number(row, "requests")).sum();
    let rejections: Vec<&Row> = rows.iter().filter(is_rejection).collect();
    let rejected: u64 = rejections.iter().map(|row| number(row, "requests")).sum();
    let percent = system.stack().ok()?.parameter("RefusedPercent").parse().unwrap_or(REFUSED_PERCENT);
    let is_rendered = rows.iter().any(|row| outcome(row) == Some(Outcome::Rendered));
    let are_many = rejected >= MANY_REJECTIONS && rejected * 100 > percent * all;
    if !are_many && (is_rendered || rejected < MANY_FAILED_LOGINS) {
        return None;
    }
    let top = rejections.iter().max_by_key(|row| number(row, "requests"))?;
    let name = cell(top, "outcome");
    let note = if is_rendered { "" } else { ", and none got the form" };
    Some(Problem::new(
        format!(
            "{rejected} of {} in the last hour were rejected{note}: {} with {name}, the latest with the reference {}{}",
            count(all, "request"),
            number(top, "requests"),
            cell(top, "last"),
            values(top)
        ),
        step(system, top),
    ))
}

/// The step for clocks that differ.
const CLOCKS: &str = "the clocks of Auth0 and Lambda differ, which only their providers can correct: stop asking \
                      (docs/operating.md#stop-asking) until they have. Status pages: https://status.auth0.com, \
                      https://health.aws.amazon.com";

/// Returns the problem if links are expired as soon as they are created. Some users open an old link.
fn expirations(rows: &[Row]) -> Option<Problem> {
    let row = rows.iter().find(|row| outcome(row) == Some(Outcome::TokenExpired))?;
    let is_rendered = rows.iter().any(|row| outcome(row) == Some(Outcome::Rendered));
    (!is_rendered && number(row, "requests") >= MANY_REJECTIONS).then(|| {
        let requests = count(number(row, "requests"), "request");
        let message =
            format!("{requests} in the last hour had an expired link, and none got the form{}", values(row));
        Problem::new(message, CLOCKS)
    })
}

/// Returns the step for the requests of a row.
fn step(system: &System<'_>, row: &Row) -> String {
    let explain = system.explain(cell(row, "outcome"));
    match outcome(row) {
        Some(Outcome::TokenNotYetValid) => CLOCKS.to_owned(),
        Some(Outcome::InternalError) => format!("{BEGAN_WITH_DEPLOYMENT}. Otherwise `{explain}`"),
        Some(Outcome::IssuerUnknown) if !cell(row, "issuer").is_empty() => {
            let host = cell(row, "issuer");
            let domains =
                system.stack().map(|stack| stack.parameter("Auth0Domains").to_owned()).unwrap_or_default();
            if domains.split(',').any(|domain| domain == host) {
                return format!(
                    "Auth0Domains has {host} now; if this continues, see `live-version`. `{explain}`"
                );
            }
            let domains = format!("{domains},{host}");
            format!(
                "if {host} is a host of your tenant, {}. Otherwise another stage has the same secret: `{explain}`",
                system.deploy_with(&[("Auth0Domains", &domains)])
            )
        }
        _ => explain,
    }
}
