//! HTTP requests through curl, which uses the proxy and the certificates of the machine. An HTTP client with TLS would take
//! as long to compile as the rest of this program.

use std::io;
use std::time::Duration;

use serde_json::Value;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::printable::printable;
use crate::programs::{Limits, MIB, Programs};

/// The time after which a request fails.
const TIMEOUT_SECONDS: u32 = 20;

/// The time after which curl is killed. It ends earlier by itself.
const LIMIT: Duration = Duration::from_secs(30);

/// The line before the size of the body, which curl prints after the response.
const SIZE: &str = "\nprofiling-body-size ";

/// The maximum length of curl's message that is printed.
const MAX_MESSAGE: usize = 200;

/// The length of the parts of a request that are not allowed in a message.
const WINDOW: usize = 8;

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

    /// Returns true if a text has a part of the request: of the URL after its host, of a header or of the body.
    fn occurs_in(&self, text: &str) -> bool {
        let host = self.url.find("://").map_or(0, |scheme| scheme + 3);
        let path = self.url[host..].find(['/', '?', '#']).map_or("", |path| &self.url[host + path..]);
        // User information is before the host.
        let user = self.url[host..].split_once('@').map_or("", |(user, _)| user);
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        let body = self.body.iter().map(|body| body.as_str());
        [path, user].into_iter().chain(headers).chain(body).map(str::as_bytes).any(|value| {
            let length = value.len().min(WINDOW);
            // A value that is shorter than a word is no secret, and would be in each message.
            length >= WINDOW / 2
                && value
                    .windows(length)
                    .any(|part| text.as_bytes().windows(length).any(|found| found == part))
        })
    }

    /// Returns the configuration for curl. Unlike arguments, it is not visible to other users.
    fn configuration(&self) -> Zeroizing<String> {
        let mut lines = Zeroizing::new(String::new());
        let mut option = |name: &str, value: &str| {
            for part in [name, " = ", &Zeroizing::new(quoted(value)), "\n"] {
                lines.push_str(part);
            }
        };
        option("request", self.method);
        option("url", &self.url);
        // Without this header, curl sends `Expect: 100-continue` before a long body.
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
    /// Returns the first header with this name. `name` must be lowercase.
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
        let (mut rest, size) = split_size(output);
        loop {
            let head = Head::take(&mut rest)?;
            if !(100..200).contains(&head.status) {
                let body = match size {
                    Some(size) => rest.get(..size)?,
                    None => rest,
                };
                let Head { status, headers } = head;
                return Some(Self { status, headers, body: Zeroizing::new(body.to_vec()) });
            }
        }
    }
}

/// Divides curl's output into the response and the size of its body. Trailers of a chunked response (RFC 9112, section
/// 7.1.2) are after the body.
fn split_size(output: &[u8]) -> (&[u8], Option<usize>) {
    let start = output.windows(SIZE.len()).rposition(|bytes| bytes == SIZE.as_bytes());
    let size = start.and_then(|start| {
        std::str::from_utf8(&output[start + SIZE.len()..]).ok()?.trim_end().parse().ok().zip(Some(start))
    });
    size.map_or((output, None), |(size, start)| (&output[..start], Some(size)))
}

/// The status line and the headers of a response.
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

impl Head {
    /// Parses a head at the beginning of `rest` and removes it. Servers also end lines with a line feed only, continue a
    /// header on the next line, and send Latin-1.
    fn take(rest: &mut &[u8]) -> Option<Self> {
        let status = take_line(rest)?.split(' ').nth(1)?.parse().ok()?;
        let mut headers: Vec<(String, String)> = Vec::new();
        loop {
            let line = take_line(rest)?;
            if line.is_empty() {
                return Some(Self { status, headers });
            }
            match (line.split_once(':'), headers.last_mut()) {
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (Some((name, value)), _) => {
                    headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
                }
                (None, _) => {}
            }
        }
    }
}

/// Removes the first line and returns it without its end.
fn take_line(rest: &mut &[u8]) -> Option<String> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let line = &rest[..end];
    *rest = &rest[end + 1..];
    Some(line.strip_suffix(b"\r").unwrap_or(line).iter().map(|&byte| char::from(byte)).collect())
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
    /// Any other error.
    #[error("{0}")]
    Other(String),
}

/// Sends a request. Redirects are not followed.
pub(crate) fn send(programs: &dyn Programs, request: &Request) -> Result<Response, HttpError> {
    let seconds = TIMEOUT_SECONDS.to_string();
    let size = format!("{}%{{size_download}}", SIZE.replace('\n', "\\n"));
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
        // The URL can be from AWS.
        "--proto",
        "=http,https",
        "--write-out",
        &size,
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
        Some(5) => Err(HttpError::Other("the proxy has no DNS record".to_owned())),
        Some(6) => Err(HttpError::Resolve),
        Some(7) => Err(HttpError::Connect),
        Some(28) => Err(HttpError::TimedOut),
        Some(51 | 60) => Err(HttpError::Certificate),
        Some(status) => {
            let message = message(request, &output.stderr).map(|message| format!(": {message}"));
            let message = message.unwrap_or_default();
            Err(HttpError::Other(format!("curl failed (exit status {status}){message}")))
        }
        None => Err(HttpError::Other("curl was killed by a signal".to_owned())),
    }
}

/// Returns curl's own message in `curl: (35) message`, unless it repeats a part of the request. Everything else on standard
/// error can be from another program or from a library.
fn message(request: &Request, stderr: &str) -> Option<String> {
    let (status, message) = stderr.lines().next()?.strip_prefix("curl: (")?.split_once(") ")?;
    let is_status = !status.is_empty() && status.bytes().all(|b| b.is_ascii_digit());
    let message: String = message.trim().chars().take(MAX_MESSAGE).collect();
    (is_status && !message.is_empty() && !request.occurs_in(&message))
        .then(|| printable(&message).chars().take(MAX_MESSAGE).collect())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Mutex;

    use super::*;
    use crate::programs::{Installed, Output};

    /// A curl that ends with this status and output.
    struct Curl {
        status: Option<i32>,
        stdout: Vec<u8>,
        stderr: &'static str,
        input: Mutex<String>,
    }

    impl Programs for Curl {
        fn run(&self, _: &str, arguments: &[&str], input: &str, _: Limits) -> io::Result<Output> {
            assert!(!arguments.join(" ").contains("secret"), "{arguments:?}");
            input.clone_into(&mut self.input.lock().unwrap());
            let stdout = Zeroizing::new(self.stdout.clone());
            Ok(Output { status: self.status, stdout, stderr: self.stderr.to_owned() })
        }
    }

    fn curl(status: i32, stdout: &[u8]) -> Curl {
        Curl { status: Some(status), stdout: stdout.to_vec(), stderr: "", input: Mutex::default() }
    }

    #[test]
    fn a_request_is_passed_on_standard_input_with_its_quotes_and_line_breaks() {
        let curl = curl(0, b"HTTP/1.1 200 OK\r\n\r\n");
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
            (&b"HTTP/1.1 200 OK\r\nDate: now\r\n\r\nbody"[..], Some((200, Some("now"), "body"))),
            (b"HTTP/2 404 \r\ndate: a:b\r\n\r\n", Some((404, Some("a:b"), ""))),
            (
                b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 303 See Other\r\n\r\na\r\n\r\nb",
                Some((303, None, "a\r\n\r\nb")),
            ),
            (
                b"HTTP/1.1 200 OK\nX: \xe9\nDate: now\n\nbody\r\n\r\n",
                Some((200, Some("now"), "body\r\n\r\n")),
            ),
            (b"HTTP/1.1 200 OK\r\nDate: a\r\n\tb:\r\n  c\r\n\r\n", Some((200, Some("a b: c"), ""))),
            (b"HTTP/1.1 200 OK\r\n a\r\n\r\n", Some((200, None, ""))),
            // Trailers after the body, and a body that looks like the size.
            (
                b"HTTP/1.1 200 OK\r\n\r\n{}X-Trailer: v\r\n\r\n\nprofiling-body-size 2",
                Some((200, None, "{}")),
            ),
            (
                b"HTTP/1.1 200 OK\r\n\r\n\nprofiling-body-size 1\nprofiling-body-size 22\n",
                Some((200, None, "\nprofiling-body-size 1")),
            ),
            (b"HTTP/1.1 200 OK\r\n\r\nbody\nprofiling-body-size 5", None),
            (b"no response", None),
            (b"HTTP/1.1 200 OK\r\nDate: now", None),
            (b"HTTP/1.1\r\n\r\n", None),
        ] {
            let response = send(&curl(0, output), &Request::get("https://a.example")).ok();
            let found = response
                .as_ref()
                .map(|response| (response.status, response.header("date"), response.text().to_string()));
            let expected = expected.map(|(status, date, body)| (status, date, body.to_owned()));
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(output));
        }
        let many =
            [b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100_000), b"HTTP/1.1 204 X\r\n\r\n".to_vec()].concat();
        let response = send(&curl(0, &many), &Request::get("https://a.example")).ok();
        assert_eq!(response.map(|response| response.status), Some(204));
    }

    #[test]
    fn the_real_curl_separates_trailers_and_opens_no_file() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Trailer\r\nX-Name: \xe9\r\n\r\n\
                5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\nX-Trailer: v\r\n\r\n";
            stream.write_all(response).unwrap();
        });
        match send(&Installed, &Request::get(url)) {
            Err(HttpError::NoCurl) => return eprintln!("skipped: curl is not installed"),
            Err(error) => panic!("{error}"),
            Ok(response) => {
                assert_eq!(response.json(), Some(serde_json::json!({"a": 1})));
                assert_eq!(response.header("x-name"), Some("é"));
            }
        }
        server.join().unwrap();
        let error = send(&Installed, &Request::get("file:///etc/hostname")).err().unwrap();
        assert!(error.to_string().starts_with("curl failed (exit status 1)"), "{error}");
    }

    #[test]
    fn an_exit_code_of_curl_becomes_the_error_it_means() {
        for (status, expected) in [
            (5, HttpError::Other("the proxy has no DNS record".to_owned())),
            (6, HttpError::Resolve),
            (7, HttpError::Connect),
            (28, HttpError::TimedOut),
            (60, HttpError::Certificate),
            (99, HttpError::Other("curl failed (exit status 99)".to_owned())),
        ] {
            assert_eq!(
                send(&curl(status, b""), &Request::get("https://a.example")).err(),
                Some(expected),
                "{status}"
            );
        }
        let killed = Curl { status: None, ..curl(0, b"") };
        let error = send(&killed, &Request::get("https://a.example")).err().unwrap();
        assert_eq!(error.to_string(), "curl was killed by a signal");
    }

    #[test]
    fn only_a_message_of_curl_without_a_part_of_the_request_is_printed() {
        let long: &'static str = concat!(
            "curl: (99) ",
            "\u{1b}23456789 123456789 123456789 123456789 123456789 ",
            "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 ",
            "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789"
        );
        for (stderr, expected) in [
            ("curl: (35) TLS connect error on a.example\nmore\n", ": TLS connect error on a.example"),
            ("curl: (3) bad URL: https://a.example/path?session_token=c4n4ry\n", ""),
            ("curl: (3) bad range near [c4n4ry-token\n", ""),
            ("curl: (43) bad header Bearer c4n4ry\n", ""),
            ("curl: (3) c4n4ry-body\n", ""),
            ("curl: (3) user:c4n4ry\n", ""),
            ("Warning: c4n4ry\ncurl: (35) x\n", ""),
            ("wrapper: c4n4ry\n", ""),
            ("curl: (c4n4ry) c4n4ry\n", ""),
            ("curl: () c4n4ry\n", ""),
            ("curl: (35)\n", ""),
            ("", ""),
        ] {
            let curl = Curl { stderr, ..curl(99, b"") };
            let request =
                Request::new("POST", "https://user:c4n4ry-user@a.example/path?session_token=c4n4ry-token")
                    .header("Authorization", "Bearer c4n4ry-header")
                    .body("text/plain", "c4n4ry-body");
            let error = send(&curl, &request).err().unwrap().to_string();
            assert_eq!(error, format!("curl failed (exit status 99){expected}"), "{stderr}");
        }
        let curl = Curl { stderr: long, ..curl(99, b"") };
        let error = send(&curl, &Request::get("https://a.example")).err().unwrap().to_string();
        assert!(error.contains(r": \u{1b}2345") && error.chars().count() == 230, "{error}");
    }
}
