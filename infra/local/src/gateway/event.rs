//! The conversion of an HTTP request to the event of an API Gateway HTTP API (payload format 2.0).

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// A route of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// `GET /forms/{form}`.
    Get(String),
    /// `POST /forms/{form}`.
    Post(String),
    /// `$default`: every other request.
    Default,
}

impl Route {
    /// Selects the route by method and path, as an HTTP API does; decodes the path parameter.
    pub(super) fn choose(method: &Method, path: &str) -> Self {
        let Some(form) = path.strip_prefix("/forms/").filter(|form| !form.is_empty() && !form.contains('/'))
        else {
            return Self::Default;
        };
        let form = percent_decoded(form);
        match *method {
            Method::GET => Self::Get(form),
            Method::POST => Self::Post(form),
            _ => Self::Default,
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::Get(_) => "GET /forms/{form}",
            Self::Post(_) => "POST /forms/{form}",
            Self::Default => "$default",
        }
    }

    fn form(&self) -> Option<&str> {
        match self {
            Self::Get(form) | Self::Post(form) => Some(form),
            Self::Default => None,
        }
    }
}

/// An HTTP request as received.
pub(super) struct Wire<'a> {
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    pub(super) ip: String,
    pub(super) https: bool,
}

impl Wire<'_> {
    /// The size of the request line and the headers in bytes, which API Gateway limits.
    pub(super) fn head_bytes(&self) -> usize {
        let target = self.uri.path_and_query().map_or(1, |target| target.as_str().len());
        let line = self.method.as_str().len() + target + " ".len() * 2 + "HTTP/1.1\r\n".len();
        let headers =
            self.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
        line + headers.sum::<usize>() + "\r\n".len()
    }

    /// Returns the event.
    pub(super) fn event(&self, route: &Route, now: SystemTime, request_id: &str) -> Value {
        let path = self.uri.path();
        let query = self.uri.query().unwrap_or_default();
        let (headers, cookies) = self.headers_and_cookies();
        let host = self.headers.get(header::HOST).map(|host| String::from_utf8_lossy(host.as_bytes()));
        let user_agent = headers.get("user-agent").cloned().unwrap_or_default();
        let millis = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let mut event = json!({
            "version": "2.0",
            "routeKey": route.key(),
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "local",
                "domainName": host.as_deref().unwrap_or("127.0.0.1"),
                "domainPrefix": "local",
                "http": {
                    "method": self.method.as_str(),
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": self.ip,
                    "userAgent": user_agent,
                },
                "requestId": request_id,
                "routeKey": route.key(),
                "stage": "$default",
                "time": humantime::format_rfc3339_seconds(now).to_string(),
                "timeEpoch": u64::try_from(millis).unwrap_or(u64::MAX),
            },
            "isBase64Encoded": false,
        });
        if !cookies.is_empty() {
            event["cookies"] = json!(cookies);
        }
        if !query.is_empty() {
            event["queryStringParameters"] = joined(url::form_urlencoded::parse(query.as_bytes()));
        }
        if let Some(form) = route.form() {
            event["pathParameters"] = json!({ "form": form });
        }
        if !self.body.is_empty() {
            let text = if self.is_text() { std::str::from_utf8(self.body).ok() } else { None };
            event["isBase64Encoded"] = Value::from(text.is_none());
            event["body"] = text.map_or_else(|| Value::from(STANDARD.encode(self.body)), Value::from);
        }
        event
    }

    /// The headers with lower-case names, repeated headers joined by commas and invalid UTF-8 replaced; and
    /// the cookies.
    fn headers_and_cookies(&self) -> (Map<String, Value>, Vec<String>) {
        let (mut headers, mut cookies) = (Map::new(), Vec::new());
        for name in self.headers.keys() {
            let values: Vec<_> = self
                .headers
                .get_all(name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
                .collect();
            if name == header::COOKIE {
                cookies.extend(values.iter().flat_map(|value| value.split("; ")).map(str::to_owned));
            } else {
                headers.insert(name.as_str().to_owned(), Value::from(values.join(",")));
            }
        }
        let port = self
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok()?.rsplit_once(':'))
            .map(|host| host.1);
        let (scheme, own_port) = if self.https { ("https", "443") } else { ("http", "80") };
        for (name, value) in [
            ("x-forwarded-for", self.ip.as_str()),
            ("x-forwarded-port", port.unwrap_or(own_port)),
            ("x-forwarded-proto", scheme),
            ("x-amzn-trace-id", "Root=1-00000000-000000000000000000000000"),
        ] {
            // Like API Gateway, append the caller's address to an existing header.
            let joined = match headers.get(name).and_then(Value::as_str) {
                Some(existing) if name == "x-forwarded-for" => format!("{existing}, {value}"),
                _ => value.to_owned(),
            };
            headers.insert(name.to_owned(), Value::from(joined));
        }
        (headers, cookies)
    }

    /// Returns whether the body is text. Other bodies, forms included, are encoded in base64.
    fn is_text(&self) -> bool {
        let kind =
            self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kind.starts_with("text/")
            || ["application/json", "application/javascript", "application/xml"].contains(&kind.as_str())
    }
}

/// The parameters by name, with repeated values joined by commas.
fn joined<'a>(pairs: impl Iterator<Item = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>) -> Value {
    let mut object = Map::new();
    for (name, value) in pairs {
        match object.get_mut(name.as_ref()) {
            Some(Value::String(list)) => {
                list.push(',');
                list.push_str(&value);
            }
            _ => drop(object.insert(name.into_owned(), Value::from(value.into_owned()))),
        }
    }
    Value::Object(object)
}

fn percent_decoded(text: &str) -> String {
    // A `+` in a path is a plus sign; in a form it would be a space.
    let pair = format!("={}", text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map_or_else(String::new, |pair| pair.1.into_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn event(method: &Method, uri: &str, headers: &[(&'static str, &[u8])], body: &'static [u8]) -> Value {
        event_over(false, method, uri, headers, body)
    }

    fn event_over(
        https: bool,
        method: &Method,
        uri: &str,
        headers: &[(&'static str, &[u8])],
        body: &'static [u8],
    ) -> Value {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        }
        let uri: Uri = uri.parse().unwrap();
        let route = Route::choose(method, uri.path());
        let wire = Wire {
            method,
            uri: &uri,
            headers: &map,
            body: &Bytes::from_static(body),
            ip: "127.0.0.1".to_owned(),
            https,
        };
        wire.event(&route, UNIX_EPOCH, "id")
    }

    #[test]
    fn routes_are_those_of_the_template() {
        for (method, path, route) in [
            (Method::GET, "/forms/profile", Route::Get("profile".to_owned())),
            (Method::POST, "/forms/profile", Route::Post("profile".to_owned())),
            (Method::GET, "/forms/a%20b+c%26d%3De", Route::Get("a b+c&d=e".to_owned())),
            (Method::GET, "/forms/%2e%2e%2fsecret", Route::Get("../secret".to_owned())),
            (Method::HEAD, "/forms/profile", Route::Default),
            (Method::PUT, "/forms/profile", Route::Default),
            (Method::GET, "/forms/", Route::Default),
            (Method::GET, "/forms/profile/", Route::Default),
            (Method::GET, "/forms/a/b", Route::Default),
            (Method::GET, "/", Route::Default),
        ] {
            assert_eq!(Route::choose(&method, path), route, "{method} {path}");
        }
    }

    #[test]
    fn the_raw_path_and_query_are_untouched() {
        let event = event(&Method::GET, "/forms/a%2Fb?state=x%2By&state=+&%zz=%", &[], b"");
        assert_eq!(event["rawPath"], "/forms/a%2Fb");
        assert_eq!(event["rawQueryString"], "state=x%2By&state=+&%zz=%");
        assert_eq!(event["queryStringParameters"]["state"], "x+y, ");
        assert_eq!(event["pathParameters"]["form"], "a/b");
    }

    #[test]
    fn the_event_has_the_scheme_and_port_of_the_gateway() {
        for (https, headers, expected) in [
            (false, &[("host", b"127.0.0.1:4000".as_slice())][..], ["http", "4000"]),
            (false, &[], ["http", "80"]),
            (true, &[("host", b"127.0.0.1:4000")], ["https", "4000"]),
            (true, &[("host", b"form.example"), ("x-forwarded-proto", b"http")], ["https", "443"]),
        ] {
            let event = event_over(https, &Method::GET, "/", headers, b"");
            let forwarded = ["x-forwarded-proto", "x-forwarded-port"].map(|name| &event["headers"][name]);
            assert_eq!(forwarded, expected, "{https} {headers:?}");
        }
    }

    #[test]
    fn an_event_without_query_body_and_cookies_omits_them() {
        let event = event(&Method::GET, "/nowhere", &[], b"");
        for absent in ["queryStringParameters", "body", "cookies", "pathParameters"] {
            assert!(event.get(absent).is_none(), "{absent}");
        }
        assert_eq!((&event["routeKey"], &event["isBase64Encoded"]), (&json!("$default"), &json!(false)));
    }

    #[test]
    fn bodies_are_base64_unless_their_type_is_text() {
        for (kind, body, encoded, text) in [
            ("application/x-www-form-urlencoded", b"a=b".as_slice(), true, "YT1i"),
            ("multipart/form-data", b"a=b", true, "YT1i"),
            ("", b"a=b", true, "YT1i"),
            ("text/plain", b"a=b", false, "a=b"),
            ("application/json; charset=utf-8", b"{}", false, "{}"),
            ("text/plain", b"\xff", true, "/w=="),
        ] {
            let event = event(&Method::POST, "/forms/x", &[("content-type", kind.as_bytes())], body);
            assert_eq!(
                (&event["isBase64Encoded"], &event["body"]),
                (&json!(encoded), &json!(text)),
                "{kind}"
            );
        }
    }

    #[test]
    fn repeated_headers_are_joined_and_cookies_have_their_own_list() {
        let headers: [(&'static str, &[u8]); 6] = [
            ("accept", b"a"),
            ("accept", b"b"),
            ("x-odd", b"caf\xe9"),
            ("cookie", b"one=1; two=2"),
            ("cookie", b"three=3"),
            ("x-forwarded-for", b"9.9.9.9"),
        ];
        let event = event(&Method::GET, "/", &headers, b"");
        assert_eq!(event["headers"]["accept"], "a,b");
        assert_eq!(event["headers"]["x-odd"], "caf\u{fffd}");
        assert_eq!(event["headers"]["x-forwarded-for"], "9.9.9.9, 127.0.0.1");
        assert!(event["headers"].get("cookie").is_none());
        assert_eq!(event["cookies"], json!(["one=1", "two=2", "three=3"]));
    }
}
