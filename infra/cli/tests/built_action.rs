//! The command `profiling action`: its output and its exit status.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::path::Path;
use std::process::{Command, Output};

const SOURCE: &str = "infra/auth0/actions/progressive-profiling.js";
const BUILT: &str = "infra/auth0/build/progressive-profiling.js";

fn profiling(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_profiling"));
    command.current_dir(folder).arg("action").args(arguments).output().unwrap()
}

/// Returns a repository with a form and an Action, and without a plan.
fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let form =
        r#"{"version": 1, "title": "T", "fields": [{"type": "text", "name": "company", "label": "C"}]}"#;
    for (path, text) in [("infra/forms/profile.json", form), (SOURCE, "const PLAN = undefined;\n")] {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn the_exit_status_depends_on_the_plan() {
    let rule = r#"{"name": "first", "form": "FORM", "ask": ["company"]}"#;
    let plan = |form: &str| format!(r#"{{"version": 1, "rules": [{}]}}"#, rule.replace("FORM", form));
    for (plan, arguments, status, expected) in [
        (None, &[][..], 0, "no plan, so the settings decide"),
        (Some(plan("profile")), &[], 0, "infra/auth0/plan.json (1 rule)"),
        (Some(plan("lost")), &[], 1, "the form `lost` does not exist"),
        (Some("{".to_owned()), &[], 1, "infra/auth0/plan.json: line 1 column 1"),
        (None, &["--plan", "lost.json"], 2, "failed to read lost.json"),
        (None, &["--output", "infra"], 2, "failed to write infra"),
    ] {
        let root = repository();
        if let Some(plan) = &plan {
            std::fs::write(root.path().join("infra/auth0/plan.json"), plan).unwrap();
        }
        let output = profiling(root.path(), arguments);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(output.status.code(), Some(status), "{text}");
        assert!(text.contains(expected), "{text}");
        assert_eq!(root.path().join(BUILT).exists(), status == 0, "{text}");
    }
}

#[test]
fn standard_output_has_the_code_and_nothing_else() {
    let root = repository();
    let output = profiling(&root.path().join("infra/auth0"), &["--output", "-"]);
    assert_eq!(output.stdout, std::fs::read(root.path().join(SOURCE)).unwrap());
    let summary = String::from_utf8(output.stderr).unwrap();
    assert!(summary.starts_with("standard output: 24 bytes; no plan"), "{summary}");
    assert!(!root.path().join(BUILT).exists());
}

#[test]
fn outside_of_the_repository_the_command_fails() {
    let folder = tempfile::tempdir().unwrap();
    let output = profiling(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("run this command in the repository"));
}
