//! Signs the answer token.

use std::fmt;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::state::State;
use super::verify::VerifiedSession;

/// The claims of an answer token: those that Auth0's `validateToken` requires, the nonce, and the claims of the caller.
///
/// ```
/// use profiling_session::AnswerTokenClaims;
/// use serde_json::json;
///
/// let claims = AnswerTokenClaims {
///     iss: "example.eu.auth0.com",
///     sub: "auth0|1",
///     iat: 1_800_000_000,
///     exp: 1_800_000_030,
///     state: "hKFo2SB",
///     txn: None,
///     own: &json!({"form": "profile"}),
/// };
/// assert_eq!(serde_json::to_value(&claims)?["form"], "profile");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Serialize)]
pub struct AnswerTokenClaims<'a, C> {
    /// The issuer of the session token.
    pub iss: &'a str,
    /// The ID of the user at the tenant.
    pub sub: &'a str,
    /// The time at which the token was issued, in seconds since the Unix epoch.
    pub iat: u64,
    /// The time at which the token expires, in seconds since the Unix epoch.
    pub exp: u64,
    /// The `state` of the login.
    pub state: &'a str,
    /// The nonce of the Action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub txn: Option<&'a str>,
    /// The claims of the caller, an object.
    #[serde(flatten)]
    pub own: &'a C,
}

/// A signed answer token. `Debug` does not show it.
#[derive(Clone)]
pub struct AnswerToken(String);

impl AnswerToken {
    /// The token in compact serialization (RFC 7515 §7.1).
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AnswerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerToken(redacted)")
    }
}

/// The answer token could not be signed. This is a bug, because every claim is text, a number or a valid answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignError {
    /// The claims could not be serialized.
    #[error("the claims of the answer could not be written as JSON")]
    Claims,
    /// The secret could not sign.
    #[error("the secret could not sign the answer")]
    Secret,
}

impl From<jsonwebtoken::errors::Error> for SignError {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        match error.kind() {
            ErrorKind::Json(_) => Self::Claims,
            _ => Self::Secret,
        }
    }
}

/// Signs an answer token for `session` that is valid for `ttl` seconds from `now` (seconds since the Unix epoch).
///
/// `claims` must serialize to an object; its members are added to the claims of the token. The token is signed with the
/// secret that verified the session token, so that the Action can verify it while the secret is being rotated.
pub fn sign_answer<C: Serialize>(
    session: &VerifiedSession,
    state: &State,
    claims: &C,
    now: u64,
    ttl: u32,
) -> Result<AnswerToken, SignError> {
    let claims = AnswerTokenClaims {
        iss: session.issuer(),
        sub: session.subject(),
        iat: now,
        exp: now + u64::from(ttl),
        state: state.as_str(),
        txn: session.txn(),
        own: claims,
    };
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &session.key().encoding)?;
    Ok(AnswerToken(token))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::EncodingKey;
    use ring::hmac;
    use serde_json::json;

    use super::*;
    use crate::{Compact, Domains, Keyring, SessionToken, redirect};

    const NOW: u64 = 1_800_000_000;

    /// Returns true if `secret` signed the token.
    fn is_of(secret: &str, token: &AnswerToken) -> bool {
        let (message, signature) = token.as_str().rsplit_once('.').unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).is_ok()
    }

    #[test]
    fn the_length_of_the_address_is_known_before_the_answer_is_signed() {
        let keys = Keyring::parse(&"a".repeat(32)).unwrap();
        let domains = Domains::parse("example.eu.auth0.com").unwrap();
        let question = json!({"iss": "example.eu.auth0.com", "sub": "auth0|1", "iat": NOW, "exp": NOW + 900});
        let key = EncodingKey::from_secret("a".repeat(32).as_bytes());
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &question, &key).unwrap();
        let session =
            Compact::parse(&SessionToken::new(token)).unwrap().verify(&keys, &domains, NOW).unwrap();
        let state = State::parse("s&t").unwrap();
        for length in 0..4 {
            let own = json!({"other": {"company": "a".repeat(length)}});
            let claims = AnswerTokenClaims {
                iss: session.issuer(),
                sub: session.subject(),
                iat: NOW,
                exp: NOW + 30,
                state: state.as_str(),
                txn: None,
                own: &own,
            };
            let claims_bytes = serde_json::to_string(&claims).unwrap().len();
            let answer = sign_answer(&session, &state, &own, NOW, 30).unwrap();
            let location = redirect::continue_url(&session, &state, &answer).unwrap();
            assert_eq!(redirect::continue_url_bytes(session.domain(), &state, claims_bytes), location.len());
        }
    }

    #[test]
    fn an_answer_is_signed_with_the_secret_that_verified_its_question() {
        let (first, second) = ("a".repeat(32), "b".repeat(32));
        let keys = Keyring::parse(&format!("{first}\n{second}")).unwrap();
        let domains = Domains::parse("example.eu.auth0.com").unwrap();
        let question = json!({"iss": "example.eu.auth0.com", "sub": "auth0|1", "iat": NOW, "exp": NOW + 900});
        for secret in [&first, &second] {
            let key = EncodingKey::from_secret(secret.as_bytes());
            let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &question, &key).unwrap();
            let session =
                Compact::parse(&SessionToken::new(token)).unwrap().verify(&keys, &domains, NOW).unwrap();
            let (state, claims) = (State::parse("s").unwrap(), json!({"later": true}));
            let answer = sign_answer(&session, &state, &claims, NOW, 30).unwrap();
            assert_eq!(
                (is_of(&first, &answer), is_of(&second, &answer)),
                (*secret == first, *secret == second)
            );
            assert!(!format!("{answer:?}").contains(answer.as_str()));
        }
    }
}
