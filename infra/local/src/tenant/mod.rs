//! The tenant: what Auth0 does between an app's Log in link and its callback.

mod authorize;
mod continue_;
mod event;
mod executions;
mod login;
mod pipeline;
mod store;
mod token_endpoint;
mod users;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use maud::html;
use profiling_service::clock::Clock;

use self::event::Client;
use self::store::Store;
use crate::action::Action;
use crate::cookie::Cookie;
use crate::gateway::Gateway;
use crate::journal::Journal;
use crate::origin::authority;
use crate::page::{Role, page};
use crate::reload::Watched;
use crate::reply::{self, Reply};
use crate::state_file;
use crate::terminal::Terminal;
use crate::user::User;

pub(crate) use self::token_endpoint::{Caller, GrantError};

/// The protocol of a login in the browser with `response_type=code`.
pub(crate) const BROWSER: &str = "oidc-basic-profile";
/// The client that the emulator's app is.
pub(crate) const CLIENT_ID: &str = "local-app";

/// The tenant, with everything that it remembers.
pub(crate) struct Tenant {
    /// `127.0.0.1:4001`: the issuer, and what the Action knows as `event.request.hostname`.
    host: String,
    /// The emulator's own form.
    form_url: String,
    client: Client,
    action: Watched<Action>,
    action_secrets: Arc<Mutex<Secrets>>,
    clock: Arc<dyn Clock>,
    journal: Arc<Journal>,
    gateway: Arc<Gateway>,
    terminal: Terminal,
    store: Mutex<Store>,
    state_file: Option<PathBuf>,
    session_cookie: Cookie,
    browser_cookie: Cookie,
}

/// The Action's secrets, by name.
type Secrets = BTreeMap<String, String>;

/// What a tenant starts with.
pub(crate) struct Setup<'a> {
    /// The tenant's origin.
    pub(crate) url: String,
    /// The origin of the emulator's own form.
    pub(crate) form_url: String,
    /// The app's origin.
    pub(crate) app_url: String,
    /// The one address that the app may be called back at.
    pub(crate) callback: String,
    pub(crate) action_file: &'a Path,
    /// The Action's settings, the secret among them.
    pub(crate) action_secrets: Secrets,
    /// The app's metadata.
    pub(crate) client_metadata: BTreeMap<String, String>,
    pub(crate) users: Vec<User>,
    pub(crate) state_file: Option<PathBuf>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) terminal: Terminal,
}

impl Tenant {
    /// Loads the Action; a fault is an error that names the file and the reason.
    pub(crate) fn start(setup: Setup<'_>) -> Result<Self, String> {
        let action_secrets = Arc::new(Mutex::new(setup.action_secrets));
        let secrets = Arc::clone(&action_secrets);
        let action = Watched::start(setup.action_file, move |file| {
            let told = |reason: &dyn std::fmt::Display| format!("{}: {reason}", file.display());
            let source = std::fs::read_to_string(file).map_err(|error| told(&error))?;
            let secrets = secrets.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Action::new(&source, secrets).map_err(|error| told(&error))
        })?;
        let client = Client {
            id: CLIENT_ID,
            name: "Local app",
            callback: setup.callback,
            logout_url: format!("{}/", setup.app_url),
            metadata: setup.client_metadata,
        };
        Ok(Self {
            session_cookie: Cookie::new("tenant_session", &setup.url),
            browser_cookie: Cookie::new("tenant_browser", &setup.url),
            host: authority(&setup.url).to_owned(),
            form_url: setup.form_url,
            client,
            action,
            action_secrets,
            clock: setup.clock,
            journal: setup.journal,
            gateway: setup.gateway,
            terminal: setup.terminal,
            store: Mutex::new(Store::new(setup.users)),
            state_file: setup.state_file,
        })
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The users as they are now.
    pub(crate) fn users(&self) -> Vec<User> {
        self.store().users.clone()
    }

    /// Changes secrets of the Action, or takes them away.
    pub(crate) fn set_action_secrets(&self, changes: &[(&str, Option<&str>)]) {
        {
            let mut secrets = self.action_secrets.lock().unwrap_or_else(PoisonError::into_inner);
            for (name, value) in changes {
                match value {
                    Some(value) => secrets.insert((*name).to_owned(), (*value).to_owned()),
                    None => secrets.remove(*name),
                };
            }
        }
        self.action.expire();
    }

    /// Looks whether the Action has changed.
    fn look(&self) -> Arc<Action> {
        let (action, change) = self.action.current();
        self.terminal.change("Action", change);
        action
    }

    /// Keeps the users, where there is a file for them.
    fn save(&self) {
        let Some(path) = &self.state_file else { return };
        // Under the lock, so that an older state never overwrites a newer one.
        let store = self.store();
        if let Err(error) = state_file::write(path, &store.users) {
            self.terminal.note(&error.to_string());
        }
    }
}

/// The routes of the tenant's origin.
pub(crate) fn router(tenant: Arc<Tenant>) -> Router {
    Router::new()
        .route("/", get(|| async { reply::redirect("/executions") }))
        .route("/emulator.css", get(reply::style))
        .route("/authorize", get(authorize::get))
        .route("/login", get(login::get).post(login::post))
        .route("/continue", get(continue_::handle).post(continue_::handle))
        .route("/oauth/token", post(token_endpoint::post))
        .route("/userinfo", get(token_endpoint::userinfo))
        .route("/logout", get(login::logout))
        .route("/v2/logout", get(login::logout))
        .route("/users", get(users::get))
        .route("/users.json", get(users::json))
        .route("/users/forget", post(users::forget))
        .route("/executions", get(executions::get))
        .route("/executions.json", get(executions::json))
        .fallback(not_found)
        .with_state(tenant)
}

/// The links on each of the tenant's pages.
const LINKS: &[(&str, &str)] = &[("Executions", "/executions"), ("Users", "/users")];

impl Tenant {
    /// An error page of the tenant's own: the app is not told, as there is none that could be trusted.
    fn problem(&self, status: StatusCode, title: &str, words: &str) -> Reply {
        let content = html! {
            div.card.fault { p { (words) } }
            p { a.button href=(self.client.logout_url) { "Go to the app" } }
            p { a href="/executions" { "See what the last logins did" } }
        };
        reply::html(status, page(Role::Tenant, title, LINKS, &content))
    }
}

async fn not_found(State(tenant): State<Arc<Tenant>>) -> Reply {
    tenant.problem(StatusCode::NOT_FOUND, "Not found", "There is nothing at this address.")
}
