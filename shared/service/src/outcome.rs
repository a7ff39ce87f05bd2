//! The outcome of a request. Every request has exactly one, which determines the status, the page, the log level and
//! the metric.

#[cfg(feature = "guide")]
mod guide;

use http::StatusCode;
use profiling_pages::Topic;

#[cfg(feature = "guide")]
pub use self::guide::{Cause, Guide};

/// The severity of an outcome, which is the log level of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Normal operation, or a user error.
    Info,
    /// A rejection: an outdated page, an attack, or a setting that does not match the tenant's.
    Warn,
    /// An error of this service, of its settings or of its platform.
    Error,
}

impl Severity {
    /// The log level, by the name that Lambda filters by.
    pub const fn level(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// The source of an event, by which the metrics count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A login at a form.
    Form,
    /// A request that no form of ours sends. It counts as a request, and does not dilute the rate of rejections.
    Scanner,
    /// A schedule that keeps the function warm. It does not count as a request.
    WarmUp,
}

macro_rules! outcomes {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:ident, $severity:ident, $source:ident, $topic:expr; )+) => {
        /// The outcome of a request.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Outcome {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl Outcome {
            /// All outcomes, in the order of the reference.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// The name in logs and metrics.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The status of the response. If the answers are returned to the tenant, it is that of the redirect.
            pub const fn status(self) -> StatusCode {
                match self { $( Self::$variant => StatusCode::$status, )+ }
            }

            /// The log level of its line.
            pub const fn severity(self) -> Severity {
                match self { $( Self::$variant => Severity::$severity, )+ }
            }

            /// The source of the events that end with it.
            pub const fn source(self) -> Source {
                match self { $( Self::$variant => Source::$source, )+ }
            }

            /// The subject of its error page; `None` for a form or a redirect.
            pub const fn topic(self) -> Option<Topic> {
                match self { $( Self::$variant => $topic, )+ }
            }
        }
    };
}

impl Outcome {
    /// Returns true for a rejection that an operator should know of when it becomes frequent; an expired link is none.
    /// `None` if the request was not for a form.
    pub fn refused(self) -> Option<bool> {
        (self.source() == Source::Form)
            .then(|| self.severity() >= Severity::Warn && self.status().is_client_error())
    }

    /// Returns true if the outcome belongs to a real request, which the metrics count.
    pub fn is_request(self) -> bool {
        self.source() != Source::WarmUp
    }
}

outcomes! {
    /// The form is shown.
    Rendered = "rendered", OK, Info, Form, None;
    /// Another page of the form is shown without errors, or the same page after Reload, with all answers so far.
    StepShown = "step_shown", OK, Info, Form, None;
    /// The answers are signed and returned to the tenant.
    Answered = "answered", SEE_OTHER, Info, Form, None;
    /// The user chose "Not now", and a signed answer returns that to the tenant.
    Postponed = "postponed", SEE_OTHER, Info, Form, None;
    /// The form has none of the fields that the token names. An answer without fields is returned, and the Action decides
    /// whether the login may pass.
    NothingToAsk = "nothing_to_ask", SEE_OTHER, Error, Form, None;
    /// An answer is invalid: the form is shown again with the errors.
    AnswersInvalid = "answers_invalid", UNPROCESSABLE_ENTITY, Info, Form, None;
    /// The answers do not fit the redirect: the form is shown again.
    AnswersTooLong = "answers_too_long", UNPROCESSABLE_ENTITY, Warn, Form, None;

    /// The event is not an HTTP request: a schedule keeps the function warm.
    WarmUp = "warm_up", OK, Info, WarmUp, None;

    /// The path is not that of a form.
    NotFound = "not_found", NOT_FOUND, Info, Scanner, Some(Topic::NotFound);
    /// No form has this name.
    FormUnknown = "form_unknown", NOT_FOUND, Warn, Form, Some(Topic::NotFound);
    /// The file of the form is invalid, or no form could be loaded.
    FormInvalid = "form_invalid", INTERNAL_SERVER_ERROR, Error, Form, Some(Topic::InternalError);
    /// The path has a form, but the method is neither GET nor POST.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, Info, Scanner, Some(Topic::InvalidRequest);
    /// The event or the query is not well-formed.
    RequestMalformed = "request_malformed", BAD_REQUEST, Warn, Form, Some(Topic::InvalidRequest);
    /// The body is longer than a form can be.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, Warn, Form, Some(Topic::InvalidRequest);
    /// The body is not well-formed, or has a field twice.
    BodyMalformed = "body_malformed", BAD_REQUEST, Warn, Form, Some(Topic::InvalidRequest);
    /// The body is not `application/x-www-form-urlencoded`.
    MediaTypeUnsupported = "media_type_unsupported", UNSUPPORTED_MEDIA_TYPE, Warn, Form, Some(Topic::InvalidRequest);
    /// Another site submitted the form.
    CrossSite = "cross_site", FORBIDDEN, Warn, Form, Some(Topic::InvalidRequest);

    /// `state` is missing, repeated, or not a state of a tenant.
    StateInvalid = "state_invalid", BAD_REQUEST, Warn, Form, Some(Topic::InvalidLink);
    /// `session_token` is missing or repeated.
    TokenMissing = "token_missing", BAD_REQUEST, Warn, Form, Some(Topic::InvalidLink);
    /// The token is not a compact JWS.
    TokenMalformed = "token_malformed", BAD_REQUEST, Warn, Form, Some(Topic::InvalidLink);
    /// The token's header has a member that is not allowed, or a member twice.
    HeaderRefused = "header_refused", BAD_REQUEST, Warn, Form, Some(Topic::InvalidLink);
    /// The token is not HS256.
    AlgorithmRefused = "algorithm_refused", BAD_REQUEST, Warn, Form, Some(Topic::InvalidLink);
    /// No active secret signed the token.
    SignatureMismatch = "signature_mismatch", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);
    /// A claim is missing or invalid.
    ClaimInvalid = "claim_invalid", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);
    /// An answer token was sent as a session token.
    AnswerReflected = "answer_reflected", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);
    /// The token is signed with an active secret, and its issuer is not in `AUTH0_DOMAINS`.
    IssuerUnknown = "issuer_unknown", FORBIDDEN, Error, Form, Some(Topic::InvalidLink);
    /// The token has expired.
    TokenExpired = "token_expired", FORBIDDEN, Info, Form, Some(Topic::Expired);
    /// The token is from the future: a clock is wrong.
    TokenNotYetValid = "token_not_yet_valid", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);
    /// The token lives longer than a login can.
    LifetimeTooLong = "lifetime_too_long", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);
    /// The token is for another form.
    FormMismatch = "form_mismatch", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);
    /// The token is for another IP address, which the settings forbid.
    IpMismatch = "ip_mismatch", FORBIDDEN, Warn, Form, Some(Topic::InvalidLink);

    /// No session secret is available to verify with.
    SecretUnavailable = "secret_unavailable", SERVICE_UNAVAILABLE, Error, Form, Some(Topic::Unavailable);
    /// A bug.
    InternalError = "internal_error", INTERNAL_SERVER_ERROR, Error, Form, Some(Topic::InternalError);
}
