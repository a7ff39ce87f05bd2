//! The types of values: each module validates and normalizes the text that a person typed, or returns an error.
//! The functions are pure and total: they read no clock and no environment, and no input makes them panic,
//! whatever its length.

pub(crate) mod clean;
pub mod country;
pub mod date;
pub(crate) mod digit;
mod domain;
pub mod email;
mod emoji;
pub mod number;
pub mod pattern;
pub mod phone;
pub mod text;
pub mod today;
pub mod url;
mod width;
