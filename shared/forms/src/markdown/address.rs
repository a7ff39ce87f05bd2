//! The addresses that links can have.

use url::Url;

use super::excerpt;

/// An `https` or `mailto` address without a user name or password, in the serialization of the URL Standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address; not escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses an address. The error is a message for the author of the form.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a link has no address; write `[words](https://…)`".to_owned());
        }
        let Ok(url) = Url::parse(text) else {
            return Err(error(text, "is not a complete address; write `https://…` or `mailto:…`"));
        };
        if !url.username().is_empty() || url.password().is_some() {
            // The address is not part of the message, because it can contain a secret.
            return Err("a link has a user name or password in its address; remove it".to_owned());
        }
        match url.scheme() {
            "https" => Ok(Self(url.into())),
            "mailto" if url.cannot_be_a_base() && is_one_mailbox(url.path()) => Ok(Self(url.into())),
            "mailto" => Err(error(text, "is not a single email address; write `mailto:help@example.com`")),
            _ => Err(error(text, "is not supported as an address; write `https://…` or `mailto:…`")),
        }
    }
}

fn error(text: &str, message: &str) -> String {
    format!("`{}` {message}", excerpt(text))
}

fn is_one_mailbox(path: &str) -> bool {
    let Some((local, domain)) = path.split_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && !path.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
}
