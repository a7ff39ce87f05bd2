//! Times in a plan: waits and periods.

use profiling_forms::value::date::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The minimum distance between two visits or questions, such as `7 days` or `3 logins`.
///
/// ```
/// use profiling_plan::{Unit, Wait};
///
/// let wait = Wait::try_from("2 weeks".to_owned())?;
/// assert_eq!((wait.count, wait.unit), (14, Unit::Days));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", extend(
    "pattern" = "^[1-9][0-9]{0,3} (login|day|week|month)s?$",
    "patternErrorMessage" = "Write a number from 1 to 9999, one space and a unit (days, weeks, months or logins), such as `7 days` or `3 logins`.",
    "examples" = ["7 days", "3 logins"]
))]
pub struct Wait {
    /// The number of days or logins.
    pub count: u32,
    /// The unit of `count`.
    pub unit: Unit,
}

/// The unit of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Days of 24 hours.
    Days,
    /// Logins, as counted by Auth0.
    Logins,
}

impl Default for Wait {
    /// Seven days.
    fn default() -> Self {
        Self { count: 7, unit: Unit::Days }
    }
}

impl TryFrom<String> for Wait {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parsed = split(&text).and_then(|(count, unit)| match unit {
            "login" => Some(Self { count, unit: Unit::Logins }),
            "year" => None,
            _ => Some(Self { count: days(count, unit)?, unit: Unit::Days }),
        });
        parsed.ok_or_else(|| {
            format!(
                "`{text}` is not valid; expected a number from 1 to 9999, one space and a unit in lower case (days, weeks, \
                 months or logins), such as `7 days` or `3 logins`"
            )
        })
    }
}

/// The time after which an answer is asked again, in days.
///
/// ```
/// use profiling_plan::Period;
///
/// assert_eq!(Period::try_from("12 months".to_owned())?.days, 365);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", extend(
    "pattern" = "^[1-9][0-9]{0,3} (day|week|month|year)s?$",
    "patternErrorMessage" = "Write a number from 1 to 9999, one space and a unit (days, weeks, months or years), such as `12 months` or `90 days`.",
    "examples" = ["12 months"]
))]
pub struct Period {
    /// The number of days. A month has 365.25 / 12 days, rounded for the whole period.
    pub days: u32,
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let days = split(&text).and_then(|(count, unit)| days(count, unit));
        days.map(|days| Self { days }).ok_or_else(|| {
            format!(
                "`{text}` is not valid; expected a number from 1 to 9999, one space and a unit in lower case (days, weeks, \
                 months or years), such as `12 months` or `90 days`"
            )
        })
    }
}

/// Splits `12 months` into the number and the singular of the unit.
fn split(text: &str) -> Option<(u32, &str)> {
    let (count, unit) = text.split_once(' ')?;
    let is_count = !count.starts_with('0') && count.len() <= 4 && count.bytes().all(|b| b.is_ascii_digit());
    let count = count.parse().ok().filter(|_| is_count)?;
    Some((count, unit.strip_suffix('s').unwrap_or(unit)))
}

fn days(count: u32, unit: &str) -> Option<u32> {
    match unit {
        "day" => Some(count),
        "week" => Some(count * 7),
        // 30.4375 days, rounded.
        "month" => Some((count * 487 + 8) / 16),
        "year" => Some((count * 1461 + 2) / 4),
        _ => None,
    }
}

/// A day: `2026-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", extend("format" = "date", "examples" = ["2026-01-31"]))]
pub struct PlanDate(pub Date);

impl TryFrom<String> for PlanDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Date::parse(&text).map(Self).ok_or_else(|| format!("`{text}` is not a date, such as `2026-01-31`"))
    }
}

impl Serialize for PlanDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
