//! The path of a request from its event to its response and its log line, which both functions share.
//!
//! A request passes through the modules in this order: [`event`] decodes it, [`request`] reads its parameters, [`exchange`] verifies it with the secrets of [`secret`], [`profiling_forms`] chooses the questions and checks
//! the answers, [`profiling_pages`] or [`profiling_session::redirect`] makes the reply, [`response`] its headers, and
//! [`log`] writes the one line that names its [`outcome`].

pub mod answer_claims;
pub mod app;
pub mod clock;
pub mod config;
pub mod event;
pub mod exchange;
#[cfg(feature = "lambda")]
pub mod function;
pub mod log;
pub mod outcome;
pub mod printable;
pub mod reason;
pub mod request;
pub mod response;
pub mod secret;

#[cfg(test)]
mod test_support;
