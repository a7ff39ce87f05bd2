//! Errors of the Management API. Messages include only error codes and permission names from a response, because the rest
//! can contain user data.

use thiserror::Error;

use super::text;
use crate::http::{HttpError, Response};
use crate::plural::count;

/// The longest error code that is printed.
const MAX_CODE: usize = 64;

/// The longest wait in seconds that is printed.
const MAX_WAIT: u32 = 86_400;

/// The place in the dashboard where an application gets its permissions.
const DASHBOARD: &str =
    "Dashboard → Applications → APIs → Auth0 Management API → Machine to Machine Applications";

/// An error of a request to a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum TenantError {
    /// The text is not a domain.
    #[error(
        "{0:?} is not the domain of a tenant; expected a host name such as example.eu.auth0.com (Dashboard → Applications → \
         the application → Settings → Domain)"
    )]
    Domain(String),
    /// There is no response.
    #[error("the tenant could not be reached: {0}")]
    Http(#[from] HttpError),
    /// The host is not a tenant.
    #[error("there is no tenant at this domain; check AUTH0_DOMAIN, --domain or the environment's file")]
    NoTenant,
    /// The client ID or the client secret is wrong.
    #[error(
        "the tenant does not accept the client ID and the client secret; set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to \
         those of a machine-to-machine application of this tenant (Dashboard → Applications → Applications)"
    )]
    Credentials,
    /// The application has no access to the Management API.
    #[error(
        "the application of AUTH0_CLIENT_ID is not authorized for the Management API; authorize it at {DASHBOARD}. The \
         domain must be the tenant's own domain, not a custom domain"
    )]
    NotAuthorized,
    /// The application is not a machine-to-machine application.
    #[error(
        "the application of AUTH0_CLIENT_ID does not have the grant type client_credentials; use a machine-to-machine \
         application (Dashboard → Applications → Applications)"
    )]
    GrantType,
    /// The application lacks a permission: any of these, as the API names them.
    #[error(
        "the application of AUTH0_CLIENT_ID {}. Add it at {DASHBOARD} → the application, and repeat this \
         command",
        needs(.0)
    )]
    Scope(Vec<String>),
    /// The resource does not exist.
    #[error(
        "the tenant does not have this resource (status 404); check AUTH0_DOMAIN, --domain or --environment"
    )]
    NotFound,
    /// Too many requests, with the seconds to wait, if they are known.
    #[error("the tenant received too many requests (status 429); {}", wait(*.0))]
    RateLimited(Option<u32>),
    /// Another status, with the error code of the API.
    #[error("the tenant responded with status {status}{}{}", code_suffix(.code.as_deref()), advice(*.status))]
    Status { status: u16, code: Option<String> },
    /// A successful response that is not JSON of the Management API.
    #[error("the response is not from Auth0; check AUTH0_DOMAIN or --domain, and the proxy of this machine")]
    NotAuth0,
}

impl TenantError {
    /// The error in a response of the token endpoint.
    pub(super) fn of_token_endpoint(response: &Response) -> Self {
        let code = error_code(response, "error");
        match (response.status, code.as_deref()) {
            (429, _) => Self::RateLimited(retry_after(response)),
            (_, Some("unauthorized_client")) => Self::GrantType,
            (401, _) | (_, Some("invalid_client")) => Self::Credentials,
            (403, Some("access_denied")) => Self::NotAuthorized,
            (404, _) => Self::NoTenant,
            (status, _) => Self::Status { status, code },
        }
    }

    /// The error in a response of the Management API.
    pub(super) fn of_api(response: &Response) -> Self {
        let code = error_code(response, "errorCode");
        match (response.status, code.as_deref()) {
            (403, Some("insufficient_scope")) => Self::Scope(scopes(response)),
            (404, _) => Self::NotFound,
            (429, _) => Self::RateLimited(retry_after(response)),
            (status, _) => Self::Status { status, code },
        }
    }
}

/// Returns an error code, such as `invalid_body`. Any other text is not printed.
fn error_code(response: &Response, name: &str) -> Option<String> {
    let is_code = |text: &String| {
        (1..=MAX_CODE).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    text(response, name).filter(is_code)
}

/// Returns the permissions in a message such as `Insufficient scope, expected any of: read:users`.
fn scopes(response: &Response) -> Vec<String> {
    let message = text(response, "message").unwrap_or_default();
    let list = message.rsplit_once("any of:").map_or("", |(_, list)| list);
    list.split([',', ' ']).filter(|name| is_scope(name)).map(ToOwned::to_owned).collect()
}

/// Returns true for the name of a permission, such as `read:users_app_metadata`.
fn is_scope(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    name.len() <= MAX_CODE
        && name.split_once(':').is_some_and(|(verb, resource)| is_part(verb) && is_part(resource))
}

fn retry_after(response: &Response) -> Option<u32> {
    response.header("retry-after")?.parse().ok().filter(|seconds| *seconds <= MAX_WAIT)
}

fn needs(scopes: &[String]) -> String {
    match scopes {
        [] => "needs another permission, which the response does not name".to_owned(),
        [scope] => format!("needs the permission {scope}"),
        scopes => format!("needs one of these permissions: {}", scopes.join(", ")),
    }
}

fn wait(seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!("repeat this command in {}", count(seconds, "second")),
        None => "repeat this command in a minute".to_owned(),
    }
}

fn code_suffix(code: Option<&str>) -> String {
    code.map(|code| format!(" ({code})")).unwrap_or_default()
}

fn advice(status: u16) -> &'static str {
    if status >= 500 { "; repeat this command later, and see https://status.auth0.com" } else { "" }
}
