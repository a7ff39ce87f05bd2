//! The tables in the docs, each between two comments, so that they can be generated again.

use std::io;
use std::path::Path;

use profiling_service::outcome::{Cause, Outcome};
use profiling_service::reason::Reason;
use thiserror::Error;

use super::action_reasons::REASONS;

/// A table and its place.
struct Table {
    /// The name in its comments.
    name: &'static str,
    /// The file, from the repository's root.
    file: &'static str,
    write: fn() -> String,
}

const TABLES: [Table; 3] = [
    Table { name: "outcomes", file: "docs/outcomes.md", write: outcomes },
    Table { name: "reasons of the functions", file: "docs/outcomes.md", write: function_reasons },
    Table { name: "reasons", file: "infra/auth0/README.md", write: action_reasons },
];

/// An error of writing a table.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("{file}: {error}")]
    File { file: &'static str, error: io::Error },
    #[error("{file} has no `{}` and `{}` after it, between which the table belongs", begin(.name), end(.name))]
    NoPlace { file: &'static str, name: &'static str },
}

/// Returns all tables, for a page of another document.
pub(super) fn markdown() -> String {
    TABLES.iter().map(|table| (table.write)()).collect::<Vec<_>>().join("\n")
}

/// Writes each table into its document in the repository at `root`. Returns the documents that changed.
pub(super) fn write(root: &Path) -> Result<Vec<&'static str>, WriteError> {
    let mut changed = Vec::new();
    for Table { name, file, write } in TABLES {
        let path = root.join(file);
        let before = std::fs::read_to_string(&path).map_err(|error| WriteError::File { file, error })?;
        let after = replace(&before, name, &write()).ok_or(WriteError::NoPlace { file, name })?;
        if after != before {
            std::fs::write(&path, after).map_err(|error| WriteError::File { file, error })?;
            changed.push(file);
        }
    }
    changed.dedup();
    Ok(changed)
}

/// Returns the document with `table` between the comments of this name; `None` if it does not have them.
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
        "{}\n| outcome | status | meaning | caused by | remedy |\n| --- | --- | --- | --- | --- |\n{}",
        causes.collect::<String>(),
        rows.collect::<String>()
    )
}

/// The reasons with an example of their values. `detail` of the example is the sentence.
fn function_reasons() -> String {
    let rows = Reason::samples().into_iter().map(|reason| {
        let fields = serde_json::to_value(&reason).unwrap_or_default();
        let values = fields.as_object().into_iter().flatten().filter(|(name, _)| *name != "reason");
        let values: Vec<String> = values.map(|(name, value)| format!("`{name}`: `{value}`")).collect();
        format!(
            "| `{}` | `{}` | {reason} | {} |\n",
            reason.code(),
            reason.outcome().name(),
            values.join(", ")
        )
    });
    format!(
        "| reason | outcome | `detail` | values |\n| --- | --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
}

fn action_reasons() -> String {
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
        "| reason | detail | meaning | caused by | remedy |\n| --- | --- | --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
}

fn names(causes: &[Cause]) -> String {
    causes.iter().map(|cause| cause.name()).collect::<Vec<_>>().join(", ")
}
