//! Telephone numbers: validated with the numbering plans of libphonenumber and stored in E.164 (`+41446681800`).

use std::fmt;

use thiserror::Error;

use self::number::Number;
use self::plan::{Length, Plan};
use super::digit;

mod calling_codes;
mod expression;
mod number;
mod plan;

pub use calling_codes::{calling_code, calling_codes};

/// The maximum length of a text, in bytes. It leaves room for 15 digits of four bytes with separators between them.
const MAX_TEXT: usize = 200;

/// The maximum number of digits: the 15 of E.164, and an international prefix.
const MAX_DIGITS: usize = 20;

/// The text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// No digits, or a character that is neither a digit nor a separator.
    #[error("not a telephone number")]
    NotANumber,
    /// The number has an extension, which E.164 does not support.
    #[error("a number with an extension")]
    Extension,
    /// No country, and the number does not begin with `+` and a calling code.
    #[error("neither a country nor a calling code")]
    NoCountry,
    /// The number begins with `+` and a calling code that is not assigned.
    #[error("an unknown calling code")]
    UnknownCallingCode,
    /// Fewer digits than any number of the country. The area code may be missing.
    #[error("too few digits")]
    TooShort,
    /// More digits than any number of the country.
    #[error("too many digits")]
    TooLong,
    /// The length is possible, but the country has no such number.
    #[error("no such number in its country")]
    NotOfItsCountry {
        /// The country; `None` for a calling code without a country.
        country: Option<&'static str>,
    },
}

/// A valid telephone number.
///
/// ```
/// use profiling_forms::value::phone::{self, PhoneError};
///
/// let phone = phone::parse(Some("CH"), "044 668 18 00")?;
/// assert_eq!(phone.e164(), "+41446681800");
/// assert_eq!(phone.country(), Some("CH"));
/// # Ok::<(), PhoneError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Phone {
    e164: String,
    country: Option<&'static str>,
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(redacted)")
    }
}

impl Phone {
    /// The number in E.164: `+` and at most 15 digits, beginning with the calling code.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The country of the number (ISO 3166-1 alpha-2); `None` for a network without a country, such as a satellite
    /// network.
    pub fn country(&self) -> Option<&'static str> {
        self.country
    }
}

/// Parses a number as dialed in `country` (ISO 3166-1 alpha-2). The country of a number that begins with `+` is that
/// of its calling code. Digits may be of any script, with spaces, hyphens, dots, slashes and parentheses between them.
///
/// ```
/// use profiling_forms::value::phone::{self, PhoneError};
///
/// assert_eq!(phone::parse(None, "+1 (202) 555-0173").unwrap().e164(), "+12025550173");
/// assert_eq!(phone::parse(None, "044 668 18 00"), Err(PhoneError::NoCountry));
/// assert_eq!(phone::parse(Some("US"), "555 0173"), Err(PhoneError::TooShort));
/// ```
pub fn parse(country: Option<&str>, text: &str) -> Result<Phone, PhoneError> {
    let from = country.and_then(Plan::for_country);
    let number = Number::read(&dialed(text)?, from)?;
    let plans: Vec<Plan> = Plan::with_calling_code(number.calling_code).collect();
    // `None` also if the number begins with the calling code of another country.
    let requested = from.filter(|plan| plan.calling_code == number.calling_code);
    let owner = match plans.as_slice() {
        [only] => Some(only),
        several => several
            .iter()
            .find(|plan| plan.has_leading_digits_of(&number.national) || plan.has(&number.national)),
    };
    if owner.is_some_and(|plan| plan.has(&number.national)) {
        // If countries share the number, as Guadeloupe and Saint Martin do, the requested country wins.
        let plan = requested.as_ref().filter(|plan| plan.has(&number.national)).or(owner);
        let country = plan.and_then(country_of);
        return Ok(Phone { e164: format!("+{}{}", number.calling_code, number.national), country });
    }
    let main = plans.first();
    Err(match main.map(|plan| plan.length(&number.national)) {
        Some(Length::TooShort | Length::Local) => PhoneError::TooShort,
        Some(Length::TooLong) => PhoneError::TooLong,
        Some(Length::Possible | Length::Between) => {
            PhoneError::NotOfItsCountry { country: requested.as_ref().or(main).and_then(country_of) }
        }
        None => PhoneError::UnknownCallingCode,
    })
}

/// The digits of a number, after a `+` if it has one.
fn dialed(text: &str) -> Result<String, PhoneError> {
    let text = text.trim();
    let mut dialed = String::new();
    for c in text.chars() {
        if text.len() > MAX_TEXT || dialed.len() > MAX_DIGITS {
            return Err(PhoneError::TooLong);
        }
        match c {
            '+' | '\u{ff0b}' if dialed.is_empty() => dialed.push('+'),
            _ if is_separator(c) => {}
            'x' | 'X' | 'e' | 'E' | '#' | ';' | ',' if dialed.len() > 3 => {
                return Err(PhoneError::Extension);
            }
            _ => dialed.push(digit::to_ascii(c).ok_or(PhoneError::NotANumber)?),
        }
    }
    if dialed.trim_start_matches('+').is_empty() { Err(PhoneError::NotANumber) } else { Ok(dialed) }
}

/// Returns `true` for a separator between digits.
fn is_separator(c: char) -> bool {
    c.is_whitespace() && !c.is_control()
        || matches!(c,
            '-' | '.' | '/' | '(' | ')' | '\u{b7}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
            | '\u{30fc}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0d}'..='\u{ff0f}')
}

/// The ISO 3166-1 code of the country of a plan.
fn country_of(plan: &Plan) -> Option<&'static str> {
    match plan.region()? {
        // Ascension and Tristan da Cunha have their own plans, but share the ISO code of Saint Helena.
        "AC" | "TA" => Some("SH"),
        country => Some(country),
    }
}

#[cfg(test)]
mod tests;
