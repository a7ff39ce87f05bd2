//! The commands `profiling check` and `profiling schema`: their output and their exit status.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const VALID: &str = r#"{"version": 1, "title": "T", "fields": [
{"name": "a", "type": "text", "label": {"en": "A"}}]}"#;

/// The settings of the Action, which may be in the environment of the machine.
const SETTINGS: [&str; 7] = [
    "FORM_URL",
    "REQUIRED_USER_FIELDS",
    "LOGIN_COUNT",
    "SESSION_TOKEN_SECRET",
    "SESSION_TOKEN_SECRET_PREVIOUS",
    "REQUIRED",
    "ASK_AGAIN",
];

fn profiling(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_profiling"));
    for name in SETTINGS {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments).envs(environment.iter().copied()).output().unwrap()
}

fn forms(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("forms")).unwrap();
    std::fs::write(folder.path().join("forms/f.json"), text).unwrap();
    folder
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_exit_status_depends_on_the_findings() {
    let untranslated = VALID.replace(r#""title""#, r#""languages": ["en", "de"], "title""#);
    for (text, arguments, status, stdout) in [
        (VALID, &["--forms", "forms"][..], 0, "0 errors, 0 warnings\n"),
        (
            &*untranslated,
            &["--forms", "forms"],
            0,
            "warning: forms/f.json:2:40: fields[0] \"a\".label: no translation for `de`\n  \
             2 | {\"name\": \"a\", \"type\": \"text\", \"label\": {\"en\": \"A\"}}]}\n    \
             |                                        ^^^^^^^^^^^\n0 errors, 1 warning\n",
        ),
        (
            &*untranslated.replace(r#""version": 1"#, r#""version": 0"#),
            &["--forms", "forms"],
            1,
            "error: forms/f.json:1:13: version: expected a whole number from 1 to 4294967295, found 0\n  \
             1 | {\"version\": 0, \"languages\": [\"en\", \"de\"], \"title\": \"T\", \"fields\": [\n    \
             |             ^\n1 error, 0 warnings; forms/f.json was only partly checked: fix its errors, and check again\n",
        ),
        (VALID, &["--forms", "nowhere"], 2, ""),
        (VALID, &["--forms", "forms", "--config-env", "production"], 2, ""),
        (VALID, &["--forms", "forms", "--build", "forms"], 2, ""),
        (VALID, &[], 2, ""),
    ] {
        let folder = forms(text);
        let line: Vec<&str> = ["check"].iter().chain(arguments).copied().collect();
        let output = profiling(folder.path(), &line, &[]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "{line:?}");
        assert_eq!(output.status.code(), Some(status), "{line:?}: {output:?}");
        assert!(status < 2 || !output.stderr.is_empty(), "{line:?}");
    }
}

#[test]
fn json_output_has_the_findings_with_their_lines() {
    let folder = forms(&VALID.replace(r#""title""#, r#""languages": ["en", "de"], "title""#));
    let environment = [
        ("FORM_URL", "https://forms.example.com/forms/g"),
        ("REQUIRED_USER_FIELDS", "a"),
        ("LOGIN_COUNT", "2"),
    ];
    let output = profiling(folder.path(), &["check", "--format", "json", "--forms", "forms"], &environment);
    assert_eq!(output.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        document,
        json!({"errors": 1, "warnings": 1, "findings": [
            {
                "severity": "error", "code": "form_unknown", "file": "environment", "place": "FORM_URL",
                "message": "the form `g` does not exist; expected one of `f`",
            },
            {
                "severity": "warning", "code": "translation_missing", "file": "forms/f.json",
                "place": "fields[0].label", "message": "no translation for `de`",
                "line": 2, "column": 40, "end_line": 2, "end_column": 51,
            },
        ]})
    );
}

#[test]
fn notes_are_not_in_the_output() {
    let folder = forms(VALID);
    let output = profiling(folder.path(), &["check", "--format", "json", "--forms", "forms"], &[]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("note: "));
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
}

#[test]
fn the_secret_is_never_printed() {
    let folder = forms(VALID);
    for name in ["SESSION_TOKEN_SECRET", "SESSION_TOKEN_SECRET_PREVIOUS"] {
        for arguments in
            [&["check", "--forms", "forms"][..], &["check", "--format", "json", "--forms", "forms"]]
        {
            let output = profiling(folder.path(), arguments, &[(name, "canary-of-23-bytes-only")]);
            assert_eq!(output.status.code(), Some(1), "{name} is too short");
            assert!(String::from_utf8_lossy(&output.stdout).contains(name), "{name}: {output:?}");
            for stream in [output.stdout, output.stderr] {
                assert!(!String::from_utf8_lossy(&stream).contains("canary"), "{arguments:?}");
            }
        }
    }
}

#[test]
fn the_repository_has_no_errors() {
    let output = profiling(&repository(), &["check"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_schema_is_the_committed_file() {
    for (arguments, file) in
        [(&["schema"][..], "form.schema.json"), (&["schema", "--texts"], "texts.schema.json")]
    {
        let output = profiling(&repository(), arguments, &[]);
        let committed = std::fs::read(repository().join("infra/forms").join(file)).unwrap();
        assert!(output.status.success() && output.stdout == committed, "{file}");
    }
}
