//! The secrets as the parameter holds them: one a line, the oldest first.

use std::fmt;

use profiling_session::{KeyError, Keyring, SecretFlaw, secrets};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroizing;

/// Twice the least that HS256 takes (RFC 7518 §3.2), once written in hex.
const RANDOM_BYTES: usize = 32;

/// What a fingerprint is made of besides the secret. Never to be changed: people compare fingerprints.
const LABEL: &[u8] = b"progressive-profiling session secret";

/// One secret.
pub(super) struct Secret(Zeroizing<String>);

/// The secrets of a parameter, at least one, each long enough.
#[derive(Debug)]
pub(super) struct Secrets(Vec<Secret>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl Secret {
    /// A new one from the system's random numbers: 64 hexadecimal digits. `None` if the system gives none.
    pub(super) fn random() -> Option<Self> {
        let mut random = Zeroizing::new([0_u8; RANDOM_BYTES]);
        SystemRandom::new().fill(random.as_mut_slice()).ok()?;
        Some(Self(hex(random.as_slice())))
    }

    /// One that is known.
    pub(super) fn of(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The secret itself, to be shown to whoever asks for it aloud.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// Its length in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.len()
    }

    /// The properties that are probably mistakes.
    pub(super) fn flaws(&self) -> impl Iterator<Item = SecretFlaw> + use<> {
        SecretFlaw::all_of(&self.0)
    }

    /// Eight hexadecimal digits by which two secrets can be compared; they do not lead back to it.
    pub(super) fn fingerprint(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes());
        hex(&hmac::sign(&key, LABEL).as_ref()[..4]).to_string()
    }
}

impl Secrets {
    /// Reads a parameter by the rules of the functions.
    pub(super) fn parse(text: &str) -> Result<Self, KeyError> {
        Keyring::parse(text)?;
        Ok(Self(secrets(text).map(|(_, secret)| Secret::of(secret)).collect()))
    }

    /// The secrets, the oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The one that has been there the longest.
    pub(super) fn oldest(&self) -> Option<&Secret> {
        self.0.first()
    }

    /// The one that was added last.
    pub(super) fn newest(&self) -> Option<&Secret> {
        self.0.last()
    }

    /// The text of the parameter with one secret more, the newest.
    pub(super) fn with(&self, new: &Secret) -> Zeroizing<String> {
        joined(self.0.iter().chain([new]))
    }

    /// The text of the parameter without the oldest.
    pub(super) fn without_oldest(&self) -> Zeroizing<String> {
        joined(self.0.iter().skip(1))
    }

    /// The text of the parameter without the newest.
    pub(super) fn without_newest(&self) -> Zeroizing<String> {
        joined(self.0.iter().take(self.0.len().saturating_sub(1)))
    }
}

fn joined<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Zeroizing<String> {
    Zeroizing::new(secrets.map(Secret::reveal).collect::<Vec<_>>().join("\n"))
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    // Made to measure, as a text that grows leaves copies of itself behind.
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text
}
