//! The tenant: Auth0's part of a login, from /authorize to the app's callback.

mod authorize;
mod clock;
mod continue_;
pub(crate) mod event;
mod executions;
mod login;
mod next_logins;
pub(crate) mod pipeline;
mod store;
mod token_endpoint;
mod users;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use maud::{Markup, html};
use profiling_service::clock::Clock;

use self::store::Store;
use crate::cookie::Cookie;
use crate::execution::Event;
use crate::gateway::Gateway;
use crate::journal::Journal;
use crate::movable_clock::MovableClock;
use crate::options::REQUIRED_USER_FIELDS;
use crate::origin::authority;
use crate::page::{Role, page};
use crate::plan::{ActionFiles, PlannedAction};
use crate::reload::Watched;
use crate::reply::{self, Reply};
use crate::state_file;
use crate::terminal::Terminal;
use crate::user::User;

use self::event::Client;
pub(crate) use self::token_endpoint::{Caller, GrantError};

/// The protocol of a login in the browser with `response_type=code`.
pub(crate) const BROWSER: &str = "oidc-basic-profile";
/// The client id of the emulator's app.
pub(crate) const CLIENT_ID: &str = "local-app";

/// The tenant and its state.
pub(crate) struct Tenant {
    /// The issuer, and the Action's `event.request.hostname`: `127.0.0.1:4001`.
    host: String,
    /// The origin of the emulator's own form.
    form_url: String,
    client: Client,
    action: Watched<PlannedAction>,
    action_files: ActionFiles,
    action_secrets: Arc<Mutex<Secrets>>,
    /// The version of the forms for which the plan was compiled.
    forms_version: AtomicU64,
    all_fields_of: Option<AllFields>,
    clock: Arc<dyn Clock>,
    movable_clock: Option<Arc<MovableClock>>,
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

/// A form whose fields are all requested.
pub(crate) struct AllFields {
    form: String,
    requested: Mutex<Vec<String>>,
}

impl AllFields {
    pub(crate) fn new(form: &str, requested: Vec<String>) -> Self {
        Self { form: form.to_owned(), requested: Mutex::new(requested) }
    }
}

/// Splits a list of fields like the Action.
pub(crate) fn field_list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The configuration of a tenant.
pub(crate) struct Setup {
    /// The tenant's origin.
    pub(crate) url: String,
    /// The origin of the emulator's own form.
    pub(crate) form_url: String,
    /// The app's origin.
    pub(crate) app_url: String,
    /// The callback URL of the app.
    pub(crate) callback: String,
    pub(crate) action_files: ActionFiles,
    /// The Action's settings, which include the secret.
    pub(crate) action_secrets: Secrets,
    /// The form whose fields are all requested, also after it has changed.
    pub(crate) all_fields_of: Option<AllFields>,
    /// The app's metadata.
    pub(crate) client_metadata: BTreeMap<String, String>,
    pub(crate) users: Vec<User>,
    pub(crate) state_file: Option<PathBuf>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The same clock, if it can be moved.
    pub(crate) movable_clock: Option<Arc<MovableClock>>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) terminal: Terminal,
}

impl Tenant {
    /// Loads the Action and creates the tenant.
    ///
    /// Errors: the file of the Action or the plan and the reason, if it cannot be loaded.
    pub(crate) fn start(setup: Setup) -> Result<Self, String> {
        let action_secrets = Arc::new(Mutex::new(setup.action_secrets));
        let secrets = Arc::clone(&action_secrets);
        let (files, gateway) = (setup.action_files.clone(), Arc::clone(&setup.gateway));
        let forms_version = setup.gateway.current().version;
        let action = Watched::start(files.paths(), move || {
            let secrets = secrets.lock().unwrap_or_else(PoisonError::into_inner).clone();
            files.load(&gateway.app().forms, secrets)
        })?;
        let client = Client {
            callback: setup.callback,
            logout_url: format!("{}/", setup.app_url),
            ..Client::local(setup.client_metadata)
        };
        Ok(Self {
            session_cookie: Cookie::new("tenant_session", &setup.url),
            browser_cookie: Cookie::new("tenant_browser", &setup.url),
            host: authority(&setup.url).to_owned(),
            form_url: setup.form_url,
            client,
            action,
            action_files: setup.action_files,
            action_secrets,
            forms_version: AtomicU64::new(forms_version),
            all_fields_of: setup.all_fields_of,
            clock: setup.clock,
            movable_clock: setup.movable_clock,
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

    /// The current users.
    pub(crate) fn users(&self) -> Vec<User> {
        self.store().users.clone()
    }

    /// Sets or removes secrets of the Action.
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

    /// Reloads the forms and the Action if their files have changed.
    pub(crate) fn reload(&self) {
        self.gateway.app();
        self.action();
    }

    /// Requests all fields of the form again if it has other fields now.
    fn follow_form(&self) {
        let Some(AllFields { form, requested }) = &self.all_fields_of else { return };
        // A form that no longer exists keeps its fields.
        let Some(fields) = self.gateway.field_names(form) else { return };
        let mut requested = requested.lock().unwrap_or_else(PoisonError::into_inner);
        if *requested != fields {
            self.set_action_secrets(&[(REQUIRED_USER_FIELDS, Some(&fields.join(",")))]);
            self.terminal.note(&format!("users are now asked for {}", fields.join(", ")));
            *requested = fields;
        }
    }

    /// Compiles the plan again if the forms have changed.
    fn follow_forms(&self) {
        if self.plan().is_none() {
            return;
        }
        let version = self.gateway.current().version;
        if self.forms_version.swap(version, Ordering::SeqCst) != version {
            self.action.expire();
        }
    }

    /// The file of the plan, if there is one.
    pub(crate) fn plan(&self) -> Option<&Path> {
        self.action_files.plan.as_deref()
    }

    /// The rules that an application can request with the parameter `ext-profiling`.
    pub(crate) fn rules_on_request(&self) -> Vec<String> {
        self.action().on_request.clone()
    }

    /// The fields of the setting `REQUIRED_USER_FIELDS`.
    pub(crate) fn required_fields(&self) -> Vec<String> {
        let secrets = self.action_secrets.lock().unwrap_or_else(PoisonError::into_inner);
        field_list(secrets.get(REQUIRED_USER_FIELDS).map_or("", String::as_str))
    }

    /// The current Action. Reloads it if its files, its settings or the forms of its plan have changed.
    fn action(&self) -> Arc<PlannedAction> {
        self.follow_form();
        self.follow_forms();
        let current = self.action.current();
        self.terminal.change(current.change);
        current.value
    }

    /// Writes the users to the state file, if there is one.
    fn save(&self) {
        let Some(path) = &self.state_file else { return };
        // The lock is held, so that an older state never overwrites a newer one.
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
        .route("/emulator.js", get(reply::script))
        .route("/authorize", get(authorize::get))
        .route("/login", get(login::get).post(login::post))
        .route("/continue", get(continue_::handle).post(continue_::handle))
        .route("/oauth/token", post(token_endpoint::post))
        .route("/userinfo", get(token_endpoint::userinfo))
        .route("/logout", get(login::logout))
        .route("/v2/logout", get(login::logout))
        .route("/users", get(users::get))
        .route("/users.json", get(users::json))
        .route("/users/change", post(users::change))
        .route("/users/forget", post(users::forget))
        .route("/plan", get(next_logins::get))
        .route("/clock", post(clock::post))
        .route("/executions", get(executions::get))
        .route("/executions.json", get(executions::json))
        .fallback(not_found)
        .with_state(tenant)
}

/// What a user of the emulator has seen happen; see the first page of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Milestone {
    /// A login has been completed.
    LoggedIn,
    /// A form has been shown.
    Asked,
    /// Answers have been written.
    Written,
    /// The forms have changed since the start.
    FormsChanged,
}

impl Tenant {
    /// Returns what has happened so far.
    pub(crate) fn milestones(&self) -> Vec<Milestone> {
        let executions = self.journal.executions();
        let steps = executions.iter().flat_map(|execution| &execution.steps);
        let mut milestones: Vec<_> = steps
            .filter_map(|step| match &step.event {
                Event::Form(_) | Event::Elsewhere { .. } => Some(Milestone::Asked),
                Event::Written { user_metadata, problem: None, .. } if !user_metadata.is_empty() => {
                    Some(Milestone::Written)
                }
                Event::Callback { .. } => Some(Milestone::LoggedIn),
                _ => None,
            })
            .collect();
        milestones.extend((self.gateway.current().version > 0).then_some(Milestone::FormsChanged));
        milestones
    }

    /// A page of the tenant, with its links.
    fn page(&self, title: &str, content: &Markup) -> Markup {
        let links = [
            ("Executions", "/executions"),
            ("Users", "/users"),
            ("Next logins", "/plan"),
            ("App", self.client.logout_url.as_str()),
        ];
        page(Role::Tenant, title, &links, content)
    }

    fn invalid_request(&self, description: &str) -> Reply {
        self.problem(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    /// An error page, for requests without a callback that could be trusted.
    fn problem(&self, status: StatusCode, title: &str, description: &str) -> Reply {
        let content = html! {
            div.card.fault { p { (description) } }
            p { a.button href=(self.client.logout_url) { "Go to the app" } }
            p { a href="/executions" { "See the last logins" } }
        };
        reply::html(status, self.page(title, &content))
    }
}

async fn not_found(State(tenant): State<Arc<Tenant>>) -> Reply {
    tenant.problem(StatusCode::NOT_FOUND, "Not found", "This page does not exist.")
}
