//! The words of one language, ready for use.

use super::date::{DateFormat, DateOrder};
use super::number::NumberFormat;
use super::plural::Rule;
use super::tag::Direction;
use super::texts::Texts;

/// The built-in words of one language, and how it writes numbers and dates in one region. What is filled
/// into a text is kept apart from it where one of the two runs from right to left, so that neither turns
/// the other around.
#[derive(Debug)]
pub struct Words {
    pub(super) language: &'static str,
    pub(super) direction: Direction,
    pub(super) plural: Rule,
    pub(super) texts: &'static Texts,
    pub(super) numbers: NumberFormat,
    pub(super) dates: &'static DateFormat,
}

/// U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL ISOLATE: what is between them has a direction
/// of its own.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

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

    /// What stands before and after the name in [`signing_in_to`](Self::signing_in_to), for a page that
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

/// Fills the places of a text. What is filled in is not looked at again.
pub(super) fn fill(text: &str, places: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, from)| Some((before, from.split_once('}')?)))
    {
        filled.push_str(before);
        filled.extend(places.iter().find(|(name, _)| *name == place).map(|(_, value)| value.as_str()));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What can be filled into a text.
pub(super) trait Show {
    fn show(&self, words: &Words) -> String;
}

impl Show for u64 {
    fn show(&self, words: &Words) -> String {
        words.number(&self.to_string())
    }
}

impl Show for &str {
    fn show(&self, words: &Words) -> String {
        if words.direction == Direction::Rtl || self.chars().any(runs_right_to_left) {
            format!("{}{self}{}", ISOLATE.0, ISOLATE.1)
        } else {
            (*self).to_owned()
        }
    }
}

/// The blocks of Unicode that are for scripts which run from right to left.
fn runs_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
