//! `profiling schema`: the JSON Schema of forms, for editors, and the same for people.

mod cells;
mod markdown;

use std::process::ExitCode;

use clap::Args;

use crate::out;

/// Shown below `profiling schema --help`.
const EXAMPLES: &str = "\
Examples:
  profiling schema > infra/forms/form.schema.json
                       write the schema that the forms name as their `$schema`
  profiling schema --markdown > docs/forms-reference.md
                       write the reference of the keys

In a form: {\"$schema\": \"./form.schema.json\", \"version\": 1, …}";

/// What `profiling schema` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print the reference of a form's keys, in Markdown, in place of the schema
    #[arg(long)]
    markdown: bool,
}

/// The schema as it is committed.
fn json() -> String {
    // Printing a JSON value does not fail.
    let json = serde_json::to_string_pretty(&profiling_forms::schema()).unwrap_or_default();
    format!("{json}\n")
}

/// The reference as it is committed.
fn reference() -> String {
    markdown::page(&profiling_forms::schema())
}

/// Prints the schema, or the reference.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    out::print(if arguments.markdown { reference() } else { json() }, ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
