//! Dates.

use serde::Deserialize;

use super::{Faults, Rules};
use crate::locale::Tag;
use crate::value::date::{Bound, Date};

/// The bounds of a date.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DateRules {
    /// The earliest date: `2020-01-31`, or a date relative to today in UTC: `today`, `18 years ago`, `in
    /// 3 months`.
    pub min: Option<Bound>,
    /// The latest date, in the format of `min`. With `18 years ago`, users must be 18 or older.
    pub max: Option<Bound>,
}

impl Rules for DateRules {
    const KEYS: &'static [&'static str] = &["min", "max"];

    fn faults(&self, _: &[Tag]) -> Faults {
        let (Some(min), Some(max)) = (self.min, self.max) else { return Faults::new() };
        // Of a fixed bound and one that moves the order may change with time.
        let comparable = matches!(min, Bound::On(_)) == matches!(max, Bound::On(_));
        let some_day = Date::from_unix_seconds(0);
        if comparable && min.on(some_day) > max.on(some_day) {
            return vec![("min".to_owned(), "it is later than max, so that no date will do".to_owned())];
        }
        Faults::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_that_no_date_can_keep_are_told() {
        for (min, max, told) in [
            ("2020-01-02", "2020-01-01", true),
            ("2020-01-01", "2020-01-01", false),
            ("today", "18 years ago", true),
            ("18 years ago", "today", false),
            ("in 40 days", "in 1 month", true),
            ("in 1 month", "3 days ago", true),
            ("2099-01-01", "today", false),
        ] {
            let bound = |text| Some(Bound::parse(text).unwrap());
            let rules = DateRules { min: bound(min), max: bound(max) };
            assert_eq!(!rules.faults(&[]).is_empty(), told, "{min} to {max}");
        }
    }
}
