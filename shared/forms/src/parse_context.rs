//! The context in which answers are parsed.

use crate::locale::Messages;
use crate::value::country::CountryCode;
use crate::value::today::Today;

/// The context in which answers are parsed and conditions are evaluated.
///
/// ```
/// use profiling_forms::ParseContext;
/// use profiling_forms::locale::{Tag, messages};
/// use profiling_forms::value::today::Today;
///
/// let context = ParseContext::new(messages(&Tag::parse("de")?), Today::at_unix_seconds(1_800_000_000));
/// assert_eq!(context.messages.parse_number("1.250"), Some("1250".to_owned()));
/// assert_eq!(context.today.latest.to_string(), "2027-01-15");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ParseContext {
    /// The language in which the user writes numbers.
    pub messages: Messages,
    /// The days that count as today, for bounds that are relative to it.
    pub today: Today,
    /// The country of the user, which a telephone number has by default.
    pub country: Option<CountryCode>,
}

impl ParseContext {
    /// Returns the context of a language and the days that count as today.
    pub fn new(messages: &Messages, today: impl Into<Today>) -> Self {
        Self { messages: *messages, today: today.into(), country: None }
    }
}
