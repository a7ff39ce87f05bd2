//! `profiling up`: the local stand on the terminal.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use profiling::config::{self, Rules};
use profiling::log::Stdout;
use profiling_local::{Callback, Options, Settings, Stand, StartError};
use thiserror::Error;

use crate::workspace;

/// Shown below `profiling --help` and `profiling up --help`.
pub(crate) const EXAMPLES: &str = "\
Examples:
  profiling                                     start the stand, open the address that it prints
  profiling up --state users.json               keep the users across restarts
  profiling up --login-count 1 --require        ask at signup, and let nobody pass without the data
  profiling up --required-fields company_name   ask for one field alone
  profiling up --client-metadata profiling_form=profile --client-metadata profiling_fields=job_title
                                                what this application asks for, by its own metadata
  profiling up --continue-method post           take the answers back without any of them in a URL
  profiling up --https                          all three over https, as in production
  profiling up --https --callback http          the same, for an app in development
  profiling up --https --callback com.example.app://callback
                                                the same, for a native app
  profiling up --form-port 0 --tenant-port 0 --app-port 0
                                                a second stand, on free ports

From the repository, `cargo run` is `profiling`, and `cargo run -- --help` this text.";

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
    /// Where a login comes back to: `http` or `https` for the stand's app over that, whatever form and tenant
    /// have, or the address of a native app [default: the stand's app, over what form and tenant have]
    #[arg(long, value_name = "http|https|ADDRESS")]
    callback: Option<Callback>,
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

/// Why the stand does not run.
#[derive(Debug, Error)]
pub(crate) enum UpError {
    #[error(
        "this folder is not in the repository, so {missing} cannot be found; \
         run it from the repository, or give --forms DIR and --action FILE"
    )]
    NoRepository { missing: &'static str },
    #[error("the current folder cannot be read: {0}")]
    Folder(std::io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("Ctrl-C cannot be waited for: {0}")]
    Signal(std::io::Error),
}

/// Runs the stand until Ctrl-C.
pub(crate) async fn run(arguments: Arguments) -> Result<(), UpError> {
    let folder = std::env::current_dir().map_err(UpError::Folder)?;
    let options = options(arguments, &folder)?;
    let (settings, client_metadata) = (options.settings.clone(), options.client_metadata.clone());
    let stand = Stand::start(options).await?;
    greet(&stand, &settings, &client_metadata);
    tokio::signal::ctrl_c().await.map_err(UpError::Signal)?;
    eprintln!("\nStopping.");
    stand.shutdown().await;
    Ok(())
}

/// Options given win; the rest is the repository's, wherever in it the tool was started.
fn options(arguments: Arguments, folder: &Path) -> Result<Options, UpError> {
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

#[expect(clippy::print_stdout, reason = "the address to open is what the command is asked for")]
fn greet(stand: &Stand, settings: &Settings, client_metadata: &BTreeMap<String, String>) {
    let own = |key: &str| client_metadata.get(key).filter(|value| !value.trim().is_empty());
    let form = own("profiling_form").unwrap_or(&settings.form);
    let required = settings.required_fields.join(", ");
    let fields = own("profiling_fields").unwrap_or(&required);
    println!("{}/", stand.app_url());
    println!();
    if form.eq_ignore_ascii_case("off") {
        println!("Open the address above and log in. By its metadata (profiling_form=off) this app asks");
        println!("for nothing. Ctrl-C stops the stand.");
    } else {
        println!(
            "Open the address above and log in. From a user's login {} on, the form",
            settings.login_count
        );
        println!("asks for what is missing: {fields}. Ctrl-C stops the stand.");
    }
    if stand.certificate().is_some() {
        println!("The certificate was made for this start, so the browser warns of it: let it go on.");
    }
    if !stand.callback().starts_with(stand.app_url()) {
        println!("  a login ends at       {}", stand.callback());
    }
    println!("  what each login did   {}/executions", stand.tenant_url());
    println!("  users, their answers  {}/users", stand.tenant_url());
    if !form.eq_ignore_ascii_case("off") {
        println!("  every form, previewed {}/preview", stand.form_url());
        println!("  the form              {}/forms/{form} (comes with a login)", stand.form_url());
    }
    println!("  test users");
    for user in stand.users() {
        let logins = if user.logins_count == 1 { "login" } else { "logins" };
        let known: Vec<&str> = user.user_metadata.keys().map(String::as_str).collect();
        let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
        println!("    {:<22}{} {logins} so far, knows {known}", user.email, user.logins_count);
    }
    println!();
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn arguments(line: &[&str]) -> Arguments {
        Line::parse_from(["up"].iter().chain(line)).arguments
    }

    fn repository() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for folder in ["infra/forms", "infra/auth0/actions"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        root
    }

    #[test]
    fn without_options_it_is_the_repository_with_the_documented_defaults() {
        let root = repository();
        let options = options(arguments(&[]), root.path()).unwrap();
        assert_eq!((options.form_port, options.tenant_port, options.app_port), (4000, 4001, 4002));
        assert_eq!(options.settings, Settings::default());
        assert_eq!(options.forms, root.path().join("infra/forms"));
        assert_eq!(options.action, root.path().join("infra/auth0/actions/progressive-profiling.js"));
        assert_eq!(options.state, None);
        assert_eq!((options.https, options.callback), (false, Callback::App));
    }

    #[test]
    fn https_and_the_callback_are_chosen_apart() {
        for (line, https, callback) in [
            (&["--https"][..], true, Callback::App),
            (&["--https", "--callback", "http"], true, Callback::Http),
            (&["--callback", "https"], false, Callback::Https),
        ] {
            let options = options(arguments(line), repository().path()).unwrap();
            assert_eq!((options.https, options.callback), (https, callback), "{line:?}");
        }
        let line = ["--callback", "com.example.app://callback"];
        let native = options(arguments(&line), repository().path()).unwrap().callback;
        assert!(matches!(native, Callback::Native(address) if address.to_string() == line[1]));
    }

    #[test]
    fn a_list_is_read_with_or_without_spaces() {
        let settings = options(
            arguments(&[
                "--required-fields",
                "a, b ,c",
                "--login-count",
                "1",
                "--require",
                "--form",
                "other",
                "--ask-again",
                "3 logins",
            ]),
            repository().path(),
        )
        .unwrap()
        .settings;
        let expected = Settings {
            form: "other".to_owned(),
            login_count: 1,
            required_fields: vec!["a".to_owned(), "b".to_owned(), "c".to_owned()],
            required: true,
            ask_again: Some("3 logins".to_owned()),
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn the_metadata_of_the_app_is_given_pair_by_pair() {
        let line = ["profiling_form=signup", "note=a=b", "empty=", "profiling_form=off"];
        let line: Vec<&str> = line.iter().flat_map(|pair| ["--client-metadata", pair]).collect();
        let metadata = options(arguments(&line), repository().path()).unwrap().client_metadata;
        let expected = [("empty", ""), ("note", "a=b"), ("profiling_form", "off")];
        assert_eq!(metadata, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    }

    #[test]
    fn values_that_the_action_or_auth0_would_not_take_are_refused() {
        let long = format!("key={}", "x".repeat(256));
        for (flag, values) in [
            (
                "--ask-again",
                &["", "7", "days", "0 days", "7 weeks", "1.5 days", "7 days or so", "10000 days"][..],
            ),
            ("--client-metadata", &["profiling_form", "=off", &long]),
            ("--callback", &["", "app", "myapp://callback", "https://app.example.com/", "a.b://c#d"]),
        ] {
            for value in values {
                assert!(Line::try_parse_from(["up", flag, value]).is_err(), "{flag} {value}");
            }
        }
        for value in ["1 login", "3 logins", "1 day", "7 Days", " 30  days "] {
            assert!(Line::try_parse_from(["up", "--ask-again", value]).is_ok(), "{value}");
        }
    }

    #[test]
    fn outside_of_the_repository_both_paths_must_be_given() {
        let elsewhere = tempfile::tempdir().unwrap();
        for (line, missing) in [
            (&[][..], Some("the forms and the Action")),
            (&["--forms", "f"], Some("the Action")),
            (&["--action", "a.js"], Some("the forms")),
            (&["--forms", "f", "--action", "a.js"], None),
        ] {
            let told = options(arguments(line), elsewhere.path()).err().map(|error| error.to_string());
            assert_eq!(told.is_some(), missing.is_some(), "{line:?}");
            assert!(told.unwrap_or_default().contains(missing.unwrap_or_default()));
        }
    }
}
