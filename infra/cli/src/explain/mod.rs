//! `profiling explain`: what an outcome or a log line means, who causes it and what to do.

mod clues;
mod entry;
mod paste;
mod reasons;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Read as _;
use std::process::ExitCode;

use clap::Args;
use profiling::outcome::{Cause, Outcome};
use serde::Serialize;
use thiserror::Error;

use crate::{out, workspace};
use entry::{Entry, Told};
use paste::{Found, Unknown};
use reasons::REASONS;
use tables::WriteError;

/// Shown below `profiling explain --help`.
const EXAMPLES: &str = r#"Examples:
  profiling explain                       all outcomes and reasons
  profiling explain signature_mismatch    one of them
  profiling explain '{"outcome":"token_expired","detail":"by 40 s"}'
                                          a line of the functions' log
  profiling explain 'progressive-profiling: token_invalid Token has expired.'
                                          a line of the Action's log
  aws logs tail /aws/lambda/progressive-profiling-form | profiling explain -
                                          many lines
  profiling explain --write               after a change of the texts: both
                                          READMEs anew

Nothing of a line is printed that could be a secret or a token.
Exit status: 0 explained; 2 nothing of this name, or it could not be done."#;

/// What `profiling explain` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Outcome, reason or log line; `-` reads lines from standard input [default: list all]
    #[arg(value_name = "NAME|LINE|-")]
    text: Vec<String>,
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

/// One explanation, as JSON has it.
#[derive(Debug, Serialize)]
struct Explanation {
    /// Two where both logs know the name.
    meanings: Vec<Told>,
    /// What the pasted line tells besides.
    line: clues::Clues,
    /// Where that leads.
    next: Vec<String>,
}

impl From<Found> for Explanation {
    fn from(Found { entries, clues }: Found) -> Self {
        let next = clues.steps();
        Self { meanings: entries.into_iter().map(Entry::told).collect(), line: clues, next }
    }
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
    let Arguments { text, json: as_json, markdown, write } = arguments;
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
        let everything =
            Entry::all().map(|entry| Found { entries: vec![entry], clues: clues::Clues::default() });
        let told = if as_json { json(everything.collect()) } else { list() };
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
    Ok((if as_json { json(found) } else { words(found) }, notes))
}

fn input() -> Result<String, ExplainError> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(ExplainError::Input)?;
    Ok(text)
}

fn json(found: Vec<Found>) -> String {
    let explanations: Vec<Explanation> = found.into_iter().map(Explanation::from).collect();
    // Printing plain data does not fail.
    let document = serde_json::to_string_pretty(&serde_json::json!({ "explanations": explanations }));
    format!("{}\n", document.unwrap_or_default())
}

/// For people: each explanation, with an empty line between two.
fn words(found: Vec<Found>) -> String {
    let told = found.into_iter().map(|found| {
        let Explanation { meanings, line, next } = found.into();
        let mut text = meanings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        // Writing to a String does not fail.
        if let Some(detail) = line.detail() {
            let _ = writeln!(text, "  this line         {detail}");
        }
        for step in next {
            let _ = writeln!(text, "    - {step}");
        }
        text
    });
    told.collect::<Vec<_>>().join("\n")
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
