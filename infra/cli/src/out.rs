//! Standard output: the result of a command and nothing else. Notes and errors go to standard error.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// Prints the text and returns the exit status of the command: `success` unless writing fails.
///
/// A closed pipe is not a failure, since a reader such as `head` may stop early. A full disk is.
pub(crate) fn print(text: impl AsRef<[u8]>, success: ExitCode) -> ExitCode {
    write(&mut io::stdout().lock(), text.as_ref(), success)
}

/// A failure of a command that writes files.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input is not valid, or the result exists. The exit status is 1.
    Refused(String),
    /// A file could not be read or written. The exit status is 2.
    File(String),
}

/// Prints the text, or the failure to standard error, and returns the exit status.
pub(crate) fn finish(result: Result<impl AsRef<[u8]>, Failure>) -> ExitCode {
    let (message, status) = match result {
        Ok(text) => return print(text, ExitCode::SUCCESS),
        Err(Failure::Refused(message)) => (message, ExitCode::FAILURE),
        Err(Failure::File(message)) => (message, ExitCode::from(2)),
    };
    eprintln!("profiling: {message}");
    status
}

fn write(out: &mut impl Write, text: &[u8], success: ExitCode) -> ExitCode {
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("profiling: failed to write to standard output: {error}");
            ExitCode::FAILURE
        }
        _ => success,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer that fails with this kind of error.
    struct Closed(ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_not_a_failure_but_a_full_disk_is() {
        let success = ExitCode::from(7);
        assert_eq!(write(&mut Vec::new(), b"all", success), success);
        assert_eq!(write(&mut Closed(ErrorKind::BrokenPipe), b"all", success), success);
        assert_eq!(write(&mut Closed(ErrorKind::StorageFull), b"all", success), ExitCode::FAILURE);
    }
}
