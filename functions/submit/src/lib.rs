//! `POST /forms/{form}`: verifies the session token again and validates the answers. Shows the next page, or signs the
//! answers and redirects to the tenant.

use lambda_http::http::Method;
use lambda_http::{Body, Request, Response};
use profiling_service::app::App;
use profiling_service::exchange::Exchange;
use profiling_service::reason::Reason;
use profiling_service::request;
use profiling_service::response::Reply;

/// Handles a request. Every result, including an error, is a response and one log line.
pub async fn handle(app: &App, request: &Request) -> Response<Body> {
    let mut exchange = Exchange::open(app, request);
    let result = submit(&mut exchange, request).await;
    exchange.close(result)
}

async fn submit(exchange: &mut Exchange<'_>, request: &Request) -> Result<Reply, Reason> {
    let form = exchange.form(&request::form_name(request, &Method::POST)?)?;
    let submission = request::submission(request)?;
    let session = exchange.form_session(form, submission.parameters).await?;
    exchange.submit(&session, &submission.data)
}
