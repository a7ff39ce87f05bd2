//! The login's `state`: opaque to this service, and returned to the tenant unchanged.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::form_urlencoded::byte_serialize;

/// The maximum length of a `state`, in bytes as a URL encodes it. The answers need the rest of the URL.
const MAX_STATE_BYTES: usize = 2_048;

/// A `state` that can be signed and returned: not empty, not too long, no control characters.
#[derive(Clone, PartialEq, Eq)]
pub struct State(String);

/// An error of a text that is not a `state`. Serialized, it is a reason of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "reason")]
pub enum StateError {
    /// The text is empty.
    #[error("the state is empty")]
    #[serde(rename = "state_empty")]
    Empty,
    /// The text is longer than 2,048 bytes in a URL.
    #[error("the state is longer than {limit_bytes} bytes in a URL")]
    #[serde(rename = "state_too_long")]
    TooLong {
        /// The maximum.
        limit_bytes: usize,
    },
    /// The text has a control character, which no header or URL may contain.
    #[error("the state has a control character")]
    #[serde(rename = "state_control_character")]
    ControlCharacter,
}

impl State {
    /// Checks a decoded `state`.
    ///
    /// ```
    /// use profiling_session::{State, StateError};
    ///
    /// assert_eq!(State::parse("hKFo2SB")?.as_str(), "hKFo2SB");
    /// assert_eq!(State::parse("a\r\nb").unwrap_err(), StateError::ControlCharacter);
    /// # Ok::<(), StateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, StateError> {
        if text.is_empty() {
            Err(StateError::Empty)
        } else if byte_serialize(text.as_bytes()).map(str::len).sum::<usize>() > MAX_STATE_BYTES {
            Err(StateError::TooLong { limit_bytes: MAX_STATE_BYTES })
        } else if text.chars().any(char::is_control) {
            Err(StateError::ControlCharacter)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_printable_text_of_up_to_2048_bytes_in_a_url_is_a_state() {
        for text in ["a", "hKFo2SB-_", "a b+c&d=e#f%26", "\u{202e}x", "é", &"x".repeat(2_048)] {
            assert_eq!(State::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_text_that_could_split_a_header_or_is_too_long_is_refused() {
        for (text, error) in [
            ("", StateError::Empty),
            ("a\r\nb", StateError::ControlCharacter),
            ("a\0", StateError::ControlCharacter),
            ("a\u{85}", StateError::ControlCharacter),
            (&"x".repeat(2_049), StateError::TooLong { limit_bytes: 2_048 }),
            (&"&".repeat(683), StateError::TooLong { limit_bytes: 2_048 }),
        ] {
            assert_eq!(State::parse(text).unwrap_err(), error, "{text:?}");
        }
    }
}
