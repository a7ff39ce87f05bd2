//! The commands `profiling secret`, `token` and `event` with different environments.
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
    // A command that rejects its arguments does not read the input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Starts a server that responds to a single request like SSM without the parameter.
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
fn an_empty_endpoint_counts_as_not_set() {
    let credentials = [
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    // Requests to the real endpoint fail, because this proxy does not exist.
    let no_proxy = ("HTTPS_PROXY", "http://127.0.0.1:1");
    let (of_ssm, general) = ("AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL");
    let (one, other) = (ssm(), ssm());
    for (endpoints, status, expected) in [
        (&[(of_ssm, ""), no_proxy][..], 2, "SSM could not be reached"),
        (&[(general, ""), no_proxy], 2, "SSM could not be reached"),
        (&[(of_ssm, ""), (general, ""), no_proxy], 2, "SSM could not be reached"),
        (&[(of_ssm, ""), (general, &one)], 1, "does not exist"),
        (&[(of_ssm, &other), (general, "")], 1, "does not exist"),
    ] {
        let output = run(&["secret", "show"], &[&credentials[..], endpoints].concat(), "");
        assert_eq!(output.status.code(), Some(status), "{endpoints:?}: {output:?}");
        assert!(stderr(&output).contains(expected), "{endpoints:?}: {output:?}");
    }
}

#[test]
fn a_parameter_name_that_the_template_rejects_is_not_created() {
    let too_long = format!("/{}", "a".repeat(100));
    for name in ["noslash", "", "/", "/a//b", "/a b", "a/b", &too_long] {
        let output = run(&["secret", "new", "--parameter", name], &[], "");
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        assert!(stderr(&output).contains("expected a name that starts with a slash"), "{name}: {output:?}");
    }
    // `show` accepts the name, and fails without credentials.
    let output = run(&["secret", "show", "--parameter", "noslash"], &[("AWS_REGION", "eu-west-1")], "");
    assert!(!stderr(&output).contains("slash"), "{output:?}");
}

#[test]
fn a_link_requires_a_web_url_and_has_a_note_unless_it_is_that_of_a_form() {
    for (url, status, expected) in [
        ("https://forms.example.com/forms/profile", 0, ""),
        ("https://forms.example.com/", 0, "note: the path of this URL does not end in /forms/NAME"),
        ("ftp://forms.example.com/forms/profile", 2, "expected the URL of a form, such as https://"),
        ("FORM_URL", 2, "expected the URL of a form, such as https://"),
    ] {
        let output = run(&["token", "--issuer", "example.eu.auth0.com", "--url", url], &[SECRET], "");
        assert_eq!(output.status.code(), Some(status), "{url}: {output:?}");
        assert!(
            stderr(&output).contains(expected) && stderr(&output).is_empty() == expected.is_empty(),
            "{output:?}"
        );
        assert_eq!(output.stdout.starts_with(url.as_bytes()), status == 0, "{url}: {output:?}");
    }
}

#[test]
fn an_event_must_be_an_object_with_the_placeholder() {
    for (text, expected) in [
        ("{\"body\":\"{{session_token}}\"}", None),
        ("{\"body\":\"a\"}", Some("standard input has no placeholder {{session_token}}")),
        ("[]", Some("is not an event")),
        ("7", Some("is not an event")),
        ("null", Some("is not an event")),
        ("\"{{session_token}}\"", Some("is not an event")),
    ] {
        let output = run(&["event", "-", "--issuer", "example.eu.auth0.com"], &[SECRET], text);
        assert_eq!(output.status.code(), Some(if expected.is_some() { 2 } else { 0 }), "{text}: {output:?}");
        assert!(stderr(&output).contains(expected.unwrap_or_default()), "{text}: {output:?}");
    }
}

#[test]
fn a_secret_in_quotes_or_with_an_invisible_character_causes_a_warning() {
    let token = ["token", "--issuer", "example.eu.auth0.com"];
    for (secret, warning) in [
        ("canary-canary-canary-canary-canary", ""),
        (
            "'canary-canary-canary-canary-canary'",
            "warning: the secret is in quotes; the functions must use exactly the same secret\n",
        ),
        (
            "canary-canary\u{200b}-canary-canary-canary",
            "warning: the secret has an invisible character; the functions must use exactly the same secret\n",
        ),
    ] {
        let output = run(&token, &[(SECRET.0, secret)], "");
        assert_eq!((output.status.code(), &*stderr(&output)), (Some(0), warning), "{secret}");
    }
}
