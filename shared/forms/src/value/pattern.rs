//! The pattern of a field: a regular expression that the whole answer must match, as with HTML's `pattern`.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};
use serde::Deserialize;
use thiserror::Error;

/// The maximum length of an expression, in bytes.
const MAX_SOURCE: usize = 500;

/// The maximum length of a text that is matched, in bytes. The longest answer has 1,000 characters of up to 4 bytes.
const MAX_TEXT: usize = 4_000;

/// The maximum size of a compiled expression, in bytes. The time to match is proportional to this size and to the
/// length of the text: about 30 ms of CPU in the worst case.
const MAX_COMPILED: usize = 16 * 1024;

/// The expression cannot be used as a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    /// The expression is empty. No answer would match it.
    #[error("the pattern is empty; leave it out")]
    Empty,
    /// The expression is too long.
    #[error("the pattern is longer than {MAX_SOURCE} bytes")]
    TooLong,
    /// The expression has a Unicode class, which the engine does not support.
    #[error(
        "the pattern has a Unicode class, `\\p`, which is not supported; list the letters in brackets instead"
    )]
    UnicodeClass,
    /// The expression is not a valid regular expression, or is too large when compiled.
    #[error("the pattern `{pattern}` cannot be used: {reason}")]
    Invalid {
        /// The expression.
        pattern: String,
        /// The error message of the engine.
        reason: String,
    },
}

// The doc comment is a description in the JSON Schema, so the example is at `Pattern::parse`.
/// A regular expression that must match the whole text. `.` matches one character; `\d`, `\w` and `\s` match
/// ASCII only. Look-around and back references are not supported, so the matching time is linear in the
/// length of the text.
#[derive(Clone, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String", extend("minLength" = 1, "maxLength" = MAX_SOURCE, "examples" = ["[A-Z]{2}[0-9]{6}"]))
)]
#[serde(try_from = "String")]
pub struct Pattern {
    source: String,
    compiled: Regex,
}

impl Pattern {
    /// Compiles an expression.
    ///
    /// ```
    /// use profiling_forms::value::pattern::{Pattern, PatternError};
    ///
    /// let pattern = Pattern::parse("[A-Z]{2}[0-9]{4}")?;
    /// assert!(pattern.matches("AB1234"));
    /// assert!(!pattern.matches("AB12345"));
    /// # Ok::<(), PatternError>(())
    /// ```
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        if source.is_empty() {
            return Err(PatternError::Empty);
        }
        if source.len() > MAX_SOURCE {
            return Err(PatternError::TooLong);
        }
        // First by itself: `a)|(b` is invalid, but valid inside the parentheses below.
        let result = compile(source).and_then(|_| compile(&format!(r"\A(?:{source})\z")));
        let compiled = result.map_err(|error| {
            if source.contains(r"\p") || source.contains(r"\P") {
                return PatternError::UnicodeClass;
            }
            PatternError::Invalid { pattern: source.to_owned(), reason: error.to_string() }
        })?;
        Ok(Self { source: source.to_owned(), compiled })
    }

    /// Returns `true` if the whole text matches. A text of more than 4,000 bytes never does.
    pub fn matches(&self, text: &str) -> bool {
        text.len() <= MAX_TEXT && self.compiled.is_match(text)
    }

    /// The expression, as it is in the form file.
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

fn compile(source: &str) -> Result<Regex, regex_lite::Error> {
    RegexBuilder::new(source).size_limit(MAX_COMPILED).nest_limit(20).build()
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(source: String) -> Result<Self, PatternError> {
        Self::parse(&source)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_must_match() {
        for (pattern, text, matches) in [
            ("[A-Z]{2}[0-9]{4}", "AB1234", true),
            ("[A-Z]{2}[0-9]{4}", "xAB1234", false),
            ("[A-Z]{2}[0-9]{4}", "AB1234\n", false),
            ("a|bc", "a", true),
            ("a|bc", "bc", true),
            ("a|bc", "ac", false),
            ("(?m)^a$", "a\nb", false),
            ("(?i)abc", "ABC", true),
            (".{2}", "\u{1f600}\u{e9}", true),
            ("[\u{c0}-\u{17f}]+", "\u{e9}\u{f1}", true),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(text), matches, "{pattern} {text:?}");
        }
    }

    #[test]
    fn an_invalid_pattern_is_reported_with_the_reason() {
        for (pattern, start) in [
            ("", "the pattern is empty; leave it out"),
            ("[a", "the pattern `[a` cannot be used: "),
            ("a)|(b", "the pattern `a)|(b` cannot be used: "),
            ("(?=a)", "the pattern `(?=a)` cannot be used: "),
            (r"(a)\1", r"the pattern `(a)\1` cannot be used: "),
            ("(?:a{100}){100}", "the pattern `(?:a{100}){100}` cannot be used: "),
            (r"\p{L}+", "the pattern has a Unicode class"),
            (&"(".repeat(400), "the pattern `((("),
            (&"a".repeat(501), "the pattern is longer than 500 bytes"),
        ] {
            let error = Pattern::parse(pattern).unwrap_err().to_string();
            assert!(error.starts_with(start) && error.len() > start.len().min(30), "{pattern}: {error}");
        }
    }

    #[test]
    fn a_text_longer_than_any_answer_never_matches() {
        assert!(Pattern::parse("a*").unwrap().matches(&"a".repeat(4_000)));
        assert!(!Pattern::parse("a*").unwrap().matches(&"a".repeat(4_001)));
    }

    #[test]
    fn a_pattern_is_a_string_in_a_form_file() {
        assert!(serde_json::from_str::<Pattern>(r#""[0-9]+""#).unwrap().matches("12"));
        let error = serde_json::from_str::<Pattern>(r#""[0-9""#).unwrap_err().to_string();
        assert!(error.starts_with("the pattern `[0-9` cannot be used: "), "{error}");
    }
}
