//! The Action as it is deployed: its source, with the plan of the checkout. This is the only place that compiles it from
//! files.

use std::io;
use std::path::{Path, PathBuf};

use profiling_authoring::Folder;
use profiling_forms::value::date::Date;
use profiling_forms::{FormError, FormErrors};
use profiling_plan::{CompileError, CompiledPlan, Plan, compile, read_valid};
use profiling_service::clock::{Clock as _, SystemClock};
use thiserror::Error;

use crate::plural::count;

/// The source of the Action in the repository.
pub(crate) const SOURCE: &str = "infra/auth0/actions/progressive-profiling.js";

/// The plan in the repository, if it has one.
pub(crate) const PLAN: &str = "infra/auth0/plan.json";

/// The forms in the repository.
const FORMS: &str = "infra/forms";

/// The size of an Action's code, in bytes, that Auth0 rejects.
pub(crate) const TOO_LARGE: usize = 100_000;

/// An Action that cannot be built.
#[derive(Debug, Error)]
pub(crate) enum BuildError {
    /// A file cannot be read.
    #[error("failed to read {label}: {error}")]
    Unreadable {
        /// The path, as a user would type it.
        label: String,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The folder with the forms does not exist.
    #[error("{label} is not a folder, but the plan needs the forms")]
    NoFolder {
        /// The path, as a user would type it.
        label: String,
    },
    /// The plan is not valid.
    #[error("{}", lines(.0))]
    Plan(Vec<FormError>),
    /// The plan does not fit the forms, or the source has no place for a plan.
    #[error("{label}: {error}{hint}")]
    Compile {
        /// The path, as a user would type it.
        label: String,
        /// The error of the compiler.
        error: CompileError,
        /// What to do next.
        hint: String,
    },
    /// The result is too large for Auth0.
    #[error(
        "the Action with its plan would have {size} bytes, but Auth0 accepts fewer than {TOO_LARGE} bytes; remove rules from the plan"
    )]
    TooLarge {
        /// The size in bytes.
        size: usize,
    },
}

/// A file or a folder.
#[derive(Debug, Clone)]
struct Place {
    path: PathBuf,
    /// The path, as a user would type it.
    label: String,
}

impl Place {
    fn in_repository(root: &Path, path: &str) -> Self {
        Self { path: root.join(path), label: path.to_owned() }
    }

    fn from_argument(path: &Path) -> Self {
        Self { path: path.to_owned(), label: path.display().to_string() }
    }

    fn read(&self) -> Result<String, BuildError> {
        std::fs::read_to_string(&self.path).map_err(|error| self.unreadable(error))
    }

    fn unreadable(&self, error: io::Error) -> BuildError {
        BuildError::Unreadable { label: self.label.clone(), error }
    }

    /// Returns true if there is a file, even if it cannot be read. A missing plan is no plan, but a broken link is a plan.
    fn exists(&self) -> Result<bool, BuildError> {
        match std::fs::symlink_metadata(&self.path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.unreadable(error)),
        }
    }
}

/// The files that an Action is built from.
#[derive(Debug)]
pub(crate) struct Sources {
    action: Place,
    plan: Place,
    /// True if the plan must exist.
    requires_plan: bool,
    forms: Place,
}

impl Sources {
    /// The files of the repository.
    pub(crate) fn in_repository(root: &Path) -> Self {
        Self {
            action: Place::in_repository(root, SOURCE),
            plan: Place::in_repository(root, PLAN),
            requires_plan: false,
            forms: Place::in_repository(root, FORMS),
        }
    }

    /// The same files, with another plan, which must exist.
    pub(crate) fn with_plan(self, path: &Path) -> Self {
        Self { plan: Place::from_argument(path), requires_plan: true, ..self }
    }

    /// The same files, with another folder of forms.
    pub(crate) fn with_forms(self, path: &Path) -> Self {
        Self { forms: Place::from_argument(path), ..self }
    }

    /// Describes what a file is for these sources: `the plan`. Returns `None` for any other file.
    pub(super) fn role_of(&self, path: &Path) -> Option<&'static str> {
        let path = canonical(path)?;
        if canonical(&self.action.path).is_some_and(|action| action == path) {
            Some("the source of the Action")
        } else if canonical(&self.plan.path).is_some_and(|plan| plan == path) {
            Some("the plan")
        } else {
            let forms = self.forms.path.canonicalize().ok()?;
            (path.parent() == Some(forms.as_path())).then_some("in the folder with the forms")
        }
    }

    /// Reads the plan, and compiles it for the forms. Returns `None` if there is no plan.
    pub(crate) fn plan(&self) -> Result<Option<BuiltPlan>, BuildError> {
        if !self.requires_plan && !self.plan.exists()? {
            return Ok(None);
        }
        let text = self.plan.read()?;
        if !self.forms.path.is_dir() {
            return Err(BuildError::NoFolder { label: self.forms.label.clone() });
        }
        let folder = Folder::read(&self.forms.path);
        let today = Date::from_unix_seconds(SystemClock.now_seconds());
        let plan = read_valid(&self.plan.label, &text, &folder.forms, today).map_err(BuildError::Plan)?;
        let compiled = CompiledPlan::new(&plan, &folder.forms).map_err(|error| BuildError::Compile {
            label: self.plan.label.clone(),
            hint: self.hint(&error, &folder.errors),
            error,
        })?;
        Ok(Some(BuiltPlan { label: self.plan.label.clone(), plan, compiled }))
    }

    /// Returns the first problem of the form in an error, or where the form is expected.
    fn hint(&self, error: &CompileError, problems: &FormErrors) -> String {
        let CompileError::Form { form, .. } = error else { return String::new() };
        let file = format!("{form}.json");
        match problems.0.iter().find(|problem| problem.file == file) {
            Some(problem) => format!(": {problem}"),
            None => format!("; add the file {file} to {}, or correct the rule", self.forms.label),
        }
    }

    /// Builds the Action.
    pub(crate) fn build(&self) -> Result<BuiltAction, BuildError> {
        let plan = self.plan()?;
        let source = self.action.read()?;
        let compiled = plan.as_ref().map(|plan| &plan.compiled);
        let code = compile(&source, compiled).map_err(|error| BuildError::Compile {
            label: self.action.label.clone(),
            error,
            hint: "; restore the line, or the file of the release".to_owned(),
        })?;
        if code.len() >= TOO_LARGE {
            return Err(BuildError::TooLarge { size: code.len() });
        }
        Ok(BuiltAction { code, plan })
    }
}

/// Returns the canonical path of a file, or of one that does not exist in a folder that does.
fn canonical(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    path.canonicalize().ok().or_else(|| Some(folder.canonicalize().ok()?.join(path.file_name()?)))
}

/// Returns a line for each error.
fn lines(errors: &[FormError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// An Action as it is deployed.
#[derive(Debug)]
pub(crate) struct BuiltAction {
    /// The code.
    pub(crate) code: String,
    /// The plan in it. Without a plan, the settings decide.
    pub(crate) plan: Option<BuiltPlan>,
}

/// A plan in a built Action.
#[derive(Debug, Clone)]
pub(crate) struct BuiltPlan {
    label: String,
    /// The plan as it is in the file.
    pub(crate) plan: Plan,
    /// The plan as it is in the Action.
    pub(crate) compiled: CompiledPlan,
}

impl BuiltPlan {
    /// Returns the rules that are not turned off.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &profiling_plan::Rule> {
        self.plan.rules.iter().filter(|rule| rule.enabled)
    }

    /// Describes the plan: its file, and the number of its rules.
    pub(crate) fn describe(&self) -> String {
        let enabled = self.rules().count();
        let disabled = self.plan.rules.len() - enabled;
        let note = if disabled == 0 { String::new() } else { format!(", {disabled} more turned off") };
        format!("{} ({}{note})", self.label, count(enabled, "rule"))
    }
}

/// Returns the Action of a checkout, as `profiling action` writes it.
pub(crate) fn built_action(root: &Path) -> Result<BuiltAction, BuildError> {
    Sources::in_repository(root).build()
}
