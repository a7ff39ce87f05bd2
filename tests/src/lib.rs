//! What the tests of the whole bundle share: an emulator with a browser without a screen, the functions without a
//! network, and tokens and events made by hand.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on says why and fails"
)]

pub mod agent;
pub mod emulator;
pub mod event;
pub mod functions;
pub mod log;
pub mod moto;
pub mod token;

use std::path::PathBuf;

/// What `tests/run` tells of this machine: where a program is, and the like.
#[expect(clippy::disallowed_methods, reason = "tests/run sets what its tests need")]
pub fn setting(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: start this test by `tests/run`"))
}

/// The repository's root.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
