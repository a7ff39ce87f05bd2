//! `profiling`: the command-line tool for developing, checking and operating forms.

mod action;
mod auth0;
mod check;
mod completions;
mod doctor;
mod explain;
#[cfg(test)]
mod help_tests;
mod http;
mod names;
mod new;
mod out;
mod plural;
mod printable;
mod programs;
mod progress;
mod schema;
mod secret;
mod token;
mod translate;
mod up;
mod user;
mod workspace;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

/// Develop, check and operate progressive profiling for Auth0.
///
/// Without a subcommand, `profiling` starts the local emulator, like `profiling up`.
#[derive(Debug, Parser)]
#[command(name = "profiling", version, args_conflicts_with_subcommands = true, after_help = up::EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    up: up::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the local emulator: form, Auth0 tenant and demo app, without AWS or Auth0.
    Up(up::Arguments),
    /// Write a new form from four answers.
    New(new::Arguments),
    /// Check forms, themes, Action settings and the template, and report all problems.
    Check(check::Arguments),
    /// Compile the plan and the Action into the file to deploy.
    Action(action::Arguments),
    /// Explain an outcome or a log line: its meaning, its cause and what to do.
    Explain(explain::Arguments),
    /// Check a deployed system from end to end, or the tools and files of a checkout.
    Doctor(doctor::Arguments),
    /// Create the session secret, and rotate it without failed logins.
    Secret(secret::Arguments),
    /// Create a session token, or a link that opens a form without a login.
    Token(token::Arguments),
    /// Create an event for `sam local invoke`, with a valid session token.
    Event(token::event::Arguments),
    /// Show what the Action remembers about a user, and make it ask again.
    User(user::Arguments),
    /// Write the texts of a form to a table for translators, and read it back.
    Translate(translate::Arguments),
    /// Print the JSON Schema of forms for editors, or a Markdown reference of all keys.
    Schema(schema::Arguments),
    /// Print a shell completion script.
    Completions(completions::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| explain::unknown_option(error).exit());
    let arguments = match cli.command {
        Some(Command::Up(arguments)) => arguments,
        Some(Command::New(arguments)) => return new::run(arguments),
        Some(Command::Translate(arguments)) => return translate::run(&arguments),
        Some(Command::Check(arguments)) => return check::run(arguments),
        Some(Command::Action(arguments)) => return action::run(&arguments),
        Some(Command::Explain(arguments)) => return explain::run(arguments),
        Some(Command::Doctor(arguments)) => return doctor::run(arguments),
        Some(Command::Secret(arguments)) => return secret::run(arguments).await,
        Some(Command::Token(arguments)) => return token::run(arguments).await,
        Some(Command::Event(arguments)) => return token::event::run(arguments).await,
        Some(Command::User(arguments)) => return user::run(arguments).await,
        Some(Command::Schema(arguments)) => return schema::run(&arguments),
        Some(Command::Completions(arguments)) => return completions::run(&arguments, Cli::command()),
        None => cli.up,
    };
    match up::run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("profiling: {error}");
            error.exit_code()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_default_subcommand_is_up() {
        let plain = Cli::parse_from(["profiling", "--app-port", "0", "--require"]);
        let named = Cli::parse_from(["profiling", "up", "--app-port", "0", "--require"]);
        assert!(plain.command.is_none());
        let Some(Command::Up(named)) = named.command else { panic!("expected the subcommand `up`") };
        assert_eq!(format!("{:?}", plain.up), format!("{named:?}"));
    }

    #[test]
    fn invalid_options_are_rejected() {
        for invalid in [
            &["--form-port", "65536"][..],
            &["--login-count", "0"],
            &["--login-count", "two"],
            &["--required-fields", ""],
            &["--required-fields", "a,,b"],
            &["--required-fields", "a b"],
            &["--form", ""],
            &["--form", "Profile"],
            &["--require", "--ask-again", "3 logins"],
            &["down"],
        ] {
            let line = ["profiling"].iter().chain(invalid);
            assert!(Cli::try_parse_from(line).is_err(), "{invalid:?}");
        }
    }
}
