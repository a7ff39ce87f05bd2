use std::collections::BTreeSet;
use std::path::Path;

use profiling_service::outcome::Outcome;
use regex_lite::Regex;
use serde_json::json;

use super::action_reasons::REASONS;
use super::alarms::{ALARMS, named};
use super::entry::Entry;
use super::group::{self, groups};
use super::input::{Unknown, read};

const ACTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../auth0/actions/progressive-profiling.js");

/// The entries of a text, as `outcome NAME` or `reason NAME`.
fn understood(text: &str) -> Vec<String> {
    let (found, _) = read(text);
    let entries = found.iter().flat_map(|found| &found.entries);
    entries
        .map(|entry| match entry {
            Entry::Outcome(outcome) => format!("outcome {}", outcome.name()),
            Entry::Reason(reason) => format!("reason {}", reason.name),
            Entry::Message(message) => format!("message {}", message.name),
        })
        .collect()
}

fn unknown(text: &str) -> Vec<Unknown> {
    read(text).1
}

#[test]
fn the_reasons_are_those_that_the_action_logs() {
    let action = std::fs::read_to_string(Path::new(ACTION)).unwrap();
    // A reason can depend on whether there is a plan.
    let call = Regex::new(r"\b(pass|stop|refuse|refused)\((?:plan === PLAN \? '(\w+)' : )?'(\w+)'").unwrap();
    let logged = |functions: &[&str]| -> BTreeSet<String> {
        let calls = call.captures_iter(&action).filter(|call| functions.contains(&&call[1]));
        let names = calls.flat_map(|call| [call.get(2), call.get(3)]);
        names.flatten().map(|name| name.as_str().to_owned()).collect()
    };
    let listed = |denies: bool| -> BTreeSet<String> {
        let reasons = REASONS.iter().filter(|reason| reason.denies == denies);
        reasons.map(|reason| reason.name.to_owned()).collect()
    };
    assert_eq!(listed(false), logged(&["pass"]), "with which a login passes");
    assert_eq!(listed(true), logged(&["stop", "refuse", "refused"]), "with which it may be denied");
}

#[test]
fn every_reason_says_what_it_means_who_causes_it_and_what_to_do() {
    for reason in REASONS {
        assert!(!reason.causes.is_empty(), "{}", reason.name);
        for text in [reason.meaning, reason.remedy] {
            assert!(
                !text.is_empty() && !text.ends_with('.') && text.trim() == text,
                "{}: {text}",
                reason.name
            );
            assert!(!text.contains(['|', '\n', '*']) && !text.contains("  "), "{}: {text}", reason.name);
            assert!(text.matches('`').count() % 2 == 0, "{}: {text}", reason.name);
        }
    }
}

#[test]
fn every_name_is_understood_in_any_spelling() {
    for outcome in Outcome::ALL {
        let name = outcome.name();
        let expected = format!("outcome {name}");
        for text in [name.to_owned(), name.to_uppercase(), name.replace('_', "-"), format!("`{name}`,")] {
            assert!(understood(&text).contains(&expected), "{text}");
        }
    }
    for reason in REASONS {
        assert!(understood(reason.name).contains(&format!("reason {}", reason.name)), "{}", reason.name);
    }
}

#[test]
fn what_people_paste_is_understood() {
    for (text, expected) in [
        ("token_expired", &["outcome token_expired"][..]),
        ("Token Expired", &["outcome token_expired"]),
        ("answered", &["outcome answered", "reason answered"]),
        ("form_mismatch", &["outcome form_mismatch", "reason form_mismatch"]),
        (r#"{"level":"WARN","outcome":"token_expired","status":403}"#, &["outcome token_expired"]),
        ("{\n  \"level\": \"WARN\",\n  \"outcome\": \"token_expired\"\n}\n", &["outcome token_expired"]),
        (
            r#"2026-11-24T10:00:00 2026/11/24/[$LATEST]ab {"outcome":"internal_error"}"#,
            &["outcome internal_error"],
        ),
        (r#"{"outcome":"rendered"}{"outcome":"answered"}"#, &["outcome rendered", "outcome answered"]),
        (
            "[{\"outcome\":\"rendered\"},\n {\"outcome\":\"answered\"}]",
            &["outcome rendered", "outcome answered"],
        ),
        (r#"{"@timestamp":"x","@message":"{\"outcome\":\"internal_error\"}"}"#, &["outcome internal_error"]),
        (r#"{"events":[{"message":"{\"outcome\":\"internal_error\"}"}]}"#, &["outcome internal_error"]),
        (r#""outcome":"internal_error","status":500"#, &["outcome internal_error"]),
        ("payload_unreadable", &["outcome claim_invalid"]),
        (
            r#"{"timestamp":"x","level":"ERROR","message":"invalid form: profile.json: line 3 column 5: expected a string"}"#,
            &["outcome form_invalid"],
        ),
        ("invalid form: profile.json: fields: is missing", &["outcome form_invalid"]),
        ("429", &["message Too Many Requests"]),
        ("503", &["outcome secret_unavailable", "message Service Unavailable"]),
        ("403 Forbidden", &["message Forbidden"]),
        ("Try again", &["outcome secret_unavailable"]),
        ("panic", &["outcome internal_error"]),
        ("outcome = internal_error", &["outcome internal_error"]),
        ("why is there a token_missing again", &["outcome token_missing"]),
        ("progressive-profiling: token_invalid Token has expired.", &["reason token_invalid"]),
        ("token_invalid Token has expired. login=1a2b3c4d (denied)", &["reason token_invalid"]),
        ("progressive-profiling: off", &["reason off"]),
        ("progressive-profiling: answered written 2, dropped 0 login=1a2b3c4d", &["reason answered"]),
        (
            "progressive-profiling: broken_setting REQUIRED is not true or false\nprogressive-profiling: complete",
            &["reason broken_setting", "reason complete"],
        ),
        (
            r#"{"data":{"actions":[{"stdout":"progressive-profiling: unexpected TypeError\n"}]}}"#,
            &["reason unexpected"],
        ),
    ] {
        assert_eq!(understood(text), expected, "{text}");
    }
}

#[test]
fn of_two_reasons_of_one_name_the_line_tells_which() {
    for (line, name, denies) in [
        ("progressive-profiling: postponed 1 of 3 logins", "postponed", false),
        ("progressive-profiling: postponed missing job_title login=1a2b3c4d", "postponed", true),
        ("progressive-profiling: not_answered 5 of 24 hours", "not_answered", false),
        ("progressive-profiling: not_answered missing job_title login=1a2b3c4d", "not_answered", true),
        ("progressive-profiling: not_answered login=1a2b3c4d", "not_answered", true),
    ] {
        let (found, _) = read(line);
        let [Entry::Reason(reason)] = found[0].entries[..] else { panic!("{line}: {found:?}") };
        assert_eq!((reason.name, reason.denies), (name, denies), "{line}");
    }
}

#[test]
fn the_rule_of_a_line_is_printed_and_is_no_part_of_its_detail() {
    for (line, detail, rule, is_complete) in [
        ("asked a,b rule=profile login=1a2b3c4d", Some("a,b"), Some("profile"), true),
        (
            "asked a; too large to show: b rule=yearly-review login=1a2b3c4d",
            Some("a; too large to show: b"),
            Some("yearly-review"),
            true,
        ),
        (
            "answered written 2, dropped 0 rule=login login=1a2b3c4d",
            Some("written 2, dropped 0"),
            Some("login"),
            true,
        ),
        ("postponed missing a rule=profile", Some("missing a"), Some("profile"), true),
        ("postponed 1 of 3 logins rule=profile", Some("1 of 3 logins"), Some("profile"), true),
        ("waiting 6 of 7 days rule=profile", Some("6 of 7 days"), Some("profile"), true),
        ("not_answered rule=profile login=1a2b3c4d", None, Some("profile"), true),
        ("still_missing missing a rule=b rule=profile", None, Some("profile"), false),
        ("no_rule", None, None, true),
        ("asked a,b rule=7f3a9c", Some("a,b"), None, false),
        ("asked rule=profile a", None, None, false),
    ] {
        let (found, _) = read(&format!("progressive-profiling: {line}"));
        let [Entry::Reason(reason)] = found[0].entries[..] else { panic!("{line}: {found:?}") };
        assert!(line.starts_with(reason.name), "{line}");
        let details = &found[0].details;
        assert_eq!((details.detail(), details.rule()), (detail, rule), "{line}");
        let printed = printed(&format!("progressive-profiling: {line}"));
        assert_eq!(printed.contains("  rule of the plan  "), rule.is_some(), "{printed}");
        assert_eq!(!printed.contains("is not in a known format"), is_complete, "{printed}");
    }
    let request = printed(r#"{"outcome":"rendered","rule":"profile","login":"1a2b3c4d"}"#);
    assert!(request.contains("  rule of the plan  profile\n"), "{request}");
    let table = printed(&"progressive-profiling: asked a rule=profile login=1a2b3c4d\n".repeat(2));
    assert!(table.contains("asked  a rule=profile\n"), "{table}");
}

#[test]
fn unknown_input_is_reported_with_the_nearest_names() {
    for (text, near) in [
        ("tokn_expird", Some("token_expired")),
        ("signature mismatched", Some("signature_mismatch")),
        ("cros_site", Some("cross_site")),
        ("zebra", None),
    ] {
        let unknown = unknown(text);
        let [Unknown::Name(names)] = &unknown[..] else { panic!("{text}: {unknown:?}") };
        assert_eq!(names.first().copied(), near, "{text}");
        assert!(names.len() <= 3, "{text}: {names:?}");
    }
    for (text, expected) in [
        ("", Unknown::Nothing),
        (" \n", Unknown::Nothing),
        ("[]", Unknown::Nothing),
        (r#"{"level":"ERROR","message":"AUTH0_DOMAINS: give the hosts"}"#, Unknown::Line),
        (r#"{"outcome":"of_tomorrow"}"#, Unknown::Name(Vec::new())),
        ("progressive-profiling: of_tomorrow", Unknown::Name(Vec::new())),
        ("we go off", Unknown::Name(Vec::new())),
    ] {
        let understood = read(text);
        assert!(understood.0.is_empty(), "{text}: {understood:?}");
        assert_eq!(understood.1, [expected], "{text}");
    }
}

#[test]
fn the_alarms_are_those_of_the_template() {
    let template =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml")).unwrap();
    let resource = Regex::new(r"\n  (\w+):\n    Type: AWS::CloudWatch::Alarm\n").unwrap();
    let there: BTreeSet<&str> =
        resource.captures_iter(&template).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    assert_eq!(ALARMS.iter().map(|alarm| alarm.name).collect::<BTreeSet<_>>(), there);
    let alarm_name = Regex::new(r"AlarmName: !Sub \$\{AWS::StackName\}(-\S+)").unwrap();
    for name in alarm_name.captures_iter(&template) {
        assert!(named(&format!("stack{}", &name[1])).is_some(), "{}", &name[1]);
    }
}

#[test]
fn an_alarm_leads_to_its_section() {
    let document = include_str!("../../../../docs/operating.md");
    for alarm in ALARMS {
        assert!(document.contains(&format!("\n### `{}`\n", alarm.name)), "{}", alarm.name);
        assert_eq!(alarm.steps.len(), 2, "{}", alarm.name);
    }
}

#[test]
fn a_page_of_many_outcomes_begins_with_the_question_that_separates_them() {
    let printed = printed("This link cannot be used");
    assert!(
        printed.starts_with("13 outcomes or messages have this text. Ask the user for the reference"),
        "{printed}"
    );
    let positions =
        ["signature_mismatch", "cross_site", "ip_mismatch"].map(|name| printed.find(&format!("\n{name}  ")));
    assert!(positions[0].is_some() && positions[0] < positions[2], "{printed}");
}

#[test]
fn an_alarm_is_known_by_the_names_that_it_has_at_aws() {
    for alarm in ALARMS {
        for text in [
            alarm.name.to_owned(),
            alarm.name.to_lowercase(),
            format!("progressive-profiling-{}-1A2B3C4D5E6F", alarm.name),
            format!("ALARM: \"progressive-profiling-{}-1A2B3C\" in EU (Ireland)", alarm.name),
        ] {
            assert_eq!(named(&text), Some(alarm), "{text}");
        }
        let notice = json!({"AlarmName": format!("stack-{}-1A2B", alarm.name), "NewStateValue": "ALARM"});
        let (found, _) = read(&json!({"Message": notice.to_string()}).to_string());
        assert_eq!(found[0].details.alarm(), Some(alarm));
    }
    for (text, name) in [
        ("staging-server-errors", Some("ServerErrorsAlarm")),
        ("alarm", None),
        ("server-errors-of-yesterday", None),
    ] {
        assert_eq!(named(text).map(|alarm| alarm.name), name, "{text}");
    }
}

/// The text for people, for lines of the stack `s`.
fn printed(text: &str) -> String {
    group::text(groups(read(text).0), "s")
}

#[test]
fn many_lines_are_a_screenful_the_most_frequent_first() {
    let line = |second: usize, outcome: &str, rest: &str| {
        format!(
            "{{\"timestamp\":\"2026-11-24T10:{:02}:{:02}.000Z\",\"outcome\":\"{outcome}\"{rest}}}\n",
            second / 60 % 60,
            second % 60
        )
    };
    let mut lines = line(3, "rendered", "");
    for second in 0..20_000 {
        let rest = format!(",\"reason\":\"token_expired\",\"seconds\":{second},\"reference\":\"7G32-SVNQ\"");
        lines += &line(second % 3600, "token_expired", if second == 4 { &rest } else { "" });
    }
    // It is not printed, so the detail before it is.
    lines += &line(5, "token_expired", ",\"reason\":\"walrus\",\"detail\":\"walrus\"");
    lines +=
        "2026-11-24T10:00:09 progressive-profiling: off\n2026-11-24T10:00:07 progressive-profiling: off\n";
    lines += &"START RequestId: 00000000-0000-4000-8000-000000000000 Version: $LATEST\n".repeat(20_000);
    let printed = printed(&lines);
    let table: Vec<&str> = printed.lines().take(4).collect();
    assert_eq!(
        table,
        [
            " lines  first                last                 outcome or reason",
            " 20001  2026-11-24T10:00:00  2026-11-24T10:59:59  token_expired  7G32-SVNQ  expired 4 s ago",
            "     2  2026-11-24T10:00:07  2026-11-24T10:00:09  off",
            "     1  2026-11-24T10:00:03  2026-11-24T10:00:03  rendered",
        ]
    );
    assert!(printed.lines().count() <= 24, "{printed}");
    assert_eq!(printed.matches("what to do").count(), 3, "{printed}");
}

#[test]
fn a_request_of_a_tool_is_explained_as_one_that_affects_no_user() {
    let line = |rest: &str| format!("{{\"outcome\":\"issuer_unknown\"{rest}}}");
    for (rest, is_synthetic) in
        [("", false), (",\"synthetic\":true", true), (",\"synthetic\":\"true\"", false)]
    {
        let printed = printed(&line(rest));
        assert_eq!(printed.contains("A tool of the operator made this request"), is_synthetic, "{printed}");
        assert_eq!(printed.contains("stop asking first"), !is_synthetic, "{printed}");
    }
}

#[test]
fn a_form_without_its_prefill_is_explained() {
    for (rest, is_explained) in
        [("", false), (",\"prefill_unreadable\":true", true), (",\"prefill_unreadable\":1", false)]
    {
        let printed = printed(&format!("{{\"outcome\":\"rendered\"{rest}}}"));
        assert_eq!(printed.contains("could not open the claim `prefill`"), is_explained, "{printed}");
    }
}

#[test]
fn requests_of_tools_are_not_grouped_with_those_of_users() {
    let line = |rest: &str| format!("{{\"outcome\":\"issuer_unknown\"{rest}}}\n");
    let lines = line("").repeat(3) + &line(",\"synthetic\":true").repeat(2) + &line("");
    let groups = groups(read(&lines).0);
    let tools: Vec<bool> = groups.iter().map(|group| group.details.is_synthetic()).collect();
    assert_eq!(tools, [false, true]);
    let printed = group::text(groups, "s");
    assert!(printed.contains("     4  ") && printed.contains("     2  "), "{printed}");
}

#[test]
fn a_reference_alone_leads_to_its_lines() {
    for (text, parts) in [
        (
            "7g32-svnq",
            &[
                "s/By the reference on a page",
                "filter reference = \"7G32-SVNQ\"",
                "aws logs tail /aws/lambda/s-form --since 1d --filter-pattern '{ $.reference = \"7G32-SVNQ\" }'",
                "aws logs tail /aws/lambda/s-submit --since 1d",
            ][..],
        ),
        ("Reference: 7G32-SVNQ.", &["filter reference = \"7G32-SVNQ\""]),
        ("login=1a2b3c4d", &["/aws/lambda/s-form and /aws/lambda/s-submit", "filter login = \"1a2b3c4d\""]),
        ("stalesecretalarm", &["SecretMaxAgeSeconds", "Do not deploy", "docs/operating.md#stalesecretalarm"]),
    ] {
        let printed = printed(text);
        for part in parts {
            assert!(printed.contains(part), "{part}:\n{printed}");
        }
    }
}
