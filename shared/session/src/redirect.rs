//! The URLs that lead back to the tenant.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::{AnswerToken, Domain, State};

/// The maximum length of a `Location`, in bytes. Proxies and gateways truncate at 8 to 10 kB, and a truncated token is
/// worse than a refused answer.
pub const MAX_LOCATION_BYTES: usize = 8_000;

/// An error of answers that do not fit a `Location`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("the redirect would have {bytes} bytes, more than {limit_bytes}")]
pub struct TooLong {
    /// The length of the redirect.
    pub bytes: usize,
    /// The maximum, [`MAX_LOCATION_BYTES`].
    pub limit_bytes: usize,
}

/// `https://HOST/v2/logout?client_id=…`: ends the session at the tenant, which then leads to the
/// application's first logout URL. For users who are on the wrong account.
pub fn sign_out_url(domain: &Domain, client_id: &str) -> String {
    let query = Serializer::new(String::new()).append_pair("client_id", client_id).finish();
    format!("{}/v2/logout?{query}", domain.origin())
}

/// Returns `https://HOST/continue`, the address that continues a login.
pub fn continue_address(domain: &Domain) -> String {
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
    let mut url = continue_address(domain);
    url.push_str("?state=");
    url.extend(byte_serialize(state.as_str().as_bytes()));
    url
}

/// Returns `https://HOST/continue?state=…&session_token=…`, which takes an answer token to the tenant. Errors: [`TooLong`]
/// above [`MAX_LOCATION_BYTES`].
pub fn continue_url(domain: &Domain, state: &State, token: &AnswerToken) -> Result<String, TooLong> {
    let mut url = return_url(domain, state);
    url.push_str("&session_token=");
    // Base64url and dots need no encoding.
    url.push_str(token.as_str());
    let bytes = url.len();
    if bytes <= MAX_LOCATION_BYTES {
        Ok(url)
    } else {
        Err(TooLong { bytes, limit_bytes: MAX_LOCATION_BYTES })
    }
}
