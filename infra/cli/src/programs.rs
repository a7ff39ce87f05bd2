//! Other programs: the AWS CLI, curl, and the tools that build the functions.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

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

/// Runs programs.
pub(crate) trait Programs: Sync {
    /// Runs a program to its end. `input` is its standard input, which other users of the machine cannot read, unlike the
    /// arguments. Errors: `NotFound` if the program is not installed.
    fn run(&self, program: &str, arguments: &[&str], input: &str) -> io::Result<Output>;
}

/// The programs on `PATH`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Installed;

impl Programs for Installed {
    fn run(&self, program: &str, arguments: &[&str], input: &str) -> io::Result<Output> {
        let mut child = Command::new(program)
            .args(arguments.iter().map(OsStr::new))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // The program may fill the pipe of its output before it has read its input.
            scope.spawn(move || {
                if let Some(mut stdin) = stdin {
                    // A program that ends early reports the reason itself.
                    let _ = stdin.write_all(input.as_bytes());
                }
            });
            child.wait_with_output()
        })?;
        Ok(Output {
            status: output.status.code(),
            stdout: Zeroizing::new(output.stdout),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}
