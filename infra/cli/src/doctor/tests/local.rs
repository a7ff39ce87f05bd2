//! The checks of a checkout, with tools of any version.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use profiling_service::clock::SystemClock;
use serde_json::json;
use zeroize::Zeroizing;

use super::super::report::{Report, Status};
use super::super::{Context, examine};
use super::world;
use crate::programs::{Limits, Output, Programs};

/// The output of tools by their command lines.
struct Tools(BTreeMap<&'static str, String>);

impl Tools {
    /// Creates the tools of a machine on which nothing is wrong.
    fn installed() -> Self {
        let identity = json!({"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/developer"});
        Self(BTreeMap::from([
            ("rustc --version", "rustc 1.99.0 (8aa0dd6 2026-10-01)".to_owned()),
            ("cargo lambda --version", "cargo-lambda 1.99.0 (2026-02-01Z)".to_owned()),
            ("python3 -m ziglang version", "0.13.0".to_owned()),
            ("sam --version", "SAM CLI, version 1.999.0".to_owned()),
            ("aws --version", "aws-cli/2.15.0 Python/3.11.6 Linux/6.1".to_owned()),
            ("aws sts get-caller-identity", identity.to_string()),
            ("curl --version", "curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0".to_owned()),
        ]))
    }
}

impl Programs for Tools {
    fn run(&self, program: &str, arguments: &[&str], _: &str, _: Limits) -> io::Result<Output> {
        let options = arguments.iter().position(|argument| *argument == "--output");
        let arguments = &arguments[..options.unwrap_or(arguments.len())];
        let line = format!("{program} {}", arguments.join(" "));
        let text = self.0.get(line.as_str()).ok_or(io::ErrorKind::NotFound)?;
        let status = i32::from(text.is_empty());
        Ok(Output {
            status: Some(status),
            stdout: Zeroizing::new(text.as_bytes().to_vec()),
            stderr: String::new(),
        })
    }
}

fn report(tools: &Tools) -> Report {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let variable = |_: &str| None;
    let context =
        Context { programs: tools, clock: &SystemClock, variable: &variable, pause: Duration::ZERO };
    examine(world::arguments(&["--local"]), &root, &context).unwrap()
}

#[test]
fn nothing_is_wrong_in_this_checkout() {
    let report = report(&Tools::installed());
    assert_eq!(report.wrong + report.unchecked, 0, "{report}");
}

#[test]
fn a_missing_or_old_tool_makes_exactly_its_check_wrong() {
    for (command, output, check, expected) in [
        ("rustc --version", None, "rust", "rustup"),
        ("rustc --version", Some("rustc 1.80.0"), "rust", "rustc 1.80.0 is older than"),
        ("cargo lambda --version", Some(""), "cargo-lambda", "tests/setup/python"),
        ("cargo lambda --version", Some("cargo-lambda 1.0.0"), "cargo-lambda", "is older than"),
        ("python3 -m ziglang version", None, "zig", "zig was not found"),
        ("sam --version", None, "sam", "sam is not installed, or not on PATH (`sam --version` failed)"),
        ("sam --version", Some("SAM CLI, version 1.9.0"), "sam", "is older than"),
        ("aws --version", Some("aws-cli/1.32.0 Python/3.11"), "aws", "is version 1"),
        ("curl --version", None, "curl", "curl is not installed"),
        ("aws sts get-caller-identity", None, "credentials", "the AWS CLI is not installed"),
    ] {
        let mut tools = Tools::installed();
        match output {
            Some(output) => drop(tools.0.insert(command, output.to_owned())),
            None => drop(tools.0.remove(command)),
        }
        let report = report(&tools);
        let wrong: Vec<&str> =
            report.lines.iter().filter(|line| line.status == Status::Wrong).map(|line| line.check).collect();
        assert_eq!(wrong, [check], "{report}");
        assert!(report.to_string().contains(expected), "{expected}\n{report}");
    }
}
