//! `profiling doctor`: checks a deployed system from end to end, or the tools and files of a checkout.

mod archive;
mod aws;
mod checks;
mod facts;
mod fixes;
mod local;
mod plan;
mod report;
mod system;
#[cfg(test)]
mod tests;

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use clap::Args;
use profiling_service::clock::{Clock, SystemClock};
use zeroize::Zeroizing;

use self::aws::Aws;
use self::checks::{CHECKS, Check, DRIFT};
use self::report::{Line, Report, Unchecked};
use self::system::{System, Target};
use crate::auth0::{Tenant, TenantOptions};
use crate::check::{self, Deployment};
use crate::programs::{Installed, Programs};
use crate::{out, printable, progress, workspace};

/// Shown below `profiling doctor --help`.
const EXAMPLES: &str = "\
Examples:
  profiling doctor --config-env production
                           check this stage: stack, secret, functions, URL,
                           Action, settings, alarms and the requests of the
                           last hour
  profiling doctor --config-env production --drift
                           also find resources that were changed by hand; this
                           takes a few minutes
  AUTH0_CLIENT_ID=… AUTH0_CLIENT_SECRET=… profiling doctor
                           check the tenant as well, with a machine-to-machine
                           application that has the permissions read:actions,
                           read:custom_domains and read:clients
  profiling doctor --local
                           check the tools, credentials, forms and settings of
                           this checkout before a deployment
  profiling doctor --json  print the results for a script

Without --environment, the settings file is the one with the name of the stage.
The command only reads from AWS, with the AWS CLI and curl. It marks its
requests to the form as synthetic, so they do not count in metrics and alarms.
Only one request counts as rejected: one without a token.
Secrets and tokens are never printed.

Exit status: 0 if no check found a problem, even if some could not run; 1 if a
check found a problem; 2 if the options or samconfig.toml are not valid.";

/// The number of checks that run at the same time.
const WORKERS: usize = 8;

/// The pause between two requests for the result of a slow operation.
const PAUSE: Duration = Duration::from_secs(1);

/// Options of `profiling doctor`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Check the tools and files of this checkout instead of a deployed system
    #[arg(long, conflicts_with_all = ["drift", "stack_name"])]
    local: bool,
    /// Stage in samconfig.toml, as in `sam deploy --config-env`
    #[arg(long, value_name = "STAGE", default_value = "default")]
    config_env: String,
    /// Name of the stack [default: `stack_name` of the stage]
    #[arg(long, value_name = "NAME")]
    stack_name: Option<String>,
    /// AWS region [default: `region` of the stage, or as in the AWS CLI]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Profile in ~/.aws/config [default: `profile` of the stage, or as in the AWS CLI]
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    #[command(flatten)]
    tenant: TenantOptions,
    /// Also find resources that were changed by hand; takes a few minutes
    #[arg(long)]
    drift: bool,
    /// Print the results as a JSON document
    #[arg(long)]
    json: bool,
}

/// Runs the checks and prints the report.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    // The text of a panic can have any value, so only its place in the source is printed.
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("profiling: internal error at {place}");
    }));
    let json = arguments.json;
    let folder =
        std::env::current_dir().map_err(|error| format!("failed to determine the current folder: {error}"));
    let context =
        Context { programs: &Installed, clock: &SystemClock, variable: &check::variable, pause: PAUSE };
    match folder.and_then(|folder| examine(arguments, &folder, &context)) {
        Ok(report) => {
            let text = if json { format!("{}\n", printable::json(&report)) } else { report.to_string() };
            out::print(text, if report.wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(message) => {
            eprintln!("profiling: {message}");
            ExitCode::from(2)
        }
    }
}

/// The programs, the clock and the environment variables of the command.
struct Context<'a> {
    programs: &'a dyn Programs,
    clock: &'a dyn Clock,
    /// Returns an environment variable.
    variable: &'a dyn Fn(&str) -> Option<String>,
    /// The pause between two requests for the result of a slow operation.
    pause: Duration,
}

/// Runs the checks and returns the report. `folder` is the current folder. Errors: a message for the user.
fn examine(arguments: Arguments, folder: &Path, context: &Context<'_>) -> Result<Report, String> {
    let Context { programs, clock, variable, pause } = *context;
    let root = workspace::find(folder);
    let stage = arguments.config_env;
    let deployment = match &root {
        Some(root) => check::deployment(root, &stage)?,
        None => Deployment::default(),
    };
    let stack_name = arguments.stack_name.or_else(|| deployment.stack_name.clone());
    let region = arguments.region.or(deployment.region);
    let profile = arguments.profile.or(deployment.profile);
    let aws = Aws::new(programs, region, profile);
    let (title, checks): (String, Vec<&dyn Check>) = if arguments.local {
        ("The tools and files of this checkout".to_owned(), local::CHECKS.to_vec())
    } else {
        let name = stack_name.as_deref().ok_or_else(|| {
            if root.is_none() {
                "the current folder is not in the repository; run the command there, or specify --stack-name NAME".to_owned()
            } else {
                format!("the stage `{stage}` in samconfig.toml has no `stack_name`; specify --stack-name NAME")
            }
        })?;
        let is_selected = |check: &&dyn Check| check.name() != DRIFT || arguments.drift;
        (format!("The stack {name} (stage {stage})"), CHECKS.into_iter().filter(is_selected).collect())
    };
    let mut options = arguments.tenant;
    if options.environment.is_none()
        && root.as_deref().is_some_and(|root| check::has_environment(root, &stage))
    {
        options.environment = Some(stage.clone());
    }
    let tenant = if arguments.local {
        Err(Unchecked::because("not needed"))
    } else {
        connect(&options, root.as_deref(), programs, variable)
    };
    let settings = match (&root, &options.environment) {
        (Some(root), Some(name)) => check::settings_of(root, name, variable),
        (Some(_), None) => {
            Err(format!("there is no infra/auth0/environments/{stage}.json; specify --environment NAME"))
        }
        (None, _) => Err("the settings are in the repository; run the command there".to_owned()),
    };
    let target = Target {
        stack_name: stack_name.unwrap_or_default(),
        stage_stack: deployment.stack_name,
        parameters: deployment.parameters,
        environment: options.environment,
        stage,
        root,
        settings,
        action_secret: variable("SESSION_TOKEN_SECRET")
            .filter(|secret| !secret.is_empty())
            .map(Zeroizing::new),
    };
    let system = System::new(programs, aws, target, tenant, clock, pause);
    Ok(Report::new(title, run_all(&system, &checks)))
}

/// Connects to the tenant, if its credentials are set.
fn connect<'a>(
    options: &TenantOptions,
    root: Option<&Path>,
    programs: &'a dyn Programs,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Tenant<'a>, Unchecked> {
    let reason = |error: crate::auth0::OptionsError| Unchecked::because(error.to_string());
    let environment = options.environment(root).map_err(reason)?;
    let secret = Zeroizing::new(variable("AUTH0_CLIENT_SECRET").unwrap_or_default());
    Ok(options.with_secret(environment.as_ref(), &secret).map_err(reason)?.connect(programs)?)
}

/// Runs a check. A panic does not lose the results of the others; its text is not printed, because it can have any value.
fn run_one(system: &System<'_>, check: &dyn Check) -> Line {
    // The facts of the system are complete or missing, also after a panic.
    let result = catch_unwind(AssertUnwindSafe(|| check.run(system)));
    let failed = |_| Err(Unchecked::because("this check failed unexpectedly; please report it"));
    Line::new(check.name(), result.unwrap_or_else(failed))
}

/// Runs the checks, and returns their lines in the order of the checks. The first one runs alone, so that the AWS CLI asks
/// for an MFA code only once; the others run at the same time.
fn run_all(system: &System<'_>, checks: &[&dyn Check]) -> Vec<Line> {
    let (next, run) = (AtomicUsize::new(1), |check: &dyn Check| run_one(system, check));
    let (sender, receiver) = mpsc::channel();
    let mut lines: Vec<Option<Line>> = vec![None; checks.len()];
    if let (Some(line), Some(first)) = (lines.first_mut(), checks.first()) {
        *line = Some(run(*first));
    }
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(checks.len()) {
            let (sender, next, run) = (sender.clone(), &next, &run);
            scope.spawn(move || {
                while let Some((index, check)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    checks.get(index).map(|check| (index, check))
                } {
                    // The receiver lives until all threads have ended.
                    let _ = sender.send((index, run(*check)));
                }
            });
        }
        drop(sender);
        for (done, (index, line)) in receiver.into_iter().enumerate() {
            progress::to_terminal(&format!("{} of {}: {}", done + 2, checks.len(), line.check));
            lines[index] = Some(line);
        }
    });
    lines.into_iter().flatten().collect()
}
