//! The methods of the Action's `api` object in a tenant. Each either succeeds and records an effect, or fails
//! with the message that the Action receives as an exception.

use profiling_session::Keyring;
use serde_json::{Map, Value, json};
use url::Url;

use super::{Effect, Input, node_crypto, token};
use crate::sealed;

/// The default lifetime of a token from `encodeToken`, in seconds.
const DEFAULT_TOKEN_LIFETIME: u64 = 900;

/// The protocols for which `canRedirect` is false. It is true for other protocols without a browser.
const NO_REDIRECT_PROTOCOLS: [&str; 4] =
    ["oauth2-resource-owner", "oauth2-refresh-token", "oauth2-password", "oauth2-webauthn"];

/// The limits of transaction metadata, in bytes of JSON.
const TRANSACTION_VALUE_LIMIT: usize = 8 * 1024;
const TRANSACTION_LIMIT: usize = 16 * 1024;

/// The emulator's limits for data that a run stores outside the engine's memory.
const MAX_EFFECTS: usize = 1_000;
const MAX_CONSOLE_ENTRIES: usize = 1_000;
const MAX_CONSOLE_CHARS: usize = 10_000;

/// The tenant during one run.
pub(super) struct Tenant {
    event: Value,
    continue_state: Option<String>,
    now: u64,
    transaction_metadata: Map<String, Value>,
    pub(super) effects: Vec<Effect>,
    pub(super) console: Vec<String>,
}

impl Tenant {
    pub(super) fn new(input: &Input, event: Value) -> Self {
        Self {
            transaction_metadata: event["transaction"]["metadata"].as_object().cloned().unwrap_or_default(),
            event,
            continue_state: input.continue_state.clone(),
            now: input.now,
            effects: Vec::new(),
            console: Vec::new(),
        }
    }

    /// Handles a call from `host.js`. `args` is the JSON of the arguments.
    pub(super) fn call(&mut self, method: &str, args: &str) -> Result<Value, String> {
        let args: Vec<Value> = serde_json::from_str(args)
            .map_err(|error| format!("{method}: the arguments are not JSON: {error}"))?;
        let [first, second] = [0, 1].map(|index| args.get(index).unwrap_or(&Value::Null));
        match method {
            "console" => {
                self.log(first);
                Ok(Value::Null)
            }
            "crypto.randomUUID" => random_uuid().map(Value::String),
            "redirect.canRedirect" => Ok(Value::Bool(self.can_redirect())),
            "redirect.encodeToken" => self.encode_token(first),
            "redirect.sendUserTo" => self.send_user_to(first, second),
            "redirect.validateToken" => self.validate_token(first),
            "user.setUserMetadata" => self.set_user_metadata(first, second),
            "user.setAppMetadata" => self.set_app_metadata(first, second),
            "transaction.setMetadata" => self.set_transaction_metadata(first, second),
            "access.deny" => self.deny(first, second),
            _ => node_crypto::call(method, &args)
                .unwrap_or_else(|| Err(format!("the emulator does not support api.{method}"))),
        }
    }

    fn log(&mut self, line: &Value) {
        if self.console.len() < MAX_CONSOLE_ENTRIES {
            let line = line.as_str().unwrap_or_default();
            self.console.push(line.chars().take(MAX_CONSOLE_CHARS).collect());
        }
    }

    fn can_redirect(&self) -> bool {
        let protocol = self.event["transaction"]["protocol"].as_str();
        self.event["request"]["query"]["prompt"] != "none"
            && !protocol.is_some_and(|protocol| NO_REDIRECT_PROTOCOLS.contains(&protocol))
    }

    fn encode_token(&mut self, options: &Value) -> Result<Value, String> {
        let secret = secret(options)?;
        let lifetime = match &options["expiresInSeconds"] {
            Value::Null => json!(DEFAULT_TOKEN_LIFETIME),
            seconds if seconds.is_number() => seconds.clone(),
            _ => return Err("expiresInSeconds must be a number".to_owned()),
        };
        let exp = match lifetime.as_i64() {
            Some(seconds) => json!(seconds.saturating_add_unsigned(self.now)),
            None => {
                json!(lifetime.as_f64().unwrap_or_default() + json!(self.now).as_f64().unwrap_or_default())
            }
        };
        let mut claims = Map::new();
        claims.insert("iat".to_owned(), json!(self.now));
        claims.insert("exp".to_owned(), exp);
        for (claim, value) in [
            ("iss", &self.event["request"]["hostname"]),
            ("sub", &self.event["user"]["user_id"]),
            ("ip", &self.event["request"]["ip"]),
        ] {
            if !value.is_null() {
                claims.insert(claim.to_owned(), value.clone());
            }
        }
        // The payload is spread last, at the top level: it overrides the standard claims.
        if let Some(payload) = options["payload"].as_object() {
            claims.extend(payload.clone());
        }
        let claims = Value::Object(claims);
        let token = token::sign(&claims, secret);
        let opened = opened(&claims, secret);
        self.add(Effect::TokenEncoded { claims, opened })?;
        Ok(Value::String(token))
    }

    /// `query` is a list of name and value pairs; the values are strings.
    fn send_user_to(&mut self, url: &Value, query: &Value) -> Result<Value, String> {
        let mut url = url.as_str().and_then(|url| Url::parse(url).ok()).ok_or("Invalid URL")?;
        for parameter in query.as_array().into_iter().flatten() {
            if let (Some(name), Some(value)) = (parameter[0].as_str(), parameter[1].as_str()) {
                set_query_parameter(&mut url, name, value);
            }
        }
        self.add(Effect::Redirect { url: url.into() })
    }

    fn validate_token(&mut self, options: &Value) -> Result<Value, String> {
        let secret = secret(options)?.to_owned();
        let name = match options["tokenParameterName"].as_str() {
            None | Some("") => "session_token",
            Some(name) => name,
        };
        // `{...query, ...body}`: the body takes precedence, even if its value is empty.
        let token = ["body", "query"].into_iter().find_map(|part| self.event["request"][part].get(name));
        let token = match token {
            None | Some(Value::Null) => "",
            Some(Value::String(token)) => token,
            // A repeated parameter is a list: not a token, but not missing either.
            Some(_) => "?",
        };
        if token.is_empty() {
            let reason = format!(
                "There is no parameter called '{name}' available in either the POST body or query string."
            );
            self.add(Effect::TokenRefused { reason: reason.clone() })?;
            return Err(reason);
        }
        let expected = token::Expected {
            secret: &secret,
            state: self.continue_state.as_deref(),
            sub: self.event["user"]["user_id"].as_str(),
            now: self.now,
        };
        match token::validate(token, &expected) {
            Ok(claims) => {
                let opened = opened(&claims, &secret);
                self.add(Effect::TokenValidated { claims: claims.clone(), opened })?;
                Ok(claims)
            }
            Err(reason) => {
                self.add(Effect::TokenRefused { reason: reason.to_owned() })?;
                Err(format!("The session token is invalid: {reason}"))
            }
        }
    }

    fn set_user_metadata(&mut self, key: &Value, value: &Value) -> Result<Value, String> {
        if !self.event["user"]["user_metadata"].is_object() {
            return Err("Unexpected user_metadata format. Must be a valid JSON object.".to_owned());
        }
        self.add(Effect::SetUserMetadata { key: metadata_key(key)?, value: value.clone() })
    }

    fn set_app_metadata(&mut self, key: &Value, value: &Value) -> Result<Value, String> {
        if !self.event["user"]["app_metadata"].is_object() {
            return Err("Unexpected app_metadata format. Must be a valid JSON object".to_owned());
        }
        self.add(Effect::SetAppMetadata { key: metadata_key(key)?, value: value.clone() })
    }

    /// Returns all of the metadata, which becomes `event.transaction.metadata`.
    fn set_transaction_metadata(&mut self, key: &Value, value: &Value) -> Result<Value, String> {
        let key = key.as_str().ok_or("The metadata key must be a string")?.to_owned();
        let mut metadata = self.transaction_metadata.clone();
        match value {
            Value::Null => {
                metadata.remove(&key);
            }
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                if value.to_string().len() > TRANSACTION_VALUE_LIMIT {
                    return Err(format!("The transaction metadata value of '{key}' is larger than 8 kB"));
                }
                metadata.insert(key.clone(), value.clone());
            }
            Value::Array(_) | Value::Object(_) => {
                return Err(format!(
                    "The transaction metadata value of '{key}' must be a string, a number or a boolean"
                ));
            }
        }
        if json!(metadata).to_string().len() > TRANSACTION_LIMIT {
            return Err("The transaction metadata is larger than 16 kB in all".to_owned());
        }
        self.transaction_metadata = metadata;
        self.add(Effect::SetTransactionMetadata { key, value: value.clone() })?;
        Ok(json!(self.transaction_metadata))
    }

    /// Handles `deny(reason)`, and `deny(code, reason)` from older documentation.
    fn deny(&mut self, first: &Value, second: &Value) -> Result<Value, String> {
        let reason = second.as_str().or(first.as_str()).unwrap_or_default();
        self.add(Effect::Deny { reason: reason.to_owned() })
    }

    fn add(&mut self, effect: Effect) -> Result<Value, String> {
        if self.effects.len() >= MAX_EFFECTS {
            return Err(format!("a run is limited to {MAX_EFFECTS} api calls in the emulator"));
        }
        self.effects.push(effect);
        Ok(Value::Null)
    }
}

/// Opens the sealed claim of a token, to record it in the effect.
fn opened(claims: &Value, secret: &str) -> Option<Value> {
    sealed::opened(claims, &Keyring::parse(secret).ok()?)
}

fn secret(options: &Value) -> Result<&str, String> {
    options["secret"]
        .as_str()
        .filter(|secret| !secret.is_empty())
        .ok_or_else(|| "secretOrPrivateKey must have a value".to_owned())
}

fn metadata_key(key: &Value) -> Result<String, String> {
    let key = key.as_str().ok_or("The metadata key must be a string")?;
    if key.contains(['.', '$']) {
        return Err(format!("The metadata key '{key}' must not contain '.' or '$'"));
    }
    Ok(key.to_owned())
}

/// Implements `URLSearchParams.set`: replaces the first parameter of that name and removes the others.
fn set_query_parameter(url: &mut Url, name: &str, value: &str) {
    let mut placed = false;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (key, old) in url.query_pairs() {
        if key != name {
            pairs.push((key.into_owned(), old.into_owned()));
        } else if !placed {
            pairs.push((name.to_owned(), value.to_owned()));
            placed = true;
        }
    }
    if !placed {
        pairs.push((name.to_owned(), value.to_owned()));
    }
    url.query_pairs_mut().clear().extend_pairs(pairs);
}

/// A version 4 UUID (RFC 9562).
fn random_uuid() -> Result<String, String> {
    let random = ring::rand::generate::<[u8; 16]>(&ring::rand::SystemRandom::new())
        .map_err(|_| "the random number generator failed")?
        .expose();
    let number = u128::from_be_bytes(random) & !(0xf << 76) | (0x4 << 76);
    let number = number & !(0b11 << 62) | (0b10 << 62);
    let hex = format!("{number:032x}");
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}
