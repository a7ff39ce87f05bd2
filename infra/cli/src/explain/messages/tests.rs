use std::path::Path;

use serde_json::json;

use super::super::group::{self, groups};
use super::super::input::read;
use super::*;

const ACTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../auth0/actions/progressive-profiling.js");

/// The names of what a text is explained as.
fn names(text: &str) -> Vec<&'static str> {
    read(text).0.iter().flat_map(|found| &found.entries).map(|entry| entry.name()).collect()
}

#[test]
fn a_response_of_api_gateway_is_explained() {
    for name in
        ["Forbidden", "Not Found", "Too Many Requests", "Internal Server Error", "Service Unavailable"]
    {
        assert_eq!(names(&json!({"message": name}).to_string()), [name]);
        assert!(names(name).contains(&name), "{name}");
    }
    // The text of one of our own pages, too.
    assert_eq!(names("Not Found"), ["not_found", "Not Found"]);
}

#[test]
fn a_line_of_the_access_log_is_explained_if_the_function_did_not_respond() {
    let line = |status: &str, integration_status: &str, integration_error: &str| {
        json!({
            "request_id": "JKJaXmPLvHcESHA=", "route": "GET /forms/{form}", "status": status,
            "integration_status": integration_status, "integration_error": integration_error,
        })
        .to_string()
    };
    for (status, integration_status, integration_error, expected) in [
        (
            "500",
            "-",
            "The IAM role configured on the integration is not valid",
            Some("Internal Server Error"),
        ),
        ("503", "-", "-", Some("Service Unavailable")),
        ("429", "-", "-", Some("Too Many Requests")),
        ("500", "200", "Lambda invocation failed", Some("Internal Server Error")),
        // These are pages of the functions.
        ("404", "200", "-", None),
        ("503", "200", "-", None),
        ("200", "200", "-", None),
    ] {
        let names = names(&line(status, integration_status, integration_error));
        assert_eq!(names, Vec::from_iter(expected), "{status} {integration_status} {integration_error}");
    }
}

#[test]
fn messages_of_aws_and_auth0_are_explained_within_other_text() {
    for (text, expected) in [
        ("fork/exec /var/task/bootstrap: exec format error", "exec format error"),
        (
            "{\"errorType\":\"Runtime.InvalidEntrypoint\"} RequestId: 1 Error: Runtime.InvalidEntrypoint",
            "exec format error",
        ),
        (
            "An error occurred (AccessDeniedException) when calling the GetParameter operation: User: arn is not \
             authorized to perform: ssm:GetParameter",
            "AccessDeniedException",
        ),
        ("error=access_denied&error_description=Your%20profile", "access_denied"),
        ("login_required", "interaction_required"),
        (
            "An error occurred (TooManyRequestsException) when calling the Invoke operation",
            "ThrottlingException",
        ),
        ("ThrottlingException", "ThrottlingException"),
        (
            "A version for this Lambda function exists ( 12 ). Modify the function to create a new version.",
            "A version for this Lambda function exists",
        ),
        ("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED"),
        (
            "The security token included in the request is expired",
            "The security token included in the request is expired",
        ),
        ("leaked", "leaked"),
        ("Rotation", "rotation"),
    ] {
        assert_eq!(names(text), [expected], "{text}");
    }
    // A short message is a common word.
    assert_eq!(names("the request was forbidden by a proxy"), [""; 0]);
}

#[test]
fn the_messages_of_the_action_to_users_are_explained() {
    let action = std::fs::read_to_string(Path::new(ACTION)).unwrap();
    let to_users: Vec<&Message> =
        MESSAGES.iter().filter(|message| message.source.starts_with("the Action")).collect();
    assert_eq!(to_users.len(), action.matches("${CONTACT}`").count());
    for message in to_users {
        assert!(action.contains(&format!(": `{}.", message.name)), "{}", message.name);
        assert_eq!(
            names(&format!("{}. Sign in again. If this keeps happening", message.name)),
            [message.name]
        );
    }
}

#[test]
fn the_title_of_an_error_page_is_explained_in_every_language() {
    for outcome in Outcome::ALL {
        let Some(topic) = outcome.topic() else { continue };
        for language in LANGUAGES {
            let messages = locale::messages(&Tag::parse(language).unwrap());
            let title = &profiling_pages::error_messages(topic, messages).title;
            assert!(names(title).contains(&outcome.name()), "{} {title}", outcome.name());
        }
    }
}

#[test]
fn a_problem_that_hurts_users_begins_with_how_to_stop_asking() {
    let explained = |text: &str| group::text(groups(read(text).0), "progressive-profiling");
    for text in ["Service Unavailable", "exec format error", "internal_error", "broken_setting FORM_URL"] {
        assert!(explained(text).contains("stop asking first: docs/operating.md#stop-asking"), "{text}");
    }
    for text in ["token_expired", "rendered", "interaction_required"] {
        assert!(!explained(text).contains("stop asking first"), "{text}");
    }
}

#[test]
fn every_message_has_a_meaning_a_cause_and_a_remedy_as_parts_of_sentences() {
    for message in MESSAGES {
        assert!(!message.causes.is_empty(), "{}", message.name);
        for text in [message.meaning, message.remedy, message.effect] {
            assert!(
                !text.is_empty() && !text.ends_with('.') && !text.contains("  "),
                "{}: {text}",
                message.name
            );
        }
    }
}
