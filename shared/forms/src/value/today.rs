//! The days that count as today.

use super::date::Date;

const HOUR: u64 = 3_600;

/// The days that count as today. The time zone of a user is unknown: while it is noon in UTC, the day before ends in the
/// westernmost time zone, UTC−12, and the next day has begun in the easternmost ones, UTC+13 and UTC+14.
///
/// A bound or a condition that is relative to today is checked against the day that is better for the user.
///
/// ```
/// use profiling_forms::value::today::Today;
///
/// let today = Today::at_unix_seconds(1_800_000_000); // 2027-01-15, 08:00 UTC
/// assert_eq!((today.earliest.to_string(), today.latest.to_string()), ("2027-01-14".into(), "2027-01-15".into()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// The day in UTC−12.
    pub earliest: Date,
    /// The day in UTC+14.
    pub latest: Date,
}

impl Today {
    /// Returns the days of a Unix time.
    pub fn at_unix_seconds(seconds: u64) -> Self {
        Self {
            earliest: Date::from_unix_seconds(seconds.saturating_sub(12 * HOUR)),
            latest: Date::from_unix_seconds(seconds.saturating_add(14 * HOUR)),
        }
    }
}

/// A known day.
impl From<Date> for Today {
    fn from(day: Date) -> Self {
        Self { earliest: day, latest: day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_the_day_of_each_time_zone() {
        const MIDNIGHT: u64 = 1_798_761_600; // 2027-01-01, 00:00 UTC
        for (hour, earliest, latest) in [
            (0, "2026-12-31", "2027-01-01"),
            (9, "2026-12-31", "2027-01-01"),
            (10, "2026-12-31", "2027-01-02"),
            (11, "2026-12-31", "2027-01-02"),
            (12, "2027-01-01", "2027-01-02"),
            (23, "2027-01-01", "2027-01-02"),
        ] {
            let today = Today::at_unix_seconds(MIDNIGHT + hour * HOUR);
            assert_eq!(
                (today.earliest.to_string(), today.latest.to_string()),
                (earliest.into(), latest.into()),
                "{hour}"
            );
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_error() {
        assert_eq!(Today::at_unix_seconds(0).earliest.to_string(), "1970-01-01");
        assert_eq!(Today::at_unix_seconds(u64::MAX), Date::MAX.into());
    }
}
