//! `profiling up`: runs the local emulator in the terminal.

mod fields;
mod greeting;
mod metadata;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use profiling_local::{Callback, Emulator, GatewayUrl, Options, Settings, StartError};
use profiling_service::config::{self, LoginSettings};
use profiling_service::log::Stdout;
use profiling_session::{KeyError, Keyring, secrets};
use thiserror::Error;

use crate::names::{parse_field, parse_form};
use crate::secret::warn_of_flaws;
use crate::{out, workspace};
use greeting::greeting;

/// Shown below `profiling --help` and `profiling up --help`.
pub(crate) const EXAMPLES: &str = "\
Examples:
  profiling                                start the emulator; then open the URL
                                           that it prints
  profiling up --state users.json          keep users across restarts
  profiling up --login-count 1 --require   ask at signup, and deny logins
                                           without answers
  profiling up --form onboarding           ask for all fields of another form
  profiling up --required-fields company_name
                                           ask for one field only
  profiling up --plan experiment.json      let a plan decide who is asked what
  profiling up --client-metadata profiling_form=profile \\
      --client-metadata profiling_fields=job_title
                                           set the form and the fields for this
                                           app in its client metadata
  profiling up --continue-method post      return answers in a POST body, not in
                                           a URL
  profiling up --https                     use https, as in production
  profiling up --https --callback http     the same, with an app that uses http
  profiling up --https --callback com.example.app://callback
                                           the same, with a native app
  profiling up --form-port 0 --tenant-port 0 --app-port 0
                                           start a second emulator on free ports
  profiling up --gateway http://127.0.0.1:3000
                                           use the form that `sam local` serves;
                                           the environment must have its secret
                                           in SESSION_TOKEN_SECRET

In a clone of the repository, `cargo run` starts the emulator as well, and
`cargo run -- COMMAND` runs any command of this tool.

Exit status: 0 after Ctrl-C; 1 if the emulator cannot run, for example because
a port is in use; 2 if the options are not valid.";

/// Options of `profiling up`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Port of the form; 0 for any free port
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    form_port: u16,
    /// Port of the tenant; 0 for any free port
    #[arg(long, value_name = "PORT", default_value_t = 4001)]
    tenant_port: u16,
    /// Port of the demo app; 0 for any free port
    #[arg(long, value_name = "PORT", default_value_t = 4002)]
    app_port: u16,
    /// Serve form, tenant and app over https, with a new self-signed certificate; browsers show a warning
    #[arg(long)]
    https: bool,
    /// Callback URL of the app: `http` or `https` for the demo app over that protocol, or the address of a native
    /// app [default: the demo app, over the same protocol as form and tenant]
    #[arg(long, value_name = "http|https|ADDRESS")]
    callback: Option<Callback>,
    /// Use the form served at this address, such as `http://127.0.0.1:3000`, instead of the emulator's own
    ///
    /// The address belongs to `sam local start-api` or an API Gateway, whose functions must list the emulator's
    /// tenant in `AUTH0_DOMAINS`. The Action signs with the functions' session secret, which the emulator reads from
    /// the environment variable `SESSION_TOKEN_SECRET`. The form port still serves the previews of the local forms.
    #[arg(long, value_name = "URL", conflicts_with_all = ["continue_method", "log"])]
    gateway: Option<GatewayUrl>,
    /// Keep the users in this file across restarts [default: in memory]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Folder with the forms [default: infra/forms in the repository]
    #[arg(long, value_name = "DIR")]
    forms: Option<PathBuf>,
    /// File with the Action [default: infra/auth0/actions/progressive-profiling.js in the repository]
    #[arg(long, value_name = "FILE")]
    action: Option<PathBuf>,
    /// File with the plan, which decides who is asked what instead of the settings [default: infra/auth0/plan.json in
    /// the repository, if it exists]
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["no_plan", "login_count", "required_fields", "form", "ask_again", "require"]
    )]
    plan: Option<PathBuf>,
    /// Use the settings, even if infra/auth0/plan.json exists
    #[arg(long)]
    no_plan: bool,
    /// First login at which users are asked; 1 asks at signup [default: 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    login_count: Option<u32>,
    /// Fields to ask for, comma-separated, like the Action's setting `REQUIRED_USER_FIELDS` [default: all fields of the
    /// form]
    ///
    /// With --gateway, these are the fields of the form with the same name in the folder of --forms.
    #[arg(long, value_name = "LIST", value_parser = parse_field, value_delimiter = ',')]
    required_fields: Option<Vec<String>>,
    /// Form that users are asked to fill in: its file name without .json [default: profile]
    #[arg(long, value_name = "NAME", value_parser = parse_form)]
    form: Option<String>,
    /// Time until users who chose "Not now" or skipped a field are asked again, such as `3 logins` or `7 days`
    /// [default: 7 days]
    #[arg(long, value_name = "N UNIT", value_parser = parse_ask_again, conflicts_with = "require")]
    ask_again: Option<String>,
    /// Client metadata of the app, such as `profiling_form=NAME`, `profiling_form=off` or `profiling_fields=LIST`;
    /// repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = metadata::parse)]
    client_metadata: Vec<(String, String)>,
    /// Deny logins without answers, like the Action's setting REQUIRED
    #[arg(long)]
    require: bool,
    /// HTTP method that returns the answers to the tenant, like the functions' setting `CONTINUE_METHOD`
    #[arg(long, value_name = "METHOD", value_enum, default_value_t = ContinueMethod::Get)]
    continue_method: ContinueMethod,
    /// Print the log lines of the functions as well, in JSON as on Lambda
    #[arg(long)]
    log: bool,
}

/// `CONTINUE_METHOD`, as a choice on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ContinueMethod {
    /// A redirect with the sealed answers in its URL
    Get,
    /// A page that posts the answers, which then appear in no URL
    Post,
}

impl From<ContinueMethod> for config::ContinueMethod {
    fn from(method: ContinueMethod) -> Self {
        match method {
            ContinueMethod::Get => Self::Get,
            ContinueMethod::Post => Self::Post,
        }
    }
}

/// Parses a value by the same rules as the Action parses `ASK_AGAIN`.
fn parse_ask_again(text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str = "expected a number from 1 to 9999 and a unit, such as `3 logins` or `7 days`";
    let mut words = text.split_whitespace();
    let (Some(count), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(EXPECTED);
    };
    let is_count = !count.starts_with('0') && count.len() <= 4 && count.bytes().all(|b| b.is_ascii_digit());
    let is_unit = ["login", "logins", "day", "days"].iter().any(|name| unit.eq_ignore_ascii_case(name));
    if is_count && is_unit { Ok(text.trim().to_owned()) } else { Err(EXPECTED) }
}

/// An error that prevents the emulator from running.
#[derive(Debug, Error)]
pub(crate) enum UpError {
    #[error(
        "cannot find {missing}, because the current folder is not in the repository; run this command in the \
         repository, or specify --forms DIR and --action FILE"
    )]
    NoRepository { missing: &'static str },
    #[error("failed to determine the current folder: {0}")]
    Folder(std::io::Error),
    #[error(
        "--gateway needs the session secret of the functions in the environment variable SESSION_TOKEN_SECRET: one \
         line of at least 32 bytes. To create a secret for the functions and the emulator:\n  \
         export SESSION_TOKEN_SECRET=\"$(openssl rand -hex 32)\""
    )]
    NoSecret,
    #[error("the environment variable SESSION_TOKEN_SECRET is not valid: {0}")]
    Secret(#[from] KeyError),
    #[error(
        "the environment variable SESSION_TOKEN_SECRET has {lines} lines; expected one line: the secret with which \
         the Action signs"
    )]
    Secrets { lines: usize },
    #[error("{option}: the form `{form}` has no field `{field}`{hint}")]
    UnknownField { option: &'static str, form: String, field: String, hint: String },
    #[error("{option} has no effect, because the plan {plan} decides; specify --no-plan to ignore the plan")]
    SettingWithPlan { option: &'static str, plan: String },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("failed to listen for Ctrl-C: {0}")]
    Signal(std::io::Error),
}

impl UpError {
    /// The exit status: 2 if the options are not valid, otherwise 1.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoRepository { .. }
            | Self::NoSecret
            | Self::Secret(_)
            | Self::Secrets { .. }
            | Self::UnknownField { .. }
            | Self::SettingWithPlan { .. }
            | Self::Start(StartError::UnknownForm { .. } | StartError::UnknownFields { .. }) => {
                ExitCode::from(2)
            }
            Self::Folder(_) | Self::Start(_) | Self::Signal(_) => ExitCode::FAILURE,
        }
    }
}

/// The environment variable with the secret. It is not an option, because the shell's history would store it.
const SECRET: &str = "SESSION_TOKEN_SECRET";

#[expect(clippy::disallowed_methods, reason = "the secret is read from the environment, not from an option")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Returns the secret that the functions behind the gateway use.
fn secret(text: Option<String>) -> Result<String, UpError> {
    let text = text.filter(|text| !text.trim().is_empty()).ok_or(UpError::NoSecret)?;
    Keyring::parse(&text)?;
    let mut secrets = secrets(&text);
    match (secrets.next(), secrets.count()) {
        (Some((_, secret)), 0) => Ok(secret.to_owned()),
        (_, more) => Err(UpError::Secrets { lines: more + 1 }),
    }
}

/// Runs the emulator until Ctrl-C.
pub(crate) async fn run(arguments: Arguments) -> Result<(), UpError> {
    let folder = std::env::current_dir().map_err(UpError::Folder)?;
    let is_form_given = arguments.form.is_some();
    let options = options(arguments, &folder, variable(SECRET))?;
    fields::check(&options)?;
    if let Some(secret) = &options.session_token_secret {
        warn_of_flaws("the environment variable SESSION_TOKEN_SECRET", secret);
    }
    let emulator = Emulator::start(options.clone()).await?;
    for note in fields::notes(&options, is_form_given, &emulator.required_fields()) {
        eprintln!("note: {note}");
    }
    out::print(greeting(&emulator, &options) + "\n", ExitCode::SUCCESS);
    tokio::signal::ctrl_c().await.map_err(UpError::Signal)?;
    eprintln!("\nStopping the emulator.");
    emulator.shutdown().await;
    Ok(())
}

/// Combines the command line with the defaults of the repository that contains `folder`.
fn options(
    arguments: Arguments,
    folder: &Path,
    session_token_secret: Option<String>,
) -> Result<Options, UpError> {
    // Without a gateway, the emulator generates a secret for its own functions.
    let session_token_secret =
        arguments.gateway.as_ref().map(|_| secret(session_token_secret)).transpose()?;
    let missing = match (&arguments.forms, &arguments.action) {
        (None, None) => "the forms and the Action",
        (None, Some(_)) => "the forms",
        (Some(_), None) => "the Action",
        (Some(_), Some(_)) => "",
    };
    let root = match workspace::find(folder) {
        Some(root) => root,
        None if missing.is_empty() => folder.to_owned(),
        None => return Err(UpError::NoRepository { missing }),
    };
    let defaults = Options::new(&root);
    let plan = plan(&arguments, defaults.plan)?;
    Ok(Options {
        form_port: arguments.form_port,
        tenant_port: arguments.tenant_port,
        app_port: arguments.app_port,
        https: arguments.https,
        callback: arguments.callback.unwrap_or_default(),
        gateway: arguments.gateway,
        session_token_secret,
        forms: arguments.forms.unwrap_or_else(|| defaults.forms.clone()),
        action: arguments.action.unwrap_or_else(|| defaults.action.clone()),
        plan,
        settings: Settings {
            form: arguments.form.unwrap_or(defaults.settings.form),
            login_count: arguments.login_count.unwrap_or(defaults.settings.login_count),
            required_fields: arguments.required_fields,
            required: arguments.require,
            ask_again: arguments.ask_again,
        },
        client_metadata: arguments.client_metadata.into_iter().collect(),
        login: LoginSettings { continue_method: arguments.continue_method.into(), ..defaults.login },
        state: arguments.state,
        log: if arguments.log { Arc::new(Stdout) } else { Arc::clone(&defaults.log) },
        ..defaults
    })
}

/// Returns the file of the plan: that of the option, or the default one.
///
/// Errors: the default plan is used together with an option that it makes useless.
fn plan(arguments: &Arguments, default: Option<PathBuf>) -> Result<Option<PathBuf>, UpError> {
    if arguments.no_plan {
        return Ok(None);
    }
    let Some(plan) = arguments.plan.clone().or(default) else { return Ok(None) };
    let settings = [
        ("--login-count", arguments.login_count.is_some()),
        ("--required-fields", arguments.required_fields.is_some()),
        ("--form", arguments.form.is_some()),
        ("--ask-again", arguments.ask_again.is_some()),
        ("--require", arguments.require),
    ];
    match settings.into_iter().find(|(_, is_specified)| *is_specified) {
        Some((option, _)) => Err(UpError::SettingWithPlan { option, plan: plan.display().to_string() }),
        None => Ok(Some(plan)),
    }
}

#[cfg(test)]
mod tests;
