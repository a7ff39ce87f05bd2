//! The user at a form, who answers as the functions would pass it on.

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::today::Today;
use profiling_forms::{Form, Forms, Interview, Navigation, Next, ParseContext, Position, ValidAnswers};
use profiling_service::answer_claims::AnswerClaims;
use profiling_session::{
    Answer, Compact, Domains, Keyring, SessionToken, State, VerifiedSession, sign_answer,
};
use url::Url;

use super::{Behavior, HOST};
use crate::action::Action;
use crate::preview::complete_answers;

/// The state of each login at /continue.
const STATE: &str = "forecast";

/// The lifetime of an answer token, in seconds.
const ANSWER_LIFETIME: u32 = 30;

/// The maximum number of pages of a form.
const MAX_PAGES: usize = 1_000;

/// A user who visits forms.
pub(super) struct Respondent<'a> {
    pub(super) action: &'a Action,
    pub(super) forms: &'a Forms,
    pub(super) behavior: Behavior,
}

/// The return from a form.
pub(super) enum Return {
    /// The browser requests /continue, with the answer token if there is one.
    Continue { state: &'static str, token: Option<String> },
    /// The user closes the page.
    Never,
}

impl Respondent<'_> {
    /// Visits the form at this URL. `may_postpone` is false if the question does not allow "Not now".
    ///
    /// Errors: the reason, if the form cannot be answered.
    pub(super) fn visit(&self, url: &Url, may_postpone: bool, now: u64) -> Result<Return, String> {
        match self.behavior {
            Behavior::Abandon => Ok(Return::Never),
            Behavior::ReturnWithoutAnswer => Ok(Return::Continue { state: STATE, token: None }),
            Behavior::Answer | Behavior::Postpone => {
                let token = self.answer_token(url, may_postpone, now)?;
                Ok(Return::Continue { state: STATE, token: Some(token) })
            }
        }
    }

    /// Fills in the form, or postpones it, and signs the answer like the functions.
    fn answer_token(&self, url: &Url, may_postpone: bool, now: u64) -> Result<String, String> {
        let session = self.session(url, now)?;
        let name = session.form().ok_or("the session token has no form")?;
        let (_, form) =
            self.forms.get(name).ok_or_else(|| format!("there is no form `{name}`, or it is not valid"))?;
        let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(now));
        let interview = form.interview(session.fields(), context);
        let postpones = self.behavior == Behavior::Postpone && may_postpone && interview.allows_postponing();
        let answers = if postpones { None } else { Some(fill_in(form, &interview, &context)?) };
        let claims = answers.as_ref().map_or_else(AnswerClaims::postponed, AnswerClaims::new);
        let answer = Answer { form: name, form_version: form.version, content: &claims };
        let state = State::parse(STATE).map_err(|error| error.to_string())?;
        let token = sign_answer(&session, &state, &answer, now, ANSWER_LIFETIME);
        token.map(|token| token.as_str().to_owned()).map_err(|error| error.to_string())
    }

    /// Verifies the session token in the URL like the functions.
    fn session(&self, url: &Url, now: u64) -> Result<VerifiedSession, String> {
        let token = url.query_pairs().find(|(name, _)| name == "session_token");
        let token = SessionToken::new(token.ok_or("the URL has no session token")?.1);
        let secret = self.action.session_token_secret();
        let keys = Keyring::parse(secret).map_err(|error| error.to_string())?;
        let domains = Domains::parse(HOST).map_err(|_| "the host of the tenant is not valid")?;
        let session = Compact::parse(&token).and_then(|token| token.verify(&keys, &domains, now));
        session.map_err(|error| error.to_string())
    }
}

/// Answers page after page.
fn fill_in(form: &Form, interview: &Interview<'_>, context: &ParseContext) -> Result<ValidAnswers, String> {
    let answers = complete_answers(form, context);
    let mut navigation = Navigation::Start;
    for _ in 0..MAX_PAGES {
        match interview.next(&answers, &navigation) {
            Next::Answer(valid) => return Ok(valid),
            Next::Postpone => return Ok(ValidAnswers::none()),
            Next::Show(screen) => {
                if let Some((field, _)) = screen.errors().next() {
                    return Err(format!("there is no valid sample answer for the field `{field}`"));
                }
                let revealed = screen.revealed.iter().map(|name| (*name).clone()).collect();
                navigation = Navigation::Continue(Position { step: screen.step_index, revealed });
            }
        }
    }
    Err("the form has too many pages".to_owned())
}
