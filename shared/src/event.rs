//! Between API Gateway's events (HTTP API, payload format 2.0) and the handlers.

use std::panic::AssertUnwindSafe;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use http::header::HOST;
use http::uri::PathAndQuery;
use lambda_http::aws_lambda_events::apigw::{
    ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext, ApiGatewayV2httpResponse,
};
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Context, Request, RequestExt as _, Response};
use serde_json::value::{RawValue, to_raw_value};

use crate::app::App;
use crate::exchange::Exchange;
use crate::outcome::{Outcome, Refusal};
use crate::request;

/// The longest path and query, in bytes: more than API Gateway lets through, less than what a URL type
/// would panic at.
const MAX_TARGET_BYTES: usize = 16_384;

/// Answers one event with `handler`, from JSON to JSON: read and written here, once, and not by the runtime, which
/// keeps the path to each value for an error that would be the whole answer.
pub async fn answer(
    app: &App,
    event: &RawValue,
    context: Context,
    handler: impl AsyncFnOnce(&App, Request) -> Response<Body>,
) -> Box<RawValue> {
    let response = match read(event) {
        Some(event) => respond(app, event, Some(context), handler).await,
        None => refuse_unread(app, context),
    };
    write(&response)
}

fn read(event: &RawValue) -> Option<ApiGatewayV2httpRequest> {
    serde_json::from_str(event.get()).ok()
}

fn write(response: &ApiGatewayV2httpResponse) -> Box<RawValue> {
    // Headers and body are text, so there is nothing that JSON could not hold.
    to_raw_value(response).unwrap_or_default()
}

fn refuse_unread(app: &App, context: Context) -> ApiGatewayV2httpResponse {
    let mut exchange = Exchange::of_context(app, &ApiGatewayV2httpRequestContext::default());
    exchange.record.invocation_id = Some(context.request_id);
    let detail = "the event is not that of an HTTP API, payload format 2.0";
    encode(exchange.close(Err(Refusal::new(Outcome::RequestMalformed, detail))))
}

/// Answers one event with `handler`. Never fails: an event that cannot be decoded and a handler that
/// panics are pages, too. `context` is Lambda's, where there is one.
pub async fn respond(
    app: &App,
    event: ApiGatewayV2httpRequest,
    context: Option<Context>,
    handler: impl AsyncFnOnce(&App, Request) -> Response<Body>,
) -> ApiGatewayV2httpResponse {
    let arrival = logged(&event.request_context);
    let invocation = context.as_ref().map(|context| context.request_id.clone());
    let refuse = |outcome, detail| {
        let mut exchange = Exchange::of_context(app, &arrival);
        exchange.record.invocation_id = invocation;
        exchange.close(Err(Refusal::new(outcome, detail)))
    };
    let response = match decode(event) {
        Ok(request) => {
            let request = match context {
                Some(context) => request.with_lambda_context(context),
                None => request,
            };
            let answer = AssertUnwindSafe(handler(app, request)).catch_unwind();
            answer.await.unwrap_or_else(|_| refuse(Outcome::Fault, "the handler panicked"))
        }
        Err((outcome, detail)) => refuse(outcome, detail),
    };
    encode(response)
}

/// What the log tells of a request that never comes to the handler, or not out of it.
fn logged(context: &ApiGatewayV2httpRequestContext) -> ApiGatewayV2httpRequestContext {
    let mut logged = ApiGatewayV2httpRequestContext::default();
    logged.request_id.clone_from(&context.request_id);
    logged.route_key.clone_from(&context.route_key);
    logged.http.method.clone_from(&context.http.method);
    logged.http.source_ip.clone_from(&context.http.source_ip);
    logged
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
    if event.is_base64_encoded
        && let Some(body) = &event.body
    {
        let body = STANDARD.decode(body);
        let body = body.map_err(|_| (Outcome::RequestMalformed, "the body is not base64"))?;
        // What a form sends is text: then nothing is left for `lambda_http` to decode.
        if let Ok(text) = String::from_utf8(body) {
            (event.body, event.is_base64_encoded) = (Some(text), false);
        }
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
