//! Numbers.

use serde::Deserialize;

use super::{Faults, Rules};
use crate::locale::Tag;
use crate::value::number::{Decimal, Limits};

/// The most digits after the point that a field can take.
const MAX_DECIMALS: u8 = 6;

/// The bounds of a number.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NumberRules {
    /// The minimum.
    pub min: Option<Decimal>,
    /// The maximum.
    pub max: Option<Decimal>,
    /// Only multiples of this number are accepted.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0)))]
    pub step: Option<Decimal>,
    /// The maximum number of decimal places. With 0, only whole numbers are accepted. The default is 0.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(max = MAX_DECIMALS)))]
    pub decimals: u8,
}

impl NumberRules {
    /// The bounds, to hold a number against.
    pub(crate) fn limits(&self) -> Limits {
        Limits { min: self.min, max: self.max, step: self.step, decimals: Some(self.decimals) }
    }
}

impl Rules for NumberRules {
    const KEYS: &'static [&'static str] = &["min", "max", "step", "decimals"];

    fn faults(&self, _: &[Tag]) -> Faults {
        let mut faults = Faults::new();
        let mut fault = |place: &str, reason: String| faults.push((place.to_owned(), reason));
        if self.decimals > MAX_DECIMALS {
            fault("decimals", format!("it must be from 0 to {MAX_DECIMALS}"));
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            fault("min", format!("it is greater than max, {max}"));
        }
        let whole = Limits { decimals: Some(self.decimals), ..Limits::default() };
        for (place, bound) in [("min", self.min), ("max", self.max), ("step", self.step)] {
            if bound.is_some_and(|bound| whole.check(bound).is_err()) {
                fault(place, format!("it has more decimals than the field takes, {}", self.decimals));
            }
        }
        if let Some(step) = self.step {
            let multiple = Limits { step: Some(step), ..Limits::default() };
            if step <= Decimal::ZERO {
                fault("step", "it must be greater than 0".to_owned());
            } else if self.min.is_some_and(|min| multiple.check(min).is_err()) {
                // The page says "a multiple of", so the least number has to be one.
                fault("min", format!("it is not a multiple of step, {step}"));
            }
        }
        faults
    }
}
