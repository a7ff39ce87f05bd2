//! The JavaScript side of a run. Each run has a new engine, so that no state carries over.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::promise::PromiseState;
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Function, Object, Promise, Runtime};
use serde_json::{Value, json};

use super::tenant::Tenant;
use super::{Action, ActionError, Handler, Input, Run};

const HOST: &str = include_str!("host.js");

/// The name of the source in the engine's stack traces, from which the line of an error is read.
const SOURCE_NAME: &str = "action.js";

/// In bytes. Far more than an Action needs, and low enough to stop runaway code.
const MEMORY_LIMIT: usize = 64 * 1024 * 1024;

/// In bytes. Well below the 2 MiB stacks of the threads that Rust starts.
const STACK_LIMIT: usize = 512 * 1024;

/// Evaluates the source and checks that it exports a handler.
pub(super) fn load(action: &Action) -> Result<(), ActionError> {
    let input = Input { event: json!({}), continue_state: None, now: 0 };
    let machine = Machine::new(action, &input).map_err(|error| ActionError::Engine(error.to_string()))?;
    machine.context.with(|ctx| {
        let host = machine.set_up(&ctx).map_err(|failure| ActionError::Engine(failure.reason))?;
        machine
            .evaluate(&ctx, &host, action)
            .map_err(|Failure { line, reason }| ActionError::Source { line, reason })?;
        if has_handler(&host, Handler::ExecutePostLogin) { Ok(()) } else { Err(ActionError::NoHandler) }
    })
}

/// Runs one handler to its end.
pub(super) fn run(action: &Action, handler: Handler, input: &Input) -> Run {
    let machine = match Machine::new(action, input) {
        Ok(machine) => machine,
        Err(error) => {
            return Run {
                effects: Vec::new(),
                console: Vec::new(),
                error: Some(ActionError::Engine(error.to_string()).to_string()),
            };
        }
    };
    let outcome = machine.context.with(|ctx| {
        let host = machine.set_up(&ctx)?;
        machine.evaluate(&ctx, &host, action)?;
        machine.handle(&ctx, &host, handler)
    });
    let mut tenant = machine.tenant.borrow_mut();
    Run {
        effects: std::mem::take(&mut tenant.effects),
        console: std::mem::take(&mut tenant.console),
        error: outcome.err().map(|failure| failure.to_string()),
    }
}

/// A JavaScript error, with its line in the Action.
struct Failure {
    line: Option<u32>,
    reason: String,
}

impl Failure {
    fn new(reason: impl Into<String>) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} (line {line})", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// The deadline of a run.
#[derive(Clone)]
struct Deadline {
    limit: Duration,
    at: Instant,
    reached: Rc<Cell<bool>>,
}

impl Deadline {
    fn after(limit: Duration) -> Self {
        Self { limit, at: now() + limit, reached: Rc::default() }
    }

    fn has_passed(&self) -> bool {
        if now() >= self.at {
            self.reached.set(true);
        }
        self.reached.get()
    }

    /// Returns whether the run was stopped because of the deadline. An error of the engine after that is a
    /// result of the stop, not of the Action.
    fn was_reached(&self) -> bool {
        self.reached.get()
    }

    fn failure(&self) -> Failure {
        let seconds = self.limit.as_secs_f32();
        Failure::new(format!("the Action was stopped: it ran longer than {seconds} s"))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the limit of a run is real time, not the time of the emulator's clock"
)]
fn now() -> Instant {
    Instant::now()
}

/// An engine that is connected to the tenant.
struct Machine {
    context: Context,
    tenant: Rc<RefCell<Tenant>>,
    event: String,
    now: u64,
    deadline: Deadline,
}

impl Machine {
    fn new(action: &Action, input: &Input) -> rquickjs::Result<Self> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(MEMORY_LIMIT);
        runtime.set_max_stack_size(STACK_LIMIT);
        let deadline = Deadline::after(action.time_limit);
        let interrupt = deadline.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || interrupt.has_passed())));
        let event = complete_event(action, input);
        Ok(Self {
            context: Context::full(&runtime)?,
            event: event.to_string(),
            tenant: Rc::new(RefCell::new(Tenant::new(input, event))),
            now: input.now,
            deadline,
        })
    }

    /// Creates the globals that the Action needs; returns the object of `host.js`.
    fn set_up<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>, Failure> {
        let tenant = Rc::clone(&self.tenant);
        let host = move |method: String, args: String| {
            let reply = match tenant.borrow_mut().call(&method, &args) {
                Ok(value) => json!({ "value": value }),
                Err(error) => json!({ "error": error }),
            };
            reply.to_string()
        };
        let result = (|| {
            let set_up: Function<'js> = ctx.eval(HOST)?;
            let host = Function::new(ctx.clone(), host)?;
            #[expect(clippy::cast_precision_loss, reason = "JavaScript's time is a float as well")]
            let now = self.now as f64 * 1_000.0;
            set_up.call((host, now, self.event.as_str()))
        })();
        result.catch(ctx).map_err(|error| self.failure(None, error))
    }

    /// Runs the top level of the source, which assigns its exports.
    fn evaluate<'js>(&self, ctx: &Ctx<'js>, host: &Object<'js>, action: &Action) -> Result<(), Failure> {
        let mut options = EvalOptions::default();
        // Node runs a CommonJS file in sloppy mode unless the file asks for strict mode.
        options.strict = false;
        options.filename = Some(SOURCE_NAME.to_owned());
        ctx.eval_with_options::<(), _>(action.source.as_str(), options)
            .catch(ctx)
            .map_err(|error| self.failure(Some(host), error))
    }

    /// Calls the handler and runs the engine's jobs until the promise is settled.
    fn handle<'js>(&self, ctx: &Ctx<'js>, host: &Object<'js>, handler: Handler) -> Result<(), Failure> {
        let name = handler.export();
        if !has_handler(host, handler) {
            return Err(Failure::new(format!("the Action exports no function {name}")));
        }
        let promise = start(host, name).catch(ctx).map_err(|error| self.failure(Some(host), error))?;
        while promise.state() == PromiseState::Pending {
            if self.deadline.has_passed() {
                return Err(self.deadline.failure());
            }
            if !ctx.execute_pending_job() && promise.state() == PromiseState::Pending {
                if self.deadline.has_passed() {
                    return Err(self.deadline.failure());
                }
                return Err(Failure::new(format!("{name} waits for a promise that is never settled")));
            }
        }
        match promise.result::<()>() {
            Some(Err(error)) => Err(self.failure(Some(host), CaughtError::from_error(ctx, error))),
            _ => Ok(()),
        }
    }

    fn failure<'js>(&self, host: Option<&Object<'js>>, error: CaughtError<'js>) -> Failure {
        if self.deadline.was_reached() {
            return self.deadline.failure();
        }
        match error {
            CaughtError::Exception(exception) => Failure {
                line: exception.stack().as_deref().and_then(line_in),
                reason: describe(host, exception.into_value())
                    .unwrap_or_else(|| "an error that cannot be described".to_owned()),
            },
            CaughtError::Value(value) => Failure::new(
                describe(host, value).unwrap_or_else(|| "a value that cannot be described".to_owned()),
            ),
            CaughtError::Error(error) => Failure::new(error.to_string()),
        }
    }
}

/// The complete event, as the Action reads it.
fn complete_event(action: &Action, input: &Input) -> Value {
    let mut event = input.event.clone();
    if !event.is_object() {
        event = json!({});
    }
    event["secrets"] = json!(action.secrets);
    if let Some(user) = event.get_mut("user").and_then(Value::as_object_mut) {
        for metadata in ["user_metadata", "app_metadata"] {
            user.entry(metadata).or_insert_with(|| json!({}));
        }
    }
    event
}

fn start<'js>(host: &Object<'js>, name: &str) -> rquickjs::Result<Promise<'js>> {
    host.get::<_, Function<'js>>("run")?.call((name,))
}

fn has_handler(host: &Object<'_>, handler: Handler) -> bool {
    host.get::<_, Function<'_>>("handler")
        .and_then(|function| function.call((handler.export(),)))
        .unwrap_or(false)
}

/// `Name: message` of an error, or the thrown value as Node prints it.
fn describe<'js>(host: Option<&Object<'js>>, thrown: rquickjs::Value<'js>) -> Option<String> {
    let function: Function<'js> = host?.get("describe").ok()?;
    function.call((thrown,)).ok()
}

/// The first line of the Action in a stack trace, where it is written as `action.js:LINE:COLUMN`.
fn line_in(stack: &str) -> Option<u32> {
    let (_, after) = stack.split_once(SOURCE_NAME)?;
    let digits = after.strip_prefix(':')?;
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
