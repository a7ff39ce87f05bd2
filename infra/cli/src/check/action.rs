//! Checks the settings of the Action by its own rules, and against the form that they refer to.

use profiling_forms::{Field, FieldName, Form, FormName, Forms};
use profiling_session::SecretFlaw;
use regex_lite::Regex;

use super::finding::{Code, Finding};
use super::settings::{Setting, Settings, WITHOUT_PLAN, names};
use super::{hint, requested};

/// The minimum length of a key for HS256: the length of the hash (RFC 7518, section 3.2).
const MIN_SECRET_BYTES: usize = 32;

/// The settings whose values are never printed.
const SECRETS: [&str; 2] = ["SESSION_TOKEN_SECRET", "SESSION_TOKEN_SECRET_PREVIOUS"];

/// The plan with which the Action decides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deciding<'a> {
    /// The file, as a user would type it.
    pub(super) label: &'a str,
    /// False for a plan on trial: the Action that is deployed may still read the settings that it replaces.
    pub(super) is_to_deploy: bool,
}

/// Reports problems in the settings. With a plan, some settings are not read.
pub(super) fn check(
    settings: &Settings,
    forms: &Forms,
    invalid: &[String],
    plan: Option<Deciding<'_>>,
) -> Vec<Finding> {
    let mut findings = match plan {
        Some(plan) if plan.is_to_deploy => unused(settings, plan.label),
        Some(_) => Vec::new(),
        None => rules_without_plan(settings),
    };
    let rules = [
        validate(
            settings.get("FORM_URL"),
            |url| form_name(url).is_some(),
            "an https URL whose path ends in the name of a form, without `state` and `session_token` in its query",
        ),
        validate(
            settings.get("SESSION_TOKEN_SECRET"),
            // It may be available only where the Action is deployed.
            |text| text.is_empty() || is_secret(text),
            "one line of at least 32 bytes",
        ),
        validate(
            settings.get("SESSION_TOKEN_SECRET_PREVIOUS"),
            |text| text.is_empty() || text.eq_ignore_ascii_case("none") || is_secret(text),
            "one line of at least 32 bytes, or `none`",
        ),
    ];
    findings.extend(rules.into_iter().flatten());
    findings.extend(SECRETS.into_iter().flat_map(|name| flaws(&settings.get(name))));

    let url = settings.get("FORM_URL");
    if let Some(name) = form_name(&url.text) {
        let path = url.text.split(['?', '#']).next().unwrap_or_default();
        if !path.ends_with(&format!("/forms/{name}")) {
            let message = format!(
                "the functions serve the form `{name}` only at the path `/forms/{name}`, and answer other paths with \
                 status 404; expected this path, unless a proxy in front of them adds `/forms`"
            );
            findings.push(Finding::new(Code::FormUrlPath, &url.file, &url.place, message));
        }
        match forms.get(name) {
            Some((name, form)) if plan.is_none() => {
                findings.extend(check_form(settings, name, form));
                findings.extend(requested::check(&settings.get("REQUIRED_USER_FIELDS"), name, form));
            }
            Some(_) => {}
            // Its errors are reported already.
            None if invalid.iter().any(|file| file == name) => {}
            None => {
                let hint = hint(name, forms.iter().map(|(name, _)| name.as_str()));
                let message = format!("the form `{name}` does not exist{hint}");
                findings.push(Finding::new(Code::FormUnknown, &url.file, url.place, message));
            }
        }
    }
    findings
}

/// Reports invalid values of the settings that are read without a plan.
fn rules_without_plan(settings: &Settings) -> Vec<Finding> {
    let rules = [
        validate(
            settings.get("REQUIRED_USER_FIELDS"),
            |list| !names(list).is_empty() && names(list).iter().all(|name| FieldName::parse(name).is_ok()),
            "a comma-separated list of field names, each a letter followed by letters, digits and `_`",
        ),
        validate(
            settings.get("LOGIN_COUNT"),
            |text| matches(r"^[1-9][0-9]{0,8}$", text),
            "a whole number from 1 to 999999999",
        ),
        validate(settings.get("REQUIRED"), |text| required(text).is_some(), "`true` or `false`"),
        validate(
            settings.get("ASK_AGAIN"),
            |text| text.is_empty() || matches(r"(?i)^[1-9][0-9]{0,3}\s+(login|day)s?$", text),
            "a number and a unit, such as `3 logins` or `7 days`",
        ),
    ];
    rules.into_iter().flatten().collect()
}

/// Reports settings that are not read, because a plan decides.
fn unused(settings: &Settings, plan: &str) -> Vec<Finding> {
    let settings = WITHOUT_PLAN.into_iter().map(|name| settings.get(name));
    settings
        .filter(|setting| !setting.text.is_empty())
        .map(|Setting { name, file, place, .. }| {
            let message =
                format!("the Action does not read {name}, because the plan in {plan} decides; remove it");
            Finding::new(Code::SettingUnused, &file, place, message)
        })
        .collect()
}

/// Returns a finding unless the value of the setting is valid.
fn validate(setting: Setting, is_valid: impl Fn(&str) -> bool, expected: &str) -> Option<Finding> {
    let Setting { name, text, file, place } = setting;
    if is_valid(&text) {
        return None;
    }
    let message = if text.is_empty() {
        format!("not set; expected {expected}")
    } else if SECRETS.contains(&name) {
        format!("invalid secret; expected {expected}")
    } else {
        format!("`{text}` is not valid; expected {expected}")
    };
    Some(Finding::new(Code::SettingInvalid, &file, place, message))
}

/// Reports the flaws of a secret. They are warnings, because the functions may use exactly the same secret.
fn flaws(secret: &Setting) -> Vec<Finding> {
    if !is_secret(&secret.text) {
        return Vec::new();
    }
    SecretFlaw::all_of(&secret.text)
        .map(|flaw| {
            let message = format!(
                "the secret {flaw}, and this counts as part of the secret; unless the SSM parameter has exactly the \
                 same text, logins fail with signature_mismatch; fix the secret, or compare both with `profiling \
                 secret show`"
            );
            Finding::new(Code::SecretSuspicious, &secret.file, &secret.place, message)
        })
        .collect()
}

/// Checks the settings against the form that they refer to.
fn check_form(settings: &Settings, name: &FormName, form: &Form) -> Vec<Finding> {
    let Setting { text, file, place, .. } = settings.get("REQUIRED_USER_FIELDS");
    let required = settings.get("REQUIRED");
    let is_required = self::required(&required.text) == Some(true);
    let fields: Vec<&Field> = form.items().filter_map(|(_, _, item)| item.field()).collect();
    let mut findings = Vec::new();
    for field_name in names(&text).into_iter().filter(|name| FieldName::parse(name).is_ok()) {
        match fields.iter().find(|field| field.name.as_str() == field_name) {
            None => {
                let hint = hint(field_name, fields.iter().map(|field| field.name.as_str()));
                let message = format!("the form `{name}` has no field `{field_name}`{hint}");
                findings.push(Finding::new(Code::RequiredFieldUnknown, &file, &place, message));
            }
            Some(field) if is_required && field.may_be_empty() => {
                let message = format!(
                    "with REQUIRED=true, users without `{field_name}` are denied, but the field is optional; expected \
                     `\"required\": true` in the form `{name}`"
                );
                findings.push(Finding::new(Code::RequiredFieldOptional, &file, &place, message));
            }
            Some(_) => {}
        }
    }
    if is_required && form.not_now {
        let message = format!(
            "with REQUIRED=true, users who choose \"Not now\" are denied; expected `\"not_now\": false` in the form \
             `{name}`"
        );
        findings.push(Finding::new(Code::RequiredNotNow, &required.file, required.place, message));
    }
    findings
}

/// Returns the name of the form in a `FORM_URL`, if the Action accepts the URL.
pub(crate) fn form_name(url: &str) -> Option<&str> {
    const HOST: &str = r"(?i)^(?:https://[a-z0-9.-]+|http://(?:127\.0\.0\.1|localhost))(?::([0-9]{1,5}))?/";
    const REST: &str = r"^(?:[^?#\s\\]*/)?([^/?#\s\\]*)(?:\?[^#\s]*)?$";
    const RESERVED: &str = "[?&](?:state|session_token)=";
    let host = Regex::new(HOST).ok()?.captures(url)?;
    let port = host.get(1).map_or(Ok(443), |port| port.as_str().parse::<u32>()).ok()?;
    let rest = &url[host.get(0)?.end()..];
    let name = Regex::new(REST).ok()?.captures(rest)?.get(1)?.as_str();
    let is_valid = port < 65_536 && !matches(RESERVED, url) && FormName::parse(name).is_ok();
    is_valid.then_some(name)
}

/// Returns true if the text can be a secret. A placeholder that was not replaced is long enough, but public.
fn is_secret(text: &str) -> bool {
    text.len() >= MIN_SECRET_BYTES && !text.contains(['\r', '\n']) && !matches("^##[A-Za-z0-9_]+##$", text)
}

/// Parses the setting `REQUIRED` like the Action.
fn required(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "" | "false" => Some(false),
        "true" => Some(true),
        _ => None,
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}
