//! The session token before it is verified.

use std::fmt;

/// A session token as it was received, not verified. `Debug` does not show it.
///
/// ```
/// let token = profiling_session::SessionToken::new("e30.e30.c2lnbmF0dXJl");
/// assert_eq!(format!("{token:?}"), "SessionToken(redacted)");
/// ```
pub struct SessionToken(String);

impl SessionToken {
    /// Wraps a text that is possibly a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the hidden input of the next page.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(redacted)")
    }
}
