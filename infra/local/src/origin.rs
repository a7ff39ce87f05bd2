//! The origins of the emulator, like `http://127.0.0.1:4001`, and their canonical host name.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use crate::reply;

/// The host and port of an origin: `127.0.0.1:4001`.
pub(crate) fn authority(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |origin| origin.1)
}

/// Redirects requests for other names of this machine to the canonical name, which cookies and callbacks use;
/// rejects all other hosts.
pub(crate) fn own_host(router: Router, origin: &str) -> Router {
    router.layer(from_fn_with_state(Arc::<str>::from(origin), check_host))
}

async fn check_host(State(origin): State<Arc<str>>, request: Request, next: Next) -> Response {
    let own = authority(&origin);
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host == own {
        return next.run(request).await;
    }
    let port = own.rsplit_once(':').map_or("", |own| own.1);
    let alias = ["localhost", "[::1]"].iter().any(|name| host == format!("{name}:{port}"));
    if alias && request.method() == Method::GET {
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        return reply::redirect(&format!("{origin}{target}"));
    }
    (StatusCode::MISDIRECTED_REQUEST, format!("Wrong host. Use {origin}.\n")).into_response()
}
