//! Standard output, which has what a command was asked for and nothing else.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// Prints it, and gives the command's exit status: `done` if it was printed. Whoever reads may have enough before
/// the end, as `head` does; a disk that is full is a failure.
pub(crate) fn print(text: impl AsRef<[u8]>, done: ExitCode) -> ExitCode {
    write(&mut io::stdout().lock(), text.as_ref(), done)
}

fn write(out: &mut impl Write, text: &[u8], done: ExitCode) -> ExitCode {
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("profiling: the output cannot be written: {error}");
            ExitCode::FAILURE
        }
        _ => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes nothing, for this reason.
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
    fn a_reader_that_has_enough_is_no_failure_and_a_full_disk_is_one() {
        let done = ExitCode::from(7);
        assert_eq!(write(&mut Vec::new(), b"all", done), done);
        assert_eq!(write(&mut Closed(ErrorKind::BrokenPipe), b"all", done), done);
        assert_eq!(write(&mut Closed(ErrorKind::StorageFull), b"all", done), ExitCode::FAILURE);
    }
}
