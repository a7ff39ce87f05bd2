//! Email addresses: the syntax of the HTML standard (the one that browsers accept in `type=email`), the limits of
//! RFC 5321, and a domain with a dot. Only a message can show that the address exists.

use thiserror::Error;
use url::Host;

use super::domain::is_label;
use super::width::to_half_width;

/// The maximum length of an address, in bytes (RFC 5321 §4.5.3.1.3, without the angle brackets).
const MAX_LENGTH: usize = 254;

/// The maximum length of the part before the `@`, in bytes (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// The text is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailError {
    /// Longer than 254 bytes, or 64 before the `@`.
    #[error("too long")]
    TooLong,
    /// No `@`, or more than one.
    #[error("not exactly one @")]
    At,
    /// Nothing before the `@`, or a character that is not allowed there, such as a space.
    #[error("invalid before the @")]
    Local,
    /// Nothing after the `@`, or not a domain name.
    #[error("invalid after the @")]
    Domain,
    /// The domain has no dot: `jane@example`.
    #[error("the domain has no dot")]
    NoDot,
}

/// Parses an address. The result has the domain in the form that mail systems use: in lower case, an internationalized
/// domain in its ASCII form. A full-width `@`, letter or dot is the ASCII one.
///
/// ```
/// use profiling_forms::value::email::{self, EmailError};
///
/// assert_eq!(email::parse(" Jane@BÜCHER.example ").as_deref(), Ok("Jane@xn--bcher-kva.example"));
/// assert_eq!(email::parse("jane"), Err(EmailError::At));
/// assert_eq!(email::parse("jane@localhost"), Err(EmailError::NoDot));
/// ```
pub fn parse(text: &str) -> Result<String, EmailError> {
    // Characters of up to four bytes, and room for white space.
    if text.len() > 8 * MAX_LENGTH {
        return Err(EmailError::TooLong);
    }
    let text: String = text.trim().chars().map(to_half_width).collect();
    let (local, domain) = text.split_once('@').ok_or(EmailError::At)?;
    if domain.contains('@') {
        return Err(EmailError::At);
    }
    if local.is_empty() || !local.bytes().all(is_local) {
        return Err(EmailError::Local);
    }
    if local.len() > MAX_LOCAL {
        return Err(EmailError::TooLong);
    }
    let address = format!("{local}@{}", ascii_domain(domain)?);
    if address.len() > MAX_LENGTH { Err(EmailError::TooLong) } else { Ok(address) }
}

/// Returns `true` for a byte that the HTML standard allows before the `@`: `atext` or a dot.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

/// The domain in its ASCII form.
fn ascii_domain(domain: &str) -> Result<String, EmailError> {
    // The host parser of the URL standard would decode `%` and accept an IP address in brackets.
    if domain.is_empty() || !domain.chars().all(|c| !c.is_ascii() || is_domain(c)) {
        return Err(EmailError::Domain);
    }
    let Ok(Host::Domain(ascii)) = Host::parse(domain) else { return Err(EmailError::Domain) };
    if !ascii.split('.').all(is_label) {
        return Err(EmailError::Domain);
    }
    if ascii.contains('.') { Ok(ascii) } else { Err(EmailError::NoDot) }
}

/// Returns `true` for an ASCII character that is allowed in a domain name.
fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_domain_in_ascii_and_lower_case() {
        for (input, address) in [
            ("jane@example.com", "jane@example.com"),
            (" Jane.Doe+x@EXAMPLE.Com ", "Jane.Doe+x@example.com"),
            ("o'hara!#$%&*/=?^_`{|}~-@a.b-c.example", "o'hara!#$%&*/=?^_`{|}~-@a.b-c.example"),
            ("a..b.@docomo.example", "a..b.@docomo.example"),
            ("jane@B\u{dc}CHER.example", "jane@xn--bcher-kva.example"),
            ("jane@bu\u{308}cher.example", "jane@xn--bcher-kva.example"),
            ("jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"),
            ("jane@\u{4f8b}\u{3048}.\u{30c6}\u{30b9}\u{30c8}", "jane@xn--r8jz45g.xn--zckzah"),
            ("1@1.example", "1@1.example"),
            ("jane\u{ff20}example.com", "jane@example.com"),
            ("\u{ff4a}\u{ff4f}e@\u{ff45}\u{ff58}ample\u{ff0e}com", "joe@example.com"),
            ("jane@example\u{3002}com", "jane@example.com"),
            ("jane@\u{2460}.com", "jane@1.com"),
            ("jane@exa\u{ad}mple.com", "jane@example.com"),
        ] {
            assert_eq!(parse(input).as_deref(), Ok(address), "{input}");
            assert_eq!(parse(address).as_deref(), Ok(address), "{input}, again");
        }
    }

    #[test]
    fn an_invalid_address_is_refused_by_its_part() {
        for (input, error) in [
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
            assert_eq!(parse(input), Err(error), "{input}");
        }
    }

    #[test]
    fn an_address_is_within_the_limits_of_rfc_5321() {
        let label = "d".repeat(63);
        let domain = format!("{label}.{label}.{}", "e".repeat(61));
        for (input, is_valid) in [
            (format!("{}@example.com", "a".repeat(64)), true),
            (format!("{}@example.com", "a".repeat(65)), false),
            (format!("{}@{domain}", "a".repeat(64)), true),
            (format!("{}@{domain}e", "a".repeat(64)), false),
            ("a".repeat(64_000), false),
        ] {
            let result = parse(&input);
            assert_eq!(result.is_ok(), is_valid, "{input}: {result:?}");
            assert!(is_valid || result == Err(EmailError::TooLong), "{input}: {result:?}");
        }
    }
}
