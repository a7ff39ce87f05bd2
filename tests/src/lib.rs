//! What the tests of the whole bundle share: a stand with a browser without a screen, the functions without a
//! network, and tokens and events made by hand.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on says why and fails"
)]

pub mod agent;
pub mod event;
pub mod functions;
pub mod log;
pub mod stand;
pub mod token;

use std::path::PathBuf;

/// The repository's root.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
