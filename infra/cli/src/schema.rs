//! `profiling schema`: the JSON Schema of forms.

use std::process::ExitCode;

/// Shown below `profiling schema --help`.
pub(crate) const EXAMPLES: &str = "\
Examples:
  profiling schema > infra/forms/form.schema.json
                       write the schema that the forms name as their `$schema`

In a form: {\"$schema\": \"./form.schema.json\", \"version\": 1, …}";

/// The schema as it is committed.
pub(crate) fn text() -> String {
    // Printing a JSON value does not fail.
    let json = serde_json::to_string_pretty(&profiling::form::schema()).unwrap_or_default();
    format!("{json}\n")
}

/// Prints the schema.
#[expect(clippy::print_stdout, reason = "the schema is what the command is asked for")]
pub(crate) fn run() -> ExitCode {
    print!("{}", text());
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests;
