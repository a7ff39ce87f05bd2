use serde_json::json;

use super::{Arguments, TEMPLATE, form, lines, no_options};

/// Returns the findings about these stages: severity, code and line of each.
///
/// The template also has the parameters that differ between stages. The output of `sam build`, if any, consists of
/// one function with this header, and `config_env` is the stage that it is for.
fn findings(stages: &str, build: Option<&[u8]>, config_env: &str) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    let parameters = "Parameters:
  Architecture: {Type: String, Default: arm64, AllowedValues: [arm64, x86_64]}
  SessionSecretParameter: {Type: String, Default: /secret}
";
    let write = |path: &str, text: &[u8]| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    std::fs::create_dir_all(root.path().join("infra/auth0")).unwrap();
    write("infra/forms/f.json", form(&json!({})).to_string().as_bytes());
    write("template.yaml", TEMPLATE.replace("Parameters:\n", parameters).as_bytes());
    write("samconfig.toml", stages.as_bytes());
    if let Some(header) = build {
        write(".aws-sam/build/Show/bootstrap", header);
        write(".aws-sam/build/template.yaml", b"");
    }
    lines(root.path(), Arguments { config_env: config_env.to_owned(), ..no_options() }, &|_| None)
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
fn parameters_of_a_stage_exist_and_have_valid_values() {
    for (overrides, expected) in [
        (r#""ContinueMethod=post Architecture=x86_64""#, ""),
        (r#"["ContinueMethod=post", 'Auth0Domains="a.example.com"']"#, ""),
        (r#"{ ContinueMethod = "post", ResponseTtlSeconds = 60 }"#, ""),
        (r#""""#, ""),
        (
            r#""ContinueMethods=post""#,
            "the template has no parameter `ContinueMethods`; did you mean `ContinueMethod`?",
        ),
        (r#""ContinueMethod=put""#, "`ContinueMethod` is `put`; expected one of get, post"),
        (r#"["ResponseTtlSeconds=5"]"#, "`ResponseTtlSeconds`: `5` is not a number of seconds"),
        ("{ ResponseTtlSeconds = 5 }", "`ResponseTtlSeconds`: `5` is not a number of seconds"),
        (r#""Auth0Domains=https://a.example.com""#, "`Auth0Domains`: `https://a.example.com`"),
    ] {
        let stages = format!("[default.global.parameters]\nparameter_overrides = {overrides}\n");
        let prefix = "error stage_parameter samconfig.toml: default.global.parameters.parameter_overrides: ";
        let expected = Some(format!("{prefix}{expected}")).filter(|_| !expected.is_empty());
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        assert_begins(&findings(&stages, None, "default"), &expected, overrides);
    }
}

#[test]
fn the_architecture_of_the_build_is_that_of_its_stage() {
    const ARM64: u8 = 183;
    const X86_64: u8 = 62;
    const STAGES: &str = "
        [default.global.parameters]
        stack_name = 'a'
        [other.global.parameters]
        stack_name = 'b'
        parameter_overrides = ['Architecture=x86_64', 'SessionSecretParameter=/other']
    ";
    let error = |place: &str| {
        format!("error stage_architecture samconfig.toml: {place}: .aws-sam/build/Show/bootstrap ")
    };
    for (header, stage, expected) in [
        (elf(ARM64), "default", None),
        (elf(X86_64), "other", None),
        (
            elf(X86_64),
            "default",
            Some(error("default") + "is built for x86_64, but this stage deploys Architecture=arm64"),
        ),
        (
            elf(ARM64),
            "other",
            Some(
                error("other.global.parameters.parameter_overrides")
                    + "is built for arm64, but this stage deploys",
            ),
        ),
        // Not a program that this check knows.
        (b"#!/bin/sh".to_vec(), "default", None),
        (elf(3), "default", None),
    ] {
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        assert_begins(&findings(STAGES, Some(&header), stage), &expected, stage);
    }
}

#[test]
fn build_and_deploy_read_the_same_architecture() {
    let guided = "[default.deploy.parameters]\nparameter_overrides = 'Architecture=\"x86_64\"'\n";
    let expected = "error stage_architecture samconfig.toml: default: `sam build` builds for arm64, but `sam deploy` \
                    deploys Architecture=x86_64";
    assert_begins(&findings(guided, None, "default"), &[expected], "guided");
    // An option for one command hides the option for all commands.
    let hidden =
        format!("[default.global.parameters]\nparameter_overrides = 'Architecture=x86_64'\n{guided}")
            .replace("\"x86_64\"", "arm64");
    let expected = "error stage_architecture samconfig.toml: default: `sam build` builds for x86_64, but `sam deploy` \
                    deploys Architecture=arm64";
    assert_begins(&findings(&hidden, None, "default"), &[expected], "hidden");
}

#[test]
fn different_stacks_have_different_secrets() {
    let stages = |first: &str, second: &str| {
        format!("[one.global.parameters]\n{first}\n[two.global.parameters]\n{second}\n")
    };
    let shared = "warning stage_secret_shared samconfig.toml: two: if this stage and the stage `one` are in the same \
                  account, both read the secret /secret: ";
    for (first, second, expected) in [
        ("stack_name = 'a'", "stack_name = 'b'", Some(shared)),
        ("stack_name = 'a'", "stack_name = 'a'", None),
        ("stack_name = 'a'\nregion = 'eu-west-1'", "stack_name = 'b'\nregion = 'us-east-1'", None),
        ("stack_name = 'a'\nprofile = 'test'", "stack_name = 'b'\nprofile = 'live'", None),
        (
            "stack_name = 'a'",
            "stack_name = 'b'\nparameter_overrides = ['SessionSecretParameter=/b/secret']",
            None,
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_begins(&findings(&stages(first, second), None, "one"), &expected, second);
    }
}

#[test]
fn a_file_that_is_not_toml_and_a_stage_that_does_not_exist_are_reported() {
    let stages = "version = 0.1\n[default.global.parameters\n";
    let expected = "error stages_invalid samconfig.toml: line 2 column 27: not valid TOML: ";
    assert_begins(&findings(stages, None, "default"), &[expected], stages);
    let stages = "version = 0.1\n[default.global.parameters]\n";
    let expected = "error stages_invalid samconfig.toml: there is no stage `prod`";
    assert_begins(&findings(stages, None, "prod"), &[expected], stages);
}
