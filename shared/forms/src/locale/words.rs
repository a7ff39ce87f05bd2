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

    /// Which way the words run.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The text before and after the name in [`signing_in_to`](Self::signing_in_to), for a page that
    /// marks the name up.
    pub fn around_application(&self) -> (&'static str, &'static str) {
        let text = self.texts.signing_in_to;
        text.split_once("{application}").unwrap_or((text, ""))
    }

    /// How long the page can still be sent, to the nearest minute.
    pub fn time_left(&self, seconds: u64) -> String {
        match seconds.saturating_add(30) / 60 {
            0 => self.last_minute().to_owned(),
            minutes => self.minutes_left(minutes),
        }
    }

    /// Writes a canonical number (`-1234.5`) with the separators and digits of the language; any other
    /// text is left as it is.
    pub fn number(&self, canonical: &str) -> String {
        self.numbers.write(canonical)
    }

    /// Reads a number of at most 40 characters as people of the language write it, and gives the canonical
    /// one: `1.234,50` in German is `1234.5`. Plain `1234.5` is understood, too; where both are possible
    /// the language decides, so that `1.234` in German is `1234`. `None` if it is not a number.
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
