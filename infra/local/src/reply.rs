//! The responses of the tenant and the app.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use maud::Markup;
use serde::Serialize;

use crate::page;

pub(crate) type Reply = Response<Body>;

/// An HTTP response.
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

/// A response with a page.
pub(crate) fn html(status: StatusCode, markup: Markup) -> Reply {
    let mut reply = plain(status, "text/html; charset=utf-8", markup.into_string());
    // No `form-action`: browsers apply it to every redirect after a form is submitted.
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; \
         frame-ancestors 'none'";
    reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    reply
}

/// A response with indented JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Reply {
    match serde_json::to_string_pretty(value) {
        Ok(text) => plain(status, "application/json", text + "\n"),
        Err(error) => {
            plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", error.to_string())
        }
    }
}

/// The style sheet of the pages.
pub(crate) async fn style() -> Reply {
    plain(StatusCode::OK, "text/css; charset=utf-8", page::STYLE)
}

/// The script of the pages.
pub(crate) async fn script() -> Reply {
    plain(StatusCode::OK, "text/javascript; charset=utf-8", page::SCRIPT)
}

/// A redirect with the status 302, which Auth0 uses; browsers follow it with GET.
pub(crate) fn redirect(location: &str) -> Reply {
    let Ok(location) = HeaderValue::from_str(location) else {
        let body = "The redirect URL has characters that are not allowed in a header.\n";
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", body);
    };
    let mut reply = plain(StatusCode::FOUND, "text/plain; charset=utf-8", Body::empty());
    reply.headers_mut().insert(header::LOCATION, location);
    reply
}

/// A random identifier of 256 bits that cannot be guessed.
pub(crate) fn opaque() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
