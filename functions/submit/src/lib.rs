//! `POST /forms/{form}`: verifies the session token again, validates the answers, and shows the next step, or
//! signs them and redirects to the tenant that asked.

use lambda_http::http::Method;
use lambda_http::{Body, Request, Response};
use profiling_forms::{BACK, GO, LATER};
use profiling_service::app::App;
use profiling_service::exchange::Exchange;
use profiling_service::outcome::Outcome;
use profiling_service::reason::{Reason, Refusal};
use profiling_service::request;
use profiling_service::response::Reply;

/// Answers a request. Whatever happens is a page or the redirect, and one log line.
pub async fn handle(app: &App, request: &Request) -> Response<Body> {
    let mut exchange = Exchange::open(app, request);
    let result = take(&mut exchange, request).await;
    exchange.close(result)
}

async fn take(exchange: &mut Exchange<'_>, request: &Request) -> Result<Reply, Refusal> {
    let form = exchange.form(&request::form_name(request, &Method::POST)?)?;
    let submission = request::submission(request)?;
    let (answers, interview) = (&submission.answers, exchange.interview(form, submission.parameters).await?);
    let (questions, reading) = (&interview.questions, &interview.reading);
    if questions.has_repeated_input(answers) {
        return Err(Reason::AnswerRepeated.into());
    }
    let turn = match answers.get(GO) {
        BACK => questions.back(answers, reading),
        LATER if questions.may_wait() => return exchange.postpone(&interview),
        _ => questions.advance(answers, reading),
    };
    exchange.go_on(&interview, answers, turn, Outcome::StepShown)
}
