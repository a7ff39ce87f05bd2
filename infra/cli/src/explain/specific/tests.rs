use super::super::group::{self, groups};
use super::super::input::read;

/// The explanation of a line, for people.
fn explained(line: &str) -> String {
    group::text(groups(read(line).0), "progressive-profiling")
}

#[test]
fn a_remedy_is_that_of_the_line() {
    for (line, expected, other) in [
        (
            "token_invalid Token has expired. login=1a2b3c4d",
            "`ResponseTtlSeconds` (15 to 300) to 120",
            "SESSION_TOKEN_SECRET",
        ),
        ("token_invalid Failed signature validation", "different secrets", "ResponseTtlSeconds"),
        ("token_invalid not a string", "is missing or repeated", "ResponseTtlSeconds"),
        ("token_invalid Malformed token", "`Failed signature validation`: the functions", "no such text"),
        (
            r#"{"outcome":"secret_unavailable","reason":"secret_fetch_failed","parameter":"/a/b","region":"eu-west-1","failure":"service","code":"ParameterNotFound"}"#,
            "Create the parameter again with the Action's secret",
            "AccessDeniedException",
        ),
        (
            r#"{"outcome":"secret_unavailable","reason":"secret_fetch_failed","parameter":"/a/b","region":"eu-west-1","failure":"service","code":"AccessDeniedException"}"#,
            "Do not deploy; undo the change of the policy",
            "ParameterNotFound",
        ),
        (
            r#"{"outcome":"secret_unavailable","reason":"secret_fetch_failed","parameter":"/a/b","region":"eu-west-1","failure":"service","code":"ThrottlingException"}"#,
            "docs/operating.md#ssm-throughput",
            "ParameterNotFound",
        ),
        ("forms_missing", "The layer with the forms is missing or empty", "other forms are still served"),
        (
            r#"{"outcome":"form_invalid","reason":"forms_missing"}"#,
            "The layer with the forms is missing or empty",
            "other forms are still served",
        ),
    ] {
        let text = explained(line);
        assert!(text.contains(expected) && !text.contains(other), "{line}\n{text}");
    }
}

#[test]
fn a_denied_login_is_not_explained_as_one_that_passed() {
    for (line, remedy) in [
        ("postponed missing job_title", "Set `not_now` to `false` in the form"),
        (
            "still_missing written 1, dropped 0, missing job_title",
            "Make the missing fields required in the form",
        ),
        ("cannot_redirect oauth2-refresh-token", "`profiling_form` = `off` for this application"),
        ("not_answered missing job_title", "At once, set the secret `REQUIRED` of the Action to `false`"),
        ("not_answered missing job_title rule=terms", "remove `deny_without_answer` from the rule"),
    ] {
        let denied = explained(&format!("progressive-profiling: {line} login=1a2b3c4d (denied)"));
        assert!(denied.contains("is not logged in; the application shows"), "{line}\n{denied}");
        assert!(
            denied.contains(remedy) && denied.contains("docs/operating.md#stop-asking"),
            "{line}\n{denied}"
        );
        let passed = explained(&format!("progressive-profiling: {line} login=1a2b3c4d"));
        assert!(
            passed.contains("is logged in; with `REQUIRED=true`") && !passed.contains("stop-asking"),
            "{passed}"
        );
    }
}
