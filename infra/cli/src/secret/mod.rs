//! `profiling secret`: creates the session secret, and rotates it without failed logins.

mod commands;
pub(crate) mod lines;
mod program;
mod ssm;
mod store;
#[cfg(test)]
mod tests;
mod words;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use profiling_service::clock::{Clock, SystemClock};
use profiling_session::{KeyError, SecretFlaw};
use thiserror::Error;
use zeroize::Zeroizing;

use commands::{Failure, List, Retirement, SIGNS};
use lines::{Secret, Secrets};
use ssm::Ssm;
use store::{Store, StoreError};
use words::Place;

use crate::{out, progress};

/// Shown below `profiling secret --help`.
const EXAMPLES: &str = "\
Examples:
  profiling secret new      create the secret for a new deployment
  profiling secret show     list the secrets with their fingerprints
  profiling secret rotate   start a rotation; prints the next steps
  profiling secret retire   finish it, an hour after you deployed the Action

docs/rotation.md describes each step. Credentials and the region come from the
same sources as in the AWS CLI.

Exit status: 0 on success; 1 if the command is not possible now and nothing
changed; 2 if it failed: check the result with `profiling secret show`.";

const NEW: &str = "\
Examples:
  profiling secret new
  profiling secret new --profile production --region eu-central-1
  profiling secret new --kms-key alias/forms   use a customer managed key; the
                                               functions' role then needs
                                               kms:Decrypt for it";

const ROTATE: &str = "\
Examples:
  profiling secret rotate
  profiling secret rotate --reveal   print the new secret as well";

const RETIRE: &str = "\
Examples:
  profiling secret retire
  profiling secret retire --now      remove a leaked secret without waiting for
                                     logins in progress
  profiling secret retire --newest   cancel a rotation: remove the new secret

The secret in the environment variable SESSION_TOKEN_SECRET is never removed,
because the Action signs with it. Within an hour of a change, --now needs this
variable or --force.";

const SHOW: &str = "\
Examples:
  profiling secret show
  profiling secret show --reveal   print the secrets as well
  profiling secret show --reveal | pbcopy
                                   copy the secret, and nothing else
  SESSION_TOKEN_SECRET=… profiling secret show
                                   find the line with the Action's secret";

/// Options of `profiling secret`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create the parameter with a new secret.
    #[command(after_help = NEW)]
    New {
        #[command(flatten)]
        target: Target,
        /// KMS key to encrypt the parameter with: ID, ARN or alias [default: the AWS managed key for SSM]
        #[arg(long, value_name = "KEY")]
        kms_key: Option<String>,
        /// Print the secret as well
        #[arg(long)]
        reveal: bool,
    },
    /// Add a new secret after the current one, and print the next steps.
    #[command(after_help = ROTATE)]
    Rotate {
        #[command(flatten)]
        target: Target,
        /// Print the new secret as well
        #[arg(long)]
        reveal: bool,
    },
    /// Remove the oldest secret, once no login uses it.
    #[command(after_help = RETIRE)]
    Retire {
        #[command(flatten)]
        target: Target,
        /// Do not wait for logins in progress, although their answers will be rejected. For a leaked secret
        #[arg(long)]
        now: bool,
        /// Remove the newest secret instead of the oldest
        #[arg(long)]
        newest: bool,
        /// With --now: remove the secret although the Action may still sign with it
        #[arg(long, requires = "now")]
        force: bool,
    },
    /// List the secrets with their lengths and fingerprints.
    #[command(after_help = SHOW)]
    Show {
        #[command(flatten)]
        target: Target,
        /// Print the secrets as well; into a pipe or a file, nothing but the secrets, one per line
        #[arg(long)]
        reveal: bool,
        /// Print a JSON document
        #[arg(long)]
        json: bool,
    },
}

/// Options that select the SSM parameter.
#[derive(Debug, Clone, Args)]
pub(crate) struct Target {
    /// Name of the SSM parameter with the secrets
    #[arg(
        long,
        value_name = "NAME",
        env = "SESSION_SECRET_PARAMETER",
        default_value = words::DEFAULT_PARAMETER
    )]
    parameter: String,
    /// AWS region of the parameter [default: as in the AWS CLI]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Profile in ~/.aws/config [default: as in the AWS CLI]
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

/// Runs the command and prints its result.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match perform(arguments.command).await {
        Ok(output) => out::print(&*output, ExitCode::SUCCESS),
        Err(failure) => {
            eprintln!("profiling: {failure}");
            ExitCode::from(if matches!(failure, Failure::Refused(_)) { 1 } else { 2 })
        }
    }
}

async fn perform(command: Command) -> Result<Zeroizing<String>, Failure> {
    let (Command::New { target, .. }
    | Command::Rotate { target, .. }
    | Command::Retire { target, .. }
    | Command::Show { target, .. }) = &command;
    // Checked before any request to AWS. Existing parameters can have any name.
    if matches!(command, Command::New { .. }) && !words::is_deployable(&target.parameter) {
        return Err(Failure::Refused(format!(
            "template.yaml does not accept this parameter name; expected a name that starts with a slash and has at \
             most 100 letters, digits and the characters _ . - /, such as {}",
            words::DEFAULT_PARAMETER
        )));
    }
    let store = connect(target).await?;
    let place = Place::new(target, store.region());
    carry_out(command, &store, &place, &SystemClock, progress::to_terminal).await
}

/// Runs the command with this store. If this takes long, passes a progress message to `report`.
async fn carry_out(
    command: Command,
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    report: impl FnOnce(&str),
) -> Result<Zeroizing<String>, Failure> {
    let work = async {
        match command {
            Command::New { kms_key, reveal, .. } => {
                commands::new(store, place, kms_key.as_deref(), reveal).await
            }
            Command::Rotate { reveal, .. } => commands::rotate(store, place, clock, reveal).await,
            Command::Retire { now, newest, force, .. } => {
                let retirement = Retirement { at_once: now, newest, force };
                commands::retire(store, place, clock, retirement, &action_secrets()).await
            }
            Command::Show { reveal, json, .. } => {
                let list = match (json, reveal) {
                    (true, _) => List::Json { reveal },
                    (false, true) if !std::io::stdout().is_terminal() => List::Bare,
                    (false, _) => List::Table { reveal },
                };
                commands::show(store, place, clock, &action_secrets(), list).await
            }
        }
    };
    progress::during(&waiting(&place.region), report, work).await
}

/// Loads the credentials. This can involve a single sign-on or an external program.
async fn connect(target: &Target) -> Result<Ssm, StoreError> {
    let connection = Ssm::connect(&target.parameter, target.region.as_deref(), target.profile.as_deref());
    let connection = Box::pin(connection); // The future is large.
    progress::during("Loading AWS credentials …", progress::to_terminal, connection).await
}

/// Returns the progress message for requests to SSM.
fn waiting(region: &str) -> String {
    format!("Waiting for SSM in {region} …")
}

/// An error that prevents the secret for session tokens from being loaded.
#[derive(Debug, Error)]
pub(crate) enum SigningSecretError {
    /// The secret could not be read from SSM.
    #[error(
        "failed to read the secret from SSM: {0}\n\
         To use a secret without SSM, set the environment variable SESSION_TOKEN_SECRET."
    )]
    Store(#[from] StoreError),
    /// The secret in the environment is not valid.
    #[error("the environment variable SESSION_TOKEN_SECRET is not valid: {0}")]
    Secret(#[from] KeyError),
}

/// Returns the secret that signs session tokens: `SESSION_TOKEN_SECRET` in the environment if it is set, otherwise the
/// oldest secret of the parameter.
pub(crate) async fn in_use(target: &Target) -> Result<Zeroizing<String>, SigningSecretError> {
    let variable = action_secrets().into_iter().find(|(name, secret)| *name == SIGNS && !secret.is_empty());
    let secrets = if let Some((_, secret)) = variable {
        Secrets::parse(&secret)?
    } else {
        let store = connect(target).await?;
        progress::during(&waiting(store.region()), progress::to_terminal, store.read()).await?.secrets
    };
    let secret = secrets.oldest().map(Secret::reveal).unwrap_or_default();
    warn_of_flaws("the secret", secret);
    Ok(Zeroizing::new(secret.to_owned()))
}

/// Prints a warning for each flaw of a secret that is called `name`.
pub(crate) fn warn_of_flaws(name: &str, secret: &str) {
    for flaw in SecretFlaw::all_of(secret) {
        eprintln!("warning: {name} {flaw}; the functions must use exactly the same secret");
    }
}

/// Returns the Action's secrets in the environment, which are set there for a deployment.
#[expect(
    clippy::disallowed_methods,
    reason = "deploy tools read the settings from the environment, so this does too"
)]
fn action_secrets() -> Vec<(&'static str, Zeroizing<String>)> {
    [SIGNS, "SESSION_TOKEN_SECRET_PREVIOUS"]
        .into_iter()
        .filter_map(|name| Some((name, Zeroizing::new(std::env::var(name).ok()?))))
        .collect()
}
