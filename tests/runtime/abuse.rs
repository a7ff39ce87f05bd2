//! The costs of any request are limited to 50 ms of CPU time and 24 MiB of memory. The largest event that
//! Lambda delivers, of six megabytes, comes close, because the runtime holds it twice before it calls the
//! handler.

use std::fs::read_to_string;

use profiling_tests::event::{get, post};
use profiling_tests::{setting, token};
use serde_json::{Value, json};

use crate::function::{Function, environment};
use crate::wire::{FaultySsm, Wire};
use crate::{ISSUER, PARAMETER, SECRET, now, question};

/// The limits in milliseconds and KiB, for release builds. A debug build may take ten times the time and
/// twice the memory. An emulated release build may take five times the time, and its process includes about
/// 30 MiB of the emulator and of the code that it translated.
fn bounds() -> (u64, u64) {
    match setting("PROFILING_PROFILE").as_str() {
        "release" => (50, 24 * 1_024),
        "debug" => (500, 48 * 1_024),
        "emulated" => (250, 64 * 1_024),
        other => panic!("PROFILING_PROFILE is {other}"),
    }
}

/// The CPU time of a process in milliseconds, to the hundredth of a second.
fn processor_ms(id: u32) -> u64 {
    let stat = read_to_string(format!("/proc/{id}/stat")).expect("Linux");
    let (_, fields) = stat.rsplit_once(')').expect("the name's end");
    // Of the fields behind the name, the user's time and the system's, in hundredths of a second.
    let times = fields.split_whitespace().skip(11).take(2);
    times.map(|ticks| ticks.parse::<u64>().expect("a number")).sum::<u64>() * 10
}

/// The peak memory of a process, in KiB.
fn peak_kib(id: u32) -> u64 {
    let status = read_to_string(format!("/proc/{id}/status")).expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    peak.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// The most expensive requests, and their statuses.
fn requests() -> Vec<(&'static str, Value, u64)> {
    let token = question(SECRET);
    let base = format!("state=s&session_token={token}");
    let signed = |payload: &str| token::sign(r#"{"alg":"HS256"}"#, payload, SECRET);
    let claims = token::claims(ISSUER, now(), &json!({})).to_string();
    let with = |claim: &str| format!("state=s&session_token={}", signed(&claims.replacen('{', claim, 1)));
    let deep = |depth: usize| format!("{{\"deep\":{}{},", "[".repeat(depth), "]".repeat(depth));
    let many: Vec<String> = (0..400).map(|number| format!("\"c{number}\":{number},")).collect();
    let many = many.concat();
    let inputs = |count: usize| {
        let inputs: Vec<String> = (0..count).map(|number| format!("&f{number}=x")).collect();
        inputs.concat()
    };
    let mut named = post("profile", &base);
    for number in 0..60 {
        named["headers"][format!("x-{number}")] = json!("y".repeat(150));
    }
    vec![
        ("as deep as a token can be", post("profile", &with(&deep(2_500))), 403),
        ("deeper than a token can be", post("profile", &with(&deep(10_000))), 400),
        (
            "a claim of half a megabyte",
            post("profile", &with(&format!("{{\"a\":\"{}\",", "b".repeat(500_000)))),
            413,
        ),
        ("as many claims as a token can have", post("profile", &with(&format!("{{{many}"))), 422),
        ("a body of 64 KB", post("profile", &format!("{base}&company_name={}", "x".repeat(64_000))), 422),
        ("256 parameters", post("profile", &format!("{base}{}", inputs(250))), 422),
        ("a thousand parameters", post("profile", &format!("{base}{}", inputs(1_000))), 400),
        ("ten thousand parameters", post("profile", &format!("{base}{}", "&a".repeat(10_000))), 400),
        ("nothing but separators", post("profile", &"&".repeat(60_000)), 400),
        ("nothing but percent signs", post("profile", &"%".repeat(60_000)), 400),
        (
            "every character encoded",
            post("profile", &format!("{base}&job_title={}", "%F0%9F%98%80".repeat(5_000))),
            422,
        ),
        (
            "combining marks without end",
            post("profile", &format!("{base}&job_title=a{}", "%CC%81".repeat(10_000))),
            422,
        ),
        ("a query of sixteen kilobytes", get("profile", &"q".repeat(16_000)), 405),
        ("many long headers", named, 422),
    ]
}

/// The size limit of a Lambda event.
fn largest() -> Value {
    let mut event = post("profile", "");
    event["body"] = json!("A".repeat(5_900_000));
    event
}

#[tokio::test]
async fn no_request_costs_more_than_50_ms_and_24_mib() {
    let (most_ms, most_kib) = bounds();
    let ssm = FaultySsm::start(Wire::Parameter(SECRET, "SecureString")).await;
    let mut function = Function::start("PROFILING_SUBMIT", &environment(&ssm.endpoint, PARAMETER)).await;
    let id = function.id();
    // The largest request is last, because the peak never decreases.
    let largest = [("a body of six megabytes", largest(), 413)];
    for (case, event, status) in requests().into_iter().chain(largest) {
        let before = processor_ms(id);
        let answer = function.invoke(&event).await;
        let (spent, peak) = (processor_ms(id) - before, peak_kib(id));
        assert_eq!(answer["statusCode"], status, "{case}");
        assert!(spent <= most_ms, "{case}: {spent} ms of a processor");
        assert!(peak <= most_kib, "{case}: {peak} KiB at the most");
    }
}
