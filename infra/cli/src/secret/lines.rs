//! The secrets in the text of the parameter: one per line, the oldest first.

use std::fmt;

use profiling_session::{KeyError, Keyring, SecretFlaw, secrets};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroizing;

/// The random bytes of a new secret. In hexadecimal, they are twice as long as HS256 requires (RFC 7518, section 3.2).
const RANDOM_BYTES: usize = 32;

/// The message that is authenticated for a fingerprint. It must never change, because users compare fingerprints.
const LABEL: &[u8] = b"progressive-profiling session secret";

/// A session secret.
pub(crate) struct Secret(Zeroizing<String>);

/// The secrets of a parameter: at least one, each long enough for HS256.
#[derive(Debug)]
pub(crate) struct Secrets(Vec<Secret>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl Secret {
    /// Creates a random secret of 64 hexadecimal digits. Returns `None` if the random number generator fails.
    pub(crate) fn random() -> Option<Self> {
        let mut random = Zeroizing::new([0_u8; RANDOM_BYTES]);
        SystemRandom::new().fill(random.as_mut_slice()).ok()?;
        Some(Self(hex(random.as_slice())))
    }

    /// Returns the secret with this text.
    pub(crate) fn of(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// Returns the text of the secret, for output that explicitly includes it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns the length in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.len()
    }

    /// Returns the properties of the secret that are probably mistakes.
    pub(crate) fn flaws(&self) -> impl Iterator<Item = SecretFlaw> + use<> {
        SecretFlaw::all_of(&self.0)
    }

    /// Returns eight hexadecimal digits that identify the secret without revealing it.
    pub(crate) fn fingerprint(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes());
        hex(&hmac::sign(&key, LABEL).as_ref()[..4]).to_string()
    }
}

impl Secrets {
    /// Parses the text of a parameter by the same rules as the functions.
    pub(crate) fn parse(text: &str) -> Result<Self, KeyError> {
        Keyring::parse(text)?;
        Ok(Self(secrets(text).map(|(_, secret)| Secret::of(secret)).collect()))
    }

    /// Returns the secrets, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter()
    }

    /// Returns the number of secrets.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the oldest secret.
    pub(crate) fn oldest(&self) -> Option<&Secret> {
        self.0.first()
    }

    /// Returns the newest secret.
    pub(crate) fn newest(&self) -> Option<&Secret> {
        self.0.last()
    }

    /// Returns the text of the parameter with another secret as the newest.
    pub(crate) fn with(&self, new: &Secret) -> Zeroizing<String> {
        joined(self.0.iter().chain([new]))
    }

    /// Returns the text of the parameter without the oldest secret.
    pub(crate) fn without_oldest(&self) -> Zeroizing<String> {
        joined(self.0.iter().skip(1))
    }

    /// Returns the text of the parameter without the newest secret.
    pub(crate) fn without_newest(&self) -> Zeroizing<String> {
        joined(self.0.iter().take(self.0.len().saturating_sub(1)))
    }
}

fn joined<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Zeroizing<String> {
    Zeroizing::new(secrets.map(Secret::reveal).collect::<Vec<_>>().join("\n"))
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    // Allocated with its final size, because a string that grows leaves copies in memory.
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    text.extend(bytes.iter().flat_map(|byte| [hex_digit(byte >> 4), hex_digit(byte & 15)]));
    text
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or_default()
}
