//! Dates in words.

/// The order of day, month and year: of the words of a date, and of the inputs for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

/// How a language writes a date of the Gregorian calendar: CLDR's `long` pattern.
#[derive(Debug)]
pub(super) struct DateFormat {
    /// With `{day}`, `{month}` and `{year}`.
    pub(super) pattern: &'static str,
    pub(super) order: DateOrder,
    /// The months as they are in the pattern, January first.
    pub(super) months: [&'static str; 12],
}

impl DateFormat {
    /// The date in words, its numbers in European digits; `None` if there is no such month.
    pub(super) fn write(&self, year: i32, month: u32, day: u32) -> Option<String> {
        let month = self.months.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
        let text = self.pattern.replace("{day}", &day.to_string()).replace("{year}", &year.to_string());
        Some(text.replace("{month}", month))
    }
}
