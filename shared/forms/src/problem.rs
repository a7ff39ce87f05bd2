//! The errors of an answer.

use crate::value::date::{Date, DateError, Parts};
use crate::value::number::{Decimal, NumberError};
use crate::value::phone::PhoneError;
use crate::value::text::TextError;

/// The error of an answer. The page has the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// A required answer is missing.
    Required,
    /// Fewer characters than the field wants.
    TooShort {
        /// The least number of characters.
        least: u32,
    },
    /// More characters than the field takes.
    TooLong {
        /// The greatest number of characters.
        most: u32,
        /// The number of characters.
        actual: usize,
    },
    /// A line break, NUL or another control character where there may be none.
    ControlCharacter,
    /// Not of the form that the field's pattern describes.
    PatternMismatch,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a telephone number of the country that was chosen.
    NotATelephoneNumber,
    /// A telephone number of a country that the field does not take.
    TelephoneCountry,
    /// Not a web address.
    NotAUrl,
    /// Not a number, or one that cannot be kept exactly.
    NotANumber,
    /// A number with decimals where there may be none.
    NotAWholeNumber,
    /// More decimals than the field takes.
    TooManyDecimals {
        /// The most decimals.
        most: u8,
    },
    /// A number under the least one.
    TooSmall {
        /// The least number.
        least: Decimal,
    },
    /// A number over the greatest one.
    TooLarge {
        /// The greatest number.
        most: Decimal,
    },
    /// Not a multiple.
    NotAMultiple {
        /// Of this.
        step: Decimal,
    },
    /// A date without its day, month or year.
    DateIncomplete(Parts),
    /// A date that no calendar has.
    NotADate(Parts),
    /// A date before the first one.
    TooEarly {
        /// The first one.
        earliest: Date,
    },
    /// A date after the last one.
    TooLate {
        /// The last one.
        latest: Date,
    },
    /// Nothing that can be chosen.
    NotAnOption,
    /// "Other" is chosen, and its text is missing.
    OtherMissing,
    /// Fewer options than have to be chosen.
    TooFew {
        /// The least number of options.
        least: u32,
    },
    /// More options than can be chosen.
    TooMany {
        /// The greatest number of options.
        most: u32,
    },
    /// All the answers together do not fit the way back; this is the longest of them.
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
            NumberError::NotANumber | NumberError::TooLarge | NumberError::TooPrecise => Self::NotANumber,
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
            DateError::ShortYear => Self::NotADate(Parts { year: true, ..Parts::default() }),
            DateError::NoSuchDay => Self::NotADate(Parts { day: true, ..Parts::default() }),
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(_: PhoneError) -> Self {
        // One sentence for all of them: check the country and the number.
        Self::NotATelephoneNumber
    }
}
