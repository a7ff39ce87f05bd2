//! How a request ends: in exactly one of these, which fixes the status, the page and the log's reason.

#[cfg(feature = "guide")]
mod guide;

use http::StatusCode;
use profiling_pages::Topic;

#[cfg(feature = "guide")]
pub use self::guide::{Cause, Guide};
use crate::secret::SecretError;
use profiling_session::{SignError, StateError, TokenError};

/// Who is to look into it, and so how loud the log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// As it should be, or a person's slip.
    Info,
    /// Refused: a stale page, a probe, or a setting that does not match the tenant's.
    Warn,
    /// Our fault, or our platform's.
    Error,
}

impl Severity {
    /// The log line's level, by the names that Lambda filters by.
    pub const fn level(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

macro_rules! outcomes {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:ident, $severity:ident, $topic:expr; )+) => {
        /// The one end of a request.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Outcome {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl Outcome {
            /// All of them, in the order of the reference.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// The reason code of logs and metrics.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The status of the answer; where the answer is taken to the tenant, that of the redirect.
            pub const fn status(self) -> StatusCode {
                match self { $( Self::$variant => StatusCode::$status, )+ }
            }

            /// How loud the log line is.
            pub const fn severity(self) -> Severity {
                match self { $( Self::$variant => Severity::$severity, )+ }
            }

            /// What its error page says; `None` for those that show a form or redirect.
            pub const fn topic(self) -> Option<Topic> {
                match self { $( Self::$variant => $topic, )+ }
            }
        }
    };
}

impl Outcome {
    /// Whether it is a refusal that somebody should know of when there are many. What becomes of late
    /// people is none. `None` where nobody came to a form, so that there was nothing to refuse.
    pub fn refused(self) -> Option<bool> {
        let came = !matches!(self, Self::NotFound | Self::MethodNotAllowed | Self::WarmUp);
        came.then(|| self.severity() >= Severity::Warn && self.status().is_client_error())
    }

    /// Returns true if the outcome belongs to a real request, which the metrics count.
    pub fn is_request(self) -> bool {
        self != Self::WarmUp
    }
}

outcomes! {
    /// The form is shown.
    Rendered = "rendered", OK, Info, None;
    /// Another step of the form is shown, with every answer so far.
    StepShown = "step_shown", OK, Info, None;
    /// The answers are signed and on their way to the tenant.
    Answered = "answered", SEE_OTHER, Info, None;
    /// The person chose "Not now": an answer that says so is on its way to the tenant.
    Postponed = "postponed", SEE_OTHER, Info, None;
    /// The form asks for none of the fields that the token names: an answer without answers is on its way,
    /// and the Action decides whether the login may pass.
    NothingToAsk = "nothing_to_ask", SEE_OTHER, Error, None;
    /// An answer will not do: the form is shown again with what is wrong.
    AnswersInvalid = "answers_invalid", UNPROCESSABLE_ENTITY, Info, None;
    /// The answers do not fit the redirect: the form is shown again.
    AnswersTooLong = "answers_too_long", UNPROCESSABLE_ENTITY, Warn, None;

    /// The event is no HTTP request: a schedule keeps the function warm.
    WarmUp = "warm_up", OK, Info, None;

    /// There is nothing at this path.
    NotFound = "not_found", NOT_FOUND, Info, Some(Topic::NotFound);
    /// There is no form of this name.
    FormUnknown = "form_unknown", NOT_FOUND, Warn, Some(Topic::NotFound);
    /// The file of the form of this name is invalid, or no form could be loaded.
    FormInvalid = "form_invalid", INTERNAL_SERVER_ERROR, Error, Some(Topic::Fault);
    /// The path has a form, but the method is neither GET nor POST.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, Info, Some(Topic::InvalidRequest);
    /// The event or the query is not well-formed.
    RequestMalformed = "request_malformed", BAD_REQUEST, Warn, Some(Topic::InvalidRequest);
    /// The body is longer than a form can be.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, Warn, Some(Topic::InvalidRequest);
    /// The body is not well-formed, or has a field twice.
    BodyMalformed = "body_malformed", BAD_REQUEST, Warn, Some(Topic::InvalidRequest);
    /// The body is not `application/x-www-form-urlencoded`.
    MediaTypeUnsupported = "media_type_unsupported", UNSUPPORTED_MEDIA_TYPE, Warn, Some(Topic::InvalidRequest);
    /// Another site's page sent the form.
    CrossSite = "cross_site", FORBIDDEN, Warn, Some(Topic::InvalidRequest);

    /// `state` is missing, repeated, or not one that a tenant makes.
    StateInvalid = "state_invalid", BAD_REQUEST, Warn, Some(Topic::InvalidLink);
    /// `session_token` is missing or repeated.
    TokenMissing = "token_missing", BAD_REQUEST, Warn, Some(Topic::InvalidLink);
    /// The token is not a compact JWS.
    TokenMalformed = "token_malformed", BAD_REQUEST, Warn, Some(Topic::InvalidLink);
    /// The token's header asks for more than plain HS256.
    HeaderRefused = "header_refused", BAD_REQUEST, Warn, Some(Topic::InvalidLink);
    /// The token is not HS256.
    AlgorithmRefused = "algorithm_refused", BAD_REQUEST, Warn, Some(Topic::InvalidLink);
    /// No secret in force signed the token.
    SignatureMismatch = "signature_mismatch", FORBIDDEN, Warn, Some(Topic::InvalidLink);
    /// A claim is missing or has the wrong type.
    ClaimInvalid = "claim_invalid", FORBIDDEN, Warn, Some(Topic::InvalidLink);
    /// An answer of ours came back as a question.
    AnswerReflected = "answer_reflected", FORBIDDEN, Warn, Some(Topic::InvalidLink);
    /// The issuer, whose signature verified, is not on the list.
    IssuerUnknown = "issuer_unknown", FORBIDDEN, Error, Some(Topic::InvalidLink);
    /// The token is past its time.
    TokenExpired = "token_expired", FORBIDDEN, Info, Some(Topic::Expired);
    /// The token's time has not come: the clocks disagree.
    TokenNotYetValid = "token_not_yet_valid", FORBIDDEN, Warn, Some(Topic::InvalidLink);
    /// The token lives longer than a login can.
    LifetimeTooLong = "lifetime_too_long", FORBIDDEN, Warn, Some(Topic::InvalidLink);
    /// The token is for another form.
    FormMismatch = "form_mismatch", FORBIDDEN, Warn, Some(Topic::InvalidLink);
    /// The token was made for another address, and the operator wants that refused.
    IpMismatch = "ip_mismatch", FORBIDDEN, Warn, Some(Topic::InvalidLink);

    /// There is no session secret to verify with.
    SecretUnavailable = "secret_unavailable", SERVICE_UNAVAILABLE, Error, Some(Topic::Unavailable);
    /// A bug.
    Fault = "fault", INTERNAL_SERVER_ERROR, Error, Some(Topic::Fault);
}

impl From<&TokenError> for Outcome {
    fn from(error: &TokenError) -> Self {
        match error {
            TokenError::Malformed(_) => Self::TokenMalformed,
            TokenError::Header => Self::HeaderRefused,
            TokenError::Algorithm => Self::AlgorithmRefused,
            TokenError::Signature => Self::SignatureMismatch,
            TokenError::Claim(_) => Self::ClaimInvalid,
            TokenError::Answer => Self::AnswerReflected,
            TokenError::Issuer(_) => Self::IssuerUnknown,
            TokenError::Expired { .. } => Self::TokenExpired,
            TokenError::NotYetValid { .. } => Self::TokenNotYetValid,
            TokenError::Lifetime { .. } => Self::LifetimeTooLong,
        }
    }
}

/// A request that ends in an error page: the outcome, and a detail for the log that holds nothing of
/// what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The outcome.
    pub outcome: Outcome,
    /// What exactly, for whoever reads the log.
    pub detail: String,
}

impl Refusal {
    /// A refusal with its detail.
    pub fn new(outcome: Outcome, detail: impl Into<String>) -> Self {
        Self { outcome, detail: detail.into() }
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self::new(Outcome::from(&error), error.to_string())
    }
}

impl From<StateError> for Refusal {
    fn from(error: StateError) -> Self {
        Self::new(Outcome::StateInvalid, error.to_string())
    }
}

impl From<SignError> for Refusal {
    fn from(error: SignError) -> Self {
        Self::new(Outcome::Fault, error.to_string())
    }
}

impl From<SecretError> for Refusal {
    fn from(error: SecretError) -> Self {
        Self::new(Outcome::SecretUnavailable, error.to_string())
    }
}
