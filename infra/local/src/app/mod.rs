//! The app: a place to log in from and to come back to, which shows what the login brought.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use maud::{Markup, html};
use serde_json::Value;
use url::Url;

use crate::cookie::Cookie;
use crate::incoming::{Incoming, Pairs};
use crate::page::{Role, page};
use crate::reply::{self, Reply, opaque, redirect};
use crate::tenant::{CLIENT_ID, Caller, GrantError, Tenant};

/// How many logins under way the app remembers.
const PENDING: usize = 1_000;

/// The app, with its sessions.
pub(crate) struct ClientApp {
    url: String,
    tenant_url: String,
    /// Where the tenant sends its answers: here, or to a native app.
    callback: String,
    tenant: Arc<Tenant>,
    cookie: Cookie,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// The `state` of each login under way, and the browser that began it.
    pending: HashMap<String, String>,
    /// What the last token request brought, by the browser's cookie.
    sessions: HashMap<String, Value>,
}

impl ClientApp {
    pub(crate) fn new(url: String, tenant_url: String, callback: String, tenant: Arc<Tenant>) -> Self {
        let cookie = Cookie::new("app_session", &url);
        Self { url, tenant_url, callback, tenant, cookie, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is a native app that is called back, and not this one.
    fn is_native(&self) -> bool {
        !self.callback.starts_with(&self.url)
    }

    fn executions(&self) -> String {
        format!("{}/executions", self.tenant_url)
    }

    fn page(&self, title: &str, status: StatusCode, content: &Markup) -> Reply {
        let (executions, users) = (self.executions(), format!("{}/users", self.tenant_url));
        let links = [("App", "/"), ("What the login did", executions.as_str()), ("Users", users.as_str())];
        reply::html(status, page(Role::App, title, &links, content))
    }
}

/// The routes of the app's origin.
pub(crate) fn router(app: Arc<ClientApp>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/emulator.css", get(reply::style))
        .route("/login", get(login))
        .route("/callback", get(callback))
        .route("/refresh", get(refresh))
        .route("/logout", get(logout))
        .fallback(not_found)
        .with_state(app)
}

async fn not_found(State(app): State<Arc<ClientApp>>) -> Reply {
    app.page("Not found", StatusCode::NOT_FOUND, &html! { p { "There is nothing at this address." } })
}

async fn home(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    let cookie = incoming.cookie(&app.cookie).unwrap_or_default();
    let session = app.kept().sessions.get(cookie).cloned();
    if let Some(tokens) = session {
        return logged_in(&app, &tokens);
    }
    let content = html! {
        p { "At each login the Action decides whether the form asks for something." }
        p { a.button href="/login" { "Log in" } }
        @if app.is_native() { (native(&app)) }
        (experiments())
    };
    app.page("You are not logged in", StatusCode::OK, &content)
}

/// What becomes of a login whose callback a browser without that app cannot open.
fn native(app: &ClientApp) -> Markup {
    html! {
        p { "The login ends at " code { (app.callback) } ", the address of a native app. Without that app the \
             browser stays where it is; " a href=(app.executions()) { "What the login did" } " shows that the \
             tenant sent a code there." }
    }
}

fn experiments() -> Markup {
    html! {
        section aria-labelledby="experiments" {
            h2 id="experiments" { "Experiments" }
            ul {
                li { a href="/login?ui_locales=es" { "Log in in Spanish" } " (ui_locales=es)" }
                li { a href="/login?prompt=login" { "Log in as somebody else" } " (prompt=login)" }
                li { a href="/login?prompt=none" { "Log in silently" } " (prompt=none)" }
            }
        }
    }
}

fn logged_in(app: &ClientApp, tokens: &Value) -> Reply {
    let user = &tokens["user"];
    let content = html! {
        dl {
            dt { "User" } dd { (user["email"].as_str().unwrap_or_default()) }
            dt { "logins_count" } dd { (user["logins_count"]) }
        }
        section aria-labelledby="metadata" {
            h2 id="metadata" { "user_metadata" }
            @match user["user_metadata"].as_object().filter(|metadata| !metadata.is_empty()) {
                Some(metadata) => {
                    dl { @for (key, value) in metadata {
                        dt { (key) }
                        dd { @match value { Value::String(text) => (text), other => (other) } }
                    } }
                }
                None => p { "Nothing is known yet." },
            }
        }
        p { a.button href="/login?prompt=login" { "Log in again" } " " a.button.second href="/logout" { "Log out" } }
        section aria-labelledby="experiments" {
            h2 id="experiments" { "Experiments" }
            ul {
                li { a href="/login" { "Log in with the session" } " (single sign-on: not counted)" }
                li { a href="/login?ui_locales=es&prompt=login" { "Log in in Spanish" } " (ui_locales=es)" }
                li { a href="/login?prompt=none" { "Log in silently" } " (prompt=none)" }
                li { a href="/refresh" { "Refresh the tokens" } " (grant_type=refresh_token)" }
            }
        }
    };
    app.page("You are logged in", StatusCode::OK, &content)
}

fn failed(app: &ClientApp, status: StatusCode, error: &str, description: &str) -> Reply {
    let content = html! {
        div.card.fault {
            dl { dt { "error" } dd { (error) } dt { "error_description" } dd { (description) } }
        }
        p { a.button href="/login?prompt=login" { "Log in again" } }
        p { a href=(app.executions()) { "See what the login did" } }
    };
    app.page("The login failed", status, &content)
}

/// Sends the browser to the tenant; what the link adds goes along.
async fn login(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    let browser = incoming.cookie(&app.cookie).map_or_else(opaque, str::to_owned);
    let state = opaque();
    let parameters = [
        ("client_id", CLIENT_ID),
        ("redirect_uri", &app.callback),
        ("response_type", "code"),
        ("scope", "openid profile email offline_access"),
        ("state", &state),
    ];
    let Ok(mut url) = Url::parse_with_params(&format!("{}/authorize", app.tenant_url), parameters) else {
        return failed(&app, StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The tenant has no address.");
    };
    for name in ["prompt", "ui_locales", "login_hint", "acr_values"] {
        if let Some(value) = incoming.query.get(name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    {
        let mut kept = app.kept();
        if kept.pending.len() >= PENDING {
            kept.pending.clear();
        }
        kept.pending.insert(state, browser.clone());
    }
    app.cookie.set(redirect(url.as_str()), &browser)
}

/// Takes the tenant's answer: exchanges the code, and shows what the login brought on the page that a
/// reload does not ask for twice.
async fn callback(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    let state = incoming.query.get("state").unwrap_or_default();
    let began = app.kept().pending.remove(state);
    let browser = match (began, incoming.cookie(&app.cookie)) {
        (Some(began), Some(cookie)) if began == cookie => began,
        _ => {
            let words = "This answer belongs to no login that this browser began here.";
            return failed(&app, StatusCode::BAD_REQUEST, "invalid_state", words);
        }
    };
    if let Some(error) = incoming.query.get("error") {
        let description = incoming.query.get("error_description").unwrap_or_default();
        return failed(&app, StatusCode::FORBIDDEN, error, description);
    }
    let parameters = Pairs::from([
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &app.callback),
        ("code", incoming.query.get("code").unwrap_or_default()),
    ]);
    take(&app, &browser, app.tenant.grant(&parameters, &Caller::of(&incoming)).await)
}

async fn refresh(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    let browser = incoming.cookie(&app.cookie).unwrap_or_default();
    let token = app
        .kept()
        .sessions
        .get(browser)
        .and_then(|tokens| tokens["refresh_token"].as_str().map(str::to_owned));
    let Some(token) = token else { return redirect("/") };
    let parameters =
        Pairs::from([("grant_type", "refresh_token"), ("client_id", CLIENT_ID), ("refresh_token", &token)]);
    take(&app, browser, app.tenant.grant(&parameters, &Caller::of(&incoming)).await)
}

fn take(app: &ClientApp, browser: &str, granted: Result<Value, GrantError>) -> Reply {
    match granted {
        Ok(tokens) => {
            app.kept().sessions.insert(browser.to_owned(), tokens);
            redirect("/")
        }
        Err(refused) => failed(app, StatusCode::FORBIDDEN, refused.error, &refused.error_description),
    }
}

/// Forgets the user here, then at the tenant.
async fn logout(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    if let Some(cookie) = incoming.cookie(&app.cookie) {
        app.kept().sessions.remove(cookie);
    }
    let to = [("returnTo", format!("{}/", app.url))];
    let reply = match Url::parse_with_params(&format!("{}/v2/logout", app.tenant_url), to) {
        Ok(url) => redirect(url.as_str()),
        Err(_) => redirect("/"),
    };
    app.cookie.set(reply, "")
}
