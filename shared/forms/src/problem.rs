//! The problems of an answer.

use crate::value::date::{Date, DateError, Parts};
use crate::value::number::{Decimal, NumberError};
use crate::value::phone::PhoneError;
use crate::value::text::TextError;

/// The problem of an answer. The language of the page has the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// A required answer is missing.
    Required,
    /// Fewer characters than the minimum.
    TooShort {
        /// The minimum number of characters.
        least: u32,
    },
    /// More characters than the maximum.
    TooLong {
        /// The maximum number of characters.
        most: u32,
        /// The number of characters.
        actual: usize,
    },
    /// A control character that is not allowed, such as NUL or a line break.
    ControlCharacter,
    /// A text that does not match the pattern of the field.
    PatternMismatch,
    /// Not an email address.
    NotAnEmail,
    /// Not a telephone number of the selected country.
    NotATelephoneNumber,
    /// A telephone number of a country that the field does not accept.
    TelephoneCountry,
    /// A telephone number with an extension.
    TelephoneExtension,
    /// A telephone number without a country.
    TelephoneWithoutCountry,
    /// Not a web address.
    NotAUrl,
    /// Not a number.
    NotANumber,
    /// A number with the decimal separator of another language.
    DecimalSign,
    /// A number with more digits than can be stored exactly.
    TooManyDigits,
    /// A number with decimals in a field for whole numbers.
    NotAWholeNumber,
    /// More decimals than the maximum.
    TooManyDecimals {
        /// The maximum number of decimals.
        most: u8,
    },
    /// A number less than the minimum.
    TooSmall {
        /// The minimum.
        least: Decimal,
    },
    /// A number greater than the maximum.
    TooLarge {
        /// The maximum.
        most: Decimal,
    },
    /// A number that is not a multiple of the step.
    NotAMultiple {
        /// The step.
        step: Decimal,
    },
    /// A date without its day, month or year.
    DateIncomplete(Parts),
    /// A date that does not exist, such as 31 February.
    NotADate(Parts),
    /// A year with fewer than four digits, which is ambiguous.
    YearDigits,
    /// A date before the earliest date.
    TooEarly {
        /// The earliest date.
        earliest: Date,
    },
    /// A date after the latest date.
    TooLate {
        /// The latest date.
        latest: Date,
    },
    /// A value that is not an option.
    NotAnOption,
    /// "Other" is selected, and its text is missing.
    OtherMissing,
    /// Fewer options than the minimum.
    TooFew {
        /// The minimum number of options.
        least: u32,
    },
    /// More options than the maximum.
    TooMany {
        /// The maximum number of options.
        most: u32,
    },
    /// The longest answer of a form whose answers are together too long for the URL that returns them.
    TooMuch,
}

impl From<TextError> for Problem {
    fn from(error: TextError) -> Self {
        match error {
            TextError::ControlCharacter => Self::ControlCharacter,
            TextError::TooShort { least, .. } => Self::TooShort { least },
            TextError::TooLong { most, actual } | TextError::TooManyLines { most, actual } => {
                Self::TooLong { most, actual }
            }
        }
    }
}

impl From<NumberError> for Problem {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::NotANumber => Self::NotANumber,
            NumberError::TooLarge | NumberError::TooPrecise => Self::TooManyDigits,
            NumberError::TooManyDecimals { most: 0 } => Self::NotAWholeNumber,
            NumberError::TooManyDecimals { most } => Self::TooManyDecimals { most },
            NumberError::TooSmall { min } => Self::TooSmall { least: min },
            NumberError::TooGreat { max } => Self::TooLarge { most: max },
            NumberError::OffStep { step, .. } => Self::NotAMultiple { step },
        }
    }
}

impl From<DateError> for Problem {
    fn from(error: DateError) -> Self {
        match error {
            DateError::Missing(parts) => Self::DateIncomplete(parts),
            DateError::NotReal(parts) => Self::NotADate(parts),
            DateError::ShortYear => Self::YearDigits,
            DateError::NoSuchDay => Self::NotADate(Parts { day: true, ..Parts::default() }),
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(error: PhoneError) -> Self {
        match error {
            PhoneError::Extension => Self::TelephoneExtension,
            PhoneError::NoCountry => Self::TelephoneWithoutCountry,
            // The message is the same for these: check the country and the number.
            PhoneError::NotANumber
            | PhoneError::UnknownCallingCode
            | PhoneError::TooShort
            | PhoneError::TooLong
            | PhoneError::NotOfItsCountry { .. } => Self::NotATelephoneNumber,
        }
    }
}
