//! `profiling explain`: what an outcome or a log line means, who causes it and what to do.

mod alarms;
mod clues;
mod entry;
mod group;
mod paste;
mod reasons;
mod shown;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Read as _;
use std::process::ExitCode;

use clap::Args;
use clap::error::ErrorKind;
use profiling_service::outcome::{Cause, Outcome};
use thiserror::Error;

use crate::{out, workspace};
use entry::Entry;
use group::{Explanation, Group, groups};
use paste::{Found, Unknown};
use reasons::REASONS;
use tables::WriteError;

/// Shown below `profiling explain --help`.
const EXAMPLES: &str = r#"Examples:
  profiling explain                       all outcomes and reasons
  profiling explain signature_mismatch    one of them
  profiling explain '{"outcome":"token_expired","detail":"expired 9 s ago"}'
                                          a line of the functions' log
  profiling explain 'progressive-profiling: token_invalid Token has expired.'
                                          a line of the Action's log
  profiling explain 7G32-SVNQ             a reference from an error page
  profiling explain login=1a2b3c4d        a login, from a line of either log
  profiling explain StaleSecretAlarm      an alarm
  aws logs tail /aws/lambda/progressive-profiling-form | profiling explain -
                                          many lines, by how they ended
  profiling explain --write               after a change of the texts: both
                                          READMEs anew

Nothing of a line is printed that could be a secret or a token.
Exit status: 0 explained; 2 nothing of this name, or it could not be done."#;

/// What `profiling explain` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Name, log line, reference, login or alarm; `-` reads lines from standard input [default: list all]
    #[arg(value_name = "NAME|LINE|-")]
    text: Vec<String>,
    /// Name of the stack, which the log groups begin with
    #[arg(long, value_name = "NAME", default_value = "progressive-profiling", value_parser = parse_stack)]
    stack: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Print both tables as Markdown, for a runbook
    #[arg(long, conflicts_with_all = ["text", "json", "write"])]
    markdown: bool,
    /// Write both tables into README.md and infra/auth0/README.md of the repository
    #[arg(long, conflicts_with_all = ["text", "json"])]
    write: bool,
}

/// Why nothing was explained.
#[derive(Debug, Error)]
enum ExplainError {
    #[error("{0}. `profiling explain` lists all")]
    Unknown(Unknown),
    #[error("standard input could not be read: {0}")]
    Input(std::io::Error),
    #[error("the current folder cannot be read: {0}")]
    Folder(std::io::Error),
    #[error("this folder is not in the repository, whose READMEs --write is for")]
    NoRepository,
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A stack's name as AWS takes it: it is part of commands that are copied.
fn parse_stack(text: &str) -> Result<String, &'static str> {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_name = text.len() <= 128 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && is_plain;
    if is_name {
        Ok(text.to_owned())
    } else {
        Err("a stack's name is a letter, and letters, digits and hyphens")
    }
}

/// The error of a command line. What begins with a hyphen behind `explain` may be pasted, and is not repeated.
pub(crate) fn unknown_option(error: clap::Error) -> clap::Error {
    let is_pasted = std::env::args_os().nth(1).is_some_and(|command| command == "explain");
    if !is_pasted || error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    clap::Error::raw(
        ErrorKind::UnknownArgument,
        "`profiling explain --help` has all options; a text that begins with a hyphen goes behind `--`\n",
    )
}

/// Explains, and prints it.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    match perform(arguments) {
        Ok((told, notes)) => {
            for note in notes {
                eprintln!("note: {note}");
            }
            out::print(told, ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

/// What to print, and notes on what was passed over.
fn perform(arguments: Arguments) -> Result<(String, Vec<String>), ExplainError> {
    let Arguments { text, stack, json: as_json, markdown, write } = arguments;
    if write {
        let folder = std::env::current_dir().map_err(ExplainError::Folder)?;
        let root = workspace::find(&folder).ok_or(ExplainError::NoRepository)?;
        let changed = tables::write(&root)?;
        let told = changed.iter().flat_map(|file| [file, "\n"]).collect();
        let notes = if changed.is_empty() {
            vec!["both tables are as they should be".to_owned()]
        } else {
            Vec::new()
        };
        return Ok((told, notes));
    }
    if markdown {
        return Ok((tables::markdown(), Vec::new()));
    }
    if text.is_empty() {
        let everything = || groups(Entry::all().map(|entry| Found::new(vec![entry])).collect());
        let told = if as_json { json(everything(), &stack) } else { list() };
        return Ok((told, Vec::new()));
    }
    let text = if text == ["-"] { input()? } else { text.join(" ") };
    let (found, mut unknown) = paste::read(&text);
    if found.is_empty() {
        // One reason will do: of many lines, they are alike.
        return Err(ExplainError::Unknown(unknown.swap_remove(0)));
    }
    let notes = match unknown.len() {
        0 => Vec::new(),
        1 => vec!["1 line tells of no request and no run of the Action".to_owned()],
        lines => vec![format!("{lines} lines tell of no request and no run of the Action")],
    };
    let groups = groups(found);
    Ok((if as_json { json(groups, &stack) } else { group::words(groups, &stack) }, notes))
}

/// What standard input has; bytes that are no text are no reason to lose the rest.
fn input() -> Result<String, ExplainError> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(ExplainError::Input)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json(groups: Vec<Group>, stack: &str) -> String {
    let explanations: Vec<Explanation> = groups.into_iter().map(|group| group.explanation(stack)).collect();
    // Printing plain data does not fail.
    let document = serde_json::to_string_pretty(&serde_json::json!({ "explanations": explanations }));
    format!("{}\n", document.unwrap_or_default())
}

/// A line each, grouped by who is the likeliest to cause it.
fn list() -> String {
    let mut text =
        "Outcomes, in the log of the functions, by who is the likeliest to cause them\n".to_owned();
    for cause in Cause::ALL {
        let _ = writeln!(text, "\n {}: {}", cause.name(), cause.meaning());
        let outcomes = Outcome::ALL.iter().filter(|outcome| outcome.guide().causes.first() == Some(cause));
        for outcome in outcomes {
            let _ = writeln!(
                text,
                "  {:<23} {}  {}",
                outcome.name(),
                outcome.status().as_u16(),
                outcome.guide().meaning
            );
        }
    }
    text.push_str("\nReasons, in the log of the Action\n\n");
    for reason in REASONS {
        let short = reason.meaning.split(';').next().unwrap_or(reason.meaning);
        let _ = writeln!(text, "  {:<23} {short}", reason.name);
    }
    text.push_str("\n`profiling explain NAME` tells what to do.\n");
    text
}
