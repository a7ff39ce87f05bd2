use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::*;

const ENDED: Duration = Duration::from_millis(1_800_000_000_042);

/// What counts as refused: somebody should know when it becomes frequent.
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

/// The format's own schema, as its specification has it, and what that says in words besides: only known
/// members, at most 100 metrics.
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
    let line = request_line(
        (outcome, outcome.status()),
        "7K2M-9QXD",
        record,
        (ended - Duration::from_millis(1_500), ended),
    );
    assert!(!line.contains('\n'), "{line}");
    serde_json::from_str(&line).unwrap()
}

fn of_function() -> Record {
    Record { function: Some("stack-FormFunction-1".to_owned()), ..Record::default() }
}

/// What `CloudWatch` makes of a line: for each metric its dimensions, with their values, and its own value.
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
        // Scanners come to no form: they must not thin the rate of refusals out.
        if !["not_found", "method_not_allowed"].contains(&outcome.name()) {
            expected.push((function, "Refused", REFUSED.contains(&outcome.name()).into()));
        }
        assert_eq!(extract(&line), expected, "{}", outcome.name());
    }
}

#[test]
fn a_stale_secret_counts_by_function() {
    let record = Record { stale_secret: Some("SSM is down".to_owned()), ..of_function() };
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
    for stale_secret in [None, Some("SSM is down".to_owned())] {
        let line = line(Outcome::Rendered, &Record { stale_secret, ..of_function() });
        let faults: Vec<String> = format.iter_errors(&line).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{line}");
        assert_eq!(line["_aws"]["Timestamp"], json!(1_800_000_000_042_u64));
    }
}

#[test]
fn no_dimension_has_a_value_that_somebody_outside_can_choose() {
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
        detail: chosen(),
        stale_secret: chosen(),
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
    let line = line(Outcome::Rendered, &Record { stale_secret: Some("x".to_owned()), ..Record::default() });
    for member in ["_aws", "Requests", "Refused", "StaleSecret"] {
        assert!(line.get(member).is_none(), "{member}: {line}");
    }
}

#[test]
fn the_line_tells_all_that_is_known_of_a_request() {
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
        same_ip: Some(true),
        detail: text("what exactly"),
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
        "application": "Shop", "domain": "example.eu.auth0.com", "login": "1a2b3c4d", "same_ip": true,
        "detail": "what exactly",
    });
    assert_eq!(line, expected);
}
