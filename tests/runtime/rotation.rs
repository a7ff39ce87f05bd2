//! The secret is rotated while users log in: the real Action in the emulator's tenant, the real handlers in
//! several sandboxes, the real SSM client, and the steps of docs/rotation.md.

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::{Arc, Mutex};

use profiling_local::{Emulator, Options};
use profiling_service::clock::ManualClock;
use profiling_tests::agent::{Agent, Answer};
use profiling_tests::emulator::Lines;
use profiling_tests::moto::Moto;
use profiling_tests::workspace;
use serde_json::{Value, json};
use tokio::sync::RwLock;
use tokio::task::JoinSet;

use crate::PARAMETER;
use crate::function::environment;
use crate::sandboxes::{SANDBOXES, Sandboxes};
use crate::ssm::{Ssm, parameter};
use crate::tool::{revealed, secret};

const NOW: u64 = 1_800_000_000;
const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-00123456789";

/// The parts of a deployment.
struct World {
    emulator: Emulator,
    sandboxes: Arc<Sandboxes>,
    log: Arc<Lines>,
    clock: Arc<ManualClock>,
    /// Prevents that the clock advances during an answer, which is valid only for seconds.
    answering: RwLock<()>,
}

/// A user at the form.
struct Login {
    agent: Agent,
    email: String,
    form: Answer,
}

impl World {
    /// A tenant that denies logins without answers at signup, and functions that fetch the secret from
    /// `endpoint`.
    async fn start(endpoint: &str, secret: &str) -> Arc<Self> {
        let clock = Arc::new(ManualClock::at(NOW));
        let mut options = Options::quiet(&workspace());
        options.clock = clock.clone();
        options.settings.login_count = 1;
        options.settings.required = true;
        options.session_token_secret = Some(secret.to_owned());
        let emulator = Emulator::start(options).await.expect("the emulator starts");
        let log = Arc::new(Lines::default());
        let sandboxes = Arc::new(Sandboxes::new(endpoint, emulator.tenant_url(), &clock, &log));
        let origin = Arc::clone(&sandboxes).serve().await;
        emulator.set_action_secrets(&[("FORM_URL", Some(&format!("{origin}/forms/profile")))]);
        Arc::new(Self { emulator, sandboxes, log, clock, answering: RwLock::default() })
    }

    /// Deploys the Action with other secrets.
    fn switch(&self, current: &str, previous: Option<&str>) {
        let changes = [("SESSION_TOKEN_SECRET", Some(current)), ("SESSION_TOKEN_SECRET_PREVIOUS", previous)];
        self.emulator.set_action_secrets(&changes);
    }

    /// Signs up a user, up to the form or an error page.
    async fn begin(&self, number: usize) -> Login {
        let (agent, email) = (Agent::new(), format!("user-{number}@example.com"));
        let page = agent.visit(&format!("{}/login", self.emulator.app_url())).await;
        let signup = page.form("section[aria-labelledby=new] form", None).with("email", &email);
        let form = agent.submit(&signup).await;
        Login { agent, email, form }
    }

    /// Submits the answers, and follows the redirects to the app.
    async fn end(&self, login: &Login) -> Answer {
        let filled = login.form.form("main form", None);
        let filled = filled.with("company_name", &login.email).with("job_title", "Nurse");
        let _no_time_passes = self.answering.read().await;
        login.agent.submit(&filled).await
    }

    /// Submits the answers of a login that must succeed.
    async fn end_well(&self, login: Login) {
        assert_eq!(login.form.questions(), ["company_name", "job_title"], "{}", login.form.body);
        let end = self.end(&login).await;
        assert_eq!(end.texts("h1"), ["You are logged in"], "{}: {}", login.email, end.body);
    }

    /// The end of a login: the app's heading, or the reason of a function.
    fn fate(&self, page: &Answer) -> String {
        if page.url.as_str().starts_with(self.emulator.app_url()) {
            return page.texts("h1").concat();
        }
        self.log.outcomes().pop().expect("a log line")
    }

    async fn pass(&self, seconds: u64) {
        let _nobody_answers = self.answering.write().await;
        self.clock.advance(seconds);
    }

    /// The metadata of the users who signed up.
    fn answers(&self) -> BTreeMap<String, Value> {
        let users = self.emulator.users().into_iter().filter(|user| user.email.starts_with("user-"));
        users.map(|user| (user.email, Value::from(user.user_metadata))).collect()
    }
}

/// Continuous logins, while the clock advances in equal steps.
struct Load {
    world: Arc<World>,
    step_seconds: u64,
    step: usize,
    begun: usize,
    /// Pending logins that may continue in the next step.
    running: JoinSet<()>,
    /// Slow users, by the step in which they answer.
    slow: BTreeMap<usize, Vec<Login>>,
}

/// The number of logins in each step that are answered at once.
const QUICK: usize = 2;
/// The numbers of steps that the slow users take, who also start in each step.
const SLOW: [usize; 3] = [1, 3, 7];
/// The maximum number of logins that continue in the next step.
const RUNNING: usize = 6;

impl Load {
    fn new(world: &Arc<World>, step_seconds: u64) -> Self {
        let (running, slow) = (JoinSet::new(), BTreeMap::new());
        Self { world: Arc::clone(world), step_seconds, step: 0, begun: 0, running, slow }
    }

    /// Runs a step, with an event during the logins.
    async fn step(&mut self, event: impl Future<Output = ()>) {
        let (mut due, mut begun) = (JoinSet::new(), JoinSet::new());
        for login in self.slow.remove(&self.step).unwrap_or_default() {
            let world = Arc::clone(&self.world);
            due.spawn(async move { world.end_well(login).await });
        }
        for number in self.begun..self.begun + QUICK {
            let world = Arc::clone(&self.world);
            self.running.spawn(async move { world.end_well(world.begin(number).await).await });
        }
        for (number, pause) in (self.begun + QUICK..).zip(SLOW) {
            let (world, until) = (Arc::clone(&self.world), self.step + pause);
            begun.spawn(async move { (until, world.begin(number).await) });
        }
        self.begun += QUICK + SLOW.len();
        event.await;
        while let Some(login) = begun.join_next().await {
            let (until, login) = login.expect("a login begins");
            self.slow.entry(until).or_default().push(login);
        }
        while let Some(login) = due.join_next().await {
            login.expect("a login ends well");
        }
        self.run_down_to(RUNNING).await;
        self.world.pass(self.step_seconds).await;
        self.step += 1;
    }

    async fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.world.sandboxes.start_another();
            self.step(ready(())).await;
        }
    }

    async fn run_down_to(&mut self, most: usize) {
        while self.running.len() > most {
            self.running.join_next().await.expect("one runs").expect("a login ends well");
        }
    }

    /// Waits for all logins, and asserts that each one got its form once and stored its answers.
    async fn finish(mut self) -> usize {
        self.run_down_to(0).await;
        for login in std::mem::take(&mut self.slow).into_values().flatten() {
            self.world.end_well(login).await;
        }
        let answers = |number| {
            let email = format!("user-{number}@example.com");
            (email.clone(), json!({"company_name": email, "job_title": "Nurse"}))
        };
        assert_eq!(self.world.answers(), (0..self.begun).map(answers).collect());
        let mut outcomes = BTreeMap::new();
        for outcome in self.world.log.outcomes() {
            *outcomes.entry(outcome).or_insert(0) += 1;
        }
        let each = [("rendered".to_owned(), self.begun), ("answered".to_owned(), self.begun)];
        assert_eq!(outcomes, each.into(), "no request was refused on the way");
        self.begun
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_of_logins_running_through_a_whole_rotation_ends_with_no_failure() {
    let moto = Moto::start().await;
    let environment = environment(moto.endpoint(), PARAMETER);
    let tool = async |line: &[&str]| {
        let result = secret(&environment, line).await;
        assert_eq!(result.status, Some(0), "{result:?}");
    };
    tool(&["new"]).await;
    let old = revealed(&environment).await.remove(0);
    let world = World::start(moto.endpoint(), &old).await;
    let mut load = Load::new(&world, 120);

    // A sandbox more in each step, so that their copies of the secret are of different ages: one has just
    // been fetched when the new secret comes, and the last is fetched after it.
    load.steps(SANDBOXES - 2).await;
    load.step(tool(&["rotate"])).await;
    let new = revealed(&environment).await.remove(1);
    load.steps(2).await;
    load.step(async { world.switch(&new, Some(&old)) }).await;
    load.steps(30).await;
    // It is not an hour by the clock of moto.
    load.step(tool(&["retire", "--now", "--force"])).await;
    load.steps(3).await;
    load.step(async { world.switch(&new, None) }).await;
    load.steps(2).await;

    assert_eq!(load.finish().await, 44 * 5);
    assert_eq!(revealed(&environment).await, [new]);
}

/// A parameter that is written directly.
struct Parameter {
    ssm: Ssm,
    text: Arc<Mutex<String>>,
}

impl Parameter {
    async fn holding(text: &str) -> Self {
        let text = Arc::new(Mutex::new(text.to_owned()));
        let read = Arc::clone(&text);
        let ssm = Ssm::start(move |_, _| parameter(&read.lock().expect("no test panicked"))).await;
        Self { ssm, text }
    }

    fn write(&self, text: &str) {
        text.clone_into(&mut self.text.lock().expect("no test panicked"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_hurry_half_a_minute_between_parameter_and_action_is_enough() {
    let parameter = Parameter::holding(OLD).await;
    let world = World::start(&parameter.ssm.endpoint, OLD).await;
    let mut load = Load::new(&world, 30);
    load.steps(SANDBOXES).await;
    load.step(async { parameter.write(&format!("{OLD}\n{NEW}")) }).await;
    load.step(async { world.switch(NEW, Some(OLD)) }).await;
    load.steps(15).await;
    assert_eq!(load.finish().await, 22 * 5);
}

/// The results of a login that is at the form during a rotation in some order, and of the next login.
async fn changed_by(steps: &[&str]) -> (String, String) {
    let parameter = Parameter::holding(OLD).await;
    let world = World::start(&parameter.ssm.endpoint, OLD).await;
    let under_way = world.begin(0).await;
    for step in steps {
        match *step {
            "add" => parameter.write(&format!("{OLD}\n{NEW}")),
            "retire" => parameter.write(NEW),
            "wait" => world.pass(300).await,
            "switch" => world.switch(NEW, Some(OLD)),
            _ => world.switch(NEW, None),
        }
    }
    let ended = world.fate(&world.end(&under_way).await);
    let next = world.begin(1).await;
    if next.form.questions().is_empty() {
        return (ended, world.fate(&next.form));
    }
    let next = world.fate(&world.end(&next).await);
    (ended, next)
}

#[tokio::test]
async fn each_step_is_needed_and_so_is_their_order() {
    let (good, denied, no_form) = ("You are logged in", "The login failed", "signature_mismatch");
    for (steps, under_way, next) in [
        (&["add", "wait", "switch", "wait"][..], good, good),
        // Retired while a login is under way that began with it.
        (&["add", "wait", "switch", "retire", "wait"], no_form, good),
        // Without the one before in the Action, the answers under way are lost.
        (&["add", "wait", "switch alone"], denied, good),
        // Without the wait, a function that has just fetched does not know the new one.
        (&["add", "switch"], good, no_form),
        // The Action before the parameter.
        (&["switch", "wait"], good, no_form),
        // Retired before the Action's deployment.
        (&["add", "wait", "retire", "wait"], no_form, no_form),
    ] {
        let (ended, began) = changed_by(steps).await;
        assert_eq!((ended.as_str(), began.as_str()), (under_way, next), "{steps:?}");
    }
}
