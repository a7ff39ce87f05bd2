//! `GET /forms/{form}`: verifies the session token and renders the form. Also replies to requests without a route, and
//! passes the answers of a form without a route of its own to the other function.

use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt as _, Response};
use profiling_service::app::App;
use profiling_service::exchange::Exchange;
use profiling_service::reason::Reason;
use profiling_service::request;
use profiling_service::response::Reply;

/// Handles a request. Every result, including an error, is a response and one log line.
pub async fn handle(app: &App, request: &Request) -> Response<Body> {
    // Behind a function URL or a catch-all route, this function also receives the answers.
    if request.method() == Method::POST && request.path_parameters().first("form").is_none() {
        return profiling_submit::handle(app, request).await;
    }
    let mut exchange = Exchange::open(app, request);
    let result = show(&mut exchange, request).await;
    exchange.close(result)
}

async fn show(exchange: &mut Exchange<'_>, request: &Request) -> Result<Reply, Reason> {
    let form = exchange.form(&request::form_name(request, &Method::GET)?)?;
    let session = exchange.form_session(form, request::redirect_parameters(request)?).await?;
    exchange.begin(&session)
}
