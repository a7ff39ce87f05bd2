//! The hosts that are accepted as issuers of session tokens, and that answers are returned to.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Host, Url};

use super::key::MIN_KEY_BYTES;

/// A host that users log in on: the tenant's own domain or a custom domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    host: String,
    origin: String,
}

/// The text is not a domain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a host name ({reason}); write it like `example.eu.auth0.com`")]
pub struct DomainError {
    text: String,
    reason: &'static str,
}

impl Domain {
    /// Parses a host name such as `example.eu.auth0.com`.
    ///
    /// The tenant of the local emulator is written with a scheme and a port, such as `http://127.0.0.1:4001`. Only a
    /// loopback address can have a port or do without TLS.
    ///
    /// ```
    /// use profiling_session::Domain;
    ///
    /// assert_eq!(Domain::parse("Login.Example.com")?.origin(), "https://login.example.com");
    /// assert!(Domain::parse("https://login.example.com/").is_err());
    /// # Ok::<(), profiling_session::DomainError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        if let Some(authority) = loopback(text) {
            return Ok(Self { host: authority.to_owned(), origin: text.to_owned() });
        }
        let host = text.to_ascii_lowercase();
        match check_host(text, &host) {
            Ok(()) => Ok(Self { origin: format!("https://{host}"), host }),
            Err(reason) => Err(DomainError { text: text.to_owned(), reason }),
        }
    }

    /// Returns the domain of an authentic `iss` that is not configured: a DNS name, or `https://` and a slash around
    /// one. The name must be in lower case and without a port, because tenants sign it like that.
    pub(super) fn from_unlisted_issuer(iss: &str) -> Option<Self> {
        let name = iss.strip_prefix("https://").and_then(|rest| rest.strip_suffix('/')).unwrap_or(iss);
        Self::parse(name).ok().filter(|domain| domain.host == name)
    }

    /// The host, as the claim `iss` names it.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The origin, without a trailing slash: `https://example.eu.auth0.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns true if `iss` names this domain: the bare host, as Actions sign it, or `https://host/`, as Rules did.
    fn is_issuer(&self, iss: &str) -> bool {
        iss == self.host || iss.strip_suffix('/') == Some(self.origin.as_str())
    }
}

/// The host of an issuer that is on no list. Only a name in lower case, or an address of this machine, is a host; a
/// token, a secret and an answer are none, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct IssuerHost(String);

impl IssuerHost {
    /// The host in `iss`: a host alone, or between `https://` and a slash. A port may follow it.
    ///
    /// ```
    /// use profiling_session::IssuerHost;
    ///
    /// let host = IssuerHost::from_issuer("https://login.example.org/").expect("a host");
    /// assert_eq!(host.as_str(), "login.example.org");
    /// assert_eq!(IssuerHost::from_issuer("not a host"), None);
    /// ```
    pub fn from_issuer(iss: &str) -> Option<Self> {
        let authority =
            ["https://", "http://"].iter().find_map(|scheme| iss.strip_prefix(scheme)).unwrap_or(iss);
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
        let is_local = host == "127.0.0.1" || host == "localhost";
        (is_port && (is_local || is_public_name(host))).then(|| Self(authority.to_owned()))
    }

    /// The host, and its port if the issuer has one.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for IssuerHost {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_issuer(&text).filter(|host| host.0 == text).ok_or("not a host name")
    }
}

/// Returns true for a DNS name in lower case that ends in letters. A label is shorter than the shortest secret.
fn is_public_name(host: &str) -> bool {
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    let is_top = (2..=24).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase());
    is_top && host.len() <= 120 && host.split('.').all(|label| label.len() < MIN_KEY_BYTES && is_label(label))
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)
    }
}

/// Checks that `host`, the text in lower case, is a DNS name. The error is the reason why it is not.
fn check_host(text: &str, host: &str) -> Result<(), &'static str> {
    if text.starts_with("http://") {
        Err("only a loopback address with a port can use http")
    } else if text.contains('/') {
        Err("omit the scheme and the path")
    } else if host.contains(':') {
        Err("omit the port")
    } else if !host.contains('.') || host.len() > 253 || !host.split('.').all(is_label) {
        Err("it must have at least two parts of letters, digits and hyphens")
    } else if !matches!(Host::parse(host), Ok(Host::Domain(_))) {
        Err("it is an IP address, not a name")
    } else {
        Ok(())
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Returns the host and port of a loopback origin. The port must be present and must not be the default of the scheme,
/// which an origin omits.
fn loopback(origin: &str) -> Option<&str> {
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
    let port = Url::parse(origin).ok()?.port()?;
    let hosts = ["127.0.0.1", "localhost", "[::1]"];
    hosts.iter().any(|host| authority == format!("{host}:{port}")).then_some(authority)
}

/// The hosts that are accepted as issuers. At least one.
#[derive(Debug, Clone)]
pub struct Domains(Vec<Domain>);

impl Domains {
    /// Parses a comma-separated list, as in `AUTH0_DOMAINS`. A duplicate host counts once. The errors are those of all
    /// entries.
    ///
    /// ```
    /// use profiling_session::Domains;
    ///
    /// let domains = Domains::parse("example.eu.auth0.com, login.example.com").unwrap();
    /// assert!(domains.find("https://login.example.com/").is_some());
    /// assert!(domains.find("login.example.com.attacker.example").is_none());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Vec<DomainError>> {
        let (mut domains, mut errors) = (Vec::new(), Vec::new());
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            match Domain::parse(entry) {
                Ok(domain) if domains.contains(&domain) => {}
                Ok(domain) => domains.push(domain),
                Err(error) => errors.push(error),
            }
        }
        if domains.is_empty() && errors.is_empty() {
            errors.push(DomainError { text: text.to_owned(), reason: "the list is empty" });
        }
        if errors.is_empty() { Ok(Self(domains)) } else { Err(errors) }
    }

    /// Returns the configured domain that `iss` names. The comparison is byte for byte.
    pub fn find(&self, iss: &str) -> Option<&Domain> {
        self.0.iter().find(|domain| domain.is_issuer(iss))
    }

    /// The one configured domain, where there is exactly one.
    pub fn only(&self) -> Option<&Domain> {
        match &self.0[..] {
            [domain] => Some(domain),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_and_local_tenants_are_domains() {
        for (text, origin) in [
            ("example.eu.auth0.com", "https://example.eu.auth0.com"),
            ("Login.Example.COM", "https://login.example.com"),
            ("http://127.0.0.1:4001", "http://127.0.0.1:4001"),
            ("http://localhost:4001", "http://localhost:4001"),
            ("http://[::1]:4001", "http://[::1]:4001"),
            ("https://127.0.0.1:4001", "https://127.0.0.1:4001"),
            ("https://localhost:4001", "https://localhost:4001"),
            ("https://[::1]:4001", "https://[::1]:4001"),
        ] {
            assert_eq!(Domain::parse(text).unwrap().origin(), origin);
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "localhost",
            "127.0.0.1",
            "example.com:443",
            "https://example.com",
            "example.com/",
            "http://example.com:80",
            "http://127.0.0.1",
            "http://127.0.0.1:4001/",
            "http://127.0.0.1:04001",
            "http://evil@127.0.0.1:4001",
            "http://127.0.0.1.evil.com:80",
            "https://example.com:4001",
            "https://127.0.0.1",
            "https://127.0.0.1:443",
            "https://127.0.0.1:4001/",
            "https://evil@127.0.0.1:4001",
            "https://127.0.0.1.evil.com:4001",
            "HTTPS://127.0.0.1:4001",
            "ftp://127.0.0.1:4001",
            "exa mple.com",
            "-a.com",
            "a..com",
            "ex\u{e4}mple.com",
            "a_b.com",
            "user@example.com",
        ] {
            assert!(Domain::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_has_at_most_253_characters() {
        let host = |last: usize| format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(last));
        assert_eq!(Domain::parse(&host(61)).unwrap().host().len(), 253);
        assert!(Domain::parse(&host(62)).is_err());
    }

    #[test]
    fn only_the_bare_host_and_the_https_url_of_a_configured_domain_are_its_issuer() {
        let domains = Domains::parse("example.eu.auth0.com, login.example.com").unwrap();
        for (iss, found) in [
            ("example.eu.auth0.com", true),
            ("https://example.eu.auth0.com/", true),
            ("login.example.com", true),
            ("https://example.eu.auth0.com", false),
            ("http://example.eu.auth0.com/", false),
            ("https://example.eu.auth0.com//", false),
            ("https://EXAMPLE.eu.auth0.com/", false),
            ("https://example.eu.auth0.com:443/", false),
            ("https://user@example.eu.auth0.com/", false),
            ("example.eu.auth0.com.evil.com", false),
            ("evil-example.eu.auth0.com", false),
            ("example.eu.auth0.com ", false),
            ("example.eu.auth0.com\0", false),
            ("", false),
        ] {
            assert_eq!(domains.find(iss).is_some(), found, "{iss:?}");
        }
    }

    #[test]
    fn an_unlisted_issuer_is_a_domain_only_as_a_tenant_writes_its_name() {
        for (iss, host) in [
            ("login.example.org", Some("login.example.org")),
            ("https://login.example.org/", Some("login.example.org")),
            ("https://login.example.org", None),
            ("http://login.example.org/", None),
            ("https://login.example.org//", None),
            ("https://login.example.org:443/", None),
            ("login.example.org:443", None),
            ("Login.example.org", None),
            ("https://Login.example.org/", None),
            ("https://user@login.example.org/", None),
            ("https://login.example.org/x", None),
            ("127.0.0.1:4001", None),
            ("http://127.0.0.1:4001", None),
            ("https://127.0.0.1:4001", None),
            ("https://127.0.0.1:4001/", None),
            ("https://http://127.0.0.1:4001/", None),
            ("localhost", None),
            ("192.0.2.1", None),
            ("[::1]", None),
            ("ex\u{e4}mple.org", None),
            ("login.example.org\0", None),
            (" login.example.org", None),
            ("https:///", None),
            ("", None),
        ] {
            assert_eq!(Domain::from_unlisted_issuer(iss).as_ref().map(Domain::host), host, "{iss:?}");
        }
    }

    #[test]
    fn the_only_domain_is_that_of_a_list_of_one() {
        for (list, only) in [
            ("example.com", Some("example.com")),
            ("example.com,Example.com", Some("example.com")),
            ("example.com,login.example.com", None),
        ] {
            assert_eq!(Domains::parse(list).unwrap().only().map(Domain::host), only, "{list}");
        }
    }

    #[test]
    fn the_issuer_of_a_local_tenant_is_its_host_with_the_port() {
        for tenant in ["http://127.0.0.1:4001", "https://127.0.0.1:4001"] {
            let domains = Domains::parse(tenant).unwrap();
            for (iss, found) in
                [("127.0.0.1:4001", true), ("127.0.0.1", false), ("127.0.0.1:4002", false), (tenant, false)]
            {
                let origin = domains.find(iss).map(Domain::origin);
                assert_eq!(origin, found.then_some(tenant), "{iss} of {tenant}");
            }
        }
    }

    #[test]
    fn every_invalid_entry_of_a_list_is_reported() {
        assert_eq!(Domains::parse("a b, example.com, http://x").unwrap_err().len(), 2);
        assert_eq!(Domains::parse(" , ").unwrap_err().len(), 1);
    }
}
