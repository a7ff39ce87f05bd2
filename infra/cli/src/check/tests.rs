mod action;
mod budget;
mod conditions;
mod ignored;
mod messages;
mod pages;
mod patterns;
mod plan;
mod stages;
mod texts;
mod unused;

use std::path::Path;

use serde_json::{Value, json};

use super::{Arguments, check};

/// A valid template that deploys `infra/forms`.
const TEMPLATE: &str = "\
Parameters:
  Auth0Domains: {Type: String}
  ResponseTtlSeconds: {Type: Number, Default: 30, MinValue: 15, MaxValue: 300}
  ContinueMethod: {Type: String, Default: get, AllowedValues: [get, post]}
  FormName: {Type: String, Default: f}
Globals:
  Function:
    Layers: [!Ref Forms]
    Environment:
      Variables:
        FORMS_DIR: /opt
        AUTH0_DOMAINS: !Ref Auth0Domains
        RESPONSE_TTL_SECONDS: !Ref ResponseTtlSeconds
        CONTINUE_METHOD: !Ref ContinueMethod
Resources:
  Show: {Type: AWS::Serverless::Function}
  Forms: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: infra/forms}}
";

/// Returns the findings in a repository with these files and the template: severity, code and line of each.
fn findings_with(files: &[(&str, &str)], variable: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for folder in ["infra/forms", "infra/auth0"] {
        std::fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    write("template.yaml", TEMPLATE);
    for (path, text) in files {
        write(path, text);
    }
    lines(root.path(), no_options(), variable)
}

/// Returns the findings in a repository: severity, code, file, place and message of each.
fn lines(root: &Path, arguments: Arguments, variable: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let (report, _) = check(arguments, root, variable).unwrap();
    let findings = report.findings.iter().map(|finding| {
        let json = serde_json::to_value(finding).unwrap();
        let [severity, code] = ["severity", "code"].map(|key| json[key].as_str().unwrap().to_owned());
        let separator = if finding.place.is_empty() { "" } else { ": " };
        format!("{severity} {code} {}{separator}{}: {}", finding.file, finding.place, finding.message)
    });
    findings.collect()
}

/// Sorts findings. The keys of the forms in the tests are in alphabetical order, and findings in that of the file.
fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

fn no_options() -> Arguments {
    Arguments {
        forms: None,
        plan: None,
        settings: None,
        template: None,
        config_env: None,
        build: None,
        format: super::Format::Text,
    }
}

fn findings(files: &[(&str, &str)]) -> Vec<String> {
    findings_with(files, &|_| None)
}

/// Returns the findings in a form.
fn findings_in(form: &Value) -> Vec<String> {
    findings(&[("infra/forms/f.json", &form.to_string())])
}

/// A form with one field, changed by these keys.
fn form(changes: &Value) -> Value {
    let mut form = json!({"version": 1, "title": "T", "fields": [text("a")]});
    for (key, value) in changes.as_object().unwrap() {
        form[key] = value.clone();
    }
    form
}

fn text(name: &str) -> Value {
    json!({"type": "text", "name": name, "label": name})
}

#[test]
fn a_valid_form_has_no_findings() {
    assert_eq!(findings_in(&form(&json!({}))), [""; 0]);
}

#[test]
fn every_problem_of_a_form_is_reported_with_file_and_place() {
    let translated = json!({
        "languages": ["en", "de", "fr"],
        "title": {"en": "T"},
        "intro": {"en": "I", "de": "E", "fr": "I"},
        "submit": {"en": "S", "fr": "E"},
        "image_origins": ["https://cdn.example.com"],
        "theme": {"logo": {"url": "https://cdn.example.com/l.png", "alt": {"en": "L", "de": "L"}, "width": 9, "height": 9}},
        "fields": null,
        "steps": [{"title": {"en": "One"}, "intro": {"en": "I"}, "fields": [
            {"type": "heading", "text": {"en": "H"}},
            {"type": "image", "url": "https://cdn.example.com/a.png", "alt": {"en": "A"}, "width": 9, "height": 9},
            {
                "type": "radio", "name": "a", "label": {"en": "A"}, "hint": {"en": "H"}, "required": true, "other": true,
                "errors": {"required": {"en": "R"}, "invalid": {"en": "I"}},
                "options": [{"value": "x", "label": {"en": "X"}, "description": {"en": "D"}}, {"value": "y", "label": "Y"}],
            },
            {
                "type": "consent", "name": "b", "label": "B",
                "document": {"label": {"en": "T"}, "url": "https://example.com/", "version": "1"},
            },
        ]}],
    });
    let missing = |place: &str, languages: &str| {
        format!("warning translation_missing infra/forms/f.json: {place}: no translation for {languages}")
    };
    for (form, lines) in [
        (
            form(&json!({"titel": "T"})),
            vec![
                "error form_invalid infra/forms/f.json: titel: unknown key `titel`; did you mean `title`?"
                    .to_owned(),
            ],
        ),
        (
            form(&json!({"fields": [{"type": "text", "name": "a", "label": " "}, text("a")]})),
            vec![
                "error form_invalid infra/forms/f.json: fields[0].label: the text is empty; write a text, or remove the key if it is optional"
                    .to_owned(),
                "error form_invalid infra/forms/f.json: fields[1].name: `a` is already the name of fields[0]".to_owned(),
            ],
        ),
        (
            form(&json!({"theme": {"colors": {"light": {"error": "#777"}}}})),
            vec![
                "error theme_contrast infra/forms/f.json: theme.colors.light.error: error #777777 has 4.47:1 against \
                 card #ffffff (the default), where text needs 4.5:1 (WCAG 2.2, 1.4.3); the nearest color that \
                 passes: error #767676"
                    .to_owned(),
            ],
        ),
        (
            form(&json!({"theme": {"color_scheme": "light", "colors": {"dark": {"error": "#777"}}}})),
            vec![
                "warning theme_unused infra/forms/f.json: theme.colors.dark: they are never shown, as color_scheme is \
                 `light`; leave them out, or make it `auto`"
                    .to_owned(),
            ],
        ),
        (
            form(&json!({"languages": ["en", "sv"]})),
            vec![
                "warning translation_missing infra/forms/f.json: languages[1]: no text is translated into `sv`; translate the \
                 texts, or remove the language: `profiling translate` writes a table for translators"
                    .to_owned(),
                "warning words_missing infra/forms/f.json: languages[1]: there are no built-in messages for `sv`, so \
                 buttons and error messages appear in English"
                    .to_owned(),
            ],
        ),
        (
            form(&translated),
            vec![
                missing("title", "`de`, `fr`"),
                missing("submit", "`de`"),
                missing("theme.logo.alt", "`fr`"),
                missing("steps[0].title", "`de`, `fr`"),
                missing("steps[0].intro", "`de`, `fr`"),
                missing("steps[0].fields[0].text", "`de`, `fr`"),
                missing("steps[0].fields[1].alt", "`de`, `fr`"),
                missing("steps[0].fields[2].label", "`de`, `fr`"),
                missing("steps[0].fields[2].hint", "`de`, `fr`"),
                missing("steps[0].fields[2].errors.required", "`de`, `fr`"),
                missing("steps[0].fields[2].errors.invalid", "`de`, `fr`"),
                missing("steps[0].fields[2].options[0].label", "`de`, `fr`"),
                missing("steps[0].fields[2].options[0].description", "`de`, `fr`"),
                missing("steps[0].fields[3].document.label", "`de`, `fr`"),
            ],
        ),
        (
            form(&json!({"not_now": true, "fields": [{"type": "text", "name": "a", "label": "A", "required": true}]})),
            vec![
                "warning not_now_never infra/forms/f.json: not_now: \"Not now\" never appears: it requires that all \
                 requested fields are optional, and here at least one is always required; make a field optional, or \
                 remove `not_now`"
                    .to_owned(),
            ],
        ),
    ] {
        assert_eq!(sorted(findings_in(&form)), sorted(lines), "{form}");
    }
}

#[test]
fn a_personal_question_without_a_hint_is_reported() {
    let unexplained = |index: usize| {
        format!(
            "warning hint_missing infra/forms/f.json: fields[{index}]: many users abandon a form that does not say why \
             it asks for a telephone number or a date of birth; add a `hint` with the reason"
        )
    };
    let fields = json!([
        {"type": "telephone", "name": "a", "label": "A", "countries": ["DE"]},
        {"type": "telephone", "name": "b", "label": "B", "countries": ["DE"], "hint": "For deliveries"},
        {"type": "date", "name": "c", "label": "C", "max": "18 years ago"},
        {"type": "date", "name": "d", "label": "D", "autocomplete": "bday"},
        {"type": "date", "name": "e", "label": "E", "max": "today"},
    ]);
    let findings = findings_in(&form(&json!({"fields": fields})));
    assert_eq!(findings, [unexplained(0), unexplained(2), unexplained(3)]);
}

#[test]
fn required_fields_that_hide_not_now_are_named() {
    let required = |name: &str| json!({"type": "text", "name": name, "label": "L", "required": true});
    let yes = json!({"type": "yes_no", "name": "yes", "label": "Y", "required": true});
    let dependent =
        json!({"type": "text", "name": "d", "label": "D", "when": {"field": "yes", "equals": true}});
    let line = |fields: &str| {
        format!(
            "warning not_now_hidden infra/forms/f.json: not_now: \"Not now\" does not appear for users who are asked for \
             {fields}; if they should be able to postpone the form, make the required fields optional"
        )
    };
    for (fields, expected) in [
        (json!([text("a"), text("b")]), vec![]),
        (json!([text("a"), required("b")]), vec![line("`b`, which is required")]),
        (json!([required("b"), text("a"), required("c")]), vec![line("`b` or `c`, which are required")]),
        (
            json!([text("a"), yes, dependent]),
            vec![line("`yes`, which is required, or for `d`, which depends on a required field")],
        ),
    ] {
        assert_eq!(findings_in(&form(&json!({"not_now": true, "fields": fields}))), expected, "{fields}");
    }
    assert_eq!(findings_in(&form(&json!({"fields": [text("a"), required("b")]}))), [""; 0]);
}

#[test]
fn findings_are_sorted_by_file_with_errors_first() {
    let form = form(&json!({"languages": ["en", "de"], "title": {"en": "T"}})).to_string();
    let invalid = form.replace("\"A\"", "A").replace("\"version\":1", "\"version\":0");
    let findings = findings(&[
        ("infra/forms/f.json", &form),
        ("infra/forms/b.json", &invalid),
        ("infra/forms/c.json", "{"),
        ("infra/forms/form.schema.json", "no form"),
        ("template.yaml", "[]"),
    ]);
    let files: Vec<&str> = findings.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        files,
        [
            "error form_invalid infra/forms/b.json",
            "error form_invalid infra/forms/c.json",
            "warning translation_missing infra/forms/f.json",
            "error template_invalid template.yaml",
        ]
    );
}

#[test]
fn every_problem_of_the_template_is_reported_with_its_place() {
    let form = form(&json!({})).to_string();
    for (old, new, line) in [
        ("Globals:", "Globals: [", "template_invalid template.yaml: line "),
        ("Resources:", "Resource:", "template_invalid template.yaml: expected a section `Resources`"),
        (
            "ContentUri: infra/forms",
            "ContentUri: infra/auth0",
            "template_layer template.yaml: Resources.Forms.Properties.ContentUri: the layer deploys `infra/auth0`; \
             expected `infra/forms`, the checked forms",
        ),
        (
            "AWS::Serverless::LayerVersion",
            "AWS::S3::Bucket",
            "template_layer template.yaml: Resources: no layer deploys the forms; expected an \
             AWS::Serverless::LayerVersion with the ContentUri `infra/forms`",
        ),
        (
            "Layers: [!Ref Forms]",
            "Layers: [!Ref Other]",
            "template_layer template.yaml: Resources.Show.Properties.Layers: the function has no forms; expected a \
             reference to the layer `Forms`",
        ),
        (
            "FORMS_DIR: /opt",
            "FORMS_DIR: /opt/forms",
            "template_value template.yaml: Globals.Function.Environment.Variables.FORMS_DIR: `/opt/forms` has no \
             forms; expected `/opt`, where Lambda extracts layers",
        ),
        (
            "Default: 30",
            "Default: 10",
            "template_value template.yaml: Parameters.ResponseTtlSeconds.Default: `10` is not a number of seconds \
             from 15 to 300",
        ),
        (
            "AllowedValues: [get, post]",
            "AllowedValues: [get, put]",
            "template_value template.yaml: Parameters.ContinueMethod.AllowedValues: `put` is neither `get` nor `post`",
        ),
        (
            "MaxValue: 300",
            "MaxValue: 600",
            "template_value template.yaml: Parameters.ResponseTtlSeconds.MaxValue: `600` is not a number of seconds \
             from 15 to 300",
        ),
        (
            "RESPONSE_TTL_SECONDS: !Ref ResponseTtlSeconds",
            "RESPONSE_TTL_SECONDS: '5'",
            "template_value template.yaml: Globals.Function.Environment.Variables.RESPONSE_TTL_SECONDS: `5` is not a \
             number of seconds from 15 to 300",
        ),
        (
            "Auth0Domains: {Type: String}",
            "Auth0Domains: {Type: String, Default: 'https://a.example/'}",
            "template_value template.yaml: Parameters.Auth0Domains.Default: `https://a.example/`",
        ),
        (
            "Default: f",
            "Default: g",
            "form_unknown template.yaml: Parameters.FormName.Default: the form `g` does not exist; expected one of `f`",
        ),
    ] {
        let template = TEMPLATE.replace(old, new);
        assert_ne!(template, TEMPLATE, "{old}");
        let findings = findings(&[("infra/forms/f.json", &form), ("template.yaml", &template)]);
        let [finding] = &findings[..] else { panic!("{new}: {findings:?}") };
        let finding = finding.strip_prefix("error ").unwrap();
        assert!(finding.starts_with(line), "{new}: {finding}");
    }
}

#[test]
fn each_function_can_refer_to_the_layer_with_either_syntax() {
    let form = form(&json!({})).to_string();
    for layers in ["[!Ref Forms]", "[{Ref: Forms}]", "[!Ref Other, !Ref Forms]"] {
        let template = TEMPLATE.replace("    Layers: [!Ref Forms]\n", "").replace(
            "Show: {Type: AWS::Serverless::Function}",
            &format!("Show: {{Type: AWS::Serverless::Function, Properties: {{Layers: {layers}}}}}"),
        );
        let findings = findings(&[("infra/forms/f.json", &form), ("template.yaml", &template)]);
        assert_eq!(findings, [""; 0], "{layers}");
    }
}

#[test]
fn forms_in_another_folder_are_not_checked_against_the_repository() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("mine");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("g.json"), form(&json!({})).to_string()).unwrap();
    let arguments = Arguments { forms: Some(folder), ..no_options() };
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (report, notes) = check(arguments, repository, &|_| None).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(
        notes,
        ["only the forms were checked; to check the deployment too, add --settings FILE and --template FILE"]
    );
}

#[test]
fn the_note_names_what_was_not_checked() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("f.json"), form(&json!({})).to_string()).unwrap();
    let template = root.path().join("template.yaml");
    std::fs::write(&template, TEMPLATE).unwrap();
    let arguments =
        Arguments { forms: Some(root.path().to_owned()), template: Some(template), ..no_options() };
    let (_, notes) = check(arguments, root.path(), &|_| None).unwrap();
    assert_eq!(notes, ["the settings of the Action were not checked; add --settings FILE"]);
}

#[test]
fn the_summary_names_the_form_that_was_only_partly_checked() {
    // An error, with a warning of the same form.
    let never = json!({"field": "a", "in": ["x"]});
    let options = json!([{"value": "y", "label": "Y"}]);
    let valid = form(&json!({"fields": [
        {"type": "radio", "name": "a", "label": "A", "options": options},
        {"type": "telephone", "name": "b", "label": "B", "countries": ["DE"], "when": never},
    ]}));
    let invalid = form(&json!({"titel": "T", "versoin": 1}));
    for (files, expected) in [
        (vec![("f", &valid)], "1 error, 1 warning"),
        (
            vec![("f", &valid), ("g", &invalid)],
            "3 errors, 1 warning; infra/forms/g.json was only partly checked: fix its errors, and check again",
        ),
        (
            vec![("g", &invalid), ("h", &invalid)],
            "4 errors, 0 warnings; 2 forms were only partly checked: fix their errors, and check again",
        ),
        (vec![], "1 error, 0 warnings"),
    ] {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("infra/forms");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::create_dir_all(root.path().join("infra/auth0")).unwrap();
        std::fs::write(root.path().join("template.yaml"), TEMPLATE.replace(", Default: f", "")).unwrap();
        for (name, form) in files {
            std::fs::write(folder.join(format!("{name}.json")), form.to_string()).unwrap();
        }
        let (report, _) = check(no_options(), root.path(), &|_| None).unwrap();
        assert_eq!(report.to_string().lines().last(), Some(expected), "{report}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("f.json"), form(&json!({})).to_string()).unwrap();
    let forms = || Some(root.path().to_owned());
    let missing = || Some(root.path().join("missing"));
    for (arguments, expected) in [
        (no_options(), "cannot find the forms, because the current folder is not in the repository"),
        (Arguments { forms: missing(), ..no_options() }, "missing: "),
        (Arguments { forms: forms(), settings: missing(), ..no_options() }, "missing: "),
        (Arguments { forms: forms(), template: missing(), ..no_options() }, "missing: "),
    ] {
        let error = check(arguments, root.path(), &|_| None).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
