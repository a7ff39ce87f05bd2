//! The settings of the Action in the environment's file, against the deployed functions and forms.

use profiling_forms::{Form, FormName};
use serde_json::Value;

use super::Check;
use crate::check::{Settings, field_names, form_name};
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::printable::printable;

/// The maximum number of pages of applications that are requested.
const MAX_PAGES: usize = 20;

/// The number of applications on a page.
const PER_PAGE: usize = 100;

/// `FORM_URL` leads to a deployed form of this stack.
pub(super) struct FormUrl;

impl Check for FormUrl {
    fn name(&self) -> &'static str {
        "form-url-setting"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let setting = system.settings()?.get("FORM_URL");
        let url = setting.text.as_str();
        let output = stack.output("FormUrl")?;
        let fix = format!("set FORM_URL to {output} in {}, and deploy the Action", setting.file);
        let Some(name) = form_name(url) else {
            return Ok(Verdict::wrong(format!("FORM_URL is `{url}`, which the Action rejects"), fix));
        };
        if system.deployed_forms()?.0.get(name).is_none() {
            return Ok(Verdict::wrong(
                format!("FORM_URL names the form `{name}`, which is not deployed"),
                format!("deploy infra/forms/{name}.json, or {fix}"),
            ));
        }
        let folder = |url: &str| {
            url.split('?').next().and_then(|path| path.rsplit_once('/')).map(|(path, _)| path.to_owned())
        };
        if folder(url) == folder(output) {
            return Ok(Verdict::Correct(url.to_owned()));
        }
        // A proxy may be in front of the functions. Its page shows whether they are those of the stack.
        let host = stack.domains().next().unwrap_or_default();
        match system.open_form_at(url, host)?.status {
            200 => Ok(Verdict::Correct(format!("{url}, which leads to the form of this stack"))),
            403 if stack.parameter("RequireSameIp") == "true" => Err(Unchecked::because(format!(
                "FORM_URL is {url}, not {output}, and RequireSameIp prevents this command from opening it"
            ))),
            status => Ok(Verdict::wrong(
                format!(
                    "FORM_URL is {url}, which answers with status {status}; the URL of this stack is {output}"
                ),
                fix,
            )),
        }
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
    let found = form_name(&url).and_then(|name| forms.get(name));
    let (name, form) =
        found.ok_or_else(|| Unchecked::because("FORM_URL does not lead to a deployed form"))?;
    Ok(check(name, form))
}

/// Each requested field is in the form.
pub(super) struct RequestedFields;

impl Check for RequestedFields {
    fn name(&self) -> &'static str {
        "requested-fields"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let settings = system.settings()?;
        let setting = settings.get("REQUIRED_USER_FIELDS");
        let requested = field_names(&setting.text);
        with_form(system, settings, |name, form| {
            let fields: Vec<&str> = form.fields().map(|field| field.name.as_str()).collect();
            let missing: Vec<&str> =
                requested.iter().copied().filter(|field| !fields.contains(field)).collect();
            if !missing.is_empty() {
                return Verdict::wrong(
                    format!(
                        "the deployed form `{name}` has no field {}, so users never become complete",
                        missing.join(", ")
                    ),
                    format!(
                        "add it to infra/forms/{name}.json and deploy the functions, or remove it from \
                         REQUIRED_USER_FIELDS in {} and deploy the Action",
                        setting.file
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

/// With `REQUIRED=true`, no user is denied without a way to answer.
pub(super) struct RequiredLogins;

impl Check for RequiredLogins {
    fn name(&self) -> &'static str {
        "required"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let settings = system.settings()?;
        let setting = settings.get("REQUIRED");
        if !setting.text.eq_ignore_ascii_case("true") {
            return Ok(Verdict::Correct("REQUIRED is not true, so no login is denied".to_owned()));
        }
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
                        "REQUIRED is true, but {} may be left empty, which denies the login",
                        optional.join(", ")
                    ),
                    format!(
                        "set `\"required\": true` for it in infra/forms/{name}.json, and deploy the functions"
                    ),
                ));
            }
            if form.not_now {
                problems.push(Problem::new(
                    "REQUIRED is true, but the form offers \"Not now\", which denies the login",
                    format!("set `\"not_now\": false` in infra/forms/{name}.json, and deploy the functions"),
                ));
            }
            problems
        })?;
        let applications = match renewing_applications(system) {
            Ok(applications) => applications,
            Err(_) if !problems.is_empty() => return Ok(Verdict::Wrong(problems)),
            Err(error) => return Err(error),
        };
        if !applications.is_empty() {
            problems.push(Problem::new(
                format!(
                    "REQUIRED is true, but these applications renew tokens without a browser, which is denied for users with \
                     missing fields: {}",
                    applications.join(", ")
                ),
                "set profiling_form to off in the metadata of the application (Auth0: Applications → the application → \
                 Advanced Settings), or REQUIRED to false",
            ));
        }
        Ok(Verdict::of(problems, || "no user is denied without a way to answer".to_owned()))
    }
}

/// Returns the names of the applications that use refresh tokens and for which the Action is not off.
fn renewing_applications(system: &System<'_>) -> Result<Vec<String>, Unchecked> {
    let tenant = system.tenant()?;
    let mut names = Vec::new();
    for page in 0..MAX_PAGES {
        let applications = tenant.get(&format!(
            "clients?fields=name,grant_types,client_metadata&include_fields=true&is_global=false&per_page={PER_PAGE}&page={page}"
        ))?;
        let applications = list(&applications, "");
        let is_renewing = |application: &&Value| {
            let grants = list(application, "/grant_types").iter();
            let form = text(application, "/client_metadata/profiling_form").trim();
            grants.filter_map(Value::as_str).any(|grant| grant == "refresh_token")
                && !form.eq_ignore_ascii_case("off")
        };
        names.extend(
            applications.iter().filter(is_renewing).map(|application| printable(text(application, "/name"))),
        );
        if applications.len() < PER_PAGE {
            break;
        }
    }
    Ok(names)
}
