//! Checks that the longest answers fit into the redirect to the tenant and into the user's profile.

use profiling_forms::samples::Filling;
use profiling_forms::{Field, Form, FormName};
use profiling_session::redirect::{self, MAX_LOCATION_BYTES};
use profiling_session::{CONTRACT_VERSION, seal};
use serde_json::{Map, Value, json};

use super::finding::{Code, Finding};

/// A tenant's host, longer than most. It appears in the token and in the URL of the redirect.
pub(super) const HOST: &str = "a-tenant-whose-name-is-rather-long-but-not-as-long-as-it-may-be.eu.auth0.com";
/// The length of a `state`. Tenants create values of about 200 bytes.
pub(super) const STATE_BYTES: usize = 256;
/// The length of a user ID, such as `samlp|connection|user@example.com`.
pub(super) const SUBJECT_BYTES: usize = 128;
/// The length of the Action's nonce, a UUID.
pub(super) const TXN_BYTES: usize = 36;

/// The longest redirect that all proxies and logs accept. Many limit a header to 4 KB.
const SAFE_LOCATION_BYTES: usize = 4_096;

/// Auth0's limit for a user's profile.
const MAX_PROFILE_BYTES: usize = 10_240;

/// A field and its place in the form.
struct Placed<'a> {
    place: String,
    field: &'a Field,
    /// True if the field or its step has a condition.
    conditional: bool,
}

/// Reports answers that can be too long in the form in `file`.
pub(super) fn check(file: &str, name: &FormName, form: &Form) -> Vec<Finding> {
    let all: Vec<Placed<'_>> = form
        .items()
        .filter_map(|(place, step, item)| {
            let conditional = item.when.is_some() || form.steps[step].when.is_some();
            Some(Placed { place, field: item.field()?, conditional })
        })
        .collect();
    let always: Vec<&Placed<'_>> = all.iter().filter(|placed| !placed.conditional).collect();
    let all: Vec<&Placed<'_>> = all.iter().collect();

    let mut findings = Vec::new();
    // Combinations of conditions are not computed, so conditional fields cause a warning instead of an error.
    let unconditional = location(name, form, &always, Filling::Ascii);
    if unconditional > MAX_LOCATION_BYTES {
        let message = format!(
            "the longest answers need a redirect to the tenant of {unconditional} bytes, even in ASCII; the maximum \
             is {MAX_LOCATION_BYTES} bytes; {}",
            largest(&always, Filling::Ascii).1
        );
        findings.push(Finding::new(Code::AnswersTooLong, file, largest(&always, Filling::Ascii).0, message));
    } else {
        findings.extend(long(file, name, form, &all));
    }
    let profile = Value::Object(values(&always, Filling::Ascii)).to_string().len();
    if profile > MAX_PROFILE_BYTES {
        let (place, largest) = largest(&always, Filling::Ascii);
        let message = format!(
            "the longest answers have {profile} bytes, even in ASCII; the maximum for a user's whole profile at Auth0 \
             is {MAX_PROFILE_BYTES} bytes; {largest}"
        );
        findings.push(Finding::new(Code::ProfileTooLarge, file, place, message));
    }
    findings
}

/// Warns of answers that are too long in some scripts, or long enough in ASCII to cause problems with proxies.
fn long(file: &str, name: &FormName, form: &Form, all: &[&Placed<'_>]) -> Option<Finding> {
    let (ascii, wide) = (location(name, form, all, Filling::Ascii), location(name, form, all, Filling::Wide));
    let (filling, message) = if ascii > SAFE_LOCATION_BYTES {
        let message = format!(
            "the longest answers need a redirect to the tenant of {ascii} bytes, even in ASCII; the maximum is \
             {MAX_LOCATION_BYTES} bytes, but some proxies accept only {SAFE_LOCATION_BYTES} bytes"
        );
        (Filling::Ascii, message)
    } else if wide > MAX_LOCATION_BYTES {
        let message = format!(
            "in characters of four bytes, such as emoji, the longest answers need a redirect to the tenant of {wide} \
             bytes; the maximum is {MAX_LOCATION_BYTES} bytes, and users who exceed it must shorten their answers"
        );
        (Filling::Wide, message)
    } else {
        return None;
    };
    let (place, largest) = largest(all, filling);
    Some(Finding::new(Code::AnswersLong, file, place, format!("{message}; {largest}")))
}

/// Returns the place of the field with the largest answer, and its description.
fn largest(fields: &[&Placed<'_>], filling: Filling) -> (String, String) {
    // Of several fields with the same size, the first.
    let largest = fields.iter().rev().max_by_key(|placed| json_bytes(placed.field, filling));
    largest.map_or_else(Default::default, |placed| {
        let bytes = json_bytes(placed.field, filling);
        (placed.place.clone(), format!("the largest field is `{}` with {bytes} bytes", placed.field.name))
    })
}

/// Returns the length of the `Location` that takes these answers to the tenant. Includes the sealing, which this version of
/// the Action requests and which makes the answers longer.
fn location(name: &FormName, form: &Form, fields: &[&Placed<'_>], filling: Filling) -> usize {
    let state = "s".repeat(STATE_BYTES);
    let consents: Map<String, Value> = fields
        .iter()
        .filter_map(|placed| {
            let document = placed.field.kind.document()?;
            let consent = json!({"version": document.version, "url": document.url.as_str()});
            Some((placed.field.name.to_string(), consent))
        })
        .collect();
    let answers = json!({"other": values(fields, filling), "consents": consents});
    let claims = json!({
        "iss": format!("https://{HOST}/"), "sub": "s".repeat(SUBJECT_BYTES), "iat": 1_800_000_000,
        "exp": 1_800_000_300, "state": state, "txn": "t".repeat(TXN_BYTES), "v": CONTRACT_VERSION,
        "form": name.as_str(),
        "form_version": form.version, "seal": seal::VERSION,
        "other": "A".repeat(seal::sealed_bytes(seal::padded_bytes(answers.to_string().len()))),
    });
    // URL encoding does not change a token or a tenant's state.
    format!("https://{HOST}/continue?state={state}&session_token=").len()
        + redirect::token_bytes(claims.to_string().len())
}

fn values(fields: &[&Placed<'_>], filling: Filling) -> Map<String, Value> {
    fields
        .iter()
        .map(|placed| (placed.field.name.to_string(), placed.field.longest_answer(filling)))
        .collect()
}

fn json_bytes(field: &Field, filling: Filling) -> usize {
    field.longest_answer(filling).to_string().len()
}
