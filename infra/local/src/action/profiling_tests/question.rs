//! Who is asked, and what the question says.

use serde_json::{Value, json};

use super::{
    NOW, REQUIRED, ask, asked, assert_denied_in_words, assert_passes_unasked, at, denied, log, login,
};
use crate::action::Effect;

#[test]
fn a_question_carries_what_is_missing_and_the_nonce_of_the_login() {
    let event = at(login(&json!({})), "/transaction/ui_locales", json!(["de-CH", "en"]));
    let run = ask(&[], event);
    let [
        Effect::SetTransactionMetadata { key, value: txn },
        Effect::TokenEncoded { claims },
        Effect::Redirect { url },
    ] = run.effects.as_slice()
    else {
        panic!("{:?}", run.effects);
    };
    assert_eq!(key, "progressive_profiling_txn");
    assert_eq!(txn.as_str().map(str::len), Some(36));
    assert_eq!(
        *claims,
        json!({
            "iss": "tenant.example.com",
            "sub": "auth0|ada",
            "ip": "192.0.2.7",
            "iat": NOW,
            "exp": NOW + 900,
            "form": "profile",
            "fields": ["company_name", "job_title"],
            "locale": "de-CH",
            "client": "Example App",
            "client_id": "example-app",
            "txn": txn,
        })
    );
    assert!(url.starts_with("https://forms.example.com/forms/profile?session_token=eyJ"), "{url}");
    assert_eq!(log(&run), ["asked company_name,job_title"]);
}

#[test]
fn each_question_has_a_nonce_of_its_own() {
    let nonce = || asked(&ask(&[], login(&json!({})))).expect("asked")["txn"].clone();
    assert_ne!(nonce(), nonce());
}

#[test]
fn what_is_not_known_is_left_out_of_the_question() {
    let run = ask(&[], at(login(&json!({})), "/client", json!({})));
    let claims = asked(&run).expect("asked");
    assert_eq!(claims.get("locale"), None);
    assert_eq!(claims.get("client"), None);
    assert_eq!(claims.get("client_id"), None);
}

#[test]
fn an_id_of_the_application_that_the_form_would_not_take_is_left_out() {
    for (id, sent) in [
        (json!("https://app.example.com/client.json"), true),
        (json!("x".repeat(255)), true),
        (json!("x".repeat(256)), false),
        (json!("a\nb"), false),
        (json!(""), false),
        (json!(7), false),
        (json!(["example-app"]), false),
        (json!(null), false),
    ] {
        let run = ask(&[], at(login(&json!({})), "/client/client_id", id.clone()));
        assert_eq!(asked(&run).expect("asked").get("client_id"), sent.then_some(&id), "{id}");
    }
}

#[test]
fn the_locale_is_the_first_one_that_the_application_asks_for() {
    for (ui_locales, expected) in [
        (json!(["fr", "en"]), Some("fr")),
        (json!("fr en"), Some("fr")),
        (json!(["fr-CA en"]), Some("fr-CA")),
        (json!("  "), None),
        (json!([]), None),
        (json!(null), None),
        (json!([7, "en"]), Some("en")),
        (json!("<script> ar"), Some("ar")),
    ] {
        let run = ask(&[], at(login(&json!({})), "/transaction/ui_locales", ui_locales.clone()));
        let locale = asked(&run).expect("asked").get("locale").and_then(Value::as_str);
        assert_eq!(locale, expected, "{ui_locales}");
    }
}

#[test]
fn any_missing_field_asks_for_just_that() {
    for (metadata, missing) in [
        (json!({}), vec!["company_name", "job_title"]),
        (json!({ "company_name": "Initech" }), vec!["job_title"]),
        (json!({ "job_title": "Engineer", "other": 1 }), vec!["company_name"]),
        (json!({ "company_name": null, "job_title": "" }), vec!["company_name", "job_title"]),
        (json!({ "company_name": [], "job_title": ["a"] }), vec!["company_name"]),
    ] {
        let run = ask(&[], login(&metadata));
        assert_eq!(asked(&run).expect("asked")["fields"], json!(missing), "{metadata}");
    }
}

#[test]
fn who_has_answered_everything_is_not_asked() {
    for (company, job) in [
        (json!("Initech"), json!("Engineer")),
        (json!(false), json!(0)),
        (json!(["a"]), json!({})),
        (json!(" "), json!(true)),
    ] {
        for required in ["false", "true"] {
            let metadata = json!({ "company_name": company, "job_title": job });
            let run = ask(&[("REQUIRED", required)], login(&metadata));
            assert_passes_unasked(&run, &metadata.to_string());
            assert_eq!(log(&run), ["complete"]);
        }
    }
}

#[test]
fn a_name_that_every_object_inherits_is_missing_all_the_same() {
    let run = ask(&[("REQUIRED_USER_FIELDS", "toString,valueOf")], login(&json!({})));
    assert_eq!(asked(&run).expect("asked")["fields"], json!(["toString", "valueOf"]));
}

#[test]
fn a_user_without_metadata_is_asked() {
    let mut event = login(&json!({}));
    event["user"].as_object_mut().expect("an object").remove("user_metadata");
    assert!(asked(&ask(&[], event)).is_some());
}

#[test]
fn metadata_that_cannot_be_written_asks_nothing() {
    for metadata in [json!("text"), json!([]), json!(null)] {
        let run = ask(&[], login(&metadata));
        assert_passes_unasked(&run, &metadata.to_string());
        assert_eq!(log(&run), ["metadata_not_an_object"]);
        assert_denied_in_words(&ask(&[REQUIRED], login(&metadata)), &metadata.to_string());
    }
}

#[test]
fn the_login_count_is_reached_or_passed() {
    for (setting, logins, is_asked) in
        [("1", 1, true), ("2", 1, false), ("2", 2, true), ("2", 3, true), ("10", 9, false), ("10", 11, true)]
    {
        for required in ["false", "true"] {
            let event = at(login(&json!({})), "/stats/logins_count", json!(logins));
            let run = ask(&[("LOGIN_COUNT", setting), ("REQUIRED", required)], event);
            assert_eq!(asked(&run).is_some(), is_asked, "{logins} of {setting}");
            assert_eq!(denied(&run), None, "{logins} of {setting}");
            if !is_asked {
                assert_eq!(log(&run), [format!("login_count {logins} < {setting}")]);
            }
        }
    }
}

#[test]
fn a_login_without_a_count_is_not_asked() {
    let run = ask(&[], at(login(&json!({})), "/stats", json!({})));
    assert_passes_unasked(&run, "no count");
    assert_eq!(log(&run), ["login_count 0 < 2"]);
}

#[test]
fn browser_flows_are_asked() {
    for protocol in [
        "oidc-basic-profile",
        "oidc-implicit-profile",
        "oidc-hybrid-profile",
        "oauth2-device-code",
        "samlp",
        "wsfed",
    ] {
        let run = ask(&[], at(login(&json!({})), "/transaction/protocol", json!(protocol)));
        assert!(asked(&run).is_some(), "{protocol}");
    }
}

#[test]
fn other_flows_are_never_redirected_and_denied_where_the_data_is_required() {
    for protocol in [
        "oauth2-refresh-token",
        "oauth2-password",
        "oauth2-resource-owner",
        "oauth2-resource-owner-jwt-bearer",
        "oauth2-token-exchange",
        "oauth2-access-token",
        "oauth2-webauthn",
        "oidc-ciba",
        "oidc-ciba-web-link",
        "wstrust-usernamemixed",
        "something-new",
    ] {
        let event = at(login(&json!({})), "/transaction/protocol", json!(protocol));
        let run = ask(&[], event.clone());
        assert_passes_unasked(&run, protocol);
        assert_eq!(log(&run), [format!("cannot_redirect {protocol}")]);
        let run = ask(&[REQUIRED], event);
        assert_denied_in_words(&run, protocol);
        assert_eq!(log(&run), [format!("cannot_redirect {protocol} (denied)")]);
    }
}

#[test]
fn a_login_without_a_transaction_is_not_redirected() {
    let mut event = login(&json!({}));
    event.as_object_mut().expect("an object").remove("transaction");
    let run = ask(&[], event);
    assert_passes_unasked(&run, "no transaction");
    assert_eq!(log(&run), ["cannot_redirect unknown protocol"]);
}

#[test]
fn a_silent_login_is_never_redirected_and_denied_where_the_data_is_required() {
    for prompt in [json!("none"), json!(["none"]), json!("none login"), json!(["login", "none"])] {
        let event = at(login(&json!({})), "/request/query/prompt", prompt.clone());
        let run = ask(&[], event.clone());
        assert_passes_unasked(&run, &prompt.to_string());
        assert_eq!(log(&run), ["cannot_redirect prompt=none"]);
        assert_denied_in_words(&ask(&[REQUIRED], event), &prompt.to_string());
    }
}

#[test]
fn other_prompts_are_asked() {
    for prompt in [json!("login"), json!("consent nonexistent"), json!([]), json!(null)] {
        let run = ask(&[], at(login(&json!({})), "/request/query/prompt", prompt.clone()));
        assert!(asked(&run).is_some(), "{prompt}");
    }
}
