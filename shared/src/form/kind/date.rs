//! Dates.

use serde::Deserialize;

use super::{Faults, Rules};
use crate::locale::Tag;
use crate::value::date::Bound;

/// The bounds of a date.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DateRules {
    /// The earliest day: `2020-01-31`, or one that moves with today's: `today`, `18 years ago`,
    /// `in 3 months`. Today is that of UTC.
    pub min: Option<Bound>,
    /// The latest day, written as `min` is. `18 years ago` takes nobody younger than 18.
    pub max: Option<Bound>,
}

impl Rules for DateRules {
    const KEYS: &'static [&'static str] = &["min", "max"];

    fn faults(&self, _: &[Tag]) -> Faults {
        match (self.min, self.max) {
            (Some(Bound::On(min)), Some(Bound::On(max))) if min > max => {
                vec![("min".to_owned(), format!("it is later than max, {max}"))]
            }
            (Some(Bound::Days(min)), Some(Bound::Days(max))) if min > max => {
                vec![("min".to_owned(), "it is later than max".to_owned())]
            }
            (Some(Bound::Months(min)), Some(Bound::Months(max))) if min > max => {
                vec![("min".to_owned(), "it is later than max".to_owned())]
            }
            _ => Faults::new(),
        }
    }
}
