//! The cookies of the tenant and the app.

use axum::http::{HeaderValue, header};

use crate::reply::Reply;

/// A session cookie that scripts cannot read.
pub(crate) struct Cookie {
    name: String,
    attributes: &'static str,
}

impl Cookie {
    /// Creates the cookie of an origin. Browsers share cookies between all ports of 127.0.0.1, so the name
    /// contains the port. They also share them between http and https, and http may not replace a secure
    /// cookie, so the name depends on the scheme as well.
    pub(crate) fn new(purpose: &str, origin: &str) -> Self {
        let port = origin.rsplit_once(':').map_or("", |origin| origin.1);
        let name = format!("{purpose}_{port}");
        if origin.starts_with("https://") {
            Self { name: format!("__Host-{name}"), attributes: "Path=/; HttpOnly; SameSite=Lax; Secure" }
        } else {
            Self { name, attributes: "Path=/; HttpOnly; SameSite=Lax" }
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Sets the cookie, or deletes it if the value is empty. The value may have letters, digits, `-` and `_`.
    pub(crate) fn set(&self, mut reply: Reply, value: &str) -> Reply {
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        let cookie = format!("{}={value}; {}{age}", self.name, self.attributes);
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            reply.headers_mut().append(header::SET_COOKIE, cookie);
        }
        reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::redirect;

    #[test]
    fn a_cookie_is_secure_over_https_and_its_name_depends_on_the_scheme() {
        for (origin, value, expected) in [
            ("http://127.0.0.1:4001", "v", "session_4001=v; Path=/; HttpOnly; SameSite=Lax"),
            ("https://127.0.0.1:4001", "v", "__Host-session_4001=v; Path=/; HttpOnly; SameSite=Lax; Secure"),
            ("http://127.0.0.1:4002", "", "session_4002=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            (
                "https://127.0.0.1:4002",
                "",
                "__Host-session_4002=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0",
            ),
        ] {
            let reply = Cookie::new("session", origin).set(redirect("/"), value);
            assert_eq!(reply.headers()[header::SET_COOKIE], expected);
        }
    }
}
