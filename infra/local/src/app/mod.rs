//! The demo app: starts logins, handles their callback, and shows the user's profile.

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
use crate::tenant::{CLIENT_ID, Caller, GrantError, Milestone, Tenant};

/// The maximum number of pending logins.
const PENDING: usize = 1_000;

/// The app, with its sessions.
pub(crate) struct ClientApp {
    url: String,
    tenant_url: String,
    /// The address of the preview of the forms.
    preview_url: String,
    /// The callback URL: of this app, or of a native app.
    callback: String,
    tenant: Arc<Tenant>,
    cookie: Cookie,
    state: Mutex<AppState>,
}

#[derive(Default)]
struct AppState {
    /// The browser of each pending login, by its `state`.
    pending: HashMap<String, String>,
    /// The last token response, by the browser's cookie.
    sessions: HashMap<String, Value>,
}

impl ClientApp {
    pub(crate) fn new(
        (url, tenant_url, preview_url): (String, String, String),
        callback: String,
        tenant: Arc<Tenant>,
    ) -> Self {
        let cookie = Cookie::new("app_session", &url);
        Self { url, tenant_url, preview_url, callback, tenant, cookie, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, AppState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the callback is a native app's.
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
        .route("/emulator.js", get(reply::script))
        .route("/login", get(login))
        .route("/callback", get(callback))
        .route("/refresh", get(refresh))
        .route("/logout", get(logout))
        .fallback(not_found)
        .with_state(app)
}

async fn not_found(State(app): State<Arc<ClientApp>>) -> Reply {
    app.page("Not found", StatusCode::NOT_FOUND, &html! { p { "This page does not exist." } })
}

async fn home(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    let cookie = incoming.cookie(&app.cookie).unwrap_or_default();
    let session = app.state().sessions.get(cookie).cloned();
    if let Some(tokens) = session {
        return logged_in(&app, &tokens);
    }
    let content = html! {
        p { "The Action decides at each login whether to show the form." }
        p { a.button href="/login" { "Log in" } }
        @if app.is_native() { (native(&app)) }
        (tour(&app))
        (experiments(&app))
    };
    app.page("Progressive profiling on this machine", StatusCode::OK, &content)
}

/// A note on logins with a native callback, which a browser cannot open without the app.
fn native(app: &ClientApp) -> Markup {
    html! {
        p { "The login ends at " code { (app.callback) } ", the address of a native app. Without that app the \
             browser stays where it is; " a href=(app.executions()) { "What the login did" } " shows that the \
             tenant sent a code there." }
    }
}

/// The steps of the walkthrough. Completed steps have a check mark.
fn tour(app: &ClientApp) -> Markup {
    let reached = app.tenant.milestones();
    let (users, plan) = (format!("{}/users", app.tenant_url), format!("{}/plan", app.tenant_url));
    let preview = &app.preview_url;
    let steps = [
        (
            Milestone::LoggedIn,
            "Log in",
            html! {
                "Sign up, or choose a test user. "
                @match app.tenant.plan() {
                    Some(plan) => { "The plan " code { (plan.display()) } " decides what the user is asked." },
                    None => "At the first login, the Action usually asks nothing.",
                }
            },
        ),
        (
            Milestone::Asked,
            "Log in again",
            html! {
                @match app.tenant.plan() {
                    Some(_) => "If a rule of the plan applies, the Action redirects the browser to its form.",
                    None => "The profile lacks answers, so the Action redirects the browser to the form.",
                }
                " You can also see the " a href=(plan) { "next logins" } " of a user at a glance."
            },
        ),
        (
            Milestone::Written,
            "See what was written",
            html! { "The answers are in the " code { "user_metadata" } " of the " a href=(users) { "user" } ". You can also view "
            a href=(app.executions()) { "each step of the login" } "." },
        ),
        (
            Milestone::FormsChanged,
            "Change the form",
            html! { "Edit a file in " code { "infra/forms" } @if app.tenant.plan().is_some() { ", or the plan" } ". The " a href=(preview) { "preview" } " shows the change at \
            once, and the next login has it." },
        ),
    ];
    html! {
        section aria-labelledby="tour" {
            h2 id="tour" { "Walkthrough" }
            ol.tour {
                @for (milestone, title, explanation) in steps {
                    @let is_done = reached.contains(&milestone);
                    li.done[is_done] {
                        h3 { (title) @if is_done { span.quiet { " (done)" } } }
                        p { (explanation) }
                    }
                }
            }
        }
    }
}

fn experiments(app: &ClientApp) -> Markup {
    html! {
        section aria-labelledby="experiments" {
            h2 id="experiments" { "Experiments" }
            ul {
                li { a href="/login?ui_locales=es" { "Log in in Spanish" } " (ui_locales=es)" }
                li { a href="/login?prompt=login" { "Log in as another user" } " (prompt=login)" }
                li { a href="/login?prompt=none" { "Log in silently" } " (prompt=none)" }
                (requests(app))
            }
        }
    }
}

/// A login for each rule that an application can request.
fn requests(app: &ClientApp) -> Markup {
    html! {
        @for rule in app.tenant.rules_on_request() {
            li {
                a href={ "/login?prompt=login&ext-profiling=" (rule) } { "Log in and request the rule " (rule) }
                " (ext-profiling=" (rule) ")"
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
                None => p { "No answers yet." },
            }
        }
        p { a.button href="/login?prompt=login" { "Log in again" } " " a.button.second href="/logout" { "Log out" } }
        (tour(app))
        section aria-labelledby="experiments" {
            h2 id="experiments" { "Experiments" }
            ul {
                li { a href="/login" { "Log in with the session" } " (single sign-on, not counted as a login)" }
                li { a href="/login?ui_locales=es&prompt=login" { "Log in in Spanish" } " (ui_locales=es)" }
                li { a href="/login?prompt=none" { "Log in silently" } " (prompt=none)" }
                (requests(app))
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

/// Redirects to the tenant, with the parameters of the link.
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
        return failed(&app, StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The tenant has no URL.");
    };
    for name in ["prompt", "ui_locales", "login_hint", "acr_values"] {
        if let Some(value) = incoming.query.get(name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    // An application's own parameters, which reach the Action.
    url.query_pairs_mut().extend_pairs(incoming.query.starting_with("ext-"));
    {
        let mut app_state = app.state();
        if app_state.pending.len() >= PENDING {
            app_state.pending.clear();
        }
        app_state.pending.insert(state, browser.clone());
    }
    app.cookie.set(redirect(url.as_str()), &browser)
}

/// Handles the callback: exchanges the code and redirects to the start page, which can be reloaded.
async fn callback(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    let state = incoming.query.get("state").unwrap_or_default();
    let initiator = app.state().pending.remove(state);
    let browser = match (initiator, incoming.cookie(&app.cookie)) {
        (Some(initiator), Some(cookie)) if initiator == cookie => initiator,
        _ => {
            let words = "No login that was started in this browser matches this response.";
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
        .state()
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
            app.state().sessions.insert(browser.to_owned(), tokens);
            redirect("/")
        }
        Err(refused) => failed(app, StatusCode::FORBIDDEN, refused.error, &refused.error_description),
    }
}

/// Ends the session of the app, then the session of the tenant.
async fn logout(State(app): State<Arc<ClientApp>>, incoming: Incoming) -> Reply {
    if let Some(cookie) = incoming.cookie(&app.cookie) {
        app.state().sessions.remove(cookie);
    }
    let to = [("returnTo", format!("{}/", app.url))];
    let reply = match Url::parse_with_params(&format!("{}/v2/logout", app.tenant_url), to) {
        Ok(url) => redirect(url.as_str()),
        Err(_) => redirect("/"),
    };
    app.cookie.set(reply, "")
}
