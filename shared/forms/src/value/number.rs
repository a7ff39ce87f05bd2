//! Numbers, in decimal and exact: what JSON and JavaScript would round is refused instead.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;
use thiserror::Error;

/// The greatest whole number that JavaScript holds exactly, 2^53 − 1.
const MAX_WHOLE: i64 = 9_007_199_254_740_991;

/// The significant digits that a binary floating point number always brings back.
const MAX_SIGNIFICANT: usize = 15;

/// The most decimals; so that two numbers brought to the same decimals fit 128 bits.
const MAX_DECIMALS: usize = 20;

/// Why a number will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Not digits with at most one sign before and one point between them.
    #[error("it is not a number")]
    NotANumber,
    /// Further from 0 than 2^53 − 1: JavaScript would round it.
    #[error("it is further from 0 than {MAX_WHOLE}")]
    TooLarge,
    /// More digits than are kept exactly: 15 significant ones, 20 after the point.
    #[error("it has more than {MAX_SIGNIFICANT} significant digits")]
    TooPrecise,
    /// More digits after the point than the field takes; 0 for whole numbers only.
    #[error("it has more than {most} decimals")]
    TooManyDecimals {
        /// The most digits after the point.
        most: u8,
    },
    /// Less than the least.
    #[error("it is less than {min}")]
    TooSmall {
        /// The least.
        min: Decimal,
    },
    /// More than the greatest.
    #[error("it is greater than {max}")]
    TooGreat {
        /// The greatest.
        max: Decimal,
    },
    /// Not `from` plus a multiple of `step`.
    #[error("it is not {from} plus a multiple of {step}")]
    OffStep {
        /// The step.
        step: Decimal,
        /// The first step: the least number, or 0.
        from: Decimal,
    },
}

/// An exact decimal number: `mantissa` / 10^`decimals`, the last decimal not 0.
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

    /// Parses a canonical decimal number, `-1234.5`: ASCII digits, with a point and a minus sign if necessary. Zeros at
    /// both ends are ignored. [`Words::parse_number`](crate::locale::Words::parse_number) returns such a text.
    ///
    /// ```
    /// use profiling_forms::value::number::{Decimal, NumberError};
    ///
    /// assert_eq!(Decimal::parse("007.50")?.to_string(), "7.5");
    /// assert_eq!(Decimal::parse("7.5")?.decimals(), 1);
    /// assert_eq!(Decimal::parse("1,000"), Err(NumberError::NotANumber));
    /// # Ok::<(), NumberError>(())
    /// ```
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
            // 16 digits at most, so it is a number.
            digits => digits.parse::<i64>().map_err(|_| NumberError::TooLarge)?,
        };
        if mantissa > MAX_WHOLE {
            return Err(NumberError::TooLarge);
        }
        let decimals = u8::try_from(fraction.len()).map_err(|_| NumberError::TooPrecise)?;
        Ok(Self { mantissa: if negative { -mantissa } else { mantissa }, decimals })
    }

    /// The digits after the point.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// The JSON number that reads back as this one, in JavaScript too: an integer when it is whole.
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
        // At most 10^16 · 10^20, and 128 bits hold 10^38.
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

/// Canonical decimal text, which [`Decimal::parse`] reads back.
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

/// Reads a number as a form's file says it: `0.1` there is 0.1 here.
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

/// The limits of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// The least.
    pub min: Option<Decimal>,
    /// The greatest.
    pub max: Option<Decimal>,
    /// The distance between numbers that are allowed, from `min`, or from 0 when there is none, as in HTML.
    /// One that is not greater than 0 is passed over.
    pub step: Option<Decimal>,
    /// The most digits after the point; 0 for whole numbers only.
    pub decimals: Option<u8>,
}

impl Limits {
    /// Holds a number against the limits; the first that it breaks is told.
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
