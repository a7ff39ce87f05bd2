//! The addresses of the tenant that a browser is sent to.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::{AnswerToken, Domain, LoginContext, State, VerifiedSession};

/// The maximum length of a `Location`, in bytes. Proxies and gateways truncate at 8 to 10 kB, and a truncated token is
/// worse than an error message that the user can act on.
pub const MAX_LOCATION_BYTES: usize = 8_000;

/// The parameter of the answer token, up to its value.
const TOKEN_PARAMETER: &str = "&session_token=";

/// The answers do not fit into a `Location`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("the redirect would have {bytes} bytes, more than the limit of {limit_bytes}")]
pub struct TooLong {
    /// The length that it would have.
    pub bytes: usize,
    /// The maximum, [`MAX_LOCATION_BYTES`].
    pub limit_bytes: usize,
}

/// Returns `https://HOST/v2/logout?client_id=…`, which ends the session at the tenant and redirects to the first logout
/// URL of the application.
///
/// ```
/// use profiling_session::{Domain, redirect};
///
/// let domain = Domain::parse("example.eu.auth0.com")?;
/// let url = redirect::sign_out_url(&domain, "abc");
/// assert_eq!(url, "https://example.eu.auth0.com/v2/logout?client_id=abc");
/// # Ok::<(), profiling_session::DomainError>(())
/// ```
pub fn sign_out_url(domain: &Domain, client_id: &str) -> String {
    let query = Serializer::new(String::new()).append_pair("client_id", client_id).finish();
    format!("{}/v2/logout?{query}", domain.origin())
}

impl LoginContext {
    /// The address that signs the user out, if the domain is configured and the token names the application.
    pub fn sign_out_url(&self) -> Option<String> {
        let domain = self.domain.as_ref().filter(|_| self.is_listed)?;
        self.client_id.as_deref().map(|client_id| sign_out_url(domain, client_id))
    }
}

impl VerifiedSession {
    /// The address that signs the user out, if the token names the application.
    pub fn sign_out_url(&self) -> Option<String> {
        self.client_id().map(|client_id| sign_out_url(self.domain(), client_id))
    }
}

/// Returns `https://HOST/continue`, which continues a login at its tenant.
pub fn continue_endpoint(session: &VerifiedSession) -> String {
    endpoint(session.domain())
}

fn endpoint(domain: &Domain) -> String {
    format!("{}/continue", domain.origin())
}

/// Returns `https://HOST/continue?state=…`, which continues the login without an answer. The state is encoded.
///
/// ```
/// use profiling_session::{Domain, State, redirect};
///
/// let domain = Domain::parse("example.eu.auth0.com")?;
/// let url = redirect::return_url(&domain, &State::parse("a&b")?);
/// assert_eq!(url, "https://example.eu.auth0.com/continue?state=a%26b");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn return_url(domain: &Domain, state: &State) -> String {
    let mut url = endpoint(domain);
    url.push_str("?state=");
    url.extend(byte_serialize(state.as_str().as_bytes()));
    url
}

/// Returns `https://HOST/continue?state=…&session_token=…`, which takes an answer token to the tenant of its session.
/// Errors: [`TooLong`] above [`MAX_LOCATION_BYTES`].
pub fn continue_url(
    session: &VerifiedSession,
    state: &State,
    token: &AnswerToken,
) -> Result<String, TooLong> {
    let mut url = return_url(session.domain(), state);
    url.push_str(TOKEN_PARAMETER);
    // Base64url and dots need no encoding.
    url.push_str(token.as_str());
    let bytes = url.len();
    if bytes <= MAX_LOCATION_BYTES {
        Ok(url)
    } else {
        Err(TooLong { bytes, limit_bytes: MAX_LOCATION_BYTES })
    }
}

/// Returns the length of the [`continue_url`] with an answer token, in bytes. `claims_bytes` is the length of its claims
/// as JSON.
///
/// ```
/// use profiling_session::{Domain, State, redirect};
///
/// let domain = Domain::parse("example.eu.auth0.com")?;
/// let bytes = redirect::continue_url_bytes(&domain, &State::parse("hKFo2SB")?, 300);
/// assert!(bytes < redirect::MAX_LOCATION_BYTES);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn continue_url_bytes(domain: &Domain, state: &State, claims_bytes: usize) -> usize {
    return_url(domain, state).len() + TOKEN_PARAMETER.len() + token_bytes(claims_bytes)
}

/// Returns the length of a token that is signed with HS256, in bytes. `claims_bytes` is the length of its claims as
/// JSON.
///
/// ```
/// use profiling_session::redirect::token_bytes;
///
/// // A header of 36 characters, a signature of 43, and two dots.
/// assert_eq!(token_bytes("{}".len()), 36 + 3 + 43 + 2);
/// ```
pub fn token_bytes(claims_bytes: usize) -> usize {
    /// The header, in either order of its members.
    const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;
    const SIGNATURE_BYTES: usize = 32;
    [HEADER.len(), claims_bytes, SIGNATURE_BYTES]
        .map(|bytes| (bytes * 4).div_ceil(3) + 1)
        .iter()
        .sum::<usize>()
        - 1
}
