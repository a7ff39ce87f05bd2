//! The session token that a tenant signs and this project verifies, and the answer token that it signs and the Action
//! validates. Knows no HTTP, no AWS and no forms; time and keys come in as arguments.

mod answer;
mod claims;
mod compact;
mod error;
mod flaw;
pub mod invisible;
mod issuer;
mod key;
mod lines;
mod provider;
pub mod redirect;
mod session;
mod state;
mod verify;

pub use answer::{AnswerToken, SignError, sign_answer};
pub use compact::{Compact, unverified_issuer};
pub use error::{Claim, ClaimProblem, CompactProblem, TokenError};
pub use flaw::{KeyWarning, SecretFlaw};
pub use issuer::{Domain, DomainError, Domains, IssuerHost};
pub use key::{KeyError, Keyring};
pub use lines::secrets;
pub use session::SessionToken;
pub use state::{State, StateError};
pub use verify::{AuthenticToken, Sender, VerifiedSession};
