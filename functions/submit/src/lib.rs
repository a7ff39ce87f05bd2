//! `POST /forms/{form}`: verifies the session token again, validates the answers, signs them and
//! redirects to the tenant that asked.

use lambda_http::http::Method;
use lambda_http::{Body, Request, Response};
use profiling::app::App;
use profiling::exchange::Exchange;
use profiling::form::Rejected;
use profiling::outcome::{Outcome, Refusal};
use profiling::page::{self, FormPage};
use profiling::request;
use profiling::response::Reply;

/// Answers a request. Whatever happens is a page or the redirect, and one log line.
pub async fn handle(app: &App, request: Request) -> Response<Body> {
    let mut exchange = Exchange::open(app, &request);
    let result = take(&mut exchange, &request).await;
    exchange.close(result)
}

async fn take(exchange: &mut Exchange<'_>, request: &Request) -> Result<Reply, Refusal> {
    let (name, form) = exchange.form(&request::form_name(request, &Method::POST)?)?;
    let submission = request::submission(request)?;
    let session = exchange.verify(&submission.parameters.token, name).await?;
    let questions = exchange.questions(form, &session);
    if questions.has_repeated_input(&submission.answers) {
        return Err(Refusal::new(Outcome::BodyMalformed, "an answer is there twice"));
    }
    let (outcome, Rejected(errors)) = match questions.validate(&submission.answers) {
        Ok(answers) => {
            let state = &submission.parameters.state;
            match exchange.redirect(&session, state, (name, form), &answers)? {
                Ok(location) if questions.fields().is_empty() => {
                    return Ok(Reply::Redirect(Outcome::NothingToAsk, location));
                }
                Ok(location) => return Ok(Reply::Redirect(Outcome::Answered, location)),
                Err(error) => {
                    exchange.record.detail = Some(error.to_string());
                    (Outcome::AnswersTooLong, questions.too_long(&answers))
                }
            }
        }
        Err(rejected) => (Outcome::AnswersInvalid, rejected),
    };
    exchange.record.rejected_fields = errors.iter().map(|error| error.field.to_string()).collect();
    let reader = exchange.reader(form, &session);
    let page = page::form(&FormPage {
        name,
        form,
        questions: &questions,
        parameters: &submission.parameters,
        session: &session,
        answers: &submission.answers,
        errors: &errors,
        reader: &reader,
        now: exchange.app().clock.now_seconds(),
    });
    Ok(Reply::Page(outcome, page))
}
