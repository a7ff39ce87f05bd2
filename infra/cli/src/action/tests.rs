use tempfile::TempDir;

use super::*;

const ACTION: &str = "'use strict';\nconst PLAN = undefined;\nexports.onExecutePostLogin = async () => {};\n";

const FORM: &str =
    r#"{"version": 1, "title": "T", "fields": [{"type": "text", "name": "company", "label": "C"}]}"#;

const RULE: &str = r#"{"name": "first", "form": "profile", "ask": ["company"]}"#;

/// Returns a repository with a source, a form and, if there is one, a plan.
fn repository(source: &str, plan: Option<&str>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [(SOURCE, Some(source)), ("infra/forms/profile.json", Some(FORM)), (PLAN, plan)] {
        let Some(text) = text else { continue };
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn plan(rules: &[&str]) -> String {
    format!(r#"{{"version": 1, "rules": [{}]}}"#, rules.join(", "))
}

fn default_arguments() -> Arguments {
    Arguments { plan: None, forms: None, output: None }
}

/// Returns the result of a command, as text.
fn message(result: Result<String, Failure>) -> String {
    match result {
        Ok(text) => text,
        Err(Failure::Refused(text)) => format!("refused: {text}"),
        Err(Failure::File(text)) => format!("file: {text}"),
    }
}

#[test]
fn without_a_plan_the_built_file_is_the_source() {
    let root = repository(ACTION, None);
    let text = message(build(&default_arguments(), root.path()));
    let expected = format!(
        "{OUTPUT}: {} bytes; no plan, so the settings decide (infra/auth0/plan.json does not exist)\n",
        ACTION.len()
    );
    assert_eq!(text, expected);
    assert_eq!(std::fs::read_to_string(root.path().join(OUTPUT)).unwrap(), ACTION);
}

#[test]
fn the_summary_has_the_number_of_rules() {
    let off = &RULE.replace("first", "second").replace('}', ", \"enabled\": false}");
    for (rules, expected) in [
        (&[RULE][..], "infra/auth0/plan.json (1 rule)\n"),
        (&[RULE, off], "infra/auth0/plan.json (1 rule, 1 more turned off)\n"),
        (&[off], "infra/auth0/plan.json (0 rules, 1 more turned off)\n"),
    ] {
        let root = repository(ACTION, Some(&plan(rules)));
        let text = message(build(&default_arguments(), root.path()));
        assert_eq!(text.split_once("; ").unwrap().1, expected);
    }
}

#[test]
fn two_builds_are_equal_to_the_byte_and_leave_no_other_file() {
    let root = repository(ACTION, Some(&plan(&[RULE])));
    let output = root.path().join(OUTPUT);
    let builds = [(); 2].map(|()| {
        build(&default_arguments(), root.path()).map_err(drop).unwrap();
        std::fs::read(&output).unwrap()
    });
    assert_eq!(builds[0], builds[1]);
    assert_eq!(built_action(root.path()).unwrap().code.as_bytes(), builds[0]);
    let files = std::fs::read_dir(output.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.collect::<Vec<_>>(), [output.file_name().unwrap()]);
}

#[test]
fn another_plan_and_other_forms_are_read() {
    let root = repository(ACTION, None);
    let folder = tempfile::tempdir().unwrap();
    let other_plan = folder.path().join("trial.json");
    std::fs::write(&other_plan, plan(&[&RULE.replace("profile", "other")])).unwrap();
    std::fs::write(folder.path().join("other.json"), FORM).unwrap();
    let output = folder.path().join("new/trial.js");
    let arguments = Arguments {
        plan: Some(other_plan),
        forms: Some(folder.path().to_owned()),
        output: Some(output.clone()),
    };
    let text = message(build(&arguments, root.path()));
    assert!(text.ends_with("trial.json (1 rule)\n"), "{text}");
    assert!(std::fs::read_to_string(output).unwrap().contains(r#""form":"other""#));
    assert!(!root.path().join(OUTPUT).exists());
}

#[test]
fn an_action_that_cannot_be_built_leaves_the_built_file_unchanged() {
    let valid = plan(&[RULE]);
    let form = plan(&[&RULE.replace("profile", "lost")]);
    let large = format!("{ACTION}//{}", "x".repeat(100_000 - ACTION.len() - 2));
    for (source, plan, expected) in [
        (ACTION, "{", "refused: infra/auth0/plan.json: line 1 column 1: this `{` has no closing `}`"),
        (ACTION, &valid.replace('1', "2"), "refused: infra/auth0/plan.json: line 1 column 13, version: "),
        (
            ACTION,
            &form,
            "refused: infra/auth0/plan.json: line 1 column 52, rules[0] \"first\".form: the form `lost` does not exist",
        ),
        (
            "exports.x = 1;",
            &valid,
            "refused: infra/auth0/actions/progressive-profiling.js: the source of the Action must contain the line",
        ),
        (&large, &valid, "refused: the Action with its plan would have 100"),
    ] {
        let root = repository(source, Some(plan));
        let output = root.path().join(OUTPUT);
        std::fs::create_dir_all(output.parent().unwrap()).unwrap();
        std::fs::write(&output, "earlier").unwrap();
        let text = message(build(&default_arguments(), root.path()));
        assert!(text.starts_with(expected), "{text}");
        assert_eq!(std::fs::read_to_string(output).unwrap(), "earlier");
    }
}

#[test]
fn an_action_of_100_000_bytes_is_too_large_also_without_a_plan() {
    for (size, expected) in [
        (99_999, "infra/auth0/build/progressive-profiling.js: 99999 bytes"),
        (
            100_000,
            "refused: the Action with its plan would have 100000 bytes, but Auth0 accepts fewer than 100000 bytes",
        ),
    ] {
        let root = repository(&format!("{ACTION}//{}", "x".repeat(size - ACTION.len() - 2)), None);
        let text = message(build(&default_arguments(), root.path()));
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_reported() {
    let root = repository(ACTION, Some(&plan(&[RULE])));
    let path = |path: &str| Some(root.path().join(path));
    for (arguments, expected) in [
        (Arguments { plan: path("lost.json"), ..default_arguments() }, "file: failed to read"),
        (
            Arguments { forms: path("lost"), ..default_arguments() },
            "lost is not a folder, but the plan needs the forms",
        ),
        (Arguments { output: path(SOURCE), ..default_arguments() }, "it is the source of the Action"),
        (Arguments { output: path(PLAN), ..default_arguments() }, "it is the plan"),
        (
            Arguments {
                plan: path(PLAN),
                output: path("infra/forms/../auth0/plan.json"),
                ..default_arguments()
            },
            "it is the plan",
        ),
        (
            Arguments { output: path("infra/forms/profile.json"), ..default_arguments() },
            "it is in the folder with the forms",
        ),
        (
            Arguments { output: path("infra/forms/new.js"), ..default_arguments() },
            "it is in the folder with the forms",
        ),
        (Arguments { output: path("infra"), ..default_arguments() }, "it exists and is not a file"),
        (
            Arguments { output: path(&format!("{SOURCE}/x.js")), ..default_arguments() },
            "file: failed to write",
        ),
    ] {
        let text = message(build(&arguments, root.path()));
        assert!(text.contains(expected), "{text}");
    }
    for (path, text) in [(SOURCE, ACTION), (PLAN, &plan(&[RULE])), ("infra/forms/profile.json", FORM)] {
        assert_eq!(std::fs::read_to_string(root.path().join(path)).unwrap(), text, "{path}");
    }
    assert!(!root.path().join("infra/forms/new.js").exists());
}

#[test]
fn an_action_without_a_plan_is_not_written_to_the_file_of_the_plan() {
    let root = repository(ACTION, None);
    std::fs::create_dir_all(root.path().join(PLAN).parent().unwrap()).unwrap();
    let arguments = Arguments { output: Some(root.path().join(PLAN)), ..default_arguments() };
    let text = message(build(&arguments, root.path()));
    assert!(text.ends_with("plan.json: it is the plan"), "{text}");
    assert!(!root.path().join(PLAN).exists());
}

#[test]
fn the_first_problem_of_an_invalid_form_is_reported() {
    let root = repository(ACTION, Some(&plan(&[RULE])));
    let form = FORM.replace("\"label\"", "\"lable\"");
    std::fs::write(root.path().join("infra/forms/profile.json"), form).unwrap();
    let text = message(build(&default_arguments(), root.path()));
    assert!(text.contains("does not exist or is not valid: profile.json: line 1"), "{text}");
    assert!(text.contains("`lable`"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_broken_link_to_a_plan_is_not_taken_for_no_plan() {
    let root = repository(ACTION, None);
    std::os::unix::fs::symlink("lost.json", root.path().join(PLAN)).unwrap();
    let text = message(build(&default_arguments(), root.path()));
    assert!(text.starts_with("file: failed to read infra/auth0/plan.json"), "{text}");
}

#[test]
fn the_action_of_the_repository_has_a_place_for_a_plan() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let action = built_action(&root).unwrap();
    if action.plan.is_none() {
        assert_eq!(action.code, std::fs::read_to_string(root.join(SOURCE)).unwrap());
    }
}
