//! `profiling schema`: the JSON Schemas of forms, of plans and of the messages of the page for editors, and a reference of
//! forms.

mod cells;
mod markdown;

use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use crate::out;

/// Shown below `profiling schema --help`.
const EXAMPLES: &str = "\
Examples:
  profiling schema > infra/forms/form.schema.json
                       write the schema that forms refer to as `$schema`
  profiling schema --markdown > docs/forms-reference.md
                       write the reference of all keys
  profiling schema --texts > infra/forms/texts.schema.json
                       write the schema of the messages of the page
  profiling schema --plan > infra/auth0/plan.schema.json
                       write the schema of a plan

In a form, refer to the schema like this:
  {\"$schema\": \"./form.schema.json\", \"version\": 1, …}";

/// Options of `profiling schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print a Markdown reference of all keys instead of the schema
    #[arg(long)]
    markdown: bool,
    /// Print the schema of page.texts.json, which replaces the messages of the page
    #[arg(long, conflicts_with = "markdown")]
    texts: bool,
    /// Print the schema of plan.json, which decides who is asked for what, and when
    #[arg(long, conflicts_with_all = ["markdown", "texts"])]
    plan: bool,
}

/// The text of a file with a schema.
fn json(schema: &Value) -> String {
    // Serializing a JSON value does not fail.
    let json = serde_json::to_string_pretty(schema).unwrap_or_default();
    format!("{json}\n")
}

/// The text of `infra/forms/form.schema.json`.
fn forms() -> String {
    json(&profiling_forms::editor_schema())
}

/// The text of `infra/forms/texts.schema.json`.
fn texts() -> String {
    json(&profiling_forms::locale::custom_messages_schema())
}

/// The text of `infra/auth0/plan.schema.json`.
fn plan() -> String {
    json(&profiling_plan::editor_schema())
}

/// The text of `docs/forms-reference.md`.
fn reference() -> String {
    markdown::page(&profiling_forms::schema())
}

/// Prints a schema or the reference.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let text = match arguments {
        Arguments { markdown: true, .. } => reference(),
        Arguments { texts: true, .. } => texts(),
        Arguments { plan: true, .. } => plan(),
        Arguments { .. } => forms(),
    };
    out::print(text, ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
