//! What the targets share: the functions without a network and tokens made by hand, as the tests have them.
//! From their files, as the tests' own package brings along a whole emulator.

pub mod definition;
#[path = "../../src/event.rs"]
pub mod event;
#[path = "../../src/functions.rs"]
pub mod functions;
#[path = "../../src/log.rs"]
pub mod log;
#[path = "../../src/token.rs"]
pub mod token;

use std::path::PathBuf;

/// The forms as they are deployed.
pub fn forms() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/forms"))
}
