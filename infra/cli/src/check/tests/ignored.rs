use serde_json::json;

use super::{findings, form};

#[test]
fn a_file_that_looks_like_a_form_is_a_warning_with_the_name_to_give_it() {
    let form = form(&json!({})).to_string();
    let invalid = form.replace('}', "");
    let rename = |name: &str| {
        format!(
            "this file is not served, because a form is a file NAME.json; rename it to `{name}`, or move it out of the folder"
        )
    };
    for (file, text, message) in [
        ("survey.JSON", &form, rename("survey.json")),
        ("survey.json.txt", &form, rename("survey.json")),
        ("survey.jsonc", &form, rename("survey.json")),
        ("survey.json5", &form, rename("survey.json")),
        ("survey.json.bak", &form, rename("survey.json")),
        ("Our Survey (2).Json", &form, rename("our-survey-2.json")),
        ("survey.json.txt", &invalid, rename("survey.json")),
        // Only the content looks like a form.
        ("survey", &form, rename("survey.json")),
        ("survey.txt", &form, rename("survey.json")),
        ("survey.schema.json", &form, rename("survey.json")),
        (
            "f.json.orig",
            &form,
            "this file is not served, because a form is a file NAME.json; `f.json` exists, too; move this file out of \
             the folder"
                .to_owned(),
        ),
        (
            "eu/survey.json",
            &form,
            "this form is not served, because it is in a folder inside the folder of the forms; move it up".to_owned(),
        ),
    ] {
        let path = format!("infra/forms/{file}");
        assert_eq!(
            findings(&[("infra/forms/f.json", &form), (&path, text)]),
            [format!("warning form_ignored {path}: {message}")],
            "{file}"
        );
    }
}

#[test]
fn a_file_that_is_no_form_has_no_finding() {
    let form = form(&json!({})).to_string();
    for (file, text) in [
        ("form.schema.json", r#"{"$defs": {}, "properties": {"title": {}, "version": {}, "fields": {}}}"#),
        ("README.md", "# Forms\n\n```json\n{\"version\": 1, \"title\": \"T\", \"fields\": []}\n```\n"),
        ("notes.txt", "Nothing"),
        (".survey.json.swp", &*form),
        ("survey.json~", &*form),
        ("data/answers.json", "{}"),
    ] {
        let path = format!("infra/forms/{file}");
        assert_eq!(findings(&[("infra/forms/f.json", &form), (&path, text)]), [""; 0], "{file}");
    }
}

#[test]
fn an_invalid_name_of_a_form_is_reported_with_a_valid_one() {
    let form = form(&json!({})).to_string();
    for (file, name) in [
        ("Survey.json", "survey.json"),
        ("our survey.json", "our-survey.json"),
        ("Übersicht.json", "bersicht.json"),
        ("_a.json", "a.json"),
        ("---.json", "form.json"),
    ] {
        let path = format!("infra/forms/{file}");
        let found = findings(&[("infra/forms/f.json", &form), (&path, &form)]);
        let [line] = &found[..] else { panic!("{found:?}") };
        assert!(line.starts_with(&format!("error form_invalid {path}: `")), "{line}");
        assert!(line.ends_with(&format!("; rename the file to `{name}`")), "{line}");
    }
}
