//! One request, from its arrival to its one log line.

use std::time::SystemTime;

use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt as _, Response};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::app::App;
use crate::form::{Form, FormName, Questions};
use crate::log::{self, Record};
use crate::outcome::{Outcome, Refusal};
use crate::page;
use crate::request::SessionToken;
use crate::response::Reply;
use crate::token::{self, TokenError, VerifiedSession};

/// A request that is being answered.
#[derive(Debug)]
pub struct Exchange<'a> {
    app: &'a App,
    began: SystemTime,
    reference: String,
    caller: Option<String>,
    /// What the log line will tell.
    pub record: Record,
}

impl<'a> Exchange<'a> {
    /// Begins with a request as it arrives.
    pub fn open(app: &'a App, request: &Request) -> Self {
        let mut exchange = Self::unread(app);
        if let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() {
            exchange.caller.clone_from(&context.http.source_ip);
            exchange.record.request_id.clone_from(&context.request_id);
        }
        exchange
    }

    /// Begins with a request that could not even be decoded.
    pub(crate) fn unread(app: &'a App) -> Self {
        Self { app, began: app.clock.now(), reference: reference(), caller: None, record: Record::default() }
    }

    /// What the function holds.
    pub fn app(&self) -> &'a App {
        self.app
    }

    /// The form called `name`.
    pub fn form(&mut self, name: &str) -> Result<(&'a FormName, &'a Form), Refusal> {
        let (name, form) =
            self.app.forms.get(name).ok_or_else(|| Refusal::new(Outcome::FormUnknown, "no such form"))?;
        self.record.form = Some(name.to_string());
        self.record.form_version = Some(form.version);
        Ok((name, form))
    }

    /// Verifies a session token for the form called `name`.
    pub async fn verify(
        &mut self,
        token: &SessionToken,
        name: &FormName,
    ) -> Result<VerifiedSession, Refusal> {
        let session = self.authenticate(token).await?;
        self.record.domain = Some(session.domain().to_string());
        self.record.application = session.client().map(ToOwned::to_owned);
        self.record.same_ip = session.ip().zip(self.caller.as_deref()).map(|(ip, caller)| ip == caller);
        if session.form().is_some_and(|form| form != name.as_str()) {
            return Err(Refusal::new(Outcome::FormMismatch, "the token is for another form"));
        }
        Ok(session)
    }

    async fn authenticate(&mut self, token: &SessionToken) -> Result<VerifiedSession, Refusal> {
        let app = self.app;
        let now = app.clock.now_seconds();
        let current = app.secrets.current(now).await?;
        self.record.stale_secret = current.stale.map(|error| error.to_string());
        match token::verify(token.as_str(), &current.keys, &app.domains, now) {
            // The secret may have been changed since it was fetched.
            Err(TokenError::Signature) => match app.secrets.refresh_now(now).await {
                Some(keys) => Ok(token::verify(token.as_str(), &keys, &app.domains, now)?),
                None => Err(TokenError::Signature.into()),
            },
            result => Ok(result?),
        }
    }

    /// Chooses what to ask: the fields that the token names, or all.
    pub fn questions(&mut self, form: &'a Form, session: &VerifiedSession) -> Result<Questions<'a>, Refusal> {
        let questions = form.questions(session.fields());
        let asked = questions.fields().len();
        self.record.fields = Some(asked);
        self.record.unknown_fields = session.fields().map_or(0, |names| names.len().saturating_sub(asked));
        if asked == 0 {
            return Err(Refusal::new(Outcome::NothingToAsk, "the form asks for none of the missing fields"));
        }
        Ok(questions)
    }

    /// Ends the request: writes its log line and makes its response.
    pub fn close(mut self, result: Result<Reply, Refusal>) -> Response<Body> {
        let reply = result.unwrap_or_else(|refusal| {
            self.record.detail = Some(refusal.detail);
            Reply::Page(refusal.outcome, page::error(refusal.outcome, &self.reference))
        });
        let ended = self.app.clock.now();
        let line = log::request_line(reply.outcome(), &self.reference, &self.record, self.began, ended);
        self.app.log.line(&line);
        reply.into_response()
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
