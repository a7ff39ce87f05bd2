//! Date formats of locales.

use crate::value::digit;

/// The order of day, month and year, in a formatted date and in the inputs for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

/// The `long` date format of CLDR for the Gregorian calendar.
#[derive(Debug)]
pub(super) struct DateFormat {
    /// The pattern, with `{day}`, `{month}` and `{year}`.
    pub(super) pattern: &'static str,
    pub(super) order: DateOrder,
    /// The names of the months in the grammatical form of the pattern.
    pub(super) months: [&'static str; 12],
    /// Other names that users write, in lower case, with the number of the month.
    pub(super) other_months: &'static [(&'static str, u8)],
}

impl DateFormat {
    /// Formats a date with European digits; `None` if the month is not valid.
    pub(super) fn write(&self, year: i32, month: u32, day: u32) -> Option<String> {
        let month = self.months.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
        let text = self.pattern.replace("{day}", &day.to_string()).replace("{year}", &year.to_string());
        Some(text.replace("{month}", month))
    }

    /// Returns the number of the month with this name, or whose name alone begins with these three or more letters. In
    /// Chinese and Japanese, it is the number itself.
    pub(super) fn month(&self, name: &str) -> Option<u8> {
        let digits = name.strip_suffix('月').filter(|digits| !digits.is_empty());
        if let Some(digits) =
            digits.and_then(|digits| digits.chars().map(digit::to_ascii).collect::<Option<String>>())
        {
            return digits.parse().ok();
        }
        if !name.chars().any(char::is_alphabetic) {
            return None;
        }
        let name = name.trim_end_matches(['.', '\u{5f3}', '\'']).to_lowercase();
        let names = (1..).zip(self.months).map(|(number, name)| (name.to_lowercase(), number));
        let names: Vec<(String, u8)> = names
            .chain(self.other_months.iter().map(|(name, number)| ((*name).to_owned(), *number)))
            .collect();
        if let Some((_, number)) = names.iter().find(|(other, _)| *other == name) {
            return Some(*number);
        }
        let mut numbers =
            names.iter().filter(|(other, _)| other.starts_with(&name)).map(|(_, number)| *number);
        let first = numbers.next().filter(|_| name.chars().count() >= 3)?;
        numbers.all(|number| number == first).then_some(first)
    }
}
