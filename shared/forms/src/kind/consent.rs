//! Consent: to what, and where it can be read.

use serde::Deserialize;
use thiserror::Error;
use url::Url;

use super::{Faults, Rules};
use crate::Text;
use crate::locale::Tag;

/// What is consented to.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentRules {
    /// The document that the user consents to.
    pub document: Document,
}

/// A document that the user can read before consenting to it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The text of the link: "Terms of use".
    pub label: Text,
    /// The URL.
    pub url: DocumentUrl,
    /// The version of the document. It is recorded with the consent.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 40)))]
    pub version: String,
}

/// The `https` URL of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("format" = "uri", "pattern" = "^https://[^/]", "maxLength" = 200))
)]
#[serde(try_from = "String")]
pub struct DocumentUrl(String);

/// A text that is not the address of another.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the address of a text: it must begin with `https://` and have at most 200 bytes")]
pub struct DocumentUrlError(String);

impl TryFrom<String> for DocumentUrl {
    type Error = DocumentUrlError;

    fn try_from(text: String) -> Result<Self, DocumentUrlError> {
        let url = Url::parse(&text)
            .ok()
            .filter(|url| url.scheme() == "https" && url.username().is_empty() && url.password().is_none());
        match url {
            Some(url) if url.as_str().len() <= 200 && text.starts_with("https://") => Ok(Self(url.into())),
            _ => Err(DocumentUrlError(text)),
        }
    }
}

impl DocumentUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Rules for ConsentRules {
    const KEYS: &'static [&'static str] = &["document"];

    fn faults(&self, languages: &[Tag]) -> Faults {
        let mut faults = Faults::new();
        if let Some(reason) = self.document.label.fault(languages) {
            faults.push(("document.label".to_owned(), reason));
        }
        let version = &self.document.version;
        let length = version.chars().count();
        if !(1..=40).contains(&length) || version.trim() != version || version.chars().any(char::is_control) {
            let reason = "it must have 1 to 40 characters, such as `2026-01`";
            faults.push(("document.version".to_owned(), reason.to_owned()));
        }
        faults
    }
}
