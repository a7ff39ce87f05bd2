//! The way back to the tenant.

use url::Url;

use crate::token::{AnswerToken, Domain, State};

/// The longest `Location`, in bytes. Proxies and gateways on the way cut at 8 to 10 kB, and a token
/// that is cut is worse than an answer that is refused.
pub const MAX_LOCATION_BYTES: usize = 8_000;

/// `https://HOST/continue?state=…&session_token=…`, or `None` when that is longer than
/// [`MAX_LOCATION_BYTES`]. The host is that of the verified token; nothing of the request is in it.
pub fn continue_url(domain: &Domain, state: &State, token: &AnswerToken) -> Option<String> {
    let mut url = Url::parse(domain.origin()).ok()?;
    url.set_path("/continue");
    url.query_pairs_mut().append_pair("state", state.as_str()).append_pair("session_token", token.as_str());
    Some(String::from(url)).filter(|url| url.len() <= MAX_LOCATION_BYTES)
}
