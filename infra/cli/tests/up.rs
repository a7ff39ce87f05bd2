//! `profiling up` with options that are not valid: its error and its exit status.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FORM: &str = r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;

fn up(folder: &Path, options: &[&str]) -> Output {
    let ports = ["--form-port", "0", "--tenant-port", "0", "--app-port", "0"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_profiling"));
    command.current_dir(folder).arg("up").args(ports).args(options).env_remove("SESSION_TOKEN_SECRET");
    command.output().unwrap()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn options_that_are_not_valid_are_rejected_with_status_2() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("signup.json"), FORM).unwrap();
    let forms = folder.path().to_str().unwrap();
    for (options, expected) in [
        (&["--required-fields", "job_titel"][..], "has no field `job_titel`; did you mean `job_title`?"),
        (
            &["--form", "source", "--required-fields", "job_title"],
            "the form `source` has no field `job_title`",
        ),
        (&["--form", "profil"], "there is no form `profil` in "),
        (&["--form", "profil"], "; did you mean `profile`?"),
        (
            &["--client-metadata", "profiling_form=nope"],
            "; the forms are consumer, onboarding, profile, source",
        ),
        (&["--client-metadata", "profiling_fields=nope"], "its fields are company_name, job_title"),
        (&["--client-metadata", "profiling_frm=x"], "did you mean `profiling_form`?"),
        (&["--forms", forms], "there is no form `profile` in "),
        (&["--forms", forms, "--form", "signup", "--required-fields", "b"], "no field `b`; its fields are a"),
        (&["--gateway", "http://127.0.0.1:3000"], "SESSION_TOKEN_SECRET"),
        (&["--require", "--ask-again", "1 day"], "cannot be used with"),
        (&["--plan", "plan.json", "--login-count", "1"], "cannot be used with"),
    ] {
        let output = up(&repository(), options);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{options:?}: {stderr}");
        assert!(stderr.contains(expected) && output.stdout.is_empty(), "{options:?}: {stderr}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_an_error_with_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for option in ["--state", "--plan"] {
        let output = up(&repository(), &[option, path]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{option}: {stderr}");
        assert!(stderr.contains(path), "{option}: {stderr}");
    }
}
