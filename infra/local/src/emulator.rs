//! The emulator itself: three servers, started and stopped together.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use profiling_forms::Forms;
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
use crate::options::Options;
use crate::origin::{authority, own_host};
use crate::preview;
use crate::reply::opaque;
use crate::state_file::{self, StateError};
use crate::tenant::{self, Setup, Tenant};
use crate::terminal::{Terminal, told};
use crate::user::User;

/// How long open requests may take once the emulator stops.
const GRACE: Duration = Duration::from_secs(2);

/// A running emulator. Dropping it stops it, without waiting.
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

/// Why an emulator does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Something else listens there.
    #[error("port {port} for the {role} is busy; stop what listens there, or choose another with {flag}")]
    PortBusy {
        /// The port.
        port: u16,
        /// Whose it was to be.
        role: &'static str,
        /// The option that changes it.
        flag: &'static str,
    },
    /// The port cannot be had for another reason.
    #[error("cannot listen on port {port} for the {role} ({flag}): {reason}")]
    Port {
        /// The port.
        port: u16,
        /// Whose it was to be.
        role: &'static str,
        /// The option that changes it.
        flag: &'static str,
        /// What the system says.
        reason: std::io::Error,
    },
    /// There is no certificate for https.
    #[error("the certificate for https cannot be made: {0}")]
    Certificate(#[from] CertificateError),
    /// A form is broken: file, place and reason, a line each.
    #[error("the forms in {folder} cannot be used:\n{faults}")]
    Forms {
        /// The folder.
        folder: String,
        /// Every fault, a line each.
        faults: String,
    },
    /// There is no form of the name that the Action sends users to.
    #[error("there is no form {form:?} in {folder}; it has {names}")]
    UnknownForm {
        /// The name.
        form: String,
        /// The folder.
        folder: String,
        /// The names that there are.
        names: String,
    },
    /// The Action is broken.
    #[error("the Action cannot be used: {0}")]
    Action(String),
    /// The file with the users cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Emulator {
    /// Starts an emulator in this process. When it returns, all three origins answer.
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
        let terminal = Terminal::new(Arc::clone(&options.terminal), Arc::clone(&options.clock));
        let journal = Arc::new(Journal::new(Arc::clone(&options.clock)));
        let functions = Functions {
            domains: format!("{tenant_url},{}", options.other_domains),
            https: options.https,
            secret_source: options
                .secret_source
                .clone()
                .unwrap_or_else(|| Arc::new(StaticSecret::new(session_token_secret.clone()))),
            rules: options.rules,
            clock: Arc::clone(&options.clock),
            log: Arc::clone(&options.log),
        };
        let gateway = Gateway::start(&options.forms, functions, Arc::clone(&journal), terminal.clone());
        let gateway = gateway.map_err(|faults| {
            let folder = options.forms.display().to_string();
            StartError::Forms { folder, faults }
        })?;
        let gateway = Arc::new(gateway);
        find_forms(&options, &gateway.look().forms)?;
        let setup = Setup {
            url: tenant_url.clone(),
            form_url: form_url.clone(),
            app_url: app_url.clone(),
            callback: callback.clone(),
            action_file: &options.action,
            action_secrets: options.settings.action_secrets(
                &options.gateway.as_ref().map_or_else(|| form_url.clone(), ToString::to_string),
                &session_token_secret,
                options.session_token_secret_previous.as_deref(),
            ),
            client_metadata: options.client_metadata.clone(),
            users,
            state_file: options.state.clone(),
            clock: Arc::clone(&options.clock),
            journal: Arc::clone(&journal),
            gateway: Arc::clone(&gateway),
            terminal: terminal.clone(),
        };
        let login = Arc::new(Tenant::start(setup).map_err(StartError::Action)?);
        let client =
            ClientApp::new(app_url.clone(), tenant_url.clone(), callback.clone(), Arc::clone(&login));

        let (stop, stopped) = watch::channel(false);
        let form_router =
            gateway::router(Arc::clone(&gateway)).merge(preview::router(gateway, stopped.clone()));
        let servers = vec![
            serve(form, tls, told(form_router, "form", &terminal), stopped.clone()),
            serve(
                tenant,
                tls,
                told(own_host(tenant::router(Arc::clone(&login)), &tenant_url), "tenant", &terminal),
                stopped.clone(),
            ),
            serve(
                app,
                app_tls,
                told(own_host(app::router(Arc::new(client)), &app_url), "app", &terminal),
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

    /// The tenant as tokens name it in `iss`, like `127.0.0.1:4001`.
    pub fn issuer(&self) -> &str {
        authority(&self.tenant_url)
    }

    /// The app's origin, like `http://127.0.0.1:4002`.
    pub fn app_url(&self) -> &str {
        &self.app_url
    }

    /// Where a login comes back to, like `http://127.0.0.1:4002/callback`.
    pub fn callback(&self) -> &str {
        &self.callback
    }

    /// The certificate of the origins that have https, in DER.
    pub fn certificate(&self) -> Option<&[u8]> {
        self.identity.as_ref().map(Identity::certificate)
    }

    /// The secret that the Action and the functions share, for tests that sign tokens of their own.
    pub fn session_token_secret(&self) -> &str {
        &self.session_token_secret
    }

    /// Changes secrets of the Action, or takes them away, as a deployment at the tenant does: all at once,
    /// for each run that begins from now on.
    pub fn set_action_secrets(&self, changes: &[(&str, Option<&str>)]) {
        self.tenant.set_action_secrets(changes);
    }

    /// The users as they are now.
    pub fn users(&self) -> Vec<User> {
        self.tenant.users()
    }

    /// What the last logins did, the newest first.
    pub fn executions(&self) -> Vec<Execution> {
        self.journal.executions()
    }

    /// Stops listening, lets open requests end, and returns when all is still.
    pub async fn shutdown(self) {
        // Every server may have ended already.
        let _ = self.stop.send(true);
        for mut server in self.servers {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

/// Whether the forms are there that the Action sends users to.
fn find_forms(options: &Options, forms: &Forms) -> Result<(), StartError> {
    if options.gateway.is_some() {
        // Which forms there are, the gateway elsewhere says itself.
        return Ok(());
    }
    let own = options.client_metadata.get("profiling_form").filter(|form| !form.eq_ignore_ascii_case("off"));
    let wanted = std::iter::once(&options.settings.form).chain(own);
    match wanted.into_iter().find(|form| forms.entry(form).is_none()) {
        None => Ok(()),
        Some(form) => {
            let names: Vec<&str> = forms.iter().map(|(name, _)| name.as_str()).collect();
            Err(StartError::UnknownForm {
                form: form.clone(),
                folder: options.forms.display().to_string(),
                names: names.join(", "),
            })
        }
    }
}

async fn listen(
    port: u16,
    identity: Option<&Identity>,
    role: &'static str,
    flag: &'static str,
) -> Result<(TcpListener, String), StartError> {
    let failed = |reason: std::io::Error| match reason.kind() {
        std::io::ErrorKind::AddrInUse => StartError::PortBusy { port, role, flag },
        _ => StartError::Port { port, role, flag, reason },
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let scheme = if identity.is_some() { "https" } else { "http" };
    Ok((listener, format!("{scheme}://{address}")))
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
    async fn a_busy_port_is_told_with_the_option_that_changes_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let told =
            Emulator::start(Options { tenant_port: port, ..options() }).await.err().unwrap().to_string();
        assert!(told.contains(&port.to_string()) && told.contains("--tenant-port"), "{told}");
    }

    #[tokio::test]
    async fn broken_files_are_told_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("broken.json"), "{").unwrap();
        std::fs::write(folder.path().join("broken.js"), "exports.onExecutePostLogin = (").unwrap();
        let action = Options { action: folder.path().join("broken.js"), ..options() };
        let state = Options { state: Some(folder.path().join("broken.json")), ..options() };
        for (options, file) in [(action, "broken.js"), (state, "broken.json")] {
            let told = Emulator::start(options).await.err().unwrap().to_string();
            assert!(told.contains(file), "{told}");
        }
    }

    #[tokio::test]
    async fn an_invalid_form_is_reported_and_the_others_are_served() {
        let folder = tempfile::tempdir().unwrap();
        let form = r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;
        for (file, text) in [("profile.json", form), ("broken.json", "{")] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let terminal = Arc::new(Lines::default());
        let forms = folder.path().to_owned();
        let emulator =
            Emulator::start(Options { forms, terminal: terminal.clone(), ..options() }).await.unwrap();
        let lines = terminal.0.lock().unwrap().join("\n");
        assert!(lines.contains("broken.json: line 1"), "{lines}");
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

    impl profiling_service::log::LogSink for Lines {
        fn line(&self, line: &str) {
            self.0.lock().unwrap().push(line.to_owned());
        }
    }

    #[tokio::test]
    async fn a_form_that_is_not_there_is_told_with_those_that_are() {
        let mut by_setting = options();
        by_setting.settings.form = "nowhere".to_owned();
        let mut by_metadata = options();
        by_metadata.client_metadata.insert("profiling_form".to_owned(), "nowhere".to_owned());
        for options in [by_setting, by_metadata] {
            let told = Emulator::start(options).await.err().unwrap().to_string();
            assert!(told.contains("nowhere") && told.contains("profile"), "{told}");
        }
    }
}
