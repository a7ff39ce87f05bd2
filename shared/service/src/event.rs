//! Converts API Gateway's events (HTTP API, payload format 2.0) to requests, and responses to its format.

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

use self::wire::EventError;
use crate::app::App;
use crate::exchange::Exchange;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request;
use crate::response::Reply;

/// The maximum length of a path and a query, in bytes: more than API Gateway accepts, less than the length at which a
/// URL type would panic.
const MAX_TARGET_BYTES: usize = 16_384;

/// Handles an event as JSON, and returns the response as JSON. The runtime's own decoder is not used: it tracks the path to
/// each value, and its error would replace the response.
pub async fn handle(
    app: &App,
    event: &RawValue,
    context: Context,
    handler: impl AsyncFnOnce(&App, &Request) -> Response<Body>,
) -> Box<RawValue> {
    let response = match wire::read(event) {
        Ok(event) => respond(app, event, Some(context), handler).await,
        Err(error) => {
            let mut exchange = Exchange::from_context(app, &ApiGatewayV2httpRequestContext::default());
            exchange.record.invocation_id = Some(context.request_id);
            exchange.record.method = None;
            encode(exchange.close(match error {
                EventError::NotHttp => Ok(Reply::Empty(Outcome::WarmUp)),
                EventError::OtherFormat => Err(Reason::EventFormatUnknown),
            }))
        }
    };
    // Headers and body are text, which JSON can always represent.
    to_raw_value(&response).unwrap_or_default()
}

/// Handles an event with `handler`. If the event cannot be decoded or the handler panics, the response is an error page.
/// `context` is Lambda's, if there is one.
pub async fn respond(
    app: &App,
    mut event: ApiGatewayV2httpRequest,
    context: Option<Context>,
    handler: impl AsyncFnOnce(&App, &Request) -> Response<Body>,
) -> ApiGatewayV2httpResponse {
    if let Err(reason) = decode(&mut event) {
        let mut exchange = Exchange::from_event(app, &event);
        exchange.record.invocation_id = context.map(|context| context.request_id);
        return encode(exchange.close(Err(reason)));
    }
    let request: Request = LambdaRequest::ApiGatewayV2(event).into();
    let request = match context {
        Some(context) => request.with_lambda_context(context),
        None => request,
    };
    let response = AssertUnwindSafe(handler(app, &request)).catch_unwind().await;
    encode(response.unwrap_or_else(|_| Exchange::open(app, &request).close(Err(Reason::Panic))))
}

/// Decodes the body of an event, and rejects events on which `lambda_http` panics: emulators send queries that are not
/// encoded and bodies that are not base64.
fn decode(event: &mut ApiGatewayV2httpRequest) -> Result<(), Reason> {
    let path = event.raw_path.as_deref().unwrap_or_default();
    let query = event.raw_query_string.as_deref().unwrap_or_default();
    let bytes = path.len() + query.len();
    if bytes > MAX_TARGET_BYTES {
        return Err(Reason::TargetTooLong { bytes, limit_bytes: MAX_TARGET_BYTES });
    }
    let target = format!("{path}?{query}");
    // The part after a `#` would be ignored: it is no part of a request (RFC 9112 §3.2).
    if !path.starts_with('/') || target.contains('#') || PathAndQuery::try_from(target).is_err() {
        return Err(Reason::TargetMalformed);
    }
    // The length of base64, which a body may have.
    let limit_bytes = request::MAX_BODY_BYTES.div_ceil(3) * 4;
    let bytes = event.body.as_deref().map_or(0, str::len);
    if bytes > limit_bytes {
        return Err(Reason::BodyTooLarge { bytes, limit_bytes });
    }
    if event.is_base64_encoded
        && let Some(body) = &event.body
    {
        let body = STANDARD.decode(body).map_err(|_| Reason::BodyNotBase64)?;
        // The body of a form is text, so nothing is left for `lambda_http` to decode.
        if let Ok(text) = String::from_utf8(body) {
            (event.body, event.is_base64_encoded) = (Some(text), false);
        }
    }
    // Both go into a URL that must parse; nothing depends on the host that a request names.
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
