//! moto: a server that speaks SSM's wire format, `SecureString` included.

use std::process::Stdio;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Duration, timeout};

use crate::function::{environment, program};

/// A running server, ended when dropped.
pub(crate) struct Moto {
    _child: Child,
    endpoint: String,
    client: Client,
}

impl Moto {
    /// Starts a server on a free port and waits until it says which.
    pub(crate) async fn start() -> Self {
        let mut child = Command::new(program("MOTO_SERVER"))
            .args(["-H", "127.0.0.1", "-p", "0"])
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
        // It logs each request: somebody has to read it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { _child: child, endpoint, client }
    }

    /// A function's environment with this server as SSM.
    pub(crate) fn environment(&self, parameter: &str) -> Vec<(String, String)> {
        environment(&self.endpoint, parameter)
    }

    /// Where it listens.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Creates or replaces a parameter.
    pub(crate) async fn put(&self, name: &str, value: &str, kind: &str) {
        self.call("PutParameter", &json!({"Name": name, "Value": value, "Type": kind, "Overwrite": true}))
            .await;
    }

    /// Deletes a parameter.
    pub(crate) async fn delete(&self, name: &str) {
        self.call("DeleteParameter", &json!({"Name": name})).await;
    }

    async fn call(&self, operation: &str, input: &Value) {
        let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20270115/eu-west-1/ssm/aws4_request, SignedHeaders=host, Signature=0";
        let request = self
            .client
            .post(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AmazonSSM.{operation}"))
            .header("authorization", scope)
            .body(input.to_string());
        let response = request.send().await.expect("moto answers");
        let status = response.status();
        assert!(status.is_success(), "{operation}: {status} {:?}", response.text().await);
    }
}
