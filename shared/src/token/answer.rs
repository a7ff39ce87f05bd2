//! Signs the answer.

use std::collections::BTreeMap;
use std::fmt;

use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use serde_json::{Map, Value};
use thiserror::Error;

use super::state::State;
use super::verify::VerifiedSession;
use crate::form::{Consent, FormName, ValidAnswers};

/// The claims that Auth0's `validateToken` demands (`iss`, `sub`, `iat`, `exp`, `state`), and ours.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    iat: u64,
    exp: u64,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    txn: Option<&'a str>,
    form: &'a str,
    form_version: u32,
    other: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    consents: &'a BTreeMap<String, Consent>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    not_applicable: &'a [String],
    #[serde(skip_serializing_if = "is_false")]
    later: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A signed answer. Only its redirect shows it.
pub struct AnswerToken(String);

impl AnswerToken {
    /// The compact JWS, to send.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AnswerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerToken(redacted)")
    }
}

/// An answer that could not be signed: a bug, as every claim is text, a number or a checked answer.
#[derive(Debug, Error)]
#[error("the answer could not be signed: {0}")]
pub struct SignError(jsonwebtoken::errors::Error);

/// Signs `answers` to the question of `session`, for `ttl` seconds from `now` (seconds since the epoch),
/// with the secret that verified the question, so that both ends agree while the secret is being changed.
pub fn sign_answer(
    session: &VerifiedSession,
    state: &State,
    form: (&FormName, u32),
    answers: &ValidAnswers,
    now: u64,
    ttl: u32,
) -> Result<AnswerToken, SignError> {
    let claims = Claims {
        iss: session.issuer(),
        sub: session.subject(),
        iat: now,
        exp: now + u64::from(ttl),
        state: state.as_str(),
        txn: session.txn(),
        form: form.0.as_str(),
        form_version: form.1,
        other: answers.values(),
        consents: answers.consents(),
        not_applicable: answers.not_applicable(),
        later: answers.is_later(),
    };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &session.key().encoding)
        .map(AnswerToken)
        .map_err(SignError)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::EncodingKey;
    use ring::hmac;
    use serde_json::json;

    use super::*;
    use crate::token::{Compact, Domains, Keyring, SessionToken};

    const NOW: u64 = 1_800_000_000;

    /// Whether `secret` made the signature.
    fn is_of(secret: &str, token: &AnswerToken) -> bool {
        let (message, signature) = token.as_str().rsplit_once('.').unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).is_ok()
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
            let (name, state) = (FormName::parse("profile").unwrap(), State::parse("s").unwrap());
            let answers = ValidAnswers::later();
            let answer = sign_answer(&session, &state, (&name, 1), &answers, NOW, 30).unwrap();
            assert_eq!(
                (is_of(&first, &answer), is_of(&second, &answer)),
                (*secret == first, *secret == second)
            );
            assert!(!format!("{answer:?}").contains(answer.as_str()));
        }
    }
}
