//! The detail of a line of the Action's log. The Action is JavaScript and logs text, so the formats of its details are
//! listed here. Only a text in one of these formats is printed, because pasted text can contain secrets and tokens.

use profiling_service::printable::{is_camel_case, is_name};

/// The formats of the details that the Action logs, without `; `, which separates details. Braces hold a kind of value.
const FORMATS: &[&str] = &[
    "{count} < {count}",
    "{count} of {count} logins",
    "{count} of {count} days",
    "{count} of {count} hours",
    "missing {names}",
    "written {count}, dropped {count}",
    "written {count}, dropped {count}, not applicable {count}",
    "written {count}, dropped {count}, missing {names}",
    "written {count}, dropped {count}, not applicable {count}, missing {names}",
    "not a string",
    "unknown reason",
    "Failed signature validation",
    "Token has expired",
    "Token has expired.",
    "Malformed token",
    "Unexpected token payload type",
    "Missing or invalid standard claims",
    "State in the token does not match the /continue state.",
    "The sub claim does not match the user_id.",
    "the answer is for the question of another login",
    "the answer is for another form",
    "the claim other is not an object",
    "unknown version",
    "the answers cannot be opened",
    "FORM_URL is not an https URL that ends in a form name",
    "profiling_form is not a form name or off",
    "profiling_fields has no names, or an invalid name",
    "REQUIRED_USER_FIELDS has no names, or an invalid name",
    "LOGIN_COUNT is not an integer >= 1",
    "SESSION_TOKEN_SECRET is not one line of >= 32 bytes",
    "SESSION_TOKEN_SECRET_PREVIOUS is not one line of >= 32 bytes",
    "REQUIRED is not true or false",
    "ASK_AGAIN is not like 3 logins or 7 days",
    "prompt=none",
    "no request",
    "unknown protocol",
    "{protocol}",
    "{error}",
];

/// The protocols of Auth0 in which a login cannot redirect.
const PROTOCOLS: [&str; 13] = [
    "delegation",
    "oauth2-access-token",
    "oauth2-device-code",
    "oauth2-password",
    "oauth2-refresh-token",
    "oauth2-resource-owner",
    "oauth2-resource-owner-jwt-bearer",
    "oauth2-token-exchange",
    "oidc-basic-profile",
    "oidc-hybrid-profile",
    "oidc-implicit-profile",
    "samlp",
    "wsfed",
];

/// A note at the end of a detail: the state of the login could not be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// `app_metadata` is not an object.
    MetadataNotAnObject,
    /// The settings do not name a form.
    FormUnknown,
}

impl Note {
    const ALL: [Self; 2] = [Self::MetadataNotAnObject, Self::FormUnknown];

    const fn text(self) -> &'static str {
        match self {
            Self::MetadataNotAnObject => ", app_metadata is not an object",
            Self::FormUnknown => ", form unknown",
        }
    }
}

/// A detail in a format of the Action's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ActionDetail {
    text: String,
    /// The note at its end.
    pub(super) note: Option<Note>,
}

impl ActionDetail {
    /// Reads the text after the reason called `reason`. `None` if it is not in a format of the log.
    pub(super) fn parse(reason: &str, text: &str) -> Option<Self> {
        if reason == "asked" {
            let lists = text.splitn(2, "; too large to show: ");
            return lists
                .into_iter()
                .all(|names| Value::Names.fits(names))
                .then(|| Self { text: text.to_owned(), note: None });
        }
        let note = Note::ALL.into_iter().find(|note| text.ends_with(note.text()));
        let details = text.strip_suffix(note.map_or("", Note::text)).unwrap_or(text);
        let is_in_log =
            details.split("; ").all(|detail| FORMATS.iter().any(|format| has_format(format, detail)));
        is_in_log.then(|| Self { text: text.to_owned(), note })
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns true if it begins with a count.
    pub(super) fn has_count(&self) -> bool {
        begins_with_count(&self.text)
    }
}

/// Returns true if a detail begins with a count.
pub(super) fn begins_with_count(detail: &str) -> bool {
    detail.starts_with(|c: char| c.is_ascii_digit())
}

/// A kind of value in a format.
#[derive(Debug, Clone, Copy)]
enum Value {
    Count,
    Names,
    Protocol,
    Error,
}

impl Value {
    fn named(name: &str) -> Option<Self> {
        match name {
            "count" => Some(Self::Count),
            "names" => Some(Self::Names),
            "protocol" => Some(Self::Protocol),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Self::Count => (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()),
            Self::Names => text.split(',').all(is_name),
            Self::Protocol => PROTOCOLS.contains(&text),
            Self::Error => text == "error" || is_camel_case(text) && text.ends_with("Error"),
        }
    }
}

/// Returns true if a text has a format, and each of its values fits.
fn has_format(format: &str, text: &str) -> bool {
    // Fixed text and names of values alternate.
    let mut parts = format.split(['{', '}']);
    let Some(mut rest) = parts.next().and_then(|fixed| text.strip_prefix(fixed)) else { return false };
    while let (Some(name), Some(fixed)) = (parts.next(), parts.next()) {
        let end = if fixed.is_empty() { Some(rest.len()) } else { rest.find(fixed) };
        let Some(end) = end else { return false };
        if !Value::named(name).is_some_and(|value| value.fits(&rest[..end])) {
            return false;
        }
        rest = &rest[end + fixed.len()..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests;
