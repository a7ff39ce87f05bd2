//! Human-readable times.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use profiling_service::clock::seconds;

/// The time as `2026-11-23T20:51:30.000Z`.
pub(crate) fn iso(time: SystemTime) -> String {
    humantime::format_rfc3339_millis(time).to_string()
}

/// The time of day in UTC as `20:51:30`.
pub(crate) fn of_day(time: SystemTime) -> String {
    let second = seconds(time) % 86_400;
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// A `NumericDate` of a claim as a time, unless it is beyond what a time can hold.
pub(crate) fn from_numeric_date(seconds: u64) -> Option<SystemTime> {
    // The last second of the year 9999, the last year of RFC 3339.
    (seconds <= 253_402_300_799).then(|| UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The offset of `time` from `start`: `+1.204 s`, `+15 min 0 s`, `-2.000 s`.
pub(crate) fn relative(time: SystemTime, start: SystemTime) -> String {
    let (sign, distance) = match time.duration_since(start) {
        Ok(later) => ('+', later),
        Err(earlier) => ('-', earlier.duration()),
    };
    let (whole, millis) = (distance.as_secs(), distance.subsec_millis());
    match whole {
        0..60 => format!("{sign}{whole}.{millis:03} s"),
        60..3_600 => format!("{sign}{} min {} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{sign}{} h {} min", whole / 3_600, whole / 60 % 60),
        _ => format!("{sign}{} d {} h", whole / 86_400, whole / 3_600 % 24),
    }
}

/// Serializes a time as [`iso`].
pub(crate) fn serialize<S: serde::Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_in_the_two_largest_units() {
        let start = UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (millis, text) in [
            (0, "+0.000 s"),
            (1_204, "+1.204 s"),
            (900_000, "+15 min 0 s"),
            (3_660_000, "+1 h 1 min"),
            (90_000_000, "+1 d 1 h"),
        ] {
            assert_eq!(relative(start + Duration::from_millis(millis), start), text);
        }
        assert_eq!(relative(start - Duration::from_secs(2), start), "-2.000 s");
    }

    #[test]
    fn a_numeric_date_after_the_year_9999_is_no_time() {
        assert!(from_numeric_date(253_402_300_799).is_some());
        assert!(from_numeric_date(253_402_300_800).is_none());
        assert!(from_numeric_date(u64::MAX).is_none());
    }
}
