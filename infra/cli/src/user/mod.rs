//! `profiling user`: shows what the Action remembers about a user, and makes it ask again.

mod find;
mod keys;
mod memory;
#[cfg(test)]
mod memory_tests;
mod record;
mod reset;
mod selection;
mod settings;
mod show;
#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use profiling_forms::Forms;
use profiling_service::clock::{Clock, SystemClock};
use thiserror::Error;

use crate::action::PLAN;
use crate::auth0::{Credentials, Environment, OptionsError, TenantError, TenantOptions, encode};
use crate::names::{parse_field, parse_form};
use crate::printable::printable;
use crate::programs::{Installed, Programs};
use crate::{out, progress, workspace};
use find::Id;
use reset::Reset;
use selection::Selection;
use settings::Settings;
use show::{Show, View};

/// Shown below `profiling user --help`.
const EXAMPLES: &str = "\
Examples:
  profiling user show 'auth0|5f7c8ec7c33c6c004bbafe82' --environment staging
  profiling user reset 'auth0|5f7c8ec7c33c6c004bbafe82' --environment staging

The commands use Auth0's Management API with the credentials of a
machine-to-machine application in AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET. It
needs the permission read:users, and for `reset` also update:users.
docs/operating.md#one-user describes when to use each command, and the same
steps without this tool.

Exit status: 0 on success; 1 if the command is not possible or needs --yes, and
nothing changed; 2 if it failed: check the result with `profiling user show`.";

const SHOW: &str = "\
Examples:
  profiling user show 'auth0|5f7c8ec7c33c6c004bbafe82' --environment staging
  profiling user show ana@example.com --domain example.eu.auth0.com
  profiling user show 'auth0|5f7c8ec7c33c6c004bbafe82' --values
                                     print the answers as well
  profiling user show 'auth0|5f7c8ec7c33c6c004bbafe82' --json > record.json
                                     export the record with all consents

With --environment, the command also prints when the user is asked again,
according to the settings in that file. With a plan (infra/auth0/plan.json),
the plan decides instead: use the page \"Next logins\" of the emulator.";

const RESET: &str = "\
Examples:
  profiling user reset 'auth0|5f7c8ec7c33c6c004bbafe82'
                          print what would change
  profiling user reset 'auth0|5f7c8ec7c33c6c004bbafe82' --yes
                          end \"Not now\", the `wait` of the plan and other
                          pauses; ask again for questions that conditions
                          excluded
  profiling user reset ana@example.com --fields job_title --yes
                          delete an answer as well, so that it is asked again
  profiling user reset ana@example.com --withdraw-consent terms --yes
                          delete a consent and its answer, and print them;
                          with a plan, also the answers to older versions
  profiling user reset ana@example.com --form profile --all --yes
                          delete the whole record of a form, but no answer

A user has a record for each form. The pauses of a plan are for all forms
together, so they also end with --form.

If the user logs in at the same moment, the Action can write the old record
again. Check the result with `profiling user show`.";

/// Options of `profiling user`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what the Action remembers about a user: completed forms, postponements, visits and consents, and which answers are set.
    #[command(after_help = SHOW)]
    Show {
        #[command(flatten)]
        user: UserOptions,
        /// Print the answers, which are personal data
        #[arg(long)]
        values: bool,
        /// Print a JSON document
        #[arg(long)]
        json: bool,
    },
    /// Make the Action ask a user again. Answers and consents remain unless an option names them.
    #[command(after_help = RESET)]
    Reset {
        #[command(flatten)]
        user: UserOptions,
        /// Form whose record is reset; can be repeated [default: all forms]
        #[arg(long = "form", value_name = "NAME", value_parser = parse_form)]
        forms: Vec<String>,
        /// Answers to delete as well, so that they are asked again: keys of `user_metadata`, separated by commas
        #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_field)]
        fields: Vec<String>,
        /// Consent to delete, with its answer; can be repeated
        #[arg(long = "withdraw-consent", value_name = "FIELD", value_parser = parse_field)]
        consents: Vec<String>,
        /// Delete the whole record, with `completed_at` and the consents, and without --form what the plan remembers; the answers remain
        #[arg(long)]
        all: bool,
        /// Change the user, instead of printing what would change
        #[arg(long)]
        yes: bool,
    },
}

/// Options that select the user.
#[derive(Debug, Clone, Args)]
struct UserOptions {
    /// ID or e-mail address of the user
    #[arg(value_name = "ID", value_parser = Id::parse)]
    id: Id,
    #[command(flatten)]
    tenant: TenantOptions,
}

/// An error of a command.
#[derive(Debug, Error)]
enum Failure {
    /// The command is not possible for this user. Nothing has changed.
    #[error("{0}")]
    Refused(String),
    /// The options do not select a tenant.
    #[error("{0}")]
    Options(#[from] OptionsError),
    /// The change could not be described. Nothing has changed.
    #[error("nothing was changed, because writing to standard output failed: {0}")]
    Output(ErrorKind),
    /// The tenant rejected a request. Nothing has changed.
    #[error("{domain}: {error}")]
    Rejected { domain: String, error: TenantError },
    /// The change may have been made or not.
    #[error("{domain}: {error}\nTo see whether the user was changed, run `{show}`.")]
    Write { domain: String, error: TenantError, show: String },
    /// The tenant has another record than this command wrote.
    #[error(
        "ATTENTION: the tenant did not store the record that this command wrote. The user may have logged in at the same \
         time. Check the record: {show}"
    )]
    Concurrent { show: String },
}

impl Failure {
    fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Refused(_)) { 1 } else { 2 })
    }
}

/// The result of a command.
#[derive(Debug, Default)]
struct Report {
    /// Standard output.
    text: String,
    /// Notes on standard error.
    notes: Vec<String>,
    /// True if the command needs `--yes` and did not have it.
    needs_yes: bool,
}

impl Report {
    /// Prints the text. Returns the exit status, which is 1 only if nothing has changed.
    fn print(&self) -> ExitCode {
        let success = ExitCode::from(u8::from(self.needs_yes));
        let code = out::print(&self.text, success);
        if code == success { code } else { ExitCode::from(2) }
    }
}

/// Runs the command and prints its result.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let work = tokio::task::spawn_blocking(move || {
        let root = std::env::current_dir().ok().and_then(|folder| workspace::find(&folder));
        perform(arguments.command, root.as_deref(), &Installed, &SystemClock, &mut io::stdout())
    });
    let result = progress::during("Waiting for Auth0 …", progress::to_terminal, work).await;
    match result.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())) {
        Ok(report) => {
            let code = report.print();
            for note in report.notes {
                eprintln!("note: {note}");
            }
            code
        }
        Err(failure) => {
            eprintln!("profiling: {failure}");
            failure.exit_code()
        }
    }
}

/// Runs the command. `root` is the root of the repository, if the current folder is in it.
fn perform(
    command: Command,
    root: Option<&Path>,
    programs: &dyn Programs,
    clock: &dyn Clock,
    stdout: &mut dyn Write,
) -> Result<Report, Failure> {
    let (Command::Show { user, .. } | Command::Reset { user, .. }) = &command;
    let environment = user.tenant.environment(root)?;
    let credentials = user.tenant.credentials(environment.as_ref())?;
    carry_out(command, root, environment.as_ref(), &credentials, programs, clock, stdout)
}

/// Runs the command with these credentials. A change is described on `stdout` before it is made: if its result is unknown,
/// the record with the removed consents exists nowhere else.
fn carry_out(
    command: Command,
    root: Option<&Path>,
    environment: Option<&Environment>,
    credentials: &Credentials,
    programs: &dyn Programs,
    clock: &dyn Clock,
    stdout: &mut dyn Write,
) -> Result<Report, Failure> {
    let in_tenant = |error| Failure::Rejected { domain: printable(&credentials.domain), error };
    let tenant = credentials.connect(programs).map_err(in_tenant)?;
    let has_plan = root.is_some_and(|root| root.join(PLAN).exists());
    match command {
        Command::Show { user, values, json } => {
            let found = find::find(&tenant, &user.id)?;
            let (forms, notes) = load_forms(root);
            let settings = user.tenant.environment.as_deref().zip(environment);
            let settings =
                settings.filter(|_| !has_plan).map(|(name, environment)| Settings::read(name, environment));
            let show = Show {
                user: &found,
                domain: tenant.domain(),
                forms: &forms,
                settings: settings.as_ref(),
                has_plan,
                now: clock.now(),
            };
            let view = if json { View::Json { values } } else { View::Text { values } };
            Ok(Report { text: show.render(view), notes, needs_yes: false })
        }
        Command::Reset { user, forms, fields, consents, all, yes } => {
            let found = find::find(&tenant, &user.id)?;
            let reset =
                Reset::plan(&found, &Selection { forms, fields, consents, all }).map_err(Failure::Refused)?;
            if !yes {
                let note =
                    "nothing was changed; to make these changes, repeat the command with --yes".to_owned();
                let notes = reset.notes.iter().cloned().chain([note]).collect();
                let text = reset.render("Would change", &found, tenant.domain());
                return Ok(Report { text, notes, needs_yes: true });
            }
            let text = reset.render("About to change", &found, tenant.domain());
            stdout
                .write_all(text.as_bytes())
                .and_then(|()| stdout.flush())
                .map_err(|error| Failure::Output(error.kind()))?;
            let show = show_command(&found.id, &user.tenant);
            let response = tenant.patch(&format!("users/{}", encode(&found.id)), &reset.body);
            let response = response.map_err(|error| {
                let domain = printable(tenant.domain());
                if may_have_changed(&error) {
                    Failure::Write { domain, error, show: show.clone() }
                } else {
                    Failure::Rejected { domain, error }
                }
            })?;
            if !reset.is_stored(&response) {
                return Err(Failure::Concurrent { show });
            }
            let condition = if has_plan {
                "a rule of the plan applies and has a question"
            } else {
                "a requested field is missing"
            };
            let text = format!(
                "\nChanged the user {} at {}.\nThe Action asks this user at the next login if {condition}.\n",
                printable(&found.id),
                printable(tenant.domain())
            );
            Ok(Report { text, notes: reset.notes, needs_yes: false })
        }
    }
}

/// Returns true for an error after which the tenant may have processed the request.
fn may_have_changed(error: &TenantError) -> bool {
    matches!(error, TenantError::Http(_) | TenantError::NotAuth0 | TenantError::Status { status: 500.., .. })
}

/// Loads the forms of the repository. Returns notes about forms that are not valid.
fn load_forms(root: Option<&Path>) -> (Forms, Vec<String>) {
    let Some(root) = root else {
        let note = "the current folder is not in the repository, so only fields in the record are listed";
        return (Forms::default(), vec![note.to_owned()]);
    };
    let (forms, errors) = Forms::load_valid(&root.join("infra/forms"));
    let note = "forms that are not valid were ignored; `profiling check` prints the errors";
    (forms, if errors.0.is_empty() { Vec::new() } else { vec![note.to_owned()] })
}

/// Returns the command line that shows this user.
fn show_command(id: &str, tenant: &TenantOptions) -> String {
    let mut words = vec!["profiling", "user", "show", id];
    let options = [
        ("--environment", &tenant.environment),
        ("--domain", &tenant.domain),
        ("--client-id", &tenant.client_id),
    ];
    for (option, value) in options {
        words.extend(value.iter().flat_map(|value| [option, value]));
    }
    // Fails only for a NUL character, which an id does not have.
    printable(&shlex::try_join(words).unwrap_or_default())
}
