//! A client of Auth0's Management API.

mod error;
mod options;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

pub(crate) use error::TenantError;
pub(crate) use options::{Credentials, Environment, OptionsError, TenantOptions};

use crate::http::{self, Request, Response};
use crate::programs::Programs;

/// A connection to a tenant, with an access token for its Management API.
pub(crate) struct Tenant<'a> {
    programs: &'a dyn Programs,
    origin: Origin,
    token: Zeroizing<String>,
}

/// The response of the token endpoint.
#[derive(Deserialize)]
struct Grant {
    access_token: String,
}

impl<'a> Tenant<'a> {
    /// Gets an access token for the Management API with the credentials of a machine-to-machine application (client
    /// credentials grant). `domain` is the tenant's own domain, not a custom domain.
    pub(crate) fn connect(
        programs: &'a dyn Programs,
        domain: &str,
        client_id: &str,
        client_secret: &str,
    ) -> Result<Self, TenantError> {
        let origin = Origin::parse(domain).ok_or_else(|| TenantError::Domain(domain.to_owned()))?;
        let body = json!({
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "audience": origin.url("/api/v2/"),
        });
        let response = http::send(programs, &Request::new("POST", origin.url("/oauth/token")).json(&body))?;
        if response.status != 200 {
            return Err(TenantError::of_token_endpoint(&response));
        }
        let grant: Grant = serde_json::from_slice(&response.body).map_err(|_| TenantError::NotAuth0)?;
        Ok(Self { programs, origin, token: Zeroizing::new(grant.access_token) })
    }

    /// Returns the domain of the tenant.
    pub(crate) fn domain(&self) -> &str {
        &self.origin.host
    }

    /// Sends a GET request. `path` is below `/api/v2/`, with its query, and already percent-encoded.
    pub(crate) fn get(&self, path: &str) -> Result<Value, TenantError> {
        self.send(Request::get(self.url(path)))
    }

    /// Sends a PATCH request. `path` is below `/api/v2/`, and already percent-encoded.
    pub(crate) fn patch(&self, path: &str, body: &Value) -> Result<Value, TenantError> {
        self.send(Request::new("PATCH", self.url(path)).json(body))
    }

    fn url(&self, path: &str) -> String {
        self.origin.url(&format!("/api/v2/{path}"))
    }

    fn send(&self, request: Request) -> Result<Value, TenantError> {
        let authorization = Zeroizing::new(format!("Bearer {}", *self.token));
        let response = http::send(self.programs, &request.header("Authorization", authorization.as_str()))?;
        match response.status {
            200..=299 => response.json().ok_or(TenantError::NotAuth0),
            _ => Err(TenantError::of_api(&response)),
        }
    }
}

/// The scheme and the host of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    scheme: &'static str,
    /// The host name, with the port if there is one.
    host: String,
}

impl Origin {
    /// Parses a domain, which can be in a URL without a path. HTTP is accepted only for this machine.
    fn parse(domain: &str) -> Option<Self> {
        let domain = domain.trim();
        let (scheme, host) = match domain.split_once("://") {
            None => ("https", domain),
            Some(("https", host)) => ("https", host),
            Some(("http", host)) => ("http", host),
            Some(_) => return None,
        };
        let host = host.strip_suffix('/').unwrap_or(host).to_ascii_lowercase();
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (&*host, None),
        };
        let is_local = ["127.0.0.1", "localhost"].contains(&name);
        let is_label =
            |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let is_name = name.contains('.') && name.split('.').all(is_label);
        let has_valid_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
        let is_valid = if scheme == "http" { is_local } else { is_local || is_name };
        (is_valid && has_valid_port).then_some(Self { scheme, host })
    }

    fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.host)
    }
}

/// Percent-encodes a part of a path or of a query (RFC 3986, section 2.1).
pub(crate) fn encode(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Returns a member of a JSON response that is a string.
fn text(response: &Response, name: &str) -> Option<String> {
    Some(response.json()?.get(name)?.as_str()?.to_owned())
}
