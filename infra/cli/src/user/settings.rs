//! The settings of the Action in the file of an environment, and the pauses that follow from them.

use std::time::{Duration, SystemTime};

use super::find::User;
use super::record::{Record, parse_time};
use crate::auth0::Environment;
use crate::check::{field_names, form_name};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// The pause after a return without an answer, as in the Action.
pub(super) const PAUSE: Duration = Duration::from_hours(24);

/// The time after which the Action asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskAgain {
    Days(u64),
    Logins(u64),
}

/// The settings of the Action. A setting that is missing or not valid is `None` or has the default of the Action.
#[derive(Debug)]
pub(super) struct Settings {
    /// The name of the environment.
    pub(super) environment: String,
    /// The name of the form.
    pub(super) form: Option<String>,
    /// The requested fields.
    pub(super) fields: Option<Vec<String>>,
    pub(super) login_count: Option<u64>,
    pub(super) required: bool,
    pub(super) ask_again: AskAgain,
}

impl Settings {
    pub(super) fn read(name: &str, environment: &Environment) -> Self {
        let setting = |name| environment.setting(name).unwrap_or_default();
        let url = setting("FORM_URL");
        let fields = setting("REQUIRED_USER_FIELDS");
        let fields = field_names(&fields);
        let is_valid = !fields.is_empty() && fields.iter().all(|field| super::record::is_field(field));
        let count = setting("LOGIN_COUNT");
        let is_count = count.bytes().all(|digit| digit.is_ascii_digit()) && !count.starts_with('0');
        Self {
            environment: name.to_owned(),
            form: form_name(&url).map(ToOwned::to_owned),
            fields: is_valid.then(|| fields.into_iter().map(ToOwned::to_owned).collect()),
            login_count: count.parse().ok().filter(|_| is_count),
            required: setting("REQUIRED").eq_ignore_ascii_case("true"),
            ask_again: AskAgain::parse(&setting("ASK_AGAIN")).unwrap_or(AskAgain::Days(7)),
        }
    }

    /// Describes the next login, for an application without settings of its own.
    pub(super) fn next_login(&self, user: &User, now: SystemTime) -> String {
        let Some(form) = &self.form else { return "does not ask: FORM_URL is not valid".to_owned() };
        let Some(login_count) = self.login_count else {
            return "does not ask: LOGIN_COUNT is not valid".to_owned();
        };
        let Some(fields) = &self.fields else {
            return "does not ask: REQUIRED_USER_FIELDS is not valid".to_owned();
        };
        let login = user.logins.saturating_add(1);
        if login < login_count {
            return format!("does not ask: it is login {login}, and LOGIN_COUNT is {login_count}");
        }
        let empty = serde_json::Map::new();
        let record = user.valid_records().find(|(name, _)| name == form).map_or(&empty, |(_, record)| record);
        let record = Record::read(record);
        let is_missing =
            |field: &&String| user.answer(field).is_none() && !record.not_applicable.contains(field);
        let missing: Vec<&str> = fields.iter().filter(is_missing).map(String::as_str).collect();
        if missing.is_empty() {
            return "does not ask: no requested field is missing".to_owned();
        }
        if !self.required && self.is_postponed(&record, login, now) {
            return format!("does not ask for {}: postponed", missing.join(", "));
        }
        if !self.required && pause_end(record.unanswered_at.as_deref(), PAUSE, now).is_some() {
            return format!(
                "does not ask for {}: the user returned without an answer less than 24 hours ago",
                missing.join(", ")
            );
        }
        format!("asks for {}", missing.join(", "))
    }

    /// Returns true if a login is too early to ask again.
    fn is_postponed(&self, record: &Record, login: u64, now: SystemTime) -> bool {
        match self.ask_again {
            AskAgain::Days(_) => self.postponed_until(record, now).is_some(),
            AskAgain::Logins(count) => {
                record.postponed_login.is_some_and(|postponed| login.abs_diff(postponed) < count)
            }
        }
    }

    /// Returns the time from which the Action asks again, if it depends on the time and is not in the past.
    pub(super) fn postponed_until(&self, record: &Record, now: SystemTime) -> Option<SystemTime> {
        let AskAgain::Days(days) = self.ask_again else { return None };
        pause_end(record.postponed_at.as_deref(), Duration::from_secs(days * DAY), now)
    }
}

/// Returns the end of a pause. `None` if it is over, or if it starts so far in the future that the Action ignores it.
pub(super) fn pause_end(start: Option<&str>, length: Duration, now: SystemTime) -> Option<SystemTime> {
    let start = parse_time(start?)?;
    let distance = now.duration_since(start).unwrap_or_else(|error| error.duration());
    (distance < length).then(|| start + length)
}

impl AskAgain {
    /// Parses `3 logins` or `7 days`, as the Action does.
    fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once(char::is_whitespace)?;
        let is_count = (1..=4).contains(&count.len()) && !count.starts_with('0');
        let count = count.parse().ok().filter(|_| is_count && count.bytes().all(|b| b.is_ascii_digit()))?;
        match unit.trim().to_ascii_lowercase().as_str() {
            "day" | "days" => Some(Self::Days(count)),
            "login" | "logins" => Some(Self::Logins(count)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ask_again_has_the_format_of_the_action() {
        for (text, expected) in [
            ("7 days", Some(AskAgain::Days(7))),
            ("1  Login", Some(AskAgain::Logins(1))),
            ("9999 logins", Some(AskAgain::Logins(9999))),
            ("0 days", None),
            ("07 days", None),
            ("10000 days", None),
            ("+7 days", None),
            ("7 weeks", None),
            ("7days", None),
            ("", None),
        ] {
            assert_eq!(AskAgain::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_pause_ends_after_its_length_and_one_that_starts_much_later_is_ignored() {
        let now = parse_time("2026-11-23T12:00:00.000Z").unwrap();
        for (start, expected) in [
            ("2026-11-23T00:00:00.000Z", Some("2026-11-24T00:00:00Z")),
            ("2026-11-22T12:00:00.000Z", None),
            ("2026-11-23T13:00:00.000Z", Some("2026-11-24T13:00:00Z")),
            ("2026-11-24T12:00:00.000Z", None),
            ("2026-02-31T12:00:00.000Z", None),
        ] {
            let end = pause_end(Some(start), PAUSE, now)
                .map(|end| humantime::format_rfc3339_seconds(end).to_string());
            assert_eq!(end.as_deref(), expected, "{start}");
        }
    }
}
