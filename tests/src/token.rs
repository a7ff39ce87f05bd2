//! Handmade session tokens from any header and payload.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use profiling_session::seal::{Binding, Direction};
use ring::hmac;
use serde_json::{Value, json};

/// The header of the tenant's and the functions' tokens.
pub const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// The signed part of a token: the encoded header and payload.
pub fn message(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload))
}

/// The signature of a message by HMAC-SHA256, encoded.
pub fn signature(message: &str, secret: impl AsRef<[u8]>) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()))
}

/// The fixed time of the tests, in seconds since the epoch.
pub const NOW: u64 = 1_800_000_000;

/// Signs any header and payload with HMAC-SHA256.
pub fn sign(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>, secret: impl AsRef<[u8]>) -> String {
    let message = message(header, payload);
    let signature = signature(&message, secret);
    format!("{message}.{signature}")
}

/// The claims of a tenant's token at `now`, with `changes` merged in; `null` removes a claim.
pub fn claims(issuer: &str, now: u64, changes: &Value) -> Value {
    let mut claims = json!({
        "iss": issuer, "sub": "auth0|000000000000000000000002", "iat": now, "exp": now + 900, "ip": "127.0.0.1"
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().map(|claims| claims.remove(name));
        }
    }
    claims
}

/// Signs claims as the tenant does.
pub fn session_token(claims: &Value, secret: &str) -> String {
    sign(HEADER, claims.to_string(), secret)
}

/// The claims of a token. The signature is not verified.
pub fn decode(token: &str) -> Value {
    serde_json::from_str(&text(token.split('.').nth(1).unwrap_or_default())).unwrap_or_default()
}

/// Returns the claims of an answer token, with the sealed ones opened. `seal` stays in the result.
///
/// Panics if the token has no sealed claim, or the secret does not open it.
pub fn opened(token: &str, secret: &str) -> Value {
    let mut claims = decode(token);
    let claim = |name: &str| claims[name].as_str();
    let binding = Binding {
        direction: Direction::Answer,
        iss: claim("iss").unwrap_or_default(),
        sub: claim("sub").unwrap_or_default(),
        state: claim("state").unwrap_or_default(),
        txn: claim("txn"),
        form: claim("form"),
    };
    let text = claim("other").and_then(|sealed| binding.open(secret.as_bytes(), sealed));
    let content: Value = serde_json::from_slice(&text.expect("sealed answers")).expect("JSON");
    for (name, value) in content.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    claims
}

/// The text of one part of a token.
pub fn text(part: &str) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap_or_default()).unwrap_or_default()
}
