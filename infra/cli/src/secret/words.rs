//! What the operator is told: where the parameter is, and what to do next.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::Target;

/// The name that the template has, too.
pub(super) const DEFAULT_PARAMETER: &str = "/progressive-profiling/session-secret";

/// The longest name that the template takes.
const LONGEST_PARAMETER: usize = 100;

/// Whether the template takes this name: by the rule of its `SessionSecretParameter`.
pub(super) fn is_deployable(parameter: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
    };
    let fits = parameter.strip_prefix('/').is_some_and(|name| name.split('/').all(is_part));
    fits && parameter.len() <= LONGEST_PARAMETER
}

/// How long a function keeps what it fetched.
pub(super) const FRESH: Duration = Duration::from_mins(5);

/// How long a login may take at Auth0, and so the longest that anything is signed with a secret that the
/// Action does not sign with any more.
pub(super) const LOGIN: Duration = Duration::from_hours(1);

/// The parameter, as it is told, with the options that name it on a command line.
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
    /// The place that the options and the environment name.
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

    /// A command for the same parameter, to be copied.
    pub(super) fn command(&self, command: &str) -> String {
        format!("profiling secret {command}{}", self.options)
    }

    /// What follows `new`.
    pub(super) fn after_new(&self, revealed: bool, customer_key: bool) -> String {
        let read = if revealed {
            "the secret above".to_owned()
        } else {
            format!("what `{}` prints", self.command("show --reveal"))
        };
        let key = if customer_key { ", with KmsKeyArn: the key's ARN, not its alias" } else { "" };
        format!(
            "\nNext:\n\
             1. Deploy the functions: sam build && sam deploy --guided{key}\n\
             2. In the Action set SESSION_TOKEN_SECRET to {read}.\n"
        )
    }

    /// What follows `rotate`, which was at `now`.
    pub(super) fn after_rotate(&self, now: SystemTime) -> String {
        format!(
            "\nNext, in this order:\n\
             1. Wait five minutes, until {known}: then every function knows the new secret,\n   \
                unless SSM fails: no line of the functions' logs should have stale_secret.\n\
             2. Look at both: {show}\n   \
                In the Action set SESSION_TOKEN_SECRET to line 2 and SESSION_TOKEN_SECRET_PREVIOUS to line 1, \
                and deploy it.\n\
             3. Wait an hour from that deployment on: then no login is under way that began with line 1.\n\
             4. Take line 1 out: {retire}\n   \
                And take SESSION_TOKEN_SECRET_PREVIOUS out of the Action.\n",
            known = time(now + FRESH),
            show = self.command("show --reveal"),
            retire = self.command("retire"),
        )
    }
}

/// A moment as `2027-01-15T08:00:00Z`.
pub(super) fn time(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

/// How long ago, in the two largest units: `3days 2h`, `5m 1s`.
pub(super) fn age(then: SystemTime, now: SystemTime) -> String {
    let seconds = now.duration_since(then).unwrap_or_default().as_secs();
    let text = humantime::format_duration(Duration::from_secs(seconds)).to_string();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// `one secret`, `2 secrets`.
pub(super) fn count(secrets: usize) -> String {
    if secrets == 1 { "one secret".to_owned() } else { format!("{secrets} secrets") }
}
