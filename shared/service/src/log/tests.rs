use std::collections::{BTreeMap, BTreeSet};

use profiling_forms::FormName;
use profiling_session::redirect::TooLong;
use serde_json::{Value, json};

use super::*;
use crate::test_support::throttled;

const ENDED: Duration = Duration::from_millis(1_800_000_000_042);

/// The outcomes that count as rejected: an operator should know when they become frequent.
const REFUSED: [&str; 20] = [
    "answers_too_long",
    "form_unknown",
    "request_malformed",
    "body_too_large",
    "body_malformed",
    "media_type_unsupported",
    "cross_site",
    "state_invalid",
    "token_missing",
    "token_malformed",
    "header_refused",
    "algorithm_refused",
    "signature_mismatch",
    "claim_invalid",
    "answer_reflected",
    "issuer_unknown",
    "token_not_yet_valid",
    "lifetime_too_long",
    "form_mismatch",
    "ip_mismatch",
];

/// The schema of the format, with the rules that its specification has in prose: only known members, at most 100
/// metrics.
fn format() -> jsonschema::Validator {
    let name = |max: u16| json!({"type": "string", "minLength": 1, "maxLength": max});
    let metric = json!({
        "type": "object", "required": ["Name"], "additionalProperties": false,
        "properties": {
            "Name": name(1_024),
            "Unit": {"enum": ["Seconds", "Microseconds", "Milliseconds", "Bytes", "Percent", "Count", "None"]},
            "StorageResolution": {"enum": [1, 60]},
        },
    });
    let directive = json!({
        "type": "object", "required": ["Namespace", "Dimensions", "Metrics"], "additionalProperties": false,
        "properties": {
            "Namespace": name(1_024),
            "Dimensions": {
                "type": "array", "minItems": 1, "items": {"type": "array", "maxItems": 30, "items": name(250)},
            },
            "Metrics": {"type": "array", "maxItems": 100, "items": metric},
        },
    });
    let metadata = json!({
        "type": "object", "required": ["Timestamp", "CloudWatchMetrics"], "additionalProperties": false,
        "properties": {
            "Timestamp": {"type": "integer"},
            "CloudWatchMetrics": {"type": "array", "items": directive},
        },
    });
    let root = json!({"type": "object", "required": ["_aws"], "properties": {"_aws": metadata}});
    jsonschema::validator_for(&root).unwrap()
}

fn line(outcome: Outcome, record: &Record) -> Value {
    let ended = UNIX_EPOCH + ENDED;
    let began = ended - Duration::from_millis(1_500);
    let line = request_line(Ending { outcome, status: outcome.status(), began, ended }, "7K2M-9QXD", record);
    assert!(!line.contains('\n'), "{line}");
    serde_json::from_str(&line).unwrap()
}

fn of_function() -> Record {
    Record { function: Some("stack-FormFunction-1".to_owned()), ..Record::default() }
}

/// The metrics that `CloudWatch` reads from a line: for each its dimensions, with their values, and its own value.
fn extract(line: &Value) -> Vec<(BTreeMap<&str, &str>, &str, u64)> {
    let member = |name: &Value| &line[name.as_str().unwrap()];
    let mut metrics = Vec::new();
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().unwrap() {
        for dimensions in directive["Dimensions"].as_array().unwrap() {
            let dimensions = dimensions.as_array().unwrap().iter();
            let dimensions: BTreeMap<&str, &str> =
                dimensions.map(|name| (name.as_str().unwrap(), member(name).as_str().unwrap())).collect();
            for metric in directive["Metrics"].as_array().unwrap() {
                let name = metric["Name"].as_str().unwrap();
                metrics.push((dimensions.clone(), name, line[name].as_u64().unwrap()));
            }
        }
    }
    metrics
}

#[test]
fn every_outcome_is_one_request_and_a_refusal_or_not() {
    for outcome in Outcome::ALL.iter().filter(|outcome| outcome.is_request()) {
        let line = line(*outcome, &of_function());
        let function = BTreeMap::from([("function", "stack-FormFunction-1")]);
        let by_outcome = BTreeMap::from([("function", "stack-FormFunction-1"), ("outcome", outcome.name())]);
        let mut expected = vec![(by_outcome, "Requests", 1)];
        // Scanners do not request a form: they must not dilute the rate of rejections.
        if !["not_found", "method_not_allowed"].contains(&outcome.name()) {
            expected.push((function, "Refused", REFUSED.contains(&outcome.name()).into()));
        }
        assert_eq!(extract(&line), expected, "{}", outcome.name());
    }
}

#[test]
fn a_stale_secret_counts_by_function() {
    let record = Record { stale_secret: Some(throttled()), ..of_function() };
    let line = line(Outcome::Rendered, &record);
    let function = BTreeMap::from([("function", "stack-FormFunction-1")]);
    assert_eq!(extract(&line)[1..], [(function.clone(), "Refused", 0), (function, "StaleSecret", 1)]);
    let elsewhere = self::line(Outcome::NotFound, &record);
    assert_eq!(
        extract(&elsewhere)[1..],
        [(BTreeMap::from([("function", "stack-FormFunction-1")]), "StaleSecret", 1)]
    );
}

#[test]
fn the_line_is_in_the_embedded_metric_format() {
    let format = format();
    for stale_secret in [None, Some(throttled())] {
        let line = line(Outcome::Rendered, &Record { stale_secret, ..of_function() });
        let faults: Vec<String> = format.iter_errors(&line).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{line}");
        assert_eq!(line["_aws"]["Timestamp"], json!(1_800_000_000_042_u64));
    }
}

#[test]
fn no_dimension_has_a_value_that_an_attacker_can_choose() {
    let chosen = || Some("chosen-outside".to_owned());
    let record = Record {
        request_id: chosen(),
        invocation_id: chosen(),
        route: chosen(),
        method: chosen(),
        form: chosen(),
        rejected_fields: vec!["chosen-outside".to_owned()],
        unknown_fields: BTreeSet::from(["chosen-outside".to_owned()]),
        language: chosen(),
        application: chosen(),
        domain: chosen(),
        login: chosen(),
        settings: chosen(),
        rule: chosen(),
        reason: Some(Reason::FormMismatch { token_form: FormName::parse("chosen-outside").ok() }),
        stale_secret: Some(throttled()),
        ..of_function()
    };
    let line = line(Outcome::FormUnknown, &record);
    let metrics = extract(&line);
    let names: BTreeSet<&str> =
        metrics.iter().flat_map(|(dimensions, ..)| dimensions.keys().copied()).collect();
    assert_eq!(names, BTreeSet::from(["function", "outcome"]));
    let values: BTreeSet<&str> =
        metrics.iter().flat_map(|(dimensions, ..)| dimensions.values().copied()).collect();
    assert_eq!(values, BTreeSet::from(["stack-FormFunction-1", "form_unknown"]));
}

#[test]
fn without_a_function_there_are_no_metrics() {
    let line = line(Outcome::Rendered, &Record { stale_secret: Some(throttled()), ..Record::default() });
    for member in ["_aws", "Requests", "Refused", "StaleSecret"] {
        assert!(line.get(member).is_none(), "{member}: {line}");
    }
}

/// A request from a tool, with everything that raises the level of other lines.
fn of_a_tool() -> Record {
    Record {
        synthetic: true,
        stale_secret: Some(throttled()),
        unknown_fields: BTreeSet::from(["shoe_size".to_owned()]),
        ..of_function()
    }
}

#[test]
fn a_request_of_a_tool_counts_in_no_metric() {
    for outcome in Outcome::ALL {
        let line = line(*outcome, &of_a_tool());
        assert_eq!(line["synthetic"], true, "{line}");
        for member in ["_aws", "Requests", "Refused", "StaleSecret"] {
            assert!(line.get(member).is_none(), "{member}: {line}");
        }
    }
}

#[test]
fn a_request_of_a_tool_is_a_warning_or_an_error_only_if_the_outcome_is_a_bug() {
    for outcome in Outcome::ALL {
        let level = if *outcome == Outcome::InternalError { "ERROR" } else { "INFO" };
        assert_eq!(line(*outcome, &of_a_tool())["level"], level, "{}", outcome.name());
    }
}

#[test]
fn the_line_has_every_field_of_a_request() {
    let text = |text: &str| Some(text.to_owned());
    let record = Record {
        cold_start: true,
        request_id: text("JKJaXmPLvHcESHA="),
        invocation_id: text("00000000-0000-4000-8000-000000000000"),
        route: text("POST /forms/{form}"),
        method: text("POST"),
        form: text("profile"),
        form_version: Some(3),
        fields: Some(2),
        step: Some(1),
        rejected_fields: vec!["job_title".to_owned()],
        unknown_fields: BTreeSet::from(["shoe_size".to_owned()]),
        language: text("de"),
        application: text("Shop"),
        domain: text("example.eu.auth0.com"),
        login: text("1a2b3c4d"),
        settings: text("0eda315b"),
        rule: text("size-first"),
        same_ip: Some(true),
        reason: Some(Reason::AnswersTooLong(TooLong { bytes: 8_150, limit_bytes: 8_000 })),
        ..of_function()
    };
    let mut line = line(Outcome::AnswersInvalid, &record);
    let members = line.as_object_mut().unwrap();
    members.retain(|name, _| !["_aws", "Requests", "Refused"].contains(&name.as_str()));
    let expected = json!({
        "timestamp": "2027-01-15T08:00:00.042Z", "level": "WARN", "message": "request",
        "outcome": "answers_invalid", "status": 422, "reference": "7K2M-9QXD", "duration_ms": 1_500,
        "cold_start": true, "function": "stack-FormFunction-1", "request_id": "JKJaXmPLvHcESHA=",
        "invocation_id": "00000000-0000-4000-8000-000000000000", "route": "POST /forms/{form}",
        "method": "POST", "form": "profile", "form_version": 3, "fields": 2, "step": 1,
        "rejected_fields": ["job_title"], "unknown_fields": ["shoe_size"], "language": "de",
        "application": "Shop", "domain": "example.eu.auth0.com", "login": "1a2b3c4d", "settings": "0eda315b",
        "rule": "size-first", "same_ip": true,
        "reason": "answers_too_long", "bytes": 8_150, "limit_bytes": 8_000,
        "detail": "the redirect would have 8150 bytes, more than the limit of 8000",
    });
    assert_eq!(line, expected);
}

/// A record in which every field has a value.
#[cfg(feature = "guide")]
fn full_record() -> Record {
    let text = || Some("text".to_owned());
    Record {
        cold_start: true,
        function: text(),
        request_id: text(),
        invocation_id: text(),
        route: text(),
        method: text(),
        form: text(),
        form_version: Some(1),
        fields: Some(1),
        step: Some(1),
        rejected_fields: vec!["text".to_owned()],
        unknown_fields: BTreeSet::from(["text".to_owned()]),
        prefill_unreadable: true,
        language: text(),
        application: text(),
        domain: text(),
        login: text(),
        settings: text(),
        rule: text(),
        synthetic: true,
        same_ip: Some(true),
        return_link: Some("verified"),
        reason: None,
        stale_secret: Some(throttled()),
    }
}

#[cfg(feature = "guide")]
#[test]
fn the_values_of_a_reason_have_names_of_their_own_in_the_line() {
    let other = line(Outcome::Rendered, &full_record());
    for reason in Reason::samples() {
        let fields = serde_json::to_value(&reason).unwrap();
        for name in fields.as_object().unwrap().keys() {
            assert!(other.get(name).is_none() && name != "detail", "{name} of {fields}");
        }
        let line = line(reason.outcome(), &Record { reason: Some(reason.clone()), ..full_record() });
        assert_eq!(line["detail"], reason.to_string());
        assert_eq!(serde_json::from_value::<Reason>(line).unwrap(), reason);
    }
}
