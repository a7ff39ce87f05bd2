//! The operator's tool as a process.

use std::process::Stdio;

use profiling_tests::setting;
use serde_json::Value;
use tokio::process::Command;
use tokio::time::{Duration, timeout};

/// The result of a run of the tool.
#[derive(Debug)]
pub(crate) struct ToolOutput {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) error: String,
}

/// Runs `profiling secret` with these arguments and only this environment.
pub(crate) async fn secret(environment: &[(String, String)], arguments: &[&str]) -> ToolOutput {
    let mut command = Command::new(setting("PROFILING"));
    command.env_clear().envs(environment.iter().cloned());
    // Without the credentials and the region of this machine.
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", "/nonexistent");
    command.arg("secret").args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    let output = timeout(Duration::from_mins(1), command.output()).await;
    let output = output.expect("the tool ends in time").expect("the tool starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    ToolOutput { status: output.status.code(), out: text(output.stdout), error: text(output.stderr) }
}

/// The secrets of the parameter, oldest first.
pub(crate) async fn revealed(environment: &[(String, String)]) -> Vec<String> {
    let output = secret(environment, &["show", "--reveal", "--json"]).await;
    let document: Value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("no JSON: {output:?}"));
    let lines = document["lines"].as_array().into_iter().flatten();
    lines.map(|line| line["secret"].as_str().expect("a secret").to_owned()).collect()
}
