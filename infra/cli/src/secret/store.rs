//! The interface of the store with the parameter, and its errors.

use std::time::SystemTime;

pub(crate) use profiling_ssm::StoreError;
use zeroize::Zeroizing;

use super::lines::Secrets;

/// The current state of the parameter.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) secrets: Secrets,
    /// The version, which each write increases by one.
    pub(super) version: i64,
    pub(super) modified: SystemTime,
}

/// A store with the parameter. It has no compare-and-swap, so a write returns the version that it created.
pub(super) trait Store {
    /// Reads the parameter.
    async fn read(&self) -> Result<Stored, StoreError>;
    /// Creates the parameter. Errors: [`StoreError::Exists`] if it already exists.
    async fn create(&self, text: &Zeroizing<String>, kms_key: Option<&str>) -> Result<i64, StoreError>;
    /// Replaces the text of the parameter, and keeps all its attributes.
    async fn replace(&self, text: &Zeroizing<String>) -> Result<i64, StoreError>;
}
