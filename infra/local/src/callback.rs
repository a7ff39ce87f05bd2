//! Where a login comes back to.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::Url;

/// Where a login comes back to: the one callback that the tenant lists for its client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Callback {
    /// The emulator's app, with the scheme that form and tenant have.
    #[default]
    App,
    /// The emulator's app over http, whatever form and tenant have.
    Http,
    /// The emulator's app over https, whatever form and tenant have.
    Https,
    /// A native app. Its login begins at the emulator's app; it ends where a browser cannot follow.
    Native(NativeAddress),
}

impl Callback {
    /// Whether the emulator's app has https, where `https` is what form and tenant have.
    pub(crate) fn app_has_https(&self, https: bool) -> bool {
        match self {
            Self::App | Self::Native(_) => https,
            Self::Http => false,
            Self::Https => true,
        }
    }

    /// The callback, with the emulator's app at `app_url`.
    pub(crate) fn address(&self, app_url: &str) -> String {
        match self {
            Self::App | Self::Http | Self::Https => format!("{app_url}/callback"),
            Self::Native(address) => address.to_string(),
        }
    }
}

/// The address of a native app, like `com.example.app://callback`: of a scheme that is the app's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeAddress(Url);

impl fmt::Display for NativeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CallbackError {
    /// It is neither a word that is known nor an address.
    #[error("write `http`, `https`, or the address of a native app like `com.example.app://callback`")]
    Unknown,
    /// RFC 8252, section 7.1: a domain name backwards, so that no two apps have the same.
    #[error("a native app's scheme is a domain name backwards, with a dot in it, like `com.example.app`")]
    Scheme,
    /// RFC 6749, section 3.1.2.
    #[error("a callback has no `#`")]
    Fragment,
}

impl FromStr for Callback {
    type Err = CallbackError;

    fn from_str(text: &str) -> Result<Self, CallbackError> {
        match text {
            "http" => return Ok(Self::Http),
            "https" => return Ok(Self::Https),
            _ => {}
        }
        let address = Url::parse(text).map_err(|_| CallbackError::Unknown)?;
        if !address.scheme().contains('.') {
            return Err(CallbackError::Scheme);
        }
        if address.fragment().is_some() {
            return Err(CallbackError::Fragment);
        }
        Ok(Self::Native(NativeAddress(address)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_served_like_the_rest_unless_the_callback_says_otherwise() {
        for (callback, over_http, over_https) in [
            (Callback::App, false, true),
            (Callback::Http, false, false),
            (Callback::Https, true, true),
            ("com.example.app:/".parse().unwrap(), false, true),
        ] {
            let has = [false, true].map(|https| callback.app_has_https(https));
            assert_eq!(has, [over_http, over_https], "{callback:?}");
        }
    }

    #[test]
    fn a_callback_is_the_emulators_app_or_a_native_one() {
        for (text, address) in [
            ("http", "http://app/callback"),
            ("https", "http://app/callback"),
            ("com.example.app://callback", "com.example.app://callback"),
            ("com.example.app:/callback?from=login", "com.example.app:/callback?from=login"),
            ("com.example.app:callback", "com.example.app:callback"),
        ] {
            let callback: Callback = text.parse().unwrap();
            assert_eq!(callback.address("http://app"), address, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_apps_own_address_is_refused() {
        for (text, error) in [
            ("", CallbackError::Unknown),
            ("app", CallbackError::Unknown),
            ("/callback", CallbackError::Unknown),
            ("myapp://callback", CallbackError::Scheme),
            ("http://127.0.0.1:4002/callback", CallbackError::Scheme),
            ("https://app.example.com/callback", CallbackError::Scheme),
            ("javascript:alert(1)", CallbackError::Scheme),
            ("data:text/html,x", CallbackError::Scheme),
            ("com.example.app://callback#part", CallbackError::Fragment),
        ] {
            assert_eq!(text.parse::<Callback>(), Err(error), "{text}");
        }
    }
}
