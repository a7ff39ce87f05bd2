//! How an emulator is started.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use profiling_service::clock::{Clock, SystemClock};
use profiling_service::config::Rules;
use profiling_service::log::{LogSink, Stdout};
use profiling_service::secret::SecretSource;

use crate::callback::Callback;
use crate::gateway_url::GatewayUrl;
use crate::user::User;

/// Everything that an emulator can be told.
#[derive(Clone)]
pub struct Options {
    /// The port of the form's origin; 0 is any free one.
    pub form_port: u16,
    /// The port of the tenant's origin; 0 is any free one.
    pub tenant_port: u16,
    /// The port of the app's origin; 0 is any free one.
    pub app_port: u16,
    /// Whether the origins have https, with a certificate that the emulator makes when it starts.
    pub https: bool,
    /// Where a login comes back to.
    pub callback: Callback,
    /// The gateway that users are sent to for the form, with functions that have
    /// [`session_token_secret`](Self::session_token_secret) and the emulator's tenant in `AUTH0_DOMAINS`. `None` sends
    /// them to the emulator's own form, which no login leads to otherwise.
    pub gateway: Option<GatewayUrl>,
    /// Hosts that the functions accept besides the emulator's tenant, comma-separated as in `AUTH0_DOMAINS`.
    pub other_domains: String,
    /// The folder of the forms. Read again when a file in it changes.
    pub forms: PathBuf,
    /// The Action's file. Read again when it changes.
    pub action: PathBuf,
    /// The Action's settings.
    pub settings: Settings,
    /// The app's metadata, `event.client.metadata` in the Action: by `profiling_form` and
    /// `profiling_fields` an application differs from the settings.
    pub client_metadata: BTreeMap<String, String>,
    /// How the functions take logins and give them back, as their environment sets it on Lambda.
    pub rules: Rules,
    /// The file that keeps the users across restarts; without one they are in memory.
    pub state: Option<PathBuf>,
    /// The users to begin with, unless the state file has some.
    pub users: Vec<User>,
    /// The secret that signs the session tokens, at least 32 bytes; `None` makes a random one.
    pub session_token_secret: Option<String>,
    /// `SESSION_TOKEN_SECRET_PREVIOUS` of the Action: the secret before it, while it is being changed.
    pub session_token_secret_previous: Option<String>,
    /// Where the functions fetch the secrets from; `None` gives them the Action's.
    pub secret_source: Option<Arc<dyn SecretSource>>,
    /// The time, for the tenant, the Action and the functions alike.
    pub clock: Arc<dyn Clock>,
    /// Where the log lines of the functions go: JSON, as on Lambda.
    pub log: Arc<dyn LogSink>,
    /// Where the emulator's own lines go: one for each request, and one for each change of a file.
    pub terminal: Arc<dyn LogSink>,
}

/// The Action's settings; its secrets and the form's address come from the emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of the form to send users to.
    pub form: String,
    /// `LOGIN_COUNT`: the login from which on users are asked.
    pub login_count: u32,
    /// `REQUIRED_USER_FIELDS`: what every user's metadata must have.
    pub required_fields: Vec<String>,
    /// `REQUIRED`: whether a login may not pass without the data.
    pub required: bool,
    /// `ASK_AGAIN`: when to ask again who chose "Not now", like `3 logins`; `None` leaves it to the Action.
    pub ask_again: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            form: "profile".to_owned(),
            login_count: 2,
            required_fields: vec!["company_name".to_owned(), "job_title".to_owned()],
            required: false,
            ask_again: None,
        }
    }
}

impl Settings {
    /// The secrets of the Action, by the names that it is deployed with.
    pub(crate) fn action_secrets(
        &self,
        form_url: &str,
        session_token_secret: &str,
        session_token_secret_previous: Option<&str>,
    ) -> BTreeMap<String, String> {
        [
            ("FORM_URL", format!("{form_url}/forms/{}", self.form)),
            ("REQUIRED_USER_FIELDS", self.required_fields.join(",")),
            ("LOGIN_COUNT", self.login_count.to_string()),
            ("SESSION_TOKEN_SECRET", session_token_secret.to_owned()),
            ("REQUIRED", self.required.to_string()),
        ]
        .into_iter()
        .chain(session_token_secret_previous.map(|value| ("SESSION_TOKEN_SECRET_PREVIOUS", value.to_owned())))
        .chain(self.ask_again.clone().map(|value| ("ASK_AGAIN", value)))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }
}

impl Options {
    /// The defaults for an emulator that a person uses, with the forms and the Action of the repository in
    /// `workspace`.
    pub fn new(workspace: &Path) -> Self {
        Self {
            form_port: 4000,
            tenant_port: 4001,
            app_port: 4002,
            https: false,
            callback: Callback::App,
            gateway: None,
            other_domains: String::new(),
            forms: workspace.join("infra/forms"),
            action: workspace.join("infra/auth0/actions/progressive-profiling.js"),
            settings: Settings::default(),
            client_metadata: BTreeMap::new(),
            rules: Rules::default(),
            state: None,
            users: User::samples(),
            session_token_secret: None,
            session_token_secret_previous: None,
            secret_source: None,
            clock: Arc::new(SystemClock),
            log: Arc::new(Nowhere),
            terminal: Arc::new(Stdout),
        }
    }

    /// The same on free ports and without a word on the terminal: for tests.
    pub fn quiet(workspace: &Path) -> Self {
        let (form_port, tenant_port, app_port) = (0, 0, 0);
        Self { form_port, tenant_port, app_port, terminal: Arc::new(Nowhere), ..Self::new(workspace) }
    }
}

/// Keeps no line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl LogSink for Nowhere {
    fn line(&self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_gets_its_settings_by_the_names_that_it_is_deployed_with() {
        let settings = Settings { ask_again: Some("3 logins".to_owned()), ..Settings::default() };
        let secrets = settings.action_secrets("http://127.0.0.1:4000", "secret", Some("the one before"));
        let secrets: Vec<(&str, &str)> =
            secrets.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = [
            ("ASK_AGAIN", "3 logins"),
            ("FORM_URL", "http://127.0.0.1:4000/forms/profile"),
            ("LOGIN_COUNT", "2"),
            ("REQUIRED", "false"),
            ("REQUIRED_USER_FIELDS", "company_name,job_title"),
            ("SESSION_TOKEN_SECRET", "secret"),
            ("SESSION_TOKEN_SECRET_PREVIOUS", "the one before"),
        ];
        assert_eq!(secrets, expected);
    }

    #[test]
    fn a_setting_that_is_not_given_is_left_to_the_action() {
        let secrets = Settings::default().action_secrets("http://127.0.0.1:4000", "secret", None);
        for name in ["ASK_AGAIN", "SESSION_TOKEN_SECRET_PREVIOUS"] {
            assert!(!secrets.contains_key(name), "{name}");
        }
    }
}
