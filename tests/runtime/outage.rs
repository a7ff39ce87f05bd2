//! Failures of SSM for every reason: at the start of the real binaries, and for handlers that already have a
//! copy of the secret.

use std::sync::Arc;

use futures_util::future::join_all;
use profiling_service::clock::ManualClock;
use profiling_tests::emulator::{Lines, NOW};
use profiling_tests::event::get;
use profiling_tests::token;
use serde_json::{Value, json};

use crate::function::{Function, environment};
use crate::sandboxes::sandbox;
use crate::wire::{FaultySsm, Wire, tells_the_wire};
use crate::{ISSUER, PARAMETER, SECRET, header, query, question};

const GOOD: Wire = Wire::Parameter(SECRET, "SecureString");

/// The failures, and their text in the log.
const FAULTS: [(Wire, &str); 9] = [
    (Wire::Error("AccessDeniedException"), "AccessDeniedException"),
    (Wire::Error("ParameterNotFound"), "ParameterNotFound"),
    (Wire::Error("ThrottlingException"), "ThrottlingException"),
    (Wire::Reset, "the response could not be read"),
    (Wire::Noise, "the response could not be read"),
    (Wire::Silence, "SSM did not respond in time"),
    (Wire::Parameter("", "SecureString"), "it contains no secret"),
    (Wire::Parameter("too-short-canary", "SecureString"), "the secret on line 1 has 16 bytes"),
    (
        Wire::Parameter("canary-canary-canary-canary-canary", "StringList"),
        "the parameter is not a SecureString",
    ),
];

#[tokio::test]
async fn a_function_that_starts_without_the_secret_logs_it_and_recovers_with_the_next_request() {
    join_all(FAULTS.map(async |(fault, message)| {
        let ssm = FaultySsm::start(fault).await;
        let mut function = Function::start("PROFILING_FORM", &environment(&ssm.endpoint, PARAMETER)).await;
        let event = get("profile", &query(&question(SECRET)));
        let refused = function.invoke(&event).await;
        assert_eq!(refused["statusCode"], 503, "{fault:?}: {refused}");
        assert_eq!(header(&refused, "retry-after"), Some("5"), "{fault:?}");
        assert!(header(&refused, "location").is_none() && !tells_the_wire(&refused), "{fault:?}: {refused}");

        ssm.set(GOOD);
        assert_eq!(function.invoke(&event).await["statusCode"], 200, "{fault:?}");

        let output = function.stop().await;
        let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [start, refusal, success] = &lines[..] else { panic!("{fault:?}: {output}") };
        assert!(start["message"].as_str().unwrap().contains(message), "{fault:?}: {start}");
        assert_eq!(refusal["outcome"], "secret_unavailable", "{fault:?}");
        assert!(refusal["detail"].as_str().unwrap().contains(message), "{fault:?}: {refusal}");
        assert_eq!(success["outcome"], "rendered", "{fault:?}");
        assert!(!lines.iter().any(tells_the_wire), "{fault:?}: {output}");
    }))
    .await;
}

#[tokio::test]
async fn a_function_with_the_secret_continues_until_its_copy_is_too_old() {
    join_all(FAULTS.map(async |(fault, message)| {
        let ssm = FaultySsm::start(GOOD).await;
        let (clock, log) = (Arc::new(ManualClock::at(NOW)), Arc::new(Lines::default()));
        let app = sandbox(&ssm.endpoint, ISSUER, &clock, &log);
        let mut age = 0;
        let mut request = async |seconds: u64| {
            clock.advance(seconds);
            age += seconds;
            let claims = token::claims(ISSUER, NOW + age, &json!({}));
            let event = get("profile", &query(&token::session_token(&claims, SECRET)));
            let event = serde_json::from_value(event).unwrap();
            let answer = profiling_service::event::respond(&app, event, None, profiling_form::handle).await;
            let line: Value = serde_json::from_str(&log.take().concat()).unwrap();
            (answer.status_code, line)
        };
        let (status, line) = request(0).await;
        assert!(status == 200 && line.get("stale_secret").is_none(), "{fault:?}: {line}");

        ssm.set(fault);
        // Within five minutes nobody asks; then every request is served with the old copy, and says so.
        for (seconds, stale) in [(299, false), (1, true), (1, true), (14_098, true)] {
            let (status, line) = request(seconds).await;
            assert_eq!(status, 200, "{fault:?}: {line}");
            let reason = line["stale_secret"].as_str().unwrap_or_default();
            assert_eq!(
                (reason.contains(message), line["StaleSecret"] == 1),
                (stale, stale),
                "{fault:?}: {line}"
            );
        }
        let (status, line) = request(1).await;
        assert_eq!((status, &line["outcome"]), (503, &json!("secret_unavailable")), "{fault:?}");

        ssm.set(GOOD);
        let (status, line) = request(1).await;
        assert!(status == 200 && line.get("stale_secret").is_none(), "{fault:?}: {line}");
    }))
    .await;
}
