//! Helpers for the tests of the whole bundle: an emulator with a headless browser, the functions without a
//! network, and handmade tokens and events.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a helper that cannot continue fails the test with a message"
)]

pub mod agent;
pub mod emulator;
pub mod event;
pub mod functions;
pub mod log;
pub mod moto;
pub mod token;

use std::path::PathBuf;

/// A setting from `tests/run`, such as the path of a program.
#[expect(clippy::disallowed_methods, reason = "tests/run sets what its tests need")]
pub fn setting(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: start this test by `tests/run`"))
}

/// The repository's root.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
