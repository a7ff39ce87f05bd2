use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn arguments(line: &[&str]) -> Arguments {
    Line::parse_from(["up"].iter().chain(line)).arguments
}

fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in ["infra/forms", "infra/auth0/actions"] {
        std::fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    root
}

#[test]
fn without_options_the_documented_defaults_apply() {
    let root = repository();
    let options = options(arguments(&[]), root.path(), None).unwrap();
    assert_eq!((options.form_port, options.tenant_port, options.app_port), (4000, 4001, 4002));
    assert_eq!(options.settings, Settings::default());
    assert_eq!(options.forms, root.path().join("infra/forms"));
    assert_eq!(options.action, root.path().join("infra/auth0/actions/progressive-profiling.js"));
    assert_eq!(options.state, None);
    assert_eq!((options.https, options.callback), (false, Callback::App));
}

#[test]
fn https_and_the_callback_are_independent() {
    for (line, https, callback) in [
        (&["--https"][..], true, Callback::App),
        (&["--https", "--callback", "http"], true, Callback::Http),
        (&["--callback", "https"], false, Callback::Https),
    ] {
        let options = options(arguments(line), repository().path(), None).unwrap();
        assert_eq!((options.https, options.callback), (https, callback), "{line:?}");
    }
    let line = ["--callback", "com.example.app://callback"];
    let native = options(arguments(&line), repository().path(), None).unwrap().callback;
    assert!(matches!(native, Callback::Native(address) if address.to_string() == line[1]));
}

#[test]
fn spaces_in_a_list_are_ignored() {
    let settings = options(
        arguments(&[
            "--required-fields",
            "a, b ,c",
            "--login-count",
            "1",
            "--form",
            "other",
            "--ask-again",
            "3 logins",
        ]),
        repository().path(),
        None,
    )
    .unwrap()
    .settings;
    let expected = Settings {
        form: "other".to_owned(),
        login_count: 1,
        required_fields: Some(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]),
        required: false,
        ask_again: Some("3 logins".to_owned()),
    };
    assert_eq!(settings, expected);
}

#[test]
fn client_metadata_is_a_pair_per_option_and_the_last_value_wins() {
    let line = ["profiling_form=signup", "note=a=b", "empty=", "profiling_form=off"];
    let line: Vec<&str> = line.iter().flat_map(|pair| ["--client-metadata", pair]).collect();
    let metadata = options(arguments(&line), repository().path(), None).unwrap().client_metadata;
    let expected = [("empty", ""), ("note", "a=b"), ("profiling_form", "off")];
    assert_eq!(metadata, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
}

#[test]
fn values_that_the_action_or_auth0_reject_are_rejected() {
    let long = format!("key={}", "x".repeat(256));
    for (flag, values) in [
        (
            "--ask-again",
            &["", "7", "days", "0 days", "7 weeks", "1.5 days", "7 days or so", "10000 days"][..],
        ),
        ("--client-metadata", &["profiling_form", "=off", &long]),
        ("--gateway", &["", "127.0.0.1:3000", "http://forms.example.com", "https://a.example/forms/profile"]),
        ("--callback", &["", "app", "myapp://callback", "https://app.example.com/", "a.b://c#d"]),
    ] {
        for value in values {
            assert!(Line::try_parse_from(["up", flag, value]).is_err(), "{flag} {value}");
        }
    }
    for value in ["1 login", "3 logins", "1 day", "7 Days", " 30  days "] {
        assert!(Line::try_parse_from(["up", "--ask-again", value]).is_ok(), "{value}");
    }
}

#[test]
fn outside_the_repository_both_paths_are_required() {
    let elsewhere = tempfile::tempdir().unwrap();
    for (line, missing) in [
        (&[][..], Some("the forms and the Action")),
        (&["--forms", "f"], Some("the Action")),
        (&["--action", "a.js"], Some("the forms")),
        (&["--forms", "f", "--action", "a.js"], None),
    ] {
        let message = options(arguments(line), elsewhere.path(), None).err().map(|error| error.to_string());
        assert_eq!(message.is_some(), missing.is_some(), "{line:?}");
        assert!(message.unwrap_or_default().contains(missing.unwrap_or_default()));
    }
}

/// The path of the default plan in a repository.
fn add_plan(root: &Path) -> PathBuf {
    let plan = root.join("infra/auth0/plan.json");
    std::fs::write(&plan, "").unwrap();
    plan
}

#[test]
fn the_plan_of_the_repository_is_used_unless_an_option_says_otherwise() {
    let root = repository();
    let plan_of = |line: &[&str]| options(arguments(line), root.path(), None).unwrap().plan;
    assert_eq!(plan_of(&[]), None);
    let default = add_plan(root.path());
    assert_eq!(plan_of(&[]), Some(default));
    assert_eq!(plan_of(&["--plan", "other.json"]), Some("other.json".into()));
    assert_eq!(plan_of(&["--no-plan"]), None);
}

#[test]
fn settings_that_a_plan_replaces_are_rejected() {
    let root = repository();
    add_plan(root.path());
    for setting in [
        &["--login-count", "2"][..],
        &["--required-fields", "a"],
        &["--form", "profile"],
        &["--ask-again", "7 days"],
        &["--require"],
    ] {
        let error = options(arguments(setting), root.path(), None).err().unwrap();
        let message = error.to_string();
        assert!(message.contains(setting[0]) && message.contains("plan.json decides"), "{message}");
        assert_eq!(error.exit_code(), ExitCode::from(2), "{message}");
        let without: Vec<&str> = setting.iter().chain(&["--no-plan"]).copied().collect();
        assert!(options(arguments(&without), root.path(), None).is_ok(), "{without:?}");
        let line = ["up", "--plan", "other.json"].iter().chain(setting);
        assert!(Line::try_parse_from(line).is_err(), "{setting:?}");
    }
    assert!(Line::try_parse_from(["up", "--plan", "other.json", "--no-plan"]).is_err());
}

#[test]
fn client_metadata_that_a_plan_replaces_is_noted() {
    for (metadata, expected) in [
        ("profiling_form=off", None),
        ("profiling_form=g", Some("profiling_form in --client-metadata has no effect")),
        ("profiling_fields=nothing", Some("profiling_fields in --client-metadata has no effect")),
    ] {
        let (_root, options) = options_with_forms(&["--plan", "p.json", "--client-metadata", metadata]);
        assert!(fields::check(&options).is_ok(), "{metadata}");
        let notes = fields::notes(&options, false, &[]);
        assert_eq!(notes.len(), usize::from(expected.is_some()), "{metadata}: {notes:?}");
        assert!(notes.iter().zip(expected).all(|(note, part)| note.contains(part)), "{metadata}: {notes:?}");
    }
}

/// The options of a line in a repository with the forms `f`, which has the fields `name` and `note`, and `g`, which has
/// `other`. Only `name` cannot be left empty.
fn options_with_forms(line: &[&str]) -> (tempfile::TempDir, Options) {
    let root = repository();
    for (form, fields) in [
        (
            "f",
            r#"{"name": "name", "type": "text", "label": "A", "required": true},
                 {"name": "note", "type": "text", "label": "B"}"#,
        ),
        ("g", r#"{"name": "other", "type": "text", "label": "C"}"#),
        ("invalid", ""),
    ] {
        let text = format!(r#"{{"version": 1, "title": "T", "fields": [{fields}]}}"#);
        std::fs::write(root.path().join(format!("infra/forms/{form}.json")), text).unwrap();
    }
    let options = options(arguments(line), root.path(), Some(SESSION_SECRET.to_owned())).unwrap();
    (root, options)
}

#[test]
fn a_field_that_the_form_does_not_have_is_rejected_with_a_similar_name_or_all_names() {
    for (line, expected) in [
        (
            "--form f --required-fields name,nme",
            "--required-fields: the form `f` has no field `nme`; did you mean `name`?",
        ),
        (
            "--form f --required-fields nothing",
            "--required-fields: the form `f` has no field `nothing`; its fields are name, note",
        ),
        (
            "--form f --client-metadata profiling_fields=name,notes",
            "--client-metadata profiling_fields: the form `f` has no field `notes`; did you mean `note`?",
        ),
        (
            "--form f --client-metadata profiling_form=g --required-fields name",
            "--required-fields: the form `g` has no field `name`; its fields are other",
        ),
        (
            "--form f --client-metadata profiling_form=g --client-metadata profiling_fields=name",
            "--client-metadata profiling_fields: the form `g` has no field `name`; its fields are other",
        ),
    ] {
        let line: Vec<&str> = line.split(' ').collect();
        let (_root, options) = options_with_forms(&line);
        let error = fields::check(&options).unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.exit_code()),
            (expected, ExitCode::from(2)),
            "{line:?}"
        );
    }
}

#[test]
fn fields_of_the_form_and_fields_of_an_unknown_form_are_accepted() {
    for line in [
        "--form f",
        "--form f --required-fields note,name",
        "--form f --required-fields name --client-metadata profiling_form=g --client-metadata profiling_fields=other",
        "--form f --client-metadata profiling_form=g --required-fields other",
        "--form f --client-metadata profiling_form=off --required-fields name",
        "--form f --client-metadata profiling_fields=",
        "--form f --gateway http://127.0.0.1:3000 --required-fields nothing",
        "--form invalid --required-fields nothing",
        "--form missing --required-fields nothing",
    ] {
        let line: Vec<&str> = line.split(' ').collect();
        let (_root, options) = options_with_forms(&line);
        assert!(fields::check(&options).is_ok(), "{line:?}");
    }
}

#[test]
fn options_without_an_effect_and_a_surprising_one_are_noted() {
    for (line, expected) in [
        ("--form f", &[][..]),
        ("--form f --client-metadata profiling_form=off", &[]),
        ("--form f --client-metadata profiling_form=g", &["--form has no effect"]),
        (
            "--form f --required-fields name --client-metadata profiling_fields=name",
            &["--required-fields has no effect"],
        ),
        ("--form f --require", &["users who leave note empty, although the form `f`"]),
        ("--form f --require --required-fields name", &[]),
        ("--form f --require --client-metadata profiling_fields=name", &[]),
    ] {
        let line: Vec<&str> = line.split(' ').collect();
        let (_root, options) = options_with_forms(&line);
        let requested = options.settings.required_fields.clone();
        let requested = requested.unwrap_or_else(|| vec!["name".to_owned(), "note".to_owned()]);
        let notes = fields::notes(&options, true, &requested);
        let is_expected = notes.iter().zip(expected).all(|(note, part)| note.contains(part));
        assert!(is_expected && notes.len() == expected.len(), "{line:?}: {notes:?}");
    }
}

const SESSION_SECRET: &str = "0123456789abcdef0123456789abcdef";
const GATEWAY: [&str; 2] = ["--gateway", "http://127.0.0.1:3000/"];

#[test]
fn only_with_a_gateway_is_the_secret_read_from_the_environment() {
    for secret in [SESSION_SECRET.to_owned(), format!(" {SESSION_SECRET}\n")] {
        let options = options(arguments(&GATEWAY), repository().path(), Some(secret.clone())).unwrap();
        assert_eq!(options.gateway.unwrap().to_string(), "http://127.0.0.1:3000");
        assert_eq!(options.session_token_secret.as_deref(), Some(SESSION_SECRET), "{secret:?}");
    }
    for ignored in [SESSION_SECRET, "short"] {
        let options = options(arguments(&[]), repository().path(), Some(ignored.to_owned())).unwrap();
        assert_eq!((options.gateway, options.session_token_secret), (None, None), "{ignored:?}");
    }
}

#[test]
fn an_invalid_secret_is_rejected_and_not_printed() {
    let two = format!("{SESSION_SECRET}\n{SESSION_SECRET}");
    for (secret, expected) in [
        (None, "at least 32 bytes"),
        (Some(""), "export SESSION_TOKEN_SECRET="),
        (Some(" \n"), "export SESSION_TOKEN_SECRET="),
        (Some(&SESSION_SECRET[1..]), "has 31 bytes"),
        (Some(&*two), "has 2 lines"),
    ] {
        let secret = secret.map(ToOwned::to_owned);
        let error =
            options(arguments(&GATEWAY), repository().path(), secret.clone()).err().unwrap().to_string();
        assert!(error.contains("SESSION_TOKEN_SECRET") && error.contains(expected), "{secret:?}: {error}");
        assert!(!error.contains(&SESSION_SECRET[1..]), "{error}");
    }
}

#[test]
fn options_of_the_emulators_functions_conflict_with_a_gateway() {
    for conflicting in [&["--continue-method", "get"][..], &["--log"]] {
        let line = ["up"].iter().chain(&GATEWAY).chain(conflicting);
        assert!(Line::try_parse_from(line).is_err(), "{conflicting:?}");
    }
}
