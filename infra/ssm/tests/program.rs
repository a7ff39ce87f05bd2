//! The program from outside. Because of this test, `cargo test` builds it, which the tests of `profiling secret` need.

use std::io::Write as _;
use std::process::{Command, Stdio};

#[test]
fn an_invalid_request_ends_the_program_with_an_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_profiling-ssm"))
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"not a request\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not a request"));
}
