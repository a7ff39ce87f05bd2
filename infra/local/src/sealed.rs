//! Opens sealed claims, so that the emulator can show them.

use profiling_session::Keyring;
use profiling_session::seal::{Binding, Direction};
use serde_json::Value;

/// Returns the content of the sealed claim of a token: `prefill` of a session token, or `other` of an answer token, which
/// has a `state`. `None` if the token has no sealed claim, or none of the
/// secrets opens it.
pub(crate) fn opened(claims: &Value, keys: &Keyring) -> Option<Value> {
    let claim = |name: &str| claims[name].as_str();
    let (direction, sealed) = match claim("state") {
        Some(_) => (Direction::Answer, claim("other")?),
        None => (Direction::Question, claim("prefill")?),
    };
    let binding = Binding {
        direction,
        iss: claim("iss")?,
        sub: claim("sub")?,
        state: claim("state").unwrap_or_default(),
        txn: claim("txn"),
        form: claim("form"),
    };
    serde_json::from_slice(&keys.open(&binding, sealed)?).ok()
}
