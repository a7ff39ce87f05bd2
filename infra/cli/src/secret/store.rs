//! Where the parameter is kept, and why it cannot be read or written there.

use std::time::SystemTime;

pub(crate) use profiling_ssm::StoreError;
use zeroize::Zeroizing;

use super::lines::Secrets;

/// The parameter as it is now.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) secrets: Secrets,
    /// Counted by the store: each write adds one.
    pub(super) version: i64,
    pub(super) modified: SystemTime,
}

/// A place that keeps the parameter. It has no compare-and-swap, so a write tells the version that it made.
pub(super) trait Store {
    /// Reads the parameter.
    async fn read(&self) -> Result<Stored, StoreError>;
    /// Creates it; an error if it is there.
    async fn create(&self, text: &Zeroizing<String>, kms_key: Option<&str>) -> Result<i64, StoreError>;
    /// Replaces its text, and nothing else of it.
    async fn replace(&self, text: &Zeroizing<String>) -> Result<i64, StoreError>;
}
