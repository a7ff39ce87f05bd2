//! `profiling event`: creates an event for `sam local invoke`, with a valid session token.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::Value;
use thiserror::Error;

use super::question::Question;
use super::session_token;
use crate::out;
use crate::secret::{SigningSecretError, Target};

/// The placeholder for the token in an event file.
const PLACEHOLDER: &str = "{{session_token}}";

/// Shown below `profiling event --help`.
const EXAMPLES: &str = "\
Examples:
  profiling event tests/events/get.json --issuer example.eu.auth0.com
                            print the event
  profiling event tests/events/get.json --issuer a.eu.auth0.com > event.json
                            write the event to a file; then run
                            sam local invoke FormFunction --event event.json

Session tokens expire within an hour, so the files in tests/events have the
placeholder {{session_token}} instead. This command replaces it with a new
token, and encodes the body if the event has \"isBase64Encoded\": true. For the
secret that signs the token, see `profiling token --help`.";

/// Options of `profiling event`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// File with an event in the format of API Gateway; `-` reads standard input
    file: PathBuf,
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    target: Target,
}

/// An error that prevents the event from being created.
#[derive(Debug, Error)]
enum EventError {
    #[error("failed to read {file}: {error}")]
    Unreadable { file: String, error: std::io::Error },
    #[error("{file} is not valid JSON: {error}")]
    InvalidJson { file: String, error: serde_json::Error },
    #[error("{file} is not an event: expected a JSON object, such as the files in tests/events")]
    NotAnObject { file: String },
    #[error(
        "{file} has no placeholder {PLACEHOLDER}, so it would get no token; write the placeholder where the token belongs, \
         as in tests/events/get.json, or pass the event to `sam local invoke` as it is"
    )]
    NoPlaceholder { file: String },
    #[error(transparent)]
    Token(#[from] SigningSecretError),
}

/// Prints the event.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match event(&arguments).await {
        Ok(event) => out::print(format!("{event}\n"), ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

async fn event(arguments: &Arguments) -> Result<Value, EventError> {
    let file = match arguments.file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => arguments.file.display().to_string(),
    };
    let text = read(&arguments.file).map_err(|error| EventError::Unreadable { file: file.clone(), error })?;
    let mut event = parse(file, &text)?;
    let token = session_token(&arguments.question, &arguments.target).await?;
    fill(&mut event, &token);
    encode_body(&mut event);
    Ok(event)
}

/// Parses an event that has the placeholder.
fn parse(file: String, text: &str) -> Result<Value, EventError> {
    let event: Value = match serde_json::from_str(text) {
        Ok(event) => event,
        Err(error) => return Err(EventError::InvalidJson { file, error }),
    };
    if !event.is_object() {
        return Err(EventError::NotAnObject { file });
    }
    if !text.contains(PLACEHOLDER) {
        return Err(EventError::NoPlaceholder { file });
    }
    Ok(event)
}

fn read(file: &Path) -> std::io::Result<String> {
    if file != Path::new("-") {
        return std::fs::read_to_string(file);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// Replaces every placeholder with the token.
fn fill(value: &mut Value, token: &str) {
    match value {
        Value::String(text) => *text = text.replace(PLACEHOLDER, token),
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, token)),
        Value::Object(members) => members.values_mut().for_each(|value| fill(value, token)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Encodes the body in base64 if the event says so. API Gateway encodes the bodies of forms.
fn encode_body(event: &mut Value) {
    if event["isBase64Encoded"] == true
        && let Some(body) = event["body"].as_str()
    {
        event["body"] = STANDARD.encode(body).into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_placeholder_is_replaced() {
        let mut event = json!({
            "rawQueryString": "state=s&session_token={{session_token}}", "list": ["{{session_token}}"],
            "queryStringParameters": {"session_token": "{{session_token}}"}, "number": 1, "none": null
        });
        fill(&mut event, "a.b.c");
        let expected = json!({
            "rawQueryString": "state=s&session_token=a.b.c", "list": ["a.b.c"],
            "queryStringParameters": {"session_token": "a.b.c"}, "number": 1, "none": null
        });
        assert_eq!(event, expected);
    }

    #[test]
    fn an_input_that_would_get_no_token_is_rejected() {
        for (text, expected) in [
            ("{", "event.json is not valid JSON"),
            (r#"["{{session_token}}"]"#, "event.json is not an event"),
            (
                r#"{"rawQueryString": "state=s&session_token=a.b.c"}"#,
                "event.json has no placeholder {{session_token}}",
            ),
            (r#"{"rawQueryString": "session_token={{ session_token }}"}"#, "event.json has no placeholder"),
        ] {
            let error = parse("event.json".to_owned(), text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_body_is_encoded_if_the_event_says_so() {
        for (encoded, body) in [(json!(true), "YT1i"), (json!(false), "a=b"), (Value::Null, "a=b")] {
            let mut event = json!({"body": "a=b", "isBase64Encoded": encoded});
            encode_body(&mut event);
            assert_eq!(event["body"], body);
        }
    }
}
