//! The conversion of a function's response, in API Gateway's format, to HTTP.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::reply::Reply;

/// A response of the gateway itself.
pub(super) fn own(status: StatusCode, message: &str) -> Reply {
    let mut reply = Response::new(Body::from(format!("{{\"message\":\"{message}\"}}")));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}

/// Converts the function's response. A response that API Gateway could not parse becomes a 500.
pub(super) fn http(answer: &Value) -> Reply {
    read(answer).unwrap_or_else(|| own(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"))
}

fn read(answer: &Value) -> Option<Reply> {
    let status = answer.get("statusCode")?.as_u64().and_then(|status| u16::try_from(status).ok())?;
    let body = answer.get("body").and_then(Value::as_str).unwrap_or_default();
    let body = match answer.get("isBase64Encoded").and_then(Value::as_bool) {
        Some(true) => STANDARD.decode(body).ok()?,
        _ => body.as_bytes().to_vec(),
    };
    let mut reply = Response::new(Body::from(body));
    *reply.status_mut() = StatusCode::from_u16(status).ok()?;
    let headers = answer.get("headers").and_then(Value::as_object).into_iter().flatten();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        reply.headers_mut().insert(name, HeaderValue::from_str(value.as_str()?).ok()?);
    }
    for cookie in answer.get("cookies").and_then(Value::as_array).into_iter().flatten() {
        reply.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(cookie.as_str()?).ok()?);
    }
    if !reply.headers().contains_key(header::CONTENT_TYPE) {
        // The default content type of an HTTP API.
        reply
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    Some(reply)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn status_headers_and_cookies_go_through() {
        let reply = http(&json!({
            "statusCode": 303,
            "headers": {"location": "https://example.com/", "content-type": "text/html"},
            "cookies": ["a=1", "b=2"],
            "body": "PGI+",
            "isBase64Encoded": true,
        }));
        assert_eq!(reply.status(), 303);
        assert_eq!(reply.headers()["location"], "https://example.com/");
        assert_eq!(reply.headers().get_all("set-cookie").iter().count(), 2);
    }

    #[test]
    fn an_invalid_response_is_a_500() {
        for answer in [
            json!({}),
            json!({"statusCode": 99}),
            json!({"statusCode": 200, "body": "%", "isBase64Encoded": true}),
            json!({"statusCode": 200, "headers": {"x": "a\nb"}}),
        ] {
            assert_eq!(http(&answer).status(), 500, "{answer}");
        }
    }
}
