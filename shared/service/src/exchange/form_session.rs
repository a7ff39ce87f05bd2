//! A verified session at a form.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use profiling_forms::value::today::Today;
use profiling_forms::{
    Answers, CountryCode, FieldName, Form, FormName, Interview, Navigation, Next, ParseContext, Screen,
    StoredAnswers, ValidAnswers,
};
use profiling_pages::{self as page, FormData, FormPage, Handover, LocaleContext, Login};
use profiling_session::redirect::{self, TooLong};
use profiling_session::{Answer, Prefill, PrefillError, VerifiedSession, sign_answer};

use super::Exchange;
use crate::answer_claims::AnswerClaims;
use crate::app::App;
use crate::config::ContinueMethod;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request::RedirectParameters;
use crate::response::Reply;

/// The maximum number of unknown fields in a log line.
const MAX_NAMES: usize = 10;

/// The result of an attempt to continue the login with an answer token.
#[derive(Debug)]
enum Continuation {
    /// The reply that takes the token to the tenant.
    Reply(Reply),
    /// The redirect would be too long.
    TooLong(TooLong),
}

/// A verified session at a form, with the interview of its user.
#[derive(Debug)]
pub struct FormSession<'a> {
    name: &'a FormName,
    parameters: RedirectParameters,
    session: Arc<VerifiedSession>,
    locale: LocaleContext,
    /// The interview for the fields that the token names, or for all fields. It is empty if the form has none of the named
    /// fields.
    interview: Interview<'a>,
    /// Opened when a page is shown: the last request of a login does not need it.
    prefill: OnceCell<FormPrefill<'a>>,
}

/// The parts of the claim `prefill` that the form can show.
#[derive(Debug, Default)]
struct FormPrefill<'a> {
    email: Option<String>,
    stored: StoredAnswers<'a>,
    /// True if the claim cannot be opened. The form is then shown without it.
    is_unreadable: bool,
}

impl<'a> FormSession<'a> {
    fn prefill(&self) -> &FormPrefill<'a> {
        self.prefill.get_or_init(|| match self.session.prefill() {
            Ok(Prefill { values, email }) => {
                FormPrefill { email, stored: self.interview.stored_answers(&values), is_unreadable: false }
            }
            Err(PrefillError) => FormPrefill { is_unreadable: true, ..FormPrefill::default() },
        })
    }
}

impl<'a> Exchange<'a> {
    /// Verifies the session token, and creates the interview for the fields that it names.
    pub async fn form_session(
        &mut self,
        (name, form): (&'a FormName, Option<&'a Form>),
        parameters: RedirectParameters,
    ) -> Result<FormSession<'a>, Reason> {
        let session = self.verify(&parameters.token, name).await?;
        let form = form.ok_or(Reason::FormInvalid)?;
        let country = session.country().and_then(CountryCode::parse);
        let locale = LocaleContext::for_form(form, &self.preferred(session.locales()))
            .with_custom(&self.app.messages)
            .in_country(country);
        let today = Today::at_unix_seconds(self.app.clock.now_seconds());
        let context = ParseContext { country, ..ParseContext::new(locale.messages(), today) };
        let interview = form.interview(session.fields(), context).with_not_now(session.allows_postponing());
        self.record.unknown_fields = unknown_fields(&session, &interview);
        self.record.fields = Some(interview.fields().count());
        self.record.language = Some(locale.language().to_string());
        Ok(FormSession { name, parameters, session, locale, interview, prefill: OnceCell::new() })
    }

    /// Replies to a user who opens the form. If there is no field to show, the login continues without answers, and the
    /// Action decides.
    pub fn begin(&mut self, session: &FormSession<'_>) -> Result<Reply, Reason> {
        let answers = session.interview.defaults_with(&session.prefill().stored);
        self.next(session, &answers, &Navigation::Start)
    }

    /// Replies to a page that the user sent.
    pub fn submit(&mut self, session: &FormSession<'_>, data: &FormData) -> Result<Reply, Reason> {
        let FormData { answers, navigation, has_repeated_control } = data;
        if *has_repeated_control || session.interview.has_repeated_input(answers) {
            return Err(Reason::AnswerRepeated);
        }
        self.next(session, answers, navigation)
    }

    fn next(
        &mut self,
        session: &FormSession<'_>,
        answers: &Answers,
        navigation: &Navigation,
    ) -> Result<Reply, Reason> {
        match session.interview.next(answers, navigation) {
            Next::Show(screen) => {
                let outcome = match navigation {
                    _ if screen.has_errors() => Outcome::AnswersInvalid,
                    Navigation::Start => Outcome::Rendered,
                    Navigation::Continue(_)
                    | Navigation::Back(_)
                    | Navigation::Postpone(_)
                    | Navigation::Return(_) => Outcome::StepShown,
                };
                Ok(self.show(session, answers, &screen, outcome))
            }
            Next::Answer(valid) => self.finish(session, answers, &valid),
            Next::Postpone => {
                match self.continue_login(session, &AnswerClaims::postponed(), Outcome::Postponed)? {
                    Continuation::Reply(reply) => Ok(reply),
                    Continuation::TooLong(length) => Err(Reason::LoginTooLong(length)),
                }
            }
        }
    }

    /// Shows a page of the form, with the answers so far.
    fn show(
        &mut self,
        session: &FormSession<'_>,
        answers: &Answers,
        screen: &Screen<'_>,
        outcome: Outcome,
    ) -> Reply {
        self.record.step = Some(screen.page_number);
        self.record.rejected_fields = screen.errors().map(|(field, _)| field.to_string()).collect();
        let FormPrefill { email, stored, is_unreadable } = session.prefill();
        self.record.prefill_unreadable = *is_unreadable;
        let FormSession { name, parameters, session, locale, interview, .. } = session;
        let login = Login {
            state: parameters.state.as_str(),
            token: parameters.token.as_str(),
            application: session.client(),
            email: email.as_deref(),
            seconds_left: session.expires_at().saturating_sub(self.app.clock.now_seconds()),
            sign_out: session.sign_out_url(),
        };
        let content = FormPage { name, interview, screen, answers, stored, login: &login, locale };
        Reply::Page(outcome, page::form(&content))
    }

    /// Continues the login with the answers. If they are too long, shows the page with the longest one.
    fn finish(
        &mut self,
        session: &FormSession<'_>,
        answers: &Answers,
        valid: &ValidAnswers,
    ) -> Result<Reply, Reason> {
        let FormSession { interview, .. } = session;
        let has_fields = interview.fields().next().is_some();
        let outcome = if has_fields { Outcome::Answered } else { Outcome::NothingToAsk };
        let too_long = match self.continue_login(session, &AnswerClaims::new(valid), outcome)? {
            Continuation::Reply(reply) => return Ok(reply),
            Continuation::TooLong(length) => length,
        };
        self.record.reason = Some(Reason::AnswersTooLong(too_long));
        match interview.shorten(answers, valid) {
            Some(screen) => Ok(self.show(session, answers, &screen, Outcome::AnswersTooLong)),
            // Without an answer, the parameters of the tenant are too long.
            None => Err(Reason::LoginTooLong(too_long)),
        }
    }

    /// Signs the answer token, and returns the reply that takes it to the tenant.
    fn continue_login(
        &self,
        session: &FormSession<'_>,
        claims: &AnswerClaims<'_>,
        outcome: Outcome,
    ) -> Result<Continuation, Reason> {
        let App { login, clock, .. } = self.app;
        let FormSession { name, parameters, session, locale, interview, .. } = session;
        let state = &parameters.state;
        let answer = Answer { form: name.as_str(), form_version: interview.form().version, content: claims };
        let (now, ttl) = (clock.now_seconds(), login.answer_lifetime_seconds());
        let token = sign_answer(session, state, &answer, now, ttl)?;
        // The limit applies to both methods, so that a form works with either.
        let location = match redirect::continue_url(session, state, &token) {
            Ok(location) => location,
            Err(too_long) => return Ok(Continuation::TooLong(too_long)),
        };
        Ok(Continuation::Reply(match login.continue_method {
            ContinueMethod::Get => Reply::Redirect(outcome, location, token),
            ContinueMethod::Post => {
                let action = redirect::continue_endpoint(session);
                let handover = Handover { action: &action, state: state.as_str(), token: token.as_str() };
                let page = page::handover(&handover, locale);
                Reply::Handover(outcome, page, token)
            }
        }))
    }
}

/// The fields that the token names and the form does not have.
fn unknown_fields(session: &VerifiedSession, interview: &Interview<'_>) -> BTreeSet<String> {
    let named = session.fields().unwrap_or_default().iter().filter(|name| FieldName::parse(name).is_ok());
    named.filter(|name| interview.field(name).is_none()).take(MAX_NAMES).cloned().collect()
}
