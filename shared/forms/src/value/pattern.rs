//! A field's own pattern: a regular expression that a whole answer must match, as HTML's `pattern` does.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};
use serde::Deserialize;
use thiserror::Error;

/// The longest expression, in bytes.
const MAX_SOURCE: usize = 500;

/// The longest text that is looked at, in bytes: the longest answer is 1,000 characters of at most 4.
const MAX_TEXT: usize = 4_000;

/// The greatest size of a compiled expression, in bytes. The time to match grows with this times the
/// text's length: at these bounds some 30 ms of CPU at worst.
const MAX_COMPILED: usize = 16 * 1024;

/// Why an expression cannot be a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    /// The expression is empty, so that no answer would match.
    #[error("the pattern is empty; leave it out")]
    Empty,
    /// The expression is too long to be read by people.
    #[error("the pattern is longer than {MAX_SOURCE} bytes")]
    TooLong,
    /// The expression has a Unicode class, which the engine does not know.
    #[error("the pattern has a Unicode class, `\\p`, which is not supported; name the letters in brackets")]
    UnicodeClass,
    /// The expression is no expression, or too big; with the reason.
    #[error("the pattern `{pattern}` cannot be used: {reason}")]
    Invalid {
        /// The expression.
        pattern: String,
        /// What the engine says.
        reason: String,
    },
}

/// A regular expression that must match the whole text. `.` matches one character; `\d`, `\w` and `\s` match
/// ASCII only. Look-around and back references are not supported, so the matching time is linear in the
/// length of the text.
#[derive(Clone, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String", extend("minLength" = 1, "maxLength" = MAX_SOURCE))
)]
#[serde(try_from = "String")]
pub struct Pattern {
    source: String,
    compiled: Regex,
}

impl Pattern {
    /// Compiles an expression.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        if source.is_empty() {
            return Err(PatternError::Empty);
        }
        if source.len() > MAX_SOURCE {
            return Err(PatternError::TooLong);
        }
        let invalid = |error: regex_lite::Error| {
            if source.contains(r"\p") || source.contains(r"\P") {
                return PatternError::UnicodeClass;
            }
            PatternError::Invalid { pattern: source.to_owned(), reason: error.to_string() }
        };
        // Alone first: `a)|(b` would become an expression only between our own brackets.
        compile(source).map_err(invalid)?;
        let compiled = compile(&format!(r"\A(?:{source})\z")).map_err(invalid)?;
        Ok(Self { source: source.to_owned(), compiled })
    }

    /// Whether the whole of `text` matches. A text of more than 4,000 bytes never does.
    pub fn matches(&self, text: &str) -> bool {
        text.len() <= MAX_TEXT && self.compiled.is_match(text)
    }

    /// The expression as it was written.
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
        for (pattern, text, fits) in [
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
            assert_eq!(Pattern::parse(pattern).unwrap().matches(text), fits, "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_pattern_is_told_with_its_reason() {
        for (pattern, told) in [
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
            assert!(error.starts_with(told) && error.len() > told.len().min(30), "{pattern}: {error}");
        }
    }

    #[test]
    fn a_text_that_no_answer_can_be_never_matches() {
        assert!(Pattern::parse("a*").unwrap().matches(&"a".repeat(4_000)));
        assert!(!Pattern::parse("a*").unwrap().matches(&"a".repeat(4_001)));
    }

    #[test]
    fn a_form_file_holds_a_pattern_as_text() {
        assert!(serde_json::from_str::<Pattern>(r#""[0-9]+""#).unwrap().matches("12"));
        let error = serde_json::from_str::<Pattern>(r#""[0-9""#).unwrap_err().to_string();
        assert!(error.starts_with("the pattern `[0-9` cannot be used: "), "{error}");
    }
}
