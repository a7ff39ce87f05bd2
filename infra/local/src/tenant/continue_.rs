//! `GET` and `POST /continue`: resumes a login after the Action's redirect.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::Tenant;
use super::event::RequestFacts;
use super::store::Login;
use crate::action::Handler;
use crate::execution::{Check, Event, Outcome, claims};
use crate::incoming::{Incoming, Pairs};
use crate::reply::Reply;

/// The reason why /continue rejects a request.
enum Refused {
    NoState,
    Unknown,
    OtherBrowser,
    TooLate,
}

impl Refused {
    fn status(&self) -> StatusCode {
        match self {
            Self::OtherBrowser => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn description(&self) -> &'static str {
        match self {
            Self::NoState => "The parameter state is missing, empty or repeated.",
            Self::Unknown => {
                "This state is not valid: it has already been used, or this tenant did not issue it. \
                 Go back to the app and log in again."
            }
            Self::OtherBrowser => {
                "This login was started in another browser. Finish it there, or log in again."
            }
            Self::TooLate => {
                "This login was started more than an hour ago. Go back to the app and log in again."
            }
        }
    }
}

pub(super) async fn handle(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let state = state(&incoming);
    let (checks, result) = tenant.resume(state.as_deref(), &incoming);

    let token = parameters(&incoming, "session_token").get("session_token");
    let execution = state.as_deref().and_then(|state| tenant.journal.find(state));
    if let Some(execution) = execution {
        let method = incoming.method.to_string();
        tenant.journal.step(execution, Event::Continue { method, checks, claims: token.and_then(claims) });
    }
    match result {
        Ok(login) => {
            let request = RequestFacts::of(&incoming);
            tenant.proceed(login, Handler::ContinuePostLogin, &request, state).await
        }
        Err(refused) => {
            if let (Refused::TooLate, Some(execution)) = (&refused, execution) {
                let (error, description) = ("invalid_request".to_owned(), refused.description().to_owned());
                tenant.journal.end(execution, Outcome::Failed { error, description });
            }
            tenant.problem(refused.status(), "invalid_request", refused.description())
        }
    }
}

/// The parameters that `name` is read from: the body, if it has the parameter, or else the query, as in the
/// Action's `validateToken`.
fn parameters<'a>(incoming: &'a Incoming, name: &str) -> &'a Pairs {
    if incoming.body.all(name).next().is_some() { &incoming.body } else { &incoming.query }
}

/// The state of the request, from the body or the query, if it is there once.
fn state(incoming: &Incoming) -> Option<String> {
    let mut states = parameters(incoming, "state").all("state");
    match (states.next(), states.next()) {
        (Some(state), None) if !state.is_empty() => Some(state.to_owned()),
        _ => None,
    }
}

impl Tenant {
    /// Returns the login of this state and this browser, and invalidates the state.
    fn resume(&self, state: Option<&str>, incoming: &Incoming) -> (Vec<Check>, Result<Login, Refused>) {
        let mut checks = Vec::new();
        let result = self.check(state, incoming, |what, holds| {
            checks.push(Check { what, holds });
            holds
        });
        (checks, result)
    }

    fn check(
        &self,
        state: Option<&str>,
        incoming: &Incoming,
        mut holds: impl FnMut(&'static str, bool) -> bool,
    ) -> Result<Login, Refused> {
        let state = state.ok_or(Refused::NoState)?;
        let mut store = self.store();
        let waiting = store.redirected.get(state);
        holds("the state belongs to a login", waiting.is_some());
        let login = waiting.ok_or(Refused::Unknown)?;
        let own = incoming.cookie(&self.browser_cookie) == Some(login.browser.as_str());
        if !holds("the browser is the one that started the login", own) {
            // The state stays valid: a person who only has the link cannot end the login.
            return Err(Refused::OtherBrowser);
        }
        let login = store.redirected.take(state).ok_or(Refused::Unknown)?;
        let in_time = !login.is_expired(self.clock.now());
        if holds("the login is less than an hour old", in_time) { Ok(login) } else { Err(Refused::TooLate) }
    }
}
