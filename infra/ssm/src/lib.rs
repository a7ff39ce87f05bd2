//! The messages between `profiling` and `profiling-ssm`, the program that calls AWS Systems Manager for it.
//!
//! `profiling-ssm` reads one [`Request`] per line from standard input, as JSON, and writes one [`Reply`] per line to
//! standard output. The first request is [`Request::Connect`]. The program ends at the end of its input.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use profiling_session::KeyError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A request to the program.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Finds the credentials and the region.
    Connect {
        /// The name of the parameter.
        parameter: String,
        /// The region; `None` for that of the environment or the profile.
        region: Option<String>,
        /// The profile; `None` for that of the environment.
        profile: Option<String>,
    },
    /// Reads the parameter.
    Read,
    /// Creates the parameter.
    Create {
        /// The text of the parameter.
        text: String,
        /// The KMS key to encrypt it with; `None` for the account's key for SSM.
        kms_key: Option<String>,
    },
    /// Replaces the text of the parameter and keeps its other attributes.
    Replace {
        /// The new text.
        text: String,
    },
}

/// The reply to a request.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The credentials and the region were found.
    Connected {
        /// The region.
        region: String,
    },
    /// The parameter.
    Parameter(Parameter),
    /// The parameter was written.
    Written {
        /// The version that the write created.
        version: i64,
    },
    /// The request failed.
    Failed(StoreError),
}

/// A parameter as SSM returns it.
#[derive(Deserialize, Serialize)]
pub struct Parameter {
    /// The decrypted text.
    pub text: String,
    /// The version, which each write increases by one.
    pub version: i64,
    /// The time of the last write, in milliseconds since the Unix epoch.
    pub modified_milliseconds: u64,
}

impl Parameter {
    /// Returns the time of the last write.
    pub fn modified(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.modified_milliseconds)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request(redacted)")
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameter(version {}, redacted)", self.version)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { region } => write!(f, "Connected({region})"),
            Self::Parameter(parameter) => parameter.fmt(f),
            Self::Written { version } => write!(f, "Written(version {version})"),
            Self::Failed(error) => write!(f, "Failed({error:?})"),
        }
    }
}

/// An error of the store, with what to do next. It contains no secret: messages of the service can repeat the request,
/// so only their codes are included. Messages of credentials providers are included.
#[derive(Debug, Clone, PartialEq, Eq, Error, Deserialize, Serialize)]
pub enum StoreError {
    /// No region is set.
    #[error("no AWS region is set; use --region, set AWS_REGION, or set a region in the profile")]
    NoRegion,
    /// The chosen profile does not exist.
    #[error("there is no AWS profile `{0}`; `aws configure list-profiles` lists all profiles")]
    NoProfile(String),
    /// No credentials were found.
    #[error(
        "no AWS credentials found; use --profile, set AWS_PROFILE, log in with `aws sso login`, or set \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    NoCredentials,
    /// The credentials could not be loaded.
    #[error(
        "failed to load AWS credentials: {0}\nCorrect the profile, or log in again, for example with `aws sso login`."
    )]
    Credentials(String),
    /// AWS rejected the credentials.
    #[error("AWS rejected the credentials ({0}); log in again, or check the clock of this machine")]
    CredentialsRefused(String),
    /// A permission is missing.
    #[error("access denied: these credentials need {permission} on {resource}")]
    Denied {
        /// The permission.
        permission: String,
        /// The resource that it is needed on.
        resource: String,
    },
    /// The parameter does not exist.
    #[error("the parameter does not exist in this region")]
    NotFound,
    /// The parameter already exists.
    #[error("the parameter already exists")]
    Exists,
    /// The parameter is not encrypted.
    #[error(
        "the parameter is not a SecureString, so its secrets are not encrypted; delete it, and create a new one with \
         `profiling secret new`"
    )]
    NotSecure,
    /// The functions cannot use the text of the parameter.
    #[error(
        "the functions cannot use the parameter: {0}\nCorrect it with `aws ssm put-parameter --overwrite`."
    )]
    Unusable(String),
    /// SSM throttled the request.
    #[error("SSM is throttling requests ({0}); wait a minute and try again")]
    Throttled(String),
    /// SSM could not be reached.
    #[error("SSM could not be reached; check the network, the proxy, and the name of the region")]
    Unreachable,
    /// SSM did not respond in time.
    #[error("SSM did not respond in time; check the state with `profiling secret show` before you try again")]
    TimedOut,
    /// The KMS key cannot be used.
    #[error("the KMS key cannot be used ({0}); check its name, its region and its state")]
    Key(String),
    /// Any other error of SSM.
    #[error(
        "SSM responded to {operation} with {code}; check the state with `profiling secret show` before you try again"
    )]
    Other {
        /// The operation, such as `GetParameter`.
        operation: String,
        /// The code of the error.
        code: String,
    },
    /// The program that calls SSM could not be started, or ended early.
    #[error("the AWS client cannot be started: {0}")]
    Client(String),
}

impl From<KeyError> for StoreError {
    fn from(error: KeyError) -> Self {
        Self::Unusable(error.to_string())
    }
}
