//! Tests of the commands for a user that a plan has asked.

use serde_json::{Value, json};

use super::Failure;
use super::tests::{Run, run, run_in};

/// A profile with this memory of the plan, and with these records.
fn profile(memory: &Value, records: &Value) -> Value {
    json!({
        "user_id": "auth0|a",
        "logins_count": 5,
        "user_metadata": {"company_name": "Example Ltd", "terms": false},
        "app_metadata": {
            "plan": "x",
            "progressive_profiling": records,
            "progressive_profiling_plan": memory,
        },
    })
}

/// A memory with every key.
fn full() -> Value {
    json!({
        "visited_at": "2026-11-20T12:00:00.000Z",
        "visited_login": 4,
        "requested_at": "2026-11-23T00:00:00.000Z",
        "skips": {"new-terms": {"count": 2, "at": "2026-11-20T12:00:00.000Z", "login": 4}},
        "answered_at": {"company_name": "2026-11-01T08:00:00.000Z", "job_title": "2026-11-02T08:00:00.000Z"},
        "consents": {"terms": answers(), "news": [{"value": true}]},
    })
}

/// A "yes", and a "no" to a later version.
fn answers() -> Value {
    json!([
        {"value": true, "version": "2025-01", "url": "https://example.com/terms", "at": "2025-01-02T08:00:00.000Z", "login": 1},
        {"value": false, "version": "2026-01", "at": "2026-01-02T08:00:00.000Z", "login": 3},
    ])
}

/// The memory without the pauses.
fn without_pauses() -> Value {
    json!({"answered_at": full()["answered_at"], "consents": full()["consents"]})
}

/// Runs a command line in a repository with a plan.
fn run_with_plan(line: &str, responses: &[(u16, Value)]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let environments = folder.path().join("infra/auth0/environments");
    std::fs::create_dir_all(&environments).unwrap();
    std::fs::write(folder.path().join("infra/auth0/plan.json"), "{}").unwrap();
    let file = json!({"AUTH0_KEYWORD_REPLACE_MAPPINGS": {
        "FORM_URL": "https://forms.shop.test/forms/profile", "REQUIRED_USER_FIELDS": "phone", "LOGIN_COUNT": "1", "REQUIRED": "true",
    }});
    std::fs::write(environments.join("test.json"), file.to_string()).unwrap();
    run_in(folder.path(), line, responses)
}

#[test]
fn show_prints_what_the_plan_remembers() {
    let text = run("show 'auth0|a'", &[(200, profile(&full(), &Value::Null))]).text();
    let (record, answers) = text.split_once("\nAnswers in user_metadata\n").unwrap();
    assert_eq!(
        record,
        "User auth0|a at example.eu.auth0.com, 5 logins\n\
         \n\
         The plan\n  \
           last visit      2026-11-20T12:00:00.000Z, login 4; the `wait` of the plan counts from here\n  \
           last request    2026-11-23T00:00:00.000Z; not again until 2026-11-24T00:00:00Z\n  \
           not now         new-terms: 2 times, 2026-11-20T12:00:00.000Z, login 4\n  \
           answered        company_name: 2026-11-01T08:00:00.000Z\n  \
           answered        job_title: 2026-11-02T08:00:00.000Z\n  \
           consent         news: yes, no details\n  \
           consent         terms: yes, version 2025-01, https://example.com/terms, 2025-01-02T08:00:00.000Z, login 1\n  \
           consent         terms: no, version 2026-01, 2026-01-02T08:00:00.000Z, login 3\n"
    );
    for line in ["  company_name  set\n", "  job_title     not set\n", "  terms         set  (consent)\n"] {
        assert!(answers.contains(line), "{line}: {answers}");
    }
    let document = run("show 'auth0|a' --json", &[(200, profile(&full(), &Value::Null))]).text();
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["progressive_profiling_plan"], full());
    assert_eq!(document["answers"]["terms"], json!({"set": true}));
}

#[test]
fn a_memory_in_any_state_is_shown_without_control_characters() {
    for (memory, expected) in [
        (Value::Null, "The Action remembers nothing about this user."),
        (json!({}), "The plan\n  nothing that the Action reads\n"),
        (json!({"skips": {"\u{1b}": {"count": 1}}}), "The plan\n  nothing that the Action reads\n"),
        (
            json!("x\u{1b}"),
            "The Action ignores a part of app_metadata.progressive_profiling_plan that is not valid",
        ),
        (
            json!({"consents": {"terms": [{"version": "\u{1b}[2J"}]}}),
            r"terms: no valid answer, version \u{1b}[2J",
        ),
    ] {
        let text = run("show 'auth0|a'", &[(200, profile(&memory, &Value::Null))]).text();
        assert!(text.contains(expected) && !text.contains('\u{1b}'), "{memory}: {text}");
    }
}

#[test]
fn with_a_plan_the_settings_do_not_decide() {
    let records = json!({"profile": {"postponed_at": "2026-11-20T12:00:00.000Z", "unanswered_at": "2026-11-23T00:00:00.000Z"}});
    let found = [(200, profile(&full(), &records))];
    for line in ["show 'auth0|a'", "show 'auth0|a' --environment test"] {
        let text = run_with_plan(line, &found).text();
        for expected in [
            "postponed       2026-11-20T12:00:00.000Z; has no effect with a plan\n",
            "not answered    2026-11-23T00:00:00.000Z; not asked until 2026-11-24T00:00:00Z\n",
            "\nThe plan in infra/auth0/plan.json decides about the next login",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(!text.contains("with the settings of") && !text.contains("phone"), "{text}");
    }
    let text = run("show 'auth0|a'", &found).text();
    assert!(!text.contains("plan.json"), "{text}");
}

#[test]
fn reset_ends_the_pauses_of_the_plan_and_sends_the_complete_remaining_memory() {
    let record = json!({"profile": {"version": 1, "consents": {"terms": {"version": "2025-01"}}}});
    let memory = |memory: Value| json!({"progressive_profiling_plan": memory});
    let without = |key: &str, field: &str| {
        let mut memory = without_pauses();
        memory[key].as_object_mut().unwrap().remove(field);
        memory
    };
    for (options, stored, records, expected) in [
        ("", full(), record.clone(), json!({"app_metadata": memory(without_pauses())})),
        ("--form profile", full(), record.clone(), json!({"app_metadata": memory(without_pauses())})),
        (
            "",
            json!({"visited_login": 4, "skips": 7}),
            Value::Null,
            json!({"app_metadata": memory(Value::Null)}),
        ),
        (
            "",
            json!({"requested_at": "x", "other": u64::MAX}),
            json!({"profile": {"postponed_login": 4}}),
            json!({"app_metadata": {"progressive_profiling": null, "progressive_profiling_plan": {"other": u64::MAX}}}),
        ),
        (
            "--fields company_name",
            full(),
            record.clone(),
            json!({
                "app_metadata": memory(without("answered_at", "company_name")),
                "user_metadata": {"company_name": null},
            }),
        ),
        (
            "--fields job_title",
            full(),
            record.clone(),
            json!({"app_metadata": memory(without("answered_at", "job_title"))}),
        ),
        (
            "--withdraw-consent terms",
            full(),
            record.clone(),
            json!({
                "app_metadata": {
                    "progressive_profiling": {"profile": {"version": 1}},
                    "progressive_profiling_plan": without("consents", "terms"),
                },
                "user_metadata": {"terms": null},
            }),
        ),
        (
            "--withdraw-consent terms",
            json!({"consents": {"terms": answers()}, "answered_at": {"terms": "2026-11-01T08:00:00.000Z"}}),
            Value::Null,
            json!({"app_metadata": memory(Value::Null), "user_metadata": {"terms": null}}),
        ),
        (
            "--all",
            full(),
            record.clone(),
            json!({"app_metadata": {"progressive_profiling": null, "progressive_profiling_plan": null}}),
        ),
        (
            "--all --form profile",
            full(),
            record.clone(),
            json!({"app_metadata": {"progressive_profiling": null, "progressive_profiling_plan": without_pauses()}}),
        ),
        (
            "--all --fields terms",
            without_pauses(),
            Value::Null,
            json!({"app_metadata": memory(Value::Null), "user_metadata": {"terms": null}}),
        ),
        ("--all", json!("not an object"), Value::Null, json!({"app_metadata": memory(Value::Null)})),
    ] {
        let before = profile(&stored, &records);
        let mut after = before.clone();
        for (key, members) in expected.as_object().unwrap() {
            for (name, value) in members.as_object().unwrap() {
                after[key][name] = value.clone();
            }
        }
        let line = format!("reset 'auth0|a' {options} --yes");
        let changed = run(&line, &[(200, before.clone()), (200, after.clone())]);
        assert_eq!(changed.body(), expected, "{options}: {}", changed.text());
        assert!(changed.text().starts_with("\nChanged the user auth0|a"), "{options}: {}", changed.text());
        let has_memory = expected["app_metadata"].get("progressive_profiling_plan").is_some();
        assert_eq!(
            changed.before.contains("To be removed from app_metadata.progressive_profiling_plan:\n"),
            has_memory,
            "{options}: {}",
            changed.before
        );

        // A login at the same time wrote the memory again.
        after["app_metadata"]["progressive_profiling_plan"]["visited_login"] = json!(6);
        let concurrent = run(&line, &[(200, before), (200, after)]);
        assert!(concurrent.text().starts_with("ATTENTION"), "{options}: {}", concurrent.text());
    }
}

#[test]
fn reset_prints_what_it_removes_and_when_the_plan_asks() {
    let found = (200, profile(&full(), &Value::Null));
    let withdrawn = run("reset 'auth0|a' --withdraw-consent terms", std::slice::from_ref(&found)).text();
    for expected in ["\"visited_login\": 4", "\"version\": \"2025-01\"", "\"value\": false", "  terms\n"] {
        assert!(withdrawn.contains(expected), "{expected}: {withdrawn}");
    }
    assert!(!withdrawn.contains("\"news\"") && !withdrawn.contains("answered_at"), "{withdrawn}");
    let after = (200, profile(&without_pauses(), &Value::Null));
    let text = run_with_plan("reset 'auth0|a' --yes", &[found, after]).text();
    assert!(text.contains("at the next login if a rule of the plan applies and has a question."), "{text}");
}

#[test]
fn a_reset_of_the_memory_that_is_not_possible_names_the_next_step() {
    for (options, memory, expected) in [
        ("", without_pauses(), "nothing to reset"),
        ("", json!("not an object"), "nothing to reset"),
        ("--form profile", full(), "to reset the memory of the plan, omit --form"),
        ("--fields terms", full(), "--withdraw-consent terms"),
        ("--withdraw-consent other", full(), "there are consents to news, terms"),
        (
            "",
            json!({"visited_login": 4, "x": [0.123_456_789_012_345_68]}),
            "app_metadata.progressive_profiling_plan.x has a number that this command cannot write back exactly",
        ),
    ] {
        let run = run(&format!("reset 'auth0|a' --yes {options}"), &[(200, profile(&memory, &Value::Null))]);
        assert!(matches!(run.result, Err(Failure::Refused(_))), "{options}");
        assert!(run.text().contains(expected), "{options}: {}", run.text());
        assert_eq!(run.requests.len(), 1, "{options}");
    }
    // The answers to consents remain in the memory if --all is for a form.
    let records = json!({"profile": {"version": 1}});
    let run =
        run("reset 'auth0|a' --all --form profile --fields terms", &[(200, profile(&full(), &records))]);
    assert!(run.text().contains("--withdraw-consent terms"), "{}", run.text());
}
