//! Session tokens: the question that Auth0 signs and we verify, and the answer that we sign and the
//! Action validates. Knows no HTTP and no AWS; time and keys come in as arguments.

mod answer;
mod claims;
mod compact;
mod flaw;
mod issuer;
mod key;
mod provider;
mod session;
mod state;
mod verify;

pub use answer::{AnswerToken, SignError, sign_answer};
pub use compact::{Compact, unverified_issuer};
pub use flaw::{KeyWarning, SecretFlaw};
pub use issuer::{Domain, DomainError, Domains};
pub use key::{KeyError, Keyring, secrets};
pub use session::SessionToken;
pub use state::{State, StateError};
pub use verify::{AuthenticToken, Sender, TokenError, VerifiedSession};
