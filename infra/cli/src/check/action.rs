//! The Action's settings, by the rules of the Action itself, and against the form that they name.

use profiling_forms::{Field, FieldName, Form, FormName, Forms, did_you_mean};
use profiling_session::SecretFlaw;
use regex_lite::Regex;

use super::finding::{Code, Finding};
use super::settings::{Setting, Settings};

/// HS256 needs a key at least as long as its hash.
const MIN_SECRET_BYTES: usize = 32;

/// The settings of which nothing is printed.
const SECRETS: [&str; 2] = ["SESSION_TOKEN_SECRET", "SESSION_TOKEN_SECRET_PREVIOUS"];

/// What is wrong with the settings.
pub(super) fn check(settings: &Settings, forms: &Forms, unread: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut rule = |name: &'static str, fits: &dyn Fn(&str) -> bool, rule: &str| {
        let setting = settings.get(name);
        if fits(&setting.text) {
            return;
        }
        let message = match (name, setting.text.as_str()) {
            (_, "") => format!("it is not set; it has to be {rule}"),
            (name, _) if SECRETS.contains(&name) => format!("it has to be {rule}"),
            (_, text) => format!("`{text}` is not {rule}"),
        };
        findings.push(Finding::new(Code::SettingInvalid, &setting.file, setting.place, message));
    };
    rule(
        "FORM_URL",
        &|url| form_name(url).is_some(),
        "an https URL whose path ends in a form's name, without `state` and `session_token` in its query",
    );
    rule(
        "REQUIRED_USER_FIELDS",
        &|list| !names(list).is_empty() && names(list).iter().all(|name| FieldName::parse(name).is_ok()),
        "a list of field names, separated by commas: letters, digits and `_`, a letter first",
    );
    rule("LOGIN_COUNT", &|text| matches(r"^[1-9][0-9]{0,8}$", text), "a whole number from 1");
    rule(
        "SESSION_TOKEN_SECRET",
        // It is often known only where it is deployed.
        &|text| text.is_empty() || is_secret(text),
        "one line of at least 32 bytes",
    );
    rule(
        "SESSION_TOKEN_SECRET_PREVIOUS",
        &|text| text.is_empty() || text.eq_ignore_ascii_case("none") || is_secret(text),
        "one line of at least 32 bytes, or `none`",
    );
    rule("REQUIRED", &|text| required(text).is_some(), "`true` or `false`");
    rule(
        "ASK_AGAIN",
        &|text| text.is_empty() || matches(r"(?i)^[1-9][0-9]{0,3}\s+(login|day)s?$", text),
        "like `3 logins` or `7 days`",
    );

    findings.extend(SECRETS.into_iter().flat_map(|name| suspicions(&settings.get(name))));

    let url = settings.get("FORM_URL");
    if let Some(name) = form_name(&url.text) {
        match forms.get(name) {
            Some((name, form)) => findings.extend(against(settings, name, form)),
            // What is wrong with it is told already.
            None if unread.iter().any(|file| file == name) => {}
            None => {
                let near = did_you_mean(name, forms.iter().map(|(name, _)| name.as_str()));
                let message = format!("there is no form `{name}`{near}");
                findings.push(Finding::new(Code::FormUnknown, &url.file, url.place, message));
            }
        }
    }
    findings
}

/// The flaws of a secret. The two sides may have it like this, so they are warnings.
fn suspicions(secret: &Setting) -> Vec<Finding> {
    let flaws = SecretFlaw::all_of(&secret.text).filter(|_| is_secret(&secret.text));
    let finding = |flaw| {
        let message = format!(
            "it {flaw}, as part of the secret: unless the functions' parameter has exactly the same, logins end as \
             signature_mismatch; remove that, or compare the secrets with `profiling secret show`"
        );
        Finding::new(Code::SecretSuspicious, &secret.file, &secret.place, message)
    };
    flaws.map(finding).collect()
}

/// The settings against the form that they name.
fn against(settings: &Settings, name: &FormName, form: &Form) -> Vec<Finding> {
    let Setting { text, file, place } = settings.get("REQUIRED_USER_FIELDS");
    let required = settings.get("REQUIRED");
    let is_required = self::required(&required.text) == Some(true);
    let fields: Vec<&Field> = form.items().filter_map(|(_, _, item)| item.field()).collect();
    let mut findings = Vec::new();
    let wanted = names(&text).into_iter().filter(|name| FieldName::parse(name).is_ok());
    for wanted in wanted {
        match fields.iter().find(|field| field.name.as_str() == wanted) {
            None => {
                let near = did_you_mean(wanted, fields.iter().map(|field| field.name.as_str()));
                let message = format!("the form `{name}` does not ask for `{wanted}`{near}");
                findings.push(Finding::new(Code::RequiredFieldUnknown, &file, &place, message));
            }
            Some(field) if is_required && field.may_be_empty() => {
                let message = format!(
                    "with REQUIRED=true whoever leaves `{wanted}` empty is denied, and the form `{name}` lets \
                     them; make it required there"
                );
                findings.push(Finding::new(Code::RequiredFieldOptional, &file, &place, message));
            }
            Some(_) => {}
        }
    }
    if is_required && form.not_now {
        let message = format!(
            "with REQUIRED=true whoever chooses \"Not now\" is denied, and the form `{name}` has that button"
        );
        findings.push(Finding::new(Code::RequiredNotNow, &required.file, required.place, message));
    }
    findings
}

/// The form that a `FORM_URL` names, if the Action takes it.
fn form_name(url: &str) -> Option<&str> {
    const HOST: &str = r"(?i)^(?:https://[a-z0-9.-]+|http://(?:127\.0\.0\.1|localhost))(?::([0-9]{1,5}))?/";
    const REST: &str = r"^(?:[^?#\s\\]*/)?([^/?#\s\\]*)(?:\?[^#\s]*)?$";
    const TAKEN: &str = "[?&](?:state|session_token)=";
    let host = Regex::new(HOST).ok()?.captures(url)?;
    let port = host.get(1).map_or(Ok(443), |port| port.as_str().parse::<u32>()).ok()?;
    let rest = &url[host.get(0)?.end()..];
    let name = Regex::new(REST).ok()?.captures(rest)?.get(1)?.as_str();
    let fits = port < 65_536 && !matches(TAKEN, url) && FormName::parse(name).is_ok();
    fits.then_some(name)
}

/// The names of a list, as the Action splits it.
fn names(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// A placeholder that no deploy replaced is long enough, and everybody knows it.
fn is_secret(text: &str) -> bool {
    text.len() >= MIN_SECRET_BYTES && !text.contains(['\r', '\n']) && !matches("^##[A-Za-z0-9_]+##$", text)
}

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
