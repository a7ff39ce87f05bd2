//! `profiling explain` as a command: its output, its exit status, and the tables in the docs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn run(folder: &Path, arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_profiling"))
        .current_dir(folder)
        .arg("explain")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_ref()).unwrap();
    child.wait_with_output().unwrap()
}

fn explain(arguments: &[&str]) -> Output {
    run(Path::new("/"), arguments, "")
}

fn text(stream: &[u8]) -> String {
    String::from_utf8(stream.to_vec()).unwrap()
}

#[test]
fn the_tables_in_the_docs_are_those_of_the_texts() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("infra/forms")).unwrap();
    std::fs::create_dir_all(folder.path().join("infra/auth0")).unwrap();
    std::fs::create_dir_all(folder.path().join("docs")).unwrap();
    for file in ["docs/outcomes.md", "infra/auth0/README.md"] {
        std::fs::copy(repository().join(file), folder.path().join(file)).unwrap();
    }
    let output = run(folder.path(), &["--write"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let stale = text(&output.stdout);
    assert!(stale.is_empty(), "run `cargo run -- explain --write`, which changes:\n{stale}");
}

#[test]
fn a_table_that_has_drifted_is_written_anew_and_nothing_else_of_its_file_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("infra/forms")).unwrap();
    std::fs::create_dir_all(folder.path().join("infra/auth0")).unwrap();
    std::fs::create_dir_all(folder.path().join("docs")).unwrap();
    for (file, row) in
        [("docs/outcomes.md", "| `internal_error` | 500 |"), ("infra/auth0/README.md", "| `off` |")]
    {
        let good = std::fs::read_to_string(repository().join(file)).unwrap();
        assert!(good.contains(row), "{file}");
        std::fs::write(folder.path().join(file), good.replace(row, "| `other` |")).unwrap();
    }
    let output = run(folder.path(), &["--write"], "");
    assert_eq!(text(&output.stdout), "docs/outcomes.md\ninfra/auth0/README.md\n");
    for file in ["docs/outcomes.md", "infra/auth0/README.md"] {
        let [written, good] =
            [folder.path(), &repository()].map(|root| std::fs::read_to_string(root.join(file)).unwrap());
        assert_eq!(written, good, "{file}");
    }
    std::fs::write(folder.path().join("docs/outcomes.md"), "# Without a place for it\n").unwrap();
    let output = run(folder.path(), &["--write"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("docs/outcomes.md has no `<!-- outcomes: "), "{output:?}");
}

#[test]
fn the_exit_status_tells_whether_it_was_explained() {
    for (arguments, status, expected) in [
        (&[][..], 0, "profiling explain NAME"),
        (&["signature_mismatch"], 0, "SESSION_TOKEN_SECRET"),
        (&["progressive-profiling:", "off"], 0, "`profiling_form` is `off`"),
        (&["--markdown"], 0, "| outcome | status |"),
        (&["signature_mismach"], 2, "`signature_mismatch`"),
        (&["off", "--json"], 0, "\"explanations\""),
        (&["--", "-----BEGIN", "--x"], 2, "no outcome and no reason has this name. "),
        (&["off", "--jsn"], 2, "lists all options"),
        (&["--write"], 2, "not in the repository"),
        (&["--write", "--json"], 2, "cannot be used with"),
        (&["--markdown", "--stack", "x"], 2, "--stack <NAME>"),
        (&["--stack", "x"], 2, "--stack <NAME>"),
        (&["--stack", "x", "--json"], 0, "\"explanations\""),
        (&["-"], 2, "nothing to explain"),
    ] {
        let output = explain(arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {output:?}");
        let (full, empty) =
            if status == 0 { (&output.stdout, &output.stderr) } else { (&output.stderr, &output.stdout) };
        assert!(text(full).contains(expected) && empty.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_line_leads_to_the_rest_of_its_login() {
    let line = json!({
        "level": "WARN", "outcome": "token_not_yet_valid", "reason": "token_not_yet_valid", "seconds": 90, "login": "1a2b3c4d",
        "request_id": "JKJaXmPLvHcESHA=", "invocation_id": "00000000-0000-4000-8000-000000000000",
        "unknown_fields": ["shoe_size"], "stale_secret": "a sentence", "stale_secret_reason": {
            "reason": "secret_fetch_failed", "parameter": "/a/b", "region": "eu-west-1", "failure": "service",
            "code": "ThrottlingException",
        },
    });
    let output = text(&explain(&[&line.to_string()]).stdout);
    for part in [
        "token_not_yet_valid  (the functions' log; status 403, level WARN)",
        "caused by         platform",
        "sees the page \"This link cannot be used\"",
        "counts in `Refused`",
        "Logs Insights of /aws/lambda/progressive-profiling-form and /aws/lambda/progressive-profiling-submit",
        "Logs Insights of /aws/vendedlogs/progressive-profiling-access",
        "not valid for another 90 s",
        "filter login = \"1a2b3c4d\"",
        "filter request_id = \"JKJaXmPLvHcESHA=\"",
        "filter record.requestId = \"00000000-0000-4000-8000-000000000000\"",
        "shoe_size",
        "the secret could not be fetched: GetParameter /a/b in eu-west-1: ThrottlingException",
    ] {
        assert!(output.contains(part), "{part}:\n{output}");
    }
    let denied =
        "progressive-profiling: still_missing written 1, dropped 0, missing a login=1a2b3c4d (denied)";
    let output = text(&explain(&[denied]).stdout);
    for part in ["written 1, dropped 0, missing a\n", "The login was denied", "filter login = \"1a2b3c4d\""] {
        assert!(output.contains(part), "{part}:\n{output}");
    }
}

#[test]
fn many_lines_are_brought_together_and_others_are_counted() {
    let lines = "2026-11-24T10:00:00 {\"type\":\"platform.start\",\"record\":{}}\n\
                 2026-11-24T10:00:01 {\"outcome\":\"rendered\"}\n\
                 2026-11-24T10:00:02 {\"outcome\":\"token_expired\"}\n";
    let output = run(Path::new("/"), &["-"], lines);
    let headings: Vec<String> =
        text(&output.stdout).lines().filter(|line| line.contains("log; status")).map(str::to_owned).collect();
    assert_eq!(headings.len(), 2, "{headings:?}");
    assert!(
        headings[0].starts_with("rendered ") && headings[1].starts_with("token_expired "),
        "{headings:?}"
    );
    assert_eq!(text(&output.stderr), "note: 1 line does not belong to a request or a run of the Action\n");
}

#[test]
fn bytes_that_are_no_text_do_not_lose_the_rest() {
    let output = run(Path::new("/"), &["-"], b"\xff{\"outcome\":\"rendered\",\"detail\":\"\xfe\"}\n\xff\n");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).starts_with("rendered "), "{output:?}");
}

#[test]
fn the_log_groups_are_those_of_the_stack() {
    let output = text(&explain(&["--stack", "staging", "login=1a2b3c4d"]).stdout);
    assert!(output.contains("/aws/lambda/staging-form and /aws/lambda/staging-submit"), "{output}");
    assert_eq!(explain(&["--stack", "'; x", "off"]).status.code(), Some(2));
}

#[test]
fn json_is_one_document() {
    let line = r#"{"outcome":"token_expired","reason":"token_expired","seconds":9,"login":"1a2b3c4d"}"#;
    let document: Value = serde_json::from_slice(&explain(&["--json", line]).stdout).unwrap();
    let explanation = &document["explanations"][0];
    let meaning = &explanation["meanings"][0];
    assert_eq!(
        (&meaning["name"], &meaning["status"], &meaning["level"], &meaning["caused_by"]),
        (&json!("token_expired"), &json!(403), &json!("INFO"), &json!(["user", "platform"]))
    );
    assert_eq!(
        explanation["line"],
        json!({"reason": "token_expired", "seconds": 9, "detail": "expired 9 s ago", "login": "1a2b3c4d"})
    );
    assert_eq!(explanation["next"].as_array().map(Vec::len), Some(2));
    let all: Value = serde_json::from_slice(&explain(&["--json"]).stdout).unwrap();
    assert!(all["explanations"].as_array().unwrap().len() > 40);
}

#[test]
fn nothing_that_could_be_a_secret_is_printed() {
    let secret = "0123456789abcdef0123456789abcdef-canary";
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhdXRoMHxjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeS0wMTIzNDU2Nzg5";
    let shortest = "canary0123456789abcdef0123456789";
    let passphrase = "CorrectHorseBatteryStapleAndOneWordMore";
    for canary in [secret, token, shortest, passphrase] {
        let line = |member: &str| json!({"outcome": "rendered", member: canary}).to_string();
        let pasted = [
            canary.to_owned(),
            format!("-{canary}"),
            format!("--{canary}"),
            format!("https://forms.example.com/forms/profile?state=s&session_token={canary}"),
            format!("token_missing {canary}"),
            format!("progressive-profiling: token_invalid {canary} login={canary}"),
            format!("progressive-profiling: {canary}"),
            json!({"outcome": canary}).to_string(),
            json!({"message": canary}).to_string(),
            json!({"outcome": "rendered", "unknown_fields": [canary]}).to_string(),
            line("detail"),
            line("stale_secret"),
            line("login"),
            line("request_id"),
            line("invocation_id"),
            line("reference"),
            line("application"),
        ];
        for text in &pasted {
            for arguments in [&[text.as_str()][..], &["--json", text]] {
                let output = explain(arguments);
                for stream in [output.stdout, output.stderr] {
                    let stream = String::from_utf8_lossy(&stream).into_owned();
                    let parts = canary.split('.').filter(|part| part.len() > 16);
                    for part in parts {
                        assert!(!stream.contains(part), "{arguments:?}: {stream}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_pasted_line_does_not_steer_the_terminal_nor_the_query() {
    let hostile = "a\u{1b}[2J\u{202e}\u{2066}\u{200b}\u{ad}\u{e0041}b\" | x\nc";
    let mut line = serde_json::Map::new();
    for name in ["detail", "stale_secret", "reference", "login", "request_id", "invocation_id", "timestamp"] {
        line.insert(name.to_owned(), json!(hostile));
    }
    line.insert("outcome".to_owned(), json!("rendered"));
    line.insert("unknown_fields".to_owned(), json!([hostile]));
    let line = Value::Object(line).to_string();
    for input in [line.clone(), format!("{line}\n{line}"), format!("progressive-profiling: asked {hostile}")]
    {
        let output = text(&run(Path::new("/"), &["-"], &input).stdout);
        let other: String =
            output.chars().filter(|c| !c.is_ascii_graphic() && !" \n…".contains(*c)).collect();
        assert!(other.is_empty() && !output.contains("filter"), "{other:?} in {output}");
    }
}
