//! The handling of one request, from its arrival to its log line.

mod form_session;
mod return_link;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Context, Request, RequestExt as _, Response};
use profiling_forms::locale::{self, Tag};
use profiling_forms::{Form, FormName};
use profiling_pages::{self as page, ErrorContent, LocaleContext, Topic};
use profiling_session::{
    AuthenticToken, Compact, Keyring, LoginContext, SessionToken, TokenError, VerifiedSession,
};
use ring::rand::{SecureRandom as _, SystemRandom};

use self::return_link::{RawParameters, TokenState};
use crate::app::{App, LambdaFunction};
use crate::log::{self, Ending, Record};
use crate::reason::Reason;
use crate::response::Reply;
use crate::secret::NotRefreshed;

pub use form_session::FormSession;

/// A request that is being answered.
#[derive(Debug)]
pub struct Exchange<'a> {
    app: &'a App,
    began: SystemTime,
    reference: String,
    caller: Option<String>,
    /// The languages that the browser accepts.
    accepted: Vec<Tag>,
    raw: RawParameters<'a>,
    token_state: TokenState,
    /// The form in the path, once it is found.
    form: Option<&'a Form>,
    /// The fields of the log line.
    pub record: Record,
}

impl<'a> Exchange<'a> {
    /// Starts the handling of a request.
    pub fn open(app: &'a App, request: &'a Request) -> Self {
        let mut exchange = match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self::from_context(app, context),
            Some(_) | None => Self::from_context(app, &ApiGatewayV2httpRequestContext::default()),
        };
        let invocation = request.lambda_context_ref().map(|context: &Context| context.request_id.clone());
        exchange.record.invocation_id = invocation;
        exchange.raw = RawParameters::from_request(request);
        exchange.with_languages(request.headers())
    }

    /// Starts the handling of an event that could not be decoded.
    pub(crate) fn from_event(app: &'a App, event: &'a ApiGatewayV2httpRequest) -> Self {
        let mut exchange = Self::from_context(app, &event.request_context);
        exchange.raw = RawParameters::from_event(event);
        exchange.with_languages(&event.headers)
    }

    fn with_languages(mut self, headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        self.accepted = accepted.map(locale::accept_language).unwrap_or_default();
        self
    }

    /// Starts with only the context of API Gateway.
    pub(crate) fn from_context(app: &'a App, context: &ApiGatewayV2httpRequestContext) -> Self {
        let record = Record {
            function: app.function.as_ref().map(|function| function.name().to_owned()),
            request_id: context.request_id.clone(),
            route: context.route_key.clone(),
            method: Some(context.http.method.to_string()),
            ..Record::default()
        };
        let caller = context.http.source_ip.clone();
        Self {
            app,
            began: app.clock.now(),
            reference: reference(),
            caller,
            accepted: Vec::new(),
            raw: RawParameters::default(),
            token_state: TokenState::Unverified,
            form: None,
            record,
        }
    }

    /// The state of the function.
    pub fn app(&self) -> &'a App {
        self.app
    }

    /// Returns the form with this name, without its definition if that is invalid.
    pub fn form(&mut self, name: &str) -> Result<(&'a FormName, Option<&'a Form>), Reason> {
        self.record.form = FormName::parse(name).ok().map(|name| name.to_string());
        let forms = &self.app.forms;
        if forms.is_empty() {
            return Err(Reason::FormsMissing);
        }
        let entry = forms.entry(name).ok_or(Reason::FormUnknown)?;
        self.form = entry.1;
        self.record.form_version = self.form.map(|form| form.version);
        Ok(entry)
    }

    /// Verifies a session token for the form with this name.
    async fn verify(
        &mut self,
        token: &SessionToken,
        name: &FormName,
    ) -> Result<Arc<VerifiedSession>, Reason> {
        let session = Arc::new(self.authenticate(token).await?);
        self.token_state = TokenState::Verified(Arc::clone(&session));
        self.record.domain = Some(session.domain().to_string());
        self.record.application = session.client().map(ToOwned::to_owned);
        self.record.login = session.txn().map(short_nonce);
        self.record.settings = session.settings().and_then(fingerprint);
        self.record.rule = session.rule().map(ToOwned::to_owned);
        self.record.same_ip =
            session.ip().zip(self.caller.as_deref()).map(|(one, other)| is_same_address(one, other));
        if self.app.login.require_same_ip && self.record.same_ip != Some(true) {
            let reason = if session.ip().is_some() { Reason::IpMismatch } else { Reason::IpMissing };
            return Err(reason);
        }
        match session.form() {
            Some(form) if form != name.as_str() => {
                Err(Reason::FormMismatch { token_form: FormName::parse(form).ok() })
            }
            Some(_) | None => Ok(session),
        }
    }

    async fn authenticate(&mut self, token: &SessionToken) -> Result<VerifiedSession, Reason> {
        let app = self.app;
        let now = app.clock.now_seconds();
        // Before the secret is fetched, so that a malformed token causes no call to SSM.
        let token = Compact::parse(token)?;
        let current = app.secrets.current(now).await?;
        self.record.stale_secret = current.refresh_error;
        match token.authenticate(&current.keys) {
            // The secret may have been changed since it was fetched.
            Err(TokenError::Signature) => match app.secrets.refresh_now(now).await {
                Ok(keys) => match token.authenticate(&keys) {
                    Err(TokenError::Signature) => Err(signature_mismatch(&keys, None)),
                    authentic => self.check(&authentic?, now),
                },
                Err(reason) => Err(signature_mismatch(&current.keys, Some(reason))),
            },
            authentic => self.check(&authentic?, now),
        }
    }

    fn check(&mut self, token: &AuthenticToken<'_>, now: u64) -> Result<VerifiedSession, Reason> {
        let domains = &self.app.domains;
        self.record.synthetic = token.is_synthetic();
        token.verify(domains, now).map_err(|error| {
            let login = token.login_context(domains, now);
            self.record.domain = login.domain.as_ref().map(ToString::to_string);
            self.record.application.clone_from(&login.client);
            self.record.login = login.txn.as_deref().map(short_nonce);
            self.record.settings = login.settings.as_deref().and_then(fingerprint);
            self.record.rule.clone_from(&login.rule);
            self.token_state = TokenState::Rejected(login);
            Reason::from(error)
        })
    }

    /// Ends the request: writes its log line and returns its response.
    pub fn close(mut self, result: Result<Reply, Reason>) -> Response<Body> {
        let reply = result.unwrap_or_else(|reason| self.error_page(reason));
        // Here and not at the beginning: if the handler panicked, this is the only line of the request.
        self.record.cold_start = self.app.function.as_ref().is_some_and(LambdaFunction::serve);
        let ending = Ending {
            outcome: reply.outcome(),
            status: reply.status(),
            began: self.began,
            ended: self.app.clock.now(),
        };
        let line = log::request_line(ending, &self.reference, &self.record);
        self.app.log.line(&line);
        reply.into_response()
    }

    /// The languages in order of preference: those that the application requested, then those that the browser accepts.
    fn preferred<'l>(&self, requested: impl Iterator<Item = &'l str>) -> Vec<Tag> {
        requested.filter_map(Tag::closest).chain(self.accepted.iter().copied()).collect()
    }

    /// Returns the error page for a reason, with the link back to the tenant.
    fn error_page(&mut self, reason: Reason) -> Reply {
        let outcome = reason.outcome();
        let (domains, login) = (&self.app.domains, self.token_state.login_context());
        let return_link = self.raw.return_link(login.as_ref(), domains);
        let requested = login.iter().flat_map(|login| &login.locales).map(String::as_str);
        let locale =
            LocaleContext::for_error(self.form, &self.preferred(requested)).with_custom(&self.app.messages);
        self.record.reason = Some(reason);
        self.record.return_link = return_link.as_ref().map(|(_, source)| source.name());
        let page = page::error(&ErrorContent {
            // Every reason of an error page has a topic: a test of the samples of reasons checks it.
            topic: outcome.topic().unwrap_or(Topic::InternalError),
            reference: &self.reference,
            form: self.form,
            locale: &locale,
            return_link: return_link.map(|(link, _)| link),
            sign_out: login.as_ref().and_then(LoginContext::sign_out_url),
        });
        Reply::Page(outcome, page)
    }
}

/// The reason for the rejection of a token that none of `keys` signed, with the flaws by which the Action's secret may
/// differ.
fn signature_mismatch(keys: &Keyring, not_refreshed: Option<NotRefreshed>) -> Reason {
    Reason::SignatureMismatch { not_refreshed, secret_flaws: keys.warnings().collect() }
}

/// The beginning of the Action's nonce, by which its log and this one name a login.
fn short_nonce(txn: &str) -> String {
    txn.chars().take(8).collect()
}

/// Returns the fingerprint of the Action's settings if it is in the format of the Action: 8 lower-case hexadecimal digits.
fn fingerprint(text: &str) -> Option<String> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == 8 && text.bytes().all(is_digit)).then(|| text.to_owned())
}

/// Returns true if two texts are the same address. IPv6 has many notations, and one of them contains an IPv4 address.
fn is_same_address(one: &str, other: &str) -> bool {
    match (one.parse::<IpAddr>(), other.parse::<IpAddr>()) {
        (Ok(one), Ok(other)) => one.to_canonical() == other.to_canonical(),
        (Err(_), _) | (_, Err(_)) => one == other,
    }
}

/// Returns a reference for a page and its log line: eight characters that can be read out, without I, L, O and U.
fn reference() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut random = [0_u8; 8];
    // If the random number generator fails, the reference is useless, but the page is not.
    let _ = SystemRandom::new().fill(&mut random);
    let characters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    let (first, second) = characters.split_at(4);
    first.iter().chain(&['-']).chain(second).collect()
}

#[cfg(test)]
mod tests;
