//! Text of other systems on a terminal. Anyone who can write to a profile, for example, could otherwise control the
//! terminal of an operator.

use std::fmt::Write as _;

use profiling_session::invisible::is_invisible;
use serde::Serialize;

/// Returns true for control characters, line separators, and characters without a glyph, which can reorder text.
fn is_unsafe(c: char) -> bool {
    c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns the text with an escape sequence for each unsafe character, such as `\u{1b}`.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) { printable.extend(c.escape_unicode()) } else { printable.push(c) }
    }
    printable
}

/// Returns the text as a word of a command line for a POSIX shell. Text of other systems belongs into printed commands only
/// like this: an operator copies them.
pub(crate) fn quoted(text: &str) -> String {
    // Fails only for a NUL character, which is escaped.
    shlex::try_quote(&printable(text)).unwrap_or_default().into_owned()
}

/// Returns a value as JSON over several lines. Unsafe characters in strings have an escape sequence of JSON.
pub(crate) fn json(value: &impl Serialize) -> String {
    // Serializing JSON values does not fail.
    escaped(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// Returns a value as JSON on one line.
pub(crate) fn json_line(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string(value).unwrap_or_default())
}

fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        // Line breaks in strings are already escaped, so the others belong to the layout.
        if c == '\n' || !is_unsafe(c) {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn no_character_can_control_the_terminal() {
        for (text, expected, expected_json) in [
            ("ab c", "ab c", r#""ab c""#),
            ("\u{1b}[31m\n", r"\u{1b}[31m\u{a}", r#""\u001b[31m\n""#),
            ("\u{9b}31m", r"\u{9b}31m", r#""\u009b31m""#),
            ("a\u{202e}b\u{2028}", r"a\u{202e}b\u{2028}", r#""a\u202eb\u2028""#),
            ("\u{e0001}", r"\u{e0001}", r#""\udb40\udc01""#),
            ("Zoë 山", "Zoë 山", r#""Zoë 山""#),
        ] {
            assert_eq!(printable(text), expected);
            assert_eq!(json_line(&text), expected_json);
            assert_eq!(serde_json::from_str::<Value>(&json(&json!([text]))).unwrap(), json!([text]));
        }
    }

    #[test]
    fn a_quoted_text_is_one_word_without_a_meaning_for_the_shell() {
        for (text, expected) in [
            ("/shop/session-secret", "/shop/session-secret"),
            ("arn:aws:sns:eu-central-1:1:on-call", "arn:aws:sns:eu-central-1:1:on-call"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$(rm -r ~)", "'$(rm -r ~)'"),
            ("a'; rm -r ~", "\"a'; rm -r ~\""),
            ("a\n\0\u{1b}", r#""a\\u{a}\\u{0}\\u{1b}""#),
        ] {
            assert_eq!(quoted(text), expected, "{text:?}");
            assert_eq!(shlex::split(&quoted(text)), Some(vec![printable(text)]), "{text:?}");
        }
    }
}
