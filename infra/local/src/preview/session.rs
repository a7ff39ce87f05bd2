//! A session for the preview: verified like any other, and worth nothing anywhere else, as its secret is
//! made when the emulator starts and its tenant does not exist.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use profiling_service::request::RedirectParameters;
use profiling_session::{Compact, Domains, Keyring, SessionToken, State, VerifiedSession};
use ring::hmac;
use serde_json::json;

use crate::reply::opaque;

/// The tenant that asks: a name that is kept free for examples (RFC 2606).
const TENANT: &str = "tenant.example";

/// How long a login has, in seconds.
const LIFETIME_SECONDS: u64 = 900;

/// What signs the sessions of the preview.
pub(super) struct Issuer {
    secret: String,
}

impl Issuer {
    pub(super) fn new() -> Self {
        Self { secret: opaque() }
    }

    /// A session that begins now, and what a page carries along of it: `state` is the preview's own.
    pub(super) fn session(
        &self,
        state: &str,
        now: u64,
    ) -> Result<(RedirectParameters, VerifiedSession), String> {
        let claims = json!({
            "iss": TENANT,
            "sub": "auth0|preview",
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "ip": "127.0.0.1",
            "client": "Your application",
            "client_id": "your-application",
        });
        let signed = format!("{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(&claims.to_string()));
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let tag = BASE64URL.encode(hmac::sign(&key, signed.as_bytes()));
        let token = SessionToken::new(format!("{signed}.{tag}"));
        let keys = Keyring::parse(&self.secret).map_err(|error| error.to_string())?;
        let domains = Domains::parse(TENANT).map_err(|_| format!("{TENANT} is not a host"))?;
        let question = Compact::parse(&token).map_err(|error| error.to_string())?;
        let session = question.verify(&keys, &domains, now).map_err(|error| error.to_string())?;
        let state = State::parse(state).map_err(|error| error.to_string())?;
        Ok((RedirectParameters { state, token }, session))
    }
}

fn part(json: &str) -> String {
    BASE64URL.encode(json)
}
