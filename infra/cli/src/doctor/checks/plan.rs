//! The rules of the plan, against the deployed forms and the applications.

use profiling_forms::{FieldName, FormName};

use super::applications::renewing_applications;
use crate::action::{BuiltPlan, PLAN};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;

/// Each rule has a deployed form with its fields.
pub(super) fn requested(system: &System<'_>, plan: &BuiltPlan) -> Result<Verdict, Unchecked> {
    let (forms, _) = system.deployed_forms()?;
    let mut problems = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for rule in plan.rules() {
        let name = rule.form.as_str();
        let Some((_, form)) = forms.get(name) else {
            problems.push(match system.form_error(name) {
                Some(message) => Problem::new(
                    format!("the rule `{}` has the form `{name}`: {message}", rule.name),
                    format!("correct infra/forms/{name}.json, and {}", system.deploy()),
                ),
                None => Problem::new(
                    format!("the rule `{}` has the form `{name}`, which is not deployed", rule.name),
                    system.deploy(),
                ),
            });
            continue;
        };
        let missing: Vec<&str> = rule
            .ask
            .iter()
            .filter(|name| form.fields().all(|field| field.name != **name))
            .map(FieldName::as_str)
            .collect();
        if !missing.is_empty() {
            problems.push(Problem::new(
                format!(
                    "the deployed form `{name}` lacks fields of the rule `{}`: {}. They stay missing for every user",
                    rule.name,
                    missing.join(", ")
                ),
                format!(
                    "add them to infra/forms/{name}.json and {}; or remove them from the rule in {PLAN} and {}",
                    system.deploy(),
                    system.deploy_action()
                ),
            ));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if plan.rules().next().is_none() {
        problems.push(Problem::new(
            format!("no rule of {PLAN} is enabled, so no user is asked"),
            format!("enable a rule, and {}", system.deploy_action()),
        ));
    }
    Ok(Verdict::of(problems, || format!("{}: {}", plan.describe(), names.join(", "))))
}

/// No rule with `deny_without_answer` denies a login of a user who has no way to answer.
pub(super) fn denying(system: &System<'_>, plan: &BuiltPlan) -> Result<Verdict, Unchecked> {
    let denying: Vec<_> = plan.rules().filter(|rule| rule.deny_without_answer).collect();
    if denying.is_empty() {
        return Ok(Verdict::Correct(format!("no rule of {PLAN} denies a login (deny_without_answer)")));
    }
    let first = "at once, in the dashboard, revert the Action to a version without the rule (Actions → Library → the Action → \
                 Version History). Then";
    let (forms, _) = system.deployed_forms()?;
    let mut problems = Vec::new();
    for rule in &denying {
        // `requested-fields` reports a form that is not deployed.
        let Some((name, form)) = forms.get(rule.form.as_str()) else { continue };
        let optional: Vec<&str> = form
            .fields()
            .filter(|field| rule.ask.contains(&field.name) && field.may_be_empty())
            .map(|field| field.name.as_str())
            .collect();
        if !optional.is_empty() {
            problems.push(Problem::new(
                format!(
                    "the rule `{}` denies logins without answers, but these fields can be left empty: {}",
                    rule.name,
                    optional.join(", ")
                ),
                fix_optional(first, name, system),
            ));
        }
    }
    let names: Vec<String> = denying.iter().map(|rule| format!("`{}`", rule.name)).collect();
    let applications = match renewing_applications(system) {
        Ok(applications) => applications,
        Err(_) if !problems.is_empty() => return Ok(Verdict::Wrong(problems)),
        Err(error) => {
            return Err(Unchecked::because(format!(
                "rules deny logins without a browser while a field is missing: {}. Whether an application does this was not \
                 checked: {error}",
                names.join(", ")
            )));
        }
    };
    if !applications.is_empty() {
        problems.push(Problem::new(
            format!(
                "rules deny logins without answers ({}), but these applications may renew tokens without a browser (grant \
                 refresh_token), which is denied for users with missing fields: {}",
                names.join(", "),
                applications.join(", ")
            ),
            "if an application uses no refresh tokens, remove the grant (Auth0: Applications → the application → Advanced Settings \
             → Grant Types). Otherwise, at once, set profiling_form = off there (Application Metadata), or exclude the \
             application from the rule with `when`",
        ));
    }
    Ok(Verdict::of(problems, || format!("no user is denied without a way to answer by {}", names.join(", "))))
}

fn fix_optional(first: &str, name: &FormName, system: &System<'_>) -> String {
    format!(
        "{first} set `\"required\": true` for each of them in infra/forms/{name}.json, and {}",
        system.deploy()
    )
}
