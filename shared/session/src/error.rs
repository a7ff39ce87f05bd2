//! The reasons for which a session token is refused.

use thiserror::Error;

/// How far the tenant's clock may be ahead of ours, in seconds.
pub(super) const CLOCK_LEEWAY_SECONDS: u64 = 5;

/// The longest that a session token may live, in seconds: a login transaction of Auth0 ends after an
/// hour, so a token that says more is of no use to anybody but a thief.
pub(super) const MAX_LIFETIME_SECONDS: u64 = 3_600;

/// Why a session token is refused. Holds nothing of the token but times, names of claims and the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenError {
    /// Not a JWS in compact form.
    #[error("not a compact JWS: {0}")]
    Malformed(&'static str),
    /// The header has a member that it may not have, or one twice.
    #[error("the header is not a plain HS256 header")]
    Header,
    /// `alg` is not `HS256`.
    #[error("the algorithm is not HS256")]
    Algorithm,
    /// No secret in force signed it.
    #[error("no secret in force made this signature")]
    Signature,
    /// A claim is missing or is not of its type.
    #[error("a claim is missing or has the wrong type or size: {0}")]
    Claim(&'static str),
    /// It carries `state` or `other`: an answer of ours, sent back as a question.
    #[error("it is an answer, not a question")]
    Answer,
    /// `iss` is not a configured host.
    #[error("the issuer is not on the list: {0}")]
    Issuer(String),
    /// `exp` is reached.
    #[error("expired {seconds} s ago")]
    Expired {
        /// Seconds since `exp`.
        seconds: u64,
    },
    /// `nbf` or `iat` is further ahead than `CLOCK_LEEWAY_SECONDS`.
    #[error("valid only in {seconds} s")]
    NotYetValid {
        /// Seconds until then.
        seconds: u64,
    },
    /// It lives longer than `MAX_LIFETIME_SECONDS`.
    #[error("lives for {seconds} s, longer than {MAX_LIFETIME_SECONDS}")]
    Lifetime {
        /// `exp - iat`.
        seconds: u64,
    },
}
