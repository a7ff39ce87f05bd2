//! A verified session at a form: what is asked of one person.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Exchange;
use super::return_link::sign_out;
use crate::answer::AnswerClaims;
use crate::app::App;
use crate::config::ContinueMethod;
use crate::outcome::Outcome;
use crate::reason::{Reason, Refusal};
use crate::request::RedirectParameters;
use crate::response::Reply;
use profiling_forms::value::date::Date;
use profiling_forms::{Answers, FieldName, Form, FormName, Questions, Reading, Screen, Turn, ValidAnswers};
use profiling_pages::{self as page, FormPage, Handover, Login, Reader};
use profiling_session::redirect::{self, TooLong};
use profiling_session::{VerifiedSession, sign_answer};

/// The most unknown fields that a log line names.
const MAX_NAMES: usize = 10;

/// What a verified session has to be asked, and whom.
#[derive(Debug)]
pub struct Interview<'a> {
    name: &'a FormName,
    form: &'a Form,
    parameters: RedirectParameters,
    session: Arc<VerifiedSession>,
    reader: Reader,
    /// What is asked: the fields that the token names, or all. There may be none, where the Action misses
    /// only what the form does not ask for; then there is nothing to show.
    pub questions: Questions<'a>,
    /// How the answers are read.
    pub reading: Reading,
}

impl<'a> Exchange<'a> {
    /// Verifies the session token, and chooses what to ask.
    pub async fn interview(
        &mut self,
        (name, form): (&'a FormName, Option<&'a Form>),
        parameters: RedirectParameters,
    ) -> Result<Interview<'a>, Refusal> {
        let session = self.verify(&parameters.token, name).await?;
        let form = form.ok_or(Reason::FormInvalid)?;
        let questions = form.questions(session.fields());
        self.record.unknown_fields = unknown_fields(&session, &questions);
        self.record.fields = Some(questions.fields().count());
        let reader = Reader::of_form(form, session.locale(), &self.accepted);
        self.record.language = Some(reader.language().to_string());
        let today = Date::from_unix_seconds(self.app.clock.now_seconds());
        let reading = Reading { words: reader.words(), today };
        Ok(Interview { name, form, parameters, session, reader, questions, reading })
    }

    /// Shows a page of the form, with the answers so far.
    fn show(
        &mut self,
        interview: &Interview<'_>,
        answers: &Answers,
        screen: &Screen<'_>,
        outcome: Outcome,
    ) -> Reply {
        self.record.step = Some(screen.number);
        self.record.rejected_fields = screen.errors().map(|(field, _)| field.to_string()).collect();
        let Interview { form, session, parameters, .. } = interview;
        let page = page::form(&FormPage {
            name: interview.name,
            form,
            questions: &interview.questions,
            screen,
            login: &Login {
                state: parameters.state.as_str(),
                token: parameters.token.as_str(),
                application: session.client(),
                seconds_left: session.expires_at().saturating_sub(self.app.clock.now_seconds()),
                sign_out: sign_out(form, session.domain(), session.client_id()),
            },
            answers,
            reader: &interview.reader,
        });
        Reply::Page(outcome, page)
    }

    /// Shows what comes next, or ends with the answers.
    pub fn go_on(
        &mut self,
        interview: &Interview<'_>,
        answers: &Answers,
        turn: Turn<'_>,
        shown: Outcome,
    ) -> Result<Reply, Refusal> {
        let valid = match turn {
            Turn::Ask(screen) => {
                let outcome = if screen.has_errors() { Outcome::AnswersInvalid } else { shown };
                return Ok(self.show(interview, answers, &screen, outcome));
            }
            Turn::Done(valid) => valid,
        };
        let nothing_asked = interview.questions.fields().next().is_none();
        let outcome = if nothing_asked { Outcome::NothingToAsk } else { Outcome::Answered };
        let too_long = match self.give_back(interview, &valid, outcome)? {
            Ok(reply) => return Ok(reply),
            Err(too_long) => too_long,
        };
        self.record.reason = Some(Reason::AnswersTooLong(too_long));
        match interview.questions.shorten(answers, &interview.reading, &valid) {
            Turn::Ask(screen) => Ok(self.show(interview, answers, &screen, Outcome::AnswersTooLong)),
            // Not one answer, and still too long: then it is what the tenant sent.
            Turn::Done(_) => Err(Reason::LoginTooLong(too_long).into()),
        }
    }

    /// Ends with "Not now".
    pub fn postpone(&self, interview: &Interview<'_>) -> Result<Reply, Refusal> {
        let reply = self.give_back(interview, &ValidAnswers::later(), Outcome::Postponed)?;
        reply.map_err(|too_long| Reason::LoginTooLong(too_long).into())
    }

    /// Signs answers, and makes the reply that takes them to the tenant that asked.
    fn give_back(
        &self,
        interview: &Interview<'_>,
        answers: &ValidAnswers,
        outcome: Outcome,
    ) -> Result<Result<Reply, TooLong>, Refusal> {
        let App { rules, clock, .. } = self.app;
        let Interview { name, form, session, parameters, reader, .. } = interview;
        let (state, domain) = (&parameters.state, session.domain());
        let (now, ttl) = (clock.now_seconds(), rules.answer_lifetime_seconds());
        let claims = AnswerClaims::new(name, form.version, answers);
        let token = sign_answer(session, state, &claims, now, ttl)?;
        // What does not fit a URL is too long for a POST, too: a form is good for either.
        let location = redirect::continue_url(domain, state, &token);
        Ok(location.map(|location| match rules.continue_method {
            ContinueMethod::Get => Reply::Redirect(outcome, location, token),
            ContinueMethod::Post => {
                let action = redirect::continue_address(domain);
                let handover = Handover { action: &action, state: state.as_str(), token: token.as_str() };
                let page = page::handover(&handover, reader);
                Reply::Handover(outcome, page, token)
            }
        }))
    }
}

fn unknown_fields(session: &VerifiedSession, questions: &Questions<'_>) -> BTreeSet<String> {
    let named = session.fields().unwrap_or_default().iter().filter(|name| FieldName::parse(name).is_ok());
    named.filter(|name| questions.field(name).is_none()).take(MAX_NAMES).cloned().collect()
}
