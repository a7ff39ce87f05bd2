//! Answers of the tenant and of the app.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use maud::Markup;
use serde::Serialize;

use crate::page;

pub(crate) type Reply = Response<Body>;

/// An answer of any kind.
pub(crate) fn plain(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Reply {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    reply
}

/// A page.
pub(crate) fn html(status: StatusCode, markup: Markup) -> Reply {
    let mut reply = plain(status, "text/html; charset=utf-8", markup.into_string());
    // No `form-action`: browsers hold it against every redirect that follows a form.
    let policy =
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
    reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    reply
}

/// JSON, indented for people.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Reply {
    match serde_json::to_string_pretty(value) {
        Ok(text) => plain(status, "application/json", text + "\n"),
        Err(error) => {
            plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", error.to_string())
        }
    }
}

/// The pages' one style sheet.
pub(crate) async fn style() -> Reply {
    plain(StatusCode::OK, "text/css; charset=utf-8", page::STYLE)
}

/// Sends the browser on, as the tenant does: 302, after which browsers use GET.
pub(crate) fn redirect(location: &str) -> Reply {
    let Ok(location) = HeaderValue::from_str(location) else {
        let body = "The address to go to has characters that a header cannot hold.\n";
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", body);
    };
    let mut reply = plain(StatusCode::FOUND, "text/plain; charset=utf-8", Body::empty());
    reply.headers_mut().insert(header::LOCATION, location);
    reply
}

/// A name that cannot be guessed: 256 random bits.
pub(crate) fn opaque() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
