//! `GET /forms/{form}`: verifies the session token and renders the form. Also answers what has no route.

use lambda_http::http::Method;
use lambda_http::{Body, Request, Response};
use profiling::app::App;
use profiling::exchange::Exchange;
use profiling::form::Answers;
use profiling::outcome::{Outcome, Refusal};
use profiling::page::{self, FormPage};
use profiling::request;
use profiling::response::Reply;

/// Answers a request. Whatever happens is a page and one log line.
pub async fn handle(app: &App, request: Request) -> Response<Body> {
    let mut exchange = Exchange::open(app, &request);
    let result = ask(&mut exchange, &request).await;
    exchange.close(result)
}

async fn ask(exchange: &mut Exchange<'_>, request: &Request) -> Result<Reply, Refusal> {
    let (name, form) = exchange.form(&request::form_name(request, &Method::GET)?)?;
    let parameters = request::redirect_parameters(request)?;
    let session = exchange.verify(&parameters.token, name).await?;
    let questions = exchange.questions(form, &session);
    // Nobody is stranded over a setting: without a question the login goes on, and the Action decides.
    if questions.fields().is_empty()
        && let Ok(none) = questions.validate(&Answers::default())
        && let Ok(location) = exchange.redirect(&session, &parameters.state, (name, form), &none)?
    {
        return Ok(Reply::Redirect(Outcome::NothingToAsk, location));
    }
    let reader = exchange.reader(form, &session);
    let page = page::form(&FormPage {
        name,
        form,
        questions: &questions,
        parameters: &parameters,
        session: &session,
        answers: &Answers::default(),
        errors: &[],
        reader: &reader,
        now: exchange.app().clock.now_seconds(),
    });
    Ok(Reply::Page(Outcome::Rendered, page))
}
