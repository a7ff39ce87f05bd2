//! `GET /forms/{form}`: verifies the session token and renders the form. Also answers requests without a route, and takes
//! the answers of a form that has no route of its own.

use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt as _, Response};
use profiling_service::app::App;
use profiling_service::exchange::Exchange;
use profiling_service::outcome::Outcome;
use profiling_service::reason::Refusal;
use profiling_service::request;
use profiling_service::response::Reply;

/// Answers a request. Whatever happens is a page and one log line.
pub async fn handle(app: &App, request: &Request) -> Response<Body> {
    // Behind a function URL or a catch-all route one function gets the form's answers, too.
    if request.method() == Method::POST && request.path_parameters().first("form").is_none() {
        return profiling_submit::handle(app, request).await;
    }
    let mut exchange = Exchange::open(app, request);
    let result = ask(&mut exchange, request).await;
    exchange.close(result)
}

async fn ask(exchange: &mut Exchange<'_>, request: &Request) -> Result<Reply, Refusal> {
    let form = exchange.form(&request::form_name(request, &Method::GET)?)?;
    let interview = exchange.interview(form, request::redirect_parameters(request)?).await?;
    let answers = interview.questions.defaults(&interview.reading);
    let turn = interview.questions.begin(&answers, &interview.reading);
    // Nobody is stranded over a setting: without a question the login goes on, and the Action decides.
    exchange.go_on(&interview, &answers, turn, Outcome::Rendered)
}
