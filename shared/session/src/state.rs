//! The login's `state`: opaque to us, handed back to the tenant as it came.

use std::fmt;

use thiserror::Error;
use url::form_urlencoded::byte_serialize;

/// The longest `state` that is taken, in bytes as a URL encodes it: there must be room for the answers
/// beside it.
const MAX_STATE_BYTES: usize = 2_048;

/// A `state` that may be signed and sent back: not empty, not too long, no control characters.
#[derive(Clone, PartialEq, Eq)]
pub struct State(String);

/// Why a text is not a `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StateError {
    /// It has no characters.
    #[error("the state is empty")]
    Empty,
    /// It is longer than 2,048 bytes in a URL.
    #[error("the state is longer than {MAX_STATE_BYTES} bytes in a URL")]
    TooLong,
    /// It holds a control character, which no header or URL should see.
    #[error("the state has a control character")]
    ControlCharacter,
}

impl State {
    /// Checks a decoded `state`.
    pub fn parse(text: &str) -> Result<Self, StateError> {
        if text.is_empty() {
            Err(StateError::Empty)
        } else if byte_serialize(text.as_bytes()).map(str::len).sum::<usize>() > MAX_STATE_BYTES {
            Err(StateError::TooLong)
        } else if text.chars().any(char::is_control) {
            Err(StateError::ControlCharacter)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text, to sign and to send.
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
    fn what_could_split_a_header_or_hide_is_refused() {
        for (text, error) in [
            ("", StateError::Empty),
            ("a\r\nb", StateError::ControlCharacter),
            ("a\0", StateError::ControlCharacter),
            ("a\u{85}", StateError::ControlCharacter),
            (&"x".repeat(2_049), StateError::TooLong),
            (&"&".repeat(683), StateError::TooLong),
        ] {
            assert_eq!(State::parse(text).unwrap_err(), error, "{text:?}");
        }
    }
}
