//! The alarms of template.yaml.

use serde::{Serialize, Serializer};

/// An alarm.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    /// Its logical id in the template.
    pub(super) name: &'static str,
    /// The meaning, in a sentence.
    pub(super) meaning: &'static str,
    /// The first steps, as parts of a list, without their full stops.
    pub(super) steps: &'static [&'static str],
}

impl Alarm {
    /// The anchor of its section in docs/operating.md.
    pub(super) fn anchor(&self) -> String {
        self.name.to_lowercase()
    }
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
        steps: &[
            "If it began with a deployment, roll back (docs/operating.md#rolling-back); otherwise, stop asking (docs/operating.md#stop-asking)",
            "Then search both functions' logs for lines with level ERROR, and explain them",
        ],
    },
    Alarm {
        name: "ServerErrorsAlarm",
        meaning: "Users got five responses with a status of 500 or above in five minutes, from the functions or from \
                  API Gateway.",
        steps: &[
            "Run `profiling doctor`: `mapping` and `recent-requests` show which of the two responds",
            "If it began with a deployment, roll back (docs/operating.md#rolling-back); otherwise compare `integration_error` in the access log",
        ],
    },
    Alarm {
        name: "LatencyAlarm",
        meaning: "Pages are slow: one request in twenty takes more than two seconds.",
        steps: &[
            "Compare `duration_ms` and `cold_start` in the functions' logs",
            "Near 4,000 ms, SSM does not answer: docs/operating.md#when-ssm-fails",
        ],
    },
    Alarm {
        name: "ThrottlesAlarm",
        meaning: "Lambda rejects requests because too many run at the same time. Users get API Gateway's plain error.",
        steps: &[
            "If users cannot log in, set `profiling_form` = `off` in the largest application (docs/operating.md#stop-asking)",
            "Run `profiling doctor`: `concurrency` prints the command that raises the limit. If it is ok, another function uses the \
             concurrency of the account: set `ReservedConcurrency` (docs/operating.md#quotas-and-scaling)",
        ],
    },
    Alarm {
        name: "SecretUnavailableAlarm",
        meaning: "A new instance of a function could not read the session secret, so users get an error page. Do not \
                  deploy now: running instances still have the secret.",
        steps: &[
            "Do not deploy, and do not change a setting of the functions",
            "Find the cause with `profiling doctor`, and follow docs/operating.md#when-ssm-fails",
        ],
    },
    Alarm {
        name: "InvalidFormAlarm",
        meaning: "A login used a form whose file is invalid. A line with `invalid form` in the function's log has the \
                  file, the position and the error. The other forms are served.",
        steps: &[
            "Move both aliases to the previous version, which takes seconds (docs/operating.md#move-an-alias-to-the-previous-version)",
            "Then correct the form, run `profiling check`, and deploy",
        ],
    },
    Alarm {
        name: "UnlistedDomainAlarm",
        meaning: "The session secret signed a token from a host that is not in `Auth0Domains`. Everyone who logs in on \
                  that host gets an error page. `host` in the log line has its name.",
        steps: &[
            "If the host is one of your custom domains, or the tenant's own, add it to `Auth0Domains` and deploy",
            "If it belongs to another stage, that stage has the same secret: give it its own (docs/rotation.md)",
        ],
    },
    Alarm {
        name: "StaleSecretAlarm",
        meaning: "Three times in an hour, functions used an old copy of the secret because they could not read it \
                  again. After `SecretMaxAgeSeconds`, logins that need the form fail.",
        steps: &[
            "Do not deploy, and do not continue a rotation",
            "Find the cause with `profiling doctor`, and follow docs/operating.md#when-ssm-fails",
        ],
    },
    Alarm {
        name: "RefusedAlarm",
        meaning: "In fifteen minutes, at least ten links were rejected, and more than `RefusedPercent` of all. Find the \
                  outcomes, and explain them.",
        steps: &[
            "Run `profiling doctor`: `recent-requests` has the most frequent outcome",
            "Explain that outcome; only `state_invalid`, `token_missing` and `form_unknown` are a scanner",
        ],
    },
    Alarm {
        name: "NobodyPassesAlarm",
        meaning: "In six hours, three links were rejected because of their signature or issuer, and no form was shown. \
                  The secrets in Auth0 and SSM differ, the host is not in `Auth0Domains`, or a scanner sent the links.",
        steps: &[
            "Run `profiling doctor`: `session-secret` and `domains` find the first two causes",
            "On a quiet night, three forged links of a scanner, or the smoke tests of three deployments, are the third",
        ],
    },
    Alarm {
        name: "ThrottleRateAlarm",
        meaning: "The request rate is close to `ThrottleRate`. Above it, users get status 429.",
        steps: &[
            "Find out whether it is a launch or a flood",
            "For a launch, set a higher `ThrottleRate` in samconfig.toml, and deploy; for a flood, see docs/protection.md",
        ],
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
