//! Requests as bytes, which an HTTP client would correct or not send.

use profiling_tests::agent::Answer;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use crate::reaction::Reaction;
use crate::target::Target;

/// Sends a request line, headers and a body unchanged. `Host` is not added.
pub(crate) async fn send(target: &Target, line: &str, headers: &[(&str, &str)], body: &str) -> Reaction {
    let before = target.scene.lines.all().len();
    let url: Url = target.scene.emulator.form_url().parse().expect("the emulator's address");
    let head =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
    let length = body.len();
    let request =
        format!("{line} HTTP/1.1\r\n{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let authority = url.authority().to_owned();
    let mut stream = TcpStream::connect(authority).await.expect("the emulator listens");
    stream.write_all(request.as_bytes()).await.expect("the emulator reads");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.expect("the emulator answers and closes");
    target.reaction(parse(&String::from_utf8(response).expect("a page in UTF-8"), url), before)
}

fn parse(response: &str, url: Url) -> Answer {
    let (head, body) = response.split_once("\r\n\r\n").expect("headers and a body");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse::<u16>().ok());
    let status = StatusCode::from_u16(status.expect("a status line")).expect("a status");
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap());
    }
    Answer { url, status, headers, body: body.to_owned() }
}
