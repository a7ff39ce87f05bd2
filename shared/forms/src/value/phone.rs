//! Telephone numbers, held against the numbering plan of each country as libphonenumber knows them, and
//! kept in E.164 (`+41446681800`).

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

/// The longest text that is looked at, in bytes: 15 digits, each of three bytes and set apart by as many.
const MAX_TEXT: usize = 200;

/// The most digits that are passed on: E.164 has 15, and a prefix to dial abroad may precede them.
const MAX_DIGITS: usize = 20;

/// Why a text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// No digits, or something between them that is no separator.
    #[error("not a telephone number")]
    NotANumber,
    /// An extension behind the number, which E.164 cannot hold.
    #[error("a number with an extension")]
    Extension,
    /// Neither a country nor a number that begins with `+` and a calling code.
    #[error("neither a country nor a calling code")]
    NoCountry,
    /// The number begins with `+` and a calling code that nobody has.
    #[error("an unknown calling code")]
    UnknownCallingCode,
    /// Fewer digits than any number of the country has; perhaps the area code is missing.
    #[error("too few digits")]
    TooShort,
    /// More digits than any number of the country has.
    #[error("too many digits")]
    TooLong,
    /// The number could be one by its length, but its country has no such numbers.
    #[error("no such number in its country")]
    NotOfItsCountry {
        /// The country; `None` where a calling code belongs to no country.
        country: Option<&'static str>,
    },
}

/// A telephone number that can exist.
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
    /// The number in E.164: `+`, the calling code, and the rest in digits; 16 characters at most.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The country that the number belongs to (ISO 3166-1 alpha-2); `None` for a network of no country,
    /// such as a satellite's.
    pub fn country(&self) -> Option<&'static str> {
        self.country
    }
}

/// Parses a telephone number as it is dialled within `country` (ISO 3166-1 alpha-2). For a number that begins with `+`,
/// `country` is ignored. Digits may be ASCII, full-width or Arabic-Indic; spaces, hyphens, dots, slashes and round brackets
/// may separate them.
///
/// ```
/// use profiling_forms::value::phone;
///
/// let number = phone::parse(Some("CH"), "044 668 18 00")?;
/// assert_eq!((number.e164(), number.country()), ("+41446681800", Some("CH")));
/// assert_eq!(phone::parse(None, "+41 (44) 668-18-00")?, number);
/// assert!(phone::parse(Some("CH"), "12").is_err());
/// # Ok::<(), phone::PhoneError>(())
/// ```
pub fn parse(country: Option<&str>, text: &str) -> Result<Phone, PhoneError> {
    let from = country.and_then(Plan::of_country);
    let number = Number::read(&dialled(text)?, from)?;
    let plans: Vec<Plan> = Plan::of_calling_code(number.calling_code).collect();
    // `None` as well when the number began with the calling code of another country.
    let said = from.filter(|plan| plan.calling_code == number.calling_code);
    let owner = match plans.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|plan| plan.claims(&number.national) || plan.has(&number.national)),
    };
    if owner.is_some_and(|plan| plan.has(&number.national)) {
        // Some countries share numbers, as Guadeloupe does: then it is the country that was said.
        let plan = said.as_ref().filter(|plan| plan.has(&number.national)).or(owner);
        let country = plan.and_then(country_of);
        return Ok(Phone { e164: format!("+{}{}", number.calling_code, number.national), country });
    }
    let main = plans.first();
    Err(match main.map(|plan| plan.length(&number.national)) {
        Some(Length::TooShort | Length::Local) => PhoneError::TooShort,
        Some(Length::TooLong) => PhoneError::TooLong,
        Some(Length::Possible | Length::Between) => {
            PhoneError::NotOfItsCountry { country: said.as_ref().or(main).and_then(country_of) }
        }
        None => PhoneError::UnknownCallingCode,
    })
}

/// The digits of a number, behind a `+` when there is one.
fn dialled(text: &str) -> Result<String, PhoneError> {
    let text = text.trim();
    let mut dialled = String::new();
    for c in text.chars() {
        if text.len() > MAX_TEXT || dialled.len() > MAX_DIGITS {
            return Err(PhoneError::TooLong);
        }
        match c {
            '+' | '\u{ff0b}' if dialled.is_empty() => dialled.push('+'),
            _ if is_separator(c) => {}
            'x' | 'X' | 'e' | 'E' | '#' | ';' | ',' if dialled.len() > 3 => {
                return Err(PhoneError::Extension);
            }
            _ => dialled.push(digit::to_ascii(c).ok_or(PhoneError::NotANumber)?),
        }
    }
    if dialled.trim_start_matches('+').is_empty() { Err(PhoneError::NotANumber) } else { Ok(dialled) }
}

/// What sets digits apart, and the marks of direction that address books put around numbers.
fn is_separator(c: char) -> bool {
    c.is_whitespace() && !c.is_control()
        || matches!(c,
            '-' | '.' | '/' | '(' | ')' | '\u{ad}' | '\u{b7}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
            | '\u{30fc}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0d}'..='\u{ff0f}' | '\u{200b}' | '\u{200e}'
            | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The country's code of ISO 3166-1 for the region of a plan.
fn country_of(plan: &Plan) -> Option<&'static str> {
    match plan.region()? {
        // Ascension and Tristan da Cunha have plans of their own; to ISO they are parts of Saint Helena.
        "AC" | "TA" => Some("SH"),
        country => Some(country),
    }
}

#[cfg(test)]
mod tests;
