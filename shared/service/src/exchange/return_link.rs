//! The link of an error page back to the tenant. At `/continue` without a token, the login continues without answers; the
//! tenant denies it if it requires them.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use lambda_http::Request;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use profiling_pages::{ReturnEffect, ReturnLink};
use profiling_session::redirect;
use profiling_session::{Domain, Domains, LoginContext, State, VerifiedSession, unverified_issuer};

use crate::request::{self, LoginParameters, MAX_BODY_BYTES};

/// The state of the session token, with the login that it belongs to once its signature is verified.
#[derive(Debug)]
pub(super) enum TokenState {
    /// No signature has been verified.
    Unverified,
    /// An active secret signed the token, which was rejected for another reason.
    Rejected(LoginContext),
    /// The session is verified.
    Verified(Arc<VerifiedSession>),
}

impl TokenState {
    pub(super) fn login_context(&self) -> Option<LoginContext> {
        match self {
            Self::Unverified => None,
            Self::Rejected(login) => Some(login.clone()),
            Self::Verified(session) => Some(session.login_context()),
        }
    }
}

/// The source of a return link's host, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostSource {
    /// The issuer, whose signature was verified.
    Verified,
    /// A listed host that the token names, whose signature was not verified.
    Unverified,
    /// The only host in `AUTH0_DOMAINS`, because no issuer could be read.
    OnlyHost,
}

impl HostSource {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::OnlyHost => "only_host",
        }
    }
}

/// The parts of a request that carry the parameters of a login. They are read only for an error page.
#[derive(Debug, Default)]
pub(super) struct RawParameters<'a> {
    query: &'a [u8],
    body: Cow<'a, [u8]>,
}

impl<'a> RawParameters<'a> {
    pub(super) fn from_request(request: &'a Request) -> Self {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let is_form = request.method() == Method::POST && request::is_form(request.headers());
        let body = if is_form { first_parameters(request.body().as_ref()) } else { &[] };
        Self { query, body: body.into() }
    }

    /// Returns the same for an event that could not be decoded as a request.
    pub(super) fn from_event(event: &'a ApiGatewayV2httpRequest) -> Self {
        let query = event.raw_query_string.as_deref().unwrap_or_default().as_bytes();
        let is_form = event.request_context.http.method == Method::POST && request::is_form(&event.headers);
        let body = event.body.as_deref().filter(|_| is_form).unwrap_or_default().as_bytes();
        let body = if event.is_base64_encoded {
            // Whole groups of four characters, enough for the part that is read.
            let end = body.len().min((MAX_BODY_BYTES / 3 + 1) * 4);
            let decoded = STANDARD.decode(&body[..end]).unwrap_or_default();
            first_parameters(&decoded).to_vec().into()
        } else {
            first_parameters(body).into()
        };
        Self { query, body }
    }

    /// Returns the link and the source of its host. There is no link without a valid `state` and a trusted host.
    pub(super) fn return_link(
        &self,
        login: Option<&LoginContext>,
        domains: &Domains,
    ) -> Option<(ReturnLink, HostSource)> {
        let LoginParameters { state, token } = LoginParameters::read(self.query, &self.body);
        let state = state?;
        if let Some(login) = login {
            let effect = match login.required {
                Some(true) => ReturnEffect::Denied,
                Some(false) => ReturnEffect::Passes,
                None => ReturnEffect::Unknown,
            };
            let domain = login.domain.as_ref()?;
            return Some((link(domain, &state, effect), HostSource::Verified));
        }
        let (domain, source) = match token.as_ref().and_then(unverified_issuer) {
            Some(issuer) => (domains.find(&issuer)?, HostSource::Unverified),
            None => (domains.only()?, HostSource::OnlyHost),
        };
        Some((link(domain, &state, ReturnEffect::Unknown), source))
    }
}

fn link(domain: &Domain, state: &State, effect: ReturnEffect) -> ReturnLink {
    ReturnLink { url: redirect::return_url(domain, state), effect }
}

/// Returns a body, or, if it is too long, its beginning up to the last complete parameter. In the form of a page, `state`
/// and the token come first.
fn first_parameters(body: &[u8]) -> &[u8] {
    let Some(beginning) = body.get(..=MAX_BODY_BYTES) else { return body };
    let end = beginning.iter().rposition(|byte| *byte == b'&').unwrap_or_default();
    &beginning[..end]
}
