//! Date formats of locales.

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
}

impl DateFormat {
    /// Formats a date with European digits; `None` if the month is not valid.
    pub(super) fn write(&self, year: i32, month: u32, day: u32) -> Option<String> {
        let month = self.months.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
        let text = self.pattern.replace("{day}", &day.to_string()).replace("{year}", &year.to_string());
        Some(text.replace("{month}", month))
    }
}
