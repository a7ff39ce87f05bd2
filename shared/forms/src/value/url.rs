//! Website addresses.

use thiserror::Error;
use url::{Host, Url};

use super::domain::is_label;

/// The maximum length of an address, in characters, as typed and as stored.
const MAX_LENGTH: usize = 2_048;

/// The text is not a website address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UrlError {
    /// Longer than 2,048 characters.
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    /// Not a URL: an empty text, a space in the host, an invalid port.
    #[error("not an address")]
    NotAnAddress,
    /// Neither http nor https.
    #[error("neither http nor https")]
    NotWeb,
    /// The host is an IP address, has no dot or is not a domain name, so it is not on the public web.
    #[error("the host is not a domain name with a dot")]
    NotPublic,
    /// A user name or password before the host: it may be a secret, or imitate a host name.
    #[error("a user name or password in the address")]
    Credentials,
}

/// Parses an address. If it has no scheme, `https://` is prepended. The result is normalized as in a browser:
/// scheme and host in lower case, the host in ASCII, the path percent-encoded.
///
/// ```
/// use profiling_forms::value::url::{self, UrlError};
///
/// assert_eq!(url::parse("www.Example.com/Team").as_deref(), Ok("https://www.example.com/Team"));
/// assert_eq!(url::parse("ftp://example.com"), Err(UrlError::NotWeb));
/// assert_eq!(url::parse("http://localhost:3000"), Err(UrlError::NotPublic));
/// ```
pub fn parse(text: &str) -> Result<String, UrlError> {
    // The length in bytes first, so that the characters of a huge text are never counted.
    if text.len() > 4 * MAX_LENGTH {
        return Err(UrlError::TooLong);
    }
    let text = text.trim();
    if text.chars().count() > MAX_LENGTH {
        return Err(UrlError::TooLong);
    }
    // The URL standard removes tabs and line breaks silently.
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(UrlError::NotAnAddress);
    }
    let parsed = match scheme(text) {
        Some("http" | "https") => Url::parse(text),
        Some(_) => return Err(UrlError::NotWeb),
        None => Url::parse(&format!("https://{}", text.trim_start_matches('/'))),
    };
    let url = parsed.map_err(|_| UrlError::NotAnAddress)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlError::Credentials);
    }
    match url.host() {
        Some(Host::Domain(domain)) if is_public(domain) => {}
        Some(_) => return Err(UrlError::NotPublic),
        None => return Err(UrlError::NotAnAddress),
    }
    let address = String::from(url);
    if address.len() > MAX_LENGTH { Err(UrlError::TooLong) } else { Ok(address) }
}

/// The scheme of the address, in lower case; any but `http` and `https` is `other`. `example.com:8080` has no scheme.
fn scheme(text: &str) -> Option<&'static str> {
    let (before, after) = text.split_at(text.find([':', '/', '?', '#'])?);
    let after = after.strip_prefix(':')?;
    if before.eq_ignore_ascii_case("https") {
        Some("https")
    } else if before.eq_ignore_ascii_case("http") {
        Some("http")
    } else if after.starts_with(|c: char| c.is_ascii_digit()) || before.contains('@') || after.contains('@') {
        // A port, or credentials, which `parse` reports. An address after `mailto:` counts as credentials too.
        None
    } else {
        Some("other")
    }
}

/// Returns `true` for a domain with at least two labels. A dot at the end (the DNS root) is allowed, and underscores are,
/// which some hosts have.
fn is_public(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    domain.contains('.') && domain.split('.').all(|label| is_label(&label.replace('_', "a")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_normalized_as_in_a_browser() {
        for (input, address) in [
            ("https://example.com", "https://example.com/"),
            ("example.com", "https://example.com/"),
            ("  www.Example.COM/Path?q=1#f ", "https://www.example.com/Path?q=1#f"),
            ("example.com:8080/x", "https://example.com:8080/x"),
            ("//example.com/x", "https://example.com/x"),
            ("HTTP://Example.com:80/", "http://example.com/"),
            ("https:example.com", "https://example.com/"),
            (
                "https://example.com/?next=http://other.example",
                "https://example.com/?next=http://other.example",
            ),
            ("example.com/?next=http://other.example", "https://example.com/?next=http://other.example"),
            ("b\u{fc}cher.example/\u{e9}", "https://xn--bcher-kva.example/%C3%A9"),
            ("https://example.com/a b", "https://example.com/a%20b"),
            ("example.com/a/../b", "https://example.com/b"),
            ("https://my_app.example.com/", "https://my_app.example.com/"),
        ] {
            assert_eq!(parse(input).as_deref(), Ok(address), "{input}");
        }
    }

    #[test]
    fn an_invalid_address_is_refused_with_the_reason() {
        for (input, error) in [
            ("", UrlError::NotAnAddress),
            ("https://", UrlError::NotAnAddress),
            ("two words.example", UrlError::NotAnAddress),
            ("exam\nple.com", UrlError::NotAnAddress),
            ("example.com:99999", UrlError::NotAnAddress),
            ("https://xn--a.example", UrlError::NotAnAddress),
            ("ftp://example.com", UrlError::NotWeb),
            ("javascript:alert(1)", UrlError::NotWeb),
            ("data:text/html,x", UrlError::NotWeb),
            ("file:///etc/passwd", UrlError::NotWeb),
            ("localhost", UrlError::NotPublic),
            ("http://localhost:3000", UrlError::NotPublic),
            ("https://com.", UrlError::NotPublic),
            ("https://a..example", UrlError::NotPublic),
            ("https://example.com,", UrlError::NotPublic),
            ("https://-a.com", UrlError::NotPublic),
            ("https://a-.com", UrlError::NotPublic),
            ("https://exam!ple.com", UrlError::NotPublic),
            ("127.0.0.1", UrlError::NotPublic),
            ("https://0x7f.1", UrlError::NotPublic),
            ("http://[::1]/", UrlError::NotPublic),
            ("https://user@example.com", UrlError::Credentials),
            ("https://:p@example.com", UrlError::Credentials),
            ("user:p@example.com", UrlError::Credentials),
            ("jane@example.com", UrlError::Credentials),
            ("https://example.com@evil.example", UrlError::Credentials),
        ] {
            assert_eq!(parse(input), Err(error), "{input}");
        }
    }

    #[test]
    fn an_address_has_at_most_2048_characters_as_typed_and_as_stored() {
        let longest = format!("https://example.com/{}", "a".repeat(2_028));
        assert_eq!(parse(&longest).map(|address| address.len()), Ok(2_048));
        assert_eq!(parse(&format!("{longest}a")), Err(UrlError::TooLong));
        assert_eq!(parse(&format!("example.com/{}", "\u{e9}".repeat(400))), Err(UrlError::TooLong));
        assert_eq!(parse(&"\u{1f600}".repeat(16_000)), Err(UrlError::TooLong));
    }
}
