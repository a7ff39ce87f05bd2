//! moto: a server with the API of SSM, `SecureString` included.

use std::process::Stdio;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Duration, timeout};

use crate::setting;

/// The region of the parameters.
pub const REGION: &str = "eu-west-1";

/// A running server, which is stopped when dropped.
pub struct Moto {
    _child: Child,
    endpoint: String,
    client: Client,
}

impl Moto {
    /// Starts a server on a free port of this machine and waits until it reports the port.
    pub async fn start() -> Self {
        Self::start_at("127.0.0.1").await
    }

    /// Starts a server at another address of this machine.
    pub async fn start_at(address: &str) -> Self {
        let mut child = Command::new(setting("MOTO_SERVER"))
            .args(["-H", address, "-p", "0"])
            .env("PYTHONUNBUFFERED", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("moto_server starts");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let endpoint = timeout(Duration::from_mins(1), async {
            while let Some(line) = lines.next_line().await.expect("UTF-8") {
                if let Some((_, endpoint)) = line.split_once("Running on ") {
                    return endpoint.trim().to_owned();
                }
            }
            panic!("moto_server ended before it listened");
        });
        let endpoint = endpoint.await.expect("moto_server listens in time");
        // The log must be read, or the server blocks when the pipe is full.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { _child: child, endpoint, client }
    }

    /// The URL of the server.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Creates or replaces a parameter.
    pub async fn put(&self, name: &str, value: &str, kind: &str) {
        self.call("PutParameter", &json!({"Name": name, "Value": value, "Type": kind, "Overwrite": true}))
            .await;
    }

    async fn call(&self, operation: &str, input: &Value) {
        let scope = format!("Credential=AKIDEXAMPLE/20270115/{REGION}/ssm/aws4_request");
        let authorization = format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0");
        let request = self
            .client
            .post(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AmazonSSM.{operation}"))
            .header("authorization", authorization)
            .body(input.to_string());
        let response = request.send().await.expect("moto answers");
        let status = response.status();
        assert!(status.is_success(), "{operation}: {status} {:?}", response.text().await);
    }
}
