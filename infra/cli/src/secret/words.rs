//! The parts of messages: the name of the parameter, the next steps, times and counts.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::Target;

/// The default name of the parameter, as in `template.yaml`.
pub(super) const DEFAULT_PARAMETER: &str = "/progressive-profiling/session-secret";

/// The maximum length of a name in the template.
const LONGEST_PARAMETER: usize = 100;

/// Returns true if the template accepts this name for its parameter `SessionSecretParameter`.
pub(super) fn is_deployable(parameter: &str) -> bool {
    let is_path = parameter.strip_prefix('/').is_some_and(|name| name.split('/').all(is_path_segment));
    is_path && parameter.len() <= LONGEST_PARAMETER
}

fn is_path_segment(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

/// The time for which a function caches the parameter.
pub(super) const FRESH: Duration = Duration::from_mins(5);

/// The maximum duration of a login at Auth0. After this time, no answer is signed with a secret that the Action no
/// longer uses.
pub(super) const LOGIN: Duration = Duration::from_hours(1);

/// The parameter and its region, with the options that select it on the command line.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) parameter: String,
    pub(super) region: String,
    options: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.parameter, self.region)
    }
}

impl Place {
    /// Returns the place that these options select.
    pub(super) fn new(target: &Target, region: &str) -> Self {
        let parameter = (target.parameter != DEFAULT_PARAMETER).then_some(target.parameter.as_str());
        let options = [
            (" --parameter ", parameter),
            (" --region ", target.region.as_deref()),
            (" --profile ", target.profile.as_deref()),
        ];
        let options = options.into_iter().filter_map(|(flag, value)| Some(format!("{flag}{}", value?)));
        Self { parameter: target.parameter.clone(), region: region.to_owned(), options: options.collect() }
    }

    /// Returns a command line for the same parameter.
    pub(super) fn command(&self, command: &str) -> String {
        format!("profiling secret {command}{}", self.options)
    }

    /// Returns the next steps after `new`.
    pub(super) fn after_new(&self, revealed: bool, customer_key: bool) -> String {
        let read = if revealed {
            "the secret above".to_owned()
        } else {
            format!("the secret that `{}` prints", self.command("show --reveal"))
        };
        let parameter = if self.parameter == DEFAULT_PARAMETER {
            String::new()
        } else {
            format!("\n   Set the parameter SessionSecretParameter to {}.", self.parameter)
        };
        let key = if customer_key {
            "\n   Set the parameter KmsKeyArn to the ARN of the key, not to its alias."
        } else {
            ""
        };
        format!(
            "\nNext:\n\
             1. Deploy the functions.{parameter}{key}\n\
             2. In the Action, set SESSION_TOKEN_SECRET to {read}.\n"
        )
    }

    /// Returns the next steps after `rotate` at `now`.
    pub(super) fn after_rotate(&self, now: SystemTime) -> String {
        format!(
            "\nNext, in this order:\n\
             1. Wait five minutes, until {ready}: all functions then accept the new secret, unless SSM\n   \
                is not available. Make sure that no log line of the functions has stale_secret.\n\
             2. Print both secrets: {show}\n   \
                In the Action, set SESSION_TOKEN_SECRET to line 2 and SESSION_TOKEN_SECRET_PREVIOUS to line 1, \
                and deploy it.\n\
             3. Wait an hour after that deployment: logins that started with line 1 are then finished.\n\
             4. Remove line 1: {retire}\n   \
                Then remove SESSION_TOKEN_SECRET_PREVIOUS from the Action, and deploy it.\n\
             If line 1 has leaked, follow docs/rotation.md#a-secret-that-has-leaked instead.\n",
            ready = time(now + FRESH),
            show = self.command("show --reveal"),
            retire = self.command("retire"),
        )
    }
}

/// Formats a time, such as `2027-01-15T08:00:00Z`.
pub(super) fn time(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

/// Formats the time since `then` in its two largest units, such as `3days 2h` or `5m 1s`.
pub(super) fn age(then: SystemTime, now: SystemTime) -> String {
    let seconds = now.duration_since(then).unwrap_or_default().as_secs();
    let text = humantime::format_duration(Duration::from_secs(seconds)).to_string();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// Returns `one secret`, `2 secrets` and so on.
pub(super) fn count(secrets: usize) -> String {
    if secrets == 1 { "one secret".to_owned() } else { format!("{secrets} secrets") }
}
