//! What the words of a language do besides the texts.

use super::date::DateOrder;
use super::tag::Direction;
use super::texts::Words;

impl Words {
    /// The language of the words, for `lang`: `zh-Hans`. English where a page is in a language without
    /// words.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The direction of the text.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The text before and after the name in [`signing_in_to`](Self::signing_in_to), for a page that
    /// marks the name up.
    pub fn around_application(&self) -> (&'static str, &'static str) {
        let text = self.texts.signing_in_to;
        text.split_once("{application}").unwrap_or((text, ""))
    }

    /// The message about the time that is left to send the page, to the nearest minute.
    pub fn time_left(&self, seconds: u64) -> String {
        match seconds.saturating_add(30) / 60 {
            0 => self.last_minute().to_owned(),
            minutes => self.minutes_left(minutes),
        }
    }

    /// Formats a canonical number with the separators and digits of the language. Any other text is returned unchanged.
    ///
    /// ```
    /// use profiling_forms::locale::{Tag, words};
    ///
    /// let german = words(&Tag::parse("de").expect("a language tag"));
    /// assert_eq!(german.number("1234.5"), "1.234,5");
    /// assert_eq!(german.date(2026, 3, 3), "3. März 2026");
    /// ```
    pub fn number(&self, canonical: &str) -> String {
        self.numbers.write(canonical)
    }

    /// Parses a number of at most 40 characters as it is written in the language, and returns the canonical number, or
    /// `None` if the text is not a number. The canonical form is accepted, too; if a text can be read both ways, the
    /// language decides.
    ///
    /// ```
    /// use profiling_forms::locale::{Tag, words};
    ///
    /// let german = words(&Tag::parse("de").expect("a language tag"));
    /// assert_eq!(german.parse_number("1.234,50").as_deref(), Some("1234.5"));
    /// assert_eq!(german.parse_number("1.234").as_deref(), Some("1234"));
    /// assert_eq!(words(&Tag::ENGLISH).parse_number("1.234").as_deref(), Some("1.234"));
    /// assert_eq!(german.parse_number("many"), None);
    /// ```
    pub fn parse_number(&self, text: &str) -> Option<String> {
        self.numbers.parse(text)
    }

    /// A date of the Gregorian calendar in words: `3 March 2026`. A month that no year has leaves it in
    /// digits.
    pub fn date(&self, year: i32, month: u32, day: u32) -> String {
        match self.dates.write(year, month, day) {
            Some(text) => self.numbers.digits(&text),
            None => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    /// The order of the inputs for a date: that of its words.
    pub fn date_order(&self) -> DateOrder {
        self.dates.order
    }
}
