//! The claims of a session token that come from a plan: the rule in the log, and "Not now".

use profiling_service::config::LoginSettings;
use profiling_tests::functions::{DOMAIN, End, Functions, NOW, SECRET};
use profiling_tests::{token, workspace};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tempfile::TempDir;

fn signed(claims: &Value) -> String {
    token::session_token(&token::claims(DOMAIN, NOW, claims), SECRET)
}

fn get(functions: &Functions, token: &str) -> End {
    functions.get("profile", &format!("state=s&session_token={token}"))
}

fn post(functions: &Functions, token: &str, inputs: &[(&str, &str)]) -> End {
    let inputs = [&[("state", "s"), ("session_token", token)], inputs].concat();
    let inputs: Vec<_> =
        inputs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    functions.post("profile", &inputs)
}

/// Functions with a form of two steps with one field each.
fn two_steps(not_now: bool, is_required: bool) -> (TempDir, Functions) {
    let folder = tempfile::tempdir().unwrap();
    let form = json!({"version": 1, "title": "T", "not_now": not_now, "steps": [
        {"fields": [{"name": "age", "type": "number", "label": "Age", "required": is_required}]},
        {"fields": [{"name": "nick", "type": "text", "label": "Nick"}]},
    ]});
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let functions = Functions::with_forms(folder.path()).unwrap();
    (folder, functions)
}

/// Returns true if a page has the button "Not now".
fn offers_not_now(page: &End) -> bool {
    let button = Selector::parse("button[name='.go'][value=later]").unwrap();
    Html::parse_document(&page.body).select(&button).next().is_some()
}

/// Requests each page of the form with "Not now" or, with `false`, the same pages without it.
fn assert_not_now(functions: &Functions, claims: &Value, is_offered: bool) {
    let token = signed(claims);
    let (age, invalid) = (("age", "7"), ("age", "many"));
    for (page, outcome) in [
        (get(functions, &token), "rendered"),
        (post(functions, &token, &[invalid]), "answers_invalid"),
        (post(functions, &token, &[age]), "step_shown"),
        (post(functions, &token, &[age, (".step", "1"), (".go", "back")]), "step_shown"),
        (post(functions, &token, &[age, (".step", "1"), (".go", "return")]), "step_shown"),
    ] {
        assert_eq!(page.outcome.name(), outcome, "{claims}");
        assert_eq!(offers_not_now(&page), is_offered, "{claims} {outcome}: {}", page.body);
    }
    for (inputs, outcome) in [
        (&[age][..], "step_shown"),
        (&[invalid], "answers_invalid"),
        (&[age, (".step", "1")], "answered"),
        (&[age, (".step", "9")], "step_shown"),
    ] {
        let end = post(functions, &token, &[inputs, &[(".go", "later")]].concat());
        let expected = if is_offered { "postponed" } else { outcome };
        assert_eq!(end.outcome.name(), expected, "{claims} {inputs:?}");
        if let Some(answer) = end.location_parameter("session_token") {
            let answer = token::decode(&answer);
            assert_eq!(answer.get("later"), is_offered.then_some(&json!(true)), "{claims} {inputs:?}");
            let other = if is_offered { json!({}) } else { json!({"age": 7}) };
            assert_eq!(answer["other"], other, "{claims} {inputs:?}");
        }
    }
}

#[test]
fn a_form_is_not_postponed_if_the_token_says_so() {
    let (_folder, functions) = two_steps(true, false);
    for (claims, is_offered) in [
        (json!({}), true),
        (json!({"v": 1, "rule": "size", "required": false}), true),
        (json!({"not_now": true}), true),
        (json!({"not_now": "false"}), true),
        (json!({"not_now": 0}), true),
        (json!({"not_now": false}), false),
        (json!({"v": 1, "rule": "terms", "required": true, "not_now": false}), false),
    ] {
        assert_not_now(&functions, &claims, is_offered);
    }
}

#[test]
fn a_token_cannot_offer_to_postpone_a_form_that_does_not_allow_it() {
    for (not_now, is_required) in [(false, false), (true, true)] {
        let (_folder, functions) = two_steps(not_now, is_required);
        assert_not_now(&functions, &json!({"not_now": true}), false);
    }
    let (_folder, functions) = two_steps(true, true);
    assert_not_now(&functions, &json!({"fields": ["age", "nick"], "not_now": true}), false);
    let only_optional = signed(&json!({"fields": ["nick"], "not_now": true}));
    assert!(offers_not_now(&get(&functions, &only_optional)), "the required field is not requested");
}

#[test]
fn the_rule_is_in_the_log_line_of_each_request_and_in_no_metric() {
    let login = LoginSettings { require_same_ip: true, ..LoginSettings::default() };
    let functions = Functions::with_forms(&workspace().join("infra/forms")).unwrap();
    let functions = functions.on_lambda().with_settings(login);
    let answers = [("company_name", "Initech"), ("job_title", "CEO")];
    for (changes, opened, submitted) in [
        (json!({}), "rendered", "answered"),
        (json!({"fields": ["shoe_size"]}), "nothing_to_ask", "nothing_to_ask"),
        (json!({"form": "source"}), "form_mismatch", "form_mismatch"),
        (json!({"ip": "192.0.2.200"}), "ip_mismatch", "ip_mismatch"),
        (json!({"exp": NOW}), "token_expired", "token_expired"),
        (json!({"iss": "login.example.org"}), "issuer_unknown", "issuer_unknown"),
    ] {
        for (rule, logged) in
            [(Some("new-terms"), Some("new-terms")), (Some("New terms"), None), (None, None)]
        {
            let mut claims = json!({"rule": rule});
            claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            let token = signed(&claims);
            for (end, outcome) in
                [(get(&functions, &token), opened), (post(&functions, &token, &answers), submitted)]
            {
                assert_eq!(end.outcome.name(), outcome, "{claims}");
                assert_eq!(end.line.get("rule"), logged.map(Value::from).as_ref(), "{claims}: {}", end.line);
                assert!(!end.line["_aws"].to_string().contains("rule"), "{}", end.line);
            }
        }
    }
    let forged = token::session_token(
        &token::claims(DOMAIN, NOW, &json!({"rule": "new-terms"})),
        "another-secret-that-signs-nothing-0123456789",
    );
    assert_eq!(get(&functions, &forged).line.get("rule"), None);
}
