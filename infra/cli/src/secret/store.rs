//! The interface of the store with the parameter, and its errors.

use std::time::SystemTime;

use profiling_session::KeyError;
use thiserror::Error;
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

/// An error of the store, with what to do next. It contains no secret: messages of the service can repeat the request,
/// so only their codes are included. Messages of credentials providers are included.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum StoreError {
    #[error("no AWS region is set; use --region, set AWS_REGION, or set a region in the profile")]
    NoRegion,
    #[error(
        "no AWS credentials found; use --profile, set AWS_PROFILE, log in with `aws sso login`, or set \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    NoCredentials,
    #[error(
        "failed to load AWS credentials: {0}\nCorrect the profile, or log in again, for example with `aws sso login`."
    )]
    Credentials(String),
    #[error("AWS rejected the credentials ({0}); log in again, or check the clock of this machine")]
    CredentialsRefused(String),
    #[error("access denied: these credentials need {permission} on {resource}")]
    Denied { permission: String, resource: String },
    #[error("the parameter does not exist in this region")]
    NotFound,
    #[error("the parameter already exists")]
    Exists,
    #[error(
        "the parameter is not a SecureString, so its secrets are not encrypted; delete it, and create a new one with \
         `profiling secret new`"
    )]
    NotSecure,
    #[error(
        "the functions cannot use the parameter: {0}\nCorrect it with `aws ssm put-parameter --overwrite`."
    )]
    Unusable(#[from] KeyError),
    #[error("SSM is throttling requests ({0}); wait a minute and try again")]
    Throttled(String),
    #[error("SSM could not be reached; check the network, the proxy, and the name of the region")]
    Unreachable,
    #[error("SSM did not respond in time; check the state with `profiling secret show` before you try again")]
    TimedOut,
    #[error("the KMS key cannot be used ({0}); check its name, its region and its state")]
    Key(String),
    #[error(
        "SSM responded to {operation} with {code}; check the state with `profiling secret show` before you try again"
    )]
    Other { operation: &'static str, code: String },
}
