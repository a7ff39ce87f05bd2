//! The address of another gateway that serves the form.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::Url;

/// The origin of a gateway with the functions behind it, like `http://127.0.0.1:3000`.
///
/// ```
/// use profiling_local::{GatewayUrl, GatewayUrlError};
///
/// let gateway: GatewayUrl = "https://forms.example.com/".parse()?;
/// assert_eq!(gateway.to_string(), "https://forms.example.com");
///
/// let path = "http://127.0.0.1:3000/forms/profile".parse::<GatewayUrl>();
/// assert_eq!(path, Err(GatewayUrlError::NoOrigin));
/// # Ok::<(), GatewayUrlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayUrl(String);

impl fmt::Display for GatewayUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error in the URL of a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GatewayUrlError {
    /// Not an http or https URL.
    #[error("use a URL such as `http://127.0.0.1:3000` or `https://forms.example.com`")]
    NoUrl,
    /// The URL has a user name or a password.
    #[error("remove the user name and the password: the Action does not support them")]
    Credentials,
    /// The URL has more than a scheme, a host and a port.
    #[error("use only scheme, host and port: the path is /forms/ followed by the form that --form names")]
    NoOrigin,
    /// The URL is http, and its host is another machine.
    #[error("use https: the Action allows http only for 127.0.0.1 and localhost")]
    Plain,
    /// The Action does not support the host.
    #[error("use a host of letters, digits, dots and hyphens: the Action does not support others")]
    Host,
}

impl FromStr for GatewayUrl {
    type Err = GatewayUrlError;

    /// Parses an origin that the Action accepts as the start of its `FORM_URL`.
    fn from_str(text: &str) -> Result<Self, GatewayUrlError> {
        let url = Url::parse(text).map_err(|_| GatewayUrlError::NoUrl)?;
        let ("http" | "https", Some(host)) = (url.scheme(), url.host_str()) else {
            return Err(GatewayUrlError::NoUrl);
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(GatewayUrlError::Credentials);
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(GatewayUrlError::NoOrigin);
        }
        if url.scheme() == "http" && !["127.0.0.1", "localhost"].contains(&host) {
            return Err(GatewayUrlError::Plain);
        }
        if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) {
            return Err(GatewayUrlError::Host);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_gateway_with_or_without_a_slash() {
        for (text, origin) in [
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://localhost:3000/", "http://localhost:3000"),
            ("https://127.0.0.1:3000", "https://127.0.0.1:3000"),
            ("https://Forms.Example.com", "https://forms.example.com"),
            ("https://forms.example.com:443/", "https://forms.example.com"),
            (
                "https://abc123.execute-api.eu-central-1.amazonaws.com",
                "https://abc123.execute-api.eu-central-1.amazonaws.com",
            ),
        ] {
            assert_eq!(
                text.parse::<GatewayUrl>().map(|url| url.to_string()).as_deref(),
                Ok(origin),
                "{text}"
            );
        }
    }

    #[test]
    fn other_urls_are_rejected_with_advice() {
        use GatewayUrlError::{Credentials, Host, NoOrigin, NoUrl, Plain};
        for (text, error) in [
            ("", NoUrl),
            ("127.0.0.1:3000", NoUrl),
            ("localhost:3000", NoUrl),
            ("forms.example.com", NoUrl),
            ("ftp://forms.example.com", NoUrl),
            ("file:///forms", NoUrl),
            ("https://user@forms.example.com", Credentials),
            ("http://:password@127.0.0.1:3000", Credentials),
            ("http://127.0.0.1:3000/forms/profile", NoOrigin),
            ("https://forms.example.com/Prod", NoOrigin),
            ("https://forms.example.com/?", NoOrigin),
            ("https://forms.example.com/?state=a", NoOrigin),
            ("https://forms.example.com/#", NoOrigin),
            ("http://forms.example.com", Plain),
            ("http://127.0.0.1.example.com", Plain),
            ("http://0.0.0.0:3000", Plain),
            ("http://[::1]:3000", Plain),
            ("https://[::1]:3000", Host),
            ("https://my_forms.example.com", Host),
        ] {
            assert_eq!(text.parse::<GatewayUrl>(), Err(error), "{text}");
        }
    }
}
