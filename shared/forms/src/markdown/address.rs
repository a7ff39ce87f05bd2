//! Where a link may lead.

use url::Url;

use super::excerpt;

/// An `https` or `mailto` address without user name and password, as browsers write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address; not escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads an address. The error is what is wrong with it, in words for the author of a form.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let fault = |told: &str| Err(format!("`{}` {told}", excerpt(text)));
        if text.is_empty() {
            return Err("a link has no address; write `[words](https://…)`".to_owned());
        }
        let Ok(url) = Url::parse(text) else {
            return fault("is not a whole address; write `https://…` or `mailto:…`");
        };
        if !url.username().is_empty() || url.password().is_some() {
            // Not shown: it may be a secret.
            return Err("a link has a user name or password in its address; leave it out".to_owned());
        }
        match url.scheme() {
            "https" => Ok(Self(url.into())),
            "mailto" if url.cannot_be_a_base() && is_one_mailbox(url.path()) => Ok(Self(url.into())),
            "mailto" => fault("is not one e-mail address; write `mailto:help@example.com`"),
            _ => fault("is neither `https://…` nor `mailto:…`; a link leads nowhere else"),
        }
    }
}

fn is_one_mailbox(path: &str) -> bool {
    let Some((local, domain)) = path.split_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && !path.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
}
