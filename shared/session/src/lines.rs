//! The lines of the text that contains the secrets.

/// Returns the secrets in a text, each with the number of its line, from 1. White space around a secret, a byte order
/// mark and empty lines are ignored.
///
/// ```
/// let text = "first\n\n  second \n";
/// assert_eq!(profiling_session::secrets(text).collect::<Vec<_>>(), [(1, "first"), (3, "second")]);
/// ```
pub fn secrets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines().map(trimmed)).filter(|(_, secret)| !secret.is_empty())
}

/// Removes white space and byte order marks around a secret.
pub(super) fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}
