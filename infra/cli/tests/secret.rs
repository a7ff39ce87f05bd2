//! `profiling secret`, `token` and `event` as commands, with the environment that they find.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread;

const SECRET: (&str, &str) = ("SESSION_TOKEN_SECRET", "0123456789abcdef0123456789abcdef");

fn run(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_profiling"))
        .args(arguments)
        .env_clear()
        .env("HOME", "/nonexistent")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses the arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// An address at which SSM has no parameter, once.
fn ssm() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0_u8; 8192];
        let _ = stream.read(&mut request);
        let body = r#"{"__type":"ParameterNotFound"}"#;
        let head =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.1\r\nConnection: close";
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    address
}

#[test]
fn an_empty_address_of_ssm_counts_as_not_set() {
    let credentials = [
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    // Nothing goes to the real address: no proxy is there.
    let nowhere = ("HTTPS_PROXY", "http://127.0.0.1:1");
    let (of_ssm, general) = ("AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL");
    let (one, other) = (ssm(), ssm());
    for (endpoints, status, told) in [
        (&[(of_ssm, ""), nowhere][..], 2, "SSM could not be reached"),
        (&[(general, ""), nowhere], 2, "SSM could not be reached"),
        (&[(of_ssm, ""), (general, ""), nowhere], 2, "SSM could not be reached"),
        (&[(of_ssm, ""), (general, &one)], 1, "there is no parameter"),
        (&[(of_ssm, &other), (general, "")], 1, "there is no parameter"),
    ] {
        let output = run(&["secret", "show"], &[&credentials[..], endpoints].concat(), "");
        assert_eq!(output.status.code(), Some(status), "{endpoints:?}: {output:?}");
        assert!(words(&output).contains(told), "{endpoints:?}: {output:?}");
    }
}

#[test]
fn a_parameter_that_the_template_does_not_take_is_not_made() {
    let too_long = format!("/{}", "a".repeat(100));
    for name in ["noslash", "", "/", "/a//b", "/a b", "a/b", &too_long] {
        let output = run(&["secret", "new", "--parameter", name], &[], "");
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        assert!(words(&output).contains("it has to start with a slash"), "{name}: {output:?}");
    }
    // It is looked at, and there are no credentials.
    let output = run(&["secret", "show", "--parameter", "noslash"], &[("AWS_REGION", "eu-west-1")], "");
    assert!(!words(&output).contains("slash"), "{output:?}");
}

#[test]
fn a_link_is_made_to_an_address_of_the_web_with_a_note_if_no_form_is_there() {
    let link = |url| run(&["token", "--issuer", "example.eu.auth0.com", "--url", url], &[SECRET], "");
    for (url, status, told) in [
        ("https://forms.example.com/forms/profile", 0, ""),
        ("https://forms.example.com/", 0, "note: the path of this URL does not end in /forms/NAME"),
        ("ftp://forms.example.com/forms/profile", 2, "expected an https URL"),
    ] {
        let output = link(url);
        assert_eq!(output.status.code(), Some(status), "{url}: {output:?}");
        assert!(words(&output).contains(told) && words(&output).is_empty() == told.is_empty(), "{output:?}");
        assert_eq!(output.stdout.starts_with(url.as_bytes()), status == 0, "{url}: {output:?}");
    }
}

#[test]
fn an_event_is_an_object() {
    for (text, status) in [("{\"body\":\"a\"}", 0), ("[]", 2), ("7", 2), ("null", 2), ("\"{}\"", 2)] {
        let output = run(&["event", "-", "--issuer", "example.eu.auth0.com"], &[SECRET], text);
        assert_eq!(output.status.code(), Some(status), "{text}: {output:?}");
        assert_eq!(words(&output).contains("is not an event"), status == 2, "{text}: {output:?}");
    }
}

#[test]
fn a_token_that_a_secret_in_quotes_signs_comes_with_a_warning() {
    let token = ["token", "--issuer", "example.eu.auth0.com"];
    for (secret, told) in [
        ("canary-canary-canary-canary-canary", ""),
        (
            "'canary-canary-canary-canary-canary'",
            "warning: the secret is in quotes; the functions must have exactly the same secret\n",
        ),
        (
            "canary-canary\u{200b}-canary-canary-canary",
            "warning: the secret has an invisible character; the functions must have exactly the same secret\n",
        ),
    ] {
        let output = run(&token, &[(SECRET.0, secret)], "");
        assert_eq!((output.status.code(), &*words(&output)), (Some(0), told), "{secret}");
    }
}
