//! The two tokens of a login: the session token, which the tenant signs and this crate verifies, and the answer token,
//! which this crate signs and the Action validates. Claims of each can be sealed, so that only a party with the secret can
//! read them.
//!
//! The crate does not know HTTP, AWS or forms. The time and the keys are arguments.
//!
//! ```
//! use profiling_session::{Answer, Compact, Domains, Keyring, SessionToken, State, redirect, sign_answer};
//! # use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
//! # use serde_json::json;
//! # let secret = "0123456789abcdef0123456789abcdef";
//! # let now = 1_800_000_000;
//! # let claims = json!({"iss": "example.eu.auth0.com", "sub": "auth0|1", "iat": now, "exp": now + 900});
//! # let keys = Keyring::parse(secret)?;
//! # let text = encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.as_bytes()))?;
//! let domains = Domains::parse("example.eu.auth0.com").unwrap();
//!
//! // The session token, as the query has it.
//! let token = SessionToken::new(text);
//! let session = Compact::parse(&token)?.verify(&keys, &domains, now)?;
//! assert_eq!(session.subject(), "auth0|1");
//!
//! // The answer token, and the address to which the browser takes it.
//! let state = State::parse("hKFo2SB")?;
//! let content = json!({"other": {"company": "Acme"}});
//! let answer = Answer { form: "profile", form_version: 1, content: &content };
//! let token = sign_answer(&session, &state, &answer, now, 30)?;
//! let location = redirect::continue_url(&session, &state, &token)?;
//! assert!(location.starts_with("https://example.eu.auth0.com/continue?state=hKFo2SB&session_token=ey"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer_token;
mod claims;
mod compact;
mod error;
mod flaw;
pub mod invisible;
mod issuer;
mod key;
mod lines;
mod prefill;
mod provider;
pub mod redirect;
pub mod seal;
mod session_token;
mod state;
mod verify;

pub use answer_token::{
    Answer, AnswerToken, AnswerTokenClaims, CONTRACT_VERSION, Content, SignError, sign_answer,
};
pub use compact::{Compact, unverified_issuer};
pub use error::{Claim, ClaimProblem, CompactProblem, TokenError};
pub use flaw::{KeyWarning, SecretFlaw};
pub use issuer::{Domain, DomainError, Domains, IssuerHost};
pub use key::{KeyError, Keyring};
pub use lines::secrets;
pub use prefill::{Prefill, PrefillError};
pub use session_token::SessionToken;
pub use state::{State, StateError};
pub use verify::{AuthenticToken, LoginContext, VerifiedSession};
