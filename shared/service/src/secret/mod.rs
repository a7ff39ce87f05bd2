//! The session secret: where it comes from, and how long a copy is good for.

mod cache;
mod source;
#[cfg(feature = "lambda")]
mod ssm;

pub use cache::{Current, NotRefreshed, SecretCache};
pub use source::{SecretError, SecretFuture, SecretSource, StaticSecret};
#[cfg(feature = "lambda")]
pub use ssm::SsmSecret;
