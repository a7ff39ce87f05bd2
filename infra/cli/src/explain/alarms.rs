//! The alarms of template.yaml, for whoever has one in hand.

use serde::{Serialize, Serializer};

/// An alarm, and what it means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    /// Its logical id in the template.
    pub(super) name: &'static str,
    /// What it says, in a sentence.
    pub(super) meaning: &'static str,
}

/// By its name.
impl Serialize for Alarm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// All of them.
pub(super) const ALARMS: &[Alarm] = &[
    Alarm {
        name: "FaultsAlarm",
        meaning: "A function failed, or a request ended as `fault`: a bug, or a function that does not start.",
    },
    Alarm {
        name: "ServerErrorsAlarm",
        meaning: "People see errors with a status from 500 on, the functions' or API Gateway's own: five in \
                  five minutes.",
    },
    Alarm { name: "LatencyAlarm", meaning: "Pages are slow: one request in twenty takes over two seconds." },
    Alarm {
        name: "ThrottlesAlarm",
        meaning: "Lambda turns requests away, as too many run at once: people see API Gateway's bare error.",
    },
    Alarm {
        name: "SecretUnavailableAlarm",
        meaning: "A function that has just started could not read the session secret, and people are told to \
                  try again. Deploy nothing meanwhile: the functions that run still have it.",
    },
    Alarm {
        name: "InvalidFormAlarm",
        meaning: "A login was sent to a form whose file is invalid. The function's log has file, place and reason in a \
                  line with `invalid form`; the other forms are served.",
    },
    Alarm {
        name: "UnlistedDomainAlarm",
        meaning: "A login came from a host that is not in `Auth0Domains`, with a token that the session secret signed: \
                  everyone who logs in on that host gets an error page. `detail` names the host.",
    },
    Alarm {
        name: "StaleSecretAlarm",
        meaning: "Three times within an hour functions have worked with a secret that they cannot read again. \
                  Nobody notices until `SecretMaxAgeSeconds` are over; then logins that are asked fail.",
    },
    Alarm {
        name: "RefusedAlarm",
        meaning: "More links are refused than `RefusedPercent` allows, and ten at least, in a quarter of an \
                  hour: look at which outcomes, and explain those.",
    },
    Alarm {
        name: "NobodyPassesAlarm",
        meaning: "In six hours three links were refused for signature or issuer, and no form was shown: the \
                  secrets of Auth0 and SSM differ, or the host is not in `Auth0Domains`.",
    },
    Alarm {
        name: "ThrottleRateAlarm",
        meaning: "Requests come near what `ThrottleRate` lets through; above it people get status 429.",
    },
];

/// The alarm that a text names: by its logical id, alone or within the name that a stack makes of it,
/// or by the one name that the template gives.
pub(super) fn named(text: &str) -> Option<&'static Alarm> {
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name = if words.ends_with(&["server", "errors"]) { Some("ServerErrorsAlarm") } else { None };
    let is_named = |alarm: &&Alarm| {
        name == Some(alarm.name) || words.iter().any(|word| alarm.name.eq_ignore_ascii_case(word))
    };
    ALARMS.iter().find(is_named)
}
