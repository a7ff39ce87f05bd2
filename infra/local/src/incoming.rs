//! A parsed request to the tenant or the app.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use profiling_pages::FormData;
use serde_json::{Map, Value};

use crate::cookie::Cookie;

/// The size limit of a request body in bytes.
const BODY_BYTES: usize = 1024 * 1024;

/// Names and values in the order of the request, repeated names included.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub(crate) fn parse(urlencoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(urlencoded).into_owned().collect())
    }

    fn from_json(object: Map<String, Value>) -> Self {
        let pairs = object.into_iter().map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        });
        Self(pairs.collect())
    }

    /// Returns the first value with this name, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next().filter(|value| !value.is_empty())
    }

    /// Returns all values with this name, empty values included.
    pub(crate) fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |pair| pair.0 == name).map(|pair| pair.1.as_str())
    }

    /// Returns the pairs whose names start with `prefix`.
    pub(crate) fn starting_with(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(move |(name, _)| name.starts_with(prefix))
    }

    /// Returns the inputs of a form page.
    pub(crate) fn form_data(&self) -> FormData {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// The words of a space-separated list such as `scope` and `ui_locales`.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        self.get(name).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    }

    /// The pairs as in the Action's event: a repeated name has a list of values.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = Map::new();
        for (name, value) in &self.0 {
            let value = Value::from(value.as_str());
            match object.get_mut(name) {
                None => {
                    object.insert(name.clone(), value);
                }
                Some(Value::Array(list)) => list.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Value::Object(object)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Pairs {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

/// A request to the tenant or the app.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) query: Pairs,
    pub(crate) body: Pairs,
    pub(crate) ip: IpAddr,
    headers: HeaderMap,
}

impl Incoming {
    pub(crate) fn header(&self, name: &header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn cookie(&self, cookie: &Cookie) -> Option<&str> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|pair| pair.0 == cookie.name())
            .map(|pair| pair.1)
    }

    /// The token of `Authorization: Bearer …`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header(&header::AUTHORIZATION)?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }
}

impl<S: Send + Sync> FromRequest<S> for Incoming {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, BODY_BYTES).await else {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "The request's body is too large.\n").into_response());
        };
        let kind =
            parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let body = match kind.split(';').next().unwrap_or_default().trim() {
            "application/x-www-form-urlencoded" => Pairs::parse(&body),
            "application/json" => match serde_json::from_slice(&body) {
                Ok(object) => Pairs::from_json(object),
                Err(_) => {
                    return Err((StatusCode::BAD_REQUEST, "The body is not a JSON object.\n").into_response());
                }
            },
            _ => Pairs::default(),
        };
        let ip = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.0.ip());
        let query = Pairs::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self { method: parts.method, query, body, ip, headers: parts.headers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_name_becomes_a_list_for_the_action() {
        let pairs = Pairs::parse(b"a=1&b=x+y&a=2&a=3&c=");
        assert_eq!(pairs.to_json(), serde_json::json!({"a": ["1", "2", "3"], "b": "x y", "c": ""}));
        assert_eq!((pairs.get("a"), pairs.get("c"), pairs.get("d")), (Some("1"), None, None));
    }
}
