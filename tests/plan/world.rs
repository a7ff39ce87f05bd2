//! A user and a tenant: runs the Action for a login, and writes what it decides.

use std::collections::BTreeMap;

use profiling_local::action::{Action, Effect, Engine, Handler, Input, Run};
use profiling_plan::{CompiledPlan, Plan, compile};
use profiling_tests::{token, workspace};
use serde_json::{Map, Value, json};

use crate::generator::{Behavior, FORMS, Step};
use crate::transcript::Transcripts;

pub(crate) const HOUR: u64 = 3_600;
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const STATE: &str = "state-of-this-login";
const HOST: &str = "tenant.example.com";

/// A plan, and the Action that it is compiled into.
pub(crate) struct Compiled {
    plan: Plan,
    json: String,
    action: Action,
}

impl Compiled {
    pub(crate) fn new(plan: &Value) -> Self {
        let plan: Plan = serde_json::from_value(plan.clone()).expect("a plan");
        let compiled = CompiledPlan::new(&plan, &FORMS).expect("the forms exist");
        let source =
            std::fs::read_to_string(workspace().join("infra/auth0/actions/progressive-profiling.js"));
        let source =
            compile(&source.expect("the Action is there"), Some(&compiled)).expect("a place for the plan");
        let secrets =
            [("FORM_URL", "https://forms.example.com/forms/profile"), ("SESSION_TOKEN_SECRET", SECRET)];
        let secrets = secrets.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let action = Action::new(&source, BTreeMap::from(secrets)).expect("the Action loads");
        Self { plan, json: compiled.json(), action }
    }
}

/// A user, a plan and a clock.
pub(crate) struct World<'t> {
    /// The plan's file.
    pub(crate) plan: &'t Plan,
    engine: Engine<'t>,
    transcripts: &'t Transcripts,
    compiled: &'t str,
    /// In seconds since the epoch.
    pub(crate) now: u64,
    pub(crate) logins: u64,
    pub(crate) user_metadata: Map<String, Value>,
    pub(crate) app_metadata: Map<String, Value>,
    /// The time and the number of the login of the last return from a form.
    pub(crate) last_return: Option<(u64, u64)>,
    /// The times of the last answers, by field.
    pub(crate) answered: BTreeMap<String, u64>,
    /// The time of the last return from a rule that the application asked for.
    pub(crate) last_requested_return: Option<u64>,
}

/// The result of a login.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) asked: Option<Asked>,
    /// The effects of the first run.
    pub(crate) first: Effects,
    /// The effects of the return from the form, and the user's metadata before it.
    pub(crate) second: Option<(Effects, Map<String, Value>)>,
}

/// What a login was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) rule: String,
    pub(crate) fields: Vec<String>,
    /// The question as the transaction has it.
    pub(crate) question: Value,
    pub(crate) claims: Value,
    /// The content of the claim `prefill`.
    pub(crate) shown: Value,
    /// The user's metadata at the question.
    pub(crate) stored: Map<String, Value>,
    /// The times of the last answers at the question, by field.
    pub(crate) answered: BTreeMap<String, u64>,
}

/// The effects of a run.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) user_metadata: Map<String, Value>,
    pub(crate) app_metadata: Map<String, Value>,
    pub(crate) transaction: Map<String, Value>,
    pub(crate) claims: Option<Value>,
    pub(crate) shown: Value,
    pub(crate) url: Option<String>,
    pub(crate) denied: Option<String>,
    pub(crate) log: Vec<String>,
}

impl<'t> World<'t> {
    pub(crate) fn new(compiled: &'t Compiled, transcripts: &'t Transcripts) -> Self {
        Self {
            plan: &compiled.plan,
            engine: compiled.action.engine().expect("the Action loads"),
            transcripts,
            compiled: &compiled.json,
            now: 1_800_000_000,
            logins: 0,
            user_metadata: Map::new(),
            app_metadata: [("plan".to_owned(), json!("gold"))].into_iter().collect(),
            last_return: None,
            answered: BTreeMap::new(),
            last_requested_return: None,
        }
    }

    /// Logs the user in, and back in from the form if there is one.
    pub(crate) fn log_in(&mut self, step: &Step) -> Login {
        self.now += step.hours * HOUR;
        self.logins += 1;
        let event = self.event(step);
        let first = self.run(Handler::ExecutePostLogin, &event);
        let asked = first.claims.as_ref().map(|claims| self.asked(claims, &first));
        let mut second = None;
        if let Some(asked) = &asked
            && step.behavior != Behavior::Abandon
        {
            if let Some(field) = step.changed_field {
                self.user_metadata
                    .insert(field.to_owned(), json!(format!("changed at login {}", self.logins)));
            }
            // A minute later.
            self.now += 60;
            let before = self.user_metadata.clone();
            let event = self.return_event(step, asked, first.transaction.clone());
            let effects = self.run(Handler::ContinuePostLogin, &event);
            self.write(&effects);
            let answer = self.answer(step, asked);
            let accepted = asked.fields.iter().filter(|field| answer.contains_key(*field));
            // A value that has changed since the question is not replaced.
            let is_accepted = |field: &&String| before.get(*field) == asked.stored.get(*field);
            self.answered.extend(accepted.filter(is_accepted).map(|field| (field.clone(), self.now)));
            second = Some((effects, before));
        } else {
            self.write(&first);
        }
        Login { asked, first, second }
    }

    fn asked(&self, claims: &Value, run: &Effects) -> Asked {
        let question = run.transaction["progressive_profiling_question"].as_str().expect("a text");
        let names = claims["fields"].as_array().expect("a list");
        Asked {
            rule: claims["rule"].as_str().expect("a name").to_owned(),
            fields: names.iter().map(|name| name.as_str().expect("a name").to_owned()).collect(),
            question: serde_json::from_str(question).expect("JSON"),
            claims: claims.clone(),
            shown: run.shown.clone(),
            stored: self.user_metadata.clone(),
            answered: self.answered.clone(),
        }
    }

    fn event(&self, step: &Step) -> Value {
        let factors = if step.has_unchecked_factor { json!([{"method": "otp"}]) } else { json!([]) };
        let protocol = if step.is_silent { "oauth2-refresh-token" } else { "oidc-basic-profile" };
        let mut event = json!({
            "user": {
                "user_id": "auth0|ada", "given_name": "Ada", "nickname": "ada",
                "created_at": "2027-01-15T00:00:00.000Z", "enrolledFactors": factors,
                "user_metadata": self.user_metadata, "app_metadata": self.app_metadata,
            },
            "stats": {"logins_count": self.logins},
            "client": {"client_id": step.client, "name": "App"},
            "connection": {"name": "db", "strategy": "auth0"},
            "authorization": {"roles": step.roles},
            "transaction": {"protocol": protocol, "metadata": {}},
            "request": {"hostname": HOST, "ip": "192.0.2.7", "query": {}, "body": {}},
        });
        if let Some(name) = step.organization {
            event["organization"] = json!({"id": "org_1", "name": name});
        }
        if let Some(rule) = step.request {
            event["request"]["query"]["ext-profiling"] = json!(rule);
        }
        event
    }

    /// The event of the return from the form. The user sends answers to all fields that the behavior names.
    fn return_event(&self, step: &Step, asked: &Asked, transaction: Map<String, Value>) -> Value {
        let mut event = self.event(step);
        event["transaction"]["metadata"] = Value::Object(transaction);
        event["request"]["query"] = json!({"state": STATE});
        if let Some(token) = self.answer_token(step, asked) {
            event["request"]["query"]["session_token"] = json!(token);
        }
        event
    }

    /// The answers that the user sends, by field.
    fn answer(&self, step: &Step, asked: &Asked) -> Map<String, Value> {
        let all = ["a", "b", "c", "needed", "terms", "agreed", "d", "e", "also_needed", "news"];
        let fields: Vec<&str> = match step.behavior {
            Behavior::Answer => asked.fields.iter().map(String::as_str).collect(),
            Behavior::AnswerFirst => asked.fields.iter().take(1).map(String::as_str).collect(),
            Behavior::AnswerMore => all.to_vec(),
            Behavior::NotNow | Behavior::NoToken | Behavior::InvalidToken | Behavior::Abandon => Vec::new(),
        };
        let value = |field: &str| match field {
            "terms" | "news" => json!(self.logins.is_multiple_of(2)),
            "agreed" => json!(true),
            _ => json!(format!("login {}", self.logins)),
        };
        fields.into_iter().map(|field| (field.to_owned(), value(field))).collect()
    }

    fn answer_token(&self, step: &Step, asked: &Asked) -> Option<String> {
        match step.behavior {
            Behavior::NoToken | Behavior::Abandon => return None,
            Behavior::InvalidToken => return Some("invalid".to_owned()),
            Behavior::Answer | Behavior::AnswerFirst | Behavior::AnswerMore | Behavior::NotNow => {}
        }
        let other = self.answer(step, asked);
        let consent = |version: &str| json!({"version": version, "url": "https://example.com/d"});
        let claims = json!({
            "iss": HOST, "sub": "auth0|ada", "iat": self.now, "exp": self.now + 30, "state": STATE,
            "txn": asked.claims["txn"], "form": asked.claims["form"], "form_version": 1, "v": 1,
            "other": other,
            "consents": {
                "terms": consent(step.deployed_version), "agreed": consent(step.deployed_version), "news": consent("7"),
            },
            "later": step.behavior == Behavior::NotNow,
        });
        Some(token::session_token(&claims, SECRET))
    }

    /// Runs the Action, and adds the run to the transcripts.
    fn run(&mut self, handler: Handler, event: &Value) -> Effects {
        let state = (handler == Handler::ContinuePostLogin).then(|| STATE.to_owned());
        let input = Input { event: event.clone(), continue_state: state, now: self.now };
        let run = self.engine.run(handler, &input);
        assert_eq!(run.error, None, "the Action throws no error");
        let effects = Effects::of(run);
        self.transcripts.add(self.compiled, handler, event, self.now, &effects);
        effects
    }

    fn write(&mut self, effects: &Effects) {
        self.user_metadata.extend(effects.user_metadata.clone());
        self.app_metadata.extend(effects.app_metadata.clone());
    }
}

impl Effects {
    fn of(run: Run) -> Self {
        let mut effects = Self { log: run.console, ..Self::default() };
        for effect in run.effects {
            match effect {
                Effect::Redirect { url } => effects.url = Some(url),
                Effect::TokenEncoded { claims, opened } => {
                    effects.claims = Some(claims);
                    effects.shown = opened.unwrap_or_default();
                }
                Effect::TokenValidated { .. } | Effect::TokenRefused { .. } => {}
                Effect::SetUserMetadata { key, value } => {
                    once(effects.user_metadata.insert(key, value).is_none());
                }
                Effect::SetAppMetadata { key, value } => {
                    once(effects.app_metadata.insert(key, value).is_none());
                }
                Effect::SetTransactionMetadata { key, value } => {
                    once(effects.transaction.insert(key, value).is_none());
                }
                Effect::Deny { reason } => once(effects.denied.replace(reason).is_none()),
            }
        }
        effects
    }
}

fn once(is_new: bool) {
    assert!(is_new, "an effect happens once");
}
