//! Splits dialed digits into calling code and national number, following the steps of libphonenumber.

use std::borrow::Cow;

use super::PhoneError;
use super::plan::{Length, Plan};

/// The minimum and maximum number of digits after the calling code.
const MIN_DIGITS: usize = 2;
const MAX_DIGITS: usize = 17;

/// The maximum number of leading zeros. Further zeros are dropped.
const MAX_ZEROS: usize = 10;

/// A calling code and a national number, not yet validated.
#[derive(Debug)]
pub(super) struct Number {
    /// The digits after `+`.
    pub(super) calling_code: &'static str,
    /// The digits after the calling code.
    pub(super) national: String,
}

impl Number {
    /// Parses digits that begin with `+`, or that are dialed under the plan `from`.
    pub(super) fn read(dialed: &str, from: Option<Plan>) -> Result<Self, PhoneError> {
        let (has_plus, digits) = dialed.strip_prefix('+').map_or((false, dialed), |digits| (true, digits));
        if digits.len() < if has_plus { 3 } else { 2 } {
            return Err(PhoneError::TooShort);
        }
        let unknown = if has_plus { PhoneError::UnknownCallingCode } else { PhoneError::NoCountry };
        if has_plus && let Some((plan, rest)) = Plan::split(digits) {
            return Self::of(plan, rest);
        }
        // If no calling code follows the `+`, the `+` is ignored.
        let from = from.ok_or(unknown)?;
        if let Some(rest) = from.strip_international_prefix(digits) {
            if rest.len() < 3 {
                return Err(PhoneError::TooShort);
            }
            let (plan, rest) = Plan::split(rest).ok_or(unknown)?;
            return Self::of(plan, rest);
        }
        match strip_own_calling_code(from, digits) {
            Some(rest) => Self::of(from.main(), &rest),
            None if has_plus => Err(unknown),
            None => Self::of(from, digits),
        }
    }

    /// The number of a plan, from digits that may begin with the national prefix.
    fn of(plan: Plan, digits: &str) -> Result<Self, PhoneError> {
        let stripped = plan.strip_national_prefix(digits);
        let is_long_enough = matches!(plan.length(&stripped), Length::Possible | Length::TooLong);
        let national = if is_long_enough { &*stripped } else { digits };
        match national.len() {
            ..MIN_DIGITS => return Err(PhoneError::TooShort),
            MIN_DIGITS..=MAX_DIGITS => {}
            _ => return Err(PhoneError::TooLong),
        }
        let zeros = national.bytes().take(national.len() - 1).take_while(|digit| *digit == b'0').count();
        let national = national.get(zeros.saturating_sub(MAX_ZEROS)..).unwrap_or_default().to_owned();
        Ok(Self { calling_code: plan.calling_code, national })
    }
}

/// Removes the calling code of the country that the number is dialed in, for digits without `+` and without the
/// international prefix. `None` if they do not begin with the calling code.
fn strip_own_calling_code(from: Plan, digits: &str) -> Option<Cow<'_, str>> {
    let rest = from.strip_national_prefix(digits.strip_prefix(from.calling_code)?);
    let is_better = !from.matches(digits) && from.matches(&rest);
    (is_better || from.length(digits) == Length::TooLong).then_some(rest)
}
