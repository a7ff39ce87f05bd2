//! What is remembered in `app_metadata`: completion, fields that do not apply, consents; and whatever else
//! may be found there.

use serde_json::{Value, json};

use super::{
    NOW, NOW_ISO, REQUIRED, answer, ask, asked, assert_passes_unasked, at, back, completed, denied,
    good_answers, log, login, remembered, remembering, take, written,
};

/// What is now remembered of the form `profile`.
fn record(run: &crate::action::Run) -> Value {
    remembered(run).map(|records| records["profile"].clone()).unwrap_or_default()
}

#[test]
fn a_form_answered_in_full_is_remembered_with_version_and_time() {
    let run = take(&[], back(&json!({}), &answer(&good_answers())));
    assert_eq!(remembered(&run), Some(&json!({ "profile": completed() })));
}

#[test]
fn a_version_that_is_none_is_left_out() {
    for version in [json!(null), json!("3"), json!(0), json!(-1), json!(1.5), json!(1e300), json!([3])] {
        let run = take(&[], back(&json!({}), &at(answer(&good_answers()), "/form_version", version.clone())));
        assert_eq!(record(&run), json!({ "completed_at": NOW_ISO }), "{version}");
    }
}

#[test]
fn an_answer_that_changes_nothing_writes_nothing() {
    let run = take(&[], back(&good_answers(), &answer(&good_answers())));
    assert_eq!((written(&run), remembered(&run)), (json!({}), None));
}

#[test]
fn fields_that_do_not_apply_are_remembered_and_not_missing() {
    let claims = at(answer(&json!({ "company_name": "Initech" })), "/not_applicable", json!(["job_title"]));
    for changes in [&[][..], &[REQUIRED]] {
        let run = take(changes, back(&json!({}), &claims));
        assert_eq!(written(&run), json!({ "company_name": "Initech" }));
        assert_eq!(denied(&run), None);
        assert_eq!(log(&run), ["answered written 1, dropped 0, not applicable 1"]);
        let expected = json!({ "version": 3, "completed_at": NOW_ISO, "not_applicable": ["job_title"] });
        assert_eq!(record(&run), expected);

        let next = remembering(login(&written(&run)), remembered(&run).expect("remembered"));
        let run = ask(changes, next);
        assert_passes_unasked(&run, "the next login");
        assert_eq!(log(&run), ["complete"]);
    }
}

#[test]
fn a_field_applies_again_at_another_form() {
    let event = remembering(login(&json!({})), &json!({ "profile": { "not_applicable": ["job_title"] } }));
    assert_eq!(asked(&ask(&[], event.clone())).expect("asked")["fields"], json!(["company_name"]));
    let run = ask(&[], at(event, "/client/metadata", json!({ "profiling_form": "signup" })));
    assert_eq!(asked(&run).expect("asked")["fields"], json!(["company_name", "job_title"]));
}

#[test]
fn only_fields_that_were_asked_for_can_be_ruled_out() {
    for (ruled_out, expected) in [
        (json!(["job_title", "vat_number", "__proto__", "job_title"]), json!(["job_title"])),
        (json!(["company_name"]), json!(null)),
        (json!([7, null, ["job_title"], { "job_title": 1 }]), json!(null)),
        (json!("job_title"), json!(null)),
        (json!({ "job_title": true }), json!(null)),
        (json!({ "0": "job_title", "length": 1 }), json!(null)),
        (json!(null), json!(null)),
    ] {
        let claims = at(answer(&json!({ "company_name": "Initech" })), "/not_applicable", ruled_out.clone());
        let run = take(&[], back(&json!({}), &claims));
        assert_eq!(record(&run)["not_applicable"], expected, "{ruled_out}");
        assert_eq!(written(&run), json!({ "company_name": "Initech" }), "{ruled_out}");
    }
}

#[test]
fn what_was_ruled_out_and_what_was_consented_to_is_kept() {
    let consent = json!({ "version": "2025-01", "at": "2025-06-01T00:00:00.000Z" });
    let before = json!({ "not_applicable": ["vat_number"], "consents": { "old_terms": consent },
        "version": 1, "completed_at": "2025-06-01T00:00:00.000Z" });
    let mut claims = answer(&json!({ "terms": true }));
    claims["not_applicable"] = json!(["job_title"]);
    claims["consents"] = json!({ "terms": { "version": "2026-01", "url": "https://example.com/terms" } });
    let event = remembering(back(&json!({}), &claims), &json!({ "profile": before }));
    let run = take(&[("REQUIRED_USER_FIELDS", "terms,job_title,vat_number")], event);
    assert_eq!(
        record(&run),
        json!({
            "version": 3,
            "completed_at": NOW_ISO,
            "not_applicable": ["vat_number", "job_title"],
            "consents": {
                "old_terms": consent,
                "terms": { "version": "2026-01", "url": "https://example.com/terms", "at": NOW_ISO },
            },
        })
    );
}

#[test]
fn records_of_other_forms_are_kept() {
    let other = json!({ "signup": { "version": 7, "anything": [1] }, "constructor": { "version": 1 } });
    let run = take(&[], remembering(back(&json!({}), &answer(&good_answers())), &other));
    assert_eq!(
        remembered(&run),
        Some(&json!({
            "signup": { "version": 7, "anything": [1] },
            "constructor": { "version": 1 },
            "profile": completed(),
        }))
    );
}

/// The consents that are remembered of an answer.
fn consents(other: &Value, consents: Value, iat: Value) -> Value {
    let mut claims = answer(other);
    claims["consents"] = consents;
    claims["iat"] = iat;
    record(&take(&[("REQUIRED_USER_FIELDS", "terms,news,job_title")], back(&json!({}), &claims)))["consents"]
        .clone()
}

#[test]
fn a_consent_is_remembered_with_its_text_and_the_moment_of_the_answer() {
    let given = consents(
        &json!({ "terms": true, "news": false }),
        json!({ "terms": { "version": "2026-01", "url": "https://example.com/terms" } }),
        json!(NOW - 20),
    );
    let expected =
        json!({ "version": "2026-01", "url": "https://example.com/terms", "at": "2027-01-15T07:59:40.000Z" });
    assert_eq!(given, json!({ "terms": expected }));
}

#[test]
fn a_consent_is_remembered_although_the_login_is_denied_for_the_rest() {
    let mut claims = answer(&json!({ "terms": true }));
    claims["consents"] = json!({ "terms": { "version": "1" } });
    let run = take(&[("REQUIRED_USER_FIELDS", "terms,job_title"), REQUIRED], back(&json!({}), &claims));
    assert!(denied(&run).is_some());
    assert_eq!(record(&run), json!({ "consents": { "terms": { "version": "1", "at": NOW_ISO } } }));
}

#[test]
fn consents_to_what_was_not_asked_or_not_given_are_not_remembered() {
    for (other, claim) in [
        (json!({ "terms": false }), json!({ "terms": { "version": "1" } })),
        (json!({ "terms": "true" }), json!({ "terms": { "version": "1" } })),
        (json!({}), json!({ "terms": { "version": "1" } })),
        (json!({ "terms": true, "admin": true }), json!({ "admin": { "version": "1" } })),
        (json!({ "terms": true }), json!({ "__proto__": { "terms": { "version": "1" } } })),
        (json!({ "terms": true }), json!({ "terms": "1" })),
        (json!({ "terms": true }), json!({ "terms": ["1"] })),
        (json!({ "terms": true }), json!({ "terms": null })),
        (json!({ "terms": true }), json!(["terms"])),
        (json!({ "terms": true }), json!("terms")),
        (json!({ "terms": true }), json!(null)),
    ] {
        assert_eq!(consents(&other, claim.clone(), json!(NOW)), json!(null), "{other} {claim}");
    }
}

#[test]
fn of_a_consent_only_well_formed_and_short_texts_are_taken() {
    let (text, too_long) = ("x".repeat(100), "x".repeat(101));
    let (url, long_url) = (format!("https://{}", "x".repeat(992)), format!("https://{}", "x".repeat(993)));
    for (claim, expected) in [
        (json!({ "version": text, "url": url }), json!({ "version": text, "url": url })),
        (json!({ "version": too_long, "url": long_url }), json!({})),
        (json!({ "version": 7, "url": ["https://a.example"] }), json!({})),
        (json!({ "version": "", "url": "" }), json!({})),
        (json!({ "version": "a\nb", "url": "https://a.example/\u{202e}" }), json!({})),
        (json!({ "version": {}, "url": "http://example.com/" }), json!({})),
        (json!({ "at": "1999-01-01T00:00:00.000Z", "ip": "192.0.2.1" }), json!({})),
        (json!({}), json!({})),
    ] {
        let mut expected = expected;
        expected["at"] = json!(NOW_ISO);
        assert_eq!(
            consents(&json!({ "terms": true }), json!({ "terms": claim.clone() }), json!(NOW)),
            json!({ "terms": expected }),
            "{claim}"
        );
    }
}

#[test]
fn a_moment_that_no_calendar_has_is_replaced_by_now() {
    for iat in [json!(-1), json!(1e300), json!(253_402_300_800_u64)] {
        let given = consents(&json!({ "terms": true }), json!({ "terms": {} }), iat.clone());
        assert_eq!(given, json!({ "terms": { "at": NOW_ISO } }), "{iat}");
    }
}

/// What somebody else may have put where the Action keeps its records.
fn garbage() -> Vec<Value> {
    vec![
        json!(null),
        json!("text"),
        json!(7),
        json!(["profile"]),
        json!({}),
        json!({ "profile": null }),
        json!({ "profile": "text" }),
        json!({ "profile": [{ "not_applicable": ["company_name"] }] }),
        json!({ "__proto__": { "profile": { "not_applicable": ["company_name"] } } }),
        json!({ "profile": { "__proto__": { "not_applicable": ["company_name"] } } }),
        json!({ "profile": { "not_applicable": "company_name", "consents": ["terms"], "version": {} } }),
        json!({ "profile": { "not_applicable": { "0": "company_name" }, "consents": "terms" } }),
        json!({ "profile": { "not_applicable": [7, null, "a.b", "__proto__"], "consents": { "__proto__": {}, "a.b": {}, "t": 1 } } }),
        json!({ "profile": { "completed_at": "long ago", "version": "3", "note": "mine" } }),
        json!({ "Not A Form": {}, "a.b": {}, "$set": {}, "signup": 1, "undefined": { "version": 1 } }),
    ]
}

#[test]
fn garbage_in_the_records_counts_as_not_there() {
    for records in garbage() {
        let run = ask(&[], remembering(login(&json!({})), &records));
        let fields = asked(&run).map(|claims| claims["fields"].clone());
        assert_eq!(fields, Some(json!(["company_name", "job_title"])), "{records}");

        let run = take(&[], remembering(back(&json!({}), &answer(&good_answers())), &records));
        assert_eq!(written(&run), good_answers(), "{records}");
        let mut expected = json!({ "profile": completed() });
        if records.get("undefined").is_some() {
            expected["undefined"] = json!({ "version": 1 });
        }
        assert_eq!(remembered(&run), Some(&expected), "{records}");
    }
}

#[test]
fn without_a_form_nothing_is_remembered_of_one() {
    let records = json!({ "undefined": { "not_applicable": ["company_name", "job_title"] } });
    let run = ask(&[("FORM_URL", "")], remembering(login(&json!({})), &records));
    assert_eq!(log(&run), ["broken_setting FORM_URL is not an https URL that ends in a form name"]);
}

#[test]
fn app_metadata_that_is_no_object_keeps_nobody_from_answering() {
    for metadata in [json!(null), json!("text"), json!([]), json!(7)] {
        let at_login = |event| at(event, "/user/app_metadata", metadata.clone());
        assert!(asked(&ask(&[], at_login(login(&json!({}))))).is_some(), "{metadata}");

        for changes in [&[][..], &[REQUIRED]] {
            let run = take(changes, at_login(back(&json!({}), &answer(&good_answers()))));
            assert_eq!((written(&run), remembered(&run), denied(&run)), (good_answers(), None, None));
            assert_eq!(log(&run), ["answered written 2, dropped 0, app_metadata is not an object"]);
        }
        let claims = at(answer(&json!({})), "/later", json!(true));
        let run = take(&[], at_login(back(&json!({}), &claims)));
        assert_eq!(log(&run), ["postponed missing company_name,job_title, app_metadata is not an object"]);
    }
}

#[test]
fn a_user_without_app_metadata_gets_it() {
    let mut event = back(&json!({}), &answer(&good_answers()));
    event["user"].as_object_mut().expect("an object").remove("app_metadata");
    assert_eq!(record(&take(&[], event)), completed());
}
