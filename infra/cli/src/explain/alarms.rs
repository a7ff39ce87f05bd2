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
        meaning: "A function failed to start, or a request ended with the outcome `internal_error`, which is a bug.",
    },
    Alarm {
        name: "ServerErrorsAlarm",
        meaning: "Users got five responses with a status of 500 or above in five minutes, from the functions or from \
                  API Gateway.",
    },
    Alarm {
        name: "LatencyAlarm",
        meaning: "Pages are slow: one request in twenty takes more than two seconds.",
    },
    Alarm {
        name: "ThrottlesAlarm",
        meaning: "Lambda rejects requests because too many run at the same time. Users get API Gateway's plain error.",
    },
    Alarm {
        name: "SecretUnavailableAlarm",
        meaning: "A new instance of a function could not read the session secret, so users get an error page. Do not \
                  deploy now: running instances still have the secret.",
    },
    Alarm {
        name: "InvalidFormAlarm",
        meaning: "A login used a form whose file is invalid. A line with `invalid form` in the function's log has the \
                  file, the position and the error. The other forms are served.",
    },
    Alarm {
        name: "UnlistedDomainAlarm",
        meaning: "The session secret signed a token from a host that is not in `Auth0Domains`. Everyone who logs in on \
                  that host gets an error page. `host` in the log line has its name.",
    },
    Alarm {
        name: "StaleSecretAlarm",
        meaning: "Three times in an hour, functions used an old copy of the secret because they could not read it \
                  again. After `SecretMaxAgeSeconds`, logins that need the form fail.",
    },
    Alarm {
        name: "RefusedAlarm",
        meaning: "In fifteen minutes, at least ten links were rejected, and more than `RefusedPercent` of all. Find the \
                  outcomes, and explain them.",
    },
    Alarm {
        name: "NobodyPassesAlarm",
        meaning: "In six hours, three links were rejected because of their signature or issuer, and no form was shown. \
                  The secrets in Auth0 and SSM differ, or the host is not in `Auth0Domains`.",
    },
    Alarm {
        name: "ThrottleRateAlarm",
        meaning: "The request rate is close to `ThrottleRate`. Above it, users get status 429.",
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
