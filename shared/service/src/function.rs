//! Starts a function on Lambda: reads the environment, the forms and the secret, then processes events.

use std::panic;
use std::process::ExitCode;
use std::sync::Arc;

use lambda_http::{Body, Error, LambdaEvent, Request, Response, service_fn};
use profiling_forms::Forms;
use profiling_forms::locale::CustomMessages;
use serde_json::value::RawValue;

use crate::app::{App, LambdaFunction};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::event;
use crate::log::{self, LogSink as _, Stdout};
use crate::outcome::Severity;
use crate::secret::{SecretCache, SsmSecret};

/// Runs a function until Lambda stops it. Invalid environment variables are logged, all at once, and end the process. An
/// invalid form is logged, and the other forms are served. An invalid message is logged, and the built-in one is used.
pub fn run(handler: &impl AsyncFn(&App, &Request) -> Response<Body>) -> ExitCode {
    log_panics_without_message();
    let app = match start() {
        Ok(app) => app,
        Err(errors) => {
            for error in errors {
                notice(Severity::Error, &error);
            }
            return ExitCode::FAILURE;
        }
    };
    // Lambda sends one request at a time, and one thread starts faster than a pool.
    let ended = tokio::runtime::Builder::new_current_thread().enable_all().build().map(|runtime| {
        runtime.block_on(async {
            fetch_early(&app).await;
            let service = service_fn(async |event: LambdaEvent<Box<RawValue>>| {
                let LambdaEvent { payload, context } = event;
                Ok::<_, Error>(event::handle(&app, &payload, context, handler).await)
            });
            lambda_http::lambda_runtime::run(service).await
        })
    });
    match ended {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            notice(Severity::Error, &format!("the runtime ended: {error}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            notice(Severity::Error, &format!("the runtime could not start: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<App, Vec<String>> {
    let config = Config::from_env().map_err(|errors| errors.0)?;
    let (forms, errors) = Forms::load_valid(&config.forms_dir);
    for error in errors.0 {
        notice(Severity::Error, &format!("invalid form: {error}"));
    }
    let (messages, errors) = CustomMessages::load(&config.forms_dir);
    for error in errors.0 {
        warn(&format!("invalid message: {error}"));
    }
    let max_age = config.secret.max_age_seconds.into();
    let secret = SsmSecret::new(&config.secret, warn);
    Ok(App {
        domains: config.domains,
        login: config.login,
        forms,
        messages,
        secrets: SecretCache::new(secret).with_max_age(max_age).with_warnings(warn),
        clock: Arc::new(SystemClock),
        log: Arc::new(Stdout),
        function: config.function.map(LambdaFunction::new),
    })
}

/// Fetches the secret before the first request needs it. If that fails, the first request tries again and can respond with
/// a page; a failed start cannot.
async fn fetch_early(app: &App) {
    if let Err(error) = app.secrets.current(app.clock.now_seconds()).await {
        notice(Severity::Error, &error.to_string());
    }
}

fn warn(message: &str) {
    notice(Severity::Warn, message);
}

fn notice(severity: Severity, message: &str) {
    Stdout.line(&log::notice(severity, message, SystemClock.now()));
}

/// Logs only the location of a panic, because its message can contain request data.
fn log_panics_without_message() {
    panic::set_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        notice(Severity::Error, &format!("panic{place}"));
    }));
}
