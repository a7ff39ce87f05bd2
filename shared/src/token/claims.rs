//! The claims of a session token, typed, so that a value of another type is an error and not a guess.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The claims as they are signed. Auth0's `encodeToken` sets `iss`, `sub`, `iat`, `exp` and `ip`; our
/// Action adds the others, and a token of another Action need not have them.
#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) iat: u64,
    pub(super) exp: u64,
    pub(super) nbf: Option<u64>,
    pub(super) ip: Option<String>,
    pub(super) form: Option<String>,
    pub(super) fields: Option<Vec<String>>,
    pub(super) locale: Option<String>,
    pub(super) client: Option<String>,
    pub(super) txn: Option<String>,
    /// Claims that we do not use, by name.
    #[serde(flatten)]
    #[expect(clippy::zero_sized_map_values, reason = "what serde flattens into is a map")]
    pub(super) rest: BTreeMap<String, IgnoredAny>,
}
