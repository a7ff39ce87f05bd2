//! `profiling check`: forms, the Action's settings and the template, held against one another.

mod action;
mod budget;
mod conditions;
mod finding;
mod forms;
mod pages;
mod settings;
mod template;
mod translations;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use thiserror::Error;

use crate::{out, workspace};
use finding::{Finding, Report};
use settings::Settings;

/// Shown below `profiling check --help`.
const EXAMPLES: &str = "\
Examples:
  profiling check                                everything in the repository
  profiling check --json > findings.json         for CI
  profiling check --forms my-forms               the forms of another folder
  FORM_URL=https://forms.example.com/forms/profile LOGIN_COUNT=2 \\
    REQUIRED_USER_FIELDS=company_name profiling check
                                                 with the settings of a deploy

Exit status: 0 without errors, warnings or not; 1 with errors; 2 when something
could not be read.";

/// What `profiling check` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Folder of the forms [default: infra/forms of the repository]
    #[arg(long, value_name = "DIR")]
    forms: Option<PathBuf>,
    /// File with the Action's settings, under `AUTH0_KEYWORD_REPLACE_MAPPINGS`; environment variables of the
    /// same names win [default: each file of infra/auth0/environments in the repository]
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// SAM template [default: template.yaml of the repository]
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Print one JSON document instead of lines
    #[arg(long)]
    json: bool,
}

/// Something to look at.
#[derive(Debug)]
struct Source {
    path: PathBuf,
    /// The path, as a person would type it.
    label: String,
}

impl Source {
    fn given(path: PathBuf) -> Self {
        let label = path.display().to_string();
        Self { path, label }
    }

    fn of_repository(root: &Path, path: &str) -> Self {
        Self { path: root.join(path), label: path.to_owned() }
    }

    fn read(&self) -> Result<String, LookError> {
        std::fs::read_to_string(&self.path)
            .map_err(|error| LookError::Unreadable { label: self.label.clone(), error })
    }
}

/// Why nothing could be checked.
#[derive(Debug, Error)]
enum LookError {
    #[error("this folder is not in the repository, so the forms cannot be found; give --forms DIR")]
    NoRepository,
    #[error("the current folder cannot be read: {0}")]
    Folder(std::io::Error),
    #[error("{label} cannot be read: {error}")]
    Unreadable { label: String, error: std::io::Error },
}

/// Checks, and prints what was found.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let json = arguments.json;
    let looked = std::env::current_dir()
        .map_err(LookError::Folder)
        .and_then(|folder| look(arguments, &folder, &variable));
    match looked {
        Ok((report, notes)) => {
            for note in notes {
                eprintln!("note: {note}");
            }
            let told = if json {
                // Printing plain data does not fail.
                format!("{}\n", serde_json::to_string_pretty(&report).unwrap_or_default())
            } else {
                report.to_string()
            };
            out::print(told, if report.errors > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a deploy takes the settings from the environment, so this does"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The files that the Action is deployed with, one a tenant.
fn environments(root: &Path) -> Result<Vec<Source>, LookError> {
    const FOLDER: &str = "infra/auth0/environments";
    let unreadable = |error| LookError::Unreadable { label: FOLDER.to_owned(), error };
    let entries = match std::fs::read_dir(root.join(FOLDER)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let name = entry.map_err(unreadable)?.file_name();
        if Path::new(&name).extension().is_some_and(|extension| extension == "json") {
            paths.push(format!("{FOLDER}/{}", name.to_string_lossy()));
        }
    }
    paths.sort();
    Ok(paths.iter().map(|path| Source::of_repository(root, path)).collect())
}

/// Looks at everything; with notes on what was passed over.
fn look(
    arguments: Arguments,
    folder: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(Report, Vec<String>), LookError> {
    // With forms from elsewhere, the repository's settings and template are of other forms.
    let root = if arguments.forms.is_none() { workspace::find(folder) } else { None };
    let of_repository = |path: &str| root.as_deref().map(|root| Source::of_repository(root, path));
    let folder = arguments.forms.map(Source::given).or_else(|| of_repository("infra/forms"));
    let folder = folder.ok_or(LookError::NoRepository)?;
    let is_given = arguments.settings.is_some();
    let settings = match (arguments.settings, &root) {
        (Some(file), _) => vec![Source::given(file)],
        (None, Some(root)) => environments(root)?,
        (None, None) => Vec::new(),
    };
    let template = arguments
        .template
        .map(Source::given)
        .or_else(|| of_repository("template.yaml").filter(|source| source.path.exists()));

    if let Err(error) = std::fs::read_dir(&folder.path) {
        return Err(LookError::Unreadable { label: folder.label, error });
    }
    let mut notes = Vec::new();
    let (forms, mut findings) = forms::read(&folder);
    // The names of forms that are there and cannot be read.
    let unread: Vec<String> = findings
        .iter()
        .filter_map(|finding| Path::new(&finding.file).file_stem()?.to_str().map(ToOwned::to_owned))
        .collect();
    for (name, form) in forms.iter() {
        let file = forms::file(&folder, &format!("{name}.json"));
        findings.extend(of_form(&file, name, form));
    }
    // Without a file, the environment alone.
    let files: Vec<Option<&Source>> =
        if settings.is_empty() { vec![None] } else { settings.iter().map(Some).collect() };
    for file in files {
        let (settings, faults) = Settings::read(file, variable)?;
        if !settings.is_empty() || (is_given && faults.is_empty()) {
            // What is wrong with the environment is so with each file, and is told once.
            let told = action::check(&settings, &forms, &unread);
            let new: Vec<_> = told.into_iter().filter(|finding| !findings.contains(finding)).collect();
            findings.extend(new);
        } else if faults.is_empty() {
            let place = file.map_or("infra/auth0/environments", |file| &file.label);
            notes.push(format!(
                "there are no settings of the Action, in {place} or in the environment; they were not checked"
            ));
        }
        findings.extend(faults);
    }
    match &template {
        Some(template) => findings.extend(template::check(template, &folder, &forms, &unread)?),
        None => notes.push("there is no template; it was not checked".to_owned()),
    }
    Ok((Report::new(findings), notes))
}

/// All that is checked of one form.
fn of_form(file: &str, name: &profiling_forms::FormName, form: &profiling_forms::Form) -> Vec<Finding> {
    [
        forms::theme(file, form),
        conditions::check(file, form),
        budget::check(file, name, form),
        pages::check(file, name, form),
        forms::not_now(file, form),
        translations::check(file, form),
    ]
    .concat()
}

#[cfg(test)]
mod tests;
