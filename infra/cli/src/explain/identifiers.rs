//! The identifiers in a log line. Only a text in the exact format of an identifier is read, so nothing else is printed or
//! copied into a command.

use profiling_service::printable::is_name;

/// The beginning of the Action's nonce, a UUID.
pub(super) fn login(text: &str) -> Option<String> {
    (text.len() == 8 && is_hex(text)).then(|| text.to_owned())
}

/// The name of a rule of the plan. A name that looks random could be a part of a secret.
pub(super) fn rule(text: &str) -> Option<String> {
    is_name(text).then(|| text.to_owned())
}

/// API Gateway's id of a request to an HTTP API: 11 bytes in base64.
pub(super) fn request_id(text: &str) -> Option<String> {
    let id = text.strip_suffix('=').filter(|id| id.len() == 15)?;
    id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)).then(|| text.to_owned())
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Lambda's id of an invocation, a UUID.
pub(super) fn invocation_id(text: &str) -> Option<String> {
    let is_uuid = text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.split('-').all(is_hex);
    is_uuid.then(|| text.to_owned())
}

/// The reference on an error page, such as `7G32-SVNQ`. It has no I, L, O or U.
pub(super) fn reference(text: &str) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let is_reference = text.split('-').map(str::len).eq([4, 4])
        && text.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric() && !b"ILOU".contains(&b));
    is_reference.then_some(text)
}

/// A reference as a person reads it out or types it: in lower case, with spaces or without a hyphen, with O for 0, and
/// with I or L for 1. A text without a digit is a word.
pub(super) fn spoken_reference(text: &str) -> Option<String> {
    const LABEL: &str = "reference";
    let text = text.trim();
    let after_label = text.get(..LABEL.len()).filter(|label| label.eq_ignore_ascii_case(LABEL));
    let text = after_label.map_or(text, |_| &text[LABEL.len()..]);
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '\u{2010}'..='\u{2015}');
    let typed: String = text.chars().filter(|c| !is_separator(*c)).collect();
    if !typed.is_ascii() || typed.len() != 8 || !typed.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let letters = typed.to_ascii_uppercase().replace('O', "0").replace(['I', 'L'], "1");
    reference(&format!("{}-{}", &letters[..4], &letters[4..]))
}

/// The time at the beginning of a text, to the second.
pub(super) fn time(text: &str) -> Option<String> {
    let shape = b"0000-00-00T00:00:00";
    let time = text.get(..shape.len())?;
    let mut bytes = time.bytes().zip(shape);
    let is_time = bytes.all(|(b, shape)| if *shape == b'0' { b.is_ascii_digit() } else { b == *shape });
    is_time.then(|| time.to_owned())
}

#[cfg(test)]
mod tests;
