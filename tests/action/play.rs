//! Runs a case and compares the Action's effects with the expected effects.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use profiling_local::action::{Action, Effect, Engine, Handler, Input};
use profiling_session::seal::{Binding, Direction};
use profiling_tests::{token, workspace};
use serde_json::{Map, Value, json};

use crate::case::{Base, Run, Sealed, Step};

const PREFIX: &str = "progressive-profiling: ";
const TXN_KEY: &str = "progressive_profiling_txn";
const QUESTION_KEY: &str = "progressive_profiling_question";
const RECORDS_KEY: &str = "progressive_profiling";
const MEMORY_KEY: &str = "progressive_profiling_plan";
const DAY: u64 = 86_400;

/// The actual or expected effects of a run.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    log: Vec<String>,
    question: Option<Value>,
    to: Option<String>,
    denied: Option<String>,
    user_metadata: Map<String, Value>,
    app_metadata: Map<String, Value>,
    transaction: Map<String, Value>,
}

/// The state between two runs of a case.
#[derive(Default)]
pub(crate) struct Login {
    /// The nonce of the session token.
    pub(crate) nonce: String,
    /// The question of a rule, as the Action stored it in the transaction.
    asked: Option<String>,
    /// The plan in the Action.
    plan: Option<Value>,
    /// True if each run is compared with one in a new engine.
    compares: bool,
}

/// A run of the Action.
pub(crate) struct Played {
    outcome: Outcome,
    /// The number of calls of `validateToken`.
    attempts: usize,
    /// The nonce of the session token, if there was one.
    pub(crate) nonce: Option<String>,
    asked: Option<String>,
    event: Value,
}

/// Runs the steps of a case in order, with the same user. With `compares`, also in a new engine for each run.
pub(crate) fn play(base: &Base, steps: &[Step], compares: bool) -> Result<(), String> {
    let mut user = base.event["user"].clone();
    let mut login = Login { nonce: base.nonce.clone(), compares, ..Login::default() };
    for step in steps {
        if let Some(plan) = &step.plan {
            login.plan = Some(plan.clone()).filter(|plan| !plan.is_null());
        }
        let mut played = run(base, step, &user, &login)?;
        if let Some(new) = played.nonce.take() {
            login.nonce = new;
            login.asked = played.asked.take();
        }
        let expected = expected(base, step, &played.event, &login);
        let secret = settings(base, step).get("SESSION_TOKEN_SECRET").cloned().unwrap_or_default();
        played.outcome.question = played.outcome.question.map(|question| opened(question, secret.trim()));
        if played.outcome != expected {
            return Err(format!("did      {:?}\nexpected {expected:?}", played.outcome));
        }
        if step.expect.attempts.is_some_and(|attempts| attempts != played.attempts) {
            return Err(format!("{} attempts to validate the token", played.attempts));
        }
        keep(&mut user, &played.outcome);
    }
    Ok(())
}

/// Runs the Action once.
pub(crate) fn run(base: &Base, step: &Step, user: &Value, login: &Login) -> Result<Played, String> {
    let path = workspace().join("infra/auth0/actions/progressive-profiling.js");
    let source = std::fs::read_to_string(path).expect("the Action is there") + &changes_of_engine(step);
    let source = with_plan(&source, login.plan.as_ref());
    let settings = settings(base, step);
    let secret = settings.get("SESSION_TOKEN_SECRET").map(|secret| secret.trim().to_owned());
    let (handler, continue_state) = match step.run {
        Run::Question => (Handler::ExecutePostLogin, None),
        Run::Answer => (Handler::ContinuePostLogin, Some(base.state.clone())),
    };
    let event = event(base, step, user, login);
    let input = Input { event: event.clone(), continue_state, now: base.now + step.days * DAY };
    let run = run_in_reused_engine(&source, &settings, handler, &input);
    if login.compares {
        let new = Action::new(&source, settings).expect("the Action loads").run(handler, &input);
        let (reused, new) = (comparable(&run), comparable(&new));
        if reused != new {
            return Err(format!("reused   {reused:?}\nnew      {new:?}"));
        }
    }
    if let Some(error) = run.error {
        return Err(format!("thrown out of the handler: {error}"));
    }
    let mut played = Played {
        outcome: Outcome { log: run.console, ..Outcome::default() },
        attempts: 0,
        nonce: None,
        asked: None,
        event,
    };
    for effect in run.effects {
        played.note(effect, secret.as_deref().unwrap_or_default())?;
    }
    Ok(played)
}

thread_local! {
    /// The engines of this thread, by the source and the settings of their Action.
    static ENGINES: RefCell<HashMap<String, Engine<'static>>> = RefCell::default();
}

/// Runs the Action in an engine that may have run the same Action before, because a new one takes fifty times as long.
fn run_in_reused_engine(
    source: &str,
    settings: &BTreeMap<String, String>,
    handler: Handler,
    input: &Input,
) -> profiling_local::action::Run {
    ENGINES.with_borrow_mut(|engines| {
        let engine = engines.entry(format!("{settings:?}{source}")).or_insert_with(|| {
            // It lives as long as the test.
            let action: &'static Action =
                Box::leak(Box::new(Action::new(source, settings.clone()).expect("the Action loads")));
            action.engine().expect("the Action loads")
        });
        engine.run(handler, input)
    })
}

/// The parts of a run that do not depend on random numbers.
fn comparable(run: &profiling_local::action::Run) -> (Vec<Value>, Vec<String>, &Option<String>) {
    let effects = run.effects.iter().map(|effect| {
        let mut effect = json!(effect);
        match effect["effect"].as_str() {
            Some("token_encoded") => {
                for claim in ["txn", "prefill"] {
                    effect["claims"].as_object_mut().expect("claims").remove(claim);
                }
            }
            Some("redirect") => {
                let url = effect["url"].as_str().expect("a URL");
                effect["url"] = url.split("session_token=").next().into();
            }
            Some("set_transaction_metadata") if effect["key"] == TXN_KEY => effect["value"] = Value::Null,
            Some("set_transaction_metadata") if effect["key"] == QUESTION_KEY => {
                effect["value"] = described(&effect["value"]);
            }
            _ => {}
        }
        effect
    });
    // A log line ends with the beginning of the nonce.
    let console = run.console.iter().map(|line| line.split(" login=").next().unwrap_or_default().to_owned());
    (effects.collect(), console.collect(), &run.error)
}

impl Played {
    /// Adds the effects of the Action. An effect must not happen twice.
    fn note(&mut self, effect: Effect, secret: &str) -> Result<(), String> {
        let outcome = &mut self.outcome;
        match effect {
            Effect::TokenEncoded { claims, .. } => {
                self.nonce = claims["txn"].as_str().map(ToOwned::to_owned);
                once("encodeToken", outcome.question.replace(claims))
            }
            Effect::Redirect { url } => {
                // A token that another secret signed, or another token, stays in the address.
                let question = outcome.question.clone().unwrap_or_default();
                let signed = token::session_token(&question, secret);
                once("sendUserTo", outcome.to.replace(url.replace(&signed, "<token>")))
            }
            Effect::TokenValidated { .. } | Effect::TokenRefused { .. } => {
                self.attempts += 1;
                Ok(())
            }
            Effect::SetUserMetadata { key, value } => {
                once("setUserMetadata", outcome.user_metadata.insert(key, value))
            }
            Effect::SetAppMetadata { key, value } => {
                once("setAppMetadata", outcome.app_metadata.insert(key, value))
            }
            Effect::SetTransactionMetadata { key, value } => {
                let value = if key == QUESTION_KEY {
                    self.asked = value.as_str().map(ToOwned::to_owned);
                    described(&value)
                } else {
                    value
                };
                once("setMetadata", outcome.transaction.insert(key, value))
            }
            Effect::Deny { reason } => once("deny", outcome.denied.replace(reason)),
        }
    }
}

/// JavaScript that changes the Action's environment for a step.
fn changes_of_engine(step: &Step) -> String {
    let validate = step.validate_error.as_ref().map(|message| {
        format!(
            "
            const resume = exports.onContinuePostLogin;
            exports.onContinuePostLogin = (event, api) => {{
                const validate = api.redirect.validateToken;
                api.redirect.validateToken = (options) => {{
                    try {{ validate(options); }} catch {{ }}
                    throw new Error({});
                }};
                return resume(event, api);
            }};",
            json!(message)
        )
    });
    let require = if step.without_crypto {
        "\nglobalThis.require = () => { throw new Error('no module'); };"
    } else {
        ""
    };
    require.to_owned() + &validate.unwrap_or_default()
}

/// Inserts a compiled plan into the source of the Action.
pub(crate) fn with_plan(source: &str, plan: Option<&Value>) -> String {
    let Some(plan) = plan else { return source.to_owned() };
    assert!(source.contains("const PLAN = undefined;"), "the source has a place for the plan");
    source.replacen("const PLAN = undefined;", &format!("const PLAN = {plan};"), 1)
}

/// A stored question, with the names of the hashes instead of the hashes, which depend on the nonce.
fn described(text: &Value) -> Value {
    let mut question: Value =
        serde_json::from_str(text.as_str().expect("the question is a text")).expect("the question is JSON");
    let hashes = question["hashes"].as_object().expect("hashes are an object");
    assert!(
        hashes.values().all(|hash| hash.as_str().is_some_and(|hash| [0, 16].contains(&hash.len()))),
        "{hashes:?}"
    );
    question["hashes"] = hashes.keys().cloned().collect();
    question
}

/// Why there must not be something before.
fn once<T: std::fmt::Debug>(method: &str, before: Option<T>) -> Result<(), String> {
    before.map_or(Ok(()), |before| Err(format!("{method} a second time, after {before:?}")))
}

fn settings(base: &Base, step: &Step) -> BTreeMap<String, String> {
    let mut all = base.settings.clone();
    all.extend(step.settings.clone());
    all.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// The claim `settings` of a question with these settings: the FNV-1a hash of those that are not secret, and of the plan.
fn fingerprint(settings: &BTreeMap<String, String>, plan: Option<&Value>) -> String {
    let names = ["FORM_URL", "REQUIRED_USER_FIELDS", "LOGIN_COUNT", "REQUIRED", "ASK_AGAIN"];
    let names = if plan.is_some() { &names[..1] } else { &names[..] };
    let line = |name: &&str| format!("{name}={}\n", settings.get(*name).map_or("", |text| text.trim()));
    let plan = plan.map(|plan| format!("PLAN={}\n", fnv1a32(&plan.to_string())));
    fnv1a32(&(names.iter().map(line).collect::<String>() + &plan.unwrap_or_default()))
}

fn fnv1a32(text: &str) -> String {
    let hash =
        text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

/// The event of a step, for the user of the previous step.
fn event(base: &Base, step: &Step, user: &Value, login: &Login) -> Value {
    let mut event = base.event.clone();
    event["user"] = user.clone();
    if step.run == Run::Answer {
        let mut parameters = json!({ "state": base.state });
        match token(base, step, &login.nonce) {
            Value::Null => {}
            token => parameters["session_token"] = token,
        }
        event["request"][if step.in_body { "body" } else { "query" }] = parameters;
        event["transaction"]["metadata"] = json!({ TXN_KEY: login.nonce });
        if let Some(asked) = step.asked.as_ref().map(Value::to_string).or_else(|| login.asked.clone()) {
            event["transaction"]["metadata"][QUESTION_KEY] = json!(asked);
        }
    }
    for (pointer, value) in &step.event {
        match pointer.rsplit_once('/') {
            None => event = value.clone(),
            Some((parent, key)) => {
                event.pointer_mut(parent).expect("the parent is there")[key] = value.clone();
            }
        }
    }
    for pointer in &step.without {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = event.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent is there");
        assert!(parent.remove(key).is_some(), "there is no {pointer} to take out");
    }
    event
}

/// The token from the form; null if there is none.
fn token(base: &Base, step: &Step, nonce: &str) -> Value {
    if let Some(token) = &step.token {
        return token.clone();
    }
    let mut claims = base.answer.clone();
    claims.insert("txn".to_owned(), json!(nonce));
    delay(&mut claims, step);
    claims.extend(step.claims.clone());
    for name in &step.without_claims {
        assert!(claims.remove(name).is_some(), "there is no claim {name} to take out");
    }
    let key = step.key.as_deref().unwrap_or("current");
    let secret = step.secret.as_ref().or_else(|| base.keys.get(key)).expect("the key is there");
    if let Some(sealed) = &step.sealed {
        let other = sealed_text(base, sealed, &claims, secret);
        claims.entry("seal").or_insert(json!(1));
        claims.insert("other".to_owned(), json!(other));
    }
    json!(token::session_token(&json!(claims), secret))
}

/// The sealed text of a step's answers.
fn sealed_text(base: &Base, sealed: &Sealed, claims: &Map<String, Value>, secret: &str) -> String {
    let mut values = claims.clone();
    values.extend(sealed.binding.clone());
    let direction = match values.get("direction").and_then(Value::as_str) {
        Some("question") => Direction::Question,
        _ => Direction::Answer,
    };
    let secret = sealed.key.as_ref().map_or(secret, |key| &base.keys[key]);
    let text = sealed.content.as_str().map_or_else(|| sealed.content.to_string(), ToOwned::to_owned);
    let mut text =
        binding(direction, &values).seal(secret.as_bytes(), text.as_bytes()).expect("a sealed text");
    text.truncate(text.len() - sealed.cut);
    text
}

/// The binding of a sealed text in a token with these claims.
fn binding(direction: Direction, claims: &Map<String, Value>) -> Binding<'_> {
    let claim = |name: &str| claims.get(name).and_then(Value::as_str);
    Binding {
        direction,
        iss: claim("iss").unwrap_or_default(),
        sub: claim("sub").unwrap_or_default(),
        state: claim("state").unwrap_or_default(),
        txn: claim("txn"),
        form: claim("form"),
    }
}

/// The claims of a question, with the claim `prefill` opened.
fn opened(mut question: Value, secret: &str) -> Value {
    if let Some(sealed) = question["prefill"].as_str() {
        let claims = question.as_object().expect("claims are an object");
        let text = binding(Direction::Question, claims).open(secret.as_bytes(), sealed);
        let text = text.expect("the claim prefill can be opened");
        question["prefill"] = serde_json::from_slice(&text).expect("the claim prefill has JSON");
    }
    question
}

/// The expected effects of a run in full: effects that the case does not name must not happen.
fn expected(base: &Base, step: &Step, event: &Value, login: &Login) -> Outcome {
    let (expect, nonce) = (&step.expect, login.nonce.as_str());
    let nonce_of_event =
        event.pointer("/transaction/metadata/progressive_profiling_txn").and_then(Value::as_str);
    let nonce_of_login =
        expect.question.as_ref().map(|_| nonce).or(nonce_of_event).filter(|nonce| !nonce.is_empty());
    let suffix = nonce_of_login.map(|nonce| format!(" login={}", &nonce[..8])).unwrap_or_default();
    let mut log: Vec<String> = expect.log.iter().map(|line| format!("{PREFIX}{line}")).collect();
    if let Some(last) = log.last_mut() {
        last.push_str(&suffix);
        last.push_str(if expect.denied.is_some() { " (denied)" } else { "" });
    }
    let question = expect.question.as_ref().map(|changes| {
        let mut claims = base.question.clone();
        claims.insert("txn".to_owned(), json!(nonce));
        claims.insert("settings".to_owned(), json!(fingerprint(&settings(base, step), login.plan.as_ref())));
        delay(&mut claims, step);
        claims.extend(changes.clone());
        claims.into_iter().filter(|(_, value)| !value.is_null()).collect::<Value>()
    });
    let kept_of_question = question.as_ref().map(|_| (TXN_KEY.to_owned(), json!(nonce)));
    let asked = expect.asked.clone().map(|asked| (QUESTION_KEY.to_owned(), asked));
    let records = expect.form_records.clone().map(|records| (RECORDS_KEY.to_owned(), records));
    let memory = expect.plan_memory.clone().map(|memory| (MEMORY_KEY.to_owned(), memory));
    Outcome {
        log,
        to: question.as_ref().map(|_| expect.to.as_ref().unwrap_or(&base.to).clone()),
        question,
        denied: expect.denied.as_ref().map(|name| base.messages[name].clone()),
        user_metadata: expect.user_metadata.clone().unwrap_or_default(),
        app_metadata: records.into_iter().chain(memory).collect(),
        transaction: kept_of_question.into_iter().chain(asked).collect(),
    }
}

/// Moves the times of a token by the days of the step.
fn delay(claims: &mut Map<String, Value>, step: &Step) {
    for name in ["iat", "exp"] {
        let seconds = claims[name].as_u64().expect("a time");
        claims.insert(name.to_owned(), json!(seconds + step.days * DAY));
    }
}

/// Applies the metadata changes of a run to the user.
fn keep(user: &mut Value, outcome: &Outcome) {
    for (name, written) in
        [("user_metadata", &outcome.user_metadata), ("app_metadata", &outcome.app_metadata)]
    {
        for (key, value) in written {
            user[name][key] = value.clone();
        }
    }
}
