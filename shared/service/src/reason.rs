//! The typed reason for the rejection of a request. The type of each value decides that it may be logged: numbers,
//! names that this project or its operator chose, hosts and codes. No reason has room for a token, a secret, a `state` or
//! an answer.

#[cfg(feature = "guide")]
mod samples;

use std::fmt;

use profiling_forms::FormName;
use profiling_session::redirect::TooLong;
use profiling_session::{KeyWarning, SignError, StateError, TokenError};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::outcome::Outcome;
use crate::printable::is_name;
use crate::secret::{NotRefreshed, SecretError};

/// A reason. Displayed, it is the sentence of the log line's `detail`; serialized, it is a code in `reason`, and the
/// values beside it.
///
/// ```
/// use profiling_service::outcome::Outcome;
/// use profiling_service::reason::Reason;
/// use profiling_session::TokenError;
///
/// let reason = Reason::from(TokenError::Expired { seconds: 9 });
/// assert_eq!(reason.outcome(), Outcome::TokenExpired);
/// assert_eq!(reason.to_string(), "expired 9 s ago");
///
/// let json = serde_json::to_string(&reason)?;
/// assert_eq!(json, r#"{"reason":"token_expired","seconds":9}"#);
/// assert_eq!(serde_json::from_str::<Reason>(&json)?, reason);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The event is one of another service or format.
    #[error("the event is not an HTTP API event with payload format 2.0")]
    EventFormatUnknown,
    /// The path and the query are too long.
    #[error("the path and the query have {bytes} bytes, more than the limit of {limit_bytes}")]
    TargetTooLong {
        /// The length of both.
        bytes: usize,
        /// The maximum.
        limit_bytes: usize,
    },
    /// The path or the query has a character that is not allowed.
    #[error("the path or the query is not well-formed")]
    TargetMalformed,
    /// The body cannot be decoded.
    #[error("the body is not base64")]
    BodyNotBase64,
    /// The query cannot be decoded exactly.
    #[error("the query is not well-formed")]
    QueryMalformed,
    /// The query and the body have different parameters of the login.
    #[error("the query and the body have different parameters")]
    QueryMismatch,
    /// The body is longer than a form can be.
    #[error("the body has {bytes} bytes, more than the limit of {limit_bytes}")]
    BodyTooLarge {
        /// The length, encoded as the event has it.
        bytes: usize,
        /// The maximum.
        limit_bytes: usize,
    },
    /// The body cannot be decoded exactly.
    #[error("the body is not well-formed")]
    BodyMalformed,
    /// The name of a field has brackets, which no input of ours has.
    #[error("the name of a field has brackets")]
    FieldNameMalformed,
    /// The body has a field twice.
    #[error("an answer is repeated")]
    AnswerRepeated,
    /// The body is not a form in UTF-8.
    #[error("the body is not application/x-www-form-urlencoded in UTF-8")]
    MediaTypeUnsupported,
    /// The page of another site sent the form.
    #[error("the header Sec-Fetch-Site is not same-origin")]
    CrossSite,

    /// The path is not that of a form.
    #[error("the path is not the path of a form")]
    RouteUnknown,
    /// The method is neither GET nor POST.
    #[error("the method is neither GET nor POST")]
    MethodNotAllowed,
    /// No form has this name.
    #[error("no form has this name")]
    FormUnknown,
    /// The file of the form is invalid.
    #[error("the form's file is invalid")]
    FormInvalid,
    /// No form could be loaded.
    #[error("no form could be loaded")]
    FormsMissing,

    /// The request has no `state`.
    #[error("the state is missing")]
    StateMissing,
    /// The request has more than one `state`.
    #[error("the state is repeated")]
    StateRepeated,
    /// The request has no `session_token`.
    #[error("the session token is missing")]
    TokenMissing,
    /// The request has more than one `session_token`.
    #[error("the session token is repeated")]
    TokenRepeated,
    /// No active secret signed the token.
    #[error("{}", Mismatch(.not_refreshed.as_ref(), .secret_flaws))]
    SignatureMismatch {
        /// The reason for which the secrets were not fetched again.
        #[serde(skip_serializing_if = "Option::is_none")]
        not_refreshed: Option<NotRefreshed>,
        /// Flaws of the secrets, by which that of the Action may differ.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        secret_flaws: Vec<KeyWarning>,
    },
    /// The token is for another form.
    #[error("the token is for {}", form_or_another(.token_form.as_ref()))]
    FormMismatch {
        /// The form, unless the token does not have the name of a form.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            serialize_with = "serialize_form",
            deserialize_with = "deserialize_form"
        )]
        token_form: Option<FormName>,
    },
    /// The request and the login have different IP addresses.
    #[error("the request and the login have different IP addresses")]
    IpMismatch,
    /// The token has no IP address to compare.
    #[error("the token has no IP address")]
    IpMissing,

    /// The answers do not fit the redirect.
    #[error("{0}")]
    AnswersTooLong(TooLong),
    /// The redirect is too long without a single answer, because of what the tenant sent.
    #[error("{0}")]
    LoginTooLong(TooLong),
    /// The answer could not be signed.
    #[error("the answer could not be signed: {problem}")]
    SigningFailed {
        /// The problem.
        problem: SignError,
    },
    /// The handler panicked.
    #[error("the handler panicked")]
    Panic,

    /// The `state` cannot be used.
    #[error(transparent)]
    #[serde(untagged)]
    State(#[from] StateError),
    /// The session token is rejected.
    #[error(transparent)]
    #[serde(untagged)]
    Token(#[from] TokenError),
    /// There is no secret to verify with.
    #[error(transparent)]
    #[serde(untagged)]
    Secret(#[from] SecretError),
}

impl Reason {
    /// The outcome of a request that ends for this reason.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::EventFormatUnknown
            | Self::TargetTooLong { .. }
            | Self::TargetMalformed
            | Self::BodyNotBase64
            | Self::QueryMalformed
            | Self::QueryMismatch => Outcome::RequestMalformed,
            Self::BodyTooLarge { .. } => Outcome::BodyTooLarge,
            Self::BodyMalformed | Self::FieldNameMalformed | Self::AnswerRepeated => Outcome::BodyMalformed,
            Self::MediaTypeUnsupported => Outcome::MediaTypeUnsupported,
            Self::CrossSite => Outcome::CrossSite,
            Self::RouteUnknown => Outcome::NotFound,
            Self::MethodNotAllowed => Outcome::MethodNotAllowed,
            Self::FormUnknown => Outcome::FormUnknown,
            Self::FormInvalid | Self::FormsMissing => Outcome::FormInvalid,
            Self::StateMissing | Self::StateRepeated | Self::LoginTooLong(_) => Outcome::StateInvalid,
            Self::State(StateError::Empty | StateError::TooLong { .. } | StateError::ControlCharacter) => {
                Outcome::StateInvalid
            }
            Self::TokenMissing | Self::TokenRepeated => Outcome::TokenMissing,
            Self::SignatureMismatch { .. } => Outcome::SignatureMismatch,
            Self::FormMismatch { .. } => Outcome::FormMismatch,
            Self::IpMismatch | Self::IpMissing => Outcome::IpMismatch,
            Self::AnswersTooLong(_) => Outcome::AnswersTooLong,
            Self::SigningFailed { .. } | Self::Panic => Outcome::InternalError,
            Self::Token(error) => token_outcome(error),
            Self::Secret(SecretError::Fetch(_) | SecretError::Unusable(_)) => Outcome::SecretUnavailable,
        }
    }
}

const fn token_outcome(error: &TokenError) -> Outcome {
    match error {
        TokenError::Malformed { .. } => Outcome::TokenMalformed,
        TokenError::Header => Outcome::HeaderRefused,
        TokenError::Algorithm => Outcome::AlgorithmRefused,
        TokenError::Signature => Outcome::SignatureMismatch,
        TokenError::Payload | TokenError::Claim { .. } => Outcome::ClaimInvalid,
        TokenError::Answer => Outcome::AnswerReflected,
        TokenError::Issuer { .. } => Outcome::IssuerUnknown,
        TokenError::Expired { .. } => Outcome::TokenExpired,
        TokenError::NotYetValid { .. } => Outcome::TokenNotYetValid,
        TokenError::Lifetime { .. } => Outcome::LifetimeTooLong,
    }
}

impl From<SignError> for Reason {
    fn from(problem: SignError) -> Self {
        Self::SigningFailed { problem }
    }
}

/// The sentence of a signature mismatch: the mismatch, the reason for which the secrets were not fetched again, and a
/// clause for each flaw.
struct Mismatch<'a>(Option<&'a NotRefreshed>, &'a [KeyWarning]);

impl fmt::Display for Mismatch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(not_refreshed, secret_flaws) = self;
        write!(f, "{}", TokenError::Signature)?;
        if let Some(reason) = not_refreshed {
            write!(f, "; {reason}")?;
        }
        secret_flaws.iter().try_for_each(|flaw| write!(f, "; {flaw}"))
    }
}

fn form_or_another(form: Option<&FormName>) -> &str {
    form.map_or("another form", FormName::as_str)
}

#[expect(clippy::ref_option, reason = "serde passes a reference")]
fn serialize_form<S: Serializer>(form: &Option<FormName>, serializer: S) -> Result<S::Ok, S::Error> {
    form.as_ref().map(FormName::as_str).serialize(serializer)
}

fn deserialize_form<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FormName>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let form = FormName::parse(&name).ok().filter(|_| is_name(&name));
    form.map(Some).ok_or_else(|| de::Error::custom("not the name of a form"))
}
