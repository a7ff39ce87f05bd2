//! The secrets that sign session tokens.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::EncodingKey;
use ring::hmac;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::flaw::{KeyWarning, SecretFlaw};
use super::lines::secrets;
use super::provider;

/// The minimum length of a secret for HS256, in bytes (RFC 7518 §3.2).
pub(super) const MIN_KEY_BYTES: usize = 32;

/// A secret, prepared to sign and to verify.
pub(super) struct Key {
    /// Wiped from memory when dropped.
    pub(super) encoding: EncodingKey,
    /// The HMAC state of the secret before a message. It is computed once, as it is two of the ten blocks that are hashed for
    /// a token of 400 bytes.
    schedule: hmac::Key,
    warnings: Vec<KeyWarning>,
}

impl Key {
    fn new(line: usize, secret: &str) -> Self {
        let warnings = SecretFlaw::all_of(secret).map(|flaw| KeyWarning { line, flaw }).collect();
        let secret = secret.as_bytes();
        let schedule = hmac::Key::new(hmac::HMAC_SHA256, secret);
        Self { encoding: EncodingKey::from_secret(secret), schedule, warnings }
    }

    /// Returns true if the secret made this signature of `message`, by HS256 (RFC 7518 §3.2). Takes the same time for a
    /// wrong signature.
    pub(super) fn has_signed(&self, message: &str, signature: &[u8]) -> bool {
        hmac::verify(&self.schedule, message.as_bytes(), signature).is_ok()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// The secrets in force, in their order in the list. There is at least one, and each of them verifies.
#[derive(Debug, Clone)]
pub struct Keyring(Vec<Arc<Key>>);

/// An error in a list of secrets. It holds nothing of the secrets but their length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum KeyError {
    /// There is no secret in the text.
    #[error("it holds no secret; put one of at least {MIN_KEY_BYTES} bytes on a line")]
    Empty,
    /// A secret is too short to be safe.
    #[error("the secret on line {line} has {bytes} bytes; HS256 needs at least {MIN_KEY_BYTES}")]
    TooShort {
        /// The line of the secret, from 1.
        line: usize,
        /// Its length in bytes.
        bytes: usize,
    },
}

impl Keyring {
    /// Reads one secret from each line.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        provider::install();
        let mut keys = Vec::new();
        for (line, secret) in secrets(text) {
            if secret.len() < MIN_KEY_BYTES {
                return Err(KeyError::TooShort { line, bytes: secret.len() });
            }
            keys.push(Arc::new(Key::new(line, secret)));
        }
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self(keys)) }
    }

    /// The flaws of the secrets, in the order of their lines.
    pub fn warnings(&self) -> impl Iterator<Item = KeyWarning> {
        self.0.iter().flat_map(|key| key.warnings.iter().copied())
    }

    /// Returns true if both have the same secrets in the same order.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0.iter().map(|key| key.encoding.as_bytes()).eq(other.0.iter().map(|key| key.encoding.as_bytes()))
    }

    /// The number of secrets.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Key>> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_secret_and_white_space_is_not() {
        let a = "a".repeat(32);
        let b = "b".repeat(40);
        for (text, count) in [(a.clone(), 1), (format!("{a}\n{b}"), 2), (format!("\n  {a} \r\n\n{b}\n\n"), 2)]
        {
            assert_eq!(Keyring::parse(&text).unwrap().count(), count, "{text:?}");
        }
    }

    #[test]
    fn a_text_without_a_usable_secret_is_refused_with_its_line() {
        for (text, error) in [
            (String::new(), KeyError::Empty),
            (" \n\r\n".to_owned(), KeyError::Empty),
            ("a".repeat(31), KeyError::TooShort { line: 1, bytes: 31 }),
            (format!("{}\n\nshort", "a".repeat(32)), KeyError::TooShort { line: 3, bytes: 5 }),
        ] {
            assert_eq!(Keyring::parse(&text).unwrap_err(), error, "{text:?}");
        }
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let secret = "super-secret-super-secret-super-secret";
        assert!(!format!("{:?}", Keyring::parse(secret).unwrap()).contains("super"));
    }
}
