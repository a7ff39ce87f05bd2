//! The alarms of template.yaml.

use serde::{Serialize, Serializer};

/// An alarm.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    /// Its logical id in the template.
    pub(super) name: &'static str,
    /// The meaning, in a sentence.
    pub(super) meaning: &'static str,
}

/// Serialized as its name.
impl Serialize for Alarm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// All alarms.
pub(super) const ALARMS: &[Alarm] = &[
    Alarm {
        name: "InternalErrorsAlarm",
        meaning: "A function failed, or a request had the outcome `internal_error`: a bug, or a function that does not start.",
    },
    Alarm {
        name: "ServerErrorsAlarm",
        meaning: "Users get errors with a status of 500 or above, from the functions or from API Gateway: five in \
                  five minutes.",
    },
    Alarm { name: "LatencyAlarm", meaning: "Pages are slow: one request in twenty takes over two seconds." },
    Alarm {
        name: "ThrottlesAlarm",
        meaning: "Lambda rejects requests, as too many run at the same time: users get the plain error of API Gateway.",
    },
    Alarm {
        name: "SecretUnavailableAlarm",
        meaning: "A function that has just started could not read the session secret, and users are asked to \
                  try again. Do not deploy now: the functions that are running still have it.",
    },
    Alarm {
        name: "InvalidFormAlarm",
        meaning: "A login was sent to a form whose file is invalid. The function's log has the file, the position and \
                  the error in a line with `invalid form`; the other forms are served.",
    },
    Alarm {
        name: "UnlistedDomainAlarm",
        meaning: "A login came from a host that is not in `Auth0Domains`, with a token that the session secret signed: \
                  everyone who logs in on that host gets an error page. `host` has the name.",
    },
    Alarm {
        name: "StaleSecretAlarm",
        meaning: "Three times within an hour functions have worked with a secret that they cannot read again. \
                  Nobody notices until `SecretMaxAgeSeconds` have passed; then logins that are asked fail.",
    },
    Alarm {
        name: "RefusedAlarm",
        meaning: "More links are refused than `RefusedPercent` allows, and ten at least, in fifteen \
                  minutes: find the outcomes, and explain those.",
    },
    Alarm {
        name: "NobodyPassesAlarm",
        meaning: "In six hours three links were refused for signature or issuer, and no form was shown: the \
                  secrets of Auth0 and SSM differ, or the host is not in `Auth0Domains`.",
    },
    Alarm {
        name: "ThrottleRateAlarm",
        meaning: "The rate of requests is close to `ThrottleRate`; above it users get status 429.",
    },
];

/// Returns the alarm that a text names: by its logical id, alone or in the name that a stack generates, or by the name in
/// the template.
pub(super) fn named(text: &str) -> Option<&'static Alarm> {
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name = if words.ends_with(&["server", "errors"]) { Some("ServerErrorsAlarm") } else { None };
    ALARMS.iter().find(|alarm| {
        name == Some(alarm.name) || words.iter().any(|word| alarm.name.eq_ignore_ascii_case(word))
    })
}
