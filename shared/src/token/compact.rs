//! The strict gate in front of `jsonwebtoken`, which is laxer than RFC 7515 asks: it ignores `crit`,
//! takes any `typ`, duplicate members and JSON arrays in place of objects.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::verify::TokenError;

/// The longest token that is looked at, in bytes. The request line of API Gateway ends at 10,240.
pub const MAX_TOKEN_BYTES: usize = 8_192;

/// The longest `kid` that is ignored rather than refused, in bytes.
const MAX_KID_BYTES: usize = 128;

/// The only header members there may be; any other (`crit`, `b64`, `jku`, `jwk`, `zip`, …) would ask
/// for something that we do not do (RFC 7515 §4.1.11). A member that stands twice is an error, too.
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

/// Checks the compact form (RFC 7515 §7.1), the encoding (§2: base64url, no padding, no unused bits)
/// and the header. Nothing here looks at the signature.
pub(super) fn check(token: &str) -> Result<(), TokenError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(TokenError::Malformed("too long"));
    }
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenError::Malformed("not three parts"));
    };
    let header = object(header)?;
    object(payload)?;
    match decode(signature)?.len() {
        32 => check_header(&header),
        _ => Err(TokenError::Malformed("not a signature of 32 bytes")),
    }
}

fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed("not base64url"))
}

/// Decodes a part that must be a JSON object in UTF-8, with nothing around it.
fn object(part: &str) -> Result<String, TokenError> {
    let text = String::from_utf8(decode(part)?).map_err(|_| TokenError::Malformed("not UTF-8"))?;
    if text.starts_with('{') && text.ends_with('}') {
        Ok(text)
    } else {
        Err(TokenError::Malformed("not a JSON object"))
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
    let harmless = |kid: &str| {
        kid.len() <= MAX_KID_BYTES && kid.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    if header.kid.is_some_and(|kid| !harmless(&kid)) {
        return Err(TokenError::Header);
    }
    Ok(())
}
