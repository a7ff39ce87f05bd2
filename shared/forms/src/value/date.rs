//! Dates of the Gregorian calendar, and the earliest and latest date of a field.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;
use time::{Duration, Month, OffsetDateTime};

use super::digit;

/// A selection of the three inputs of a date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// The day of the month.
    pub day: bool,
    /// The month.
    pub month: bool,
    /// The year.
    pub year: bool,
}

/// The three inputs are not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateError {
    /// These parts are empty. If all three are, there is no answer.
    #[error("the date is incomplete")]
    Missing(Parts),
    /// These parts are not numbers or are out of range: day 32, month 13.
    #[error("not a real date")]
    NotReal(Parts),
    /// The year has fewer than four digits: `98` is ambiguous.
    #[error("the year has fewer than four digits")]
    ShortYear,
    /// Each part is in range, but the month has no such day: 30 February.
    #[error("no such day in that month")]
    NoSuchDay,
}

/// A day, from 0001-01-01 to 9999-12-31.
///
/// ```
/// use profiling_forms::value::date::{Date, DateError};
///
/// let date = Date::from_parts("29", "2", "2024")?;
/// assert_eq!(date.to_string(), "2024-02-29");
/// assert_eq!(Date::from_parts("29", "2", "2023"), Err(DateError::NoSuchDay));
/// assert_eq!(Date::from_parts("1", "1", "98"), Err(DateError::ShortYear));
/// # Ok::<(), DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// The first day.
    pub const MIN: Self = Self(match time::Date::from_ordinal_date(1, 1) {
        Ok(date) => date,
        Err(_) => time::Date::MIN,
    });

    /// The last day.
    pub const MAX: Self = Self(match time::Date::from_ordinal_date(9999, 365) {
        Ok(date) => date,
        Err(_) => time::Date::MAX,
    });

    /// Parses the three inputs of a date. White space around them and leading zeros are ignored; digits may be
    /// of any script. The year must have four digits.
    pub fn from_parts(day: &str, month: &str, year: &str) -> Result<Self, DateError> {
        let (day, month, year) = (day.trim(), month.trim(), year.trim());
        let missing = Parts { day: day.is_empty(), month: month.is_empty(), year: year.is_empty() };
        if missing != Parts::default() {
            return Err(DateError::Missing(missing));
        }
        let (day, month) = (number(day, 2), number(month, 2));
        let month = month.and_then(|month| Month::try_from(month.to_le_bytes()[0]).ok());
        let day = day.filter(|day| (1..=31).contains(day));
        let is_short = year.chars().count() < 4 && number(year, 4).is_some();
        let year = number(year, 4).filter(|year| is_short || *year > 0);
        let (Some(day), Some(month), Some(year)) = (day, month, year) else {
            return Err(DateError::NotReal(Parts {
                day: day.is_none(),
                month: month.is_none(),
                year: year.is_none(),
            }));
        };
        if is_short {
            return Err(DateError::ShortYear);
        }
        civil(year.into(), month, day).ok_or(DateError::NoSuchDay)
    }

    /// Parses the stored form of a date, `2020-01-31`.
    ///
    /// ```
    /// use profiling_forms::value::date::Date;
    ///
    /// assert!(Date::parse("2020-01-31").is_some());
    /// assert!(Date::parse("2020-1-31").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 10 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return None;
        }
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len(), parts.next()) != (4, 2, 2, None) {
            return None;
        }
        Self::from_parts(day, month, year).ok()
    }

    /// The UTC day of a Unix time.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        let moment = i64::try_from(seconds).ok().and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok());
        moment.map_or(Self::MAX, |moment| Self(moment.date()))
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    /// The year, from 1 to 9999.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Adds days. A result outside the calendar becomes its first or last day.
    fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { Self::MIN } else { Self::MAX };
        self.0.checked_add(Duration::days(days)).map_or(end, Self).clamp(Self::MIN, Self::MAX)
    }

    /// Adds months. If the resulting month has no such day, its last day is used. A result outside the calendar
    /// becomes its first or last day.
    fn plus_months(self, months: i32) -> Self {
        let month = self.year() * 12 + i32::from(self.month()) - 1 + months;
        let end = if months < 0 { Self::MIN } else { Self::MAX };
        let Ok(of_year) = u8::try_from(month.rem_euclid(12) + 1) else { return end };
        let Ok(of_year) = Month::try_from(of_year) else { return end };
        let year = month.div_euclid(12);
        civil(year, of_year, self.day().min(of_year.length(year))).unwrap_or(end)
    }
}

/// Writes the stored form, `2020-01-31`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The date of a year, month and day; `None` if there is none.
fn civil(year: i32, month: Month, day: impl TryInto<u8>) -> Option<Date> {
    let day = day.try_into().ok()?;
    (1..=9999).contains(&year).then(|| time::Date::from_calendar_date(year, month, day).ok().map(Date))?
}

/// Parses a number of at most `max_digits` digits.
fn number(text: &str, max_digits: usize) -> Option<u16> {
    // A character has at most four bytes.
    if text.is_empty() || text.len() > 4 * max_digits {
        return None;
    }
    let digits = text.chars().map(digit::to_ascii).collect::<Option<String>>()?;
    if digits.len() > max_digits { None } else { digits.parse().ok() }
}

// The doc comment is a description in the JSON Schema, so the example is at `Bound::parse`.
/// The earliest or latest date of a field: a date, or a date relative to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        with = "String",
        extend(
            "pattern" = PATTERN,
            "examples" = ["2020-01-31", "today", "18 years ago", "in 3 months"],
            "patternErrorMessage" = "Write a date such as `2020-01-31`, or `today`, `18 years ago`, `in 3 months`."
        )
    )
)]
#[serde(try_from = "String")]
pub enum Bound {
    /// A fixed date.
    On(Date),
    /// A number of days after today; negative: before today.
    Days(i32),
    /// A number of months after today; negative: before today.
    Months(i32),
}

/// The texts that [`Bound::parse`] accepts, and days that a month does not have.
#[cfg(feature = "schema")]
const PATTERN: &str = "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|today|[0-9]{1,4} (days?|weeks?|months?|years?) ago|in [0-9]{1,4} (days?|weeks?|months?|years?))$";

/// The text is not a bound.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is neither a date such as `2020-01-31` nor a relative date such as `today`, `18 years ago` or `in 3 months`"
)]
pub struct BoundError(String);

impl Bound {
    /// Parses a bound: `2020-01-31`, `today`, `7 days ago`, `in 2 weeks`, `in 3 months`, `18 years ago`.
    ///
    /// ```
    /// use profiling_forms::value::date::{Bound, BoundError, Date};
    ///
    /// let adult = Bound::parse("18 years ago")?;
    /// let today = Date::parse("2026-07-01").unwrap();
    /// assert_eq!(adult.on(today).to_string(), "2008-07-01");
    /// # Ok::<(), BoundError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, BoundError> {
        Self::read(text).ok_or_else(|| BoundError(text.chars().take(40).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        if let Some(date) = Date::parse(text) {
            return Some(Self::On(date));
        }
        let parts: Vec<&str> = text.split(' ').take(4).collect();
        let (sign, amount, unit) = match parts[..] {
            ["today"] => return Some(Self::Days(0)),
            [amount, unit, "ago"] => (-1, amount, unit),
            ["in", amount, unit] => (1, amount, unit),
            _ => return None,
        };
        if amount.is_empty() || amount.len() > 4 || !amount.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let amount = sign * amount.parse::<i32>().ok()?;
        match unit {
            "day" | "days" => Some(Self::Days(amount)),
            "week" | "weeks" => Some(Self::Days(7 * amount)),
            "month" | "months" => Some(Self::Months(amount)),
            "year" | "years" => Some(Self::Months(12 * amount)),
            _ => None,
        }
    }

    /// The date of the bound on the day `today`. If the resulting month has no such day, its last day is used: on
    /// 31 May, `in 1 month` is 30 June. A person who was born on 29 February 2008 therefore turns 18 on 1 March 2026:
    /// on 28 February 2026, `18 years ago` is 28 February 2008, the day before the birthday.
    pub fn on(self, today: Date) -> Date {
        match self {
            Self::On(date) => date,
            Self::Days(days) => today.plus_days(days.into()),
            Self::Months(months) => today.plus_months(months),
        }
    }
}

impl TryFrom<String> for Bound {
    type Error = BoundError;

    fn try_from(text: String) -> Result<Self, BoundError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests;
