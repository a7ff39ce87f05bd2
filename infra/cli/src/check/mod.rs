//! `profiling check`: checks the forms, the plan and the settings of the Action, the template, the stages and the build, also
//! against each other.

mod action;
mod autocomplete;
mod budget;
mod checkout;
mod conditions;
mod contrast;
mod finding;
mod format;
mod forms;
mod ignored;
mod messages;
mod pages;
mod patterns;
mod plan;
mod requested;
mod settings;
mod stages;
mod template;
mod texts;
mod translations;
mod unused;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use profiling_authoring::Document;
use profiling_forms::locale::CustomMessages;
use profiling_forms::{Form, FormName, did_you_mean};
use thiserror::Error;

use crate::{out, workspace};
use action::Deciding;
pub(crate) use action::form_name;
pub(crate) use checkout::{
    Area, Deployment, deployment, environments, has_environment, is_form_url, settings_of, summary,
};
use finding::{Finding, Report};
use format::Format;
pub(crate) use settings::{NAMES as SETTING_NAMES, Settings, names as field_names};

/// Shown below `profiling check --help`.
const EXAMPLES: &str = "\
Examples:
  profiling check                                check the whole repository
  profiling check --format json > findings.json  write the findings as JSON
  profiling check --format github                annotate a pull request
  profiling check --forms my-forms               check the forms in this folder
  profiling check --plan trial.json              check this plan instead of
                                                 infra/auth0/plan.json
  profiling check --config-env production        compare the build with this
                                                 stage of samconfig.toml
  FORM_URL=https://forms.example.com/forms/profile LOGIN_COUNT=2 \\
    REQUIRED_USER_FIELDS=company_name profiling check
                                                 check these settings as well

Exit status: 0 if there are no errors, even if there are warnings; 1 if there
are errors; 2 if a file or a folder could not be read.";

/// Options of `profiling check`.
#[derive(Debug, Default, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Folder with the forms [default: infra/forms in the repository]
    #[arg(long, value_name = "DIR")]
    forms: Option<PathBuf>,
    /// File with the Action's settings in `AUTH0_KEYWORD_REPLACE_MAPPINGS`; environment variables with the names of
    /// settings override it [default: every file in infra/auth0/environments in the repository]
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// File with the plan, with which the settings do not decide who is asked [default: infra/auth0/plan.json in the
    /// repository, if it exists]
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// SAM template [default: template.yaml in the repository]
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Stage in samconfig.toml to compare the output of `sam build` with, as in `sam deploy --config-env`
    #[arg(long, value_name = "STAGE", conflicts_with = "forms")]
    config_env: Option<String>,
    /// Folder with the output of `sam build`, if there is any [default: .aws-sam/build in the repository]
    #[arg(long, value_name = "DIR", conflicts_with = "forms")]
    build: Option<PathBuf>,
    /// Format of the findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// The folder in the repository to which `sam build` writes.
const BUILD: &str = ".aws-sam/build";

/// The folder in the repository with a settings file for each tenant.
const ENVIRONMENTS: &str = "infra/auth0/environments";

/// A file or a folder to check.
#[derive(Debug)]
struct Source {
    path: PathBuf,
    /// The path, as a user would type it.
    label: String,
}

impl Source {
    fn from_argument(path: PathBuf) -> Self {
        let label = path.display().to_string();
        Self { path, label }
    }

    fn in_repository(root: &Path, path: &str) -> Self {
        Self { path: root.join(path), label: path.to_owned() }
    }

    fn read(&self) -> Result<String, CheckError> {
        std::fs::read_to_string(&self.path)
            .map_err(|error| CheckError::Unreadable { label: self.label.clone(), error })
    }
}

/// An error that prevents the check.
#[derive(Debug, Error)]
enum CheckError {
    #[error(
        "cannot find the forms, because the current folder is not in the repository; run this command in the \
         repository, or specify --forms DIR"
    )]
    NoRepository,
    #[error("failed to determine the current folder: {0}")]
    Folder(std::io::Error),
    #[error(
        "--config-env and --build need the SAM template, but the repository has no template.yaml; specify --template FILE"
    )]
    NoTemplate,
    #[error("{label} is a file, but --forms takes a folder")]
    NoFolder { label: String },
    #[error("{label} has no output of `sam build`")]
    NoBuild { label: String },
    #[error("failed to read {label}: {error}")]
    Unreadable { label: String, error: std::io::Error },
}

/// Checks everything and prints the findings.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let format = arguments.format;
    let result = std::env::current_dir()
        .map_err(CheckError::Folder)
        .and_then(|folder| check(arguments, &folder, &variable));
    match result {
        Ok((report, notes)) => {
            for note in notes {
                eprintln!("note: {note}");
            }
            let text = format.write(&report);
            out::print(text, if report.errors > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "deploy tools read the settings from the environment, so the check does too"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Returns the settings files of the Action: one for each tenant.
fn settings_files(root: &Path) -> Result<Vec<Source>, CheckError> {
    let entries = match std::fs::read_dir(root.join(ENVIRONMENTS)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CheckError::Unreadable { label: ENVIRONMENTS.to_owned(), error }),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let entry =
            entry.map_err(|error| CheckError::Unreadable { label: ENVIRONMENTS.to_owned(), error })?;
        let name = entry.file_name();
        if Path::new(&name).extension().is_some_and(|extension| extension == "json") {
            paths.push(format!("{ENVIRONMENTS}/{}", name.to_string_lossy()));
        }
    }
    paths.sort();
    Ok(paths.iter().map(|path| Source::in_repository(root, path)).collect())
}

/// Checks everything. Returns the findings, and notes about parts that were skipped.
fn check(
    arguments: Arguments,
    folder: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(Report, Vec<String>), CheckError> {
    // The settings and the template in the repository do not apply to forms in another folder.
    let root = if arguments.forms.is_none() { workspace::find(folder) } else { None };
    let folder = match (arguments.forms, &root) {
        (Some(folder), _) => Source::from_argument(folder),
        (None, Some(root)) => Source::in_repository(root, "infra/forms"),
        (None, None) => return Err(CheckError::NoRepository),
    };
    let has_settings_option = arguments.settings.is_some();
    let has_forms_option = root.is_none();
    let settings = match (arguments.settings, &root) {
        (Some(file), _) => vec![Source::from_argument(file)],
        (None, Some(root)) => settings_files(root)?,
        (None, None) => Vec::new(),
    };
    let plan = arguments.plan.map(Source::from_argument).or_else(|| plan::file(root.as_deref()?));
    let template = match (arguments.template, &root) {
        (Some(file), _) => Some(Source::from_argument(file)),
        (None, Some(root)) => {
            Some(Source::in_repository(root, "template.yaml")).filter(|source| source.path.exists())
        }
        (None, None) => None,
    };

    if folder.path.is_file() {
        return Err(CheckError::NoFolder { label: folder.label });
    }
    if let Err(error) = std::fs::read_dir(&folder.path) {
        return Err(CheckError::Unreadable { label: folder.label, error });
    }
    let mut notes = Vec::new();
    let (forms, mut findings, mut documents) = forms::read(&folder);
    // The names of forms that exist but are not valid.
    let invalid: Vec<String> = findings
        .iter()
        .filter_map(|finding| Path::new(&finding.file).file_stem()?.to_str().map(ToOwned::to_owned))
        .collect();
    ignored::check(&folder, &mut findings);
    let (custom_messages, invalid_messages) = messages::read(&folder, &mut documents);
    findings.extend(invalid_messages);
    for (name, form) in forms.iter() {
        let file = forms::file(&folder, &format!("{name}.json"));
        findings.extend(check_form(&file, name, form, &custom_messages));
    }
    findings.extend(plan::check(plan.as_ref(), root.as_deref(), &forms, &mut documents)?);
    // Without a settings file, only the environment is checked.
    let files: Vec<Option<&Source>> =
        if settings.is_empty() { vec![None] } else { settings.iter().map(Some).collect() };
    let deciding = plan
        .as_ref()
        .map(|file| Deciding { label: &file.label, is_to_deploy: plan::is_to_deploy(file, root.as_deref()) });
    for file in files {
        let (settings, errors) = Settings::read(file, variable)?;
        if let Some(file) = file {
            documents.insert(file.label.clone(), Document::json(&file.read()?));
        }
        if !settings.is_empty() || (has_settings_option && errors.is_empty()) {
            // A problem in the environment occurs with every file, but is reported once.
            for finding in action::check(&settings, &forms, &invalid, deciding) {
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
            }
        } else if errors.is_empty() {
            notes.push(unchecked_settings(file, has_forms_option, template.is_some()));
        }
        findings.extend(errors);
    }
    let Some(template) = &template else {
        if arguments.config_env.is_some() || arguments.build.is_some() {
            return Err(CheckError::NoTemplate);
        }
        if !has_forms_option {
            notes.push("the template was not checked, because none was found".to_owned());
        }
        return Ok((Report::new(findings, &documents), notes));
    };
    let (template_findings, parameters) = template::check(template, &folder, &forms, &invalid)?;
    findings.extend(template_findings);
    if let Some(root) = &root {
        let build = match arguments.build {
            Some(folder) if stages::bootstraps(&folder).is_empty() => {
                return Err(CheckError::NoBuild { label: folder.display().to_string() });
            }
            Some(folder) => Source::from_argument(folder),
            None => Source::in_repository(root, BUILD),
        };
        let stages = Source::in_repository(root, "samconfig.toml");
        if stages.path.exists() || arguments.config_env.is_some() {
            findings.extend(stages::check(&stages, &parameters, arguments.config_env.as_deref(), &build)?);
        } else {
            notes.push("the stages were not checked, because there is no samconfig.toml".to_owned());
        }
        findings.extend(template::unused_build(template, &root.join(BUILD))?);
    }
    Ok((Report::new(findings, &documents), notes))
}

/// The note about settings that were not checked, because the file and the environment have none.
fn unchecked_settings(file: Option<&Source>, has_forms_option: bool, has_template: bool) -> String {
    match file {
        Some(file) => {
            format!("settings were not checked, because {} has no settings of the Action", file.label)
        }
        None if has_forms_option && has_template => {
            "the settings of the Action were not checked; add --settings FILE".to_owned()
        }
        None if has_forms_option => {
            "only the forms were checked; to check the deployment too, add --settings FILE and --template FILE".to_owned()
        }
        None => format!("settings were not checked, because {ENVIRONMENTS} and the environment have none"),
    }
}

/// Runs all checks of a single form.
fn check_form(file: &str, name: &FormName, form: &Form, messages: &CustomMessages) -> Vec<Finding> {
    let texts = texts::all(form);
    [
        contrast::check(file, &form.theme),
        conditions::check(file, form),
        budget::check(file, name, form),
        pages::check(file, name, form, messages),
        patterns::check(file, form),
        autocomplete::check(file, form),
        unused::check(file, form),
        forms::not_now(file, form),
        forms::hints(file, form),
        translations::check(file, form, &texts),
        texts::check(file, &texts),
    ]
    .concat()
}

/// Returns a hint about a name that does not exist: the most similar name, or else all names.
fn hint<'a>(name: &str, existing: impl Iterator<Item = &'a str>) -> String {
    let existing: Vec<&str> = existing.collect();
    let similar = did_you_mean(name, existing.iter().copied());
    if !similar.is_empty() {
        return similar;
    }
    let existing: Vec<String> = existing.iter().map(|name| format!("`{name}`")).collect();
    if existing.is_empty() { String::new() } else { format!("; expected one of {}", existing.join(", ")) }
}

#[cfg(test)]
mod tests;
