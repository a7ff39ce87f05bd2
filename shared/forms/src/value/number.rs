//! Exact decimal numbers. A number that JSON or JavaScript would round is rejected.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;
use thiserror::Error;

/// The greatest integer that JavaScript represents exactly, 2^53 − 1.
const MAX_WHOLE: i64 = 9_007_199_254_740_991;

/// The number of significant digits that survive the conversion to a 64-bit floating-point number and back.
const MAX_SIGNIFICANT: usize = 15;

/// The maximum number of decimals: two numbers scaled to it still fit into 128 bits.
const MAX_DECIMALS: usize = 20;

/// The text is not a number, or the number is outside the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Not digits with at most one leading minus sign and one decimal point between them.
    #[error("it is not a number")]
    NotANumber,
    /// Outside ±(2^53 − 1): JavaScript would round it.
    #[error("it is further from 0 than {MAX_WHOLE}")]
    TooLarge,
    /// More than 15 significant digits, or more than 20 after the decimal point.
    #[error("it has more than {MAX_SIGNIFICANT} significant digits")]
    TooPrecise,
    /// More digits after the decimal point than the field accepts.
    #[error("it has more than {most} decimals")]
    TooManyDecimals {
        /// The maximum number of digits after the decimal point; 0 for integers only.
        most: u8,
    },
    /// Less than the minimum.
    #[error("it is less than {min}")]
    TooSmall {
        /// The minimum.
        min: Decimal,
    },
    /// Greater than the maximum.
    #[error("it is greater than {max}")]
    TooGreat {
        /// The maximum.
        max: Decimal,
    },
    /// Not `from` plus a multiple of `step`.
    #[error("it is not {from} plus a multiple of {step}")]
    OffStep {
        /// The step.
        step: Decimal,
        /// The start of the steps: the minimum, or 0.
        from: Decimal,
    },
}

/// An exact decimal number: `mantissa` / 10^`decimals`, without trailing zeros after the decimal point.
///
/// ```
/// use profiling_forms::value::number::{Decimal, NumberError};
///
/// let number = Decimal::parse("007.50")?;
/// assert_eq!(number.to_string(), "7.5");
/// assert_eq!(number.to_json().to_string(), "7.5");
/// assert_eq!(Decimal::parse("9007199254740993"), Err(NumberError::TooLarge));
/// # Ok::<(), NumberError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        with = "Number",
        description = "A number of at most 15 significant digits.",
        extend("type" = "number", "minimum" = -MAX_WHOLE, "maximum" = MAX_WHOLE)
    )
)]
#[serde(try_from = "Number", into = "Number")]
pub struct Decimal {
    mantissa: i64,
    decimals: u8,
}

impl Decimal {
    /// 0.
    pub const ZERO: Self = Self { mantissa: 0, decimals: 0 };

    /// Parses canonical decimal text such as `-1234.5`: ASCII digits, optionally with a minus sign and a decimal
    /// point. Leading and trailing zeros are ignored: `007.50` is 7.5.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(NumberError::NotANumber),
            None => (digits, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(NumberError::NotANumber);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > MAX_SIGNIFICANT + 1 {
            return Err(NumberError::TooLarge);
        }
        if fraction.len() > MAX_DECIMALS {
            return Err(NumberError::TooPrecise);
        }
        let joined = format!("{whole}{fraction}");
        let significant = joined.trim_start_matches('0');
        if !fraction.is_empty() && significant.len() > MAX_SIGNIFICANT {
            return Err(if whole.len() > MAX_SIGNIFICANT {
                NumberError::TooLarge
            } else {
                NumberError::TooPrecise
            });
        }
        let mantissa = match significant {
            "" => 0,
            // At most 16 digits, so this cannot overflow.
            digits => digits.parse::<i64>().map_err(|_| NumberError::TooLarge)?,
        };
        if mantissa > MAX_WHOLE {
            return Err(NumberError::TooLarge);
        }
        let decimals = u8::try_from(fraction.len()).map_err(|_| NumberError::TooPrecise)?;
        Ok(Self { mantissa: if negative { -mantissa } else { mantissa }, decimals })
    }

    /// The number of digits after the decimal point.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// The JSON number that parses back to this one, in JavaScript too. Integers have no decimal point.
    pub fn to_json(self) -> Number {
        if self.decimals == 0 {
            return self.mantissa.into();
        }
        // A text of at most 15 significant digits is always a finite number.
        let float = self.to_string().parse().ok().and_then(Number::from_f64);
        float.unwrap_or_else(|| self.mantissa.into())
    }

    /// The number times 10^20.
    fn scaled(self) -> i128 {
        let missing = MAX_DECIMALS.saturating_sub(usize::from(self.decimals));
        // At most 10^16 · 10^20; 128 bits hold 10^38.
        (0..missing).fold(i128::from(self.mantissa), |scaled, _| scaled * 10)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.scaled().cmp(&other.scaled())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Writes canonical decimal text, which [`Decimal::parse`] parses back.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>1$}", self.mantissa.unsigned_abs(), decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        write!(f, "{sign}{whole}")?;
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        decimal.to_json()
    }
}

/// Converts a number of a form file exactly: `0.1` is 0.1, not the nearest binary fraction.
impl TryFrom<Number> for Decimal {
    type Error = NumberError;

    fn try_from(number: Number) -> Result<Self, NumberError> {
        let text = number.to_string();
        let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return Self::parse(&text) };
        let exponent: i32 = exponent.parse().map_err(|_| NumberError::NotANumber)?;
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let shift = exponent.unsigned_abs() as usize;
        if shift > 40 {
            return Err(if exponent > 0 { NumberError::TooLarge } else { NumberError::TooPrecise });
        }
        let zeros = "0".repeat(shift);
        let text = if exponent < 0 {
            let digits = format!("{zeros}{whole}");
            let (before, after) = digits.split_at(digits.len() - shift);
            format!("{sign}{before}.{after}{fraction}")
        } else {
            let digits = format!("{fraction}{zeros}");
            let (before, after) = digits.split_at(shift);
            format!("{sign}{whole}{before}.{after}0")
        };
        Self::parse(&text)
    }
}

/// The limits that a field sets for a number.
///
/// ```
/// use profiling_forms::value::number::{Decimal, Limits, NumberError};
///
/// let limits = Limits { min: Some(Decimal::parse("18")?), ..Limits::default() };
/// assert_eq!(limits.check(Decimal::parse("18")?), Ok(()));
/// assert!(limits.check(Decimal::parse("17.5")?).is_err());
/// # Ok::<(), NumberError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// The minimum.
    pub min: Option<Decimal>,
    /// The maximum.
    pub max: Option<Decimal>,
    /// The distance between allowed numbers, starting from `min`, or from 0 if there is no minimum, as in HTML.
    /// Ignored unless it is greater than 0.
    pub step: Option<Decimal>,
    /// The maximum number of digits after the decimal point; 0 for integers only.
    pub decimals: Option<u8>,
}

impl Limits {
    /// Checks a number against the limits. The error is the first limit that it breaks.
    pub fn check(&self, number: Decimal) -> Result<(), NumberError> {
        if let Some(most) = self.decimals
            && number.decimals > most
        {
            return Err(NumberError::TooManyDecimals { most });
        }
        if let Some(min) = self.min
            && number < min
        {
            return Err(NumberError::TooSmall { min });
        }
        if let Some(max) = self.max
            && number > max
        {
            return Err(NumberError::TooGreat { max });
        }
        let from = self.min.unwrap_or(Decimal::ZERO);
        if let Some(step) = self.step
            && step > Decimal::ZERO
            && (number.scaled() - from.scaled()) % step.scaled() != 0
        {
            return Err(NumberError::OffStep { step, from });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
