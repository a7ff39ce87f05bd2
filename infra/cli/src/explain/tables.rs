//! The tables of the READMEs, between two comments each, so that they can be written anew.

use std::io;
use std::path::Path;

use profiling_service::outcome::{Cause, Outcome};
use thiserror::Error;

use super::reasons::REASONS;

/// A table and its place.
struct Table {
    /// What its comments call it.
    name: &'static str,
    /// The file, from the repository's root.
    file: &'static str,
    write: fn() -> String,
}

const TABLES: [Table; 2] = [
    Table { name: "outcomes", file: "README.md", write: outcomes },
    Table { name: "reasons", file: "infra/auth0/README.md", write: reasons },
];

/// Why a table was not written.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("{file}: {error}")]
    File { file: &'static str, error: io::Error },
    #[error("{file} has no `{}` and `{}`, one below the other, between which the table goes", begin(.name), end(.name))]
    NoPlace { file: &'static str, name: &'static str },
}

/// All tables, for a page of one's own.
pub(super) fn markdown() -> String {
    TABLES.iter().map(|table| (table.write)()).collect::<Vec<_>>().join("\n")
}

/// Writes each table into its README in the repository at `root`; gives the files that had another one.
pub(super) fn write(root: &Path) -> Result<Vec<&'static str>, WriteError> {
    let mut changed = Vec::new();
    for Table { name, file, write } in TABLES {
        let failed = |error| WriteError::File { file, error };
        let path = root.join(file);
        let before = std::fs::read_to_string(&path).map_err(failed)?;
        let after = replace(&before, name, &write()).ok_or(WriteError::NoPlace { file, name })?;
        if after != before {
            std::fs::write(&path, after).map_err(failed)?;
            changed.push(file);
        }
    }
    Ok(changed)
}

/// The document with `table` in place of what is between the comments of this name; `None` without them.
fn replace(document: &str, name: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(&begin(name))?;
    let (_, after) = rest.split_once(&end(name))?;
    Some(format!("{before}{}\n\n{table}\n{}{after}", begin(name), end(name)))
}

fn begin(name: &str) -> String {
    format!("<!-- {name}: written by `cargo run -- explain --write` -->")
}

fn end(name: &str) -> String {
    format!("<!-- end of {name} -->")
}

fn outcomes() -> String {
    let causes = Cause::ALL.iter().map(|cause| format!("- {}: {}\n", cause.name(), cause.meaning()));
    let rows = Outcome::ALL.iter().map(|outcome| {
        let guide = outcome.guide();
        format!(
            "| `{}` | {} | {} | {} | {} |\n",
            outcome.name(),
            outcome.status().as_u16(),
            guide.meaning,
            names(guide.causes),
            guide.remedy
        )
    });
    format!(
        "{}\n| outcome | status | what it means | caused by | what to do |\n| --- | --- | --- | --- | --- |\n{}",
        causes.collect::<String>(),
        rows.collect::<String>()
    )
}

fn reasons() -> String {
    let rows = REASONS.iter().map(|reason| {
        format!(
            "| `{}` | {} | {} | {} | {} |\n",
            reason.name,
            reason.detail,
            reason.meaning,
            names(reason.causes),
            reason.remedy
        )
    });
    format!(
        "| reason | detail | what happened | caused by | what to do |\n| --- | --- | --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
}

fn names(causes: &[Cause]) -> String {
    causes.iter().map(|cause| cause.name()).collect::<Vec<_>>().join(", ")
}
