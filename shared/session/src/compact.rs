//! Parses the compact serialization strictly, before anything else reads a token. `jsonwebtoken` accepts more than RFC
//! 7515 allows: it ignores `crit`, and accepts any `typ` and JSON arrays in place of objects.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::claims::issuer;
use super::error::{CompactProblem, TokenError};
use super::session_token::SessionToken;

/// The maximum length of a token, in bytes. API Gateway limits the request line to 10,240 bytes.
const MAX_TOKEN_BYTES: usize = 8_192;

/// The maximum length of a `kid`, in bytes. A shorter one is ignored.
const MAX_KID_BYTES: usize = 128;

/// The only members that a header can have. Any other (`crit`, `b64`, `jku`, `jwk`, `zip`, …) requests processing that
/// is not supported (RFC 7515 §4.1.11). A duplicate member is also an error.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    #[serde(borrow)]
    alg: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    typ: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    kid: Option<std::borrow::Cow<'a, str>>,
}

/// The length of an HS256 signature, in bytes.
const SIGNATURE_BYTES: usize = 32;

/// A well-formed token whose signature has not been verified: three parts, and a header that names HS256 and requests
/// nothing else.
pub struct Compact<'a> {
    /// The signing input (RFC 7515 §5.1): the encoded header and payload.
    pub(super) message: &'a str,
    /// The claims, as JSON.
    pub(super) payload: String,
    /// The signature, in base64url.
    pub(super) signature: &'a str,
}

impl fmt::Debug for Compact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Compact(redacted)")
    }
}

impl<'a> Compact<'a> {
    /// Checks the compact serialization (RFC 7515 §7.1), the encoding (§2: base64url without padding or unused bits)
    /// and the header. Does not verify the signature.
    ///
    /// ```
    /// use profiling_session::{Compact, SessionToken, TokenError};
    ///
    /// // {"alg":"none"}
    /// let token = SessionToken::new(format!("eyJhbGciOiJub25lIn0.e30.{}", "A".repeat(43)));
    /// assert_eq!(Compact::parse(&token).unwrap_err(), TokenError::Algorithm);
    /// ```
    pub fn parse(token: &'a SessionToken) -> Result<Self, TokenError> {
        let token = token.as_str();
        if token.len() > MAX_TOKEN_BYTES {
            return Err(malformed(CompactProblem::TooLong));
        }
        let parts = token.rsplit_once('.').and_then(|(message, signature)| {
            let (header, payload) = message.split_once('.')?;
            Some((message, header, payload, signature))
        });
        let (message, header, payload, signature) = parts.ok_or(malformed(CompactProblem::NotThreeParts))?;
        // An additional dot is in the payload, and base64url has no dots.
        let (header, payload) = (object(header)?, object(payload)?);
        if decode(signature)?.len() != SIGNATURE_BYTES {
            return Err(malformed(CompactProblem::SignatureLength));
        }
        check_header(&header)?;
        Ok(Self { message, payload, signature })
    }
}

/// Returns the claim `iss` of a token without verifying anything, if it can be read. Anyone can have written it.
pub fn unverified_issuer(token: &SessionToken) -> Option<String> {
    let token = token.as_str();
    let payload = token.split('.').nth(1).filter(|_| token.len() <= MAX_TOKEN_BYTES)?;
    issuer(&object(payload).ok()?)
}

fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed(CompactProblem::NotBase64url))
}

fn malformed(problem: CompactProblem) -> TokenError {
    TokenError::Malformed { problem }
}

/// Decodes a part that must be a JSON object in UTF-8, without white space around it.
fn object(part: &str) -> Result<String, TokenError> {
    let text = String::from_utf8(decode(part)?).map_err(|_| malformed(CompactProblem::NotUtf8))?;
    if text.starts_with('{') && text.ends_with('}') {
        Ok(text)
    } else {
        Err(malformed(CompactProblem::NotAnObject))
    }
}

fn check_header(text: &str) -> Result<(), TokenError> {
    let header: Header<'_> = serde_json::from_str(text).map_err(|_| TokenError::Header)?;
    if header.alg != "HS256" {
        return Err(TokenError::Algorithm);
    }
    if header.typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err(TokenError::Header);
    }
    if header.kid.is_some_and(|kid| !is_key_id(&kid)) {
        return Err(TokenError::Header);
    }
    Ok(())
}

fn is_key_id(kid: &str) -> bool {
    kid.len() <= MAX_KID_BYTES && kid.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}
