//! The JavaScript side of a run: an engine that loads an Action, and runs it once or many times.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::promise::PromiseState;
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Function, Object, Persistent, Promise, Runtime};
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

/// An engine that has loaded an Action, and runs it many times. A new engine for each run takes about fifty times as long.
///
/// The limits of time and memory apply to each run, as in a new engine, and each run has an `event`, an `api`, a console
/// and a time of its own. Only the state of the module remains: what an Action stores in its own variables, a later run
/// reads, as in a container that Auth0 reuses. The Action of this project stores nothing there.
pub struct Engine<'a> {
    action: &'a Action,
    /// `None` after a run that left work behind, for example because it was stopped. The next run loads the source again.
    machine: Option<Machine>,
}

impl<'a> Engine<'a> {
    /// Loads the source, and checks that it exports a handler for logins.
    pub(super) fn new(action: &'a Action) -> Result<Self, ActionError> {
        let machine = Machine::new(action, &Input { event: json!({}), continue_state: None, now: 0 })
            .map_err(|error| ActionError::Engine(error.to_string()))?;
        machine
            .load(&action.source)
            .map_err(|Failure { line, reason }| ActionError::Source { line, reason })?;
        if machine.has_handler(Handler::ExecutePostLogin) {
            Ok(Self { action, machine: Some(machine) })
        } else {
            Err(ActionError::NoHandler)
        }
    }

    /// Returns an engine that loads the source at the first run.
    pub(super) fn unloaded(action: &'a Action) -> Self {
        Self { action, machine: None }
    }

    /// Runs a handler to its end, promises included, within the limits of time and memory.
    ///
    /// Blocks the calling thread for at most 20 seconds. If `error` is set, Auth0 discards the effects and fails the login;
    /// they are returned nevertheless, for display.
    pub fn run(&mut self, handler: Handler, input: &Input) -> Run {
        let (machine, is_loaded) = match self.machine.take() {
            Some(machine) => {
                machine.begin(self.action, input);
                (machine, true)
            }
            None => match Machine::new(self.action, input) {
                Ok(machine) => (machine, false),
                Err(error) => {
                    let error = ActionError::Engine(error.to_string()).to_string();
                    return Run { effects: Vec::new(), console: Vec::new(), error: Some(error) };
                }
            },
        };
        let loaded = if is_loaded { Ok(()) } else { machine.load(&self.action.source) };
        let outcome = loaded.and_then(|()| machine.handle(handler));
        let run = machine.end(outcome.as_ref().err().map(ToString::to_string));
        if outcome.is_ok() && !machine.has_jobs() {
            self.machine = Some(machine);
        }
        run
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
struct Deadline {
    limit: Duration,
    at: Cell<Instant>,
    reached: Cell<bool>,
}

impl Deadline {
    fn after(limit: Duration) -> Self {
        Self { limit, at: Cell::new(now() + limit), reached: Cell::new(false) }
    }

    /// Starts the time of a new run.
    fn restart(&self) {
        self.at.set(now() + self.limit);
        self.reached.set(false);
    }

    fn has_passed(&self) -> bool {
        if now() >= self.at.get() {
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

/// A JavaScript engine that is connected to the tenant.
struct Machine {
    /// The object of `host.js`. It is dropped before the engine that it belongs to.
    host: Persistent<Object<'static>>,
    context: Context,
    tenant: Rc<RefCell<Tenant>>,
    deadline: Rc<Deadline>,
    /// The event and the time of the run.
    event: RefCell<String>,
    now: Cell<f64>,
}

impl Machine {
    /// Starts an engine, and creates the globals that the Action needs.
    fn new(action: &Action, input: &Input) -> rquickjs::Result<Self> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(MEMORY_LIMIT);
        runtime.set_max_stack_size(STACK_LIMIT);
        let deadline = Rc::new(Deadline::after(action.time_limit));
        let interrupt = Rc::clone(&deadline);
        runtime.set_interrupt_handler(Some(Box::new(move || interrupt.has_passed())));
        let context = Context::full(&runtime)?;
        let event = complete_event(action, input);
        let (text, now) = (event.to_string(), milliseconds(input));
        let tenant = Rc::new(RefCell::new(Tenant::new(input, event)));
        let host = context.with(|ctx| set_up(&ctx, &tenant, now))?;
        Ok(Self { host, context, tenant, deadline, event: RefCell::new(text), now: Cell::new(now) })
    }

    /// Prepares the next run.
    fn begin(&self, action: &Action, input: &Input) {
        let event = complete_event(action, input);
        self.event.replace(event.to_string());
        self.now.set(milliseconds(input));
        self.tenant.replace(Tenant::new(input, event));
        self.deadline.restart();
    }

    /// Runs the top level of the source, which assigns its exports.
    fn load(&self, source: &str) -> Result<(), Failure> {
        let mut options = EvalOptions::default();
        // Node runs a CommonJS file in sloppy mode unless the file asks for strict mode.
        options.strict = false;
        options.filename = Some(SOURCE_NAME.to_owned());
        self.with_host(|ctx, host| {
            ctx.eval_with_options::<(), _>(source, options)
                .catch(ctx)
                .map_err(|error| self.failure(Some(host), error))
        })
    }

    /// Calls the handler and runs the engine's jobs until the promise is settled.
    fn handle(&self, handler: Handler) -> Result<(), Failure> {
        let name = handler.export();
        if !self.has_handler(handler) {
            return Err(Failure::new(format!("the Action exports no function {name}")));
        }
        self.with_host(|ctx, host| {
            let promise =
                self.start(host, name).catch(ctx).map_err(|error| self.failure(Some(host), error))?;
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
        })
    }

    fn start<'js>(&self, host: &Object<'js>, name: &str) -> rquickjs::Result<Promise<'js>> {
        let run: Function<'js> = host.get("run")?;
        run.call((name, self.now.get(), self.event.borrow().as_str()))
    }

    /// Ends a run: returns its effects.
    fn end(&self, error: Option<String>) -> Run {
        let mut tenant = self.tenant.borrow_mut();
        Run {
            effects: std::mem::take(&mut tenant.effects),
            console: std::mem::take(&mut tenant.console),
            error,
        }
    }

    /// Returns whether the Action exports a handler.
    fn has_handler(&self, handler: Handler) -> bool {
        let is_exported = self.with_host(|_, host| {
            let function: Function<'_> =
                host.get("handler").map_err(|error| Failure::new(error.to_string()))?;
            function.call((handler.export(),)).map_err(|error| Failure::new(error.to_string()))
        });
        is_exported.unwrap_or(false)
    }

    /// Returns whether promises of the last run still have something to do. It would happen in the next run.
    fn has_jobs(&self) -> bool {
        self.context.runtime().is_job_pending()
    }

    fn with_host<T>(
        &self,
        action: impl for<'js> FnOnce(&Ctx<'js>, &Object<'js>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.context.with(|ctx| match self.host.clone().restore(&ctx) {
            Ok(host) => action(&ctx, &host),
            Err(error) => Err(Failure::new(error.to_string())),
        })
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

/// The time of a run, as JavaScript counts it.
fn milliseconds(input: &Input) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "JavaScript's time is a float as well")]
    let now = input.now as f64;
    now * 1_000.0
}

/// Creates the globals that the Action needs; returns the object of `host.js`.
fn set_up(
    ctx: &Ctx<'_>,
    tenant: &Rc<RefCell<Tenant>>,
    now: f64,
) -> rquickjs::Result<Persistent<Object<'static>>> {
    let tenant = Rc::clone(tenant);
    let call = move |method: String, args: String| {
        let reply = match tenant.borrow_mut().call(&method, &args) {
            Ok(value) => json!({ "value": value }),
            Err(error) => json!({ "error": error }),
        };
        reply.to_string()
    };
    let set_up: Function<'_> = ctx.eval(HOST)?;
    let host: Object<'_> = set_up.call((Function::new(ctx.clone(), call)?, now))?;
    Ok(Persistent::save(ctx, host))
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
