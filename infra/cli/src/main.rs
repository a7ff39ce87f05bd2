//! `profiling`: the tool of those who work on forms.

mod check;
mod completions;
mod explain;
#[cfg(test)]
mod help_tests;
mod out;
mod progress;
mod schema;
mod secret;
mod token;
mod up;
mod workspace;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

/// Progressive profiling for Auth0, on one machine.
///
/// Without a subcommand it starts the local emulator, as `profiling up` does.
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
    /// Start the local emulator: form, tenant and app on this machine, without AWS and Auth0.
    Up(up::Arguments),
    /// Check forms, themes, the Action's settings and the template together, and tell every fault.
    Check(check::Arguments),
    /// Say what an outcome or a log line means, who causes it and what to do.
    Explain(explain::Arguments),
    /// Make the session secret, and change it without a failed login.
    Secret(secret::Arguments),
    /// Make a session token by hand, or a link with it: opens a form without a login.
    Token(token::Arguments),
    /// Make an event for `sam local invoke` from a file, with a token that is good now.
    Event(token::event::Arguments),
    /// Print the JSON Schema of forms, which editors complete with, or the reference of their keys.
    Schema(schema::Arguments),
    /// Print what a shell completes this command line with.
    Completions(completions::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| explain::unknown_option(error).exit());
    let arguments = match cli.command {
        Some(Command::Up(arguments)) => arguments,
        Some(Command::Check(arguments)) => return check::run(arguments),
        Some(Command::Explain(arguments)) => return explain::run(arguments),
        Some(Command::Secret(arguments)) => return secret::run(arguments).await,
        Some(Command::Token(arguments)) => return token::run(arguments).await,
        Some(Command::Event(arguments)) => return token::event::run(arguments).await,
        Some(Command::Schema(arguments)) => return schema::run(&arguments),
        Some(Command::Completions(arguments)) => return completions::run(&arguments, Cli::command()),
        None => cli.up,
    };
    match up::run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::FAILURE
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
    fn no_subcommand_is_up() {
        let plain = Cli::parse_from(["profiling", "--app-port", "0", "--require"]);
        let named = Cli::parse_from(["profiling", "up", "--app-port", "0", "--require"]);
        assert!(plain.command.is_none());
        let Some(Command::Up(named)) = named.command else { panic!("up is not the subcommand") };
        assert_eq!(format!("{:?}", plain.up), format!("{named:?}"));
    }

    #[test]
    fn a_wrong_option_is_refused() {
        for wrong in [
            &["--form-port", "65536"][..],
            &["--login-count", "0"],
            &["--login-count", "two"],
            &["--required-fields", ""],
            &["--required-fields", "a,,b"],
            &["--form", ""],
            &["down"],
        ] {
            let line = ["profiling"].iter().chain(wrong);
            assert!(Cli::try_parse_from(line).is_err(), "{wrong:?}");
        }
    }
}
