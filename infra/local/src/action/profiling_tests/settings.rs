//! What a setting may be, and what a broken one does.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    BROKEN, REQUIRED, ask, asked, assert_denied_in_words, assert_passes_unasked, at, log, login, run,
};
use crate::action::{Effect, Handler};

#[test]
fn the_form_is_the_last_part_of_its_url() {
    for (url, form) in [
        ("https://forms.example.com/forms/profile", "profile"),
        ("https://forms.example.com/prod/forms/second_step-2", "second_step-2"),
        ("https://forms.example.com:8443/profile?campaign=a", "profile"),
        ("  https://forms.example.com/forms/profile\n", "profile"),
        ("http://127.0.0.1:4000/forms/profile", "profile"),
        ("http://localhost:4000/forms/profile", "profile"),
    ] {
        let run = ask(&[("FORM_URL", url)], login(&json!({})));
        assert_eq!(asked(&run).expect(url)["form"], form, "{url}");
    }
}

#[test]
fn a_query_on_the_form_url_is_kept() {
    let run = ask(&[("FORM_URL", "https://forms.example.com/forms/profile?campaign=a")], login(&json!({})));
    let kept = run.effects.iter().any(|effect| {
        matches!(effect, Effect::Redirect { url } if url.contains("profile?campaign=a&session_token=eyJ"))
    });
    assert!(kept, "{:?}", run.effects);
}

#[test]
fn fields_are_trimmed_and_told_once() {
    let run = ask(&[("REQUIRED_USER_FIELDS", " b ,a,,b, a,")], login(&json!({})));
    assert_eq!(asked(&run).expect("asked")["fields"], json!(["b", "a"]));
}

#[test]
fn a_broken_setting_is_logged_by_name_and_lets_the_login_pass() {
    for (name, value) in BROKEN {
        let run = ask(&[(name, value)], login(&json!({})));
        assert_passes_unasked(&run, &format!("{name}={value}"));
        let [line] = &log(&run)[..] else { panic!("{name}={value}: {:?}", run.console) };
        assert!(line.starts_with(&format!("broken_setting {name} ")), "{name}={value}: {line}");
        assert!(value.trim().is_empty() || !line.contains(value), "the value is not logged: {line}");
    }
}

#[test]
fn a_broken_setting_denies_where_the_data_is_required() {
    for (name, value) in BROKEN {
        let run = ask(&[(name, value), REQUIRED], login(&json!({})));
        assert_denied_in_words(&run, &format!("{name}={value}"));
        let [line] = &log(&run)[..] else { panic!("{name}={value}: {:?}", run.console) };
        assert!(line.ends_with(" (denied)"), "{name}={value}: {line}");
    }
}

#[test]
fn all_broken_settings_are_told_at_once() {
    let nothing = ["FORM_URL", "REQUIRED_USER_FIELDS", "LOGIN_COUNT", "SESSION_TOKEN_SECRET"];
    let run = ask(&nothing.map(|name| (name, "")), login(&json!({})));
    let line = &log(&run)[0];
    for name in nothing {
        assert!(line.contains(&format!("{name} ")), "{name}: {line}");
    }
}

#[test]
fn no_settings_at_all_let_the_login_pass() {
    let run = run(Handler::ExecutePostLogin, BTreeMap::new(), login(&json!({})));
    assert_passes_unasked(&run, "no settings");
}

#[test]
fn a_secret_is_measured_in_bytes() {
    let sixteen_letters = "é".repeat(16);
    let run = ask(&[("SESSION_TOKEN_SECRET", &sixteen_letters)], login(&json!({})));
    assert_eq!(log(&run), ["asked company_name,job_title"]);
}

#[test]
fn required_is_read_in_any_case() {
    for value in ["true", "True", "TRUE", " true "] {
        let silent = at(login(&json!({})), "/request/query/prompt", json!("none"));
        assert_denied_in_words(&ask(&[("REQUIRED", value)], silent), value);
    }
}

#[test]
fn a_name_of_the_application_that_the_form_would_not_take_is_left_out() {
    for (name, sent) in [
        ("Acme <b>", true),
        (&*"x".repeat(100), true),
        (&*"x".repeat(101), false),
        ("a\tb", false),
        ("a\u{202e}b", false),
        ("", false),
    ] {
        let run = ask(&[], at(login(&json!({})), "/client/name", json!(name)));
        assert_eq!(asked(&run).expect(name).get("client").is_some(), sent, "{name:?}");
    }
}

#[test]
fn a_broken_required_counts_as_false_and_is_logged() {
    for value in ["yes", "YES", "1", "toString", "##REQUIRED##"] {
        let run = ask(&[("REQUIRED", value)], login(&json!({})));
        assert_eq!(
            log(&run),
            ["broken_setting REQUIRED is not true or false", "asked company_name,job_title"],
            "{value}"
        );
        let silent = at(login(&json!({})), "/request/query/prompt", json!("none"));
        assert_passes_unasked(&ask(&[("REQUIRED", value)], silent), value);
    }
}

#[test]
fn a_broken_setting_denies_no_one_whose_data_is_there() {
    let complete = json!({ "company_name": "Initech", "job_title": "Engineer" });
    let run = ask(&[("FORM_URL", "nowhere"), REQUIRED], login(&complete));
    assert_passes_unasked(&run, "complete");
    assert_eq!(
        log(&run),
        ["broken_setting FORM_URL is not an https URL that ends in a form name", "complete"]
    );
}
