//! Whether the longest answers fit: the redirect that takes them to the tenant, and the user's profile.

use profiling_forms::samples::Filling;
use profiling_forms::{Field, Form, FormName};
use profiling_session::redirect::MAX_LOCATION_BYTES;
use serde_json::{Map, Value, json};

use super::finding::{Code, Finding};

/// A tenant's host, longer than most are; it stands in the token and in the address.
pub(super) const HOST: &str = "a-tenant-whose-name-is-rather-long-but-not-as-long-as-it-may-be.eu.auth0.com";
/// A `state`: tenants make them of some 200 bytes.
pub(super) const STATE_BYTES: usize = 256;
/// A user's id, such as `samlp|connection|user@example.com`.
pub(super) const SUBJECT_BYTES: usize = 128;
/// The Action's nonce, a UUID.
pub(super) const TXN_BYTES: usize = 36;

/// The length of a header that every proxy and log accepts: many limit a line to 4 kB.
const EASY_LOCATION_BYTES: usize = 4_096;

/// The greatest size of a user's profile at Auth0.
const MAX_PROFILE_BYTES: usize = 10_240;

/// A field's longest answer, and where the field is.
struct Longest<'a> {
    place: String,
    field: &'a Field,
    /// `true` if a condition may rule it out, so that not every user is asked for it.
    conditional: bool,
}

/// The answers of a form that are too long.
pub(super) fn check(file: &str, name: &FormName, form: &Form) -> Vec<Finding> {
    let all: Vec<Longest<'_>> = form
        .items()
        .filter_map(|(place, step, item)| {
            let conditional = item.when.is_some() || form.steps[step].when.is_some();
            Some(Longest { place, field: item.field()?, conditional })
        })
        .collect();
    let always: Vec<&Longest<'_>> = all.iter().filter(|longest| !longest.conditional).collect();
    let all: Vec<&Longest<'_>> = all.iter().collect();

    let mut findings = Vec::new();
    // Which of the fields with conditions are asked together nobody has counted, so they alone are no error.
    let sure = location(name, form, &always, Filling::Ascii);
    if sure > MAX_LOCATION_BYTES {
        let message = format!(
            "with every answer at its longest, even in ASCII letters, the redirect to the tenant has {sure} \
             bytes, and {MAX_LOCATION_BYTES} are sent: nobody can answer it in full; {}",
            heaviest(&always, Filling::Ascii).1
        );
        findings.push(Finding::new(Code::AnswersTooLong, file, heaviest(&always, Filling::Ascii).0, message));
    } else {
        findings.extend(long(file, name, form, &all));
    }
    let profile = Value::Object(values(&always, Filling::Ascii)).to_string().len();
    if profile > MAX_PROFILE_BYTES {
        let (place, which) = heaviest(&always, Filling::Ascii);
        let message = format!(
            "the longest answers have {profile} bytes, even in ASCII letters; Auth0 lets a user's whole profile \
             have {MAX_PROFILE_BYTES}; {which}"
        );
        findings.push(Finding::new(Code::ProfileTooLarge, file, place, message));
    }
    findings
}

/// A warning where the longest answers would be refused in some scripts, or are uncomfortable in any.
fn long(file: &str, name: &FormName, form: &Form, all: &[&Longest<'_>]) -> Option<Finding> {
    let (ascii, wide) = (location(name, form, all, Filling::Ascii), location(name, form, all, Filling::Wide));
    let (filling, message) = if ascii > EASY_LOCATION_BYTES {
        let sent = format!("{MAX_LOCATION_BYTES} are sent, and some proxies cut at {EASY_LOCATION_BYTES}");
        let message = format!(
            "with every answer at its longest, even in ASCII letters, the redirect to the tenant has {ascii} \
             bytes; {sent}"
        );
        (Filling::Ascii, message)
    } else if wide > MAX_LOCATION_BYTES {
        let message = format!(
            "with every answer at its longest in characters of four bytes, the redirect to the tenant has \
             {wide} bytes; {MAX_LOCATION_BYTES} are sent, and whoever writes more is asked to shorten it"
        );
        (Filling::Wide, message)
    } else {
        return None;
    };
    let (place, which) = heaviest(all, filling);
    Some(Finding::new(Code::AnswersLong, file, place, format!("{message}; {which}")))
}

/// The field that weighs most: its place, and words.
fn heaviest(fields: &[&Longest<'_>], filling: Filling) -> (String, String) {
    let weight = |longest: &Longest<'_>| json_bytes(longest.field, filling);
    // Of several, the first.
    let heaviest = fields.iter().rev().max_by_key(|longest| weight(longest));
    heaviest.map_or_else(Default::default, |longest| {
        let words = format!("`{}` weighs most, {} bytes", longest.field.name, weight(longest));
        (longest.place.clone(), words)
    })
}

/// The bytes of the `Location` that takes these answers to the tenant.
fn location(name: &FormName, form: &Form, fields: &[&Longest<'_>], filling: Filling) -> usize {
    let state = "s".repeat(STATE_BYTES);
    let consents: Map<String, Value> = fields
        .iter()
        .filter_map(|longest| {
            let document = longest.field.kind.document()?;
            let consent = json!({"version": document.version, "url": document.url.as_str()});
            Some((longest.field.name.to_string(), consent))
        })
        .collect();
    let claims = json!({
        "iss": format!("https://{HOST}/"), "sub": "s".repeat(SUBJECT_BYTES), "iat": 1_800_000_000,
        "exp": 1_800_000_300, "state": state, "txn": "t".repeat(TXN_BYTES), "form": name.as_str(),
        "form_version": form.version, "other": values(fields, filling), "consents": consents,
    });
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let base64 = |bytes: usize| (bytes * 4).div_ceil(3);
    let token = base64(header.to_string().len()) + 1 + base64(claims.to_string().len()) + 1 + base64(32);
    // Nothing in a token or in a tenant's state is changed by URL-encoding.
    format!("https://{HOST}/continue?state={state}&session_token=").len() + token
}

fn values(fields: &[&Longest<'_>], filling: Filling) -> Map<String, Value> {
    fields
        .iter()
        .map(|longest| (longest.field.name.to_string(), longest.field.longest_answer(filling)))
        .collect()
}

fn json_bytes(field: &Field, filling: Filling) -> usize {
    field.longest_answer(filling).to_string().len()
}
