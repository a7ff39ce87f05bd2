//! Languages: which one a person reads, the words that every form shares in it, and how it writes
//! numbers, dates and plurals. Pure: what the person asked for comes in, nothing else is looked at.
//!
//! [`negotiate`] finds the language of a page among those that a form is written in, [`with_region`] adds
//! where its reader is, and [`words`] has the built-in words for that, or English ones. Numbers, dates and plural forms are those of CLDR 48.

mod date;
mod fill;
mod languages;
mod negotiate;
mod number;
mod plural;
mod tag;
mod texts;
mod words;

#[cfg(test)]
mod tests;

pub use date::DateOrder;
pub use languages::{LANGUAGES, has_words, words};
pub use negotiate::{accept_language, negotiate, with_region};
pub use tag::{Direction, Tag, TagError, direction};
pub use texts::{ErrorPage, Words};
