//! Properties of a secret that are probably mistakes.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::lines::trimmed;
use crate::invisible::is_invisible;

/// A property of a secret that is probably a copying mistake, so the other side is likely to have a different secret
/// and no signature verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretFlaw {
    /// It begins and ends with a quotation mark, as in a settings file or a shell command.
    #[error("is in quotes")]
    Quoted,
    /// It has an invisible character, as text from a web page or an editor may have.
    #[error("has an invisible character")]
    Invisible,
}

/// The pairs of opening and closing quotation marks.
const QUOTES: [(char, char); 13] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('”', '”'),
    ('„', '“'),
    ('„', '”'),
    ('‘', '’'),
    ('’', '’'),
    ('‚', '‘'),
    ('«', '»'),
    ('»', '«'),
    ('「', '」'),
];

impl SecretFlaw {
    /// Returns the flaws of one secret. White space and a byte order mark around it are not part of the secret.
    ///
    /// ```
    /// use profiling_session::SecretFlaw;
    ///
    /// let flaws: Vec<_> = SecretFlaw::all_of("\"0123456789abcdef0123456789abcdef\"").collect();
    /// assert_eq!(flaws, [SecretFlaw::Quoted]);
    /// ```
    pub fn all_of(secret: &str) -> impl Iterator<Item = Self> + use<> {
        let secret = trimmed(secret);
        let mut visible = secret.trim_matches(|c| c == ' ' || is_not_visible(c)).chars();
        let ends = visible.next().zip(visible.next_back());
        let is_quoted = ends.is_some_and(|ends| QUOTES.contains(&ends));
        let has_invisible = secret.chars().any(is_not_visible);
        let flaws = [is_quoted.then_some(Self::Quoted), has_invisible.then_some(Self::Invisible)];
        flaws.into_iter().flatten()
    }
}

/// Returns true if `c` is invisible in a secret. A space between other characters is visible.
fn is_not_visible(c: char) -> bool {
    c != ' ' && (c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// A flaw of the secret on a line. Holds nothing of the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("the secret on line {line} {flaw}")]
pub struct KeyWarning {
    /// The line, from 1.
    pub line: usize,
    /// The flaw.
    pub flaw: SecretFlaw,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keyring;

    #[test]
    fn a_secret_in_quotes_or_with_an_invisible_character_is_reported_with_its_line() {
        let (quoted, invisible) = (&[SecretFlaw::Quoted][..], &[SecretFlaw::Invisible][..]);
        let body = "a".repeat(32);
        for (secret, flaws) in [
            (body.clone(), &[][..]),
            ("correct horse battery staple 42!".to_owned(), &[]),
            ("äöüäöüäöüäöüäöüä".to_owned(), &[]),
            (format!("\u{feff} {body}\u{3000}"), &[]),
            (format!("\"{body}"), &[]),
            (format!("a\"{body}\""), &[]),
            (format!("\"{body}'"), &[]),
            (format!("\"{body}\""), quoted),
            (format!(" '{body}'\u{feff}"), quoted),
            (format!("`{body}`"), quoted),
            (format!("“{body}”"), quoted),
            (format!("„{body}“"), quoted),
            (format!("‘{body}’"), quoted),
            (format!("«{body}»"), quoted),
            (format!("{body}\u{200b}"), invisible),
            (format!("\u{202e}{body}"), invisible),
            (format!("a\u{ad}{body}"), invisible),
            (format!("a\u{feff}{body}"), invisible),
            (format!("a\u{a0}{body}"), invisible),
            (format!("a\u{2028}{body}"), invisible),
            (format!("a\t{body}"), invisible),
            (format!("a\0{body}"), invisible),
            (format!("a\u{fffc}{body}"), invisible),
            (format!("a\u{e0041}{body}"), invisible),
            (format!("\"{body}\" \u{200b}"), &[SecretFlaw::Quoted, SecretFlaw::Invisible]),
        ] {
            let keys = Keyring::parse(&format!("{body}\n\n{secret}")).unwrap();
            let expected: Vec<_> = flaws.iter().map(|&flaw| KeyWarning { line: 3, flaw }).collect();
            assert_eq!(keys.warnings().collect::<Vec<_>>(), expected, "{secret:?}");
            assert_eq!(SecretFlaw::all_of(&secret).collect::<Vec<_>>(), flaws, "{secret:?}");
        }
    }
}
