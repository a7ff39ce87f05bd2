//! One request, from its arrival to its one log line.

mod form_session;
mod return_link;

use std::iter;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Context, Request, RequestExt as _, Response};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::app::{App, LambdaFunction};
use crate::log::{self, Record};
use crate::outcome::{Outcome, Refusal};
use crate::response::Reply;
use crate::secret::NotRefreshed;
use profiling_forms::locale::{self, Tag};
use profiling_forms::{Form, FormName};
use profiling_pages::{self as page, ErrorContent, Reader, Topic};
use profiling_session::{
    AuthenticToken, Compact, Keyring, Sender, SessionToken, TokenError, VerifiedSession,
};

use self::return_link::{Sent, Signer};

pub use form_session::FormSession;

/// A request that is being answered.
#[derive(Debug)]
pub struct Exchange<'a> {
    app: &'a App,
    began: SystemTime,
    reference: String,
    caller: Option<String>,
    /// The languages that the browser wants.
    accepted: Vec<Tag>,
    sent: Sent<'a>,
    signer: Signer,
    /// The form that was asked for, once it is found.
    form: Option<&'a Form>,
    /// What the log line will tell.
    pub record: Record,
}

impl<'a> Exchange<'a> {
    /// Begins with a request as it arrives.
    pub fn open(app: &'a App, request: &'a Request) -> Self {
        let mut exchange = match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self::of_context(app, context),
            _ => Self::of_context(app, &ApiGatewayV2httpRequestContext::default()),
        };
        let invocation = request.lambda_context_ref().map(|context: &Context| context.request_id.clone());
        exchange.record.invocation_id = invocation;
        exchange.sent = Sent::of_request(request);
        exchange.with_languages(request.headers())
    }

    /// Begins with an event that could not be decoded.
    pub(crate) fn of_event(app: &'a App, event: &'a ApiGatewayV2httpRequest) -> Self {
        let mut exchange = Self::of_context(app, &event.request_context);
        exchange.sent = Sent::of_event(event);
        exchange.with_languages(&event.headers)
    }

    fn with_languages(mut self, headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        self.accepted = accepted.map(locale::accept_language).unwrap_or_default();
        self
    }

    /// Begins with API Gateway's context alone.
    pub(crate) fn of_context(app: &'a App, context: &ApiGatewayV2httpRequestContext) -> Self {
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
            sent: Sent::default(),
            signer: Signer::Unknown,
            form: None,
            record,
        }
    }

    /// What the function holds.
    pub fn app(&self) -> &'a App {
        self.app
    }

    /// The form called `name`; without its definition if that is invalid.
    pub fn form(&mut self, name: &str) -> Result<(&'a FormName, Option<&'a Form>), Refusal> {
        self.record.form = FormName::parse(name).ok().map(|name| name.to_string());
        let forms = &self.app.forms;
        if forms.is_empty() {
            return Err(Refusal::new(Outcome::FormInvalid, "no form could be loaded"));
        }
        let entry = forms.entry(name).ok_or_else(|| Refusal::new(Outcome::FormUnknown, "no such form"))?;
        self.form = entry.1;
        self.record.form_version = self.form.map(|form| form.version);
        Ok(entry)
    }

    /// Verifies a session token for the form called `name`.
    async fn verify(
        &mut self,
        token: &SessionToken,
        name: &FormName,
    ) -> Result<Arc<VerifiedSession>, Refusal> {
        let session = Arc::new(self.authenticate(token).await?);
        self.signer = Signer::Verified(Arc::clone(&session));
        self.record.domain = Some(session.domain().to_string());
        self.record.application = session.client().map(ToOwned::to_owned);
        self.record.login = session.txn().map(short_nonce);
        self.record.same_ip = session.ip().zip(self.caller.as_deref()).map(is_same_address);
        if self.app.rules.require_same_ip && self.record.same_ip != Some(true) {
            let detail = match session.ip() {
                Some(_) => "the request came from another address than the login",
                None => "the token does not name the address of the login",
            };
            return Err(Refusal::new(Outcome::IpMismatch, detail));
        }
        match session.form() {
            Some(form) if form != name.as_str() => {
                let other =
                    FormName::parse(form).map_or_else(|_| "another form".to_owned(), |form| form.to_string());
                Err(Refusal::new(Outcome::FormMismatch, format!("the token is for {other}")))
            }
            _ => Ok(session),
        }
    }

    async fn authenticate(&mut self, token: &SessionToken) -> Result<VerifiedSession, Refusal> {
        let app = self.app;
        let now = app.clock.now_seconds();
        // Before the secret, so that what cannot be a token costs nothing at SSM.
        let token = Compact::parse(token)?;
        let current = app.secrets.current(now).await?;
        self.record.stale_secret = current.stale.map(|error| error.to_string());
        match token.authenticate(&current.keys) {
            // The secret may have been changed since it was fetched.
            Err(TokenError::Signature) => match app.secrets.refresh_now(now).await {
                Ok(keys) => match token.authenticate(&keys) {
                    Err(TokenError::Signature) => Err(signature_mismatch(&keys, None)),
                    authentic => self.check(&authentic?, now),
                },
                Err(reason) => Err(signature_mismatch(&current.keys, Some(&reason))),
            },
            authentic => self.check(&authentic?, now),
        }
    }

    fn check(&mut self, token: &AuthenticToken<'_>, now: u64) -> Result<VerifiedSession, Refusal> {
        let domains = &self.app.domains;
        token.verify(domains, now).map_err(|error| {
            let sender = token.sender(domains, now);
            self.record.domain = sender.domain.as_ref().map(ToString::to_string);
            self.record.application.clone_from(&sender.client);
            self.record.login = sender.txn.as_deref().map(short_nonce);
            self.signer = Signer::Refused(sender);
            error.into()
        })
    }

    /// Ends the request: writes its log line and makes its response.
    pub fn close(mut self, result: Result<Reply, Refusal>) -> Response<Body> {
        let reply = result.unwrap_or_else(|refusal| self.refuse(refusal));
        // Here and not at the beginning: of a request whose handler broke, this is the one line.
        self.record.cold_start = self.app.function.as_ref().is_some_and(LambdaFunction::serve);
        let ended = self.app.clock.now();
        let ending = (reply.outcome(), reply.status());
        let line = log::request_line(ending, &self.reference, &self.record, (self.began, ended));
        self.app.log.line(&line);
        reply.into_response()
    }

    /// The error page of a refusal, with the way on.
    fn refuse(&mut self, refusal: Refusal) -> Reply {
        let Refusal { outcome, detail } = refusal;
        let (domains, sender) = (&self.app.domains, self.signer.sender());
        let return_link = self.sent.return_link(sender.as_ref(), domains);
        let locale = sender.as_ref().and_then(|sender| sender.locale.as_deref());
        let reader = Reader::of_error(self.form, locale, &self.accepted);
        self.record.detail = Some(detail);
        self.record.return_link = return_link.as_ref().map(|(_, source)| source.name());
        let page = page::error(&ErrorContent {
            topic: outcome.topic().unwrap_or(Topic::Fault),
            reference: &self.reference,
            form: self.form,
            reader: &reader,
            return_link: return_link.map(|(link, _)| link),
            sign_out: sender.as_ref().and_then(Sender::sign_out_url),
        });
        Reply::Page(outcome, page)
    }
}

/// The refusal of a token that none of `keys` signed, with the flaws by which the Action's secret may differ from them.
fn signature_mismatch(keys: &Keyring, reason: Option<&NotRefreshed>) -> Refusal {
    let details: Vec<String> = iter::once(TokenError::Signature.to_string())
        .chain(reason.map(ToString::to_string))
        .chain(keys.warnings().map(|warning| warning.to_string()))
        .collect();
    Refusal::new(Outcome::SignatureMismatch, details.join("; "))
}

/// The beginning of the Action's nonce, by which its log and this one name a login.
fn short_nonce(txn: &str) -> String {
    txn.chars().take(8).collect()
}

/// Whether two texts are one address: IPv6 has many ways to write it, and one that holds an IPv4 address.
fn is_same_address((one, other): (&str, &str)) -> bool {
    let address = |text: &str| text.parse::<IpAddr>().map(|address| address.to_canonical());
    match (address(one), address(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// Eight characters that a person can read out, to find the log line of a page: no I, L, O or U.
fn reference() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut random = [0_u8; 8];
    // Without random numbers the reference is of no use, but the page still is.
    let _ = SystemRandom::new().fill(&mut random);
    let character = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
    let (first, second) = random.split_at(4);
    first.iter().map(character).chain(['-']).chain(second.iter().map(character)).collect()
}

#[cfg(test)]
mod tests;
