//! What every text goes through: trimmed, NFC, and free of characters that only deceive or break things.
//! Lengths are counted in characters (Unicode scalar values), as the standards of databases and of
//! JSON Schema count them.

use icu_normalizer::ComposingNormalizerBorrowed;
use thiserror::Error;

use profiling_session::invisible::is_blank;

/// Why a text will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// A control character, a bidirectional override, the sign for a lost character, or, in one line of
    /// text, a line break.
    #[error("a control character")]
    ControlCharacter,
    /// More lines than allowed.
    #[error("{actual} lines, at most {most}")]
    TooManyLines {
        /// The greatest number of lines.
        most: u32,
        /// How many there are.
        actual: usize,
    },
    /// Fewer characters than wanted.
    #[error("{actual} characters, at least {least}")]
    TooShort {
        /// The least number of characters.
        least: u32,
        /// How many there are.
        actual: usize,
    },
    /// More characters than allowed.
    #[error("{actual} characters, at most {most}")]
    TooLong {
        /// The greatest number of characters.
        most: u32,
        /// How many there are.
        actual: usize,
    },
}

/// One line of text: trimmed, in NFC; empty when nothing in it can be seen.
pub fn one_line(text: &str) -> Result<String, TextError> {
    let text = trimmed(text);
    if text.chars().any(is_refused) {
        return Err(TextError::ControlCharacter);
    }
    Ok(nfc(text))
}

/// Lines of text: as [`one_line`], but line breaks stay, each written `\n`, and a tab becomes a space.
/// `most_lines` bounds the lines, when there is a bound; empty lines between others count.
pub fn multi_line(text: &str, most_lines: Option<u32>) -> Result<String, TextError> {
    // A browser sends CR LF; the others come with a paste.
    let text = trimmed(text).replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let text = text.replace('\t', " ");
    if text.chars().any(|c| c != '\n' && is_refused(c)) {
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

/// Holds a text that [`one_line`] or [`multi_line`] returned against its bounds, in characters.
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

/// Without white space around it; empty when nothing in it can be seen.
fn trimmed(text: &str) -> &str {
    // A byte order mark or a zero-width space at an end comes with a paste and means nothing there.
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    if is_blank(text) { "" } else { text }
}

/// Returns the text in NFC (UAX #15), which nearly every text is already: its characters are only copied then.
pub(super) fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// Control characters, those that make a text read as another one (UAX #9 §2), and the one that represents
/// a character that was lost.
fn is_refused(c: char) -> bool {
    c.is_control()
        || c == char::REPLACEMENT_CHARACTER
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_kept_trimmed_and_in_nfc() {
        for (given, kept) in [
            ("ab", "ab"),
            ("  a b \r\n", "a b"),
            ("\u{feff}a\u{200b}", "a"),
            ("e\u{301}e", "\u{e9}e"),
            // As it is already, whether that can be seen at a glance or not.
            ("\u{e9}", "\u{e9}"),
            ("q\u{301}", "q\u{301}"),
            // One character for another; in order; from its parts.
            ("\u{212b}", "\u{c5}"),
            ("q\u{301}\u{323}", "q\u{323}\u{301}"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            ("\u{1f469}\u{200d}\u{1f680}", "\u{1f469}\u{200d}\u{1f680}"),
            ("\u{6cc}\u{200c}", "\u{6cc}\u{200c}"),
            ("<b>", "<b>"),
        ] {
            assert_eq!(one_line(given).as_deref(), Ok(kept), "{given:?}");
        }
    }

    #[test]
    fn a_text_in_which_nothing_can_be_seen_is_empty() {
        for given in ["", " \t\n", "\u{200b}", "\u{200e}", "\u{3164} \u{2800}", "\u{202e}", "\u{ad}\u{fe0f}"]
        {
            assert_eq!(one_line(given).as_deref(), Ok(""), "{given:?}");
            assert_eq!(multi_line(given, Some(1)).as_deref(), Ok(""), "{given:?}");
        }
    }

    #[test]
    fn characters_that_deceive_or_break_things_are_refused() {
        for given in ["a\0b", "a\u{7f}b", "a\u{9b}b", "a\u{202e}b", "a\u{2066}b", "a\u{fffd}b"] {
            assert_eq!(one_line(given), Err(TextError::ControlCharacter), "{given:?}");
            assert_eq!(multi_line(given, None), Err(TextError::ControlCharacter), "{given:?}");
        }
    }

    #[test]
    fn one_line_takes_no_line_break_and_no_tab() {
        for given in ["a\nb", "a\rb", "a\tb", "a\u{2028}b", "a\u{85}b"] {
            assert_eq!(one_line(given), Err(TextError::ControlCharacter), "{given:?}");
        }
    }

    #[test]
    fn lines_keep_their_breaks_as_line_feeds() {
        for (given, kept) in [
            ("a\r\nb", "a\nb"),
            ("a\rb\u{2028}c\u{85}d", "a\nb\nc\nd"),
            ("\r\n a \r\n\r\n b\r\n", "a \n\n b"),
            ("a\tb", "a b"),
            ("e\u{301}\n", "\u{e9}"),
        ] {
            assert_eq!(multi_line(given, Some(4)).as_deref(), Ok(kept), "{given:?}");
        }
    }

    #[test]
    fn lines_are_bounded() {
        assert_eq!(multi_line("a\r\n\r\nb", Some(3)).as_deref(), Ok("a\n\nb"));
        assert_eq!(multi_line("a\r\n\r\nb", Some(2)), Err(TextError::TooManyLines { most: 2, actual: 3 }));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        for (text, least, most, told) in [
            ("\u{1f600}\u{1f600}", Some(2), Some(2), Ok(())),
            ("\u{e9}", Some(2), None, Err(TextError::TooShort { least: 2, actual: 1 })),
            ("\u{1f600}ab", None, Some(2), Err(TextError::TooLong { most: 2, actual: 3 })),
            ("anything", None, None, Ok(())),
        ] {
            assert_eq!(check_length(text, least, most), told, "{text}");
        }
    }
}
