//! An e-mail address, by the rule of the HTML standard (what browsers take in `type=email`), with the
//! limits of RFC 5321 and a dot in the domain. Whether somebody reads it, only a message can tell.

use std::fmt;

use thiserror::Error;
use url::Host;

use super::text::nfc;

/// The longest address, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets).
const MAX_LENGTH: usize = 254;

/// The longest part before the `@`, in bytes (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailError {
    /// Longer than 254 characters, or than 64 before the `@`.
    #[error("too long")]
    TooLong,
    /// No `@`, or several.
    #[error("not exactly one @")]
    At,
    /// Nothing before the `@`, or a character that is not allowed there, such as a space.
    #[error("wrong before the @")]
    Local,
    /// Nothing after the `@`, or no domain name.
    #[error("wrong after the @")]
    Domain,
    /// The domain has no dot: `jane@example`.
    #[error("no dot after the @")]
    NoDot,
}

/// A checked e-mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    text: String,
    ascii: String,
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(redacted)")
    }
}

impl Email {
    /// The address as it was typed, with the domain in lower case and in NFC.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address as mail systems take it: an internationalised domain in its ASCII form.
    pub fn ascii(&self) -> &str {
        &self.ascii
    }
}

/// Parses an e-mail address.
///
/// ```
/// use profiling_forms::value::email;
///
/// assert_eq!(email::parse("Ana@Example.COM")?.as_str(), "Ana@example.com");
/// assert_eq!(email::parse("ana@bücher.example")?.ascii(), "ana@xn--bcher-kva.example");
/// assert!(email::parse("ana@").is_err());
/// # Ok::<(), email::EmailError>(())
/// ```
pub fn parse(text: &str) -> Result<Email, EmailError> {
    // Four bytes a character at most, and some white space.
    if text.len() > 8 * MAX_LENGTH {
        return Err(EmailError::TooLong);
    }
    let (local, domain) = text.trim().split_once('@').ok_or(EmailError::At)?;
    if domain.contains('@') {
        return Err(EmailError::At);
    }
    if local.is_empty() || !local.bytes().all(is_local) {
        return Err(EmailError::Local);
    }
    if local.len() > MAX_LOCAL {
        return Err(EmailError::TooLong);
    }
    let ascii = format!("{local}@{}", ascii_domain(domain)?);
    if ascii.len() > MAX_LENGTH {
        return Err(EmailError::TooLong);
    }
    let shown: String = nfc(domain).chars().flat_map(char::to_lowercase).collect();
    Ok(Email { text: format!("{local}@{shown}"), ascii })
}

/// The HTML standard's `atext` and dot.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

fn ascii_domain(domain: &str) -> Result<String, EmailError> {
    // The URL standard's host parser would decode `%` and take an address in brackets.
    let letter =
        |c: char| if c.is_ascii() { c.is_ascii_alphanumeric() || c == '-' || c == '.' } else { true };
    if domain.is_empty() || !domain.chars().all(letter) {
        return Err(EmailError::Domain);
    }
    let Ok(Host::Domain(ascii)) = Host::parse(domain) else { return Err(EmailError::Domain) };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !ascii.split('.').all(label) {
        return Err(EmailError::Domain);
    }
    if ascii.contains('.') { Ok(ascii) } else { Err(EmailError::NoDot) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_typed_with_its_domain_in_lower_case() {
        for (given, kept, ascii) in [
            ("jane@example.com", "jane@example.com", "jane@example.com"),
            (" Jane.Doe+x@EXAMPLE.Com ", "Jane.Doe+x@example.com", "Jane.Doe+x@example.com"),
            (
                "o'hara!#$%&*/=?^_`{|}~-@a.b-c.example",
                "o'hara!#$%&*/=?^_`{|}~-@a.b-c.example",
                "o'hara!#$%&*/=?^_`{|}~-@a.b-c.example",
            ),
            ("a..b.@docomo.example", "a..b.@docomo.example", "a..b.@docomo.example"),
            ("jane@B\u{dc}CHER.example", "jane@b\u{fc}cher.example", "jane@xn--bcher-kva.example"),
            ("jane@bu\u{308}cher.example", "jane@b\u{fc}cher.example", "jane@xn--bcher-kva.example"),
            (
                "jane@\u{4f8b}\u{3048}.\u{30c6}\u{30b9}\u{30c8}",
                "jane@\u{4f8b}\u{3048}.\u{30c6}\u{30b9}\u{30c8}",
                "jane@xn--r8jz45g.xn--zckzah",
            ),
            ("1@1.example", "1@1.example", "1@1.example"),
        ] {
            let email = parse(given).unwrap();
            assert_eq!((email.as_str(), email.ascii()), (kept, ascii), "{given}");
        }
    }

    #[test]
    fn what_is_not_an_address_is_told_by_its_part() {
        for (given, told) in [
            ("", EmailError::At),
            ("jane", EmailError::At),
            ("jane@doe@example.com", EmailError::At),
            ("@example.com", EmailError::Local),
            ("jane doe@example.com", EmailError::Local),
            ("\"jane\"@example.com", EmailError::Local),
            ("Jane <jane@example.com", EmailError::Local),
            ("j\u{e4}ne@example.com", EmailError::Local),
            ("jane\r\nBcc:x@example.com", EmailError::Local),
            ("jane@", EmailError::Domain),
            ("jane@example.com>", EmailError::Domain),
            ("jane@exa mple.com", EmailError::Domain),
            ("jane@ex%61mple.com", EmailError::Domain),
            ("jane@example..com", EmailError::Domain),
            ("jane@.example.com", EmailError::Domain),
            ("jane@example.com.", EmailError::Domain),
            ("jane@-example.com", EmailError::Domain),
            ("jane@example-.com", EmailError::Domain),
            ("jane@a_b.example", EmailError::Domain),
            ("jane@127.0.0.1", EmailError::Domain),
            ("jane@[127.0.0.1]", EmailError::Domain),
            ("jane@example.com,x@example.com", EmailError::At),
            ("jane@exa\u{200b}mple.\u{202e}com", EmailError::Domain),
            ("jane@localhost", EmailError::NoDot),
        ] {
            assert_eq!(parse(given), Err(told), "{given}");
        }
    }

    #[test]
    fn an_address_keeps_to_the_limits_of_mail() {
        let label = "d".repeat(63);
        let domain = format!("{label}.{label}.{}", "e".repeat(61));
        for (given, fits) in [
            (format!("{}@example.com", "a".repeat(64)), true),
            (format!("{}@example.com", "a".repeat(65)), false),
            (format!("{}@{domain}", "a".repeat(64)), true),
            (format!("{}@{domain}e", "a".repeat(64)), false),
            ("a".repeat(64_000), false),
        ] {
            let told = parse(&given);
            assert_eq!(told.is_ok(), fits, "{given}: {told:?}");
            assert!(fits || told == Err(EmailError::TooLong), "{given}: {told:?}");
        }
    }
}
