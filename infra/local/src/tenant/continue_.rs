//! `GET` and `POST /continue`: the browser comes back from where the Action sent it.

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

/// Why a request to /continue does not go on.
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

    fn words(&self) -> &'static str {
        match self {
            Self::NoState => "The parameter state is missing, empty or there twice.",
            Self::Unknown => {
                "No login waits for this state: it has been used already, or this tenant never made it. \
                 Go back to the app and log in again."
            }
            Self::OtherBrowser => {
                "This login was begun in another browser. Finish it there, or log in again."
            }
            Self::TooLate => {
                "This login was begun more than an hour ago. Go back to the app and log in again."
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
                let (error, description) = ("invalid_request".to_owned(), refused.words().to_owned());
                tenant.journal.end(execution, Outcome::Failed { error, description });
            }
            tenant.problem(refused.status(), "invalid_request", refused.words())
        }
    }
}

/// The parameters of which `name` counts: the body's if it is there, even empty, or else the query's, as in
/// the Action's `validateToken`.
fn parameters<'a>(incoming: &'a Incoming, name: &str) -> &'a Pairs {
    if incoming.body.all(name).next().is_some() { &incoming.body } else { &incoming.query }
}

/// The one state of the request, from the body or the query.
fn state(incoming: &Incoming) -> Option<String> {
    let mut states = parameters(incoming, "state").all("state");
    match (states.next(), states.next()) {
        (Some(state), None) if !state.is_empty() => Some(state.to_owned()),
        _ => None,
    }
}

impl Tenant {
    /// Looks whether a login waits for this state and this browser; if so, spends the state.
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
        holds("a login waits for this state", waiting.is_some());
        let login = waiting.ok_or(Refused::Unknown)?;
        let own = incoming.cookie(&self.browser_cookie) == Some(login.browser.as_str());
        if !holds("it is the browser that began the login", own) {
            // The state is not spent: whoever has only the link cannot end another's login.
            return Err(Refused::OtherBrowser);
        }
        let login = store.redirected.take(state).ok_or(Refused::Unknown)?;
        let in_time = !login.is_over(self.clock.now());
        if holds("the login is less than an hour old", in_time) { Ok(login) } else { Err(Refused::TooLate) }
    }
}
