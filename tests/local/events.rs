//! `sam local invoke` with each event of tests/events.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use futures_util::{StreamExt as _, stream};
use profiling_tests::moto::Moto;
use profiling_tests::{setting, token, workspace};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::sam::{Invoked, invoke, ssm};
use crate::{ISSUER, SECRET};

/// The expected result of an event, from tests/events/expected.json.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The function's logical id in the template.
    function: String,
    /// Options of `profiling event` for the token.
    #[serde(default)]
    token: Vec<String>,
    status: u16,
    outcome: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Texts that the page contains.
    #[serde(default)]
    body: Vec<String>,
    /// Texts that the page does not contain.
    #[serde(default)]
    not_body: Vec<String>,
    /// The signed answers. Without them, the response has no token.
    answers: Option<Value>,
}

fn expectations() -> BTreeMap<String, Expected> {
    let text = fs::read_to_string(workspace().join("tests/events/expected.json")).expect("it is there");
    serde_json::from_str(&text).expect("it has the expected format")
}

/// The output of `profiling event` for the file. An event without a token is sent as it is.
fn event(file: &str, options: &[String]) -> String {
    let path = workspace().join("tests/events").join(file);
    let text = fs::read_to_string(&path).expect("it is there");
    if !text.contains("{{session_token}}") {
        return text;
    }
    let output = Command::new(setting("PROFILING"))
        .arg("event")
        .arg(path)
        .args(["--issuer", ISSUER])
        .args(options)
        .env("SESSION_TOKEN_SECRET", SECRET)
        .output()
        .expect("profiling starts");
    assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The differences between the response to an event and the expected result.
async fn problems(moto: &Moto, file: &str, expected: &Expected) -> Vec<String> {
    let event = event(file, &expected.token);
    let mut invoked = invoke(moto, &expected.function, &event).await;
    // SAM stops the container as soon as it has the response, and can lose the end of its output.
    if !invoked.log.contains("\"outcome\"") {
        invoked = invoke(moto, &expected.function, &event).await;
    }
    let Invoked { answer, log } = invoked;
    let mut problems = Vec::new();
    let mut demand = |holds: bool, what: String| {
        if !holds {
            problems.push(format!("{file}: {what}"));
        }
    };

    let Ok(answer) = serde_json::from_str::<Value>(&answer) else {
        return vec![format!("{file}: the response is not JSON: {answer}\n{log}")];
    };
    demand(answer["statusCode"] == expected.status, format!("status {}", answer["statusCode"]));
    for (name, value) in &expected.headers {
        demand(answer["headers"][name] == **value, format!("{name} is {}", answer["headers"][name]));
    }
    demand(answer["headers"]["cache-control"] == "no-store", "cache-control is not no-store".to_owned());
    let page = answer["body"].as_str().unwrap_or_default();
    for part in &expected.body {
        demand(page.contains(part), format!("the page lacks {part}"));
    }
    for part in &expected.not_body {
        demand(!page.contains(part), format!("the page contains {part}"));
    }
    let location = answer["headers"]["location"].as_str();
    let signed = location.and_then(|location| location.split_once("&session_token="));
    let signed = signed.map(|(target, signed)| {
        let target = target.split_once('?').unwrap_or_default().0;
        demand(target == format!("https://{ISSUER}/continue"), format!("the redirect goes to {target}"));
        let [header, payload]: [String; 2] =
            std::array::from_fn(|part| token::text(signed.split('.').nth(part).unwrap_or_default()));
        demand(
            token::sign(header, payload, SECRET) == signed,
            "the token is not signed with the secret".to_owned(),
        );
        token::decode(signed)["other"].clone()
    });
    demand(signed == expected.answers, format!("the answers are {signed:?}"));

    // SAM can also print the end of the output twice. Other tests require that a request has one line.
    let mut texts: Vec<&str> = log.lines().map(str::trim).collect();
    texts.dedup();
    let lines: Vec<Map<String, Value>> =
        texts.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let outcomes: Vec<&Value> = lines.iter().filter_map(|line| line.get("outcome")).collect();
    demand(outcomes == [expected.outcome.as_str()], format!("the log's outcomes are {outcomes:?}:\n{log}"));
    for secret in [SECRET, "eyJ", "Aurora"] {
        demand(!log.contains(secret), format!("{secret} is in the log"));
    }
    problems
}

#[tokio::test]
async fn sam_local_invoke_answers_every_event_as_expected() {
    let moto = ssm().await;
    let expectations: Vec<_> = expectations().into_iter().collect();
    let invoke = async |(file, expected): &(String, Expected)| problems(&moto, file, expected).await;
    // The first invocation makes the image. After that, most of the time is the start of SAM.
    let (first, others) = expectations.split_first().expect("there are events");
    let mut all_problems = invoke(first).await;
    let others = stream::iter(others.iter().map(invoke)).buffered(3).concat().await;
    all_problems.extend(others);
    assert!(all_problems.is_empty(), "{}", all_problems.join("\n"));
}

#[test]
fn every_event_has_an_expected_result() {
    let files: BTreeSet<String> = fs::read_dir(workspace().join("tests/events"))
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .filter(|name| !["README.md", "expected.json"].contains(&name.as_str()))
        .collect();
    assert_eq!(files, expectations().into_keys().collect());
}
