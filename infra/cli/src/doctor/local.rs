//! The checks of a checkout: the tools that build and deploy the functions, and the files that are deployed.

use std::io;
use std::time::Duration;

use toml::Table;

use super::checks::{Check, Credentials};
use super::report::{Problem, Unchecked, Verdict};
use super::system::System;
use crate::check::{self, Area};
use crate::plural::count;
use crate::programs::{Limits, MIB};

/// The command that installs the tools of the versions that the tests use.
const INSTALL: &str = "in the repository: `tools=$(tests/setup/python) && export PATH=$tools:$PATH`";

/// The limits of a tool that prints its version.
const LIMITS: Limits = Limits { time: Duration::from_mins(1), stdout: MIB };

/// All checks, in the order of the report.
pub(super) const CHECKS: [&dyn Check; 11] = [
    &Rust,
    &Tool { name: "cargo-lambda", command: &["cargo", "lambda", "--version"], requirement: "cargo-lambda" },
    &Zig,
    &Tool { name: "sam", command: &["sam", "--version"], requirement: "aws-sam-cli" },
    &AwsCli,
    &Curl,
    &Credentials,
    &Files { name: "forms", area: Area::Forms },
    &Files { name: "settings", area: Area::Settings },
    &Files { name: "template", area: Area::Template },
    &Files { name: "architecture", area: Area::Architecture },
];

/// Returns what a program prints, or `None` if it is not installed.
fn output(system: &System<'_>, command: &[&str]) -> Result<Option<String>, Unchecked> {
    let (program, arguments) = command.split_first().ok_or_else(|| Unchecked::because("no command"))?;
    match system.programs.run(program, arguments, "", LIMITS) {
        Ok(output) if output.is_success() => Ok(Some(output.text().trim().to_owned())),
        // cargo fails for a subcommand that is not installed.
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Unchecked::because(format!("{program} failed: {error}"))),
    }
}

/// Returns the first version in a text, such as `1.97.1`.
fn version(text: &str) -> Option<Vec<u64>> {
    let start = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
    let word = text.split(|c: char| !c.is_ascii_digit() && c != '.').find(start)?;
    Some(word.split('.').filter_map(|part| part.parse().ok()).collect())
}

/// Returns the text of a file in the repository.
fn read(system: &System<'_>, path: &str) -> Result<String, Unchecked> {
    std::fs::read_to_string(system.root()?.join(path))
        .map_err(|error| Unchecked::because(format!("{path} cannot be read: {error}")))
}

/// Rust is installed in a version that compiles the workspace.
struct Rust;

impl Check for Rust {
    fn name(&self) -> &'static str {
        "rust"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let manifest: Table = read(system, "Cargo.toml")?
            .parse()
            .map_err(|_| Unchecked::because("Cargo.toml is not valid TOML"))?;
        let needed = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("package")?.get("rust-version")?.as_str());
        let needed = needed.ok_or_else(|| Unchecked::because("Cargo.toml has no rust-version"))?;
        let fix = "install Rust with rustup (https://rustup.rs), or run `rustup update`";
        Ok(match output(system, &["rustc", "--version"])? {
            None => Verdict::wrong("rustc is not installed, or not on PATH", fix),
            Some(found) if version(&found) < version(needed) => {
                Verdict::wrong(format!("{found} is older than {needed}"), fix)
            }
            Some(found) => Verdict::Correct(found),
        })
    }
}

/// A tool is installed, in at least the version that the tests use.
struct Tool {
    name: &'static str,
    command: &'static [&'static str],
    /// The package in `tests/requirements.txt`.
    requirement: &'static str,
}

impl Check for Tool {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let requirements = read(system, "tests/requirements.txt")?;
        let needed =
            requirements.lines().find_map(|line| line.strip_prefix(self.requirement)?.strip_prefix("=="));
        let needed = needed.ok_or_else(|| {
            Unchecked::because(format!("tests/requirements.txt has no {}", self.requirement))
        })?;
        Ok(match output(system, self.command)? {
            None => Verdict::wrong(
                format!(
                    "{} is not installed, or not on PATH (`{}` failed)",
                    self.name,
                    self.command.join(" ")
                ),
                INSTALL,
            ),
            Some(found) if version(&found) < version(needed) => {
                Verdict::wrong(format!("{found} is older than {needed}, which the tests use"), INSTALL)
            }
            Some(found) => Verdict::Correct(found),
        })
    }
}

/// cargo-lambda finds zig, with which it links.
struct Zig;

impl Check for Zig {
    fn name(&self) -> &'static str {
        "zig"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        for command in [&["zig", "version"][..], &["python3", "-m", "ziglang", "version"]] {
            if let Some(version) = output(system, command)? {
                return Ok(Verdict::Correct(format!("{version} (`{}`)", command.join(" "))));
            }
        }
        Ok(Verdict::wrong(
            "zig was not found: neither `zig version` nor `python3 -m ziglang version` runs. If pipx installed ziglang, python3 \
             cannot import it",
            INSTALL,
        ))
    }
}

/// The AWS CLI is installed, in version 2.
struct AwsCli;

impl Check for AwsCli {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        const FIX: &str = "install version 2: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";
        Ok(match output(system, &["aws", "--version"])? {
            None => Verdict::wrong("the AWS CLI is not installed, or not on PATH", FIX),
            Some(found) if version(&found) < Some(vec![2]) => {
                Verdict::wrong(format!("{found} is version 1, which lacks `aws logs tail`"), FIX)
            }
            Some(found) => Verdict::Correct(found),
        })
    }
}

/// curl is installed, with which this tool sends its requests.
struct Curl;

impl Check for Curl {
    fn name(&self) -> &'static str {
        "curl"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let found = output(system, &["curl", "--version"])?;
        let found = found.as_deref().and_then(|text| text.lines().next());
        Ok(found.map_or_else(
            || {
                Verdict::wrong(
                    "curl is not installed, or not on PATH",
                    "install curl with the package manager of the system",
                )
            },
            |line| Verdict::Correct(line.split(" (").next().unwrap_or(line).to_owned()),
        ))
    }
}

/// `profiling check` finds no error in an area.
struct Files {
    name: &'static str,
    area: Area,
}

impl Check for Files {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stage = &system.target.stage;
        let found = check::summary(system.root()?, stage, self.area).map_err(Unchecked::because)?;
        let command = format!("profiling check --config-env {stage}");
        let problems = found
            .errors
            .into_iter()
            .map(|error| Problem::new(error, format!("correct it, then run `{command}`")));
        Ok(Verdict::of(problems.collect(), || match found.warnings {
            0 => "no errors".to_owned(),
            warnings => format!("no errors; {}: run `{command}`", count(warnings, "warning")),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_in_the_output_of_a_tool_is_found() {
        for (text, expected) in [
            ("rustc 1.97.1 (8aa0dd6 2026-10-01)", Some(vec![1, 97, 1])),
            ("SAM CLI, version 1.160.0", Some(vec![1, 160, 0])),
            ("cargo-lambda 1.9.1 (2026-02-01Z)", Some(vec![1, 9, 1])),
            ("aws-cli/2.15.0 Python/3.11.6 Linux/6.1", Some(vec![2, 15, 0])),
            ("1.95", Some(vec![1, 95])),
            ("no version", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }
}
