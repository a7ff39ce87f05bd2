//! HTTP requests through curl, which has the proxy and the certificates of the machine. An HTTP client with TLS would take
//! as long to compile as the rest of this program.

use std::io;
use std::time::Duration;

use serde_json::Value;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::programs::{Limits, MIB, Programs};

/// The time after which a request fails.
const TIMEOUT_SECONDS: u32 = 20;

/// The time after which curl is killed. It ends earlier by itself.
const LIMIT: Duration = Duration::from_secs(30);

/// The maximum length of a response in bytes.
const MAX_RESPONSE: usize = 8 * MIB;

/// A request. Its URL, headers and body can contain secrets.
pub(crate) struct Request {
    method: &'static str,
    url: Zeroizing<String>,
    headers: Vec<(&'static str, Zeroizing<String>)>,
    body: Option<Zeroizing<String>>,
    max_output: usize,
}

impl Request {
    pub(crate) fn new(method: &'static str, url: impl Into<String>) -> Self {
        Self {
            method,
            url: Zeroizing::new(url.into()),
            headers: Vec::new(),
            body: None,
            max_output: MAX_RESPONSE,
        }
    }

    pub(crate) fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// Sets the maximum length of the response with its headers in bytes.
    pub(crate) fn max_response(mut self, bytes: usize) -> Self {
        self.max_output = bytes;
        self
    }

    /// Adds a header. Line breaks in the value are removed.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Zeroizing::new(value.into())));
        self
    }

    /// Sets the body and its type.
    pub(crate) fn body(mut self, content_type: &str, body: impl Into<String>) -> Self {
        self.body = Some(Zeroizing::new(body.into()));
        self.header("Content-Type", content_type)
    }

    /// Sets a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Returns the configuration file for curl, in which other users of the machine cannot see the request.
    fn configuration(&self) -> Zeroizing<String> {
        let mut lines = Zeroizing::new(String::new());
        let mut option = |name: &str, value: &str| {
            for part in [name, " = ", &Zeroizing::new(quoted(value)), "\n"] {
                lines.push_str(part);
            }
        };
        option("request", self.method);
        option("url", &self.url);
        // curl would ask before it sends a long body.
        option("header", "Expect:");
        for (name, value) in &self.headers {
            option("header", &Zeroizing::new(format!("{name}: {}", value.replace(['\r', '\n'], ""))));
        }
        if let Some(body) = &self.body {
            option("data-raw", body);
        }
        lines
    }
}

/// Quotes a value as curl's configuration files expect it.
fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

/// A response.
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl Response {
    /// Returns the first header with this name, which is lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// Returns the body as text.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(String::from_utf8_lossy(&self.body).into_owned())
    }

    /// Parses the body as JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Parses curl's output: the response with its headers, after any interim responses (RFC 9110, section 15.2).
    fn parse(output: &[u8]) -> Option<Self> {
        let end = output.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&output[..end]).ok()?;
        let body = &output[end + 4..];
        let mut lines = head.split("\r\n");
        let status: u16 = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        if (100..200).contains(&status) {
            return Self::parse(body);
        }
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
        Some(Self { status, headers: headers.collect(), body: Zeroizing::new(body.to_vec()) })
    }
}

/// An error that prevents a response.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum HttpError {
    /// curl is not installed.
    #[error("curl is not installed; install it, because this command sends its requests with it")]
    NoCurl,
    /// The host has no address.
    #[error("the host name has no DNS record")]
    Resolve,
    /// No connection.
    #[error("the host does not accept connections")]
    Connect,
    /// The certificate is not valid for the host.
    #[error("the certificate is not valid for this host name")]
    Certificate,
    /// No response in time.
    #[error("no response within {TIMEOUT_SECONDS} seconds")]
    TimedOut,
    /// Any other error, with curl's message.
    #[error("{0}")]
    Other(String),
}

/// Sends a request. Redirects are not followed.
pub(crate) fn send(programs: &dyn Programs, request: &Request) -> Result<Response, HttpError> {
    let seconds = TIMEOUT_SECONDS.to_string();
    let limits = Limits { time: LIMIT, stdout: request.max_output };
    // `-q` is first: a configuration file of the user could change the output.
    let arguments = [
        "-q",
        "--silent",
        "--show-error",
        "--include",
        "--suppress-connect-headers",
        "--http1.1",
        "--globoff",
        "--max-time",
        &seconds,
        "--config",
        "-",
    ];
    let output = programs.run("curl", &arguments, &request.configuration(), limits).map_err(|error| {
        match error.kind() {
            io::ErrorKind::NotFound => HttpError::NoCurl,
            _ => HttpError::Other(format!("curl failed: {error}")),
        }
    })?;
    // The exit codes are documented in curl's manual.
    match output.status {
        Some(0) => Response::parse(&output.stdout)
            .ok_or_else(|| HttpError::Other("curl returned no response".to_owned())),
        Some(5 | 6) => Err(HttpError::Resolve),
        Some(7) => Err(HttpError::Connect),
        Some(28) => Err(HttpError::TimedOut),
        Some(51 | 60) => Err(HttpError::Certificate),
        // Messages do not contain the URL's query.
        _ => Err(HttpError::Other(output.stderr.trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::programs::Output;

    /// A curl that ends with this status and output.
    struct Curl {
        status: i32,
        stdout: &'static str,
        input: Mutex<String>,
    }

    impl Programs for Curl {
        fn run(&self, _: &str, arguments: &[&str], input: &str, _: Limits) -> io::Result<Output> {
            assert!(!arguments.join(" ").contains("secret"), "{arguments:?}");
            input.clone_into(&mut self.input.lock().unwrap());
            let stdout = Zeroizing::new(self.stdout.as_bytes().to_vec());
            Ok(Output { status: Some(self.status), stdout, stderr: "curl: (99) message\n".to_owned() })
        }
    }

    fn curl(status: i32, stdout: &'static str) -> Curl {
        Curl { status, stdout, input: Mutex::default() }
    }

    #[test]
    fn a_request_is_passed_on_standard_input_with_its_quotes_and_line_breaks() {
        let curl = curl(0, "HTTP/1.1 200 OK\r\n\r\n");
        let request = Request::new("POST", "https://a.example/?secret=1")
            .header("Authorization", "Bearer secret\r\nurl = x")
            .body("text/plain", "@secret \"\\\n");
        send(&curl, &request).map(drop).unwrap();
        let expected = "request = \"POST\"\nurl = \"https://a.example/?secret=1\"\nheader = \"Expect:\"\n\
                        header = \"Authorization: Bearer secreturl = x\"\nheader = \"Content-Type: text/plain\"\n\
                        data-raw = \"@secret \\\"\\\\\\n\"\n";
        assert_eq!(*curl.input.lock().unwrap(), expected);
    }

    #[test]
    fn a_response_has_its_status_headers_and_body() {
        for (output, expected) in [
            ("HTTP/1.1 200 OK\r\nDate: now\r\n\r\nbody", Some((200, Some("now"), "body"))),
            ("HTTP/2 404 \r\ndate: a:b\r\n\r\n", Some((404, Some("a:b"), ""))),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 303 See Other\r\n\r\na\r\n\r\nb",
                Some((303, None, "a\r\n\r\nb")),
            ),
            ("no response", None),
            ("HTTP/1.1\r\n\r\n", None),
        ] {
            let response = send(&curl(0, output), &Request::get("https://a.example")).ok();
            let found = response
                .as_ref()
                .map(|response| (response.status, response.header("date"), response.text().to_string()));
            let expected = expected.map(|(status, date, body)| (status, date, body.to_owned()));
            assert_eq!(found, expected, "{output:?}");
        }
    }

    #[test]
    fn an_exit_code_of_curl_becomes_the_error_it_means() {
        for (status, expected) in [
            (6, HttpError::Resolve),
            (7, HttpError::Connect),
            (28, HttpError::TimedOut),
            (60, HttpError::Certificate),
            (99, HttpError::Other("curl: (99) message".to_owned())),
        ] {
            assert_eq!(
                send(&curl(status, ""), &Request::get("https://a.example")).err(),
                Some(expected),
                "{status}"
            );
        }
    }
}
