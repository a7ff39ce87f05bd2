//! The code that the targets share. The modules for events, the functions, logs and tokens are files of the tests: the
//! package of the tests would bring along the emulator.

pub mod definition;
#[path = "../../src/event.rs"]
pub mod event;
#[path = "../../src/functions.rs"]
pub mod functions;
pub mod interview;
#[path = "../../src/log.rs"]
pub mod log;
#[path = "../../src/token.rs"]
pub mod token;

use std::path::PathBuf;

/// The forms as they are deployed.
pub fn forms() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/forms"))
}
