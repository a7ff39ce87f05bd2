//! Domain names.

/// Returns `true` for one label of a domain name in ASCII: letters, digits, and hyphens between them (RFC 1123 §2.1), at
/// most 63.
pub(super) fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
