//! Locales: language tags, language negotiation, the built-in messages, and the formats of numbers, dates and plurals.
//!
//! [`negotiate`] chooses the language of a page from those of the form, [`with_region`] adds the region of the user, and
//! [`messages`] returns the built-in messages for it, or the English ones. [`CustomMessages`] replaces some of them. Formats and plural rules are those of CLDR 48.

mod custom;
mod date;
mod fill;
mod languages;
mod messages;
mod negotiate;
mod number;
mod plural;
mod tag;
mod texts;

#[cfg(test)]
mod tests;

#[cfg(feature = "schema")]
pub use custom::schema as custom_messages_schema;
pub use custom::{CUSTOM_MESSAGES_FILE, CustomMessages};
pub use date::DateOrder;
pub use languages::{LANGUAGES, has_messages, messages};
pub use negotiate::{accept_language, negotiate, with_region};
pub use tag::{Direction, Tag, TagError, direction};
pub use texts::{ErrorPage, Messages};
