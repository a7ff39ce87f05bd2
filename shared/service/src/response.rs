//! The reply, and the headers that every response has.

use std::sync::LazyLock;

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use lambda_http::{Body, Response};
use profiling_pages::Page;
use profiling_session::AnswerToken;

use crate::outcome::Outcome;

/// The reply of a handler. A reply with answers contains the signed token, which is also an extension of the response, for
/// callers in the same process.
#[derive(Debug)]
pub enum Reply {
    /// A page.
    Page(Outcome, Page),
    /// A redirect to the tenant, with the answers. The status is 303: with any other, some browsers block the redirect or
    /// post the form again.
    Redirect(Outcome, String, AnswerToken),
    /// A page that posts the answers to the tenant without a click.
    Handover(Outcome, Page, AnswerToken),
    /// Only a status, for an event whose response no client reads.
    Empty(Outcome),
}

impl Reply {
    /// The outcome of the request.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Page(outcome, _)
            | Self::Redirect(outcome, ..)
            | Self::Handover(outcome, ..)
            | Self::Empty(outcome) => *outcome,
        }
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Page(outcome, _) | Self::Redirect(outcome, ..) | Self::Empty(outcome) => outcome.status(),
            Self::Handover(..) => StatusCode::OK,
        }
    }

    /// Returns the response, with its headers.
    pub fn into_response(self) -> Response<Body> {
        let outcome = self.outcome();
        let mut response = Response::default();
        *response.status_mut() = self.status();
        *response.headers_mut() = FIXED.clone();
        let headers = response.headers_mut();
        let policy = match &self {
            Self::Page(_, page) | Self::Handover(_, page, _) => HeaderValue::try_from(page.policy()).ok(),
            Self::Redirect(..) | Self::Empty(_) => None,
        };
        let policy = policy.unwrap_or_else(|| HeaderValue::from_static(EMPTY_POLICY));
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        if outcome == Outcome::SecretUnavailable {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if outcome == Outcome::MethodNotAllowed {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        }
        match self {
            Self::Page(_, page) => set_page(&mut response, page),
            Self::Handover(_, page, token) => {
                set_page(&mut response, page);
                response.extensions_mut().insert(token);
            }
            Self::Redirect(_, location, token) => {
                // A checked host and an encoded query are printable ASCII.
                if let Ok(location) = HeaderValue::try_from(location) {
                    headers.insert(header::LOCATION, location);
                }
                response.extensions_mut().insert(token);
            }
            Self::Empty(_) => {}
        }
        response
    }
}

fn set_page(response: &mut Response<Body>, page: Page) {
    if let Ok(language) = HeaderValue::try_from(page.language().as_str()) {
        response.headers_mut().insert(header::CONTENT_LANGUAGE, language);
    }
    *response.body_mut() = Body::Text(page.into_html());
}

const FIXED_HEADERS: usize = 10;

/// The headers of every response, including errors. There are no cookies, no CORS headers, and no
/// `Cross-Origin-Opener-Policy`, which would separate a login in a popup from its opener.
fn fixed_headers() -> [(HeaderName, HeaderValue); FIXED_HEADERS] {
    let fixed = HeaderValue::from_static;
    [
        (header::CONTENT_TYPE, fixed("text/html; charset=utf-8")),
        (header::VARY, fixed("Accept-Language")),
        (header::CACHE_CONTROL, fixed("no-store")),
        (header::REFERRER_POLICY, fixed("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (header::X_FRAME_OPTIONS, fixed("DENY")),
        (header::STRICT_TRANSPORT_SECURITY, fixed("max-age=63072000; includeSubDomains")),
        (HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin")),
        (HeaderName::from_static("permissions-policy"), fixed("camera=(), geolocation=(), microphone=()")),
        (HeaderName::from_static("x-robots-tag"), fixed("noindex")),
    ]
}

/// The fixed headers as a map, because a copy of a map is cheaper than a new one.
static FIXED: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut headers = HeaderMap::with_capacity(FIXED_HEADERS + 3);
    headers.extend(fixed_headers());
    headers
});

/// The `Content-Security-Policy` of a response without a page, which loads and runs nothing.
const EMPTY_POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::error_page;

    #[test]
    fn every_outcome_has_its_status_and_every_header() {
        for outcome in Outcome::ALL {
            let response = Reply::Page(*outcome, error_page()).into_response();
            assert_eq!(response.status(), outcome.status());
            let headers = response.headers();
            for (name, value) in fixed_headers() {
                assert_eq!(headers.get(&name), Some(&value), "{}: {name}", outcome.name());
            }
            assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY), "{}", outcome.name());
            let retry = headers.contains_key(header::RETRY_AFTER);
            assert_eq!(retry, outcome.status() == 503, "{}", outcome.name());
            assert_eq!(headers.contains_key(header::ALLOW), outcome.status() == 405, "{}", outcome.name());
        }
    }
}
