//! Session tokens: the question that Auth0 signs and we verify, and the answer that we sign and the
//! Action validates. Knows no HTTP and no AWS; time and keys come in as arguments.

mod answer;
mod claims;
mod compact;
mod issuer;
mod key;
mod provider;
mod state;
mod verify;

pub use answer::{AnswerToken, SignError, sign_answer};
pub use compact::MAX_TOKEN_BYTES;
pub use issuer::{Domain, DomainError, Domains};
pub use key::{Key, KeyError, Keyring, MIN_KEY_BYTES};
pub use state::{MAX_STATE_BYTES, State, StateError};
pub use verify::{CLOCK_LEEWAY_SECONDS, MAX_LIFETIME_SECONDS, TokenError, VerifiedSession, verify};
