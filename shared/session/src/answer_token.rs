//! Signs the answer token.

use std::fmt;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::seal::{self, Binding, Direction, SealError};
use super::state::State;
use super::verify::VerifiedSession;

/// The version of the contract of the session token and the answer token.
pub const CONTRACT_VERSION: u64 = 1;

/// The answers to a form, from which the claims of an answer token are built.
///
/// `C` is the content: it serializes to an object whose members are claims, among them `other`.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a, C> {
    /// The name of the form.
    pub form: &'a str,
    /// The version of the form.
    pub form_version: u32,
    /// The answers of the user.
    pub content: &'a C,
}

/// The claims of an answer token: those that Auth0's `validateToken` requires, the nonce, and the answer.
///
/// ```
/// use profiling_session::{AnswerTokenClaims, CONTRACT_VERSION, Content};
/// use serde_json::json;
///
/// let claims = AnswerTokenClaims {
///     iss: "example.eu.auth0.com",
///     sub: "auth0|1",
///     iat: 1_800_000_000,
///     exp: 1_800_000_030,
///     state: "hKFo2SB",
///     txn: None,
///     v: CONTRACT_VERSION,
///     form: "profile",
///     form_version: 1,
///     content: Content::Plain(&json!({"other": {"company": "Acme"}})),
/// };
/// assert_eq!(serde_json::to_value(&claims)?["other"]["company"], "Acme");
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
    /// The [version of the contract](CONTRACT_VERSION).
    pub v: u64,
    /// The name of the form.
    pub form: &'a str,
    /// The version of the form.
    pub form_version: u32,
    /// The answers of the user.
    #[serde(flatten)]
    pub content: Content<'a, C>,
}

/// The answers of the user, as claims of a token.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Content<'a, C> {
    /// Claims that anyone who has the token can read.
    Plain(&'a C),
    /// One sealed text, which only a party with the secret can open.
    Sealed {
        /// The [version](seal::VERSION) of the format.
        seal: u64,
        /// The sealed text of the claims.
        other: String,
    },
}

impl<C> Content<'_, C> {
    /// Returns a placeholder with the length of the sealed text of `claims_bytes` bytes of JSON, to compute the length of a
    /// token.
    pub fn sealed_of_length(claims_bytes: usize) -> Self {
        let text_bytes = seal::sealed_bytes(seal::padded_bytes(claims_bytes));
        Self::Sealed { seal: seal::VERSION, other: "A".repeat(text_bytes) }
    }
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
    /// The answers could not be sealed.
    #[error("the answers could not be sealed, because the random number generator failed")]
    Seal,
}

impl From<SealError> for SignError {
    fn from(SealError: SealError) -> Self {
        Self::Seal
    }
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
/// The content is sealed if the session token [requests it](VerifiedSession::accepts_sealed_answers). The token is sealed
/// and signed with the secret that verified the session token, so that the Action can open and verify it while the secret
/// is being rotated.
pub fn sign_answer<C: Serialize>(
    session: &VerifiedSession,
    state: &State,
    answer: &Answer<'_, C>,
    now: u64,
    ttl: u32,
) -> Result<AnswerToken, SignError> {
    let key = &session.key().encoding;
    let (iss, sub, txn) = (session.issuer(), session.subject(), session.txn());
    let content = if session.accepts_sealed_answers() {
        let (state, form) = (state.as_str(), Some(answer.form));
        let binding = Binding { direction: Direction::Answer, iss, sub, state, txn, form };
        let mut claims = serde_json::to_vec(answer.content).map_err(|_| SignError::Claims)?;
        seal::pad(&mut claims);
        Content::Sealed { seal: seal::VERSION, other: binding.seal(key.as_bytes(), &claims)? }
    } else {
        Content::Plain(answer.content)
    };
    let claims = AnswerTokenClaims {
        iss,
        sub,
        iat: now,
        exp: now + u64::from(ttl),
        state: state.as_str(),
        txn,
        v: CONTRACT_VERSION,
        form: answer.form,
        form_version: answer.form_version,
        content,
    };
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, key)?;
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
            let content = json!({"other": {"company": "a".repeat(length)}});
            let answer = Answer { form: "profile", form_version: 1, content: &content };
            let claims = AnswerTokenClaims {
                iss: session.issuer(),
                sub: session.subject(),
                iat: NOW,
                exp: NOW + 30,
                state: state.as_str(),
                txn: None,
                v: CONTRACT_VERSION,
                form: "profile",
                form_version: 1,
                content: Content::Plain(&content),
            };
            let claims_bytes = serde_json::to_string(&claims).unwrap().len();
            let token = sign_answer(&session, &state, &answer, NOW, 30).unwrap();
            let location = redirect::continue_url(&session, &state, &token).unwrap();
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
            let (state, content) = (State::parse("s").unwrap(), json!({"later": true}));
            let answer = Answer { form: "profile", form_version: 1, content: &content };
            let token = sign_answer(&session, &state, &answer, NOW, 30).unwrap();
            assert_eq!(
                (is_of(&first, &token), is_of(&second, &token)),
                (*secret == first, *secret == second)
            );
            assert!(!format!("{token:?}").contains(token.as_str()));
        }
    }
}
