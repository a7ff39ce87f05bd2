//! The local emulator: a complete login on one machine, without AWS, Auth0, Docker or Node.
//!
//! An [`Emulator`] has three origins on 127.0.0.1, over http or https: the *form* behind a gateway that uses
//! API Gateway's event format, a *tenant* that logs users in and runs the real Action, and a demo *app*.
//! There is no global state: a process can run many emulators.

pub mod action;
pub mod callback;
pub mod emulator;
pub mod execution;
pub mod forecast;
pub mod gateway_url;
pub mod options;
pub mod user;

mod app;
mod cookie;
mod gateway;
#[cfg(test)]
mod https_tests;
mod incoming;
mod journal;
mod listener;
mod moment;
mod movable_clock;
mod origin;
mod page;
mod plan;
mod preview;
mod reload;
mod reply;
mod sealed;
mod state_file;
mod tenant;
mod terminal;

pub use action::sign_session_token;
pub use callback::Callback;
pub use emulator::{Emulator, StartError};
pub use gateway_url::{GatewayUrl, GatewayUrlError};
pub use listener::CertificateError;
pub use options::{Options, Settings};
pub use user::{Connection, Organization, User};
