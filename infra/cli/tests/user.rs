//! `profiling user` with the real curl and a small Management API, which merges metadata as Auth0 does.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

const SECRET: &str = "canary-secret";
const TOKEN: &str = "canary-token";

/// A tenant with a single user.
struct Tenant {
    user: Mutex<Value>,
    requests: Mutex<Vec<String>>,
}

/// Starts a tenant with this user. Returns its URL.
fn tenant(user: Value) -> (Arc<Tenant>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let tenant = Arc::new(Tenant { user: Mutex::new(user), requests: Mutex::default() });
    let server = Arc::clone(&tenant);
    let origin = url.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            server.serve(stream.unwrap(), &origin);
        }
    });
    (tenant, url)
}

impl Tenant {
    /// Reads a request and writes the response.
    fn serve(&self, mut stream: TcpStream, origin: &str) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut line, mut length, mut authorization) = (String::new(), 0, String::new());
        reader.read_line(&mut line).unwrap();
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            match header.trim().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().unwrap(),
                Some(("Authorization", value)) => value.clone_into(&mut authorization),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let path = target.split('?').next().unwrap();
        self.requests.lock().unwrap().push(format!("{method} {path}"));
        let (status, response) = self.respond(method, path, &authorization, &body, origin);
        let response = response.to_string();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close");
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{response}", response.len()).unwrap();
    }

    fn respond(
        &self,
        method: &str,
        path: &str,
        authorization: &str,
        body: &Value,
        origin: &str,
    ) -> (u16, Value) {
        if (method, path) == ("POST", "/oauth/token") {
            let expected = json!({
                "grant_type": "client_credentials",
                "client_id": "id",
                "client_secret": SECRET,
                "audience": format!("{origin}/api/v2/"),
            });
            return if *body == expected {
                (200, json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 86400}))
            } else {
                (401, json!({"error": "access_denied", "error_description": "Unauthorized"}))
            };
        }
        if authorization != format!("Bearer {TOKEN}") {
            return (401, json!({"statusCode": 401, "error": "Unauthorized", "message": "Invalid token"}));
        }
        let mut user = self.user.lock().unwrap();
        match (method, path) {
            ("GET", "/api/v2/users/auth0%7Ca") => (200, user.clone()),
            ("GET", "/api/v2/users-by-email") => (200, json!([user.clone()])),
            ("PATCH", "/api/v2/users/auth0%7Ca") => {
                for (key, changes) in body.as_object().unwrap() {
                    for (name, value) in changes.as_object().unwrap() {
                        let metadata = user[key].as_object_mut().unwrap();
                        if value.is_null() {
                            metadata.remove(name);
                        } else {
                            metadata.insert(name.clone(), value.clone());
                        }
                    }
                }
                (200, user.clone())
            }
            _ => (404, json!({"statusCode": 404, "errorCode": "inexistent_user"})),
        }
    }
}

/// Runs `profiling user` in the repository. `folder` has a curl that records its arguments.
fn run(folder: &Path, url: &str, secret: &str, line: &str) -> Output {
    command(folder, url, secret, line).output().unwrap()
}

fn command(folder: &Path, url: &str, secret: &str, line: &str) -> Command {
    let path = format!("{}:{}", folder.display(), env!("PATH"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_profiling"));
    command
        .arg("user")
        .args(shlex::split(line).unwrap())
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .env_clear()
        .envs([("PATH", path.as_str()), ("AUTH0_DOMAIN", url), ("AUTH0_CLIENT_ID", "id")])
        .env("AUTH0_CLIENT_SECRET", secret);
    command
}

/// Writes a curl that records its arguments and runs the real one. Returns false if there is none.
fn wrap_curl(folder: &Path) -> bool {
    let Some(curl) =
        env!("PATH").split(':').map(|folder| Path::new(folder).join("curl")).find(|path| path.exists())
    else {
        return false;
    };
    let log = folder.join("arguments");
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\nexec '{}' \"$@\"\n",
        log.display(),
        curl.display()
    );
    fs::write(folder.join("curl"), script).unwrap();
    fs::set_permissions(folder.join("curl"), fs::Permissions::from_mode(0o755)).unwrap();
    true
}

#[test]
fn a_user_is_shown_reset_and_shown_again() {
    let folder = tempfile::tempdir().unwrap();
    if !wrap_curl(folder.path()) {
        return eprintln!("skipped: curl is not installed");
    }
    let (tenant, url) = tenant(json!({
        "user_id": "auth0|a",
        "logins_count": 2,
        "user_metadata": {"company_name": "Example Ltd", "terms": true, "theme": "dark"},
        "app_metadata": {
            "plan": "x",
            "progressive_profiling": {
                "profile": {"postponed_at": "2026-11-20T12:00:00.000Z", "postponed_login": 2},
                "sign-up": {"consents": {"terms": {"version": "1", "at": "2026-11-01T07:59:58.000Z"}}},
            },
            "progressive_profiling_plan": {
                "visited_at": "2026-11-20T12:00:00.000Z",
                "skips": {"profile": {"count": 2}},
                "answered_at": {"company_name": "2026-11-01T08:00:00.000Z"},
                "consents": {"terms": [{"value": true, "version": "1"}]},
            },
        },
    }));
    for (line, status, expected) in [
        ("show 'auth0|a'", 0, "postponed       2026-11-20T12:00:00.000Z, login 2"),
        ("show ana@example.com", 0, "consent         terms: version 1, 2026-11-01T07:59:58.000Z"),
        ("show 'auth0|a'", 0, "not now         profile: 2 times"),
        ("show 'auth0|a' --json", 0, "\"progressive_profiling_plan\": {"),
        ("show 'auth0|a' --values", 0, "company_name  \"Example Ltd\""),
        ("show 'auth0|a' --json", 0, "\"postponed_login\": 2"),
        ("show 'auth0|b'", 1, "has no user with this ID"),
        ("show auth0", 2, "expected the ID of a user"),
        ("reset 'auth0|a'", 1, "Would change the user auth0|a"),
        ("reset 'auth0|a' --form profile --fields company_name --yes", 0, "Changed the user auth0|a"),
        ("reset 'auth0|a'", 1, "nothing to reset"),
        ("show 'auth0|a'", 0, "consent         terms: yes, version 1"),
        ("reset ana@example.com --withdraw-consent terms --yes", 0, "\"version\": \"1\""),
        ("show 'auth0|a'", 0, "The Action remembers nothing about this user."),
    ] {
        let output = run(folder.path(), &url, SECRET, line);
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(status), "{line}: {text}");
        assert!(text.contains(expected), "{line}: {text}");
        assert!(!text.contains("canary"), "{line}: {text}");
    }
    let expected = json!({"user_id": "auth0|a", "logins_count": 2, "user_metadata": {"theme": "dark"}, "app_metadata": {"plan": "x"}});
    assert_eq!(*tenant.user.lock().unwrap(), expected);
    let requests = tenant.requests.lock().unwrap();
    assert_eq!(requests.iter().filter(|request| request.starts_with("PATCH")).count(), 2, "{requests:?}");
    let arguments = fs::read_to_string(folder.path().join("arguments")).unwrap();
    assert_eq!(arguments.lines().count(), requests.len());
    assert!(!arguments.contains("canary") && !arguments.contains("auth0%7Ca"), "{arguments}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_changes_if_the_removed_record_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    if !wrap_curl(folder.path()) {
        return eprintln!("skipped: curl is not installed");
    }
    let (tenant, url) = tenant(json!({
        "user_id": "auth0|a",
        "app_metadata": {"progressive_profiling": {"profile": {"postponed_login": 2}}},
    }));
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = command(folder.path(), &url, SECRET, "reset 'auth0|a' --all --yes");
    let output = command.stdout(full).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("nothing was changed"), "{text}");
    assert_eq!(*tenant.requests.lock().unwrap(), ["POST /oauth/token", "GET /api/v2/users/auth0%7Ca"]);
}

#[test]
fn credentials_that_are_missing_or_wrong_cause_an_error_that_does_not_print_them() {
    let folder = tempfile::tempdir().unwrap();
    if !wrap_curl(folder.path()) {
        return eprintln!("skipped: curl is not installed");
    }
    let (tenant, url) = tenant(json!({}));
    for (url, secret, expected) in [
        (&*url, "canary-wrong", "does not accept the client ID and the client secret"),
        (&url, "", "AUTH0_CLIENT_SECRET is not set"),
        ("http://example.com", SECRET, "is not the domain of a tenant"),
        ("", SECRET, "no tenant is selected"),
        ("http://127.0.0.1:1", SECRET, "does not accept connections"),
    ] {
        let output = run(folder.path(), url, secret, "reset 'auth0|a' --all --yes");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(expected) && !text.contains("canary"), "{text}");
    }
    assert_eq!(*tenant.requests.lock().unwrap(), ["POST /oauth/token"]);
}
