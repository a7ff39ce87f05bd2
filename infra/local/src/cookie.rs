//! The cookies of the tenant and of the app.

use axum::http::{HeaderValue, header};

use crate::reply::Reply;

/// A cookie for the browser's session, which no script reads.
pub(crate) struct Cookie {
    name: String,
    attributes: &'static str,
}

impl Cookie {
    /// The cookie of that purpose of an origin. 127.0.0.1 shares its cookies over all ports, so the name
    /// says whose it is; and over both schemes, where http may not replace what https has set, so the
    /// names differ by that, too.
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

    /// Sets the cookie; without a value, takes it away. The value is one that we made: letters, digits,
    /// `-` and `_`.
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
    fn a_cookie_is_secure_over_https_and_no_scheme_has_the_others() {
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
