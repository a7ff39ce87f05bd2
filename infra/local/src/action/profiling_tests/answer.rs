//! Which answers are taken, and what is done about those that are not.

use serde_json::json;

use super::{
    BROKEN, REQUIRED, answer, assert_denied_in_words, at, back, bad_answers, completed, denied, good_answers,
    log, remembered, take, written,
};

#[test]
fn answers_are_written() {
    let run = take(&[], back(&json!({}), &answer(&good_answers())));
    assert_eq!(written(&run), good_answers());
    assert_eq!(denied(&run), None);
    assert_eq!(log(&run), ["answered written 2, dropped 0"]);
}

#[test]
fn an_answer_that_does_not_name_its_form_is_taken() {
    let mut claims = answer(&good_answers());
    claims.as_object_mut().expect("an object").remove("form");
    assert_eq!(written(&take(&[], back(&json!({}), &claims))), good_answers());
    // Then nobody knows which form it was.
    let run = take(&[("FORM_URL", "nowhere")], back(&json!({}), &claims));
    assert_eq!((written(&run), remembered(&run)), (good_answers(), None));
    assert_eq!(log(&run)[1], "answered written 2, dropped 0, form unknown");
}

#[test]
fn a_form_name_that_is_none_names_no_form() {
    for form in [json!("__proto__"), json!("Profile"), json!(""), json!(7), json!(null), json!(["profile"])] {
        let claims = at(answer(&good_answers()), "/form", form.clone());
        let run = take(&[("FORM_URL", "nowhere")], back(&json!({}), &claims));
        assert_eq!((written(&run), remembered(&run)), (good_answers(), None), "{form}");
    }
}

#[test]
fn answers_in_the_body_are_written_too() {
    let mut event = back(&json!({}), &answer(&good_answers()));
    event["request"]["body"] = event["request"]["query"].take();
    assert_eq!(written(&take(&[], event)), good_answers());
}

#[test]
fn values_of_every_allowed_type_are_written_as_they_are() {
    for value in
        [json!("text"), json!(false), json!(0), json!(-1.5), json!(["a", "b"]), json!("two\nlines <b>")]
    {
        let other = json!({ "company_name": value, "job_title": "x" });
        let run = take(&[], back(&json!({}), &answer(&other)));
        assert_eq!(written(&run)["company_name"], value);
    }
}

#[test]
fn values_of_other_types_and_empty_ones_are_dropped_and_stay_missing() {
    for value in
        [json!(null), json!(""), json!([]), json!({ "a": 1 }), json!([1]), json!(["a", null]), json!([["a"]])]
    {
        let other = json!({ "company_name": value, "job_title": "x" });
        let run = take(&[], back(&json!({}), &answer(&other)));
        assert_eq!(written(&run), json!({ "job_title": "x" }), "{value}");
        assert_eq!(log(&run), ["still_missing written 1, dropped 1, missing company_name"]);
    }
}

#[test]
fn keys_that_were_not_asked_for_are_dropped_and_counted_without_their_names() {
    let mut other = good_answers();
    for name in ["roles", "app_metadata", "sub", "a.b", "$x", "__proto__", "constructor", "prototype"] {
        other[name] = json!("secret-canary");
    }
    let run = take(&[], back(&json!({}), &answer(&other)));
    assert_eq!(written(&run), good_answers());
    assert_eq!(log(&run), ["answered written 2, dropped 8"]);
}

#[test]
fn what_the_user_has_is_not_overwritten() {
    let run = take(
        &[],
        back(
            &json!({ "company_name": "Initech" }),
            &answer(&json!({
                "company_name": "Evil Corp",
                "job_title": "Engineer",
            })),
        ),
    );
    assert_eq!(written(&run), json!({ "job_title": "Engineer" }));
    assert_eq!(log(&run), ["answered written 1, dropped 1"]);
}

#[test]
fn an_inherited_name_is_no_answer() {
    let run = take(&[("REQUIRED_USER_FIELDS", "toString")], back(&json!({}), &answer(&json!({}))));
    assert_eq!(written(&run), json!({}));
    assert_eq!(log(&run), ["still_missing written 0, dropped 0, missing toString"]);
}

#[test]
fn what_is_still_missing_denies_where_it_is_required_and_what_was_answered_is_kept() {
    let partial = json!({ "company_name": "Initech" });
    let run = take(&[], back(&json!({}), &answer(&partial)));
    assert_eq!(written(&run), partial);
    assert_eq!(denied(&run), None);

    let run = take(&[REQUIRED], back(&json!({}), &answer(&partial)));
    assert_eq!(written(&run), partial);
    assert_denied_in_words(&run, "still missing");
    assert_eq!(log(&run), ["still_missing written 1, dropped 0, missing job_title (denied)"]);
}

#[test]
fn an_answer_that_fails_is_logged_and_lets_the_login_pass() {
    for (case, event, line) in bad_answers() {
        let run = take(&[], event);
        assert_eq!(log(&run), [line], "{case}");
        assert_eq!(written(&run), json!({}), "{case}");
        assert_eq!(denied(&run), None, "{case}");
    }
}

#[test]
fn an_answer_that_fails_denies_where_the_data_is_required() {
    for (case, event, line) in bad_answers() {
        let run = take(&[REQUIRED], event);
        assert_eq!(log(&run), [format!("{line} (denied)")], "{case}");
        assert_eq!(written(&run), json!({}), "{case}");
        assert_denied_in_words(&run, case);
    }
}

#[test]
fn an_answer_that_fails_denies_no_one_whose_data_is_there() {
    for (case, mut event, line) in bad_answers() {
        event["user"]["user_metadata"] = good_answers();
        let run = take(&[REQUIRED], event);
        assert_eq!(log(&run), [line], "{case}");
        assert_eq!(denied(&run), None, "{case}");
    }
}

#[test]
fn an_answer_needs_only_the_fields_and_the_secret() {
    for (name, value) in BROKEN {
        let event = back(&json!({}), &answer(&good_answers()));
        let run = take(&[(name, value), REQUIRED], event);
        if ["FORM_URL", "LOGIN_COUNT"].contains(&name) {
            assert_eq!(written(&run), good_answers(), "{name}={value}");
            assert_eq!(remembered(&run), Some(&json!({ "profile": completed() })), "{name}={value}");
            assert_eq!(denied(&run), None, "{name}={value}");
        } else {
            assert_eq!(written(&run), json!({}), "{name}={value}");
            assert_denied_in_words(&run, &format!("{name}={value}"));
        }
        assert!(log(&run)[0].starts_with(&format!("broken_setting {name} ")), "{name}={value}");
    }
}
