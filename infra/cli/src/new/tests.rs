use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

/// A person with prepared answers.
struct Prepared(Vec<&'static str>);

impl Person for Prepared {
    fn ask(&mut self, _: &str) -> Option<String> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0).to_owned()) }
    }
}

const SETTINGS: &str = r#"{
  "AUTH0_DOMAIN": "a.eu.auth0.com",
  "AUTH0_KEYWORD_REPLACE_MAPPINGS": {
    "FORM_URL": "https://forms.example.org/forms/profile?theme=dark",
    "REQUIRED_USER_FIELDS": "company_name,job_title"
  }
}
"#;

fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in ["infra/forms", "infra/auth0/environments"] {
        std::fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    std::fs::write(root.path().join("infra/forms/profile.json"), "{}").unwrap();
    std::fs::write(root.path().join("infra/auth0/environments/production.json"), SETTINGS).unwrap();
    root
}

fn new(root: &Path, options: &[&str], answers: &[&'static str]) -> Result<String, String> {
    let arguments = Line::parse_from(["new"].iter().chain(options)).arguments;
    create(arguments, root, &mut Prepared(answers.to_vec())).map_err(|failure| match failure {
        Failure::Refused(message) | Failure::File(message) => message,
    })
}

#[test]
fn four_answers_make_a_form_without_problems() {
    let root = repository();
    // The second answer replaces one that is not valid.
    let answers = ["profile", "team", "Your team", "name*,size:select(small|large),website", "en, de"];
    let output = new(root.path(), &[], &answers).unwrap();
    let text = std::fs::read_to_string(root.path().join("infra/forms/team.json")).unwrap();
    let expected = r#"{
  "$schema": "./form.schema.json",
  "version": 1,
  "languages": ["en", "de"],
  "title": { "en": "Your team" },
  "fields": [
    { "type": "text", "name": "name", "label": { "en": "Name" }, "required": true },
    { "type": "select", "name": "size", "label": { "en": "Size" }, "options": [{ "label": { "en": "Small" }, "value": "small" }, { "label": { "en": "Large" }, "value": "large" }] },
    { "type": "url", "name": "website", "label": { "en": "Website" } }
  ]
}
"#;
    assert_eq!(text, expected);
    assert_eq!(Document::read(&text).problems(), []);
    for step in ["/preview/team", "profiling translate team --to de", "profiling_fields=name,size,website"] {
        assert!(output.contains(step), "{step}: {output}");
    }
}

#[test]
fn options_replace_the_questions() {
    let root = repository();
    let options = ["team", "--title", "T", "--fields", "a", "--languages", "en"];
    new(root.path(), &options, &[]).unwrap();
    let text = std::fs::read_to_string(root.path().join("infra/forms/team.json")).unwrap();
    assert!(text.contains(r#""title": "T""#) && !text.contains("languages"), "{text}");
}

#[test]
fn a_form_for_all_applications_changes_the_settings() {
    let root = repository();
    let options = ["team", "--title", "T", "--fields", "a,b", "--languages", "en", "--use-everywhere"];
    let output = new(root.path(), &options, &[]).unwrap();
    let settings =
        std::fs::read_to_string(root.path().join("infra/auth0/environments/production.json")).unwrap();
    let expected =
        SETTINGS.replace("/forms/profile?", "/forms/team?").replace("company_name,job_title", "a,b");
    assert_eq!(settings, expected);
    assert!(output.contains("infra/auth0/environments/production.json"), "{output}");
}

#[test]
fn a_missing_answer_or_an_existing_form_is_refused() {
    let root = repository();
    for (options, expected) in [
        (&["profile", "--title", "T", "--fields", "a"][..], "exists already"),
        (&["team", "--title", "T"], "specify --fields"),
        (&["--title", "T"], "specify NAME"),
        (&["team", "--title", " ", "--fields", "a"], "the title is empty"),
        (&["team", "--title", "T", "--fields", "a:txt"], "is not a type"),
        (&["team", "--title", "T", "--fields", "a:select(x,y)"], "separate options by `|`"),
        (&["team", "--title", "T", "--fields", "a", "--languages", "de,de"], "the language `de` is repeated"),
    ] {
        let error = new(root.path(), options, &[]).unwrap_err();
        assert!(error.contains(expected), "{options:?}: {error}");
    }
    assert_eq!(std::fs::read_dir(root.path().join("infra/forms")).unwrap().count(), 1);
}
