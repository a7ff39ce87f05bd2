//! A session token before it is verified.

use std::fmt;

/// A session token as it came: not yet verified, never shown in a log.
pub struct SessionToken(String);

impl SessionToken {
    /// Wraps a text that may be a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, to verify and to hand on to the next page.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(redacted)")
    }
}
