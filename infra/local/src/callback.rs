//! The callback of a login.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::Url;

/// The callback of a login: the only callback URL that the tenant accepts.
///
/// ```
/// use profiling_local::Callback;
///
/// assert_eq!("https".parse(), Ok(Callback::Https));
/// assert!(matches!("com.example.app://callback".parse(), Ok(Callback::Native(_))));
///
/// let error = "myapp://callback".parse::<Callback>().unwrap_err();
/// assert!(error.to_string().contains("reverse domain name"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Callback {
    /// The emulator's app, with the same scheme as the form and the tenant.
    #[default]
    App,
    /// The emulator's app over http.
    Http,
    /// The emulator's app over https.
    Https,
    /// A native app. The login starts in the emulator's app and ends at a URL that only the native app opens.
    Native(NativeAddress),
}

impl Callback {
    /// Returns whether the emulator's app uses https; `https` is the setting of the form and the tenant.
    pub(crate) fn app_has_https(&self, https: bool) -> bool {
        match self {
            Self::App | Self::Native(_) => https,
            Self::Http => false,
            Self::Https => true,
        }
    }

    /// The callback URL, if the emulator's app is at `app_url`.
    pub(crate) fn address(&self, app_url: &str) -> String {
        match self {
            Self::App | Self::Http | Self::Https => format!("{app_url}/callback"),
            Self::Native(address) => address.to_string(),
        }
    }
}

/// The callback URL of a native app, with a private-use scheme: `com.example.app://callback`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeAddress(Url);

impl fmt::Display for NativeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An error in a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CallbackError {
    /// Neither a keyword nor a URL.
    #[error("use `http`, `https` or the URL of a native app such as `com.example.app://callback`")]
    Unknown,
    /// The scheme is not a reverse domain name (RFC 8252, section 7.1).
    #[error("the scheme of a native app must be a reverse domain name such as `com.example.app`")]
    Scheme,
    /// The URL has a fragment (RFC 6749, section 3.1.2).
    #[error("a callback must not contain `#`")]
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
    fn the_app_has_the_scheme_of_the_tenant_unless_the_callback_sets_one() {
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
    fn a_callback_is_the_emulators_app_or_a_native_app() {
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
    fn a_url_that_other_apps_could_open_is_rejected() {
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
