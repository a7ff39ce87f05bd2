//! Fills the placeholders of a text.

use super::number::NumberFormat;
use super::tag::Direction;

/// U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL ISOLATE, which isolate the direction of the text between them.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Replaces the placeholders of a text by their values. Placeholders within a value are not replaced.
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

/// A value of a placeholder.
pub(super) trait Show {
    fn show(&self, direction: Direction, numbers: &NumberFormat) -> String;
}

impl Show for u64 {
    fn show(&self, _: Direction, numbers: &NumberFormat) -> String {
        numbers.write(&self.to_string())
    }
}

impl Show for &str {
    fn show(&self, direction: Direction, _: &NumberFormat) -> String {
        if direction == Direction::Rtl || self.chars().any(runs_right_to_left) {
            format!("{}{self}{}", ISOLATE.0, ISOLATE.1)
        } else {
            (*self).to_owned()
        }
    }
}

/// Returns true for a character in a Unicode block of a right-to-left script.
fn runs_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
