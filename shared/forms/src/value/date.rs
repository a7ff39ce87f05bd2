//! Dates of the civil (Gregorian) calendar, and the bounds that a field sets for them.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;
use time::{Duration, Month, OffsetDateTime};

use super::digit;

/// The parts of a date, as the page asks for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// The day of the month.
    pub day: bool,
    /// The month.
    pub month: bool,
    /// The year.
    pub year: bool,
}

/// Why three texts are not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateError {
    /// These parts are empty. With all three of them there is no answer at all.
    #[error("the date is incomplete")]
    Missing(Parts),
    /// These parts are not numbers, or none that a date can have: day 32, month 13.
    #[error("not a real date")]
    NotReal(Parts),
    /// The year has not four digits: `98` might be of this century or of the last.
    #[error("the year has not four digits")]
    ShortYear,
    /// Each part could be, but not together: 30 February.
    #[error("no such day in that month")]
    NoSuchDay,
}

/// A day, from 0001-01-01 to 9999-12-31.
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

    /// Parses the three inputs of a date. White space around them and leading zeros are ignored; digits may be ASCII,
    /// full-width or Arabic-Indic. The year has four digits.
    ///
    /// ```
    /// use profiling_forms::value::date::{Date, DateError};
    ///
    /// assert_eq!(Date::from_parts("1", " 03 ", "2008")?.to_string(), "2008-03-01");
    /// assert_eq!(Date::from_parts("٣١", "١", "٢٠٢٦")?.to_string(), "2026-01-31");
    /// assert_eq!(Date::from_parts("29", "2", "2001"), Err(DateError::NoSuchDay));
    /// # Ok::<(), DateError>(())
    /// ```
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

    /// Parses a date in the form in which it is stored: `2020-01-31`.
    ///
    /// ```
    /// use profiling_forms::value::date::Date;
    ///
    /// let date = Date::parse("2020-01-31").expect("a date");
    /// assert_eq!((date.year(), date.month(), date.day()), (2020, 1, 31));
    /// assert_eq!(Date::parse("31.1.2020"), None);
    /// assert_eq!(Date::parse("2021-02-29"), None);
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

    /// The day in UTC at a Unix time.
    ///
    /// ```
    /// use profiling_forms::value::date::Date;
    ///
    /// assert_eq!(Date::from_unix_seconds(1_800_000_000).to_string(), "2027-01-15");
    /// ```
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

    /// The day this many days later, within the calendar's first and last day.
    fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { Self::MIN } else { Self::MAX };
        self.0.checked_add(Duration::days(days)).map_or(end, Self).clamp(Self::MIN, Self::MAX)
    }

    /// The same day that many months later, or the month's last day where it has no such day; the
    /// calendar's first or last day at its ends.
    fn plus_months(self, months: i32) -> Self {
        let month = self.year() * 12 + i32::from(self.month()) - 1 + months;
        let end = if months < 0 { Self::MIN } else { Self::MAX };
        let Ok(of_year) = u8::try_from(month.rem_euclid(12) + 1) else { return end };
        let Ok(of_year) = Month::try_from(of_year) else { return end };
        let year = month.div_euclid(12);
        civil(year, of_year, self.day().min(of_year.length(year))).unwrap_or(end)
    }
}

/// `2020-01-31`.
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

fn civil(year: i32, month: Month, day: impl TryInto<u8>) -> Option<Date> {
    let day = day.try_into().ok()?;
    (1..=9999).contains(&year).then(|| time::Date::from_calendar_date(year, month, day).ok().map(Date))?
}

/// The number that at most `most` digits write.
fn number(text: &str, most: usize) -> Option<u16> {
    // No digit has more than three bytes.
    if text.is_empty() || text.len() > 3 * most {
        return None;
    }
    let digits = text.chars().map(digit::to_ascii).collect::<Option<String>>()?;
    if digits.len() > most { None } else { digits.parse().ok() }
}

/// The earliest or latest day that a field takes: a date, or one that moves with today's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String", extend("pattern" = PATTERN, "examples" = ["2020-01-31", "today", "18 years ago"]))
)]
#[serde(try_from = "String")]
pub enum Bound {
    /// Always this day.
    On(Date),
    /// So many days after today, or before it.
    Days(i32),
    /// So many months after today, or before it.
    Months(i32),
}

/// What [`Bound::parse`] reads, but for days that a month does not have.
#[cfg(feature = "schema")]
const PATTERN: &str = "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|today|[0-9]{1,4} (days?|weeks?|months?|years?) ago|in [0-9]{1,4} (days?|weeks?|months?|years?))$";

/// A text that is no bound.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is neither a date such as `2020-01-31` nor one that moves with today's: `today`, `18 years ago`, `in 3 months`"
)]
pub struct BoundError(String);

impl Bound {
    /// Parses a bound: `2020-01-31`, `today`, `7 days ago`, `in 2 weeks`, `in 3 months`, `18 years ago`.
    ///
    /// ```
    /// use profiling_forms::value::date::{Bound, Date};
    ///
    /// let today = Date::parse("2026-02-28").expect("a date");
    /// assert_eq!(Bound::parse("18 years ago")?.on(today).to_string(), "2008-02-28");
    /// assert_eq!(Bound::parse("in 2 weeks")?.on(today).to_string(), "2026-03-14");
    /// assert!(Bound::parse("tomorrow").is_err());
    /// # Ok::<(), profiling_forms::value::date::BoundError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, BoundError> {
        let error = || BoundError(text.chars().take(40).collect());
        if let Some(date) = Date::parse(text) {
            return Ok(Self::On(date));
        }
        let words: Vec<&str> = text.split(' ').take(4).collect();
        let (sign, amount, unit) = match words[..] {
            ["today"] => return Ok(Self::Days(0)),
            [amount, unit, "ago"] => (-1, amount, unit),
            ["in", amount, unit] => (1, amount, unit),
            _ => return Err(error()),
        };
        if amount.is_empty() || amount.len() > 4 || !amount.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let amount = sign * amount.parse::<i32>().map_err(|_| error())?;
        match unit {
            "day" | "days" => Ok(Self::Days(amount)),
            "week" | "weeks" => Ok(Self::Days(7 * amount)),
            "month" | "months" => Ok(Self::Months(amount)),
            "year" | "years" => Ok(Self::Months(12 * amount)),
            _ => Err(error()),
        }
    }

    /// The day that it is when today is `today`. Where a month is too short its last day is used: on
    /// 31 May, `in 1 month` is 30 June. So whoever was born on 29 February is 18 on 1 March of a year
    /// without that day: `18 years ago` on 28 February 2026 is 28 February 2008, and 29 is after it.
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
