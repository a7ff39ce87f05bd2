//! `profiling explain`: the meaning, the causes and the remedy of an outcome or a log line.

mod action_detail;
mod action_reasons;
mod alarms;
mod details;
mod entry;
mod group;
mod identifiers;
mod input;
mod messages;
#[cfg(test)]
mod secret_tests;
mod specific;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Read as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgGroup, Args};
use profiling_service::outcome::{Cause, Outcome};
use thiserror::Error;

use self::action_reasons::REASONS;
use self::entry::Entry;
use self::group::{Explanation, Group, groups};
use self::input::{Match, Unknown};
use self::tables::WriteError;
use crate::{out, workspace};

/// The end of `profiling explain --help`.
const EXAMPLES: &str = r#"Examples:
  profiling explain                       all outcomes and reasons
  profiling explain signature_mismatch    one of them
  profiling explain '{"outcome":"token_expired","login":"1a2b3c4d"}'
                                          a line of the functions' log
  profiling explain 'progressive-profiling: token_invalid Token has expired.'
                                          a line of the Action's log
  profiling explain 7G32-SVNQ             a reference from an error page
  profiling explain login=1a2b3c4d        a login, from a line of either log
  profiling explain StaleSecretAlarm      an alarm
  profiling explain '{"message":"Forbidden"}'
                                          a response of API Gateway
  profiling explain exec format error     a message of AWS, Auth0 or a page
  profiling explain leaked                a leak of the session secret
  aws logs tail /aws/lambda/progressive-profiling-form | profiling explain -
                                          many lines, grouped by outcome
  profiling explain --write               regenerate the tables in the docs
                                          after changing their texts

Secrets and tokens are never printed.
Exit status: 0 if the input was explained; 2 if the name is unknown or an error
occurred."#;

/// Options of `profiling explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("explained").args(["text", "json"]).multiple(true)))]
pub(crate) struct Arguments {
    /// Name, log line, reference, login or alarm; `-` reads lines from standard input [default: list all]
    #[arg(value_name = "NAME|LINE|-")]
    text: Vec<String>,
    /// Name of the stack, which is also part of the names of its log groups
    #[arg(long, value_name = "NAME", default_value = "progressive-profiling", value_parser = parse_stack, requires = "explained")]
    stack: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Print the tables as Markdown, for a runbook
    #[arg(long, conflicts_with_all = ["text", "json", "write"])]
    markdown: bool,
    /// Write the tables into docs/outcomes.md and infra/auth0/README.md of the repository
    #[arg(long, conflicts_with_all = ["text", "json"])]
    write: bool,
}

/// An error of `profiling explain`.
#[derive(Debug, Error)]
enum ExplainError {
    #[error("{0}. `profiling explain` lists all names")]
    Unknown(Unknown),
    #[error("failed to read standard input: {0}")]
    Input(std::io::Error),
    #[error("failed to determine the current folder: {0}")]
    Folder(std::io::Error),
    #[error(
        "the current folder is not in the repository; run this command in the repository whose docs --write updates"
    )]
    NoRepository,
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Checks a stack name by the rules of AWS, because it is part of commands that users copy.
fn parse_stack(text: &str) -> Result<String, &'static str> {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_name = text.len() <= 128 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && is_plain;
    if is_name {
        Ok(text.to_owned())
    } else {
        Err("a stack name starts with a letter and has only letters, digits and hyphens")
    }
}

/// The error of a command line. An argument of `explain` with a hyphen may be pasted text, and is not repeated.
pub(crate) fn unknown_option(error: clap::Error) -> clap::Error {
    let is_pasted = std::env::args_os().nth(1).is_some_and(|command| command == "explain");
    if !is_pasted || error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    clap::Error::raw(
        ErrorKind::UnknownArgument,
        format!(
            "{}`profiling explain --help` lists all options; put `--` before a text that starts with a hyphen\n",
            similar_option(&error)
        ),
    )
}

/// The option that is similar to an unknown one, as a sentence.
fn similar_option(error: &clap::Error) -> String {
    let options = match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(option)) => vec![option.clone()],
        Some(ContextValue::Strings(options)) => options.clone(),
        _ => Vec::new(),
    };
    options.first().map(|option| format!("Did you mean `{option}`? ")).unwrap_or_default()
}

/// Explains the input, and prints the explanation.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    match perform(arguments) {
        Ok((text, notes)) => {
            for note in notes {
                eprintln!("note: {note}");
            }
            out::print(text, ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

/// Returns the text to print, and notes on skipped lines.
fn perform(arguments: Arguments) -> Result<(String, Vec<String>), ExplainError> {
    let Arguments { text, stack, json: as_json, markdown, write } = arguments;
    if write {
        let folder = std::env::current_dir().map_err(ExplainError::Folder)?;
        let root = workspace::find(&folder).ok_or(ExplainError::NoRepository)?;
        let changed = tables::write(&root)?;
        let text = changed.iter().flat_map(|file| [file, "\n"]).collect();
        let notes =
            if changed.is_empty() { vec!["the tables are up to date".to_owned()] } else { Vec::new() };
        return Ok((text, notes));
    }
    if markdown {
        return Ok((tables::markdown(), Vec::new()));
    }
    if text.is_empty() {
        if !as_json {
            return Ok((list(), Vec::new()));
        }
        let all = groups(Entry::all().map(|entry| Match::new(vec![entry])).collect());
        return Ok((json(all, &stack), Vec::new()));
    }
    let text = if text == ["-"] { standard_input()? } else { text.join(" ") };
    let (matches, mut unknown) = input::read(&text);
    if matches.is_empty() {
        // The errors of many lines are alike.
        return Err(ExplainError::Unknown(unknown.swap_remove(0)));
    }
    let notes = match unknown.len() {
        0 => Vec::new(),
        1 => vec!["1 line does not belong to a request or a run of the Action".to_owned()],
        lines => vec![format!("{lines} lines do not belong to a request or a run of the Action")],
    };
    let groups = groups(matches);
    Ok((if as_json { json(groups, &stack) } else { group::text(groups, &stack) }, notes))
}

/// Reads standard input. Invalid UTF-8 is replaced, so that the rest can be read.
fn standard_input() -> Result<String, ExplainError> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(ExplainError::Input)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json(groups: Vec<Group>, stack: &str) -> String {
    let explanations: Vec<Explanation> = groups.into_iter().map(|group| group.explanation(stack)).collect();
    // Plain data can always be written as JSON.
    let document = serde_json::to_string_pretty(&serde_json::json!({ "explanations": explanations }));
    format!("{}\n", document.unwrap_or_default())
}

/// Returns one line for each name, grouped by the most likely cause.
fn list() -> String {
    let mut text = "Outcomes, in the log of the functions, by most likely cause\n".to_owned();
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
    text.push_str("\n`profiling explain NAME` prints the remedy.\n");
    text
}
