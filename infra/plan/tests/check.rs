//! Problems of plans: each with its line, its place with the names of rules, and its message.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

mod support;

use profiling_plan::{PlanCode, check, read};
use support::{FORMS, problems, today};

/// A rule without problems.
const RULE: &str = r#"{"name": "one", "form": "profile", "ask": ["company_name", "job_title"]}"#;

/// A plan whose rules are on the lines from 2.
fn plan(keys: &str, rules: &[&str]) -> String {
    format!("{{\"version\": 1, {keys}\"rules\": [\n{}\n]}}", rules.join(",\n"))
}

/// Asserts that plans with these keys and rules have these problems.
fn assert_problems(cases: &[(&str, &[&str], &[&str])]) {
    for (keys, rules, expected) in cases {
        let text = plan(keys, rules);
        assert_eq!(problems(&text), *expected, "{text}");
    }
}

#[test]
fn a_plan_without_problems_has_none() {
    let rules = [
        r#"{"name": "terms", "form": "profile", "ask": ["terms"], "consents": ["terms"], "deny_without_answer": true}"#,
        r#"{"name": "first", "form": "profile", "ask": ["company_name", "vat_id"], "max_fields": 2, "max_skips": 3, "wait": "2 weeks"}"#,
        r#"{"name": "old", "form": "profile", "ask": ["company_name"], "enabled": false}"#,
        r#"{"name": "yearly", "form": "profile", "ask": ["company_name", "phone"], "review": {"company_name": "12 months"}, "show": true}"#,
        r#"{"name": "promo", "form": "survey", "ask": ["score"], "on_request": true}"#,
    ];
    let keys = r#""since": "2026-01-01", "from_profile": {"phone": "phone_number"}, "copy": true, "#;
    assert_eq!(problems(&plan(keys, &rules)), [""; 0]);
}

#[test]
fn names_that_do_not_exist_or_are_repeated_are_reported() {
    assert_problems(&[
        (
            "",
            &[RULE, r#"{"name": "one", "form": "survey", "ask": ["score"]}"#],
            &[
                "3: error plan_repeated rules[1] \"one\".name: `one` is already the name of rules[0]; choose another name",
            ],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "profile", "ask": ["phone", "phone"]}"#],
            &[
                "2: error plan_repeated rules[0] \"x\".ask[1]: `phone` is already in `ask`; remove one of them",
            ],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "profil", "ask": ["phone"]}"#],
            &[
                "2: error plan_form_unknown rules[0] \"x\".form: the form `profil` does not exist; did you mean `profile`?",
            ],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "b2b", "ask": ["phone"]}"#],
            &[
                "2: error plan_form_unknown rules[0] \"x\".form: the form `b2b` does not exist; expected one of `company`, `plain`, `profile`, `survey`, `vat`",
            ],
        ),
        // The problems of this form are those of its file.
        ("", &[r#"{"name": "x", "form": "invalid", "ask": ["phone"]}"#], &[]),
        (
            "",
            &[r#"{"name": "x", "form": "survey", "ask": ["scroe", "phone"], "enabled": false}"#],
            &[
                "2: error plan_field_unknown rules[0] \"x\".ask[0]: the form `survey` has no field `scroe`; did you mean `score`?",
                "2: error plan_field_unknown rules[0] \"x\".ask[1]: the form `survey` has no field `phone`; expected one of `score`, `terms`",
            ],
        ),
        (
            r#""since": "2026-01-01", "#,
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "consents": ["term"], "review": {"phone": "1 year"}}"#,
            ],
            &[
                "2: error plan_field_not_asked rules[0] \"x\".consents[0]: the rule does not ask for `term`: it is not in `ask`; did you mean `terms`?",
                "2: error plan_field_not_asked rules[0] \"x\".review.phone: the rule does not ask for `phone`: it is not in `ask`; expected one of `terms`",
            ],
        ),
        (
            r#""from_profile": {"fist_name": "given_name", "phone": "phone_number"}, "#,
            &[r#"{"name": "x", "form": "profile", "ask": ["first_name"]}"#],
            &[
                "1: warning plan_unused from_profile.fist_name: no rule asks for `fist_name`; did you mean `first_name`?",
                "1: warning plan_unused from_profile.phone: no rule asks for `phone`; remove it, or add it to `ask`",
            ],
        ),
    ]);
}

#[test]
fn consents_that_are_none_or_have_two_versions_are_reported() {
    assert_problems(&[
        (
            r#""since": "2026-01-01", "#,
            &[
                r#"{"name": "x", "form": "profile", "ask": ["phone", "terms"], "consents": ["phone"], "review": {"terms": "1 year"}}"#,
            ],
            &[
                "2: error plan_consent rules[0] \"x\".consents[0]: `phone` is not a consent in the form `profile`, so it has no \
                 document with a version; remove it. To ask for it again after a time, add it to `review`",
                "2: error plan_consent rules[0] \"x\".review.terms: `terms` is a consent, which is not reviewed after a time; move \
                 it to `consents` to ask for it again when the version of its document changes",
            ],
        ),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "consents": ["terms"]}"#,
                r#"{"name": "y", "form": "survey", "ask": ["score", "terms"], "consents": ["terms"]}"#,
            ],
            &[
                "3: error plan_consent rules[1] \"y\".consents[0]: the form `survey` has the version `2` of `terms`, but the form \
               `profile` of the rule `x` has `1`: users would be asked for both in turn, forever; use the same version in both \
               forms, or another name for another document",
            ],
        ),
        // Only one of the rules asks again for its version.
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "consents": ["terms"]}"#,
                r#"{"name": "y", "form": "survey", "ask": ["score", "terms"]}"#,
            ],
            &[
                "3: error plan_consent rules[1] \"y\".ask[1]: the form `survey` has the version `2` of `terms`, but the form \
               `profile` of the rule `x` has `1`: after an answer to `2`, the rule `x` would ask again for `1`; use the same \
               version in both forms, or another name for another document",
            ],
        ),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "when": {"country": ["DE"]}}"#,
                r#"{"name": "y", "form": "survey", "ask": ["score", "terms"], "consents": ["terms"]}"#,
            ],
            &[
                "3: error plan_consent rules[1] \"y\".consents[0]: the form `survey` has the version `2` of `terms`, but the form \
               `profile` of the rule `x` has `1`: after an answer to `1`, the rule `y` would ask again for `2`; use the same \
               version in both forms, or another name for another document",
            ],
        ),
        // None of the rules asks again, one is turned off, or both have the same version.
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "when": {"country": ["DE"]}}"#,
                r#"{"name": "y", "form": "survey", "ask": ["score", "terms"]}"#,
            ],
            &[],
        ),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "consents": ["terms"], "enabled": false}"#,
                r#"{"name": "y", "form": "survey", "ask": ["score", "terms"], "consents": ["terms"]}"#,
            ],
            &[],
        ),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["terms"], "when": {"country": ["DE"]}}"#,
                r#"{"name": "y", "form": "profile", "ask": ["terms"], "consents": ["terms"]}"#,
            ],
            &[],
        ),
    ]);
}

#[test]
fn times_and_ranges_that_are_empty_or_without_effect_are_reported() {
    assert_problems(&[
        (
            "",
            &[r#"{"name": "x", "form": "profile", "ask": ["phone"], "review": {"phone": "1 year"}}"#],
            &[
                "2: error plan_since_missing rules[0] \"x\".review: a review needs the plan's `since`, the date from which the age of \
               earlier answers counts; add `\"since\": \"2026-06-15\"`",
            ],
        ),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["phone"], "from": "2026-07-01", "until": "2026-06-30"}"#,
            ],
            &[
                "2: error plan_range_empty rules[0] \"x\".until: the rule never applies, because it ends before it begins; expected \
               2026-07-01 or later",
            ],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "profile", "ask": ["phone"], "until": "2026-06-14"}"#],
            &[
                "2: warning plan_expired rules[0] \"x\".until: the rule ended on 2026-06-14; remove the rule, or turn it off with \
               `\"enabled\": false`",
            ],
        ),
        ("", &[r#"{"name": "x", "form": "profile", "ask": ["phone"], "until": "2026-06-15"}"#], &[]),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["phone"], "when": {"days_since_signup": {"min": 30, "max": 7}}}"#,
            ],
            &[
                "2: error plan_range_empty rules[0] \"x\".when.days_since_signup.max: the rule never applies, because `max` is less \
               than `min`; expected 30 or more",
            ],
        ),
        (
            "",
            &[
                r#"{"name": "x", "form": "profile", "ask": ["phone"], "share": {"test": "t", "from": 50, "to": 50}}"#,
            ],
            &[
                "2: error plan_range_empty rules[0] \"x\".share.to: the share has no users, because `to` is the bucket after the last \
               one; expected 51 or more",
            ],
        ),
        (
            r#""since": "2026-01-01", "wait": "30 days", "#,
            &[
                r#"{"name": "x", "form": "profile", "ask": ["phone"], "review": {"phone": "4 weeks"}, "wait": "2 weeks"}"#,
            ],
            &[
                "2: warning plan_review_short rules[0] \"x\".review.phone: `phone` is due for review after 28 days, but no rule asks \
                 within the plan's `wait` of 30 days; use a period that is at least as long, or a shorter `wait`",
                "2: warning plan_unused rules[0] \"x\".wait: this wait after \"Not now\" has no effect, because no rule asks within \
                 the plan's `wait` of 30 days; use a longer one, or remove it",
            ],
        ),
        (
            r#""since": "2026-01-01", "copy": true, "#,
            &[r#"{"name": "x", "form": "profile", "ask": ["phone"], "show": true}"#],
            &[
                "1: warning plan_unused since: `since` has no effect, because no rule has `review`; remove it",
                "1: warning plan_unused copy: `copy` has no effect without `from_profile`; remove it",
                "2: warning plan_unused rules[0] \"x\".show: `show` has no effect without `review`: only values under review are \
                 sent; remove it",
            ],
        ),
    ]);
}

#[test]
fn a_field_that_never_fits_is_reported() {
    let rule = |maximum: u8| {
        format!(
            r#"{{"name": "x", "form": "profile", "ask": ["phone", "vat_id", "vat_country"], "max_fields": {maximum}}}"#
        )
    };
    let line = |index: u8, field: &str, others: &str, count: u8| {
        let verb = if count == 2 { "is" } else { "are" };
        format!(
            "2: error plan_max_fields rules[0] \"x\".ask[{index}]: no user is asked for `{field}`: its conditions depend on {others}, \
             which {verb} asked with it; expected `\"max_fields\": {count}` or more"
        )
    };
    let country = line(2, "vat_country", "`company_name`, `vat_id`", 3);
    for (maximum, expected) in
        [(1, vec![line(1, "vat_id", "`company_name`", 2), country.clone()]), (2, vec![country]), (3, vec![])]
    {
        assert_eq!(problems(&plan("", &[&rule(maximum)])), expected, "{maximum}");
    }
}

#[test]
fn rules_that_deny_the_login_come_first_and_ask_only_for_what_users_must_answer() {
    assert_problems(&[
        (
            "",
            &[RULE, r#"{"name": "terms", "form": "profile", "ask": ["terms"], "deny_without_answer": true}"#],
            &[
                "3: error plan_deny rules[1] \"terms\".deny_without_answer: rules with `deny_without_answer` come first; move the rule \
               `terms` before the rule `one`",
            ],
        ),
        (
            "",
            &[
                r#"{"name": "off", "form": "profile", "ask": ["phone"], "enabled": false}"#,
                r#"{"name": "terms", "form": "profile", "ask": ["terms"], "deny_without_answer": true}"#,
            ],
            &[],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "profile", "ask": ["terms", "phone"], "deny_without_answer": true,
                "on_request": true, "max_skips": 1, "wait": "2 weeks"}"#],
            &[
                "3: error plan_deny rules[0] \"x\".on_request: a rule with `deny_without_answer` asks at each login without a request, \
                 so `on_request` has no effect; remove it",
                "3: error plan_deny rules[0] \"x\".max_skips: a rule with `deny_without_answer` does not offer \"Not now\", so \
                 `max_skips` has no effect; remove it",
                "3: error plan_deny rules[0] \"x\".wait: a rule with `deny_without_answer` does not offer \"Not now\", so `wait` \
                 has no effect; remove it",
                "2: error plan_deny_optional rules[0] \"x\".ask[1]: with `deny_without_answer`, users without `phone` are denied, but \
                 the field is optional; expected `\"required\": true` in the form `profile`",
            ],
        ),
    ]);
}

#[test]
fn a_field_that_an_answer_excludes_without_being_stored_is_reported() {
    let excluded = |index: u8, name: &str, others: &str| {
        format!(
            "2: error plan_deny rules[0] \"x\".ask[{index}]: a user can exclude `{name}` by the {others}, which this rule does not ask \
             for and so does not store; add {} to `ask`",
            others.split_once(" to ").unwrap().1
        )
    };
    let company = "answer to `needed_company`";
    for (ask, expected) in [
        (r#"["needed_vat"]"#, vec![excluded(0, "needed_vat", company)]),
        (
            r#"["needed_country"]"#,
            vec![excluded(0, "needed_country", "answers to `needed_company`, `needed_vat`")],
        ),
        (
            r#"["needed_country", "needed_vat"]"#,
            vec![excluded(0, "needed_country", company), excluded(1, "needed_vat", company)],
        ),
        (r#"["needed_company", "needed_vat", "needed_country"]"#, vec![]),
    ] {
        let rule = |keys: &str| format!(r#"{{"name": "x", "form": "company", "ask": {ask}{keys}}}"#);
        assert_eq!(problems(&plan("", &[&rule(r#", "deny_without_answer": true"#)])), expected, "{ask}");
        assert_eq!(problems(&plan("", &[&rule("")])), [""; 0], "{ask}");
    }
}

#[test]
fn rules_of_which_a_login_asks_only_a_part_before_it_succeeds_are_reported() {
    let rule = |name: &str, form: &str, ask: &str, keys: &str| {
        format!(
            r#"{{"name": "{name}", "form": "{form}", "ask": [{ask}], {keys}"deny_without_answer": true}}"#
        )
    };
    let terms = |keys: &str| rule("terms", "profile", r#""terms""#, keys);
    let company = |keys: &str| rule("company", "company", r#""needed_company""#, keys);
    let second = "3: warning plan_deny_partial rules[1] \"company\".deny_without_answer: a login asks with one form, so it succeeds \
                  after the answers to the rule `terms`, and the rule `company` asks the same users at the next login; put the rule \
                  whose answer matters most first";
    for (first, other, expected) in [
        (terms(""), company(""), vec![second]),
        (
            terms(r#""when": {"roles": ["admin"]}, "#),
            company(r#""when": {"roles": ["buyer"]}, "#),
            vec![second],
        ),
        (terms(r#""when": {"client": ["a"]}, "#), company(r#""when": {"client": ["b"]}, "#), vec![]),
        (terms(r#""enabled": false, "#), company(""), vec![]),
        (terms(r#""until": "2026-06-30", "#), company(r#""from": "2026-07-01", "#), vec![]),
    ] {
        assert_eq!(problems(&plan("", &[&first, &other])), expected, "{first} {other}");
    }
    let limited = |maximum: u8| {
        rule("x", "company", r#""needed_company", "needed_vat""#, &format!(r#""max_fields": {maximum}, "#))
    };
    let partial = "2: warning plan_deny_partial rules[0] \"x\".max_fields: a login asks for at most 1 of the 2 fields, so it succeeds \
                   before all of them have an answer, and the next login asks for the rest; remove `max_fields`";
    let found = problems(&plan("", &[&limited(1)]));
    assert_eq!(found.last().map(String::as_str), Some(partial), "{found:?}");
    assert_eq!(problems(&plan("", &[&limited(2)])), [""; 0]);
}

#[test]
fn limits_of_a_not_now_that_never_appears_are_reported() {
    assert_problems(&[
        (
            "",
            &[r#"{"name": "x", "form": "plain", "ask": ["phone"], "max_skips": 2}"#],
            &[
                "2: warning plan_not_now rules[0] \"x\".max_skips: `max_skips` has no effect, because the form `plain` does not offer \
               \"Not now\"; remove it, or add `\"not_now\": true` to the form",
            ],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "profile", "ask": ["first_name"], "wait": "1 month"}"#],
            &[
                "2: warning plan_not_now rules[0] \"x\".wait: `wait` has no effect, because \"Not now\" never appears: in the form \
               `profile`, all fields of the rule need an answer; remove it, or make a field optional",
            ],
        ),
        (
            "",
            &[r#"{"name": "x", "form": "profile", "ask": ["phone"], "max_skips": 0, "wait": "1 month"}"#],
            &[
                "2: warning plan_not_now rules[0] \"x\".wait: `wait` has no effect, because with `\"max_skips\": 0`, \"Not now\" never \
               appears; remove it",
            ],
        ),
        ("", &[r#"{"name": "x", "form": "profile", "ask": ["first_name", "phone"], "max_skips": 0}"#], &[]),
    ]);
}

#[test]
fn a_plan_that_asks_at_every_login_for_ever_is_reported() {
    let endless = "1: error plan_endless wait: a user who never answers would be asked at every login forever, such as by the \
                   rule `one`; expected `2 logins` or more, or a number of days";
    let terms = r#"{"name": "terms", "form": "profile", "ask": ["terms"], "deny_without_answer": true}"#;
    assert_problems(&[
        (r#""wait": "1 login", "#, &[RULE], &[endless]),
        (r#""wait": "1 login", "#, &[terms, RULE], &[endless]),
        (r#""wait": "1 login", "#, &[terms], &[]),
        (r#""wait": "2 logins", "#, &[RULE], &[]),
        (r#""wait": "1 day", "#, &[RULE], &[]),
    ]);
}

#[test]
fn rules_of_a_test_that_ask_the_same_users_are_reported() {
    let rule = |name: &str, form: &str, share: &str, keys: &str| {
        format!(
            r#"{{"name": "{name}", "form": "{form}", "ask": ["terms"], {keys}"share": {{"test": "wording", {share}}}}}"#
        )
    };
    let first = rule("a", "profile", r#""from": 0, "to": 60"#, "");
    let overlap = "3: warning plan_share_overlap rules[1] \"b\".share: the rules `a` and `b` of the test `wording` apply to the same \
                   users, those in the buckets from 50 to 59; expected ranges that do not overlap";
    for (second, expected) in [
        (rule("b", "survey", r#""from": 50, "to": 100"#, ""), vec![overlap]),
        (rule("b", "survey", r#""from": 60, "to": 100"#, ""), vec![]),
        (
            rule("b", "survey", r#""from": 50, "to": 100"#, r#""until": "2026-06-14", "enabled": false, "#),
            vec![],
        ),
    ] {
        assert_eq!(problems(&plan("", &[&first, &second])), expected, "{second}");
    }
}

#[test]
fn each_code_has_a_severity_and_a_name() {
    let (document, plan) =
        read(&plan("", &[r#"{"name": "x", "form": "profile", "ask": ["phone", "phone"]}"#]));
    let found = check(&plan.unwrap(), &FORMS, today());
    assert_eq!((found[0].code, found[0].path.as_str()), (PlanCode::PlanRepeated, "rules[0].ask[1]"));
    assert_eq!(document.location(document.span(&found[0].path)).column, 51);
    assert!(found[0].code.is_error());
    assert!(!PlanCode::PlanExpired.is_error());
}
