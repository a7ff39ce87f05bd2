//! The claims of a session token, typed: a value of another type is an error.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::{Claim, ClaimProblem, TokenError};
use crate::invisible::is_blank;

/// The claims as they are signed. Auth0's `encodeToken` sets `iss`, `sub`, `iat`, `exp` and `ip`; our
/// Action adds the others, and a token of another Action need not have them.
#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) iat: u64,
    pub(super) exp: u64,
    pub(super) nbf: Option<u64>,
    pub(super) ip: Option<String>,
    pub(super) form: Option<String>,
    pub(super) fields: Option<Vec<String>>,
    #[serde(default, deserialize_with = "display_texts")]
    pub(super) locales: Vec<String>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) locale: Option<String>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) client: Option<String>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) client_id: Option<String>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) country: Option<String>,
    pub(super) txn: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) required: Option<bool>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) settings: Option<String>,
    #[serde(default, deserialize_with = "rule_name")]
    pub(super) rule: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) not_now: Option<bool>,
    #[serde(default, deserialize_with = "version")]
    pub(super) v: Option<u64>,
    #[serde(default, deserialize_with = "version")]
    pub(super) seal: Option<u64>,
    #[serde(default, deserialize_with = "sealed_text")]
    pub(super) prefill: Option<String>,
    /// Claims that we do not use, by name.
    #[serde(flatten)]
    #[expect(clippy::zero_sized_map_values, reason = "what serde flattens into is a map")]
    pub(super) rest: BTreeMap<String, IgnoredAny>,
}

/// The most characters of a text claim.
const MAX_CHARACTERS: usize = 255;

/// Returns true if a text can be signed again, compared and displayed.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_CHARACTERS && !text.chars().any(char::is_control)
}

/// A claim that is only displayed or logged, only chooses a language or is only put into a link. An unusable one is
/// omitted, as it is no reason to end a login. So is one without a visible character.
fn display_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(displayable(Value::deserialize(deserializer)?))
}

/// A list of such texts. Unusable entries are omitted, and any other value counts as an empty list.
fn display_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(values) => values.into_iter().filter_map(displayable).collect(),
        _ => Vec::new(),
    })
}

fn displayable(value: Value) -> Option<String> {
    match value {
        Value::String(text) if is_plain(&text) && !is_blank(&text) => Some(text),
        _ => None,
    }
}

/// The name of a rule, which is logged and counted. Any other value is ignored, as it is no reason to end a login.
fn rule_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if is_rule_name(&text) => Some(text),
        _ => None,
    })
}

/// Returns true for 1 to 32 lower-case letters, digits, `-` and `_` that begin with a letter or digit.
fn is_rule_name(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        && text.as_bytes()[0].is_ascii_alphanumeric()
}

/// A claim that only chooses a sentence or a button. Anything but a boolean is omitted, as it is no reason to end a login.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool())
}

/// A version number. Any other value is ignored.
fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_u64())
}

/// A sealed text. Any other value is ignored, and the form shows less.
fn sealed_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// Reads `iss` of a payload in which it is a text and not repeated, whatever the other claims are.
pub(super) fn issuer(payload: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    serde_json::from_str(payload).ok().map(|Issuer { iss }| iss)
}

/// Reads `exp` of a payload in which it is an integer and not repeated, whatever the other claims are.
pub(super) fn expiry(payload: &str) -> Option<u64> {
    #[derive(Deserialize)]
    struct Expiry {
        exp: u64,
    }
    serde_json::from_str(payload).ok().map(|Expiry { exp }| exp)
}

/// Returns true if the claim `synthetic` of a payload is `true` and not repeated, whatever the other claims are.
pub(super) fn is_synthetic(payload: &str) -> bool {
    #[derive(Deserialize)]
    struct Synthetic {
        synthetic: bool,
    }
    serde_json::from_str(payload).is_ok_and(|Synthetic { synthetic }| synthetic)
}

impl Claims {
    /// The locales that the application requested, in order: the claim `locales`, then `locale`, which other Actions send.
    pub(super) fn requested_locales(&self) -> impl Iterator<Item = &str> {
        self.locales.iter().chain(&self.locale).map(String::as_str)
    }

    /// Reads the payload of a token whose signature has been checked. An error names the claim that is missing, repeated
    /// or of another type.
    pub(super) fn parse(payload: &str) -> Result<Self, TokenError> {
        serde_json::from_str(payload).map_err(|_| problem(payload))
    }
}

/// The first problem of a payload that cannot be read as [`Claims`].
fn problem(payload: &str) -> TokenError {
    let Ok(Members(members)) = serde_json::from_str(payload) else { return TokenError::Payload };
    let problems = CHECKS.iter().filter_map(|check| Some((check.claim, check.problem(&members)?)));
    problems
        .map(|(claim, problem)| TokenError::Claim { claim, problem })
        .next()
        .unwrap_or(TokenError::Payload)
}

/// The members of an object in their order, each as often as it is there.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The name of a member, borrowed unless it has an escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The rules for one claim.
struct Check {
    claim: Claim,
    is_required: bool,
    has_type: fn(&RawValue) -> bool,
}

impl Check {
    fn problem(&self, members: &[(Cow<'_, str>, &RawValue)]) -> Option<ClaimProblem> {
        let mut values =
            members.iter().filter(|(name, _)| name == self.claim.name()).map(|(_, value)| *value);
        match (values.next(), values.next()) {
            (None, _) => self.is_required.then_some(ClaimProblem::Missing),
            (Some(_), Some(_)) => Some(ClaimProblem::Repeated),
            (Some(value), None) => (!(self.has_type)(value)).then_some(ClaimProblem::WrongType),
        }
    }
}

fn is<T: DeserializeOwned>(value: &RawValue) -> bool {
    serde_json::from_str::<T>(value.get()).is_ok()
}

const fn check(claim: Claim, is_required: bool, has_type: fn(&RawValue) -> bool) -> Check {
    Check { claim, is_required, has_type }
}

/// The rules of [`Claims`] again, to name the claim in an error: serde's error has it only in its message.
const CHECKS: [Check; 21] = [
    check(Claim::Iss, true, is::<String>),
    check(Claim::Sub, true, is::<String>),
    check(Claim::Iat, true, is::<u64>),
    check(Claim::Exp, true, is::<u64>),
    check(Claim::Nbf, false, is::<Option<u64>>),
    check(Claim::Ip, false, is::<Option<String>>),
    check(Claim::Form, false, is::<Option<String>>),
    check(Claim::Fields, false, is::<Option<Vec<String>>>),
    check(Claim::Txn, false, is::<Option<String>>),
    check(Claim::Locales, false, is::<Value>),
    check(Claim::Locale, false, is::<Value>),
    check(Claim::Country, false, is::<Value>),
    check(Claim::Client, false, is::<Value>),
    check(Claim::ClientId, false, is::<Value>),
    check(Claim::Required, false, is::<Value>),
    check(Claim::Settings, false, is::<Value>),
    check(Claim::Rule, false, is::<Value>),
    check(Claim::NotNow, false, is::<Value>),
    check(Claim::V, false, is::<Value>),
    check(Claim::Seal, false, is::<Value>),
    check(Claim::Prefill, false, is::<Value>),
];
