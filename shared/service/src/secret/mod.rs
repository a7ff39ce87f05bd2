//! The session secret: its source, and the lifetime of a copy.

mod cache;
mod fetch_error;
mod source;
#[cfg(feature = "lambda")]
mod ssm;

pub use cache::{Current, NotRefreshed, SecretCache};
pub use fetch_error::{AttemptFailure, ErrorCode, FetchError, FetchFailure, ParameterName, Region};
pub use source::{SecretError, SecretFuture, SecretSource, StaticSecret};
#[cfg(feature = "lambda")]
pub use ssm::SsmSecret;
