//! The errors of calls to SSM. They contain no request or response data.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

use crate::printable::{is_camel_case, is_parameter, is_region};

/// A call to SSM that did not return the secrets.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("GetParameter {parameter} in {region}: {failure}")]
pub struct FetchError {
    /// The parameter.
    pub parameter: ParameterName,
    /// The region.
    pub region: Region,
    /// The failure.
    #[serde(flatten)]
    pub failure: FetchFailure,
}

/// The failure of a call, with all its attempts.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "snake_case")]
pub enum FetchFailure {
    /// The request could not be created.
    #[error("the request could not be created")]
    RequestNotMade,
    /// The time limit was reached before an attempt succeeded.
    #[error("SSM did not respond in time{}", after(.before.as_ref()))]
    TimedOut {
        /// The failure of the last completed attempt.
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<AttemptFailure>,
    },
    /// No connection was made in time.
    #[error("SSM could not be reached in time")]
    ConnectionTimedOut,
    /// The response has no parameter.
    #[error("the response has no parameter")]
    NoParameter,
    /// The parameter has another type.
    #[error("the parameter is not a SecureString")]
    NotSecureString,
    /// The SDK reports a failure of a kind that this version does not know.
    #[error("unknown error")]
    Unknown,
    /// The last attempt failed.
    #[error(transparent)]
    #[serde(untagged)]
    Attempt(AttemptFailure),
}

fn after(failure: Option<&AttemptFailure>) -> String {
    failure.map(|failure| format!("; before that: {failure}")).unwrap_or_default()
}

/// The failure of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "snake_case")]
pub enum AttemptFailure {
    /// No connection was made.
    #[error("SSM could not be reached")]
    Unreachable,
    /// The certificate is from an issuer that is not trusted.
    #[error("SSM's certificate has an unknown issuer")]
    UnknownIssuer,
    /// The response could not be read.
    #[error("the response could not be read")]
    Unreadable,
    /// SSM returned an error.
    #[error("{}", code_or_none(.code.as_ref()))]
    Service {
        /// The code, if the error has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<ErrorCode>,
    },
}

fn code_or_none(code: Option<&ErrorCode>) -> &str {
    code.map_or("an error without a code", ErrorCode::as_str)
}

/// An error code of an AWS service, such as `ThrottlingException`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ErrorCode(String);

/// The codes of SSM that do not end in `Exception`.
const CODES: [&str; 13] = [
    "ExpiredToken",
    "IncompleteSignature",
    "InternalFailure",
    "InternalServerError",
    "InvalidClientTokenId",
    "InvalidKeyId",
    "NotAuthorized",
    "OptInRequired",
    "ParameterNotFound",
    "ParameterVersionNotFound",
    "RequestExpired",
    "ServiceUnavailable",
    "ValidationError",
];

impl ErrorCode {
    /// Checks a code that a service returned: words of letters, each with a capital.
    ///
    /// ```
    /// use profiling_service::secret::ErrorCode;
    ///
    /// assert_eq!(ErrorCode::parse("ThrottlingException").expect("a code").as_str(), "ThrottlingException");
    /// assert_eq!(ErrorCode::parse("rate exceeded"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        is_camel_case(text).then(|| Self(text.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Accepts only error codes of AWS, because a pasted secret could look like one.
impl TryFrom<String> for ErrorCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_error_code =
            CODES.contains(&text.as_str()) || is_camel_case(&text) && text.ends_with("Exception");
        if is_error_code { Ok(Self(text)) } else { Err("not a known error code") }
    }
}

/// The name of a parameter in a function's settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ParameterName(Arc<str>);

impl ParameterName {
    /// The name in the settings of a function.
    pub fn from_setting(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of an AWS region in a function's settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Region(Arc<str>);

impl Region {
    /// The name in the settings of a function.
    pub fn from_setting(name: &str) -> Self {
        Self(name.into())
    }
}

impl TryFrom<String> for ParameterName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_parameter(&text) { Ok(Self(text.into())) } else { Err("not the name of a parameter") }
    }
}

impl TryFrom<String> for Region {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_region(&text) { Ok(Self(text.into())) } else { Err("not the name of a region") }
    }
}

impl Serialize for ParameterName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
