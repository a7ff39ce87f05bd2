//! The lines of the text that holds the secrets.

/// The secrets in a text, each with the number of its line, from 1. White space around a secret, a byte
/// order mark and empty lines do not count.
pub fn secrets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines().map(trimmed)).filter(|(_, secret)| !secret.is_empty())
}

/// A secret without what does not count.
pub(super) fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}
