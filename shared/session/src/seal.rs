//! Seals a text in a token: only a party that has the secret of the token can read it.
//!
//! A token is only signed: anyone who has its URL, for example from a browser's history, can read its claims. A sealed text
//! is encrypted with AES-256-GCM (NIST SP 800-38D). Its key and nonce are derived from the secret and a random salt with
//! HKDF-SHA-256 (RFC 5869), so each text has its own key. The text is in Base64url without padding (RFC 4648 §5):
//!
//! ```text
//! salt (16 bytes) || ciphertext (as long as the text) || tag (16 bytes)
//! ```
//!
//! A [`Binding`] ties the text to its token. The Action implements the same format in JavaScript; `tests/seal/vectors.json`
//! has test vectors for both.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{aead, hkdf};
use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

/// The version of the format. A token states it in the claim `seal`.
pub const VERSION: u64 = 1;

/// Content is padded with spaces to a multiple of this length before it is sealed, in bytes. The length of a sealed text would
/// otherwise show which option was chosen.
const PADDING_BYTES: usize = 256;

const SALT_BYTES: usize = 16;
const TAG_BYTES: usize = 16;
const KEY_BYTES: usize = 32;

/// The direction in which a sealed text travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// In a session token: from the Action to the form.
    Question,
    /// In an answer token: from the form to the Action.
    Answer,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Answer => "answer",
        }
    }

    /// The context of the derived key (the `info` of RFC 5869 §2.3).
    fn info(self) -> &'static [u8] {
        match self {
            Self::Question => b"progressive-profiling/question/1",
            Self::Answer => b"progressive-profiling/answer/1",
        }
    }
}

/// The claims of the token that a sealed text belongs to. The text cannot be opened in a token with other values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The direction of the token.
    pub direction: Direction,
    /// The claim `iss`.
    pub iss: &'a str,
    /// The claim `sub`.
    pub sub: &'a str,
    /// The claim `state`; empty in a session token, which has none.
    pub state: &'a str,
    /// The claim `txn`.
    pub txn: Option<&'a str>,
    /// The claim `form`.
    pub form: Option<&'a str>,
}

impl fmt::Debug for Binding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binding({:?}, redacted)", self.direction)
    }
}

impl Binding<'_> {
    /// The additional authenticated data: a JSON array, so that the boundaries between the values are unambiguous.
    fn additional_data(&self) -> Result<Vec<u8>, SealError> {
        let Self { direction, iss, sub, state, txn, form } = self;
        let values = (direction.name(), VERSION, iss, sub, state, txn, form);
        serde_json::to_vec(&values).map_err(|_| SealError)
    }

    /// Seals a text with a secret. Errors: [`SealError`] if the random number generator fails.
    ///
    /// ```
    /// use profiling_session::seal::{Binding, Direction};
    ///
    /// let secret = b"0123456789abcdef0123456789abcdef";
    /// let binding = Binding {
    ///     direction: Direction::Answer,
    ///     iss: "example.eu.auth0.com",
    ///     sub: "auth0|1",
    ///     state: "hKFo2SB",
    ///     txn: None,
    ///     form: Some("profile"),
    /// };
    /// let sealed = binding.seal(secret, b"Acme")?;
    /// assert_eq!(binding.open(secret, &sealed).unwrap(), b"Acme");
    /// assert_eq!(Binding { state: "other", ..binding }.open(secret, &sealed), None);
    /// # Ok::<(), profiling_session::seal::SealError>(())
    /// ```
    pub fn seal(&self, secret: &[u8], text: &[u8]) -> Result<String, SealError> {
        let mut salt = [0; SALT_BYTES];
        SystemRandom::new().fill(&mut salt).map_err(|_| SealError)?;
        self.seal_with_salt(secret, salt, text)
    }

    /// Seals a text with a salt, which must be new for this secret.
    fn seal_with_salt(
        &self,
        secret: &[u8],
        salt: [u8; SALT_BYTES],
        text: &[u8],
    ) -> Result<String, SealError> {
        let (key, nonce) = derive(secret, &salt, self.direction).ok_or(SealError)?;
        let mut sealed = Vec::with_capacity(SALT_BYTES + text.len() + TAG_BYTES);
        sealed.extend(salt);
        sealed.extend(text);
        let data = aead::Aad::from(self.additional_data()?);
        let tag =
            key.seal_in_place_separate_tag(nonce, data, &mut sealed[SALT_BYTES..]).map_err(|_| SealError)?;
        sealed.extend(tag.as_ref());
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens a sealed text; `None` if it was sealed with another secret or another binding, or was changed.
    pub fn open(&self, secret: &[u8], sealed: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (salt, encrypted) = bytes.split_at_mut_checked(SALT_BYTES)?;
        let (key, nonce) = derive(secret, salt, self.direction)?;
        let data = aead::Aad::from(self.additional_data().ok()?);
        let text = key.open_in_place(nonce, data, encrypted).ok()?;
        Some(text.to_vec())
    }
}

/// Derives the key and the nonce of a sealed text.
fn derive(secret: &[u8], salt: &[u8], direction: Direction) -> Option<(aead::LessSafeKey, aead::Nonce)> {
    /// The length of the derived bytes.
    struct Length;

    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            KEY_BYTES + aead::NONCE_LEN
        }
    }

    let pseudorandom_key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    let mut bytes = Zeroizing::new([0; KEY_BYTES + aead::NONCE_LEN]);
    pseudorandom_key.expand(&[direction.info()], Length).ok()?.fill(bytes.as_mut()).ok()?;
    let (key, nonce) = bytes.split_at(KEY_BYTES);
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, key).ok()?);
    Some((key, aead::Nonce::try_assume_unique_for_key(nonce).ok()?))
}

/// Returns the length of a sealed text, in bytes.
///
/// ```
/// assert_eq!(profiling_session::seal::sealed_bytes("{}".len()), 46);
/// ```
pub fn sealed_bytes(text_bytes: usize) -> usize {
    ((SALT_BYTES + text_bytes + TAG_BYTES) * 4).div_ceil(3)
}

/// Returns the length of JSON after padding, in bytes.
///
/// ```
/// use profiling_session::seal::padded_bytes;
///
/// assert_eq!([1, 256, 257].map(padded_bytes), [256, 256, 512]);
/// ```
pub fn padded_bytes(json_bytes: usize) -> usize {
    json_bytes.next_multiple_of(PADDING_BYTES)
}

/// Pads JSON with spaces, which JSON allows at its end (RFC 8259 §2).
pub(crate) fn pad(json: &mut Vec<u8>) {
    json.resize(padded_bytes(json.len()), b' ');
}

/// A text could not be sealed: the random number generator failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize)]
#[error("the text could not be sealed, because the random number generator failed")]
pub struct SealError;

#[cfg(test)]
mod tests;
