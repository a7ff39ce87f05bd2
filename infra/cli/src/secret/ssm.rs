//! The connection to AWS Systems Manager, through the program `profiling-ssm`, which has the AWS SDK.

use std::io;
use std::path::Path;
use std::process::Stdio;

use profiling_ssm::{Reply, Request};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::lines::Secrets;
use super::program;
use super::store::{Store, StoreError, Stored};

/// A parameter in a region.
pub(super) struct Ssm {
    process: Mutex<Process>,
    region: String,
}

/// The running program. It ends with its standard input.
struct Process {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    _child: Child,
}

impl Process {
    fn start(program: &Path) -> io::Result<Self> {
        let mut child =
            Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| io::Error::other("no pipes"))?;
        Ok(Self { input, output: BufReader::new(output), _child: child })
    }

    /// Writes the request and reads the reply.
    async fn exchange(&mut self, request: &Request) -> io::Result<Reply> {
        let mut text = Zeroizing::new(serde_json::to_string(request)?);
        text.push('\n');
        self.input.write_all(text.as_bytes()).await?;
        self.input.flush().await?;
        let mut line = Zeroizing::new(String::new());
        if self.output.read_line(&mut line).await? == 0 {
            return Err(io::Error::other("profiling-ssm ended without a reply"));
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Ssm {
    /// Starts the program and finds the credentials and the region. The parameter is not read yet.
    pub(super) async fn connect(
        parameter: &str,
        region: Option<&str>,
        profile: Option<&str>,
    ) -> Result<Self, StoreError> {
        let program = program::find().await?;
        let mut process = Process::start(&program).map_err(|error| client_error(&error))?;
        let request = Request::Connect {
            parameter: parameter.to_owned(),
            region: region.map(ToOwned::to_owned),
            profile: profile.map(ToOwned::to_owned),
        };
        match process.exchange(&request).await.map_err(|error| client_error(&error))? {
            Reply::Connected { region } => Ok(Self { process: Mutex::new(process), region }),
            Reply::Failed(error) => Err(error),
            reply @ (Reply::Parameter(_) | Reply::Written { .. }) => Err(unexpected(&reply)),
        }
    }

    /// The region of the parameter.
    pub(super) fn region(&self) -> &str {
        &self.region
    }

    async fn exchange(&self, request: Request) -> Result<Reply, StoreError> {
        let reply = self.process.lock().await.exchange(&request).await;
        if let Request::Create { text, .. } | Request::Replace { text } = request {
            drop(Zeroizing::new(text));
        }
        match reply.map_err(|error| client_error(&error))? {
            Reply::Failed(error) => Err(error),
            reply => Ok(reply),
        }
    }

    async fn write(&self, request: Request) -> Result<i64, StoreError> {
        match self.exchange(request).await? {
            Reply::Written { version } => Ok(version),
            reply => Err(unexpected(&reply)),
        }
    }
}

impl Store for Ssm {
    async fn read(&self) -> Result<Stored, StoreError> {
        match self.exchange(Request::Read).await? {
            Reply::Parameter(parameter) => {
                let (version, modified) = (parameter.version, parameter.modified());
                let text = Zeroizing::new(parameter.text);
                Ok(Stored { secrets: Secrets::parse(&text)?, version, modified })
            }
            reply => Err(unexpected(&reply)),
        }
    }

    async fn create(&self, text: &Zeroizing<String>, kms_key: Option<&str>) -> Result<i64, StoreError> {
        let kms_key = kms_key.map(ToOwned::to_owned);
        self.write(Request::Create { text: text.to_string(), kms_key }).await
    }

    async fn replace(&self, text: &Zeroizing<String>) -> Result<i64, StoreError> {
        self.write(Request::Replace { text: text.to_string() }).await
    }
}

fn client_error(error: &io::Error) -> StoreError {
    StoreError::Client(error.to_string())
}

/// The error for a reply that does not answer its request.
fn unexpected(reply: &Reply) -> StoreError {
    StoreError::Client(format!("an unexpected reply, {reply:?}"))
}
