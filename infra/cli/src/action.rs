//! `profiling action`: compiles the plan and the Action into the file to deploy.

mod build;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use self::build::BuildError;
pub(crate) use self::build::{BuiltAction, BuiltPlan, PLAN, SOURCE, Sources, TOO_LARGE, built_action};
use crate::out::{self, Failure};
use crate::workspace;

/// Shown below `profiling action --help`.
const EXAMPLES: &str = "\
Examples:
  profiling action                   write the Action with infra/auth0/plan.json
                                     to infra/auth0/build, before a deployment
  profiling action --output - | wc --bytes
                                     print the Action instead
  profiling action --plan trial.json --output trial.js
                                     build the Action with another plan

Without a plan, the built file is a copy of
infra/auth0/actions/progressive-profiling.js, and its settings decide.
infra/auth0/README.md describes the deployment.

Exit status: 0 if the file was written; 1 if the plan is not valid, or the
Action would be too large; 2 if a file could not be read or written.";

/// The file in the repository to which the Action is written.
pub(crate) const OUTPUT: &str = "infra/auth0/build/progressive-profiling.js";

/// The value of `--output` for standard output.
const STDOUT: &str = "-";

/// Options of `profiling action`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// File with the plan [default: infra/auth0/plan.json in the repository, if it exists]
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Folder with the forms of the plan [default: infra/forms in the repository]
    #[arg(long, value_name = "DIR")]
    forms: Option<PathBuf>,
    /// File to write, or `-` for standard output [default: infra/auth0/build/progressive-profiling.js in the repository]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Builds the Action, and writes or prints it.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let folder = std::env::current_dir()
        .map_err(|error| Failure::File(format!("failed to determine the current folder: {error}")));
    let result = folder.and_then(|folder| {
        let root = workspace::find(&folder).ok_or_else(|| {
            Failure::File(
                "cannot find the Action, because the current folder is not in the repository; run this command in the \
                 repository"
                    .to_owned(),
            )
        })?;
        build(arguments, &root)
    });
    out::finish(result)
}

/// Builds and writes the Action. Returns the text for standard output.
fn build(arguments: &Arguments, root: &Path) -> Result<String, Failure> {
    let mut sources = Sources::in_repository(root);
    if let Some(path) = &arguments.plan {
        sources = sources.with_plan(path);
    }
    if let Some(path) = &arguments.forms {
        sources = sources.with_forms(path);
    }
    let action = sources.build().map_err(|error| failure(&error))?;
    let (path, label) = match &arguments.output {
        Some(path) if path.as_os_str() == STDOUT => {
            eprint!("{}", summary("standard output", &action));
            return Ok(action.code);
        }
        Some(path) => (path.clone(), path.display().to_string()),
        None => (root.join(OUTPUT), OUTPUT.to_owned()),
    };
    refuse(&path, &sources)
        .and_then(|()| write(&path, &action.code))
        .map_err(|error| Failure::File(format!("failed to write {label}: {error}")))?;
    Ok(summary(&label, &action))
}

fn failure(error: &BuildError) -> Failure {
    let message = error.to_string();
    match error {
        BuildError::Unreadable { .. } | BuildError::NoFolder { .. } => Failure::File(message),
        BuildError::Plan(_) | BuildError::Compile { .. } | BuildError::TooLarge { .. } => {
            Failure::Refused(message)
        }
    }
}

/// Describes the built Action: its place, its size and its plan.
fn summary(label: &str, action: &BuiltAction) -> String {
    let plan = match &action.plan {
        Some(plan) => plan.describe(),
        None => format!("no plan, so the settings decide ({PLAN} does not exist)"),
    };
    format!("{label}: {} bytes; {plan}\n", action.code.len())
}

/// Refuses to replace a file that the Action is built from, and to write to the folder with the forms.
fn refuse(path: &Path, sources: &Sources) -> io::Result<()> {
    match sources.role_of(path) {
        Some(role) => Err(io::Error::new(ErrorKind::InvalidInput, format!("it is {role}"))),
        None => Ok(()),
    }
}

/// Writes a new file that replaces the old one, so that the file is never incomplete. Creates its folder.
fn write(path: &Path, code: &str) -> io::Result<()> {
    // The file is replaced, so a link or a device such as /dev/stdout would be, too.
    if std::fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it exists and is not a file"));
    }
    let name =
        path.file_name().ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "it has no file name"))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}", std::process::id()));
    let temporary = path.with_file_name(temporary);
    let result = std::fs::write(&temporary, code).and_then(|()| std::fs::rename(&temporary, path));
    if result.is_err() {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&temporary);
    }
    result
}
