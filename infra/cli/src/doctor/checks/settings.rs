//! The settings of the Action in the environment's file, against the deployed functions and forms.

use std::time::Duration;

use profiling_forms::{Form, FormName};

use super::applications::renewing_applications;
use super::logs::{deployed_required, last_settings};
use super::{Check, plan};
use crate::action::BuiltPlan;
use crate::check::{Settings, field_names, form_name};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::http::{HttpError, Request};

/// `FORM_URL` leads to a deployed form of this stack.
pub(super) struct FormUrl;

impl Check for FormUrl {
    fn name(&self) -> &'static str {
        "form-url-setting"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let setting = system.settings()?.get("FORM_URL");
        let plan = system.plan()?;
        let url =
            plan.as_ref().map_or_else(|| setting.text.clone(), |plan| with_form_of(plan, &setting.text));
        let url = url.as_str();
        let output = stack.output("FormUrl")?;
        let fix = format!("set FORM_URL to {output} in {}, and {}", setting.file, system.deploy_action());
        let Some(name) = form_name(url) else {
            return Ok(Verdict::wrong(format!("FORM_URL is `{url}`, which the Action rejects"), fix));
        };
        if plan.is_none()
            && let Some(message) = system.form_error(name)
        {
            return Err(Unchecked::because(message));
        }
        // `requested-fields` checks the forms of a plan.
        if plan.is_none() && system.deployed_forms()?.0.get(name).is_none() {
            let is_local =
                system.checkout_texts().is_ok_and(|texts| texts.contains_key(&format!("{name}.json")));
            let deploy = if is_local {
                system.deploy()
            } else {
                format!("create infra/forms/{name}.json, and {}", system.deploy())
            };
            // The output names the form in FormName, which may be the same.
            let is_same_form = form_name(output) == Some(name);
            let fix = if is_same_form { deploy } else { format!("{deploy}. Or {fix}") };
            return Ok(Verdict::wrong(
                format!("FORM_URL names the form `{name}`, which is not deployed"),
                fix,
            ));
        }
        let folder = |url: &str| {
            url.split('?').next().and_then(|path| path.rsplit_once('/')).map(|(path, _)| path.to_owned())
        };
        if folder(url) == folder(output) {
            return Ok(Verdict::Correct(url.to_owned()));
        }
        let wrong = |response: &str| {
            Verdict::wrong(
                format!("FORM_URL is {url}, {response}; the URL of this stack is {output}"),
                fix.clone(),
            )
        };
        // A proxy may be in front of the functions. Its page shows whether they are those of the stack. Another host must not
        // get a signed token, so the first request has none.
        match system.page(&Request::get(url)) {
            Ok(page) if page.status == 400 && page.reference().is_some() => {}
            Ok(page) => {
                return Ok(wrong(&format!(
                    "which responds with {}, not as the functions do",
                    page.describe()
                )));
            }
            Err(error @ (HttpError::NoCurl | HttpError::Other(_))) => {
                return Err(Unchecked::because(format!("FORM_URL cannot be requested: {error}")));
            }
            Err(error) => return Ok(wrong(&format!("which cannot be requested: {error}"))),
        }
        let host = stack.domains().next().unwrap_or_default();
        match system.open_form_at(url, host, Duration::ZERO)?.status {
            200 => Ok(Verdict::Correct(format!("{url}, which leads to the form of this stack"))),
            403 if stack.parameter("RequireSameIp") == "true" => Err(Unchecked::because(format!(
                "FORM_URL is {url}, not {output}, and RequireSameIp prevents this command from opening it"
            ))),
            status => Ok(wrong(&format!("which rejects a token of this stack with status {status}"))),
        }
    }
}

/// Returns the URL with the form of the plan's first rule, as the Action asks with it.
fn with_form_of(plan: &BuiltPlan, url: &str) -> String {
    let (path, query) = url.find('?').map_or((url, ""), |start| url.split_at(start));
    match (plan.rules().next(), path.rsplit_once('/')) {
        (Some(rule), Some((folder, _))) if form_name(url).is_some() => {
            format!("{folder}/{}{query}", rule.form.as_str())
        }
        _ => url.to_owned(),
    }
}

/// Returns the form that the Action asks with, and its name.
fn with_form<T>(
    system: &System<'_>,
    settings: &Settings,
    check: impl FnOnce(&FormName, &Form) -> T,
) -> Result<T, Unchecked> {
    let url = settings.get("FORM_URL").text;
    let (forms, _) = system.deployed_forms()?;
    if let Some(message) = form_name(&url).and_then(|name| system.form_error(name)) {
        return Err(Unchecked::because(message));
    }
    let found = form_name(&url).and_then(|name| forms.get(name));
    let (name, form) =
        found.ok_or_else(|| Unchecked::because("FORM_URL does not lead to a deployed form"))?;
    Ok(check(name, form))
}

/// Each requested field is in the form. With a plan, each rule has a deployed form with its fields.
pub(super) struct RequestedFields;

impl Check for RequestedFields {
    fn name(&self) -> &'static str {
        "requested-fields"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        if let Some(plan) = system.plan()? {
            return plan::requested(system, &plan);
        }
        let settings = system.settings()?;
        let setting = settings.get("REQUIRED_USER_FIELDS");
        let requested = field_names(&setting.text);
        if requested.is_empty() {
            return Ok(Verdict::wrong(
                "REQUIRED_USER_FIELDS is empty, so no user is asked",
                format!("list the fields to ask for in {}, and {}", setting.file, system.deploy_action()),
            ));
        }
        with_form(system, settings, |name, form| {
            let fields: Vec<&str> = form.fields().map(|field| field.name.as_str()).collect();
            let missing: Vec<&str> =
                requested.iter().copied().filter(|field| !fields.contains(field)).collect();
            if !missing.is_empty() {
                return Verdict::wrong(
                    format!(
                        "the deployed form `{name}` lacks requested fields: {}. They stay missing for every user",
                        missing.join(", ")
                    ),
                    format!(
                        "add them to infra/forms/{name}.json and {}; or remove them from REQUIRED_USER_FIELDS in {} and {}",
                        system.deploy(),
                        setting.file,
                        system.deploy_action()
                    ),
                );
            }
            let others: Vec<&str> = fields.into_iter().filter(|field| !requested.contains(field)).collect();
            let note = if others.is_empty() {
                String::new()
            } else {
                format!(
                    "; never asked, because REQUIRED_USER_FIELDS does not list them: {}",
                    others.join(", ")
                )
            };
            Verdict::Correct(format!("{}{note}", requested.join(", ")))
        })
    }
}

/// With `REQUIRED=true`, or a rule with `deny_without_answer`, no user is denied without a way to answer.
pub(super) struct RequiredLogins;

impl Check for RequiredLogins {
    fn name(&self) -> &'static str {
        "required"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        if let Some(plan) = system.plan()? {
            return plan::denying(system, &plan);
        }
        let settings = system.settings()?;
        let file = settings.get("REQUIRED").file;
        let text = settings.get("REQUIRED").text;
        if !["true", "false", ""].iter().any(|value| text.trim().eq_ignore_ascii_case(value)) {
            return Ok(Verdict::wrong(
                format!("REQUIRED is `{text}`, which is neither `true` nor `false`"),
                format!("correct it in {file}, and {}", system.deploy_action()),
            ));
        }
        let required = required(system, settings)?;
        let source = if required.is_deployed { "the deployed Action".to_owned() } else { file.clone() };
        if !required.is_true {
            return Ok(Verdict::Correct(format!("REQUIRED is false in {source}, so no login is denied")));
        }
        let first =
            "at once, set the secret REQUIRED of the Action to false in the dashboard, and Deploy. Then";
        let requested = settings.get("REQUIRED_USER_FIELDS").text;
        let requested = field_names(&requested);
        let mut problems = with_form(system, settings, |name, form| {
            let mut problems = Vec::new();
            let optional = form.fields().filter(|field| field.may_be_empty());
            let optional: Vec<&str> =
                optional.map(|field| field.name.as_str()).filter(|field| requested.contains(field)).collect();
            if !optional.is_empty() {
                problems.push(Problem::new(
                    format!(
                        "REQUIRED is true, but these fields can be left empty, which denies the login: {}",
                        optional.join(", ")
                    ),
                    format!(
                        "{first} set `\"required\": true` for each of them in infra/forms/{name}.json, and {}",
                        system.deploy()
                    ),
                ));
            }
            if form.not_now {
                problems.push(Problem::new(
                    "REQUIRED is true, but the form offers \"Not now\", which denies the login",
                    format!(
                        "{first} set `\"not_now\": false` in infra/forms/{name}.json, and {}",
                        system.deploy()
                    ),
                ));
            }
            problems
        })?;
        let applications = match renewing_applications(system) {
            Ok(applications) => applications,
            Err(_) if !problems.is_empty() => return Ok(Verdict::Wrong(problems)),
            Err(error) => {
                return Err(Unchecked::because(format!(
                    "REQUIRED is true in {source}: logins without a browser are denied while a field is missing. Whether an \
                     application does this was not checked: {error}"
                )));
            }
        };
        if !applications.is_empty() {
            problems.push(Problem::new(
                format!(
                    "REQUIRED is true, but these applications may renew tokens without a browser (grant refresh_token), which is \
                     denied for users with missing fields: {}",
                    applications.join(", ")
                ),
                format!(
                    "if an application uses no refresh tokens, remove the grant (Auth0: Applications → the application → Advanced \
                     Settings → Grant Types). Otherwise, at once, set profiling_form = off there (Application Metadata). For all: set the secret REQUIRED of the Action to false, Deploy; then also in {file}"
                ),
            ));
        }
        Ok(Verdict::of(problems, || {
            format!("REQUIRED is true in {source}, and no user is denied without a way to answer")
        }))
    }
}

/// The setting `REQUIRED`, and its source.
struct Required {
    is_true: bool,
    /// True if it is known from the log, and differs from the file.
    is_deployed: bool,
}

/// Returns `REQUIRED` of the deployed Action, or else of the file. Errors: the deployed settings are others.
fn required(system: &System<'_>, settings: &Settings) -> Result<Required, Unchecked> {
    let is_true = |text: &str| text.eq_ignore_ascii_case("true");
    let in_file = Required { is_true: is_true(&settings.get("REQUIRED").text), is_deployed: false };
    // Without a login, the file is all that is known.
    let Ok(Some((found, at))) = last_settings(system) else { return Ok(in_file) };
    if found == settings.fingerprint() {
        return Ok(in_file);
    }
    match deployed_required(settings, &found) {
        Some(deployed) => Ok(Required { is_true: is_true(deployed), is_deployed: true }),
        None => Err(Unchecked::because(format!(
            "the settings of the login at {at} UTC differ from the file, so the deployed REQUIRED is not known; see \
             `action-settings`"
        ))),
    }
}
