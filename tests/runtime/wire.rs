//! A mock of SSM with network errors. It implements HTTP itself, so that it can end in the middle of a
//! response.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The result of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// A parameter with this value and type.
    Parameter(&'static str, &'static str),
    /// An error of the service with this code.
    Error(&'static str),
    /// The connection is reset during the response.
    Reset,
    /// No response.
    Silence,
    /// Text that is not JSON.
    Noise,
}

/// A running server. It stops at the end of the test.
pub(crate) struct FaultySsm {
    pub(crate) endpoint: String,
    wire: Arc<Mutex<Wire>>,
}

impl FaultySsm {
    /// Starts a server with this result for each call.
    pub(crate) async fn start(wire: Wire) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let wire = Arc::new(Mutex::new(wire));
        let shared = Arc::clone(&wire);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&shared)));
            }
        });
        Self { endpoint, wire }
    }

    /// Sets the result of later calls.
    pub(crate) fn set(&self, wire: Wire) {
        *self.wire.lock().expect("no test panicked") = wire;
    }
}

/// Responds to a call and closes the connection. An error means that the client has disconnected.
async fn answer(mut stream: TcpStream, wire: Arc<Mutex<Wire>>) -> std::io::Result<()> {
    read_request(&mut stream).await?;
    let wire = *wire.lock().expect("no test panicked");
    let (status, body) = match wire {
        Wire::Parameter(value, kind) => {
            let parameter = json!({"Name": "/x", "Type": kind, "Value": value, "Version": 1});
            ("200 OK", json!({"Parameter": parameter}).to_string())
        }
        Wire::Error(code) => ("400 Bad Request", json!({"__type": code, "message": "canary"}).to_string()),
        Wire::Noise => ("200 OK", "<html>canary</html>".to_owned()),
        Wire::Reset => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Parameter\": {\"Val").await?;
            // Without lingering, the close that follows is a reset.
            return stream.set_zero_linger();
        }
        Wire::Silence => return std::future::pending().await,
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await?;
    stream.shutdown().await
}

/// Reads a request to its end.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            if body.len() >= length.and_then(|length| length.trim().parse().ok()).unwrap_or(0) {
                return Ok(());
            }
        }
        if stream.read_buf(&mut request).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Returns whether a log line has a text that is only in a response of SSM.
pub(crate) fn tells_the_wire(line: &Value) -> bool {
    line.to_string().contains("canary")
}
