//! The claims of a session token, typed, so that a value of another type is an error and not a guess.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error::TokenError;
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
    #[serde(default, deserialize_with = "display_text")]
    pub(super) locale: Option<String>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) client: Option<String>,
    #[serde(default, deserialize_with = "display_text")]
    pub(super) client_id: Option<String>,
    pub(super) txn: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) required: Option<bool>,
    /// Claims that we do not use, by name.
    #[serde(flatten)]
    #[expect(clippy::zero_sized_map_values, reason = "what serde flattens into is a map")]
    pub(super) rest: BTreeMap<String, IgnoredAny>,
}

/// The names of the typed claims, to tell which one is wrong without a word of what it says.
const NAMES: [&str; 9] = ["iss", "sub", "iat", "exp", "nbf", "ip", "form", "fields", "txn"];

/// The most characters of a text claim.
pub(super) const MAX_CHARACTERS: usize = 255;

/// Whether a claim is a text that can be signed again, compared and shown.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_CHARACTERS && !text.chars().any(char::is_control)
}

/// A claim that is only displayed, only chooses a language or is only put into a link. An unusable one is omitted, as
/// it is no reason to end a login; so is one of which nothing can be seen.
fn display_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if is_plain(&text) && !is_blank(&text) => Some(text),
        _ => None,
    })
}

/// A claim that only chooses a sentence: anything but a boolean is left out, as it is no reason to end a login.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool())
}

/// `iss` of a payload in which it is a text and there once, whatever the other claims are.
pub(super) fn issuer(payload: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    serde_json::from_str(payload).ok().map(|Issuer { iss }| iss)
}

/// `exp` of a payload in which it is a whole number and there once, whatever the other claims are.
pub(super) fn expiry(payload: &str) -> Option<u64> {
    #[derive(Deserialize)]
    struct Expiry {
        exp: u64,
    }
    serde_json::from_str(payload).ok().map(|Expiry { exp }| exp)
}

impl Claims {
    /// Reads the payload of a token whose signature has been checked. A claim that is missing, of
    /// another type or there twice is told by its name.
    pub(super) fn parse(payload: &str) -> Result<Self, TokenError> {
        // To keep the path costs as much as the reading, so it is kept only where there is one to tell.
        if let Ok(claims) = serde_json::from_str(payload) {
            return Ok(claims);
        }
        let mut json = serde_json::Deserializer::from_str(payload);
        let claims = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            // Serde's own words for a claim that is missing or there twice; others may quote a value.
            let words = error.into_inner().to_string();
            let named = |name: &&&str| {
                path.split(['.', '[']).next() == Some(**name) || words.contains(&format!(" field `{name}`"))
            };
            TokenError::Claim(NAMES.iter().find(named).copied().unwrap_or("the payload"))
        })?;
        json.end().map_err(|_| TokenError::Claim("the payload"))?;
        Ok(claims)
    }
}
