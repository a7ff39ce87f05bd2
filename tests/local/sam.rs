//! `sam local`, and SSM for the functions in its containers.

use std::process::Stdio;

use profiling_tests::moto::{self, Moto};
use profiling_tests::setting;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Duration, timeout};

use crate::{PARAMETER, SECRET};

/// The time limit for the start of a container on a slow machine.
const LIMIT: Duration = Duration::from_mins(2);

/// SSM with the secret at an address that containers can reach: Docker's bridge, because 127.0.0.1 in a
/// container is the container itself.
pub(crate) async fn ssm() -> Moto {
    let moto = Moto::start_at(&setting("DOCKER_BRIDGE")).await;
    moto.put(PARAMETER, SECRET, "SecureString").await;
    moto
}

/// `sam local COMMAND` with the functions' parameters, and with moto as AWS.
fn command(ssm: &Moto, arguments: &[&str], domains: &str) -> Command {
    let mut command = Command::new(setting("SAM"));
    command.arg("local").args(arguments).args(["--template", &setting("SAM_TEMPLATE")]);
    command.args(setting("SAM_LOCAL_OPTIONS").split_whitespace());
    command.arg("--parameter-overrides").args([
        format!("Architecture={}", setting("SAM_ARCHITECTURE")),
        format!("Auth0Domains={domains}"),
        format!("SsmEndpointUrl={}", ssm.endpoint()),
    ]);
    for (name, value) in [
        ("SAM_CLI_TELEMETRY", "0"),
        ("AWS_DEFAULT_REGION", moto::REGION),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIexample"),
        // SAM requests the account from STS.
        ("AWS_ENDPOINT_URL", ssm.endpoint()),
    ] {
        command.env(name, value);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// The response and the log of a function.
pub(crate) struct Invoked {
    pub(crate) answer: String,
    pub(crate) log: String,
}

/// The beginning of the last line in the log of an invocation.
const LAST_LINE: &str = "REPORT RequestId:";

/// `sam local invoke FUNCTION --event -` with the output of `profiling event`.
///
/// SAM reads the log in a separate thread, and waits for it at most one second after the response. On a busy
/// machine, the log can therefore be missing; such an invocation is repeated.
pub(crate) async fn invoke(moto: &Moto, function: &str, event: &str) -> Invoked {
    for _ in 0..4 {
        let invoked = invoke_once(moto, function, event).await;
        if invoked.log.contains(LAST_LINE) {
            return invoked;
        }
    }
    panic!("sam local invoke {function} printed no log in four invocations");
}

async fn invoke_once(moto: &Moto, function: &str, event: &str) -> Invoked {
    let mut command = command(moto, &["invoke", function, "--event", "-"], crate::ISSUER);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("sam starts");
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(event.as_bytes()).await.expect("sam reads the event");
    drop(input);
    let output = timeout(LIMIT, child.wait_with_output()).await.expect("sam ends in time");
    let output = output.expect("sam can be waited for");
    let [answer, log] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    assert!(output.status.success(), "sam local invoke {function}: {}\n{log}", output.status);
    Invoked { answer, log }
}

/// `sam local start-api`, which is stopped when dropped.
pub(crate) struct Api {
    _child: Child,
    url: String,
}

impl Api {
    /// Starts it and waits until it listens.
    pub(crate) async fn start(ssm: &Moto, port: u16, domains: &str) -> Self {
        let port = port.to_string();
        let arguments =
            ["start-api", "--host", "127.0.0.1", "--port", &port, "--warm-containers", "LAZY", "--no-watch"];
        let mut child = command(ssm, &arguments, domains).spawn().expect("sam starts");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let listens = timeout(LIMIT, async {
            let mut output = String::new();
            while let Some(line) = lines.next_line().await.expect("UTF-8") {
                if let Some((_, url)) = line.split_once("Running on ") {
                    return url.trim().to_owned();
                }
                output.push_str(&line);
                output.push('\n');
            }
            panic!("sam local start-api ended before it listened:\n{output}");
        });
        let url = listens.await.expect("it listens in time");
        // The functions' log must be read, or SAM blocks when the pipe is full.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { _child: child, url }
    }

    /// The URL of the gateway.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}
