//! The errors of a session token.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::issuer::IssuerHost;

/// The maximum that the tenant's clock may be ahead of ours, in seconds.
pub(super) const CLOCK_LEEWAY_SECONDS: u64 = 5;

/// The maximum lifetime of a session token, in seconds. A login transaction of Auth0 ends after an hour, so a longer
/// lifetime is useful only to a thief.
pub(super) const MAX_LIFETIME_SECONDS: u64 = 3_600;

/// An error of a session token. It holds times, names of claims and the host of the issuer, and no other part of the
/// token. Serialized, it is a reason of the log: a code in `reason`, and the values beside it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "reason")]
pub enum TokenError {
    /// The token is not a JWS in compact form.
    #[error("not a compact JWS: {problem}")]
    #[serde(rename = "token_malformed")]
    Malformed {
        /// The problem.
        problem: CompactProblem,
    },
    /// The header has a member that is not allowed, or a member twice.
    #[error("the header has a member that is not allowed, or a member twice")]
    #[serde(rename = "header_refused")]
    Header,
    /// `alg` is not `HS256`.
    #[error("the algorithm is not HS256")]
    #[serde(rename = "algorithm_refused")]
    Algorithm,
    /// No active secret signed the token.
    #[error("the signature does not match any active secret")]
    #[serde(rename = "signature_mismatch")]
    Signature,
    /// The payload is not a JSON object that can be read.
    #[error("the payload is not a valid JSON object")]
    #[serde(rename = "payload_unreadable")]
    Payload,
    /// A claim is missing or cannot be used.
    #[error("the claim {claim} {problem}")]
    #[serde(rename = "claim_invalid")]
    Claim {
        /// The claim.
        claim: Claim,
        /// The problem.
        problem: ClaimProblem,
    },
    /// The token has `state` or `other`: it is an answer token.
    #[error("it is an answer token, not a session token")]
    #[serde(rename = "answer_reflected")]
    Answer,
    /// `iss` is not a configured host.
    #[error("the issuer is not in AUTH0_DOMAINS: {}", host_or_none(.host.as_ref()))]
    #[serde(rename = "issuer_unknown")]
    Issuer {
        /// The host, unless `iss` is not the name of a host.
        #[serde(skip_serializing_if = "Option::is_none")]
        host: Option<IssuerHost>,
    },
    /// `exp` is reached.
    #[error("expired {seconds} s ago")]
    #[serde(rename = "token_expired")]
    Expired {
        /// The seconds since `exp`.
        seconds: u64,
    },
    /// `nbf` or `iat` is more than `CLOCK_LEEWAY_SECONDS` in the future.
    #[error("not valid for another {seconds} s")]
    #[serde(rename = "token_not_yet_valid")]
    NotYetValid {
        /// The seconds until then.
        seconds: u64,
    },
    /// The lifetime is longer than `MAX_LIFETIME_SECONDS`.
    #[error("valid for {seconds} s, more than the limit of {limit_seconds} s")]
    #[serde(rename = "lifetime_too_long")]
    Lifetime {
        /// `exp - iat`.
        seconds: u64,
        /// The maximum.
        limit_seconds: u64,
    },
}

fn host_or_none(host: Option<&IssuerHost>) -> &str {
    host.map_or("not a host name", IssuerHost::as_str)
}

/// A problem with the compact form of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompactProblem {
    /// The token is too long to be read.
    #[error("it is too long")]
    TooLong,
    /// The token does not have three parts.
    #[error("it does not have three parts")]
    NotThreeParts,
    /// The signature does not have the length of HS256.
    #[error("the signature does not have 32 bytes")]
    SignatureLength,
    /// A part is not base64url.
    #[error("a part is not base64url")]
    NotBase64url,
    /// A part is not UTF-8.
    #[error("a part is not UTF-8")]
    NotUtf8,
    /// A part is not a JSON object.
    #[error("a part is not a JSON object")]
    NotAnObject,
}

/// A claim of a session token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the claims")]
pub enum Claim {
    Iss,
    Sub,
    Iat,
    Exp,
    Nbf,
    Ip,
    Form,
    Fields,
    Txn,
    Aud,
    Locales,
    Locale,
    Country,
    Client,
    ClientId,
    Required,
    Settings,
    Rule,
    NotNow,
    V,
    Seal,
    Prefill,
}

impl Claim {
    /// The name in the token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Iat => "iat",
            Self::Exp => "exp",
            Self::Nbf => "nbf",
            Self::Ip => "ip",
            Self::Form => "form",
            Self::Fields => "fields",
            Self::Txn => "txn",
            Self::Aud => "aud",
            Self::Locales => "locales",
            Self::Locale => "locale",
            Self::Country => "country",
            Self::Client => "client",
            Self::ClientId => "client_id",
            Self::Required => "required",
            Self::Settings => "settings",
            Self::Rule => "rule",
            Self::NotNow => "not_now",
            Self::V => "v",
            Self::Seal => "seal",
            Self::Prefill => "prefill",
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A problem with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimProblem {
    /// The claim is required and missing.
    #[error("is missing")]
    Missing,
    /// The claim is in the token more than once.
    #[error("is repeated")]
    Repeated,
    /// The value has another type.
    #[error("has the wrong type")]
    WrongType,
    /// The text is empty, too long or has a control character.
    #[error("is empty, too long or has a control character")]
    InvalidText,
    /// The token expires before it is issued.
    #[error("is before iat")]
    BeforeIssue,
    /// The claim is not allowed in a session token.
    #[error("is not allowed")]
    NotAllowed,
}
