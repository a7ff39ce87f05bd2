//! Number formats of locales. A canonical number is in the format of JSON: `-1234.5`, without a plus sign or redundant
//! zeros.

use crate::value::clean::clean;
use crate::value::digit;

/// The maximum length of a number, in characters.
const MAX_CHARACTERS: usize = 40;

/// The grouping of the digits before the decimal separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    /// Groups of three.
    Thousands,
    /// A last group of three, and groups of two before it.
    Indian,
}

/// The number format of a locale.
#[derive(Debug, Clone, Copy)]
pub(super) struct NumberFormat {
    decimal: char,
    group: char,
    grouping: Grouping,
    /// The minimum number of digits before the first separator: 2 in Spanish, `1234` but `12.345`.
    first_group: usize,
    minus: &'static str,
    /// True for the digits and separators of the Arabic script. The members above have the European ones.
    arabic: bool,
}

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

impl NumberFormat {
    const fn new(decimal: char, group: char) -> Self {
        Self { decimal, group, grouping: Grouping::Thousands, first_group: 1, minus: "-", arabic: false }
    }

    /// `1,234.5`
    pub(super) const POINT_COMMA: Self = Self::new('.', ',');
    /// `1'234.5`
    pub(super) const POINT_APOSTROPHE: Self = Self::new('.', '\'');
    /// `1.234,5`
    pub(super) const COMMA_POINT: Self = Self::new(',', '.');
    /// `1 234,5`
    pub(super) const COMMA_SPACE: Self = Self::new(',', NO_BREAK_SPACE);
    /// `1 234,5`, with a narrow space.
    pub(super) const COMMA_NARROW_SPACE: Self = Self::new(',', NARROW_NO_BREAK_SPACE);

    /// Does not group four digits.
    pub(super) const fn four_together(self) -> Self {
        Self { first_group: 2, ..self }
    }

    /// Uses the Indian grouping.
    pub(super) const fn indian(self) -> Self {
        Self { grouping: Grouping::Indian, ..self }
    }

    /// For text from right to left: the minus sign stays to the left of the number.
    pub(super) const fn in_rtl(self) -> Self {
        Self { minus: "\u{200e}-", ..self }
    }

    /// The format with the digits of the Arabic script.
    pub(super) const ARABIC: Self = Self { minus: "\u{61c}-", arabic: true, ..Self::POINT_COMMA };

    /// Formats a canonical number; any other text is returned unchanged.
    pub(super) fn write(&self, canonical: &str) -> String {
        let (sign, digits) = match canonical.strip_prefix('-') {
            Some(digits) => (self.minus, digits),
            None => ("", canonical),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        if !all_digits(whole) || !all_digits(fraction) {
            return canonical.to_owned();
        }
        let mut text = sign.to_owned();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && self.separates(whole.len(), whole.len() - at) {
                text.push(self.group);
            }
            text.push(digit);
        }
        if digits.contains('.') {
            text.push(self.decimal);
            text.push_str(fraction);
        }
        self.digits(&text)
    }

    /// Returns true if a separator precedes the last `left` of `length` digits.
    fn separates(&self, length: usize, left: usize) -> bool {
        let at_a_group = match self.grouping {
            Grouping::Thousands => left.is_multiple_of(3),
            Grouping::Indian => left == 3 || (left > 3 && left % 2 == 1),
        };
        at_a_group && length >= 3 + self.first_group
    }

    /// Converts the digits and separators of a text to those of the script.
    pub(super) fn digits(&self, text: &str) -> String {
        if self.arabic { text.chars().map(arabic).collect() } else { text.to_owned() }
    }

    /// Parses a number in the format of the locale or a canonical number. If both are possible (`1.234`), the format of
    /// the locale takes precedence. Digits can be of any script.
    pub(super) fn parse(&self, text: &str) -> Option<String> {
        // A formatted number has marks of its direction.
        let text = clean(text);
        let text = text.trim();
        if text.chars().count() > MAX_CHARACTERS {
            return None;
        }
        let plain: String = text.chars().map(plain).collect();
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
        };
        let (whole, fraction) = self.split(digits).or_else(|| split_canonical(digits))?;
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let sign = if negative && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if fraction.is_empty() { "" } else { "." };
        Some(format!("{sign}{whole}{point}{fraction}"))
    }

    /// Returns true if a text is a number with the decimal separator of another locale.
    pub(super) fn has_other_decimal_sign(&self, text: &str) -> bool {
        let text: String = text.trim().chars().map(plain).collect();
        let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
        let parts = digits.split_once(['.', ',']).filter(|_| !digits.contains(self.decimal));
        parts.is_some_and(|(whole, fraction)| all_digits(whole) && all_digits(fraction))
    }

    /// Splits a number in the format of the locale into the digits before and after the decimal separator.
    fn split<'a>(&self, text: &'a str) -> Option<(String, &'a str)> {
        let (whole, fraction) = match text.split_once([self.decimal, '٫']) {
            Some(("", fraction)) => ("0", fraction),
            Some(parts) => parts,
            None => (text, "0"),
        };
        let group = plain(self.group);
        // In `1.234,5` and `1.234.567` the point can only separate groups, even if the locale uses another separator, as Austria does.
        let is_clear = |c| text.contains([self.decimal, '٫']) || whole.matches(c).nth(1).is_some();
        let is_separator =
            |c| c == group || matches!(c, ' ' | '\'' | '٬') || matches!(c, '.' | ',') && is_clear(c);
        let Some(separator) = whole.chars().find(|c| is_separator(*c)) else {
            return (all_digits(whole) && all_digits(fraction)).then(|| (whole.to_owned(), fraction));
        };
        let groups: Vec<&str> = whole.split(separator).collect();
        let is_valid =
            groups.iter().all(|group| all_digits(group)) && all_digits(fraction) && self.grouped(&groups);
        is_valid.then(|| (groups.concat(), fraction))
    }

    /// Returns true if the groups have the right lengths. Digits after a leading zero are not grouped: `0.123`.
    fn grouped(&self, groups: &[&str]) -> bool {
        let [first, middle @ .., last] = groups else { return false };
        let is_size = |size: usize| first.len() <= size && middle.iter().all(|group| group.len() == size);
        let is_grouped = is_size(3) || self.grouping == Grouping::Indian && is_size(2);
        !first.starts_with('0') && last.len() == 3 && is_grouped
    }
}

fn split_canonical(text: &str) -> Option<(String, &str)> {
    let (whole, fraction) = text.split_once('.')?;
    (all_digits(whole) && all_digits(fraction)).then(|| (whole.to_owned(), fraction))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Converts a digit or separator to the digits of the Arabic script.
fn arabic(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '٠' as u32).unwrap_or(c),
        '.' => '٫',
        ',' => '٬',
        other => other,
    }
}

/// Converts a variant of a digit, sign or space to its ASCII character.
fn plain(c: char) -> char {
    if let Some(digit) = digit::to_ascii(c) {
        return digit;
    }
    match c {
        '．' => '.',
        '，' => ',',
        '−' | '－' => '-',
        '＋' => '+',
        '’' | '＇' => '\'',
        NO_BREAK_SPACE | NARROW_NO_BREAK_SPACE | '\u{2009}' | '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANISH: NumberFormat = NumberFormat::COMMA_POINT.four_together();

    #[test]
    fn a_number_is_written_with_the_separators_of_the_language() {
        for (format, canonical, text) in [
            (NumberFormat::POINT_COMMA, "0", "0"),
            (NumberFormat::POINT_COMMA, "999", "999"),
            (NumberFormat::POINT_COMMA, "1000", "1,000"),
            (NumberFormat::POINT_COMMA, "-1234567.25", "-1,234,567.25"),
            (NumberFormat::POINT_COMMA.indian(), "1234567", "12,34,567"),
            (NumberFormat::POINT_COMMA.indian(), "1234", "1,234"),
            (NumberFormat::POINT_COMMA.in_rtl(), "-5", "\u{200e}-5"),
            (NumberFormat::POINT_APOSTROPHE, "1234.5", "1'234.5"),
            (NumberFormat::COMMA_POINT, "1234.5", "1.234,5"),
            (SPANISH, "1234.5", "1234,5"),
            (SPANISH, "12345", "12.345"),
            (NumberFormat::COMMA_SPACE, "1234567", "1\u{a0}234\u{a0}567"),
            (NumberFormat::COMMA_NARROW_SPACE, "1234.5", "1\u{202f}234,5"),
            (NumberFormat::ARABIC, "-1234.5", "\u{61c}-١٬٢٣٤٫٥"),
            (NumberFormat::COMMA_POINT, "not a number", "not a number"),
            (NumberFormat::COMMA_POINT, "1.", "1."),
            (NumberFormat::COMMA_POINT, "", ""),
        ] {
            assert_eq!(format.write(canonical), text, "{canonical:?}");
        }
    }

    #[test]
    fn a_number_is_read_as_people_of_the_language_write_it() {
        for (format, text, canonical) in [
            (NumberFormat::POINT_COMMA, "1,234", "1234"),
            (NumberFormat::POINT_COMMA, "1,234.50", "1234.5"),
            (NumberFormat::POINT_COMMA, ".5", "0.5"),
            (NumberFormat::POINT_COMMA.indian(), "12,34,567", "1234567"),
            (NumberFormat::POINT_COMMA.indian(), "1,234,567", "1234567"),
            (NumberFormat::POINT_APOSTROPHE, "1’234.5", "1234.5"),
            (NumberFormat::COMMA_POINT, "1,234", "1.234"),
            (NumberFormat::COMMA_POINT, "1.234", "1234"),
            (NumberFormat::COMMA_POINT, "1.234.567,8", "1234567.8"),
            (NumberFormat::COMMA_POINT, "1 234,5", "1234.5"),
            (NumberFormat::COMMA_POINT, ",5", "0.5"),
            (SPANISH, "1.234", "1234"),
            (NumberFormat::COMMA_SPACE, "1.234", "1.234"),
            (NumberFormat::COMMA_SPACE, "1.234,5", "1234.5"),
            (NumberFormat::COMMA_SPACE, "1.234.567", "1234567"),
            (NumberFormat::POINT_APOSTROPHE, "1,234.5", "1234.5"),
            (NumberFormat::COMMA_NARROW_SPACE, "1\u{202f}234,5", "1234.5"),
            (NumberFormat::COMMA_NARROW_SPACE, "1 234 567", "1234567"),
            (NumberFormat::POINT_COMMA.in_rtl(), "١٬٢٣٤٫٥", "1234.5"),
            (NumberFormat::ARABIC, "۱۲", "12"),
            (NumberFormat::ARABIC, "1,234.5", "1234.5"),
            (NumberFormat::ARABIC, "\u{61c}-٥", "-5"),
            (NumberFormat::POINT_COMMA, "１，２３４．５", "1234.5"),
        ] {
            assert_eq!(format.parse(text).as_deref(), Some(canonical), "{text:?}");
        }
    }

    #[test]
    fn a_canonical_number_is_read_where_the_language_does_not_read_it_otherwise() {
        for (text, canonical) in [
            ("1234.5", "1234.5"),
            ("1234.567", "1234.567"),
            ("0.123", "0.123"),
            ("-1.5", "-1.5"),
            ("+7", "7"),
            ("−7", "-7"),
            ("007", "7"),
            ("-0", "0"),
            ("-0.00", "0"),
            (" 5 ", "5"),
            ("100", "100"),
        ] {
            assert_eq!(NumberFormat::COMMA_POINT.parse(text).as_deref(), Some(canonical), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "",
            " ",
            "-",
            "+",
            ".",
            ",",
            "5.",
            "1e5",
            "NaN",
            "inf",
            "0x10",
            "--5",
            "5-",
            "- 5",
            "1,5,0",
            "12,34",
            "1,2345",
            "1,234,56",
            "1234,567",
            "1,234'567",
            "1.2.3",
            "1,,234",
            ",234",
            "5 €",
            "½",
            "五",
            "1\n2",
            "1\t234",
        ] {
            assert_eq!(NumberFormat::POINT_COMMA.parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_number_of_more_than_forty_characters_is_refused() {
        assert!(NumberFormat::POINT_COMMA.parse(&"9".repeat(40)).is_some());
        assert!(NumberFormat::POINT_COMMA.parse(&"9".repeat(41)).is_none());
    }

    #[test]
    fn what_is_written_is_read_as_the_same_number() {
        for format in [
            NumberFormat::POINT_COMMA,
            NumberFormat::POINT_COMMA.indian(),
            NumberFormat::POINT_COMMA.in_rtl(),
            NumberFormat::POINT_APOSTROPHE,
            NumberFormat::COMMA_POINT,
            NumberFormat::COMMA_POINT.in_rtl(),
            SPANISH,
            NumberFormat::COMMA_SPACE,
            NumberFormat::COMMA_NARROW_SPACE,
            NumberFormat::ARABIC,
        ] {
            for canonical in
                ["0", "7", "-7", "1.234", "0.123", "999", "1234", "-12345.678", "1234567890", "0.5"]
            {
                let text = format.write(canonical);
                assert_eq!(format.parse(&text).as_deref(), Some(canonical), "{text:?} of {format:?}");
            }
        }
    }
}
