//! The context in which answers are parsed.

use crate::locale::Messages;
use crate::value::date::Date;

/// The context in which answers are parsed and conditions are evaluated.
///
/// ```
/// use profiling_forms::ParseContext;
/// use profiling_forms::locale::{Tag, messages};
/// use profiling_forms::value::date::Date;
///
/// let context = ParseContext::new(messages(&Tag::parse("de")?), Date::from_unix_seconds(1_800_000_000));
/// assert_eq!(context.messages.parse_number("1.250"), Some("1250".to_owned()));
/// assert_eq!(context.today.to_string(), "2027-01-15");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ParseContext {
    /// The language in which the user writes numbers.
    pub messages: &'static Messages,
    /// Today's date in UTC, for bounds that are relative to it.
    pub today: Date,
}

impl ParseContext {
    /// Returns the context of a language and a date.
    pub fn new(messages: &'static Messages, today: Date) -> Self {
        Self { messages, today }
    }
}
