//! The address of a website.

use thiserror::Error;
use url::{Host, Url};

/// The longest address, in characters, as typed and as kept.
const MAX_LENGTH: usize = 2_048;

/// Why a text is not the address of a website.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UrlError {
    /// Longer than 2,048 characters.
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    /// Not an address at all: nothing, spaces in the host, a bad port.
    #[error("not an address")]
    NotAnAddress,
    /// Neither http nor https.
    #[error("neither http nor https")]
    NotWeb,
    /// The host is an IP address or has no dot, so that it is not on the public web.
    #[error("the host is not a domain name with a dot")]
    NotPublic,
    /// A user name or a password before the host: a secret, or a host that only looks like another.
    #[error("a user name or password in the address")]
    Credentials,
}

/// Parses a web address and returns it as browsers write it: scheme and host in lower case, the host in ASCII, the path
/// percent-encoded. An address without a scheme gets `https://`.
///
/// ```
/// use profiling_forms::value::url;
///
/// assert_eq!(url::parse("Example.com/a b")?, "https://example.com/a%20b");
/// assert!(url::parse("javascript:alert(1)").is_err());
/// # Ok::<(), url::UrlError>(())
/// ```
pub fn parse(text: &str) -> Result<String, UrlError> {
    // Bytes first: counting the characters of a text of any length would be work for nothing.
    if text.len() > 4 * MAX_LENGTH {
        return Err(UrlError::TooLong);
    }
    let text = text.trim();
    if text.chars().count() > MAX_LENGTH {
        return Err(UrlError::TooLong);
    }
    // The URL standard drops tabs and line breaks without a word.
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
    let kept = String::from(url);
    if kept.len() > MAX_LENGTH { Err(UrlError::TooLong) } else { Ok(kept) }
}

/// The scheme that was typed, when one was: `example.com:8080` has none.
fn scheme(text: &str) -> Option<&'static str> {
    let (before, after) = text.split_at(text.find([':', '/', '?', '#'])?);
    let after = after.strip_prefix(':')?;
    if before.eq_ignore_ascii_case("https") {
        Some("https")
    } else if before.eq_ignore_ascii_case("http") {
        Some("http")
    } else if after.starts_with(|c: char| c.is_ascii_digit()) || before.contains('@') || after.contains('@') {
        // A port; or a password, which is told as one (`mailto:` among them is told the same).
        None
    } else {
        Some("another")
    }
}

/// At least two labels, and none of them empty but for the dot of the root at the end.
fn is_public(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    domain.contains('.') && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_browsers_write_it() {
        for (given, kept) in [
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
        ] {
            assert_eq!(parse(given).as_deref(), Ok(kept), "{given}");
        }
    }

    #[test]
    fn what_is_not_a_website_is_told_why() {
        for (given, told) in [
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
            ("127.0.0.1", UrlError::NotPublic),
            ("https://0x7f.1", UrlError::NotPublic),
            ("http://[::1]/", UrlError::NotPublic),
            ("https://user@example.com", UrlError::Credentials),
            ("https://:p@example.com", UrlError::Credentials),
            ("user:p@example.com", UrlError::Credentials),
            ("jane@example.com", UrlError::Credentials),
            ("https://example.com@evil.example", UrlError::Credentials),
        ] {
            assert_eq!(parse(given), Err(told), "{given}");
        }
    }

    #[test]
    fn an_address_has_at_most_2048_characters_as_typed_and_as_kept() {
        let path = |length: usize| format!("https://example.com/{}", "a".repeat(length - 20));
        assert_eq!(parse(&path(2_048)).map(|kept| kept.len()), Ok(2_048));
        assert_eq!(parse(&path(2_049)), Err(UrlError::TooLong));
        assert_eq!(parse(&format!("example.com/{}", "\u{e9}".repeat(400))), Err(UrlError::TooLong));
        assert_eq!(parse(&"\u{1f600}".repeat(16_000)), Err(UrlError::TooLong));
    }
}
