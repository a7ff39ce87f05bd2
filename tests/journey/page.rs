//! The elements of a page, and its size.

use std::collections::BTreeSet;

use profiling_tests::agent::Answer;
use profiling_tests::workspace;
use reqwest::Method;
use scraper::{ElementRef, Selector};
use serde_json::{Value, json};

use crate::emulator::{NOW, Scene, pairs};

#[tokio::test]
async fn a_page_fits_the_first_round_trip() {
    let scene = Scene::start().await;
    let token = scene.token(&json!({}));
    let url = scene.form_url("profile");
    let unanswered = pairs(&[("state", "s"), ("session_token", &token)]);
    let agent = &scene.agent;
    for (case, status, answer) in [
        ("form", 200, agent.get(&scene.link(&token)).await),
        ("errors", 422, agent.post(&url, &unanswered).await),
        ("expired", 403, agent.get(&scene.link(&scene.token(&json!({"exp": NOW})))).await),
        ("forged", 400, agent.get(&scene.link("forged")).await),
        ("not found", 404, agent.get(scene.emulator.form_url()).await),
        ("method", 405, agent.send(Method::PUT, &url, &[], Vec::new()).await),
    ] {
        assert_eq!(answer.status, status, "{case}");
        let headers: usize =
            answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        let bytes = answer.body.len() + headers;
        assert!(bytes <= 14_600, "{case}: {bytes} bytes");
    }
}

#[tokio::test]
async fn every_visible_input_has_a_label_and_a_purpose() {
    let scene = Scene::start().await;
    let answer = scene.agent.get(&scene.link(&scene.token(&json!({})))).await;
    assert_eq!((answer.texts("h1").len(), answer.texts("main").len()), (1, 1));
    assert_eq!(answer.attribute("html", "lang").as_deref(), Some("en"));
    for (name, label, autocomplete) in
        [("company_name", "Company name", "organization"), ("job_title", "Job title", "organization-title")]
    {
        assert_eq!(answer.texts(&format!("label[for={name}]")), [label]);
        assert_eq!(answer.attribute(&format!("#{name}"), "autocomplete").as_deref(), Some(autocomplete));
        assert!(answer.attribute(&format!("#{name}"), "required").is_some());
    }
}

/// The attributes with this name of the elements that `selector` finds.
fn attributes(page: &Answer, selector: &str, name: &str) -> Vec<String> {
    let (document, selector) = (page.page(), Selector::parse(selector).unwrap());
    let elements = document.select(&selector);
    elements.filter_map(|element| element.value().attr(name).map(str::to_owned)).collect()
}

/// Returns true for an attribute that the policy of a page forbids.
fn is_inline_code(element: &ElementRef<'_>) -> bool {
    element.value().attrs().any(|(name, _)| name == "style" || name.starts_with("on"))
}

/// Asserts what holds for the HTML of every page of a form.
fn assert_well_formed(page: &Answer, language: &str) {
    let direction = if ["ar", "he"].contains(&language) { "rtl" } else { "ltr" };
    assert_eq!((page.texts("h1").len(), page.texts("main").len()), (1, 1), "{}", page.body);
    assert_eq!(attributes(page, "html", "lang"), [language], "{}", page.url);
    assert_eq!(attributes(page, "html", "dir"), [direction], "{}", page.url);
    assert_eq!(page.header("content-language"), Some(language), "{}", page.url);
    assert_eq!(page.header("vary"), Some("Accept-Language"), "{}", page.url);

    let ids = attributes(page, "[id]", "id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let inputs = "main :is(input:not([type=hidden]), select, textarea)";
    assert_eq!(attributes(page, inputs, "id").len(), page.texts(inputs).len(), "an input without an id");
    for id in attributes(page, inputs, "id") {
        let labels = page.texts(&format!("label[for='{id}']"));
        assert!(labels.len() == 1 && !labels[0].is_empty(), "{}: {id}: {labels:?}", page.url);
    }

    let (document, all) = (page.page(), Selector::parse("*").unwrap());
    let inline = document.select(&all).find(is_inline_code);
    assert!(inline.is_none(), "{}: {inline:?}", page.url);
    assert_eq!((page.texts("script").len(), page.texts("script[src]").len()), (1, 0), "{}", page.url);
}

/// Returns true if an error in the summary is the error at the field, after the label.
pub(crate) fn is_same_error(in_summary: &str, at_field: &str) -> bool {
    in_summary.to_lowercase().ends_with(&at_field.to_lowercase())
}

/// Asserts that each error has the same text in the summary and at its field, and a link to an input.
fn assert_errors_linked(page: &Answer) {
    let errors = page.texts("[role=alert] a");
    assert!(!errors.is_empty(), "{}", page.body);
    let at_fields = page.texts("p.error");
    assert_eq!(at_fields.len(), errors.len(), "{}", page.url);
    for (in_summary, at_field) in errors.iter().zip(&at_fields) {
        assert!(is_same_error(in_summary, at_field), "{}: {in_summary:?} {at_field:?}", page.url);
    }
    for link in attributes(page, "[role=alert] a", "href") {
        let id = link.strip_prefix('#').expect("a link within the page");
        let target = page.texts(&format!(":is(input, select, textarea)[id='{id}']"));
        assert_eq!(target.len(), 1, "{}: {link}", page.url);
    }
}

/// Answers to the first page of a form.
#[derive(Default)]
struct FirstPage {
    invalid: &'static [(&'static str, &'static str)],
    /// Valid answers that lead to another page, if the form has several.
    valid: &'static [(&'static str, &'static str)],
}

impl FirstPage {
    fn of(form: &str) -> Self {
        match form {
            "onboarding" => {
                Self { valid: &[("company_name", "ACME"), ("company_size", "2-49")], ..Self::default() }
            }
            "conference" => Self { valid: &[("attendance", "online")], ..Self::default() },
            "source" => Self { invalid: &[("heard_from", "~other")], ..Self::default() },
            "looks" => Self { invalid: &[("apple", "~other")], ..Self::default() },
            _ => Self::default(),
        }
    }
}

#[tokio::test]
async fn every_form_is_well_formed_in_each_of_its_languages() {
    for folder in ["infra/forms", "tests/browser/forms"] {
        let folder = workspace().join(folder);
        let forms = ["profile", "onboarding", "consumer", "source", "kinds", "conference", "looks"];
        let files = forms.map(|name| (name, folder.join(format!("{name}.json"))));
        let files: Vec<_> = files.into_iter().filter(|(_, file)| file.exists()).collect();
        let scene = Scene::with(|options| {
            options.forms.clone_from(&folder);
            files[0].0.clone_into(&mut options.settings.form);
        })
        .await;
        for (name, file) in files {
            let form: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            for language in form["languages"].as_array().unwrap().iter().filter_map(Value::as_str) {
                let token = scene.token(&json!({"locale": language}));
                let url = scene.form_url(name);
                let page = scene.agent.get(&format!("{url}?state=s&session_token={token}")).await;
                assert_well_formed(&page, language);
                let chosen = attributes(&page, "input[checked]", "value");
                let by_default: &[&str] = if name == "looks" { &["green"] } else { &[] };
                assert_eq!(chosen, by_default, "{name}: only defaults are selected");

                let session = pairs(&[("state", "s"), ("session_token", &token)]);
                let FirstPage { invalid, valid } = FirstPage::of(name);
                let errors = scene.agent.post(&url, &[&session[..], &pairs(invalid)].concat()).await;
                assert_eq!(errors.status, 422, "{name}: {}", errors.body);
                assert_well_formed(&errors, language);
                assert_errors_linked(&errors);

                if !valid.is_empty() {
                    let second = scene.agent.post(&url, &[&session[..], &pairs(valid)].concat()).await;
                    assert_eq!((second.status.as_u16(), scene.last_line()["step"].clone()), (200, json!(2)));
                    assert_well_formed(&second, language);
                }
            }
        }
    }
}
