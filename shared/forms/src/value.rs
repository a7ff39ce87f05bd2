//! Values of one kind each: from what a person typed to what is kept, or to why it will not do. Pure and
//! total: no clock, no environment, and no text of any length makes them panic.

pub mod country;
pub mod date;
mod digit;
pub mod email;
pub mod number;
pub mod pattern;
pub mod phone;
pub mod text;
pub mod url;
