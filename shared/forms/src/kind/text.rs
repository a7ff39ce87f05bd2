//! Text in one line, and in several.

use serde::Deserialize;

use super::{Faults, Rules};
use crate::locale::Tag;
use crate::value::pattern::Pattern;

/// The longest answer that a text may allow, in characters: the answers travel in one URL.
const MAX_LENGTH: u32 = 1_000;

/// The bounds of one line of text.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    /// The minimum length of the answer, in characters.
    #[cfg_attr(feature = "schema", schemars(range(max = MAX_LENGTH)))]
    pub min_length: Option<u32>,
    /// The maximum length of the answer, in characters. The default is 100.
    #[serde(default = "default_line")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_LENGTH)))]
    pub max_length: u32,
    /// A regular expression that the whole answer must match. Describe the format in `errors.pattern`.
    pub pattern: Option<Pattern>,
}

/// The bounds of several lines of text.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MultilineRules {
    /// The minimum length of the answer, in characters.
    #[cfg_attr(feature = "schema", schemars(range(max = MAX_LENGTH)))]
    pub min_length: Option<u32>,
    /// The maximum length of the answer, in characters. The default is 500.
    #[serde(default = "default_lines")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_LENGTH)))]
    pub max_length: u32,
    /// The number of lines that the input shows. The default is 4.
    #[serde(default = "default_rows")]
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 30)))]
    pub rows: u32,
}

fn default_line() -> u32 {
    100
}

fn default_lines() -> u32 {
    500
}

fn default_rows() -> u32 {
    4
}

impl Rules for TextRules {
    const KEYS: &'static [&'static str] = &["min_length", "max_length", "pattern"];

    fn faults(&self, _: &[Tag]) -> Faults {
        length_faults(self.min_length, self.max_length)
    }
}

impl Rules for MultilineRules {
    const KEYS: &'static [&'static str] = &["min_length", "max_length", "rows"];

    fn faults(&self, _: &[Tag]) -> Faults {
        let mut faults = length_faults(self.min_length, self.max_length);
        if !(2..=30).contains(&self.rows) {
            faults.push(("rows".to_owned(), "it must be from 2 to 30".to_owned()));
        }
        faults
    }
}

fn length_faults(least: Option<u32>, most: u32) -> Faults {
    let mut faults = Faults::new();
    if !(1..=MAX_LENGTH).contains(&most) {
        faults.push(("max_length".to_owned(), format!("it must be from 1 to {MAX_LENGTH}")));
    }
    if least.is_some_and(|least| least > most) {
        faults.push(("min_length".to_owned(), format!("it is greater than max_length, {most}")));
    }
    faults
}
