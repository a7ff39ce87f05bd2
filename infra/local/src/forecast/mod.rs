//! The next logins of a user, as the Action decides them. Nothing is stored.

mod respondent;

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use profiling_forms::Forms;
use profiling_service::clock::seconds;
use serde_json::Map;
use url::Url;

use self::respondent::{Respondent, Return};
use crate::action::{Action, ActionError, Effect, Engine, Handler, Input, Run};
use crate::execution::Decision;
use crate::movable_clock::DAY_SECONDS;
use crate::tenant::event::{Client, SimulatedLogin};
use crate::tenant::pipeline::decision;
use crate::user::{User, Writes};

/// The host of the tenant, in the Action's event and in the tokens.
const HOST: &str = "tenant.example.com";

/// The beginning of the log line with the decision of the Action.
const LOG_PREFIX: &str = "progressive-profiling: ";

/// The behavior of a user who is sent to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behavior {
    /// Answers all questions.
    Answer,
    /// Chooses "Not now". Answers all questions if the form does not offer it.
    Postpone,
    /// Returns to the login without an answer.
    ReturnWithoutAnswer,
    /// Closes the page, so that the login does not end.
    Abandon,
}

/// A forecast of the next logins of a user. It runs the Action for one login after another, with a clock that moves on, and
/// writes the metadata to a copy of the user.
///
/// ```
/// use std::collections::BTreeMap;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use profiling_forms::Forms;
/// use profiling_local::User;
/// use profiling_local::action::Action;
/// use profiling_local::forecast::{Behavior, Forecast};
///
/// let source = "exports.onExecutePostLogin = async (event, api) => {
///     api.user.setAppMetadata('seen', true);
///     console.log(`progressive-profiling: ${event.user.app_metadata.seen ? 'complete' : 'first'}`);
/// };";
/// let action = Action::new(source, BTreeMap::new())?;
/// let forecast = Forecast {
///     action: &action,
///     forms: &Forms::default(),
///     user: User::new("auth0|1", "ana@example.com", "Ana"),
///     client_metadata: BTreeMap::new(),
///     start: UNIX_EPOCH + Duration::from_secs(1_800_000_000),
///     days_between: 7,
///     logins: 3,
///     behavior: Behavior::Answer,
/// };
/// let reasons: Vec<String> = forecast.run()?.into_iter().map(|login| login.reason).collect();
/// assert_eq!(reasons, ["first", "complete", "complete"]);
/// # Ok::<(), profiling_local::action::ActionError>(())
/// ```
#[derive(Clone)]
pub struct Forecast<'a> {
    /// The Action with its settings.
    pub action: &'a Action,
    /// The forms.
    pub forms: &'a Forms,
    /// The user before the first login.
    pub user: User,
    /// The metadata of the application, `event.client.metadata`.
    pub client_metadata: std::collections::BTreeMap<String, String>,
    /// The time of the first login.
    pub start: SystemTime,
    /// The days between two logins.
    pub days_between: u32,
    /// The number of logins.
    pub logins: u32,
    /// The behavior of the user at each form.
    pub behavior: Behavior,
}

/// A login of a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastLogin {
    /// The number of the login, as counted by Auth0.
    pub number: u64,
    /// The time of the login.
    pub at: SystemTime,
    /// The decision of the Action.
    pub decision: Decision,
    /// The reason code in the Action's log line, such as `asked`. Empty if it logs none.
    pub reason: String,
    /// The detail after the reason code.
    pub detail: String,
    /// The rule of the plan that decided.
    pub rule: Option<String>,
    /// The form that the user is sent to.
    pub question: Option<Question>,
}

impl ForecastLogin {
    /// Returns true if the Action failed.
    pub fn has_failed(&self) -> bool {
        let returned = self.question.as_ref().map(|question| &question.result);
        let at_return = matches!(returned, Some(Answered::Returned { decision: Decision::Fail { .. }, .. }));
        at_return || matches!(self.decision, Decision::Fail { .. })
    }
}

/// The question of a login.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The form.
    pub form: String,
    /// The fields.
    pub fields: Vec<String>,
    /// The result.
    pub result: Answered,
}

/// The result of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// The user returned, and the Action decided.
    Returned {
        /// The decision.
        decision: Decision,
        /// The reason code.
        reason: String,
        /// The detail after the reason code.
        detail: String,
    },
    /// The user left the form, so the login did not end and nothing was written.
    Abandoned,
    /// The form could not be answered, so the login did not end. The text is the reason.
    Impossible(String),
}

impl Forecast<'_> {
    /// Runs the Action for all logins, or until it fails: it would probably fail again, each time after the time limit.
    ///
    /// # Errors
    /// The Action cannot be loaded.
    pub fn run(&self) -> Result<Vec<ForecastLogin>, ActionError> {
        let mut simulation = Simulation {
            forecast: self,
            engine: self.action.engine()?,
            respondent: Respondent { action: self.action, forms: self.forms, behavior: self.behavior },
            client: Client::local(self.client_metadata.clone()),
            user: self.user.clone(),
        };
        let between = u64::from(self.days_between) * DAY_SECONDS;
        let mut logins = Vec::new();
        for index in 0..self.logins {
            let login = simulation.log_in(self.start + Duration::from_secs(u64::from(index) * between));
            let has_failed = login.has_failed();
            logins.push(login);
            if has_failed {
                break;
            }
        }
        Ok(logins)
    }
}

/// The state between two logins.
struct Simulation<'a> {
    forecast: &'a Forecast<'a>,
    engine: Engine<'a>,
    respondent: Respondent<'a>,
    client: Client,
    user: User,
}

/// The parts of a log line of the Action.
struct LogLine {
    reason: String,
    detail: String,
    rule: Option<String>,
}

impl Simulation<'_> {
    /// Simulates one login.
    fn log_in(&mut self, at: SystemTime) -> ForecastLogin {
        self.user.count_login();
        let mut login = SimulatedLogin { at, metadata: Map::new(), returned: None };
        let mut writes = Writes::default();
        let run = self.run_action(Handler::ExecutePostLogin, &login, at, None);
        let LogLine { reason, mut detail, rule } = self.log_line(&run);
        let decision = decision(&run);
        let mut question = None;
        match (&decision, redirect_url(&run)) {
            (Decision::Redirect, Some(url)) => {
                writes.collect(&run.effects, &mut login.metadata);
                question = Some(self.ask(&url, &run, login, &mut writes));
            }
            (Decision::Fail { .. }, _) => {}
            _ => writes.collect(&run.effects, &mut login.metadata),
        }
        let is_ended =
            !matches!(question, Some(Question { result: Answered::Abandoned | Answered::Impossible(_), .. }));
        if is_ended && let Err(bytes) = self.user.write(&writes) {
            detail = format!("{detail}; nothing was written, because the profile would have {bytes} bytes");
        }
        ForecastLogin { number: self.user.logins_count, at, decision, reason, detail, rule, question }
    }

    /// Simulates the visit to the form and the return. Adds the writes of the second run.
    fn ask(&mut self, url: &Url, run: &Run, mut login: SimulatedLogin, writes: &mut Writes) -> Question {
        let claims = run.effects.iter().find_map(|effect| match effect {
            Effect::TokenEncoded { claims, .. } => Some(claims.clone()),
            _ => None,
        });
        let claims = claims.unwrap_or_default();
        let text = |claim: &str| claims[claim].as_str().map(ToOwned::to_owned);
        let fields = claims["fields"].as_array().into_iter().flatten();
        // The user returns at once. Otherwise the next login, after exactly 7 days, would still be in a pause of 7 days.
        let returned_at = login.at;
        let result = match self.respondent.visit(url, claims["not_now"] != false, seconds(returned_at)) {
            Err(reason) => Answered::Impossible(reason),
            Ok(Return::Never) => Answered::Abandoned,
            Ok(Return::Continue { state, token }) => {
                login.returned = Some((state.to_owned(), token));
                let run =
                    self.run_action(Handler::ContinuePostLogin, &login, returned_at, Some(state.to_owned()));
                if run.error.is_none() {
                    writes.collect(&run.effects, &mut login.metadata);
                }
                let LogLine { reason, detail, .. } = self.log_line(&run);
                Answered::Returned { decision: decision(&run), reason, detail }
            }
        };
        Question {
            form: text("form").unwrap_or_default(),
            fields: fields.filter_map(|field| field.as_str().map(ToOwned::to_owned)).collect(),
            result,
        }
    }

    fn run_action(
        &mut self,
        handler: Handler,
        login: &SimulatedLogin,
        now: SystemTime,
        continue_state: Option<String>,
    ) -> Run {
        let event = login.event(&self.user, &self.client, HOST);
        self.engine.run(handler, &Input { event, continue_state, now: seconds(now) })
    }

    /// The last log line with a decision.
    fn log_line(&self, run: &Run) -> LogLine {
        let line = run.console.iter().rev().find_map(|line| line.strip_prefix(LOG_PREFIX));
        let line = self.forecast.action.redact(line.unwrap_or_default());
        // The end is the nonce of the login, which differs at each run.
        let (line, _) = line.split_once(" login=").unwrap_or((&line, ""));
        let (line, rule) = line.split_once(" rule=").map_or((line, None), |(line, rule)| (line, Some(rule)));
        let (reason, detail) = line.split_once(' ').unwrap_or((line, ""));
        LogLine { reason: reason.to_owned(), detail: detail.to_owned(), rule: rule.map(ToOwned::to_owned) }
    }
}

/// The URL of the last redirect of a run.
fn redirect_url(run: &Run) -> Option<Url> {
    run.effects.iter().rev().find_map(|effect| match effect {
        Effect::Redirect { url } => Url::parse(url).ok(),
        _ => None,
    })
}
