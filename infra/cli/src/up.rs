//! `profiling up`: the local emulator on the terminal.

mod greeting;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use profiling_local::{Callback, Emulator, GatewayUrl, Options, Settings, StartError};
use profiling_service::config::{self, Rules};
use profiling_service::log::Stdout;
use profiling_session::{KeyError, Keyring, secrets};
use thiserror::Error;

use crate::secret::warn_of_flaws;
use crate::{out, workspace};
use greeting::greeting;

/// Shown below `profiling --help` and `profiling up --help`.
pub(crate) const EXAMPLES: &str = "\
Examples:
  profiling                                start the emulator: open what it prints
  profiling up --state users.json          keep the users across restarts
  profiling up --login-count 1 --require   ask at signup, and let nobody pass
                                           without the data
  profiling up --required-fields company_name
                                           ask for one field alone
  profiling up --client-metadata profiling_form=profile \\
      --client-metadata profiling_fields=job_title
                                           what this application asks for, by
                                           its own metadata
  profiling up --continue-method post      take the answers back without any of
                                           them in a URL
  profiling up --https                     all over https, as in production
  profiling up --https --callback http     the same, for an app in development
  profiling up --https --callback com.example.app://callback
                                           the same, for a native app
  profiling up --form-port 0 --tenant-port 0 --app-port 0
                                           a second emulator, on free ports
  profiling up --gateway http://127.0.0.1:3000
                                           with the form of sam local, whose
                                           secret is SESSION_TOKEN_SECRET here

From the repository, `cargo run` is `profiling`, and `cargo run -- --help` this
text.";

/// What `profiling up` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Port of the form's origin; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    form_port: u16,
    /// Port of the tenant's origin; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 4001)]
    tenant_port: u16,
    /// Port of the app's origin; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 4002)]
    app_port: u16,
    /// Serve form, tenant and app over https, with a certificate made for this start: browsers warn of it
    #[arg(long)]
    https: bool,
    /// Where a login comes back to: `http` or `https` for the emulator's app over that, whatever form and tenant
    /// have, or the address of a native app [default: the emulator's app, over what form and tenant have]
    #[arg(long, value_name = "http|https|ADDRESS")]
    callback: Option<Callback>,
    /// Send users to the form that is served here, like `http://127.0.0.1:3000`, and not to the emulator's own
    ///
    /// `sam local start-api` or an API Gateway serves it, with functions that have the emulator's tenant in
    /// `AUTH0_DOMAINS`. The Action signs with their session secret, which it takes from the environment, from
    /// `SESSION_TOKEN_SECRET`. The emulator's own form port still previews the forms of this machine.
    #[arg(long, value_name = "URL", conflicts_with_all = ["continue_method", "log"])]
    gateway: Option<GatewayUrl>,
    /// Keep the users in this file across restarts [default: in memory]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Folder of the forms [default: infra/forms of the repository]
    #[arg(long, value_name = "DIR")]
    forms: Option<PathBuf>,
    /// File of the Action [default: infra/auth0/actions/progressive-profiling.js of the repository]
    #[arg(long, value_name = "FILE")]
    action: Option<PathBuf>,
    /// The login from which on users are asked; 1 asks at signup
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
    login_count: u32,
    /// The metadata that every user must have, comma-separated
    #[arg(long, value_name = "LIST", default_value = "company_name,job_title", value_parser = parse_name, value_delimiter = ',')]
    required_fields: Vec<String>,
    /// The form to send users to: its file's name without .json
    #[arg(long, value_name = "NAME", default_value = "profile", value_parser = parse_name)]
    form: String,
    /// When to ask again who chose "Not now" or left something out, like `3 logins` or `7 days` [default: 7 days]
    #[arg(long, value_name = "N UNIT", value_parser = parse_ask_again)]
    ask_again: Option<String>,
    /// Metadata of the app, like `profiling_form=NAME`, `profiling_form=off` or `profiling_fields=LIST`; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_pair)]
    client_metadata: Vec<(String, String)>,
    /// Let no login pass without the data, as the Action's setting REQUIRED does
    #[arg(long)]
    require: bool,
    /// How the browser takes the answers back to the tenant, by the functions' setting `CONTINUE_METHOD`
    #[arg(long, value_name = "METHOD", value_enum, default_value_t = ContinueMethod::Get)]
    continue_method: ContinueMethod,
    /// Print the functions' log lines too: JSON, as on Lambda
    #[arg(long)]
    log: bool,
}

/// `CONTINUE_METHOD`, as a choice on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ContinueMethod {
    /// A redirect: the answers are in its URL
    Get,
    /// A page that posts them: they are in no URL
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

fn parse_name(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("a name is missing"),
        name => Ok(name.to_owned()),
    }
}

/// As the Action reads `ASK_AGAIN`.
fn parse_ask_again(text: &str) -> Result<String, &'static str> {
    const FAULT: &str = "write it like `3 logins` or `7 days`";
    let mut words = text.split_whitespace();
    let (Some(count), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(FAULT);
    };
    let counts = !count.starts_with('0') && count.len() <= 4 && count.bytes().all(|b| b.is_ascii_digit());
    let is_unit = ["login", "logins", "day", "days"].iter().any(|known| unit.eq_ignore_ascii_case(known));
    if counts && is_unit { Ok(text.trim().to_owned()) } else { Err(FAULT) }
}

/// One entry of an application's metadata, within Auth0's limits.
fn parse_pair(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("write it like `profiling_form=NAME`")?;
    let key = key.trim();
    if key.is_empty() {
        return Err("the key before the `=` is missing");
    }
    if [key, value].iter().any(|text| text.chars().count() > 255) {
        return Err("Auth0 keeps 255 characters of a key and of a value");
    }
    Ok((key.to_owned(), value.to_owned()))
}

/// Why the emulator does not run.
#[derive(Debug, Error)]
pub(crate) enum UpError {
    #[error(
        "this folder is not in the repository, so {missing} cannot be found; \
         run it from the repository, or give --forms DIR and --action FILE"
    )]
    NoRepository { missing: &'static str },
    #[error("the current folder cannot be read: {0}")]
    Folder(std::io::Error),
    #[error(
        "with --gateway the session secret must be the one that the functions there have: put it into the \
         environment variable SESSION_TOKEN_SECRET, at least 32 bytes in one line. A new one, for both:\n  \
         export SESSION_TOKEN_SECRET=\"$(openssl rand -hex 32)\""
    )]
    NoSecret,
    #[error("SESSION_TOKEN_SECRET of this environment cannot be used: {0}")]
    Secret(#[from] KeyError),
    #[error(
        "SESSION_TOKEN_SECRET of this environment has {lines} lines; set it to the one with which the Action is \
         to sign"
    )]
    Secrets { lines: usize },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("Ctrl-C cannot be waited for: {0}")]
    Signal(std::io::Error),
}

/// The Action's setting with the secret; in the environment, as an option would be in the shell's history.
const SECRET: &str = "SESSION_TOKEN_SECRET";

#[expect(clippy::disallowed_methods, reason = "the secret must not be an option")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The secret that a gateway's functions have.
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
    let options = options(arguments, &folder, variable(SECRET))?;
    if let Some(secret) = &options.session_token_secret {
        warn_of_flaws("SESSION_TOKEN_SECRET of this environment", secret);
    }
    let emulator = Emulator::start(options.clone()).await?;
    out::print(greeting(&emulator, &options) + "\n", ExitCode::SUCCESS);
    tokio::signal::ctrl_c().await.map_err(UpError::Signal)?;
    eprintln!("\nStopping.");
    emulator.shutdown().await;
    Ok(())
}

/// Options given win; the rest is the repository's, wherever in it the tool was started.
fn options(
    arguments: Arguments,
    folder: &Path,
    session_token_secret: Option<String>,
) -> Result<Options, UpError> {
    // The emulator's own functions have one that it makes.
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
        settings: Settings {
            form: arguments.form,
            login_count: arguments.login_count,
            required_fields: arguments.required_fields,
            required: arguments.require,
            ask_again: arguments.ask_again,
        },
        client_metadata: arguments.client_metadata.into_iter().collect(),
        rules: Rules { continue_method: arguments.continue_method.into(), ..defaults.rules },
        state: arguments.state,
        log: if arguments.log { Arc::new(Stdout) } else { Arc::clone(&defaults.log) },
        ..defaults
    })
}

#[cfg(test)]
mod tests;
