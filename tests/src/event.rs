//! Events as an HTTP API sends them, payload format 2.0.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// `GET /forms/{form}?query`.
pub fn get(form: &str, query: &str) -> Value {
    event("GET", form, query, None)
}

/// `POST /forms/{form}` with a urlencoded body, which API Gateway sends in base64.
pub fn post(form: &str, body: &str) -> Value {
    event("POST", form, "", Some(body))
}

/// Any method at the address of a form.
pub fn event(method: &str, form: &str, query: &str, body: Option<&str>) -> Value {
    let host = "abc123.execute-api.eu-west-1.amazonaws.com";
    json!({
        "version": "2.0",
        "routeKey": format!("{method} /forms/{{form}}"),
        "rawPath": format!("/forms/{form}"),
        "rawQueryString": query,
        "headers": {
            "accept": "text/html",
            "content-type": "application/x-www-form-urlencoded",
            "host": host,
            "sec-fetch-site": if method == "GET" { "cross-site" } else { "same-origin" },
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https"
        },
        "pathParameters": {"form": form},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abc123",
            "domainName": host,
            "domainPrefix": "abc123",
            "http": {
                "method": method, "path": format!("/forms/{form}"), "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1", "userAgent": "test"
            },
            "requestId": "request-1",
            "routeKey": format!("{method} /forms/{{form}}"),
            "stage": "$default",
            "time": "15/Jan/2027:08:00:00 +0000",
            "timeEpoch": 1_800_000_000_000_u64
        },
        "body": body.map(|body| STANDARD.encode(body)),
        "isBase64Encoded": body.is_some()
    })
}
