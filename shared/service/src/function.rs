//! Starts a function on Lambda: environment, forms, secret, then one event after another.

use std::panic;
use std::process::ExitCode;
use std::sync::Arc;

use lambda_http::{Body, Error, LambdaEvent, Request, Response, service_fn};
use serde_json::value::RawValue;

use crate::app::{App, LambdaFunction};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::event;
use crate::log::{self, LogSink as _, Stdout};
use crate::outcome::Severity;
use crate::secret::{SecretCache, SsmSecret};
use profiling_forms::Forms;

/// Runs a function until Lambda ends it. Errors of the environment are logged, all at once, and end the process.
/// Errors of a form are logged, and the other forms are served.
pub fn run(handler: &impl AsyncFn(&App, &Request) -> Response<Body>) -> ExitCode {
    hush_panics();
    let app = match start() {
        Ok(app) => app,
        Err(faults) => {
            for fault in faults {
                tell(Severity::Error, &fault);
            }
            return ExitCode::FAILURE;
        }
    };
    // One request at a time: one thread starts faster than a pool of them.
    let ended = tokio::runtime::Builder::new_current_thread().enable_all().build().map(|runtime| {
        runtime.block_on(async {
            fetch_early(&app).await;
            let answer = async |event: LambdaEvent<Box<RawValue>>| {
                let LambdaEvent { payload, context } = event;
                Ok::<_, Error>(event::answer(&app, &payload, context, handler).await)
            };
            lambda_http::lambda_runtime::run(service_fn(answer)).await
        })
    });
    match ended {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            tell(Severity::Error, &format!("the runtime ended: {error}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            tell(Severity::Error, &format!("the runtime could not start: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<App, Vec<String>> {
    let config = Config::from_env().map_err(|faults| faults.0)?;
    let (forms, errors) = Forms::survey(&config.forms_dir);
    for error in errors.0 {
        tell(Severity::Error, &format!("invalid form: {error}"));
    }
    let max_age = config.secret.max_age_seconds.into();
    let secret = SsmSecret::new(&config.secret, warn);
    Ok(App {
        domains: config.domains,
        rules: config.rules,
        forms,
        secrets: SecretCache::new(secret).with_max_age(max_age).with_warnings(warn),
        clock: Arc::new(SystemClock),
        log: Arc::new(Stdout),
        function: config.function.map(LambdaFunction::new),
    })
}

/// Fetches the secret before the first request needs it. Where that fails the first request
/// tries again, and is a page; a failed start would not be.
async fn fetch_early(app: &App) {
    if let Err(error) = app.secrets.current(app.clock.now_seconds()).await {
        tell(Severity::Error, &error.to_string());
    }
}

fn warn(message: &str) {
    tell(Severity::Warn, message);
}

fn tell(severity: Severity, message: &str) {
    Stdout.line(&log::notice(severity, message, SystemClock.now()));
}

/// A panic's message may hold what was sent: the log gets the place alone.
fn hush_panics() {
    panic::set_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        tell(Severity::Error, &format!("panic{place}"));
    }));
}
