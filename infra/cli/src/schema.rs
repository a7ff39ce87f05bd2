//! `profiling schema`: the JSON Schema of forms for editors, and a reference generated from it.

mod cells;
mod markdown;

use std::process::ExitCode;

use clap::Args;

use crate::out;

/// Shown below `profiling schema --help`.
const EXAMPLES: &str = "\
Examples:
  profiling schema > infra/forms/form.schema.json
                       write the schema that forms refer to as `$schema`
  profiling schema --markdown > docs/forms-reference.md
                       write the reference of all keys

In a form, refer to the schema like this:
  {\"$schema\": \"./form.schema.json\", \"version\": 1, …}";

/// Options of `profiling schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print a Markdown reference of all keys instead of the schema
    #[arg(long)]
    markdown: bool,
}

/// The text of `infra/forms/form.schema.json`.
fn json() -> String {
    // Serializing a JSON value does not fail.
    let json = serde_json::to_string_pretty(&profiling_forms::schema()).unwrap_or_default();
    format!("{json}\n")
}

/// The text of `docs/forms-reference.md`.
fn reference() -> String {
    markdown::page(&profiling_forms::schema())
}

/// Prints the schema or the reference.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    out::print(if arguments.markdown { reference() } else { json() }, ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
