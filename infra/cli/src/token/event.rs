//! `profiling event`: an event for `sam local invoke`, with a token that is good now.

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

/// The placeholder for the token in an event's file.
const PLACEHOLDER: &str = "{{session_token}}";

/// Shown below `profiling event --help`.
const EXAMPLES: &str = "\
Examples:
  profiling event tests/events/get.json --issuer example.eu.auth0.com
                            print the event
  profiling event tests/events/get.json --issuer a.eu.auth0.com > event.json
                            to call the function with it:
                            sam local invoke FormFunction --event event.json

A token lives for an hour at most, so no file can hold a good one. The file
has {{session_token}}, and the body unencoded; this puts a token in and
encodes the body, if the event says that it is in base64. The secret is found
as for `profiling token`.";

/// What `profiling event` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// File with the event, as API Gateway sends it; `-` for standard input
    file: PathBuf,
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    target: Target,
}

/// Why there is no event.
#[derive(Debug, Error)]
enum EventError {
    #[error("{file} cannot be read: {error}")]
    Unreadable { file: String, error: std::io::Error },
    #[error("{file} is no JSON: {error}")]
    NoJson { file: String, error: serde_json::Error },
    #[error("{file} is no event: an event is a JSON object, as those in tests/events are")]
    NoEvent { file: String },
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
    let file = arguments.file.display().to_string();
    let text = read(&arguments.file).map_err(|error| EventError::Unreadable { file: file.clone(), error })?;
    let parsed = serde_json::from_str(&text);
    let mut event: Value = parsed.map_err(|error| EventError::NoJson { file: file.clone(), error })?;
    if !event.is_object() {
        return Err(EventError::NoEvent { file });
    }
    if text.contains(PLACEHOLDER) {
        let token = session_token(&arguments.question, &arguments.target).await?;
        fill(&mut event, &token);
    }
    encode_body(&mut event);
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

/// Puts the token in, wherever its place is.
fn fill(value: &mut Value, token: &str) {
    match value {
        Value::String(text) => *text = text.replace(PLACEHOLDER, token),
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, token)),
        Value::Object(members) => members.values_mut().for_each(|value| fill(value, token)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// API Gateway sends the body of a form in base64.
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
    fn a_token_is_put_in_wherever_its_place_is() {
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
    fn a_body_is_encoded_if_the_event_says_so() {
        for (encoded, body) in [(json!(true), "YT1i"), (json!(false), "a=b"), (Value::Null, "a=b")] {
            let mut event = json!({"body": "a=b", "isBase64Encoded": encoded});
            encode_body(&mut event);
            assert_eq!(event["body"], body);
        }
    }
}
