//! The login page: a button for each user, without passwords.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use maud::{Markup, html};

use super::Tenant;
use super::event::RequestFacts;
use super::store::{Login, Session};
use crate::action::Handler;
use crate::execution::{Event, LoginKind};
use crate::incoming::Incoming;
use crate::moment::iso;
use crate::reply::{self, Reply, opaque, redirect};
use crate::user::User;

pub(super) async fn get(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let state = incoming.query.get("state").unwrap_or_default();
    match tenant.on_login_page(state, &incoming) {
        Some(login) => {
            let hint = login.parameters.get("login_hint").unwrap_or_default();
            reply::html(StatusCode::OK, tenant.login_page(state, hint, None))
        }
        None => tenant.gone(),
    }
}

pub(super) async fn post(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let state = incoming.body.get("state").unwrap_or_default();
    let Some(login) = tenant.on_login_page(state, &incoming) else { return tenant.gone() };
    let now = tenant.clock.now();
    let email = incoming.body.get("email").unwrap_or_default();
    let (user, how) = match incoming.body.get("user_id") {
        Some(user_id) => {
            let user = tenant.store().user(user_id).cloned();
            (user.ok_or("There is no user with this user_id."), LoginKind::LoginPage)
        }
        None => (tenant.sign_up(email), LoginKind::Signup),
    };
    let user = match user {
        Ok(user) => user,
        Err(words) => {
            let markup = tenant.login_page(state, email, Some(words));
            return reply::html(StatusCode::UNPROCESSABLE_ENTITY, markup);
        }
    };

    let session = Session { id: opaque(), user_id: user.user_id.clone(), authenticated_at: now };
    let logins_count = {
        let mut store = tenant.store();
        // The page's state is valid once, so a second click has no effect.
        if store.on_login_page.take(state).is_none() {
            return tenant.gone();
        }
        // As in Auth0, the session stays even if the Action denies the login.
        store.sessions.insert(session.id.clone(), session.clone());
        store.user_mut(&user.user_id).map_or(0, |user| {
            user.count_login();
            user.logins_count
        })
    };
    tenant.save();
    tenant.journal.name_user(login.execution, &user.email);
    tenant.journal.step(login.execution, Event::Login { how, user_id: user.user_id, logins_count });

    let cookie = session.id.clone();
    let request = RequestFacts::of_authorize(&incoming, &login.parameters);
    let login = Login { session: Some(session), ..login };
    let reply = tenant.proceed(login, Handler::ExecutePostLogin, &request, None).await;
    tenant.session_cookie.set(reply, &cookie)
}

/// Ends the session with the tenant and redirects to the app: to `returnTo`, or to the app's first logout URL
/// if there is only a `client_id`.
pub(super) async fn logout(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    if let Some(cookie) = incoming.cookie(&tenant.session_cookie) {
        tenant.store().sessions.remove(cookie);
    }
    let client_id = incoming.query.get("client_id");
    let reply = match incoming.query.get("returnTo") {
        _ if client_id.is_some_and(|id| id != tenant.client.id) => {
            tenant.problem(StatusCode::BAD_REQUEST, "invalid_request", &tenant.unknown_client())
        }
        Some(to) if to == tenant.client.logout_url => redirect(to),
        None if client_id.is_some() => redirect(&tenant.client.logout_url),
        Some(_) => {
            let words = format!(
                "returnTo is not the logout URL of this client, which is {}.",
                tenant.client.logout_url
            );
            tenant.problem(StatusCode::BAD_REQUEST, "invalid_request", &words)
        }
        None => {
            let content = html! { p { a href=(tenant.client.logout_url) { "Go to the app" } } };
            reply::html(StatusCode::OK, tenant.page("You are logged out", &content))
        }
    };
    tenant.session_cookie.set(reply, "")
}

impl Tenant {
    pub(super) fn unknown_client(&self) -> String {
        format!("Unknown client_id: this tenant has one client, {}.", self.client.id)
    }

    fn gone(&self) -> Reply {
        let words = "This login page has already been used, is older than an hour, or belongs to another browser. \
                     Go back to the app and log in again.";
        self.problem(StatusCode::BAD_REQUEST, "This login has ended", words)
    }

    /// Returns the login of this login page, if the page belongs to this browser.
    fn on_login_page(&self, state: &str, incoming: &Incoming) -> Option<Login> {
        let store = self.store();
        let login = store.on_login_page.get(state)?;
        let own = incoming.cookie(&self.browser_cookie) == Some(login.browser.as_str());
        (own && !login.is_expired(self.clock.now())).then(|| login.clone())
    }

    fn sign_up(&self, email: &str) -> Result<User, &'static str> {
        let email = email.trim().to_ascii_lowercase();
        let well_formed = email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
        if !well_formed || email.len() > 254 || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err("Enter an email address, like name@example.com");
        }
        let mut store = self.store();
        if store.user_by_email(&email).is_some() {
            return Err("A user with this address already exists: choose the user above");
        }
        let user_id = format!("auth0|{:024x}", rand::random::<u128>() >> 32);
        let mut user = User::new(&user_id, &email, email.split('@').next().unwrap_or_default());
        user.created_at = iso(self.clock.now());
        store.users.push(user.clone());
        Ok(user)
    }

    fn login_page(&self, state: &str, email: &str, error: Option<&str>) -> Markup {
        let users = self.users();
        let (first, others) = users.split_at(users.len().min(SHOWN));
        let described = if error.is_some() { "email-error" } else { "email-hint" };
        let content = html! {
            p { "This page replaces the Auth0 login page. There are no passwords: choose a user." }
            section aria-labelledby="users" {
                h2 id="users" { "Test users" }
                form method="post" action="/login" {
                    input type="hidden" name="state" value=(state);
                    (choices(first))
                    @if !others.is_empty() { details { summary { (others.len()) " more users" } (choices(others)) } }
                }
            }
            section aria-labelledby="new" {
                h2 id="new" { "New user" }
                form method="post" action="/login" novalidate {
                    input type="hidden" name="state" value=(state);
                    label for="email" { "Email address" }
                    p.hint id="email-hint" { "You can enter any address. The emulator sends no email." }
                    @if let Some(error) = error { p.error id="email-error" { "Error: " (error) } }
                    input id="email" name="email" type="email" autocomplete="off" spellcheck="false" value=(email)
                        aria-describedby=(described) aria-invalid=[error.map(|_| "true")];
                    p { button.second { "Sign up" } }
                }
            }
        };
        self.page("Log in", &content)
    }
}

/// The maximum number of users that the login page shows unfolded.
const SHOWN: usize = 20;

/// A button for each user.
fn choices(users: &[User]) -> Markup {
    html! {
        ul.plain {
            @for user in users {
                li { button name="user_id" value=(user.user_id) { (user.email) } " " span.quiet { (summary(user)) } }
            }
        }
    }
}

/// The number of logins and the answers of a user, which decide whether the form is shown.
fn summary(user: &User) -> String {
    let logins = match user.logins_count {
        0 => "has never logged in".to_owned(),
        1 => "has logged in once".to_owned(),
        count => format!("has logged in {count} times"),
    };
    let keys: Vec<&str> = user.user_metadata.keys().map(String::as_str).collect();
    match keys.as_slice() {
        [] => format!("{logins}; no answers"),
        keys => format!("{logins}; answered: {}", keys.join(", ")),
    }
}
