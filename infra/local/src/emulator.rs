//! The emulator itself: three servers, started and stopped together.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use profiling_forms::{Forms, did_you_mean};
use profiling_service::clock::Clock;
use profiling_service::secret::StaticSecret;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{self, ClientApp};
use crate::execution::Execution;
use crate::gateway::{self, Functions, Gateway};
use crate::journal::Journal;
use crate::listener::{CertificateError, Identity, serve};
use crate::movable_clock::MovableClock;
use crate::options::Options;
use crate::origin::{authority, own_host};
use crate::plan::ActionFiles;
use crate::preview;
use crate::reload::poll;
use crate::reply::opaque;
use crate::state_file::{self, StateError};
use crate::tenant::{self, AllFields, Setup, Tenant, field_list};
use crate::terminal::{Terminal, log_requests};
use crate::user::User;

/// The time for open requests to finish when the emulator stops.
const GRACE: Duration = Duration::from_secs(2);

/// A running emulator. Dropping it stops the emulator without waiting for open requests.
///
/// ```
/// # use std::path::Path;
/// use profiling_local::{Emulator, Options};
///
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
/// let emulator = Emulator::start(Options::quiet(&repository)).await?;
///
/// assert_eq!(emulator.callback(), format!("{}/callback", emulator.app_url()));
/// assert_eq!(emulator.users()[0].email, "ana@example.com");
/// assert!(emulator.executions().is_empty());
///
/// emulator.shutdown().await;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Emulator {
    form_url: String,
    tenant_url: String,
    app_url: String,
    callback: String,
    identity: Option<Identity>,
    session_token_secret: String,
    tenant: Arc<Tenant>,
    journal: Arc<Journal>,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<()>>,
}

/// An error that prevents the emulator from starting.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program uses the port.
    #[error(
        "port {port} for the {role} is already in use; stop the program that uses it, or choose another port with {flag}"
    )]
    PortBusy {
        /// The port.
        port: u16,
        /// The part of the emulator: `form`, `tenant` or `app`.
        role: &'static str,
        /// The option that changes it.
        flag: &'static str,
    },
    /// The port cannot be opened for another reason.
    #[error("cannot listen on port {port} for the {role} ({flag}): {reason}")]
    Port {
        /// The port.
        port: u16,
        /// The part of the emulator: `form`, `tenant` or `app`.
        role: &'static str,
        /// The option that changes it.
        flag: &'static str,
        /// The error of the operating system.
        reason: std::io::Error,
    },
    /// The certificate for https cannot be created.
    #[error("cannot create a certificate for https: {0}")]
    Certificate(#[from] CertificateError),
    /// No form can be loaded.
    #[error("cannot load the forms in {folder}:\n{errors}")]
    Forms {
        /// The folder.
        folder: String,
        /// The errors, one for each line.
        errors: String,
    },
    /// The form that the Action sends users to does not exist.
    #[error("there is no form `{form}` in {folder}{hint}")]
    UnknownForm {
        /// The name of the form.
        form: String,
        /// The folder.
        folder: String,
        /// The form with the most similar name, or else the names of all forms.
        hint: String,
    },
    /// The fields of the form are to be requested, but they are not known.
    #[error(
        "the fields of the form `{form}` are not known, because {reason}; specify --required-fields LIST"
    )]
    UnknownFields {
        /// The name of the form.
        form: String,
        /// The reason.
        reason: String,
    },
    /// The Action or its plan cannot be loaded.
    #[error("cannot load the Action: {0}")]
    Action(String),
    /// The file with the users cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Emulator {
    /// Starts an emulator in this process. When the method returns, all three origins accept requests.
    ///
    /// # Errors
    /// A port is in use, or the forms, the Action, the plan or the state file cannot be loaded.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let users = match &options.state {
            None => options.users.clone(),
            Some(path) => {
                let users = state_file::read(path)?.unwrap_or_else(|| options.users.clone());
                state_file::write(path, &users)?;
                users
            }
        };
        let app_https = options.callback.app_has_https(options.https);
        let identity = if options.https || app_https { Some(Identity::new()?) } else { None };
        let tls = identity.as_ref().filter(|_| options.https);
        let app_tls = identity.as_ref().filter(|_| app_https);
        let (form, form_url) = listen(options.form_port, tls, "form", "--form-port").await?;
        let (tenant, tenant_url) = listen(options.tenant_port, tls, "tenant", "--tenant-port").await?;
        let (app, app_url) = listen(options.app_port, app_tls, "app", "--app-port").await?;
        let callback = options.callback.address(&app_url);

        let session_token_secret = options.session_token_secret.clone().unwrap_or_else(opaque);
        let movable_clock = Arc::new(MovableClock::new(Arc::clone(&options.clock)));
        let clock: Arc<dyn Clock> = movable_clock.clone();
        let terminal = Terminal::new(Arc::clone(&options.terminal), Arc::clone(&options.clock));
        let journal = Arc::new(Journal::new(Arc::clone(&clock)));
        let functions = Functions {
            domains: format!("{tenant_url},{}", options.other_domains),
            https: options.https,
            secret_source: options
                .secret_source
                .clone()
                .unwrap_or_else(|| Arc::new(StaticSecret::new(session_token_secret.clone()))),
            login: options.login,
            clock: Arc::clone(&clock),
            log: Arc::clone(&options.log),
        };
        let gateway = Gateway::start(&options.forms, functions, Arc::clone(&journal), terminal.clone());
        let gateway = gateway.map_err(|errors| {
            let folder = options.forms.display().to_string();
            StartError::Forms { folder, errors }
        })?;
        let gateway = Arc::new(gateway);
        check_forms(&options, &gateway.app().forms)?;
        let (required_fields, all_fields_of) = required_fields(&options, &gateway)?;
        let setup = Setup {
            url: tenant_url.clone(),
            form_url: form_url.clone(),
            app_url: app_url.clone(),
            callback: callback.clone(),
            action_files: ActionFiles { source: options.action.clone(), plan: options.plan.clone() },
            action_secrets: options.settings.action_secrets(
                &options.gateway.as_ref().map_or_else(|| form_url.clone(), ToString::to_string),
                required_fields.as_deref(),
                &session_token_secret,
                options.session_token_secret_previous.as_deref(),
            ),
            all_fields_of,
            client_metadata: options.client_metadata.clone(),
            users,
            state_file: options.state.clone(),
            // Functions behind another gateway have the time of their machine.
            movable_clock: options.gateway.is_none().then_some(movable_clock),
            clock,
            journal: Arc::clone(&journal),
            gateway: Arc::clone(&gateway),
            terminal: terminal.clone(),
        };
        let login = Arc::new(Tenant::start(setup).map_err(StartError::Action)?);
        let addresses = (app_url.clone(), tenant_url.clone(), format!("{form_url}/preview"));
        let client = ClientApp::new(addresses, callback.clone(), Arc::clone(&login));

        let (stop, stopped) = watch::channel(false);
        let form_router =
            gateway::router(Arc::clone(&gateway)).merge(preview::router(gateway, stopped.clone()));
        let files = Arc::clone(&login);
        let watcher = tokio::spawn(poll(move || files.reload(), stopped.clone()));
        let servers = vec![
            watcher,
            serve(form, tls, log_requests(form_router, "form", &terminal), stopped.clone()),
            serve(
                tenant,
                tls,
                log_requests(own_host(tenant::router(Arc::clone(&login)), &tenant_url), "tenant", &terminal),
                stopped.clone(),
            ),
            serve(
                app,
                app_tls,
                log_requests(own_host(app::router(Arc::new(client)), &app_url), "app", &terminal),
                stopped,
            ),
        ];
        Ok(Self {
            form_url,
            tenant_url,
            app_url,
            callback,
            identity,
            session_token_secret,
            tenant: login,
            journal,
            stop,
            servers,
        })
    }

    /// The form's origin, like `http://127.0.0.1:4000`.
    pub fn form_url(&self) -> &str {
        &self.form_url
    }

    /// The tenant's origin, like `http://127.0.0.1:4001`.
    pub fn tenant_url(&self) -> &str {
        &self.tenant_url
    }

    /// The tenant's host, as in the claim `iss`, like `127.0.0.1:4001`.
    pub fn issuer(&self) -> &str {
        authority(&self.tenant_url)
    }

    /// The app's origin, like `http://127.0.0.1:4002`.
    pub fn app_url(&self) -> &str {
        &self.app_url
    }

    /// The callback URL of logins, like `http://127.0.0.1:4002/callback`.
    pub fn callback(&self) -> &str {
        &self.callback
    }

    /// The certificate of the https origins, in DER.
    pub fn certificate(&self) -> Option<&[u8]> {
        self.identity.as_ref().map(Identity::certificate)
    }

    /// The secret that the Action and the functions share, for tests that sign their own tokens.
    pub fn session_token_secret(&self) -> &str {
        &self.session_token_secret
    }

    /// Sets or removes secrets of the Action, as a deployment does: all at once, for every later run.
    pub fn set_action_secrets(&self, changes: &[(&str, Option<&str>)]) {
        self.tenant.set_action_secrets(changes);
    }

    /// The current fields of the setting `REQUIRED_USER_FIELDS`. Empty with a plan.
    pub fn required_fields(&self) -> Vec<String> {
        self.tenant.required_fields()
    }

    /// The current users.
    pub fn users(&self) -> Vec<User> {
        self.tenant.users()
    }

    /// The records of the last logins, newest first.
    pub fn executions(&self) -> Vec<Execution> {
        self.journal.executions()
    }

    /// Stops accepting connections, waits for open requests, and returns when all servers have stopped.
    pub async fn shutdown(self) {
        // The send fails if every server has already stopped.
        let _ = self.stop.send(true);
        for mut server in self.servers {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

/// Checks that the forms exist that the Action sends users to.
fn check_forms(options: &Options, forms: &Forms) -> Result<(), StartError> {
    // The forms can be on another gateway. With a plan, its rules name the forms.
    if options.gateway.is_some() || options.plan.is_some() {
        return Ok(());
    }
    match [&options.settings.form, options.app_form()].into_iter().find(|form| forms.entry(form).is_none()) {
        None => Ok(()),
        Some(form) => {
            let names: Vec<&str> = forms.iter().map(|(name, _)| name.as_str()).collect();
            let similar = did_you_mean(form, names.iter().copied());
            Err(StartError::UnknownForm {
                form: form.to_owned(),
                folder: options.forms.display().to_string(),
                hint: if similar.is_empty() {
                    format!("; the forms are {}", names.join(", "))
                } else {
                    similar
                },
            })
        }
    }
}

/// Returns the fields to ask for, and the form to follow if these are all its fields. With a plan, there are none.
fn required_fields(
    options: &Options,
    gateway: &Gateway,
) -> Result<(Option<Vec<String>>, Option<AllFields>), StartError> {
    if options.plan.is_some() {
        return Ok((None, None));
    }
    if let Some(fields) = &options.settings.required_fields {
        return Ok((Some(fields.clone()), None));
    }
    // With fields of its own, the app does not use the setting.
    let own = options.metadata("profiling_fields").map(field_list);
    let is_used = own.is_none();
    let form = options.app_form();
    let Some(fields) = gateway.field_names(form).or(own) else {
        let folder = options.forms.display();
        let reason = match gateway.app().forms.entry(form) {
            None => format!("it is not in {folder}"),
            Some(_) => format!("its file in {folder} is not valid"),
        };
        return Err(StartError::UnknownFields { form: form.to_owned(), reason });
    };
    Ok((Some(fields.clone()), is_used.then(|| AllFields::new(form, fields))))
}

async fn listen(
    port: u16,
    identity: Option<&Identity>,
    role: &'static str,
    flag: &'static str,
) -> Result<(TcpListener, String), StartError> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    match bound.and_then(|listener| Ok((listener.local_addr()?, listener))) {
        Ok((address, listener)) => {
            let scheme = if identity.is_some() { "https" } else { "http" };
            Ok((listener, format!("{scheme}://{address}")))
        }
        Err(reason) if reason.kind() == std::io::ErrorKind::AddrInUse => {
            Err(StartError::PortBusy { port, role, flag })
        }
        Err(reason) => Err(StartError::Port { port, role, flag, reason }),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn options() -> Options {
        Options::quiet(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
    }

    #[tokio::test]
    async fn two_emulators_run_side_by_side() {
        let (one, two) =
            (Emulator::start(options()).await.unwrap(), Emulator::start(options()).await.unwrap());
        assert_ne!(one.tenant_url(), two.tenant_url());
        assert_ne!(one.session_token_secret(), two.session_token_secret());
        one.shutdown().await;
        assert_eq!(two.users(), User::samples());
        two.shutdown().await;
    }

    #[tokio::test]
    async fn the_error_for_a_busy_port_names_the_option_that_changes_it() {
        let busy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = busy.local_addr().unwrap().port();
        let message =
            Emulator::start(Options { tenant_port: port, ..options() }).await.err().unwrap().to_string();
        assert!(message.contains(&port.to_string()) && message.contains("--tenant-port"), "{message}");
    }

    #[tokio::test]
    async fn the_error_for_a_broken_file_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("broken.json"), "{").unwrap();
        std::fs::write(folder.path().join("broken.js"), "exports.onExecutePostLogin = (").unwrap();
        let action = Options { action: folder.path().join("broken.js"), ..options() };
        let state = Options { state: Some(folder.path().join("broken.json")), ..options() };
        for (options, file) in [(action, "broken.js"), (state, "broken.json")] {
            let message = Emulator::start(options).await.err().unwrap().to_string();
            assert!(message.contains(file), "{message}");
        }
    }

    #[tokio::test]
    async fn an_invalid_form_or_message_is_reported_and_the_others_are_served() {
        let folder = tempfile::tempdir().unwrap();
        let form = r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;
        for (file, text) in
            [("profile.json", form), ("broken.json", "{"), ("page.texts.json", r#"{"sv": {}}"#)]
        {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let terminal = Arc::new(Lines::default());
        let forms = folder.path().to_owned();
        let emulator =
            Emulator::start(Options { forms, terminal: terminal.clone(), ..options() }).await.unwrap();
        let lines = terminal.0.lock().unwrap().join("\n");
        for error in ["broken.json: line 1", "page.texts.json: sv: there are no built-in messages for `sv`"] {
            assert!(lines.contains(error), "{lines}");
        }
        emulator.shutdown().await;
    }

    #[tokio::test]
    async fn a_folder_without_forms_is_reported_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let forms = folder.path().to_owned();
        let error = Emulator::start(Options { forms, ..options() }).await.err().unwrap().to_string();
        assert!(error.contains("there is no form in this folder"), "{error}");
    }

    #[derive(Default)]
    struct Lines(std::sync::Mutex<Vec<String>>);

    impl Lines {
        fn take(&self) -> Vec<String> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    impl profiling_service::log::LogSink for Lines {
        fn line(&self, line: &str) {
            self.0.lock().unwrap().push(line.to_owned());
        }
    }

    /// The text of a form with these fields.
    fn form(fields: &[&str]) -> String {
        let fields =
            fields.iter().map(|name| format!(r#"{{"name": "{name}", "type": "text", "label": "A"}}"#));
        let fields = fields.collect::<Vec<_>>().join(",");
        format!(r#"{{"version": 1, "title": "T", "fields": [{fields}]}}"#)
    }

    /// An emulator with this text of the form `profile`, in a folder, and its lines on the terminal.
    async fn with_form(text: &str) -> (Emulator, tempfile::TempDir, Arc<Lines>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("profile.json"), text).unwrap();
        let (forms, terminal) = (folder.path().to_owned(), Arc::new(Lines::default()));
        let options = Options { forms, terminal: terminal.clone(), ..options() };
        (Emulator::start(options).await.unwrap(), folder, terminal)
    }

    #[tokio::test(start_paused = true)]
    async fn a_changed_form_is_reported_once_without_a_request() {
        let (_emulator, folder, terminal) = with_form(&form(&["a"])).await;
        let second = Duration::from_secs(1);
        tokio::time::sleep(second).await;
        assert!(terminal.take().is_empty());
        for (text, expected) in [
            (form(&["a"]).replace('T', "Title"), "profile.json changed"),
            (
                "{".to_owned(),
                "profile.json changed; the last valid version stays in use, because of an error:\nprofile.json: line 1",
            ),
        ] {
            std::fs::write(folder.path().join("profile.json"), text).unwrap();
            tokio::time::sleep(second).await;
            let lines = terminal.take();
            assert!(lines.len() == 1 && lines[0].contains(expected), "{lines:?}");
            tokio::time::sleep(second).await;
            assert!(terminal.take().is_empty());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn by_default_the_fields_of_the_form_are_requested_also_after_it_has_changed() {
        let (emulator, folder, terminal) = with_form(&form(&["a", "b"])).await;
        assert_eq!(emulator.required_fields(), ["a", "b"]);
        for (text, expected) in [(form(&["a", "c"]), ["a", "c"]), ("{".to_owned(), ["a", "c"])] {
            std::fs::write(folder.path().join("profile.json"), text).unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(emulator.required_fields(), expected);
        }
        std::fs::remove_file(folder.path().join("profile.json")).unwrap();
        std::fs::write(folder.path().join("other.json"), form(&["d"])).unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(emulator.required_fields(), ["a", "c"], "a form that no longer exists");
        let lines = terminal.take();
        let notes: Vec<&String> = lines.iter().filter(|line| line.contains("users are now")).collect();
        assert!(notes.len() == 1 && notes[0].ends_with("users are now asked for a, c"), "{lines:?}");
    }

    #[tokio::test]
    async fn by_default_the_fields_of_the_form_of_the_app_are_requested() {
        for (form, own, expected) in [
            ("profile", None, &["company_name", "job_title"][..]),
            ("source", None, &["heard_from"]),
            ("profile", Some("source"), &["heard_from"]),
            ("source", Some("off"), &["heard_from"]),
        ] {
            let mut options = options();
            form.clone_into(&mut options.settings.form);
            let own = own.map(|own| ("profiling_form".to_owned(), own.to_owned()));
            options.client_metadata = own.clone().into_iter().collect();
            let emulator = Emulator::start(options).await.unwrap();
            assert_eq!(emulator.required_fields(), expected, "{form} {own:?}");
        }
    }

    #[tokio::test]
    async fn unknown_fields_of_the_form_are_an_error_unless_fields_are_specified() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("other.json"), form(&["a"])).unwrap();
        std::fs::write(folder.path().join("invalid.json"), "{").unwrap();
        for (name, reason) in [("invalid", "is not valid"), ("elsewhere", "it is not in")] {
            let mut options = Options {
                forms: folder.path().to_owned(),
                gateway: (name == "elsewhere").then(|| "http://127.0.0.1:3000".parse().unwrap()),
                ..options()
            };
            name.clone_into(&mut options.settings.form);
            let error = Emulator::start(options.clone()).await.err().unwrap().to_string();
            assert!(error.contains(reason) && error.contains("--required-fields"), "{error}");
            let mut own = options.clone();
            own.client_metadata.insert("profiling_fields".to_owned(), "b".to_owned());
            options.settings.required_fields = Some(vec!["b".to_owned()]);
            for options in [own, options] {
                assert_eq!(Emulator::start(options).await.unwrap().required_fields(), ["b"]);
            }
        }
    }

    #[tokio::test]
    async fn the_error_for_a_missing_form_lists_the_forms_that_exist() {
        let mut by_setting = options();
        by_setting.settings.form = "nowhere".to_owned();
        let mut by_metadata = options();
        by_metadata.client_metadata.insert("profiling_form".to_owned(), "nowhere".to_owned());
        for options in [by_setting, by_metadata] {
            let message = Emulator::start(options).await.err().unwrap().to_string();
            assert!(message.contains("nowhere") && message.contains("profile"), "{message}");
        }
    }
}
