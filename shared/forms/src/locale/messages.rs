//! The methods of [`Messages`] that are not texts.

use super::date::DateOrder;
use super::tag::{Direction, Tag};
use super::texts::Messages;

impl Messages {
    /// The language of the messages, for `lang`. English if the page is in a language without messages.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The text direction of the messages.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The text before and after the name in [`signing_in_to`](Self::signing_in_to), so that a page can mark up the name.
    pub fn around_application(&self) -> (&'static str, &'static str) {
        let text = self.texts.signing_in_to;
        text.split_once("{application}").unwrap_or((text, ""))
    }

    /// The remaining time for submitting the page, rounded to minutes.
    pub fn time_left(&self, seconds: u64) -> String {
        match seconds.saturating_add(30) / 60 {
            0 => self.last_minute().to_owned(),
            minutes => self.minutes_left(minutes),
        }
    }

    /// Formats a canonical number (`-1234.5`) with the separators and digits of the locale. Any other text is returned
    /// unchanged.
    pub fn number(&self, canonical: &str) -> String {
        self.numbers.write(canonical)
    }

    /// Parses a number of at most 40 characters in the format of the locale, and returns the canonical number: `1.234,50`
    /// in German is `1234.5`. A canonical number is also accepted. If both are possible, the locale takes precedence:
    /// `1.234` in German is `1234`. `None` if it is not a number.
    ///
    /// ```
    /// use profiling_forms::locale::{Tag, messages};
    ///
    /// let english = messages(&Tag::ENGLISH);
    /// assert_eq!(english.parse_number("1,234.50").as_deref(), Some("1234.5"));
    /// assert_eq!(english.parse_number("twelve"), None);
    /// ```
    pub fn parse_number(&self, text: &str) -> Option<String> {
        self.numbers.parse(text)
    }

    /// Formats a date of the Gregorian calendar: `3 March 2026`. A date with an invalid month is formatted with digits.
    ///
    /// ```
    /// use profiling_forms::locale::{Tag, messages};
    ///
    /// assert_eq!(messages(&Tag::parse("en-GB")?).date(2026, 3, 3), "3 March 2026");
    /// # Ok::<(), profiling_forms::locale::TagError>(())
    /// ```
    pub fn date(&self, year: i32, month: u32, day: u32) -> String {
        match self.dates.write(year, month, day) {
            Some(text) => self.numbers.digits(&text),
            None => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    /// Returns the number of the month, from 1, with this name or abbreviation in the language of the messages or in
    /// English.
    ///
    /// ```
    /// use profiling_forms::locale::{Tag, messages};
    ///
    /// let german = messages(&Tag::parse("de")?);
    /// assert_eq!((german.month_number("März"), german.month_number("Oct.")), (Some(3), Some(10)));
    /// # Ok::<(), profiling_forms::locale::TagError>(())
    /// ```
    pub fn month_number(&self, name: &str) -> Option<u8> {
        self.dates.month(name).or_else(|| super::messages(&Tag::ENGLISH).dates.month(name))
    }

    /// Returns true if a text would be a number with decimals if its point were a comma, or its comma a point.
    pub fn has_other_decimal_sign(&self, text: &str) -> bool {
        self.numbers.has_other_decimal_sign(text)
    }

    /// The order of the inputs for a date, the same as in a formatted date.
    pub fn date_order(&self) -> DateOrder {
        self.dates.order
    }
}
