//! The secrets that sign session tokens.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::flaw::{KeyWarning, SecretFlaw};
use super::lines::secrets;
use super::provider;
use super::seal::Binding;

/// The minimum length of a secret for HS256, in bytes (RFC 7518 §3.2).
pub(super) const MIN_KEY_BYTES: usize = 32;

/// A secret, ready to sign and to verify.
pub(super) struct Key {
    /// Wiped from memory when dropped.
    pub(super) encoding: EncodingKey,
    /// Wiped from memory when dropped.
    decoding: DecodingKey,
    warnings: Vec<KeyWarning>,
}

impl Key {
    fn new(line: usize, secret: &str) -> Self {
        let warnings = SecretFlaw::all_of(secret).map(|flaw| KeyWarning { line, flaw }).collect();
        let secret = secret.as_bytes();
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            warnings,
        }
    }

    /// Returns true if the secret made this signature (base64url) of `message` with HS256 (RFC 7518 §3.2).
    pub(super) fn has_signed(&self, message: &str, signature: &str) -> bool {
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &self.decoding, Algorithm::HS256)
            .is_ok_and(|is_valid| is_valid)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// The valid secrets, in the order in which they are listed. At least one; each of them verifies.
#[derive(Debug, Clone)]
pub struct Keyring(Vec<Arc<Key>>);

/// The text is not a list of secrets. Contains nothing of the secrets but their length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum KeyError {
    /// There is no secret in the text.
    #[error("it contains no secret; put a secret of at least {MIN_KEY_BYTES} bytes on a line")]
    Empty,
    /// A secret is too short to be safe.
    #[error("the secret on line {line} has {bytes} bytes; HS256 needs at least {MIN_KEY_BYTES}")]
    TooShort {
        /// The number of its line, from 1.
        line: usize,
        /// Its length in bytes.
        bytes: usize,
    },
}

impl Keyring {
    /// Parses a text with one secret per line.
    ///
    /// ```
    /// use profiling_session::{KeyError, Keyring};
    ///
    /// assert_eq!(Keyring::parse("0123456789abcdef0123456789abcdef\n")?.count(), 1);
    /// assert_eq!(Keyring::parse("too short").unwrap_err(), KeyError::TooShort { line: 1, bytes: 9 });
    /// # Ok::<(), KeyError>(())
    /// ```
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

    /// Opens a text that one of the secrets sealed.
    pub fn open(&self, binding: &Binding<'_>, sealed: &str) -> Option<Vec<u8>> {
        self.iter().find_map(|key| binding.open(key.encoding.as_bytes(), sealed))
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
