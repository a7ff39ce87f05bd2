//! Rules that never decide.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

mod support;

use std::collections::BTreeSet;

use support::problems;

/// A rule with these keys.
fn rule(name: &str, keys: &str) -> String {
    format!(r#"{{"name": "{name}", {keys}}}"#)
}

/// Returns the rules that never decide, each with the rules that the message names.
fn unreachable(keys: &str, rules: &[String]) -> Vec<String> {
    let text = format!("{{\"version\": 1, {keys}\"rules\": [\n{}\n]}}", rules.join(",\n"));
    let problems = problems(&text).into_iter();
    problems.filter(|problem| problem.contains("plan_unreachable")).collect()
}

#[test]
fn the_message_names_the_rules_that_decide_instead() {
    let both = r#""form": "profile", "ask": ["phone", "job_title"]"#;
    let half = |from: u8, to: u8| format!(r#"{both}, "share": {{"test": "t", "from": {from}, "to": {to}}}"#);
    for (rules, expected) in [
        (
            vec![rule("a", both), rule("b", r#""form": "plain", "ask": ["phone"]"#)],
            vec![
                "3: error plan_unreachable rules[1] \"b\".name: the rule `b` never decides: the rule `a` applies to the same users and \
                 asks for the same fields; move `b` before `a`, or change its users or fields",
            ],
        ),
        (
            vec![
                rule("other", r#""form": "survey", "ask": ["score"]"#),
                rule("a", &half(0, 50)),
                rule("b", &half(50, 100)),
                rule("c", both),
            ],
            vec![
                "5: error plan_unreachable rules[3] \"c\".name: the rule `c` never decides: the rules `a`, `b` apply to the same users \
                 and ask for the same fields; move `c` before `a`, `b`, or change its users or fields",
            ],
        ),
        (vec![rule("a", &half(0, 50)), rule("b", &half(51, 100)), rule("c", both)], vec![]),
    ] {
        assert_eq!(unreachable("", &rules), expected);
    }
}

#[test]
fn a_later_rule_decides_if_an_earlier_one_has_nothing_to_ask_or_is_paused() {
    let phone = r#""form": "profile", "ask": ["phone"]"#;
    let terms = r#""form": "profile", "ask": ["terms"]"#;
    let since = r#""since": "2026-01-01", "#;
    let with = |keys: &str, more: &str| format!("{keys}, {more}");
    for (keys, first, second, is_unreachable) in [
        ("", phone.to_owned(), phone.to_owned(), true),
        ("", with(phone, r#""enabled": false"#), phone.to_owned(), false),
        ("", phone.to_owned(), with(phone, r#""enabled": false"#), false),
        // More fields, or the same ones again.
        ("", phone.to_owned(), r#""form": "profile", "ask": ["phone", "job_title"]"#.to_owned(), false),
        (since, phone.to_owned(), with(phone, r#""review": {"phone": "1 year"}"#), false),
        (
            since,
            with(phone, r#""review": {"phone": "1 year"}"#),
            with(phone, r#""review": {"phone": "1 year"}"#),
            true,
        ),
        (
            since,
            with(phone, r#""review": {"phone": "2 years"}"#),
            with(phone, r#""review": {"phone": "1 year"}"#),
            false,
        ),
        ("", terms.to_owned(), with(terms, r#""consents": ["terms"]"#), false),
        ("", with(terms, r#""consents": ["terms"]"#), with(terms, r#""consents": ["terms"]"#), true),
        // The second rule has its turn while the first one waits after "Not now".
        ("", with(phone, r#""wait": "1 month""#), phone.to_owned(), false),
        ("", with(phone, r#""wait": "1 month", "max_skips": 0"#), phone.to_owned(), true),
        ("", with(phone, r#""wait": "3 days""#), phone.to_owned(), true),
        ("", r#""form": "plain", "ask": ["phone"], "wait": "1 month""#.to_owned(), phone.to_owned(), true),
        // A form is paused for a day after a return without an answer.
        (
            r#""wait": "3 logins", "#,
            r#""form": "plain", "ask": ["phone"]"#.to_owned(),
            phone.to_owned(),
            false,
        ),
        (r#""wait": "3 logins", "#, phone.to_owned(), phone.to_owned(), true),
        ("", r#""form": "plain", "ask": ["phone"]"#.to_owned(), phone.to_owned(), true),
        // The condition of a field can exclude it in one form, and another form asks for it.
        (
            "",
            r#""form": "profile", "ask": ["vat_id"]"#.to_owned(),
            r#""form": "vat", "ask": ["vat_id"]"#.to_owned(),
            false,
        ),
        (
            "",
            r#""form": "vat", "ask": ["vat_id"]"#.to_owned(),
            r#""form": "profile", "ask": ["vat_id"]"#.to_owned(),
            true,
        ),
        (
            "",
            r#""form": "profile", "ask": ["vat_id"]"#.to_owned(),
            r#""form": "profile", "ask": ["vat_id"]"#.to_owned(),
            true,
        ),
        // The application can request the second rule, unless the first one denies the login.
        ("", phone.to_owned(), with(phone, r#""on_request": true"#), false),
        ("", with(terms, r#""deny_without_answer": true"#), with(terms, r#""on_request": true"#), true),
        (
            "",
            with(terms, r#""deny_without_answer": true, "from_login": 2"#),
            with(terms, r#""from_login": 2, "on_request": true"#),
            false,
        ),
        // The order is reported instead.
        ("", terms.to_owned(), with(terms, r#""deny_without_answer": true"#), false),
        // A rule that never applies is reported as such.
        ("", phone.to_owned(), with(phone, r#""until": "2026-01-01""#), false),
    ] {
        let rules = [rule("a", &first), rule("b", &second)];
        assert_eq!(!unreachable(keys, &rules).is_empty(), is_unreachable, "{keys}{rules:?}");
    }
}

/// A login, as far as the conditions of this test use it.
struct Login {
    country: &'static str,
    organization: Option<&'static str>,
    roles: &'static [&'static str],
    days: u32,
    date: &'static str,
    number: u32,
    bucket: u32,
}

/// A condition of a rule as JSON, and as a function.
type Condition = (&'static str, fn(&Login) -> bool);

const CONDITIONS: [Condition; 17] = [
    (r#""from_login": 1"#, |_| true),
    (r#""when": {"country": ["DE"]}"#, |login| login.country == "DE"),
    (r#""when": {"country": ["DE", "AT"]}"#, |login| ["DE", "AT"].contains(&login.country)),
    (r#""when": {"organization": "none"}"#, |login| login.organization.is_none()),
    (r#""when": {"organization": "any"}"#, |login| login.organization.is_some()),
    (r#""when": {"organization": ["acme"]}"#, |login| login.organization == Some("acme")),
    (r#""when": {"organization": "any", "country": ["DE"]}"#, |login| {
        login.organization.is_some() && login.country == "DE"
    }),
    (r#""when": {"roles": ["a", "b"]}"#, |login| !login.roles.is_empty()),
    (r#""when": {"roles": ["a"]}"#, |login| login.roles.contains(&"a")),
    (r#""when": {"days_since_signup": {"max": 7}}"#, |login| login.days <= 7),
    (r#""when": {"days_since_signup": {"min": 8}}"#, |login| login.days >= 8),
    (r#""until": "2026-07-31""#, |login| login.date <= "2026-07-31"),
    (r#""from": "2026-08-01""#, |login| login.date >= "2026-08-01"),
    (r#""from_login": 3"#, |login| login.number >= 3),
    (r#""share": {"test": "t", "from": 0, "to": 50}"#, |login| login.bucket < 50),
    (r#""share": {"test": "t", "from": 50, "to": 100}"#, |login| login.bucket >= 50),
    (r#""share": {"test": "t", "from": 20, "to": 60}, "from_login": 3"#, |login| {
        (20..60).contains(&login.bucket) && login.number >= 3
    }),
];

/// Logins with each combination of values that the conditions distinguish.
fn logins() -> Vec<Login> {
    let mut logins = Vec::new();
    for country in ["DE", "AT", "FR"] {
        for organization in [None, Some("acme"), Some("other")] {
            for roles in [&[][..], &["a"], &["b"]] {
                for (days, date) in
                    [(7, "2026-07-31"), (8, "2026-07-31"), (7, "2026-08-01"), (8, "2026-08-01")]
                {
                    for number in [1, 3] {
                        for bucket in [0, 20, 50, 60] {
                            logins.push(Login { country, organization, roles, days, date, number, bucket });
                        }
                    }
                }
            }
        }
    }
    logins
}

#[test]
fn a_rule_is_reported_exactly_if_earlier_rules_decide_at_all_of_its_logins() {
    let logins = logins();
    let applying = |(_, applies): &Condition| {
        logins.iter().enumerate().filter(|(_, login)| applies(login)).map(|(index, _)| index).collect()
    };
    let sets: Vec<BTreeSet<usize>> = CONDITIONS.iter().map(applying).collect();
    let mut found = 0;
    for (first, (first_keys, _)) in CONDITIONS.iter().enumerate() {
        for (second, (second_keys, _)) in CONDITIONS.iter().enumerate() {
            let covered: BTreeSet<usize> = sets[first].union(&sets[second]).copied().collect();
            for (third, (third_keys, _)) in CONDITIONS.iter().enumerate() {
                let rules = [
                    rule("a", &format!(r#""form": "profile", "ask": ["phone", "job_title"], {first_keys}"#)),
                    rule("b", &format!(r#""form": "survey", "ask": ["score", "terms"], {first_keys}"#)),
                    rule("c", &format!(r#""form": "plain", "ask": ["phone"], {second_keys}"#)),
                    rule("d", &format!(r#""form": "profile", "ask": ["phone"], {third_keys}"#)),
                ];
                let is_unreachable = sets[third].is_subset(&covered);
                let problems = unreachable("", &rules);
                let reported = problems.iter().any(|problem| problem.contains("the rule `d` never decides"));
                assert_eq!(reported, is_unreachable, "{rules:#?}");
                found += u32::from(is_unreachable);
            }
        }
    }
    assert!(found > 500, "{found}");
}
