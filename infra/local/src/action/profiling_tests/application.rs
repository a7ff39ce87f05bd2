//! What an application's own metadata changes.

use serde_json::{Value, json};

use super::{
    REQUIRED, answer, ask, asked, assert_denied_in_words, assert_passes_unasked, at, back, denied,
    good_answers, log, login, remembered, take, written,
};
use crate::action::Effect;

/// A login at an application with this metadata.
fn of_application(event: Value, metadata: Value) -> Value {
    at(event, "/client/metadata", metadata)
}

#[test]
fn an_application_has_a_form_of_its_own_beside_that_of_the_setting() {
    for (form_url, form, expected) in [
        ("https://forms.example.com/forms/profile", "signup", "https://forms.example.com/forms/signup?"),
        ("https://forms.example.com/profile", " b2b_2 ", "https://forms.example.com/b2b_2?"),
        (
            "https://forms.example.com/forms/profile?campaign=a/b",
            "signup",
            "https://forms.example.com/forms/signup?campaign=a%2Fb&",
        ),
        ("http://localhost:4000/forms/profile", "profile", "http://localhost:4000/forms/profile?"),
        ("https://forms.example.com/forms/profile", "", "https://forms.example.com/forms/profile?"),
    ] {
        let event = of_application(login(&json!({})), json!({ "profiling_form": form }));
        let run = ask(&[("FORM_URL", form_url)], event);
        let name = if form.is_empty() { "profile" } else { form.trim() };
        assert_eq!(asked(&run).expect(form)["form"], name, "{form}");
        let redirected = run.effects.iter().any(|effect| {
            matches!(effect, Effect::Redirect { url } if url.starts_with(&format!("{expected}session_token=eyJ")))
        });
        assert!(redirected, "{expected}: {:?}", run.effects);
    }
}

#[test]
fn an_application_asks_for_fields_of_its_own() {
    let metadata = json!({ "profiling_fields": " terms, job_title,terms " });
    for setting in ["company_name", "", "not allowed"] {
        let event = of_application(login(&json!({ "job_title": "Engineer" })), metadata.clone());
        let run = ask(&[("REQUIRED_USER_FIELDS", setting)], event);
        assert_eq!(asked(&run).expect("asked")["fields"], json!(["terms"]), "{setting}");
        assert_eq!(log(&run), ["asked terms"], "the setting is not looked at: {setting}");
    }

    let event = back(&json!({}), &answer(&json!({ "terms": true, "company_name": "Initech" })));
    let run = take(&[], of_application(event, metadata));
    assert_eq!(written(&run), json!({ "terms": true }));
    assert_eq!(log(&run), ["still_missing written 1, dropped 1, missing job_title"]);
}

#[test]
fn an_answer_is_remembered_under_the_form_of_the_application() {
    let claims = at(answer(&good_answers()), "/form", json!("signup"));
    let run = take(&[], of_application(back(&json!({}), &claims), json!({ "profiling_form": "signup" })));
    assert_eq!(remembered(&run).and_then(|records| records["signup"]["version"].as_u64()), Some(3));
}

#[test]
fn an_application_can_be_one_that_never_asks() {
    for off in ["off", " OFF ", "Off"] {
        let metadata = json!({ "profiling_form": off });
        for changes in [&[][..], &[REQUIRED], &[("LOGIN_COUNT", "100")]] {
            let run = ask(changes, of_application(login(&json!({})), metadata.clone()));
            assert_passes_unasked(&run, off);
            assert_eq!(log(&run), ["off"]);
        }
        let event = of_application(back(&json!({}), &answer(&good_answers())), metadata.clone());
        let run = take(&[REQUIRED], event);
        assert_passes_unasked(&run, off);
        assert_eq!(log(&run), ["off"]);
        let run = ask(&[("LOGIN_COUNT", "two"), REQUIRED], of_application(login(&json!({})), metadata));
        assert_passes_unasked(&run, off);
        assert_eq!(log(&run), ["broken_setting LOGIN_COUNT is not an integer >= 1", "off"]);
    }
}

const BROKEN_METADATA: [(&str, &str); 13] = [
    ("profiling_form", "Sign up"),
    ("profiling_form", "../admin"),
    ("profiling_form", "signup?x=1"),
    ("profiling_form", "signup#top"),
    ("profiling_form", "a/b"),
    ("profiling_form", "-signup"),
    ("profiling_form", "__proto__"),
    ("profiling_form", "https://evil.example.com/forms/profile"),
    ("profiling_form", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("profiling_fields", " , "),
    ("profiling_fields", "company_name;job_title"),
    ("profiling_fields", "a.b"),
    ("profiling_fields", "job_title,__proto__"),
];

#[test]
fn broken_metadata_of_an_application_is_a_broken_setting() {
    for (name, value) in BROKEN_METADATA {
        let event = || of_application(login(&json!({})), json!({ name: value }));
        let run = ask(&[], event());
        assert_passes_unasked(&run, value);
        let [line] = &log(&run)[..] else { panic!("{name}={value}: {:?}", run.console) };
        assert!(line.starts_with(&format!("broken_setting {name} ")), "{name}={value}: {line}");
        assert!(!line.contains(value), "the value is not logged: {line}");
        assert_denied_in_words(&ask(&[REQUIRED], event()), value);
    }
}

#[test]
fn a_form_of_its_own_needs_the_address_of_the_setting() {
    let event = of_application(login(&json!({})), json!({ "profiling_form": "signup" }));
    let run = ask(&[("FORM_URL", "")], event);
    assert_passes_unasked(&run, "no FORM_URL");
    assert!(log(&run)[0].starts_with("broken_setting FORM_URL "), "{:?}", run.console);
}

#[test]
fn metadata_that_is_no_text_counts_as_not_there() {
    for metadata in [
        json!(null),
        json!("off"),
        json!(["off"]),
        json!(7),
        json!({ "profiling_form": 7, "profiling_fields": ["a"] }),
        json!({ "profiling_form": null, "profiling_fields": {} }),
        json!({ "__proto__": { "profiling_form": "off" } }),
    ] {
        let run = ask(&[], of_application(login(&json!({})), metadata.clone()));
        let claims = asked(&run).unwrap_or_else(|| panic!("asked: {metadata}"));
        assert_eq!((&claims["form"], denied(&run)), (&json!("profile"), None), "{metadata}");
        assert_eq!(claims["fields"], json!(["company_name", "job_title"]), "{metadata}");
    }
}
