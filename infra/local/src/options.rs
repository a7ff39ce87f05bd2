//! The options of the emulator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use profiling_service::clock::{Clock, SystemClock};
use profiling_service::config::LoginSettings;
use profiling_service::log::{LogSink, Stdout};
use profiling_service::secret::SecretSource;

use crate::callback::Callback;
use crate::gateway_url::GatewayUrl;
use crate::user::User;

/// The options of the emulator.
///
/// ```
/// # use std::path::Path;
/// use profiling_local::{Options, Settings};
///
/// let repository = Path::new("progressive-profiling");
/// let options = Options {
///     https: true,
///     settings: Settings { login_count: 1, ..Settings::default() },
///     ..Options::new(repository)
/// };
///
/// assert_eq!(options.form_port, 4000);
/// assert_eq!(options.forms, repository.join("infra/forms"));
/// ```
#[derive(Clone)]
pub struct Options {
    /// The port of the form's origin; 0 selects a free port.
    pub form_port: u16,
    /// The port of the tenant's origin; 0 selects a free port.
    pub tenant_port: u16,
    /// The port of the app's origin; 0 selects a free port.
    pub app_port: u16,
    /// Serves the origins over https, with a certificate that the emulator creates at its start.
    pub https: bool,
    /// The callback of logins.
    pub callback: Callback,
    /// Another gateway that serves the form to users. Its functions need the same
    /// [`session_token_secret`](Self::session_token_secret), and the emulator's tenant in `AUTH0_DOMAINS`.
    /// With `None`, the emulator serves the form.
    pub gateway: Option<GatewayUrl>,
    /// Hosts that the functions accept in addition to the emulator's tenant, comma-separated as in
    /// `AUTH0_DOMAINS`.
    pub other_domains: String,
    /// The folder of the forms. Reloaded when a file in it changes.
    pub forms: PathBuf,
    /// The Action's file. Reloaded when it changes.
    pub action: PathBuf,
    /// The plan's file, which is compiled into the Action. Reloaded when it changes. With `None`, the settings decide. The
    /// default is `infra/auth0/plan.json`, if it exists.
    pub plan: Option<PathBuf>,
    /// The Action's settings. With a plan, the Action reads only the URL of the form.
    pub settings: Settings,
    /// The app's metadata, `event.client.metadata` in the Action: `profiling_form` and `profiling_fields`
    /// override the settings for an application.
    pub client_metadata: BTreeMap<String, String>,
    /// The functions' settings for a login, which their environment sets on Lambda.
    pub login: LoginSettings,
    /// The file that stores the users across restarts. With `None`, they exist only in memory.
    pub state: Option<PathBuf>,
    /// The initial users, if the state file does not exist yet.
    pub users: Vec<User>,
    /// The secret that signs the session tokens, at least 32 bytes. With `None`, a random secret is
    /// generated.
    pub session_token_secret: Option<String>,
    /// `SESSION_TOKEN_SECRET_PREVIOUS` of the Action: the previous secret during a rotation.
    pub session_token_secret_previous: Option<String>,
    /// The source of the functions' secrets. With `None`, the functions use the Action's secret.
    pub secret_source: Option<Arc<dyn SecretSource>>,
    /// The clock of the tenant, the Action and the functions.
    pub clock: Arc<dyn Clock>,
    /// The sink for the functions' log lines, which are JSON as on Lambda.
    pub log: Arc<dyn LogSink>,
    /// The sink for the emulator's own lines: one for each request and each change of a file.
    pub terminal: Arc<dyn LogSink>,
}

/// The Action's settings. The emulator adds the secrets and the form's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of the form for users.
    pub form: String,
    /// `LOGIN_COUNT`: the first login that shows the form.
    pub login_count: u32,
    /// `REQUIRED_USER_FIELDS`: the fields to ask for. With `None`, these are all fields of
    /// [the form of the app](Options::app_form), also after the form has changed.
    pub required_fields: Option<Vec<String>>,
    /// `REQUIRED`: denies the login without the data.
    pub required: bool,
    /// `ASK_AGAIN`: the delay before a user who chose "Not now" gets the form again, like `3 logins`. With
    /// `None`, the Action's default applies.
    pub ask_again: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            form: "profile".to_owned(),
            login_count: 2,
            required_fields: None,
            required: false,
            ask_again: None,
        }
    }
}

/// The name of the Action's setting for the fields to ask for.
pub(crate) const REQUIRED_USER_FIELDS: &str = "REQUIRED_USER_FIELDS";

impl Settings {
    /// The Action's secrets, by the names of a deployment. `required_fields` is `None` with a plan, which replaces most
    /// settings.
    pub(crate) fn action_secrets(
        &self,
        form_url: &str,
        required_fields: Option<&[String]>,
        session_token_secret: &str,
        session_token_secret_previous: Option<&str>,
    ) -> BTreeMap<String, String> {
        let always = [
            ("FORM_URL", format!("{form_url}/forms/{}", self.form)),
            ("SESSION_TOKEN_SECRET", session_token_secret.to_owned()),
        ];
        let without_plan = required_fields.map(|fields| {
            [
                (REQUIRED_USER_FIELDS, fields.join(",")),
                ("LOGIN_COUNT", self.login_count.to_string()),
                ("REQUIRED", self.required.to_string()),
            ]
        });
        let ask_again = required_fields.and(self.ask_again.clone()).map(|value| ("ASK_AGAIN", value));
        let previous =
            session_token_secret_previous.map(|value| ("SESSION_TOKEN_SECRET_PREVIOUS", value.to_owned()));
        always
            .into_iter()
            .chain(without_plan.into_iter().flatten())
            .chain(previous)
            .chain(ask_again)
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

impl Options {
    /// The default options, with the forms, the Action and the plan of the repository in `workspace`.
    pub fn new(workspace: &Path) -> Self {
        let plan = workspace.join("infra/auth0/plan.json");
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
            plan: plan.is_file().then_some(plan),
            settings: Settings::default(),
            client_metadata: BTreeMap::new(),
            login: LoginSettings::default(),
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

    /// The name of the form that users of the app get: `profiling_form` in the client metadata, unless it is missing or
    /// `off`, or else the form in the settings.
    ///
    /// ```
    /// # use std::path::Path;
    /// use profiling_local::Options;
    ///
    /// let mut options = Options::new(Path::new("progressive-profiling"));
    /// assert_eq!(options.app_form(), "profile");
    ///
    /// options.client_metadata.insert("profiling_form".to_owned(), "consumer".to_owned());
    /// assert_eq!(options.app_form(), "consumer");
    /// ```
    pub fn app_form(&self) -> &str {
        let own = self.metadata("profiling_form").filter(|form| !form.eq_ignore_ascii_case("off"));
        own.unwrap_or(&self.settings.form)
    }

    /// An entry of the client metadata, trimmed like the Action trims it, unless it is empty.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.client_metadata.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The default options on free ports, without a plan and without output on the terminal, for tests.
    pub fn quiet(workspace: &Path) -> Self {
        let (form_port, tenant_port, app_port) = (0, 0, 0);
        let terminal = Arc::new(Nowhere);
        Self { form_port, tenant_port, app_port, plan: None, terminal, ..Self::new(workspace) }
    }
}

/// A sink that discards all lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl LogSink for Nowhere {
    fn line(&self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_gets_its_settings_by_the_names_of_a_deployment() {
        let settings = Settings { ask_again: Some("3 logins".to_owned()), ..Settings::default() };
        let fields = ["company_name".to_owned(), "job_title".to_owned()];
        let url = "http://127.0.0.1:4000";
        let secrets = settings.action_secrets(url, Some(&fields), "secret", Some("the one before"));
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
    fn a_missing_setting_is_left_to_the_action() {
        let secrets = Settings::default().action_secrets("http://127.0.0.1:4000", Some(&[]), "secret", None);
        for name in ["ASK_AGAIN", "SESSION_TOKEN_SECRET_PREVIOUS"] {
            assert!(!secrets.contains_key(name), "{name}");
        }
    }

    #[test]
    fn with_a_plan_the_action_gets_only_the_url_and_the_secrets() {
        let settings = Settings { ask_again: Some("3 logins".to_owned()), ..Settings::default() };
        let secrets = settings.action_secrets("http://127.0.0.1:4000", None, "secret", Some("before"));
        let names: Vec<&str> = secrets.keys().map(String::as_str).collect();
        assert_eq!(names, ["FORM_URL", "SESSION_TOKEN_SECRET", "SESSION_TOKEN_SECRET_PREVIOUS"]);
    }

    #[test]
    fn the_plan_of_the_repository_is_used_if_there_is_one() {
        let workspace = tempfile::tempdir().unwrap();
        assert_eq!(Options::new(workspace.path()).plan, None);
        let plan = workspace.path().join("infra/auth0/plan.json");
        std::fs::create_dir_all(plan.parent().unwrap()).unwrap();
        std::fs::write(&plan, "").unwrap();
        assert_eq!(Options::new(workspace.path()).plan, Some(plan));
        assert_eq!(Options::quiet(workspace.path()).plan, None);
    }

    #[test]
    fn the_form_of_the_app_is_the_one_in_its_metadata_unless_that_is_off() {
        for (own, form) in
            [(None, "profile"), (Some(" "), "profile"), (Some(" other "), "other"), (Some("Off"), "profile")]
        {
            let own = own.map(|own| ("profiling_form".to_owned(), own.to_owned()));
            let options = Options {
                client_metadata: own.clone().into_iter().collect(),
                ..Options::new(Path::new("."))
            };
            assert_eq!(options.app_form(), form, "{own:?}");
        }
    }
}
