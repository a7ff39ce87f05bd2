//! The logo, and the URLs of images.

use serde::Deserialize;
use serde::de::{self, Deserializer, Unexpected};
use thiserror::Error;
use url::{Host, Url};

use crate::strict::deserialize_strictly;

/// The logo above a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Logo"))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Logo<Alt> {
    /// The URL.
    pub url: ImageUrl,
    /// The URL of the logo in dark mode, of the same size. The default is `url`.
    pub dark_url: Option<ImageUrl>,
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

/// The maximum width and height of a logo, in pixels. The card has no room for more.
const MAX_SIDE: u16 = 480;

/// The maximum length of the URL of an image, in bytes. It is part of each page.
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
    schemars(extend(
        "pattern" = "^https://[^/]",
        "maxLength" = 500,
        "examples" = ["https://cdn.example.com/logo.svg"],
        "patternErrorMessage" = "Write a complete URL that begins with `https://`."
    ))
)]
#[serde(try_from = "String")]
pub struct ImageUrl(#[cfg_attr(feature = "schema", schemars(with = "String"))] Url);

/// The error for a text that is not the URL of an image.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImageUrlError {
    /// A relative URL, a different scheme, or not a URL.
    #[error(
        "`{0}` is not the complete URL of an image: write `https://`, a host and a path, such as \
         `https://cdn.example.com/logo.svg`"
    )]
    NotHttps(String),
    /// The host is an IP address, or has characters that a content security policy does not allow.
    #[error(
        "the host of `{0}` is not allowed: use a host name with only letters, digits, `-` and `.`, not an IP address"
    )]
    Host(String),
    /// A user name or password.
    #[error("`{0}` contains a user name or a password, which every visitor could read; remove it")]
    Credentials(String),
    /// A URL that is too long.
    #[error("the URL of the image has {0} bytes; the maximum is {MAX_URL}")]
    TooLong(usize),
}

impl ImageUrl {
    /// Parses the URL of an image.
    pub fn parse(text: &str) -> Result<Self, ImageUrlError> {
        if text.len() > MAX_URL {
            return Err(ImageUrlError::TooLong(text.len()));
        }
        // `Url::parse` follows the URL standard: it corrects slashes, removes white space, and may find a different host
        // than a reader expects.
        let is_complete = text.strip_prefix("https://").is_some_and(|rest| !rest.starts_with(['/', '\\']))
            && !text.contains(|character: char| character.is_whitespace() || character.is_control());
        let url = Url::parse(text).ok().filter(|_| is_complete);
        let url = url.ok_or_else(|| ImageUrlError::NotHttps(text.to_owned()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ImageUrlError::Credentials(text.to_owned()));
        }
        match url.host() {
            Some(Host::Domain(host)) if is_policy_host(host) => Ok(Self(url)),
            _ => Err(ImageUrlError::Host(text.to_owned())),
        }
    }

    /// Returns the URL as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the URL for a `srcset`, in which a comma would end it.
    pub fn srcset(&self) -> String {
        self.0.as_str().replace(',', "%2C")
    }

    /// Returns the scheme, the host, and the port unless it is 443.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

/// Returns true if a content security policy can contain this host. The URL standard also allows `;` and `'`, which
/// have a meaning in a policy.
fn is_policy_host(host: &str) -> bool {
    host.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// An origin of images: `https` and a host name, without a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend(
        "pattern" = "^https://[^/]+$",
        "examples" = ["https://cdn.example.com"],
        "patternErrorMessage" = "Write `https://` and a host name, without a path."
    ))
)]
#[serde(try_from = "String")]
pub struct ImageOrigin(String);

impl ImageOrigin {
    /// Returns the origin, as a source for a content security policy.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if an image has this origin.
    pub fn has(&self, image: &ImageUrl) -> bool {
        image.origin() == self.0
    }
}

/// The error for a text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not an origin: write `https://` and a host name in lower case, without a path, such as `https://cdn.example.com`"
)]
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
    fn the_url_of_an_image_is_complete_with_https_and_a_host_name() {
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
    fn an_origin_is_only_a_scheme_and_a_host() {
        for (text, valid) in [
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
            assert_eq!(ImageOrigin::try_from(text.to_owned()).is_ok(), valid, "{text:?}");
        }
        let origin = ImageOrigin::try_from("https://cdn.example.com".to_owned()).unwrap();
        assert!(origin.has(&ImageUrl::parse("https://cdn.example.com/a.png").unwrap()));
        assert!(!origin.has(&ImageUrl::parse("https://cdn.example.com.evil.example/a.png").unwrap()));
    }

    #[test]
    fn a_comma_does_not_end_a_url_in_a_srcset() {
        let image = ImageUrl::parse("https://cdn.example.com/w_10,h_20/a.png").unwrap();
        assert_eq!(image.srcset(), "https://cdn.example.com/w_10%2Ch_20/a.png");
    }

    #[test]
    fn the_length_of_a_url_is_limited() {
        let url = format!("https://a.example/{}", "x".repeat(482));
        assert!(ImageUrl::parse(&url).is_ok());
        assert_eq!(ImageUrl::parse(&format!("{url}x")), Err(ImageUrlError::TooLong(501)));
    }
}
