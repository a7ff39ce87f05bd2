//! Malicious requests to the handlers behind the emulator's gateway. Each test checks the exact status and
//! reason, and that nothing was signed, reflected or disclosed in the log.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

mod functions;
mod raw;
mod reaction;
mod target;

mod answers;
mod claims;
mod compact;
mod encoding;
mod header;
mod issuer;
mod logged;
mod method;
mod parameters;
mod payload;
mod redirect;
mod reflected;
mod replay;
mod response;
mod return_link;
mod sealed;
mod signature;
mod size;
mod state;
mod times;
