//! `GET /authorize`: starts a login.

use std::sync::Arc;

use axum::extract::State;
use serde_json::Map;

use super::event::RequestFacts;
use super::pipeline::recordable;
use super::store::Login;
use super::{BROWSER, Tenant};
use crate::action::Handler;
use crate::execution::{Event, LoginKind};
use crate::incoming::Incoming;
use crate::reply::{Reply, opaque, redirect};
use crate::user::Writes;

pub(super) async fn get(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let browser = incoming.cookie(&tenant.browser_cookie).map_or_else(opaque, str::to_owned);
    let is_new = incoming.cookie(&tenant.browser_cookie).is_none();
    let reply = tenant.authorize(&incoming, &browser).await;
    if is_new { tenant.browser_cookie.set(reply, &browser) } else { reply }
}

impl Tenant {
    async fn authorize(&self, incoming: &Incoming, browser: &str) -> Reply {
        let query = &incoming.query;
        // Errors must not be sent to the callback before it is checked.
        if query.get("client_id") != Some(self.client.id) {
            return self.invalid_request(&self.unknown_client());
        }
        let redirect_uri = match query.get("redirect_uri") {
            Some(uri) if uri == self.client.callback => uri.to_owned(),
            _ => {
                return self.invalid_request(&format!(
                    "The redirect_uri is not the callback of this client, which is {}.",
                    self.client.callback
                ));
            }
        };

        let session = self.store().session(incoming.cookie(&self.session_cookie)).cloned();
        let execution = self.journal.begin(BROWSER);
        let start = Event::Authorize { parameters: recordable(query), session: session.is_some() };
        self.journal.step(execution, start);
        let mut login = Login {
            execution,
            browser: browser.to_owned(),
            started: self.clock.now(),
            protocol: BROWSER,
            parameters: query.clone(),
            redirect_uri,
            session: None,
            metadata: Map::new(),
            writes: Writes::default(),
        };
        if query.get("response_type") != Some("code") {
            return self.fail(
                &login,
                "unsupported_response_type",
                "This tenant supports only response_type=code.",
            );
        }
        let silent = login.has_prompt("none");
        if silent && query.words("prompt").len() > 1 {
            return self.fail(&login, "invalid_request", "prompt=none cannot be combined with other values.");
        }
        match session {
            Some(session) if !login.has_prompt("login") => {
                let Some(user) = self.store().user(&session.user_id).cloned() else {
                    return self.fail(&login, "login_required", "Login required");
                };
                self.journal.name_user(execution, &user.email);
                let identified = Event::Login {
                    how: LoginKind::SingleSignOn,
                    user_id: user.user_id,
                    logins_count: user.logins_count,
                };
                self.journal.step(execution, identified);
                login.session = Some(session);
                let request = RequestFacts::of_authorize(incoming, query);
                self.proceed(login, Handler::ExecutePostLogin, &request, None).await
            }
            _ if silent => self.fail(&login, "login_required", "Login required"),
            _ => {
                let state = self.store().on_login_page.park(login);
                redirect(&format!("/login?state={state}"))
            }
        }
    }
}
