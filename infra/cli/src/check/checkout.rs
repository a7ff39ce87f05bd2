//! Parts of a checkout that other commands use: a tenant's settings, a stage, and a summary of the findings.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::finding::{Code, Finding, Severity};
use super::settings::Settings;
use super::stages::Stage;
use super::{Arguments, CheckError, ENVIRONMENTS, Source, check, hint, variable};

/// The options of `sam deploy` that select a stack, and its parameters.
#[derive(Debug, Default)]
pub(crate) struct Deployment {
    pub(crate) stack_name: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) profile: Option<String>,
    /// The parameters that the stage sets.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// Reads the options of a stage in `samconfig.toml`. Errors: a message for the user.
pub(crate) fn deployment(root: &Path, stage: &str) -> Result<Deployment, String> {
    let file = Source::in_repository(root, "samconfig.toml");
    if !file.path.exists() {
        return Ok(Deployment::default());
    }
    let text = file.read().map_err(|error| error.to_string())?;
    let table: Table = text
        .parse()
        .map_err(|_| "samconfig.toml is not valid TOML; `profiling check` prints the position".to_owned())?;
    let stages = Stage::read_all(table);
    let Some(found) = stages.iter().find(|found| found.name == stage) else {
        let hint = hint(stage, stages.iter().map(|stage| stage.name.as_str()));
        return Err(format!("samconfig.toml has no stage `{stage}`{hint}"));
    };
    let text = |key| Some(found.option("deploy", key)?.1).and_then(Value::as_str).map(ToOwned::to_owned);
    Ok(Deployment {
        stack_name: text("stack_name"),
        region: text("region"),
        profile: text("profile"),
        parameters: found.parameters("deploy"),
    })
}

/// Returns true if there is a settings file for this environment.
pub(crate) fn has_environment(root: &Path, name: &str) -> bool {
    environment(root, name).path.is_file()
}

/// Returns the settings files of all tenants, as paths in the repository. Errors: a message for the user.
pub(crate) fn environments(root: &Path) -> Result<Vec<String>, String> {
    let files = super::settings_files(root).map_err(|error| error.to_string())?;
    Ok(files.into_iter().map(|file| file.label).collect())
}

/// Returns true for a URL that the Action accepts as `FORM_URL`.
pub(crate) fn is_form_url(url: &str) -> bool {
    super::form_name(url).is_some()
}

fn environment(root: &Path, name: &str) -> Source {
    Source::in_repository(root, &format!("{ENVIRONMENTS}/{name}.json"))
}

/// Reads the settings of an environment. Environment variables override its file. Errors: a message for the user.
pub(crate) fn settings_of(
    root: &Path,
    name: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Settings, String> {
    let file = environment(root, name);
    let (settings, findings) = Settings::read(Some(&file), variable).map_err(|error| error.to_string())?;
    if let Some(finding) = findings.first() {
        return Err(finding.to_string());
    }
    if settings.has_placeholder() {
        return Err(format!(
            "FORM_URL in {} is a placeholder; set it to the stack's output FormUrl",
            file.label
        ));
    }
    Ok(settings)
}

/// A part of the checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    /// The forms and their themes.
    Forms,
    /// The settings and the plan of the Action.
    Settings,
    /// The template and the stages.
    Template,
    /// The architecture of the functions, of the stages and of the build.
    Architecture,
}

impl Area {
    /// Returns the area of a finding.
    fn of(finding: &Finding) -> Self {
        match finding.code {
            Code::StageArchitecture | Code::StageArchitectureUnset | Code::BuildUnused => Self::Architecture,
            Code::StagesInvalid
            | Code::StageParameter
            | Code::StageUnchecked
            | Code::StageSecretShared
            | Code::TemplateInvalid
            | Code::TemplateLayer
            | Code::TemplateValue => Self::Template,
            Code::SettingInvalid
            | Code::SettingUnknown
            | Code::SettingPlaceholder
            | Code::SecretSuspicious
            | Code::FormUnknown
            | Code::FormUrlPath
            | Code::FieldNotRequested
            | Code::RequiredFieldUnknown
            | Code::RequiredFieldOptional
            | Code::RequiredNotNow
            | Code::SettingUnused
            | Code::PlanInvalid
            | Code::PlanTooLarge
            | Code::ActionInvalid
            | Code::ActionOutdated
            | Code::Plan(_) => Self::Settings,
            Code::FormInvalid
            | Code::TextsInvalid
            | Code::ThemeContrast
            | Code::ThemeUnused
            | Code::TranslationMissing
            | Code::WordsMissing
            | Code::ConditionNever
            | Code::ConditionAlways
            | Code::AnswersTooLong
            | Code::AnswersLong
            | Code::ProfileTooLarge
            | Code::PageTooLarge
            | Code::NotNowNever
            | Code::HintMissing
            | Code::PatternNever
            | Code::PatternSlashes
            | Code::PatternUnexplained
            | Code::TextMarkup
            | Code::TextLong
            | Code::AutocompleteUnknown
            | Code::KeyUnused
            | Code::NotNowHidden
            | Code::FormIgnored => Self::Forms,
        }
    }
}

/// The findings in an area.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: usize,
}

/// Checks the whole checkout, and returns the findings in an area. Errors: a message for the user.
pub(crate) fn summary(root: &Path, stage: &str, area: Area) -> Result<Summary, String> {
    let arguments = Arguments { config_env: Some(stage.to_owned()), ..Arguments::default() };
    let (report, _) = check(arguments, root, &variable).map_err(|error: CheckError| error.to_string())?;
    let findings: Vec<Finding> =
        report.findings.into_iter().filter(|finding| Area::of(finding) == area).collect();
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let errors: Vec<String> = findings.iter().filter(is_error).map(ToString::to_string).collect();
    Ok(Summary { warnings: findings.len() - errors.len(), errors })
}
