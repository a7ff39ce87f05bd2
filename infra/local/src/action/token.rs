//! The tenant's session tokens: compact JWS with HS256, as `encodeToken` and `validateToken` use them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ring::hmac;
use serde_json::{Value, json};

/// Signs the claims of a session token with `secret`, as `encodeToken` does.
pub fn sign(claims: &Value, secret: &str) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let signed = format!("{}.{}", encode(&header), encode(claims));
    format!("{signed}.{}", tag(&key(secret), &signed))
}

/// The third part of a token: the signature of the first two.
pub(super) fn tag(key: &hmac::Key, signed: &str) -> String {
    BASE64URL.encode(hmac::sign(key, signed.as_bytes()))
}

/// The values that a token must match at /continue.
pub(super) struct Expected<'a> {
    pub(super) secret: &'a str,
    /// The `state` of the /continue request.
    pub(super) state: Option<&'a str>,
    /// The user's id.
    pub(super) sub: Option<&'a str>,
    /// Seconds since the epoch.
    pub(super) now: u64,
}

/// Returns the claims of a valid token, or Auth0's error message.
pub(super) fn validate(token: &str, expected: &Expected<'_>) -> Result<Value, &'static str> {
    const MALFORMED: &str = "Malformed token";
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(MALFORMED);
    };

    let signed = &token[..header.len() + 1 + claims.len()];
    let header = decode(header).ok_or(MALFORMED)?;
    let signature = BASE64URL.decode(signature).unwrap_or_default();
    if header["alg"] != "HS256" || hmac::verify(&key(expected.secret), signed.as_bytes(), &signature).is_err()
    {
        return Err("Failed signature validation");
    }
    if header["typ"] != "JWT" {
        return Err("Unexpected token payload type");
    }

    let claims = decode(claims).ok_or(MALFORMED)?;
    let texts = ["sub", "iss", "state"].map(|name| claims[name].as_str());
    let times = ["iat", "exp"].map(|name| claims[name].as_f64());
    let ([Some(sub), Some(_), Some(state)], [Some(_), Some(exp)]) = (texts, times) else {
        return Err("Missing or invalid standard claims");
    };
    #[expect(clippy::cast_precision_loss, reason = "a JWT's times are JSON numbers, and exact below 2^53")]
    if exp <= expected.now as f64 {
        return Err("Token has expired.");
    }
    if Some(state) != expected.state {
        return Err("State in the token does not match the /continue state.");
    }
    if Some(sub) != expected.sub {
        return Err("The sub claim does not match the user_id.");
    }
    Ok(claims)
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

fn encode(part: &Value) -> String {
    BASE64URL.encode(part.to_string())
}

/// A part of a token, which must be a JSON object.
pub(super) fn decode(part: &str) -> Option<Value> {
    let bytes = BASE64URL.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}
