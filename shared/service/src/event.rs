//! Between API Gateway's events (HTTP API, payload format 2.0) and the handlers.

mod wire;

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

use self::wire::Unread;
use crate::app::App;
use crate::exchange::Exchange;
use crate::outcome::{Outcome, Refusal};
use crate::request;
use crate::response::Reply;

/// The longest path and query, in bytes: more than API Gateway lets through, less than what a URL type
/// would panic at.
const MAX_TARGET_BYTES: usize = 16_384;

/// Answers one event with `handler`, from JSON to JSON: read and written here, once, and not by the runtime, which
/// keeps the path to each value for an error that would be the whole answer.
pub async fn answer(
    app: &App,
    event: &RawValue,
    context: Context,
    handler: impl AsyncFnOnce(&App, &Request) -> Response<Body>,
) -> Box<RawValue> {
    let response = match wire::read(event) {
        Ok(event) => respond(app, event, Some(context), handler).await,
        Err(unread) => {
            let mut exchange = Exchange::of_context(app, &ApiGatewayV2httpRequestContext::default());
            exchange.record.invocation_id = Some(context.request_id);
            exchange.record.method = None;
            encode(exchange.close(match unread {
                Unread::NotHttp => Ok(Reply::Empty(Outcome::WarmUp)),
                Unread::OtherFormat => Err(Refusal::new(
                    Outcome::RequestMalformed,
                    "the event is not that of an HTTP API, payload format 2.0",
                )),
            }))
        }
    };
    // Headers and body are text, so there is nothing that JSON could not hold.
    to_raw_value(&response).unwrap_or_default()
}

/// Answers one event with `handler`. Never fails: an event that cannot be decoded and a handler that
/// panics are pages, too. `context` is Lambda's, where there is one.
pub async fn respond(
    app: &App,
    mut event: ApiGatewayV2httpRequest,
    context: Option<Context>,
    handler: impl AsyncFnOnce(&App, &Request) -> Response<Body>,
) -> ApiGatewayV2httpResponse {
    if let Err((outcome, detail)) = decode(&mut event) {
        let mut exchange = Exchange::of_event(app, &event);
        exchange.record.invocation_id = context.map(|context| context.request_id);
        return encode(exchange.close(Err(Refusal::new(outcome, detail))));
    }
    let request: Request = LambdaRequest::ApiGatewayV2(event).into();
    let request = match context {
        Some(context) => request.with_lambda_context(context),
        None => request,
    };
    let response = AssertUnwindSafe(handler(app, &request)).catch_unwind().await;
    encode(response.unwrap_or_else(|_| {
        Exchange::open(app, &request).close(Err(Refusal::new(Outcome::Fault, "the handler panicked")))
    }))
}

/// Checks an event for what `lambda_http` would panic on, as emulators send queries that are not encoded and bodies
/// that are not base64, and decodes its body.
fn decode(event: &mut ApiGatewayV2httpRequest) -> Result<(), (Outcome, &'static str)> {
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
    Ok(())
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
