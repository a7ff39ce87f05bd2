//! The normalization of every text: trimmed, in NFC, and without control characters. Invisible characters have been
//! removed before.
//! Lengths are counted in characters (Unicode scalar values), as in JSON Schema and most databases.

use icu_normalizer::ComposingNormalizerBorrowed;
use thiserror::Error;

/// The text is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// A control character, the replacement character, or, in a single line of text, a line break.
    #[error("a control character")]
    ControlCharacter,
    /// More lines than allowed.
    #[error("{actual} lines, at most {most}")]
    TooManyLines {
        /// The maximum number of lines.
        most: u32,
        /// The number of lines.
        actual: usize,
    },
    /// Fewer characters than required.
    #[error("{actual} characters, at least {least}")]
    TooShort {
        /// The minimum number of characters.
        least: u32,
        /// The number of characters.
        actual: usize,
    },
    /// More characters than allowed.
    #[error("{actual} characters, at most {most}")]
    TooLong {
        /// The maximum number of characters.
        most: u32,
        /// The number of characters.
        actual: usize,
    },
}

/// Normalizes a single line of text: trims it and converts it to NFC.
///
/// ```
/// use profiling_forms::value::text::{TextError, one_line};
///
/// assert_eq!(one_line("  Acme Ltd\r\n").as_deref(), Ok("Acme Ltd"));
/// assert_eq!(one_line("a\nb"), Err(TextError::ControlCharacter));
/// ```
pub fn one_line(text: &str) -> Result<String, TextError> {
    let text = text.trim();
    if text.chars().any(is_rejected) {
        return Err(TextError::ControlCharacter);
    }
    Ok(nfc(text))
}

/// Normalizes several lines of text like [`one_line`], but converts every line break to `\n`, and a tab to a space.
/// At most `most_lines` lines are allowed; empty lines between others count.
///
/// ```
/// use profiling_forms::value::text::{TextError, multi_line};
///
/// assert_eq!(multi_line("a\r\nb", Some(2)).as_deref(), Ok("a\nb"));
/// assert_eq!(multi_line("a\r\nb", Some(1)), Err(TextError::TooManyLines { most: 1, actual: 2 }));
/// ```
pub fn multi_line(text: &str, most_lines: Option<u32>) -> Result<String, TextError> {
    // Browsers send CR LF; the other line breaks come from pasted text.
    let text = text.trim().replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let text = text.replace('\t', " ");
    if text.chars().any(|c| c != '\n' && is_rejected(c)) {
        return Err(TextError::ControlCharacter);
    }
    let actual = text.split('\n').count();
    if let Some(most) = most_lines
        && actual > most as usize
    {
        return Err(TextError::TooManyLines { most, actual });
    }
    Ok(nfc(&text))
}

/// Checks the length of a text that [`one_line`] or [`multi_line`] returned, in characters.
///
/// ```
/// use profiling_forms::value::text::{TextError, check_length};
///
/// assert_eq!(check_length("Zoë", Some(2), Some(3)), Ok(()));
/// assert_eq!(check_length("Zoë", None, Some(2)), Err(TextError::TooLong { most: 2, actual: 3 }));
/// ```
pub fn check_length(text: &str, least: Option<u32>, most: Option<u32>) -> Result<(), TextError> {
    let actual = text.chars().count();
    if let Some(least) = least
        && actual < least as usize
    {
        return Err(TextError::TooShort { least, actual });
    }
    if let Some(most) = most
        && actual > most as usize
    {
        return Err(TextError::TooLong { most, actual });
    }
    Ok(())
}

/// Converts to NFC (UAX #15), except for CJK compatibility ideographs, which NFC replaces: the name of a person can have
/// `\u{fa19}`, which is not `\u{795e}` to that person. Nearly every text is in NFC already; its characters are only copied.
fn nfc(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    let mut result = String::with_capacity(text.len());
    for part in text.split_inclusive(is_compatibility_ideograph) {
        let end = part.char_indices().next_back().filter(|(_, c)| is_compatibility_ideograph(*c));
        let (before, ideograph) = part.split_at(end.map_or(part.len(), |(at, _)| at));
        result.push_str(&normalizer.normalize(before));
        result.push_str(ideograph);
    }
    result
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Returns `true` for a control character, a line or paragraph separator, and the replacement character.
fn is_rejected(c: char) -> bool {
    c.is_control() || matches!(c, char::REPLACEMENT_CHARACTER | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_trimmed_and_in_nfc() {
        for (input, stored) in [
            ("ab", "ab"),
            ("  a b \r\n", "a b"),
            ("e\u{301}e", "\u{e9}e"),
            // In NFC already; the quick check answers yes, then maybe.
            ("\u{e9}", "\u{e9}"),
            ("q\u{301}", "q\u{301}"),
            // Not in NFC: a singleton, an order of marks, a composition.
            ("\u{212b}", "\u{c5}"),
            ("q\u{301}\u{323}", "q\u{323}\u{301}"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            // Compatibility ideographs, which NFC would replace.
            ("\u{fa19}", "\u{fa19}"),
            ("e\u{301}\u{f900}e\u{301}\u{2f800}", "\u{e9}\u{f900}\u{e9}\u{2f800}"),
            ("\u{1f469}\u{200d}\u{1f680}", "\u{1f469}\u{200d}\u{1f680}"),
            ("\u{6cc}\u{200c}", "\u{6cc}\u{200c}"),
            ("<b>", "<b>"),
        ] {
            assert_eq!(one_line(input).as_deref(), Ok(stored), "{input:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for input in ["a\0b", "a\u{7f}b", "a\u{9b}b", "a\u{fffd}b"] {
            assert_eq!(one_line(input), Err(TextError::ControlCharacter), "{input:?}");
            assert_eq!(multi_line(input, None), Err(TextError::ControlCharacter), "{input:?}");
        }
    }

    #[test]
    fn line_breaks_and_tabs_are_refused_in_one_line() {
        for input in ["a\nb", "a\rb", "a\tb", "a\u{2028}b", "a\u{85}b"] {
            assert_eq!(one_line(input), Err(TextError::ControlCharacter), "{input:?}");
        }
    }

    #[test]
    fn line_breaks_become_line_feeds() {
        for (input, stored) in [
            ("a\r\nb", "a\nb"),
            ("a\rb\u{2028}c\u{85}d", "a\nb\nc\nd"),
            ("\r\n a \r\n\r\n b\r\n", "a \n\n b"),
            ("a\tb", "a b"),
            ("e\u{301}\n", "\u{e9}"),
        ] {
            assert_eq!(multi_line(input, Some(4)).as_deref(), Ok(stored), "{input:?}");
        }
    }

    #[test]
    fn the_number_of_lines_is_limited() {
        assert_eq!(multi_line("a\r\n\r\nb", Some(3)).as_deref(), Ok("a\n\nb"));
        assert_eq!(multi_line("a\r\n\r\nb", Some(2)), Err(TextError::TooManyLines { most: 2, actual: 3 }));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        for (text, least, most, expected) in [
            ("\u{1f600}\u{1f600}", Some(2), Some(2), Ok(())),
            ("\u{e9}", Some(2), None, Err(TextError::TooShort { least: 2, actual: 1 })),
            ("\u{1f600}ab", None, Some(2), Err(TextError::TooLong { most: 2, actual: 3 })),
            ("anything", None, None, Ok(())),
        ] {
            assert_eq!(check_length(text, least, most), expected, "{text}");
        }
    }
}
