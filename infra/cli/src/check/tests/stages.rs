use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use super::{Arguments, TEMPLATE, check, form, lines, no_options};

/// The first line, without which the SAM CLI rejects the file.
const VERSION: &str = "version = 0.1\n";

/// Returns the findings about these stages: severity, code and line of each.
///
/// The template also has the parameters that differ between stages. The output of `sam build`, if any, consists of
/// one function with this header, and `config_env` is the stage that it is for.
fn findings(stages: &str, build: Option<&[u8]>, config_env: Option<&str>) -> Vec<String> {
    let root = repository(Some(stages));
    if let Some(header) = build {
        write(root.path(), ".aws-sam/build/Show/bootstrap", header);
        write(root.path(), ".aws-sam/build/template.yaml", b"");
    }
    lines(root.path(), for_stage(config_env), &|_| None)
}

fn for_stage(config_env: Option<&str>) -> Arguments {
    Arguments { config_env: config_env.map(ToOwned::to_owned), ..no_options() }
}

fn repository(stages: Option<&str>) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let parameters = "Parameters:
  Architecture: {Type: String, Default: arm64, AllowedValues: [arm64, x86_64]}
  SessionSecretParameter: {Type: String, Default: /secret, AllowedPattern: '^(/[a-z-]+)+$', MaxLength: 20}
  MemorySize: {Type: Number, Default: 256, MinValue: 128, MaxValue: 10240}
";
    std::fs::create_dir_all(root.path().join("infra/auth0")).unwrap();
    write(root.path(), "infra/forms/f.json", form(&json!({})).to_string().as_bytes());
    let template = TEMPLATE.replace("Parameters:\n", parameters).replace(
        "AWS::Serverless::Function}",
        "AWS::Serverless::Function, Metadata: {BuildMethod: rust-cargolambda}}",
    );
    write(root.path(), "template.yaml", template.as_bytes());
    if let Some(stages) = stages {
        write(root.path(), "samconfig.toml", stages.as_bytes());
    }
    root
}

fn write(root: &Path, path: &str, text: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The first 20 bytes of an ELF file for this machine.
fn elf(machine: u8) -> Vec<u8> {
    [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 9], &[3, 0, machine, 0]].concat()
}

/// Compares each line with the beginning of what is expected.
#[track_caller]
fn assert_begins(lines: &[String], expected: &[&str], context: &str) {
    assert_eq!(lines.len(), expected.len(), "{context}: {lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{context}:\n{line}\n{expected}");
    }
}

#[test]
fn parameters_of_a_stage_are_read_as_the_sam_cli_reads_them() {
    const UNREADABLE: &str =
        "is not read as it is meant; expected pairs `Name=value` with spaces between them";
    for (overrides, expected) in [
        (r#""ContinueMethod=post Architecture=x86_64""#, String::new()),
        (r#"["ContinueMethod=post", 'Auth0Domains="a.example.com" Architecture=arm64']"#, String::new()),
        (r#"'SessionSecretParameter="/a" Architecture=arm64'"#, String::new()),
        (r#""ParameterKey=ContinueMethod,ParameterValue=post Architecture=arm64""#, String::new()),
        (
            r#"{ ContinueMethod = "post", ResponseTtlSeconds = 60, Architecture = "arm64", Auth0Domains = ["a.example", "b.example"] }"#,
            String::new(),
        ),
        (
            r#""Architecture=arm64 Auth0Domains=a.example.com b.example.com""#,
            format!("`b.example.com` {UNREADABLE}"),
        ),
        (
            r#""Architecture=arm64 Auth0Domains=a.example.com, b.example.com""#,
            format!("`b.example.com` {UNREADABLE}"),
        ),
        (
            r#""Architecture=arm64\tContinueMethod=post""#,
            format!("`Architecture=arm64\tContinueMethod=post` {UNREADABLE}"),
        ),
        (r#""Architecture=arm64 ContinueMethod=o'brien""#, format!("`ContinueMethod=o'brien` {UNREADABLE}")),
        (r#""Architecture=arm64 ContinueMethod=""#, format!("`ContinueMethod=` {UNREADABLE}")),
        (r#""Architecture=arm64 ContinueMethod = post""#, format!("`ContinueMethod = post` {UNREADABLE}")),
        (r#""Architecture""#, format!("`Architecture` {UNREADABLE}")),
        (r#"["Architecture=arm64", 5]"#, "`5` is not a string, a list or a table".to_owned()),
        (
            r#"{ Architecture = "arm64", ContinueMethod = true }"#,
            "`ContinueMethod` is `True`; expected one of get, post".to_owned(),
        ),
    ] {
        let stages = format!("{VERSION}[default.global.parameters]\nparameter_overrides = {overrides}\n");
        let prefix = "error stage_parameter samconfig.toml: default.global.parameters.parameter_overrides: ";
        let findings = findings(&stages, None, None);
        let unreadable: Vec<&String> = findings.iter().filter(|line| line.starts_with(prefix)).collect();
        let has_problem = !expected.is_empty();
        assert_eq!(unreadable.len(), usize::from(has_problem), "{overrides}: {findings:#?}");
        assert!(
            unreadable.iter().all(|line| line.starts_with(&format!("{prefix}{expected}"))),
            "{findings:#?}"
        );
    }
}

#[test]
fn values_that_cloudformation_or_the_functions_reject_are_reported() {
    for (overrides, expected) in [
        (
            "ContinueMethods=post",
            "the template has no parameter `ContinueMethods`; did you mean `ContinueMethod`?",
        ),
        ("ContinueMethod=put", "`ContinueMethod` is `put`; expected one of get, post"),
        (
            "SessionSecretParameter=secret",
            "`SessionSecretParameter` is `secret`; expected a value that matches ^(/",
        ),
        (
            "SessionSecretParameter=/aaaaaaaaaaaaaaaaaaaaaaa",
            "`SessionSecretParameter` is `/aaaaaaaaaaaaaaaaaaaaaaa`; expected at most 20 characters",
        ),
        ("MemorySize=64", "`MemorySize` is `64`; expected at least 128"),
        ("MemorySize=20480", "`MemorySize` is `20480`; expected at most 10240"),
        ("MemorySize=much", "`MemorySize` is `much`; expected a number"),
        ("Auth0Domains=https://a.example.com", "`Auth0Domains`: `https://a.example.com`"),
        ("FormName=g", "the form `g` does not exist; expected one of `f`"),
    ] {
        let stages = format!(
            "{VERSION}[default.global.parameters]\nparameter_overrides = ['Architecture=arm64', '{overrides}']\n"
        );
        let prefix = "error stage_parameter samconfig.toml: default.global.parameters.parameter_overrides: ";
        let expected = format!("{prefix}{expected}");
        assert_begins(&findings(&stages, None, None), &[&expected], overrides);
    }
}

#[test]
fn parameters_in_another_file_are_reported_as_unchecked() {
    for (overrides, file) in [
        ("['Architecture=arm64', 'file://p.yaml']", "file://p.yaml"),
        ("['Architecture=arm64', { '$include' = 'p.yaml' }]", "p.yaml"),
        // The file may set the architecture.
        ("'file://p.yaml'", "file://p.yaml"),
    ] {
        let stages = format!("{VERSION}[default.global.parameters]\nparameter_overrides = {overrides}\n");
        let expected = format!(
            "warning stage_unchecked samconfig.toml: default.global.parameters.parameter_overrides: the parameters in \
             {file} were not checked"
        );
        assert_begins(&findings(&stages, None, None), &[&expected], overrides);
    }
}

#[test]
fn the_architecture_of_the_build_is_that_of_its_stage() {
    const ARM64: u8 = 183;
    const X86_64: u8 = 62;
    let stages = VERSION.to_owned()
        + "
        [default.global.parameters]
        stack_name = 'a'
        parameter_overrides = ['Architecture=arm64']
        [other.global.parameters]
        stack_name = 'b'
        parameter_overrides = ['Architecture=x86_64', 'SessionSecretParameter=/other']
    ";
    let error = |stage: &str, problem: &str| {
        Some(format!(
            "error stage_architecture samconfig.toml: {stage}.global.parameters.parameter_overrides: \
             .aws-sam/build/Show/bootstrap {problem}"
        ))
    };
    for (header, stage, expected) in [
        (elf(ARM64), None, None),
        (elf(ARM64), Some("default"), None),
        (elf(X86_64), Some("other"), None),
        (
            elf(X86_64),
            None,
            error("default", "is built for x86_64, but this stage deploys Architecture=arm64"),
        ),
        (
            elf(ARM64),
            Some("other"),
            error("other", "is built for arm64, but this stage deploys Architecture=x86_64"),
        ),
        (b"#!/bin/sh".to_vec(), None, error("default", "is not a program for Lambda")),
        (Vec::new(), None, error("default", "is not a program for Lambda")),
        (elf(3), None, error("default", "is not a program for Lambda")),
    ] {
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        assert_begins(&findings(&stages, Some(&header), stage), &expected, &format!("{stage:?} {header:?}"));
    }
}

#[test]
fn build_and_deploy_read_the_same_architecture() {
    let guided = "[default.deploy.parameters]\nparameter_overrides = 'Architecture=\"x86_64\"'\n";
    let expected = "error stage_architecture samconfig.toml: default: `sam build` builds for arm64, but `sam deploy` \
                    deploys Architecture=x86_64";
    assert_begins(&findings(&format!("{VERSION}{guided}"), None, None), &[expected], "guided");
    // An option for one command hides the option for all commands.
    let hidden = format!(
        "{VERSION}[default.global.parameters]\nparameter_overrides = 'Architecture=x86_64'\n{guided}"
    )
    .replace("\"x86_64\"", "arm64");
    let expected = "error stage_architecture samconfig.toml: default: `sam build` builds for x86_64, but `sam deploy` \
                    deploys Architecture=arm64";
    assert_begins(&findings(&hidden, None, None), &[expected], "hidden");
}

#[test]
fn a_stage_without_an_architecture_keeps_that_of_its_stack() {
    let stages =
        format!("{VERSION}[default.global.parameters]\nparameter_overrides = ['ContinueMethod=post']\n");
    let expected = "warning stage_architecture_unset samconfig.toml: default: Architecture is not set. `sam build` then \
                    builds for arm64, but `sam deploy` keeps the architecture of a deployed stack";
    assert_begins(&findings(&stages, None, None), &[expected], "unset");
}

#[test]
fn different_stacks_have_different_secrets() {
    let stages = |first: &str, second: &str| {
        let architecture = "parameter_overrides = ['Architecture=arm64']";
        let second = if second.contains("parameter_overrides") {
            second.to_owned()
        } else {
            format!("{second}\n{architecture}")
        };
        format!(
            "{VERSION}[one.global.parameters]\n{first}\n{architecture}\n[two.global.parameters]\n{second}\n"
        )
    };
    let shared = "warning stage_secret_shared samconfig.toml: two: if this stage and the stage `one` are in the same \
                  account, both read the secret /secret: ";
    for (first, second, expected) in [
        ("stack_name = 'a'", "stack_name = 'b'", Some(shared)),
        ("stack_name = 'a'", "stack_name = 'a'", None),
        ("stack_name = 'a'\nregion = 'eu-west-1'", "stack_name = 'b'\nregion = 'us-east-1'", None),
        ("stack_name = 'a'\nregion = 'eu-west-1'", "stack_name = 'b'", Some(shared)),
        ("stack_name = 'a'\nprofile = 'test'", "stack_name = 'b'\nprofile = 'live'", None),
        (
            "stack_name = 'a'",
            "stack_name = 'b'\nparameter_overrides = ['Architecture=arm64', 'SessionSecretParameter=/b/secret']",
            None,
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_begins(&findings(&stages(first, second), None, None), &expected, second);
    }
}

#[test]
fn a_file_that_the_sam_cli_rejects_is_reported() {
    const STAGE: &str = "[default.global.parameters]\nparameter_overrides = ['Architecture=arm64']\n";
    for (stages, expected) in [
        (
            "version = 0.1\n[default.global.parameters\n".to_owned(),
            "error stages_invalid samconfig.toml: line 2 column 27: not valid TOML: ",
        ),
        (STAGE.to_owned(), "error stages_invalid samconfig.toml: version: expected `version = 0.1`"),
        (
            format!("version = '0.1'\n{STAGE}"),
            "error stages_invalid samconfig.toml: version: expected `version = 0.1`",
        ),
        (
            format!("\u{feff}version = 0.1\n{STAGE}"),
            "error stages_invalid samconfig.toml: the file starts with a byte order mark",
        ),
    ] {
        assert_begins(&findings(&stages, None, None), &[expected], &stages);
    }
}

#[test]
fn only_a_stage_that_was_chosen_must_exist() {
    let stages = format!("{VERSION}[live.global.parameters]\nparameter_overrides = ['Architecture=arm64']\n");
    assert_begins(&findings(&stages, None, None), &[], "not chosen");
    let expected = "error stages_invalid samconfig.toml: there is no stage `prod`; expected one of `live`";
    assert_begins(&findings(&stages, None, Some("prod")), &[expected], "chosen");
    let root = repository(None);
    assert_begins(&lines(root.path(), no_options(), &|_| None), &[], "no file");
    let error = check(for_stage(Some("prod")), root.path(), &|_| None).unwrap_err();
    assert!(error.to_string().starts_with("failed to read samconfig.toml"), "{error}");
}

#[test]
fn a_build_that_was_chosen_must_exist() {
    let root = repository(None);
    let arguments = Arguments { build: Some(root.path().join("built")), ..no_options() };
    let error = check(arguments, root.path(), &|_| None).unwrap_err();
    assert!(error.to_string().ends_with("built has no output of `sam build`"), "{error}");
}

#[test]
fn an_old_build_beside_a_template_that_needs_none_is_reported() {
    let root = repository(None);
    write(root.path(), "template.yaml", TEMPLATE.as_bytes());
    assert_begins(&lines(root.path(), no_options(), &|_| None), &[], "no build");
    write(root.path(), ".aws-sam/build/template.yaml", b"");
    let expected =
        "error build_unused template.yaml: `sam deploy` would deploy the older template in .aws-sam/build";
    assert_begins(&lines(root.path(), no_options(), &|_| None), &[expected], "a build");
}
