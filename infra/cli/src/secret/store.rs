//! Where the parameter is kept, and why it cannot be read or written there.

use std::time::SystemTime;

use profiling_session::KeyError;
use thiserror::Error;
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

/// What went wrong at the store, and what to do about it. Holds nothing of a session secret: what the
/// service says of a request may repeat it, so of that only the code is told. What a program that gives
/// credentials says is passed on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum StoreError {
    #[error("no region is set: give --region, set AWS_REGION, or set it in the profile")]
    NoRegion,
    #[error(
        "no AWS credentials were found: give --profile or set AWS_PROFILE, log in with `aws sso login`, or set \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    NoCredentials,
    #[error(
        "the AWS credentials cannot be had: {0}\nCorrect the profile, or log in again, like `aws sso login`."
    )]
    Credentials(String),
    #[error("AWS does not take these credentials ({0}): log in again, or look at the clock of this machine")]
    CredentialsRefused(String),
    #[error("access denied: these credentials need {permission} on {resource}")]
    Denied { permission: String, resource: String },
    #[error("there is no such parameter in this region")]
    NotFound,
    #[error("the parameter is there already")]
    Exists,
    #[error(
        "the parameter is not a SecureString, so its secret lies open: delete it, and make a new one with \
         `profiling secret new`"
    )]
    NotSecure,
    #[error(
        "the functions cannot use the parameter: {0}\nCorrect it with `aws ssm put-parameter --overwrite`."
    )]
    Unusable(#[from] KeyError),
    #[error("SSM takes no more requests at the moment ({0}): wait a minute and try again")]
    Throttled(String),
    #[error("SSM could not be reached: look at the network, the proxy, and the region's name")]
    Unreachable,
    #[error("SSM did not answer in time: try again, after a look with `profiling secret show`")]
    TimedOut,
    #[error("the KMS key cannot be used ({0}): look at its name, its region and its state")]
    Key(String),
    #[error(
        "SSM answered {code} to {operation}: look with `profiling secret show` at what is there, and try again"
    )]
    Other { operation: &'static str, code: String },
}
