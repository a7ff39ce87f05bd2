//! Between API Gateway's events (HTTP API, payload format 2.0) and the handlers.

use std::panic::AssertUnwindSafe;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use http::header::HOST;
use http::uri::PathAndQuery;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Context, Request, RequestExt as _, Response};

use crate::app::App;
use crate::exchange::Exchange;
use crate::outcome::{Outcome, Refusal};
use crate::request;

/// The longest path and query, in bytes: more than API Gateway lets through, less than what a URL type
/// would panic at.
const MAX_TARGET_BYTES: usize = 16_384;

/// Answers one event with `handler`. Never fails: an event that cannot be decoded and a handler that
/// panics are pages, too. `context` is Lambda's, where there is one.
pub async fn respond(
    app: &App,
    event: ApiGatewayV2httpRequest,
    context: Option<Context>,
    handler: impl AsyncFnOnce(&App, Request) -> Response<Body>,
) -> ApiGatewayV2httpResponse {
    let request_context = event.request_context.clone();
    let refuse = |outcome, detail| {
        let mut exchange = Exchange::of_context(app, &request_context);
        exchange.record.invocation_id = context.as_ref().map(|context| context.request_id.clone());
        exchange.close(Err(Refusal::new(outcome, detail)))
    };
    let response = match decode(event) {
        Ok(request) => {
            let request = match &context {
                Some(context) => request.with_lambda_context(context.clone()),
                None => request,
            };
            let answer = AssertUnwindSafe(handler(app, request)).catch_unwind();
            answer.await.unwrap_or_else(|_| refuse(Outcome::Fault, "the handler panicked"))
        }
        Err((outcome, detail)) => refuse(outcome, detail),
    };
    encode(response)
}

/// Decodes an event as `lambda_http` does, after a look at what it would panic on: emulators send
/// queries that are not encoded, and bodies that are not the base64 they are said to be.
fn decode(mut event: ApiGatewayV2httpRequest) -> Result<Request, (Outcome, &'static str)> {
    let path = event.raw_path.as_deref().unwrap_or_default();
    let query = event.raw_query_string.as_deref().unwrap_or_default();
    if path.len() + query.len() > MAX_TARGET_BYTES {
        return Err((Outcome::RequestMalformed, "the path and the query are too long"));
    }
    let target = format!("{path}?{query}");
    // What is behind a `#` would not be looked at: it is no part of a request (RFC 9112 §3.2).
    if !path.starts_with('/') || target.contains('#') || PathAndQuery::try_from(target).is_err() {
        return Err((Outcome::RequestMalformed, "the path or the query is not well-formed"));
    }
    if event.body.as_deref().is_some_and(|body| body.len() > request::MAX_BODY_BYTES.div_ceil(3) * 4) {
        return Err((Outcome::BodyTooLarge, "the body is too long"));
    }
    if event.is_base64_encoded && event.body.as_deref().is_some_and(|body| STANDARD.decode(body).is_err()) {
        return Err((Outcome::RequestMalformed, "the body is not base64"));
    }
    // Both go into a URL that must parse; nothing here is decided by what a request calls its host.
    event.headers.remove(HOST);
    event.request_context.domain_name = None;
    Ok(LambdaRequest::ApiGatewayV2(event).into())
}

fn encode(response: Response<Body>) -> ApiGatewayV2httpResponse {
    let (parts, body) = response.into_parts();
    let mut encoded = ApiGatewayV2httpResponse::default();
    encoded.status_code = i64::from(parts.status.as_u16());
    encoded.headers = parts.headers;
    encoded.body = Some(body);
    encoded
}

#[cfg(test)]
mod tests;
