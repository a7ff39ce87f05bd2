//! `POST /oauth/token` and `GET /userinfo`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Tenant;
use super::event::RequestFacts;
use super::pipeline::{recordable, without_browser};
use super::store::{Login, RefreshToken, Session};
use crate::action::Handler;
use crate::execution::{Event, LoginKind, Outcome};
use crate::incoming::{Incoming, Pairs};
use crate::reply::{self, Reply, opaque};
use crate::user::{User, Writes};

/// The value of `expires_in` for access tokens, in seconds.
const ACCESS_SECONDS: u64 = 86_400;

/// The error of a token request.
#[derive(Debug, Serialize)]
pub(crate) struct GrantError {
    #[serde(skip)]
    status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) error_description: String,
}

impl GrantError {
    fn new(status: StatusCode, error: &'static str, words: impl Into<String>) -> Self {
        Self { status, error, error_description: words.into() }
    }
}

/// The request data of a client that requests a token.
pub(crate) struct Caller(RequestFacts);

impl Caller {
    pub(crate) fn of(incoming: &Incoming) -> Self {
        Self(RequestFacts::of(incoming))
    }
}

pub(super) async fn post(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    match tenant.grant(&incoming.body, &Caller::of(&incoming)).await {
        Ok(tokens) => reply::json(StatusCode::OK, &tokens),
        Err(error) => reply::json(error.status, &error),
    }
}

/// The profile of an access token's user. It includes the metadata; Auth0 requires a namespaced claim for
/// that.
pub(super) async fn userinfo(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let user = incoming.bearer().and_then(|token| tenant.store().user_of_access_token(token).cloned());
    if let Some(user) = user {
        return reply::json(StatusCode::OK, &profile(&user));
    }
    let mut reply = reply::json(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"}));
    reply.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    reply
}

/// The user's profile for apps.
fn profile(user: &User) -> Value {
    json!({
        "sub": user.user_id,
        "user_id": user.user_id,
        "email": user.email,
        "email_verified": true,
        "name": user.name,
        "logins_count": user.logins_count,
        "user_metadata": user.user_metadata,
        "app_metadata": user.app_metadata,
    })
}

impl Tenant {
    /// Handles a token request.
    pub(crate) async fn grant(&self, parameters: &Pairs, caller: &Caller) -> Result<Value, GrantError> {
        if parameters.get("client_id") != Some(self.client.id) {
            return Err(GrantError::new(StatusCode::UNAUTHORIZED, "invalid_client", "Unknown client_id."));
        }
        match parameters.get("grant_type") {
            Some("authorization_code") => self.exchange(parameters),
            Some("refresh_token") => self.refresh(parameters, caller).await,
            Some("password") => self.password(parameters, caller).await,
            Some(_) => {
                let words = "This tenant supports authorization_code, refresh_token and password.";
                Err(GrantError::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", words))
            }
            None => {
                Err(GrantError::new(StatusCode::BAD_REQUEST, "invalid_request", "grant_type is missing."))
            }
        }
    }

    fn exchange(&self, parameters: &Pairs) -> Result<Value, GrantError> {
        let code = parameters.get("code").unwrap_or_default();
        let redirect_uri = parameters.get("redirect_uri").unwrap_or_default();
        let now = self.clock.now();
        let redeemed = self.store().redeem_code(code, redirect_uri, now);
        let code = redeemed.ok_or_else(|| {
            let words =
                "The code is unknown, already used, older than ten minutes, or for another redirect_uri.";
            GrantError::new(StatusCode::FORBIDDEN, "invalid_grant", words)
        })?;
        self.tokens(RefreshToken { user_id: code.user_id, scope: code.scope, authenticated_at: now })
    }

    async fn refresh(&self, parameters: &Pairs, caller: &Caller) -> Result<Value, GrantError> {
        let refresh_token = parameters.get("refresh_token").unwrap_or_default();
        let token = self.store().refresh_token(refresh_token).cloned().ok_or_else(|| {
            GrantError::new(StatusCode::FORBIDDEN, "invalid_grant", "Unknown or invalid refresh token.")
        })?;
        self.run_for_token("oauth2-refresh-token", LoginKind::RefreshToken, &token, parameters, caller)
            .await?;
        self.tokens(token)
    }

    async fn password(&self, parameters: &Pairs, caller: &Caller) -> Result<Value, GrantError> {
        let now = self.clock.now();
        let token = {
            let mut store = self.store();
            let user = store.user_by_email(parameters.get("username").unwrap_or_default());
            let user_id = user.map(|user| user.user_id.clone()).ok_or_else(|| {
                GrantError::new(StatusCode::FORBIDDEN, "invalid_grant", "There is no user with this address.")
            })?;
            if let Some(user) = store.user_mut(&user_id) {
                user.count_login();
            }
            let scope = parameters.get("scope").unwrap_or_default().to_owned();
            RefreshToken { user_id, scope, authenticated_at: now }
        };
        self.save();
        self.run_for_token("oauth2-password", LoginKind::Password, &token, parameters, caller).await?;
        self.tokens(token)
    }

    /// Runs the Action for a request without a browser.
    async fn run_for_token(
        &self,
        protocol: &'static str,
        how: LoginKind,
        token: &RefreshToken,
        parameters: &Pairs,
        caller: &Caller,
    ) -> Result<(), GrantError> {
        let no_user =
            || GrantError::new(StatusCode::FORBIDDEN, "invalid_grant", "The user no longer exists.");
        let user = self.store().user(&token.user_id).cloned().ok_or_else(no_user)?;
        let execution = self.journal.begin(protocol);
        self.journal.name_user(execution, &user.email);
        let start = Event::Authorize { parameters: recordable(parameters), session: false };
        self.journal.step(execution, start);
        let identified = Event::Login { how, user_id: user.user_id, logins_count: user.logins_count };
        self.journal.step(execution, identified);

        let mut login = Login {
            execution,
            browser: String::new(),
            started: self.clock.now(),
            protocol,
            parameters: parameters.clone(),
            redirect_uri: String::new(),
            session: Some(Session {
                id: opaque(),
                user_id: token.user_id.clone(),
                authenticated_at: token.authenticated_at,
            }),
            metadata: Map::new(),
            writes: Writes::default(),
        };
        let next = self.run_action(&mut login, Handler::ExecutePostLogin, &caller.0, None).await;
        self.write(&mut login);
        let result = without_browser(next);
        let (outcome, answer) = match &result {
            Ok(()) => (Outcome::Completed, "tokens".to_owned()),
            Err((error, words)) => (
                Outcome::Failed { error: (*error).to_owned(), description: words.clone() },
                format!("error {error}: {words}"),
            ),
        };
        self.journal.step(execution, Event::Callback { to: "the token request".to_owned(), answer });
        self.journal.end(execution, outcome);
        result.map_err(|(error, words)| GrantError::new(StatusCode::FORBIDDEN, error, words))
    }

    fn tokens(&self, token: RefreshToken) -> Result<Value, GrantError> {
        let mut store = self.store();
        let user = store.user(&token.user_id).map(profile).ok_or_else(|| {
            GrantError::new(StatusCode::FORBIDDEN, "invalid_grant", "The user no longer exists.")
        })?;
        let access_token = store.issue_access_token(&token.user_id);
        let scope = token.scope.clone();
        let refresh_token = store.issue_refresh_token(token);
        Ok(json!({
            "access_token": access_token,
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "scope": scope,
            "user": user,
        }))
    }
}
