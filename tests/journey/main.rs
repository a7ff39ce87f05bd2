//! The journey over HTTP: an emulator in this process, and a headless browser.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

mod action;
mod answers;
mod clock;
mod conditions;
mod doctor;
mod errors;
mod gateway;
mod handover;
mod journey;
mod kinds;
mod languages;
mod link;
mod look;
mod messages;
mod next_logins;
mod page;
mod plan_claims;
mod plans;
mod preview;
mod sealed;
mod secrets;
mod security;
mod settings;
mod snapshots;
mod steps;
mod stranded;
mod synthetic;
mod users;
mod versions;

use profiling_tests::emulator;
