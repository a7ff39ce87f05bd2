//! A verified session at a form.

use std::collections::BTreeSet;
use std::sync::Arc;

use profiling_forms::value::date::Date;
use profiling_forms::{
    Answers, Button, FieldName, Form, FormName, Interview, Next, ParseContext, Screen, ValidAnswers,
};
use profiling_pages::{self as page, FormData, FormPage, Handover, LocaleContext, Login};
use profiling_session::redirect::{self, TooLong};
use profiling_session::{VerifiedSession, sign_answer};

use super::Exchange;
use crate::answer::AnswerClaims;
use crate::app::App;
use crate::config::ContinueMethod;
use crate::outcome::Outcome;
use crate::reason::{Reason, Refusal};
use crate::request::RedirectParameters;
use crate::response::Reply;

/// The maximum number of unknown fields in a log line.
const MAX_NAMES: usize = 10;

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
}

impl<'a> Exchange<'a> {
    /// Verifies the session token, and creates the interview for the fields that it names.
    pub async fn form_session(
        &mut self,
        (name, form): (&'a FormName, Option<&'a Form>),
        parameters: RedirectParameters,
    ) -> Result<FormSession<'a>, Refusal> {
        let session = self.verify(&parameters.token, name).await?;
        let form = form.ok_or(Reason::FormInvalid)?;
        let locale = LocaleContext::of_form(form, session.locale(), &self.accepted);
        let today = Date::from_unix_seconds(self.app.clock.now_seconds());
        let interview = form.interview(session.fields(), ParseContext::new(locale.words(), today));
        self.record.unknown_fields = unknown_fields(&session, &interview);
        self.record.fields = Some(interview.fields().count());
        self.record.language = Some(locale.language().to_string());
        Ok(FormSession { name, parameters, session, locale, interview })
    }

    /// Replies to a user who opens the form. If there is no field to show, the login continues without answers, and the
    /// Action decides.
    pub fn begin(&mut self, session: &FormSession<'_>) -> Result<Reply, Refusal> {
        self.next(session, &session.interview.defaults(), &Button::Begin)
    }

    /// Replies to a page that the user sent.
    pub fn submit(&mut self, session: &FormSession<'_>, data: &FormData) -> Result<Reply, Refusal> {
        let FormData { answers, button, has_repeated_control } = data;
        if *has_repeated_control || session.interview.has_repeated_input(answers) {
            return Err(Reason::AnswerRepeated.into());
        }
        self.next(session, answers, button)
    }

    fn next(
        &mut self,
        session: &FormSession<'_>,
        answers: &Answers,
        button: &Button,
    ) -> Result<Reply, Refusal> {
        match session.interview.next(answers, button) {
            Next::Show(screen) => {
                let outcome = match button {
                    _ if screen.has_errors() => Outcome::AnswersInvalid,
                    Button::Begin => Outcome::Rendered,
                    Button::Continue(_) | Button::Back(_) | Button::Later(_) => Outcome::StepShown,
                };
                Ok(self.show(session, answers, &screen, outcome))
            }
            Next::Answer(valid) => self.answer(session, answers, &valid),
            Next::Later => {
                let form = session.interview.form();
                let claims = AnswerClaims::later(session.name, form.version);
                let reply = self.continue_login(session, &claims, Outcome::Postponed)?;
                reply.map_err(|too_long| Reason::LoginTooLong(too_long).into())
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
        self.record.step = Some(screen.number);
        self.record.rejected_fields = screen.errors().map(|(field, _)| field.to_string()).collect();
        let FormSession { name, parameters, session, locale, interview } = session;
        let login = Login {
            state: parameters.state.as_str(),
            token: parameters.token.as_str(),
            application: session.client(),
            seconds_left: session.expires_at().saturating_sub(self.app.clock.now_seconds()),
            sign_out: session.sign_out_url(),
        };
        let content = FormPage { name, interview, screen, answers, login: &login, locale };
        Reply::Page(outcome, page::form(&content))
    }

    /// Continues the login with the answers. If they are too long, shows the page with the longest one.
    fn answer(
        &mut self,
        session: &FormSession<'_>,
        answers: &Answers,
        valid: &ValidAnswers,
    ) -> Result<Reply, Refusal> {
        let FormSession { name, interview, .. } = session;
        let has_fields = interview.fields().next().is_some();
        let outcome = if has_fields { Outcome::Answered } else { Outcome::NothingToAsk };
        let claims = AnswerClaims::new(name, interview.form().version, valid);
        let too_long = match self.continue_login(session, &claims, outcome)? {
            Ok(reply) => return Ok(reply),
            Err(too_long) => too_long,
        };
        self.record.reason = Some(Reason::AnswersTooLong(too_long));
        match interview.shorten(answers, valid) {
            Some(screen) => Ok(self.show(session, answers, &screen, Outcome::AnswersTooLong)),
            // Without an answer, the parameters of the tenant are too long.
            None => Err(Reason::LoginTooLong(too_long).into()),
        }
    }

    /// Signs the answer token, and returns the reply that takes it to the tenant.
    fn continue_login(
        &self,
        session: &FormSession<'_>,
        claims: &AnswerClaims<'_>,
        outcome: Outcome,
    ) -> Result<Result<Reply, TooLong>, Refusal> {
        let App { rules, clock, .. } = self.app;
        let FormSession { parameters, session, locale, .. } = session;
        let (state, domain) = (&parameters.state, session.domain());
        let (now, ttl) = (clock.now_seconds(), rules.answer_lifetime_seconds());
        let token = sign_answer(session, state, claims, now, ttl)?;
        // The limit applies to both methods, so that a form works with either.
        let location = redirect::continue_url(domain, state, &token);
        Ok(location.map(|location| match rules.continue_method {
            ContinueMethod::Get => Reply::Redirect(outcome, location, token),
            ContinueMethod::Post => {
                let action = redirect::continue_address(domain);
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
