//! The context in which an answer is read.

use crate::locale::Words;
use crate::value::date::Date;

/// What an answer is read with.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// How the person writes numbers.
    pub words: &'static Words,
    /// Today's date in UTC, for bounds that move with it.
    pub today: Date,
}
