//! The logo: the one thing on a page that is loaded from elsewhere.

use serde::Deserialize;

use crate::strict::deserialize_strictly;
use serde::de::{self, Deserializer, Unexpected};
use thiserror::Error;
use url::{Host, Url};

/// The logo above a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Logo"))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Logo<Alt> {
    /// The URL.
    pub url: ImageUrl,
    /// The text alternative, usually the company's name.
    pub alt: Alt,
    /// The width on the page, in CSS pixels.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 480)))]
    #[serde(deserialize_with = "side")]
    pub width: u16,
    /// The height on the page, in CSS pixels. Width and height prevent the page from moving when the
    /// image loads.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 480)))]
    #[serde(deserialize_with = "side")]
    pub height: u16,
}

deserialize_strictly!(Logo<Alt>);

/// The longest side of a logo: the card has no more room.
const MAX_SIDE: u16 = 480;

/// The longest address of an image, in bytes: it is sent with every page.
const MAX_URL: usize = 500;

fn side<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let pixels = u16::deserialize(deserializer)?;
    if (1..=MAX_SIDE).contains(&pixels) {
        Ok(pixels)
    } else {
        Err(de::Error::invalid_value(
            Unexpected::Unsigned(pixels.into()),
            &"a whole number of pixels from 1 to 480",
        ))
    }
}

/// The `https` URL of an image, with a host name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("format" = "uri", "pattern" = "^https://[^/]", "maxLength" = 500))
)]
#[serde(try_from = "String")]
pub struct ImageUrl(#[cfg_attr(feature = "schema", schemars(with = "String"))] Url);

/// Why a text is not the address of an image.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImageUrlError {
    /// A relative address, another scheme, or no URL at all.
    #[error(
        "`{0}` is not the whole address of an image: write `https://`, a host and a path, such as \
         `https://cdn.example.com/logo.svg`"
    )]
    NotHttps(String),
    /// The host would not fit a content security policy.
    #[error("`{0}` has no host that a page may load from: give it by name, of letters, digits, `-` and `.`")]
    Host(String),
    /// A user name or password.
    #[error("`{0}` has a user name in front of its host, which every visitor would read; leave it out")]
    Credentials(String),
    /// Too long.
    #[error("the address of an image has {0} bytes; it may have {MAX_URL}")]
    TooLong(usize),
}

impl ImageUrl {
    /// Checks an address.
    pub fn parse(text: &str) -> Result<Self, ImageUrlError> {
        if text.len() > MAX_URL {
            return Err(ImageUrlError::TooLong(text.len()));
        }
        // The URL standard would mend slashes, white space and line breaks, and guess where the host is.
        let looks_whole = text.strip_prefix("https://").is_some_and(|rest| !rest.starts_with(['/', '\\']))
            && !text.contains(|character: char| character.is_whitespace() || character.is_control());
        let url = Url::parse(text).ok().filter(|_| looks_whole);
        let url = url.ok_or_else(|| ImageUrlError::NotHttps(text.to_owned()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ImageUrlError::Credentials(text.to_owned()));
        }
        // The standard lets `;` and `'` into a host, which mean something in a content security policy;
        // the policy's own grammar has these characters only.
        let named = |host: &str| {
            host.split('.').all(|label| {
                !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
        };
        match url.host() {
            Some(Host::Domain(host)) if named(host) => Ok(Self(url)),
            _ => Err(ImageUrlError::Host(text.to_owned())),
        }
    }

    /// The address as text, for an attribute.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and, unless it is 443, port.
    fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

/// An origin of images: `https` and a host name, without a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("format" = "uri", "pattern" = "^https://[^/]+$", "examples" = ["https://cdn.example.com"]))
)]
#[serde(try_from = "String")]
pub struct ImageOrigin(String);

impl ImageOrigin {
    /// The origin, as a content security policy names it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an image is from here.
    pub fn has(&self, image: &ImageUrl) -> bool {
        image.origin() == self.0
    }
}

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an origin: write `https://` and a host by name, such as `https://cdn.example.com`")]
pub struct ImageOriginError(String);

impl TryFrom<String> for ImageOrigin {
    type Error = ImageOriginError;

    fn try_from(text: String) -> Result<Self, ImageOriginError> {
        let origin = ImageUrl::parse(&text).ok().map(|url| url.origin());
        origin.filter(|origin| *origin == text).map(Self).ok_or(ImageOriginError(text))
    }
}

impl TryFrom<String> for ImageUrl {
    type Error = ImageUrlError;

    fn try_from(text: String) -> Result<Self, ImageUrlError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_whole_https_address_with_a_host_by_name() {
        for (text, origin) in [
            ("https://cdn.example.com/logo.svg", Some("https://cdn.example.com")),
            ("https://cdn.example.com/a%20b.png?v=2", Some("https://cdn.example.com")),
            ("https://cdn.example.com:8443/l.png", Some("https://cdn.example.com:8443")),
            ("https://cdn.example.com:443/l.png", Some("https://cdn.example.com")),
            ("https://CDN.Example.com/l.png", Some("https://cdn.example.com")),
            ("https://bücher.example/l.png", Some("https://xn--bcher-kva.example")),
            ("", None),
            ("logo.svg", None),
            ("/logo.svg", None),
            ("//cdn.example.com/logo.svg", None),
            ("http://cdn.example.com/logo.svg", None),
            ("https:cdn.example.com/logo.svg", None),
            ("https:///cdn.example.com/logo.svg", None),
            ("https://\\cdn.example.com/logo.svg", None),
            ("https://", None),
            (" https://cdn.example.com/", None),
            ("https://cdn.example.com/a\nb", None),
            ("data:image/png;base64,AA==", None),
            ("javascript:alert(1)", None),
            ("https://user@cdn.example.com/", None),
            ("https://:word@cdn.example.com/", None),
            ("https://192.0.2.1/l.png", None),
            ("https://[2001:db8::1]/l.png", None),
            ("https://cdn..example.com/", None),
            ("https://a;sandbox/l.png", None),
            ("https://a'unsafe-inline'/l.png", None),
            ("https://a,b/l.png", None),
            ("https://*/l.png", None),
            ("https://*.example.com/l.png", None),
        ] {
            assert_eq!(ImageUrl::parse(text).ok().map(|url| url.origin()).as_deref(), origin, "{text:?}");
        }
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_more() {
        for (text, taken) in [
            ("https://cdn.example.com", true),
            ("https://cdn.example.com:8443", true),
            ("https://cdn.example.com/", false),
            ("https://cdn.example.com/logos", false),
            ("https://CDN.example.com", false),
            ("http://cdn.example.com", false),
            ("https://*.example.com", false),
            ("https:", false),
            ("", false),
        ] {
            assert_eq!(ImageOrigin::try_from(text.to_owned()).is_ok(), taken, "{text:?}");
        }
        let origin = ImageOrigin::try_from("https://cdn.example.com".to_owned()).unwrap();
        assert!(origin.has(&ImageUrl::parse("https://cdn.example.com/a.png").unwrap()));
        assert!(!origin.has(&ImageUrl::parse("https://cdn.example.com.evil.example/a.png").unwrap()));
    }

    #[test]
    fn an_address_has_a_greatest_length() {
        let url = |length: usize| format!("https://a.example/{}", "x".repeat(length - 18));
        assert!(ImageUrl::parse(&url(500)).is_ok());
        assert_eq!(ImageUrl::parse(&url(501)), Err(ImageUrlError::TooLong(501)));
    }
}
