//! Verifies a session token. The result is the only type that an answer token can be signed from.

use std::fmt;
use std::sync::Arc;

use super::claims::{Claims, expiry, is_plain, is_synthetic, issuer};
use super::compact::Compact;
use super::error::{CLOCK_LEEWAY_SECONDS, Claim, ClaimProblem, MAX_LIFETIME_SECONDS, TokenError};
use super::issuer::{Domain, Domains, IssuerHost};
use super::key::{Key, Keyring};
use super::prefill::{Prefill, PrefillError};
use super::seal::{self, Binding, Direction};

/// A session token with a valid signature whose claims have not been checked yet.
pub struct AuthenticToken<'a> {
    payload: &'a str,
    key: Arc<Key>,
}

impl fmt::Debug for AuthenticToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthenticToken(redacted)")
    }
}

/// The tenant that signed a token, and the claims that an error page uses, even if the token is rejected.
#[derive(Clone, Default)]
pub struct LoginContext {
    /// The domain of the issuer, if the claim is a valid host name.
    pub domain: Option<Domain>,
    /// True if that domain is configured.
    pub is_listed: bool,
    /// True if the login is denied without answers; `None` if the token does not say.
    pub required: Option<bool>,
    /// The locales that the application requested, BCP 47 language tags in order of preference.
    pub locales: Vec<String>,
    /// The claim `client_id`.
    pub client_id: Option<String>,
    /// The claim `client`.
    pub client: Option<String>,
    /// The claim `txn`.
    pub txn: Option<String>,
    /// The claim `settings`.
    pub settings: Option<String>,
    /// The claim `rule`.
    pub rule: Option<String>,
}

impl LoginContext {
    fn of(claims: &Claims) -> Self {
        Self {
            domain: None,
            is_listed: false,
            required: claims.required,
            locales: claims.requested_locales().map(str::to_owned).collect(),
            client_id: claims.client_id.clone(),
            client: claims.client.clone(),
            txn: claims.txn.clone(),
            settings: claims.settings.clone(),
            rule: claims.rule.clone(),
        }
    }
}

impl fmt::Debug for LoginContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoginContext({:?}, redacted)", self.domain)
    }
}

/// A session token whose signature, issuer, times and claims have been checked.
pub struct VerifiedSession {
    claims: Claims,
    domain: Domain,
    key: Arc<Key>,
}

impl fmt::Debug for VerifiedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedSession(of {}, redacted)", self.domain)
    }
}

impl Compact<'_> {
    /// Verifies the token at `now` (seconds since the Unix epoch): the signature, then the claims.
    pub fn verify(&self, keys: &Keyring, domains: &Domains, now: u64) -> Result<VerifiedSession, TokenError> {
        self.authenticate(keys)?.verify(domains, now)
    }

    /// Verifies the signature. The claims can be read only afterwards.
    pub fn authenticate(&self, keys: &Keyring) -> Result<AuthenticToken<'_>, TokenError> {
        let key = keys.iter().find(|key| key.has_signed(self.message, self.signature));
        let key = Arc::clone(key.ok_or(TokenError::Signature)?);
        Ok(AuthenticToken { payload: &self.payload, key })
    }
}

impl AuthenticToken<'_> {
    /// Returns true if an operator's tool signed the token to make a request without a login: its claim `synthetic` is
    /// `true`. The other claims may be invalid.
    pub fn is_synthetic(&self) -> bool {
        is_synthetic(self.payload)
    }

    /// Checks the claims at `now` (seconds since the Unix epoch).
    pub fn verify(&self, domains: &Domains, now: u64) -> Result<VerifiedSession, TokenError> {
        let claims = Claims::parse(self.payload)?;
        check_claims(&claims)?;
        // Before the issuer: an expired token of a removed domain is not a configuration error.
        check_times(&claims, now)?;
        let domain = domains
            .find(&claims.iss)
            .ok_or_else(|| TokenError::Issuer { host: IssuerHost::from_issuer(&claims.iss) })?
            .clone();
        Ok(VerifiedSession { claims, domain, key: Arc::clone(&self.key) })
    }

    /// Returns the sender of a token that was rejected at `now` (seconds since the Unix epoch).
    ///
    /// A tenant that is not configured is included, because only a party that has the secret can sign. It is included
    /// only while the login can still be active, because the domain can have another owner later.
    pub fn login_context(&self, domains: &Domains, now: u64) -> LoginContext {
        let issuer = issuer(self.payload);
        let listed = issuer.as_deref().and_then(|iss| domains.find(iss));
        let is_recent = expiry(self.payload).is_some_and(|exp| now.abs_diff(exp) < MAX_LIFETIME_SECONDS);
        let unlisted = issuer.as_deref().filter(|_| is_recent).and_then(Domain::from_unlisted_issuer);
        let domain = listed.cloned().or(unlisted);
        let claims = Claims::parse(self.payload).ok().filter(|claims| check_claims(claims).is_ok());
        LoginContext {
            is_listed: listed.is_some(),
            domain,
            ..claims.as_ref().map(LoginContext::of).unwrap_or_default()
        }
    }
}

fn check_claims(claims: &Claims) -> Result<(), TokenError> {
    // This service has no audience value, so a token with one is for another recipient (RFC 7519 §4.1.3).
    if claims.rest.contains_key("aud") {
        return Err(TokenError::Claim { claim: Claim::Aud, problem: ClaimProblem::NotAllowed });
    }
    if claims.rest.contains_key("state") || claims.rest.contains_key("other") {
        return Err(TokenError::Answer);
    }
    let texts = [
        (Claim::Sub, Some(claims.sub.as_str())),
        (Claim::Form, claims.form.as_deref()),
        (Claim::Txn, claims.txn.as_deref()),
    ];
    match texts.into_iter().find(|(_, text)| text.is_some_and(|text| !is_plain(text))) {
        Some((claim, _)) => Err(TokenError::Claim { claim, problem: ClaimProblem::InvalidText }),
        None => Ok(()),
    }
}

fn check_times(claims: &Claims, now: u64) -> Result<(), TokenError> {
    if claims.exp <= now {
        return Err(TokenError::Expired { seconds: now - claims.exp });
    }
    let begins = claims.nbf.unwrap_or(0).max(claims.iat);
    if begins > now.saturating_add(CLOCK_LEEWAY_SECONDS) {
        return Err(TokenError::NotYetValid { seconds: begins - now });
    }
    match claims.exp.checked_sub(claims.iat) {
        None => Err(TokenError::Claim { claim: Claim::Exp, problem: ClaimProblem::BeforeIssue }),
        Some(seconds) if seconds > MAX_LIFETIME_SECONDS => {
            Err(TokenError::Lifetime { seconds, limit_seconds: MAX_LIFETIME_SECONDS })
        }
        Some(_) => Ok(()),
    }
}

impl VerifiedSession {
    /// The configured domain that issued the token, which the answer is returned to.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// The claim `iss`.
    pub fn issuer(&self) -> &str {
        &self.claims.iss
    }

    /// The claim `sub`: the user's ID at the tenant.
    pub fn subject(&self) -> &str {
        &self.claims.sub
    }

    /// The claim `exp`, in seconds since the Unix epoch.
    pub fn expires_at(&self) -> u64 {
        self.claims.exp
    }

    /// The form that the Action requested, if the token names one.
    pub fn form(&self) -> Option<&str> {
        self.claims.form.as_deref()
    }

    /// The missing fields; `None` requests all fields of the form.
    pub fn fields(&self) -> Option<&[String]> {
        self.claims.fields.as_deref()
    }

    /// The locales that the application requested, BCP 47 language tags in order of preference.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        self.claims.requested_locales()
    }

    /// The country from which the user logs in, an ISO 3166-1 code.
    pub fn country(&self) -> Option<&str> {
        self.claims.country.as_deref()
    }

    /// The display name of the application.
    pub fn client(&self) -> Option<&str> {
        self.claims.client.as_deref()
    }

    /// The client ID of the application.
    pub fn client_id(&self) -> Option<&str> {
        self.claims.client_id.as_deref()
    }

    /// The nonce of the Action for this login. The answer token repeats it.
    pub fn txn(&self) -> Option<&str> {
        self.claims.txn.as_deref()
    }

    /// Returns true if the Action can open answers that are sealed in the version of this crate.
    pub fn accepts_sealed_answers(&self) -> bool {
        self.claims.seal == Some(seal::VERSION)
    }

    /// Opens the claim `prefill`; it is empty if the token has none. Errors: [`PrefillError`] if the claim was not sealed for
    /// this token, or `seal` is not the version of this crate.
    pub fn prefill(&self) -> Result<Prefill, PrefillError> {
        let Some(sealed) = &self.claims.prefill else { return Ok(Prefill::default()) };
        let binding = Binding {
            direction: Direction::Question,
            iss: self.issuer(),
            sub: self.subject(),
            state: "",
            txn: self.txn(),
            form: self.form(),
        };
        let text = if self.accepts_sealed_answers() {
            binding.open(self.key.encoding.as_bytes(), sealed)
        } else {
            None
        };
        text.and_then(|text| Prefill::parse(&text)).ok_or(PrefillError)
    }

    /// The fingerprint of the Action's settings.
    pub fn settings(&self) -> Option<&str> {
        self.claims.settings.as_deref()
    }

    /// The name of the rule of the plan that decided to ask.
    pub fn rule(&self) -> Option<&str> {
        self.claims.rule.as_deref()
    }

    /// Returns false if the Action does not let the user postpone the form, even if the form allows it.
    pub fn allows_postponing(&self) -> bool {
        self.claims.not_now != Some(false)
    }

    /// The version of the contract of the tokens, if the Action states it. Tokens of all versions are accepted.
    pub fn contract_version(&self) -> Option<u64> {
        self.claims.v
    }

    /// The IP address from which the login was started.
    pub fn ip(&self) -> Option<&str> {
        self.claims.ip.as_deref()
    }

    /// The login, for a request that is rejected although its token is valid.
    pub fn login_context(&self) -> LoginContext {
        LoginContext { domain: Some(self.domain.clone()), is_listed: true, ..LoginContext::of(&self.claims) }
    }

    /// The secret that verified the token, which also signs the answer.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }
}

#[cfg(test)]
mod tests;
