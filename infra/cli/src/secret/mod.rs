//! `profiling secret`: makes the session secret, and changes it without a failed login.

mod commands;
mod lines;
mod program;
mod ssm;
mod store;
#[cfg(test)]
mod tests;
mod words;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use profiling_service::clock::{Clock, SystemClock};
use profiling_session::{KeyError, SecretFlaw};
use thiserror::Error;
use zeroize::Zeroizing;

use commands::{Failure, Retirement, SIGNS};
use lines::{Secret, Secrets};
use ssm::Ssm;
use store::{Store, StoreError};
use words::Place;

use crate::{out, progress};

/// Shown below `profiling secret --help`.
const EXAMPLES: &str = "\
Examples:
  profiling secret new      make the secret of a new deployment
  profiling secret show     how many there are, with a fingerprint of each
  profiling secret rotate   begin to change it; prints the steps that follow
  profiling secret retire   end it, an hour after the Action's deployment

docs/rotation.md says what happens at each step. Credentials and region are
found as the AWS CLI finds them. Exit status: 0 done; 1 refused, nothing was
changed; 2 it could not be done, or not as asked.";

const NEW: &str = "\
Examples:
  profiling secret new
  profiling secret new --profile production --region eu-central-1
  profiling secret new --kms-key alias/forms   the functions' role then needs
                                               kms:Decrypt for that key";

const ROTATE: &str = "\
Examples:
  profiling secret rotate
  profiling secret rotate --reveal   print the new secret, for the Action";

const RETIRE: &str = "\
Examples:
  profiling secret retire
  profiling secret retire --now      a leaked secret, which must not verify for
                                     another hour
  profiling secret retire --newest   to go back: the new secret is not to come";

const SHOW: &str = "\
Examples:
  profiling secret show
  profiling secret show --reveal   with the secrets themselves
  SESSION_TOKEN_SECRET=… profiling secret show
                                   tells which line the Action's secret is";

/// What `profiling secret` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a secret and create the parameter with it.
    #[command(after_help = NEW)]
    New {
        #[command(flatten)]
        target: Target,
        /// Customer key of KMS to encrypt the parameter with: id, ARN or alias [default: the account's key for SSM]
        #[arg(long, value_name = "KEY")]
        kms_key: Option<String>,
        /// Print the secret
        #[arg(long)]
        reveal: bool,
    },
    /// Add a new secret below the one that is in use, and say what to do next.
    #[command(after_help = ROTATE)]
    Rotate {
        #[command(flatten)]
        target: Target,
        /// Print the new secret
        #[arg(long)]
        reveal: bool,
    },
    /// Take the oldest secret out, when nothing is signed with it any more. Refused for the one that
    /// `SESSION_TOKEN_SECRET` of the environment is.
    #[command(after_help = RETIRE)]
    Retire {
        #[command(flatten)]
        target: Target,
        /// Do not wait for the logins that are under way: their answers fail. Right for a leaked secret
        #[arg(long)]
        now: bool,
        /// Take the newest out in place of the oldest
        #[arg(long)]
        newest: bool,
    },
    /// Show how many secrets there are, how long each is, and a fingerprint of each.
    #[command(after_help = SHOW)]
    Show {
        #[command(flatten)]
        target: Target,
        /// Print the secrets, too
        #[arg(long)]
        reveal: bool,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

/// Which parameter, and where.
#[derive(Debug, Clone, Args)]
pub(crate) struct Target {
    /// Name of the parameter with the secret
    #[arg(
        long,
        value_name = "NAME",
        env = "SESSION_SECRET_PARAMETER",
        default_value = words::DEFAULT_PARAMETER
    )]
    parameter: String,
    /// AWS region of the parameter [default: as for the AWS CLI]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Profile of ~/.aws/config [default: as for the AWS CLI]
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

/// Does what the command says, and prints what came of it.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match perform(arguments.command).await {
        Ok(told) => out::print(&*told, ExitCode::SUCCESS),
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
    // Before anything is asked of AWS. What is there already can be looked at and changed by any name.
    if matches!(command, Command::New { .. }) && !words::is_deployable(&target.parameter) {
        return Err(Failure::Refused(format!(
            "template.yaml takes no parameter of this name: it has to start with a slash, and consists of \
             letters, digits and the characters _ . - /, 100 of them at most, like {}",
            words::DEFAULT_PARAMETER
        )));
    }
    let store = connect(target).await?;
    let place = Place::new(target, store.region());
    carry_out(command, &store, &place, &SystemClock, progress::to_terminal).await
}

/// Does it at the store; if that takes long, `tell` says what is waited for.
async fn carry_out(
    command: Command,
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    tell: impl FnOnce(&str),
) -> Result<Zeroizing<String>, Failure> {
    let work = async {
        match command {
            Command::New { kms_key, reveal, .. } => {
                commands::new(store, place, kms_key.as_deref(), reveal).await
            }
            Command::Rotate { reveal, .. } => commands::rotate(store, place, clock, reveal).await,
            Command::Retire { now, newest, .. } => {
                let retirement = Retirement { at_once: now, newest };
                commands::retire(store, place, clock, retirement, &of_action()).await
            }
            Command::Show { reveal, json, .. } => {
                commands::show(store, place, clock, &of_action(), reveal, json).await
            }
        }
    };
    progress::during(&asking(&place.region), tell, work).await
}

/// Finds credentials, for which a single sign-on or a program may be asked.
async fn connect(target: &Target) -> Result<Ssm, StoreError> {
    let found = Ssm::connect(&target.parameter, target.region.as_deref(), target.profile.as_deref());
    let found = Box::pin(found); // It is large.
    progress::during("Looking for AWS credentials …", progress::to_terminal, found).await
}

/// What is waited for then.
fn asking(region: &str) -> String {
    format!("Asking SSM in {region} …")
}

/// A secret that signs questions could not be obtained.
#[derive(Debug, Error)]
pub(crate) enum SigningSecretError {
    /// SSM did not give it.
    #[error(
        "the secret cannot be had from SSM: {0}\n\
         Without SSM, give it as SESSION_TOKEN_SECRET in the environment."
    )]
    Store(#[from] StoreError),
    /// The secret of the environment cannot be used.
    #[error("SESSION_TOKEN_SECRET: {0}")]
    Secret(#[from] KeyError),
}

/// The secret that questions are signed with: `SESSION_TOKEN_SECRET` of the environment, or else the one that
/// has been in the parameter the longest.
pub(crate) async fn in_use(target: &Target) -> Result<Zeroizing<String>, SigningSecretError> {
    let given = of_action().into_iter().find(|(name, secret)| *name == SIGNS && !secret.is_empty());
    let secrets = if let Some((_, secret)) = given {
        Secrets::parse(&secret)?
    } else {
        let store = connect(target).await?;
        progress::during(&asking(store.region()), progress::to_terminal, store.read()).await?.secrets
    };
    let secret = secrets.oldest().map(Secret::reveal).unwrap_or_default();
    warn_of_flaws("the secret", secret);
    Ok(Zeroizing::new(secret.to_owned()))
}

/// Prints the flaws of a secret, called `name`, that is to sign.
pub(crate) fn warn_of_flaws(name: &str, secret: &str) {
    for flaw in SecretFlaw::all_of(secret) {
        eprintln!("warning: {name} {flaw}; the functions must have exactly the same secret");
    }
}

/// The Action's secrets, where the environment has them as for a deployment.
#[expect(
    clippy::disallowed_methods,
    reason = "a deploy takes the settings from the environment, so this does"
)]
fn of_action() -> Vec<(&'static str, Zeroizing<String>)> {
    [SIGNS, "SESSION_TOKEN_SECRET_PREVIOUS"]
        .into_iter()
        .filter_map(|name| Some((name, Zeroizing::new(std::env::var(name).ok()?))))
        .collect()
}
