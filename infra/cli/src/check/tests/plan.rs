//! The plan: its problems, the settings that it replaces, and the Action that is built from it.

use serde_json::{Value, json};

use super::{Arguments, check, findings, form, no_options};

const PLAN: &str = "infra/auth0/plan.json";
const SOURCE: &str = "infra/auth0/actions/progressive-profiling.js";
const BUILT: &str = "infra/auth0/build/progressive-profiling.js";
const ENVIRONMENT: &str = "infra/auth0/environments/test.json";

/// A form with the fields `a` and `b`.
fn two_fields() -> String {
    let field = |name: &str| json!({"type": "text", "name": name, "label": "L"});
    form(&json!({"fields": [field("a"), field("b")]})).to_string()
}

/// A plan that asks for these fields.
fn plan(ask: &str) -> String {
    format!("{{\"version\": 1, \"rules\": [\n  {{\"name\": \"one\", \"form\": \"f\", \"ask\": {ask}}}\n]}}\n")
}

/// A settings file with these settings.
fn settings(settings: &Value) -> String {
    json!({"AUTH0_DOMAIN": "example.eu.auth0.com", "AUTH0_KEYWORD_REPLACE_MAPPINGS": settings}).to_string()
}

#[test]
fn problems_of_a_plan_are_reported_with_the_places_in_its_file() {
    for (plan, expected) in [
        (plan(r#"["a", "b"]"#), vec![]),
        (
            plan(r#"["a", "b", "a"]"#),
            vec![
                "error plan_repeated infra/auth0/plan.json: rules[0].ask[2]: `a` is already in `ask`; remove one of them",
            ],
        ),
        (
            plan(r#"["a"], "max_field": 2"#),
            vec![
                "error plan_invalid infra/auth0/plan.json: rules[0].max_field: unknown key `max_field`; did you mean `max_fields`?",
            ],
        ),
        (
            plan(r#"["a"]"#),
            vec![
                "warning field_not_requested infra/auth0/plan.json: rules[0].form: no rule asks for these fields of the form `f`: `b`; \
                 add them to `ask` of a rule, or remove them from the form",
            ],
        ),
        (
            plan(r#"["a", "b"]}, {"name": "two", "form": "f", "ask": ["a"]"#),
            vec![
                "error plan_unreachable infra/auth0/plan.json: rules[1].name: the rule `two` never decides: the rule `one` applies to \
                 the same users and asks for the same fields; move `two` before `one`, or change its users or fields",
            ],
        ),
        ("{".to_owned(), vec!["error plan_invalid infra/auth0/plan.json: this `{` has no closing `}`"]),
    ] {
        let found = findings(&[("infra/forms/f.json", &two_fields()), (PLAN, &plan)]);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    }
}

#[test]
fn a_problem_of_a_plan_is_printed_with_its_line_and_the_name_of_its_rule() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("forms");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("f.json"), two_fields()).unwrap();
    let file = root.path().join("plan.json");
    std::fs::write(&file, plan(r#"["a", "c"]"#)).unwrap();
    let arguments = Arguments { forms: Some(folder), plan: Some(file.clone()), ..no_options() };
    let (report, _) = check(arguments, root.path(), &|_| None).unwrap();
    let report = report.to_string();
    let expected = format!(
        "error: {}:2:45: rules[0] \"one\".ask[1]: the form `f` has no field `c`; expected one of `a`, `b`\n  \
         2 |   {{\"name\": \"one\", \"form\": \"f\", \"ask\": [\"a\", \"c\"]}}\n    \
         |                                             ^^^\n",
        file.display()
    );
    assert!(report.starts_with(&expected), "{report}");
}

#[test]
fn a_rule_with_an_invalid_form_is_not_reported_as_well() {
    let found = findings(&[("infra/forms/f.json", "{}"), (PLAN, &plan(r#"["a"]"#))]);
    assert!(found.iter().all(|finding| finding.contains("infra/forms/f.json")), "{found:?}");
}

#[test]
fn settings_that_a_plan_replaces_are_reported_if_they_are_set_and_not_required() {
    let place = format!("{ENVIRONMENT}: AUTH0_KEYWORD_REPLACE_MAPPINGS");
    let unused = |name: &str| {
        format!(
            "warning setting_unused {place}.{name}: the Action does not read {name}, because the plan in {PLAN} decides; remove it"
        )
    };
    let url = "https://forms.example.org/forms/f";
    for (mappings, expected) in [
        (json!({"FORM_URL": url}), vec![]),
        (json!({"FORM_URL": url, "REQUIRED": "", "ASK_AGAIN": ""}), vec![]),
        (
            // The values are not checked, either.
            json!({"FORM_URL": url, "REQUIRED_USER_FIELDS": "x", "LOGIN_COUNT": "0", "REQUIRED": "maybe", "ASK_AGAIN": "1 login"}),
            ["REQUIRED_USER_FIELDS", "LOGIN_COUNT", "REQUIRED", "ASK_AGAIN"].map(unused).to_vec(),
        ),
        (
            json!({"SESSION_TOKEN_SECRET_PREVIOUS": "none"}),
            vec![format!(
                "error setting_invalid {place}.FORM_URL: not set; expected an https URL whose path ends in the name of a form, \
                 without `state` and `session_token` in its query"
            )],
        ),
        (
            // A form that the plan does not ask for.
            json!({"FORM_URL": "https://forms.example.org/forms/g"}),
            vec![],
        ),
        (
            json!({"FORM_URL": "https://forms.example.org/profile/f"}),
            vec![format!(
                "warning form_url_path {place}.FORM_URL: the functions serve the form `f` only at the path `/forms/f`, and answer \
                 other paths with status 404; expected this path, unless a proxy in front of them adds `/forms`"
            )],
        ),
    ] {
        let found = findings(&[
            ("infra/forms/f.json", &two_fields()),
            ("infra/forms/g.json", &two_fields()),
            (PLAN, &plan(r#"["a", "b"]"#)),
            (ENVIRONMENT, &settings(&mappings)),
        ]);
        assert_eq!(super::sorted(found), super::sorted(expected), "{mappings}");
    }
}

#[test]
fn a_built_action_that_is_not_that_of_the_files_is_reported() {
    const MARKER: &str = "const PLAN = undefined;";
    let outdated = "warning action_outdated infra/auth0/build/progressive-profiling.js: this file is not the Action of the current \
                    plan, forms and source; run `profiling action` before you deploy it";
    let plan = plan(r#"["a", "b"]"#);
    let (_, valid) = profiling_plan::read(&plan);
    let (forms, _) = profiling_forms::Forms::parse_valid([("f.json".to_owned(), two_fields())].into());
    let compiled = profiling_plan::CompiledPlan::new(&valid.unwrap(), &forms).unwrap();
    let built = profiling_plan::compile(MARKER, Some(&compiled)).unwrap();
    let large = format!("{MARKER}{}", " ".repeat(100_000));
    let size = large.len() + built.len() - MARKER.len();
    for (source, built, has_plan, expected) in [
        (MARKER, Some(built.as_str()), true, vec![]),
        (MARKER, None, true, vec![]),
        (MARKER, Some(MARKER), true, vec![outdated.to_owned()]),
        (MARKER, Some(MARKER), false, vec![]),
        (MARKER, Some(&built), false, vec![outdated.to_owned()]),
        (
            "",
            None,
            true,
            vec![format!(
                "error action_invalid {SOURCE}: the source of the Action must contain the line `{MARKER}` exactly once; restore the \
                 line, or the file of the release"
            )],
        ),
        (
            &large,
            None,
            true,
            vec![format!(
                "error plan_too_large {PLAN}: the Action has {size} bytes with this plan, but Auth0 accepts fewer than 100000 bytes; \
                 remove rules from the plan"
            )],
        ),
    ] {
        let form = two_fields();
        let mut files = vec![("infra/forms/f.json", form.as_str()), (SOURCE, source)];
        files.extend(built.map(|built| (BUILT, built)));
        if has_plan {
            files.push((PLAN, &plan));
        }
        assert_eq!(findings(&files), expected, "{built:?} {has_plan}");
    }
}

#[test]
fn settings_that_only_a_plan_on_trial_replaces_are_neither_reported_nor_required() {
    let root = tempfile::tempdir().unwrap();
    let url = "https://forms.example.org/forms/f";
    let text = plan(r#"["a", "b"]"#);
    let mappings = json!({"FORM_URL": url, "REQUIRED_USER_FIELDS": "a", "LOGIN_COUNT": "2"});
    for (path, text) in [
        ("infra/forms/f.json", two_fields().as_str()),
        ("trial.json", &text),
        (PLAN, &text),
        ("template.yaml", super::TEMPLATE),
        (ENVIRONMENT, &settings(&mappings)),
        ("infra/auth0/environments/other.json", &settings(&json!({"FORM_URL": url}))),
    ] {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    for (path, expected) in [("trial.json", 0), (PLAN, 2), ("infra/forms/../auth0/plan.json", 2)] {
        let arguments = Arguments { plan: Some(root.path().join(path)), ..no_options() };
        let found = super::lines(root.path(), arguments, &|_| None);
        assert_eq!(found.len(), expected, "{path}: {found:?}");
        assert!(found.iter().all(|finding| finding.starts_with("warning setting_unused ")), "{found:?}");
    }
}

#[test]
fn the_built_action_is_not_compared_with_a_plan_on_trial() {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("infra/forms/f.json", two_fields().as_str()),
        (SOURCE, "const PLAN = undefined;"),
        (BUILT, "const PLAN = undefined;"),
        ("trial.json", &plan(r#"["a", "b"]"#)),
    ] {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let arguments = Arguments { plan: Some(root.path().join("trial.json")), ..no_options() };
    assert_eq!(super::lines(root.path(), arguments, &|_| None), [""; 0]);
}

#[test]
fn a_plan_that_cannot_be_read_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("f.json"), two_fields()).unwrap();
    let arguments = Arguments {
        forms: Some(root.path().to_owned()),
        plan: Some(root.path().join("missing.json")),
        ..no_options()
    };
    let error = check(arguments, root.path(), &|_| None).unwrap_err().to_string();
    assert!(error.contains("missing.json: "), "{error}");
}
