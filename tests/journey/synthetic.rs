//! Requests of an operator's tool, which signs session tokens with the claim `synthetic`.

use profiling_service::config::LoginSettings;
use profiling_tests::functions::{DOMAIN, End, Functions, NOW, SECRET};
use profiling_tests::{token, workspace};
use serde_json::{Value, json};

/// A secret that the functions do not have.
const OTHER_SECRET: &str = "another-secret-that-signs-nothing-0123456789";

fn functions() -> Functions {
    let login = LoginSettings { require_same_ip: true, ..LoginSettings::default() };
    Functions::with_forms(&workspace().join("infra/forms")).unwrap().on_lambda().with_settings(login)
}

/// The claims of a token that is valid at the address of the requests, with changes.
fn claims(changes: &Value) -> Value {
    let mut claims = token::claims(DOMAIN, NOW, &json!({"ip": "127.0.0.1"}));
    claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    claims
}

/// The claims of such a token from a tool.
fn synthetic(changes: &Value) -> Value {
    let mut claims = claims(changes);
    claims["synthetic"] = json!(true);
    claims
}

/// Opens the form and submits it, with this token.
fn requests(functions: &Functions, signed: &str) -> [(&'static str, End); 2] {
    let inputs = [("state", "s"), ("session_token", signed), ("company_name", "A"), ("job_title", "B")];
    let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    [
        ("GET", functions.get("profile", &format!("state=s&session_token={signed}"))),
        ("POST", functions.post("profile", &inputs)),
    ]
}

/// Asserts that a line is marked, has no metrics and is not a warning.
fn assert_synthetic(line: &Value, case: &str) {
    assert_eq!((&line["synthetic"], &line["level"]), (&json!(true), &json!("INFO")), "{case}: {line}");
    for member in ["_aws", "Requests", "Refused", "StaleSecret"] {
        assert!(line.get(member).is_none(), "{case}: {member} in {line}");
    }
}

/// Asserts that a line is that of a login, and counts.
fn assert_counted(line: &Value, case: &str) {
    assert_eq!((line.get("synthetic"), &line["Requests"]), (None, &json!(1)), "{case}: {line}");
    assert!(line["_aws"].is_object(), "{case}: {line}");
}

#[test]
fn a_request_of_a_tool_is_answered_like_a_login_and_counts_in_no_metric() {
    let functions = functions();
    let login = requests(&functions, &token::session_token(&claims(&json!({})), SECRET));
    let tool = requests(&functions, &token::session_token(&synthetic(&json!({})), SECRET));
    for ((method, login), (_, tool)) in login.into_iter().zip(tool) {
        assert_counted(&login.line, method);
        assert_synthetic(&tool.line, method);
        assert_eq!((tool.outcome, tool.status), (login.outcome, login.status), "{method}");
    }
}

#[test]
fn a_rejected_request_of_a_tool_counts_in_no_metric_whatever_the_reason() {
    let functions = functions();
    for (changes, outcome) in [
        (json!({"iss": "login.example.org"}), "issuer_unknown"),
        (json!({"exp": NOW}), "token_expired"),
        (json!({"iat": NOW + 60}), "token_not_yet_valid"),
        (json!({"exp": NOW + 4_000}), "lifetime_too_long"),
        (json!({"form": "source"}), "form_mismatch"),
        (json!({"ip": "192.0.2.200"}), "ip_mismatch"),
        (json!({"sub": ""}), "claim_invalid"),
        (json!({"iss": 7}), "claim_invalid"),
        (json!({"aud": "x"}), "claim_invalid"),
        (json!({"fields": "company_name"}), "claim_invalid"),
        (json!({"state": "s"}), "answer_reflected"),
    ] {
        let login = requests(&functions, &token::session_token(&claims(&changes), SECRET));
        let tool = requests(&functions, &token::session_token(&synthetic(&changes), SECRET));
        for ((method, login), (_, tool)) in login.into_iter().zip(tool) {
            let case = format!("{method} {changes}");
            assert_counted(&login.line, &case);
            assert_synthetic(&tool.line, &case);
            assert_eq!((login.outcome.name(), tool.outcome.name()), (outcome, outcome), "{case}");
        }
    }
}

#[test]
fn the_form_of_a_tool_that_lacks_a_field_is_not_logged_as_a_warning() {
    let fields = json!({"fields": ["company_name", "shoe_size"]});
    for (method, end) in requests(&functions(), &token::session_token(&synthetic(&fields), SECRET)) {
        assert_eq!(end.line["unknown_fields"], json!(["shoe_size"]), "{method}");
        assert_synthetic(&end.line, method);
    }
}

#[test]
fn only_the_value_true_marks_a_request_of_a_tool() {
    let functions = functions();
    for value in
        ["false", "null", "1", r#""true""#, "[true]", r#"{"synthetic":true}"#, "true,\"synthetic\":true"]
    {
        let payload =
            claims(&json!({"x": "@"})).to_string().replace(r#""x":"@""#, &format!(r#""synthetic":{value}"#));
        let signed = token::sign(token::HEADER, payload, SECRET);
        for (method, end) in requests(&functions, &signed) {
            let outcome = if method == "GET" { "rendered" } else { "answered" };
            assert_eq!(end.outcome.name(), outcome, "{value}: {}", end.line);
            assert_counted(&end.line, value);
        }
    }
}

#[test]
fn the_claim_synthetic_is_ignored_without_a_valid_signature() {
    let forged = token::session_token(&synthetic(&json!({})), OTHER_SECRET);
    for (method, end) in requests(&functions(), &forged) {
        assert_eq!(
            (end.outcome.name(), &end.line["level"]),
            ("signature_mismatch", &json!("WARN")),
            "{method}"
        );
        assert_counted(&end.line, method);
    }
}
