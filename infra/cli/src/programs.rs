//! Other programs: the AWS CLI, curl, and the tools that build the functions.

use std::io::{self, ErrorKind};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

/// A mebibyte.
pub(crate) const MIB: usize = 1024 * 1024;

/// The maximum length of the standard error of a program.
const MAX_STDERR: usize = MIB;

/// The variables with secrets of this tool. No other program needs them.
const SECRETS: [&str; 3] = ["AUTH0_CLIENT_SECRET", "SESSION_TOKEN_SECRET", "SESSION_TOKEN_SECRET_PREVIOUS"];

/// The variables that are set for the AWS CLI: no pager, no prompt for missing options, and few attempts.
const AWS_VARIABLES: [(&str, &str); 3] =
    [("AWS_PAGER", ""), ("AWS_CLI_AUTO_PROMPT", "off"), ("AWS_MAX_ATTEMPTS", "2")];

/// The result of a program. The output can contain secrets.
pub(crate) struct Output {
    /// The exit status, or `None` if a signal ended the program.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Zeroizing<Vec<u8>>,
    pub(crate) stderr: String,
}

impl Output {
    /// Returns true if the exit status is 0.
    pub(crate) fn is_success(&self) -> bool {
        self.status == Some(0)
    }

    /// Returns the standard output as text.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(String::from_utf8_lossy(&self.stdout).into_owned())
    }
}

/// The limits of a program. A program that exceeds one of them is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The time from its start to its end.
    pub(crate) time: Duration,
    /// The length of its standard output in bytes.
    pub(crate) stdout: usize,
}

/// Runs programs.
pub(crate) trait Programs: Sync {
    /// Runs a program to its end. `input` is its standard input, which other users of the machine cannot read, unlike the
    /// arguments. Errors: `NotFound` if the program is not installed; `TimedOut` and `FileTooLarge` if it exceeds a limit.
    fn run(&self, program: &str, arguments: &[&str], input: &str, limits: Limits) -> io::Result<Output>;
}

/// The programs on `PATH`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Installed;

impl Programs for Installed {
    fn run(&self, program: &str, arguments: &[&str], input: &str, limits: Limits) -> io::Result<Output> {
        let work = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(run(program, arguments, input, limits))
        };
        // In a thread of its own, because the caller may be in a runtime already.
        std::thread::scope(|scope| scope.spawn(work).join())
            .unwrap_or_else(|_| Err(io::Error::other("it could not be started")))
    }
}

async fn run(program: &str, arguments: &[&str], input: &str, limits: Limits) -> io::Result<Output> {
    let mut child = spawn(program, arguments)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // A program that ends early reports the reason itself.
            let _ = stdin.write_all(input.as_bytes()).await;
            let _ = stdin.shutdown().await;
        }
        Ok(())
    };
    // All at the same time: the program may fill a pipe before it has read its input.
    let work = async {
        let stdout = read(stdout, limits.stdout, "standard output");
        let stderr = read(stderr, MAX_STDERR, "standard error");
        tokio::try_join!(feed, stdout, stderr, child.wait())
    };
    let result = tokio::time::timeout(limits.time, work).await.unwrap_or_else(|_| {
        let message = format!("it did not end within {} seconds", limits.time.as_secs());
        Err(io::Error::new(ErrorKind::TimedOut, message))
    });
    match result {
        Ok(((), stdout, stderr, status)) => {
            let stderr = String::from_utf8_lossy(&stderr).into_owned();
            Ok(Output { status: status.code(), stdout, stderr })
        }
        Err(error) => {
            // Also waits for its end. It fails if the program has already ended.
            let _ = child.kill().await;
            Err(error)
        }
    }
}

/// Starts a program. On Windows, some programs are scripts, such as `sam.cmd`.
fn spawn(program: &str, arguments: &[&str]) -> io::Result<Child> {
    match command(program, program, arguments).spawn() {
        Err(error) if cfg!(windows) && error.kind() == ErrorKind::NotFound => {
            command(program, &format!("{program}.cmd"), arguments).spawn()
        }
        result => result,
    }
}

/// Returns the command that starts a program from a file.
fn command(program: &str, file: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(file);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    for name in SECRETS {
        command.env_remove(name);
    }
    if program == "aws" {
        command.envs(AWS_VARIABLES);
    }
    command
}

/// Reads a stream to its end. Errors: `FileTooLarge` if it is longer than `limit`.
async fn read(
    stream: Option<impl AsyncRead + Unpin>,
    limit: usize,
    name: &str,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let Some(stream) = stream else { return Ok(bytes) };
    let end = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(end).read_to_end(&mut bytes).await?;
    if bytes.len() > limit {
        let message = format!("its {name} is longer than {limit} bytes");
        return Err(io::Error::new(ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_inherited_and_the_aws_cli_does_not_ask() {
        for (program, expected) in [("aws", &AWS_VARIABLES[..]), ("curl", &[])] {
            let command = command(program, program, &[]);
            let variables: Vec<_> = command.as_std().get_envs().collect();
            for name in SECRETS {
                assert!(variables.contains(&(name.as_ref(), None)), "{program}: {name}");
            }
            assert_eq!(variables.len(), SECRETS.len() + expected.len(), "{program}");
            for (name, value) in expected {
                assert!(variables.contains(&(name.as_ref(), Some(value.as_ref()))), "{program}: {name}");
            }
        }
    }

    /// Runs a shell script.
    #[cfg(unix)]
    fn sh(script: &str, input: &str, milliseconds: u64) -> io::Result<Output> {
        let limits = Limits { time: Duration::from_millis(milliseconds), stdout: 100_000 };
        Installed.run("sh", &["-c", script], input, limits)
    }

    #[cfg(unix)]
    #[test]
    fn the_output_and_the_status_of_a_program_are_complete() {
        let input = "x".repeat(99_999);
        let output = sh("cat; echo e >&2; exit 7", &input, 60_000).unwrap();
        assert_eq!((output.status, output.stderr.as_str()), (Some(7), "e\n"));
        assert_eq!(*output.text(), input);
        // A program that does not read its input.
        assert!(sh("exit 0", &"x".repeat(MIB), 60_000).unwrap().is_success());
        assert_eq!(sh("kill -9 $$", "", 60_000).unwrap().status, None);
        let limits = Limits { time: Duration::from_mins(1), stdout: 1 };
        let error = Installed.run("profiling-no-such-program", &[], "", limits).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_exceeds_a_limit_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        for (script, milliseconds, expected) in [
            ("exec sleep 600", 300, ErrorKind::TimedOut),
            // It has closed its output, or another program has it.
            ("exec >&- 2>&-; exec sleep 600", 300, ErrorKind::TimedOut),
            ("(sleep 5 &) ; exec sleep 600", 300, ErrorKind::TimedOut),
            ("sleep 5 & exit 0", 300, ErrorKind::TimedOut),
            ("while echo xxxxxxxxxxxxxxxxxxxxxxxxxx; do :; done", 60_000, ErrorKind::FileTooLarge),
            ("while echo xxxxxxxxxxxxxxxxxxxxxxxxxx >&2; do :; done", 60_000, ErrorKind::FileTooLarge),
        ] {
            let script = format!("echo $$ > '{}'; {script}", file.display());
            assert_eq!(sh(&script, "", milliseconds).err().unwrap().kind(), expected, "{script}");
            let pid = std::fs::read_to_string(&file).unwrap();
            let is_running = sh(&format!("kill -0 {} 2>/dev/null", pid.trim()), "", 60_000).unwrap();
            assert!(!is_running.is_success(), "{script}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_can_run_inside_of_a_runtime() {
        assert_eq!(*sh("echo a", "", 60_000).unwrap().text(), "a\n");
    }
}
