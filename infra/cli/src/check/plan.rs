//! The plan: its own problems, its problems with the forms, and the Action that is built from it.

use std::path::Path;

use profiling_forms::Forms;
use profiling_forms::value::date::Date;
use profiling_plan::{CompiledPlan, Plan, compile};
use profiling_service::clock::{Clock as _, SystemClock};

use super::finding::{Code, Documents, Finding, Severity};
use super::forms::problems_of;
use super::{CheckError, Source, requested};
use crate::action::{OUTPUT, PLAN, SOURCE, TOO_LARGE};

/// Returns the file of the repository's plan, if it has one. A link to a missing file is a plan that cannot be read.
pub(super) fn file(root: &Path) -> Option<Source> {
    let file = Source::in_repository(root, PLAN);
    file.path.symlink_metadata().is_ok().then_some(file)
}

/// Returns true for the repository's plan. Another plan, from `--plan`, is not the one to deploy.
pub(super) fn is_to_deploy(file: &Source, root: Option<&Path>) -> bool {
    let own = root.map(|root| root.join(PLAN));
    own.is_some_and(|own| {
        own == file.path
            || own.canonicalize().is_ok_and(|own| file.path.canonicalize().is_ok_and(|path| path == own))
    })
}

/// Reports problems in a plan, and in the Action of the repository that is built from it. Adds the places in the file.
pub(super) fn check(
    file: Option<&Source>,
    root: Option<&Path>,
    forms: &Forms,
    documents: &mut Documents,
) -> Result<Vec<Finding>, CheckError> {
    let (plan, mut findings) = match file {
        Some(file) => check_file(file, forms, documents)?,
        None => (None, Vec::new()),
    };
    // Nothing is built from a plan with errors.
    let has_errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    if let Some(root) = root.filter(|_| !has_errors) {
        findings.extend(check_action(root, plan.as_ref().zip(file), forms)?);
    }
    Ok(findings)
}

fn check_file(
    file: &Source,
    forms: &Forms,
    documents: &mut Documents,
) -> Result<(Option<Plan>, Vec<Finding>), CheckError> {
    let (document, plan) = profiling_plan::read(&file.read()?);
    let mut findings = problems_of(Code::PlanInvalid, &file.label, &document);
    documents.insert(file.label.clone(), document);
    if let Some(plan) = &plan {
        let today = Date::from_unix_seconds(SystemClock.now_seconds());
        let problems = profiling_plan::check(plan, forms, today).into_iter();
        findings.extend(problems.map(|problem| {
            Finding::new(Code::Plan(problem.code), &file.label, problem.path, problem.message)
        }));
        findings.extend(requested::check_plan(&file.label, plan, forms));
    }
    Ok((plan, findings))
}

/// Reports an Action that is too large with the plan, and a built Action that is not that of these files. `plan` is a plan
/// without errors, and its file.
fn check_action(
    root: &Path,
    plan: Option<(&Plan, &Source)>,
    forms: &Forms,
) -> Result<Vec<Finding>, CheckError> {
    let source = Source::in_repository(root, SOURCE);
    let built = Source::in_repository(root, OUTPUT);
    if !source.path.exists() || (plan.is_none() && !built.path.exists()) {
        return Ok(Vec::new());
    }
    let compiled = plan.map(|(plan, _)| CompiledPlan::new(plan, forms));
    // A form with errors is reported with its errors.
    let Ok(compiled) = compiled.transpose() else { return Ok(Vec::new()) };
    let code = match compile(&source.read()?, compiled.as_ref()) {
        Ok(code) => code,
        Err(error) => {
            let message = format!("{error}; restore the line, or the file of the release");
            return Ok(vec![Finding::new(Code::ActionInvalid, &source.label, "", message)]);
        }
    };
    let mut findings = Vec::new();
    if let Some((_, file)) = plan.filter(|_| code.len() >= TOO_LARGE) {
        let message = format!(
            "the Action has {} bytes with this plan, but Auth0 accepts fewer than {TOO_LARGE} bytes; remove rules from the plan",
            code.len()
        );
        findings.push(Finding::new(Code::PlanTooLarge, &file.label, "", message));
    }
    let is_to_deploy = plan.is_none_or(|(_, file)| is_to_deploy(file, Some(root)));
    if is_to_deploy && built.path.exists() && built.read()? != code {
        let message = "this file is not the Action of the current plan, forms and source; run `profiling action` before you \
                       deploy it";
        findings.push(Finding::new(Code::ActionOutdated, &built.label, "", message));
    }
    Ok(findings)
}
