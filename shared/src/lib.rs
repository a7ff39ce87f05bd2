//! What the two functions know: the question that a tenant signs, the form that asks it, the answer
//! that goes back, and how each request ends.
//!
//! A request passes through the modules in this order: [`event`] decodes it, [`request`] takes from it
//! what a function needs, [`exchange`] verifies it ([`token`], [`secret`]), [`form`] chooses the
//! questions and checks the answers, [`page`] or [`redirect`] makes the reply, [`response`] its headers,
//! and [`log`] writes the one line that tells its [`outcome`].

pub mod app;
pub mod clock;
pub mod config;
pub mod event;
pub mod exchange;
pub mod form;
#[cfg(feature = "lambda")]
pub mod function;
pub mod locale;
pub mod log;
pub mod outcome;
pub mod page;
pub mod redirect;
pub mod request;
pub mod response;
pub mod secret;
pub mod theme;
pub mod token;
pub mod value;

#[cfg(test)]
mod test_support;
