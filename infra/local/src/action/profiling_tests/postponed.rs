//! "Not now": who is left alone, and for how long.

use serde_json::{Value, json};

use super::{
    NOW, NOW_ISO, REQUIRED, answer, ask, asked, assert_denied_in_words, assert_passes_unasked, at, back,
    denied, good_answers, log, login, remembered, remembering, take, written,
};

const DAY: u64 = 86_400;

/// "Not now" on the form.
fn later() -> Value {
    at(answer(&json!({})), "/later", json!(true))
}

/// A time in seconds since the epoch, as the Action writes it.
fn iso(seconds: u64) -> String {
    crate::moment::iso(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
}

/// A login of a user who put the form off at a moment, in the login of this number.
fn put_off(at_second: u64, at_login: u64, logins: u64) -> Value {
    let records = json!({ "profile": { "postponed_at": iso(at_second), "postponed_login": at_login } });
    remembering(at(login(&json!({})), "/stats/logins_count", json!(logins)), &records)
}

#[test]
fn not_now_lets_the_login_pass_and_is_remembered() {
    let run = take(&[], back(&json!({ "company_name": "Initech" }), &later()));
    assert_eq!((denied(&run), written(&run)), (None, json!({})));
    assert_eq!(log(&run), ["postponed missing job_title"]);
    assert_eq!(
        remembered(&run),
        Some(&json!({ "profile": { "postponed_at": NOW_ISO, "postponed_login": 2 } }))
    );
}

#[test]
fn an_answer_that_leaves_something_out_is_remembered_in_the_same_way() {
    for other in [json!({}), json!({ "company_name": "Initech" }), json!({ "company_name": "", "x": 1 })] {
        let run = take(&[], back(&json!({}), &answer(&other)));
        assert!(log(&run)[0].starts_with("still_missing "), "{:?}", run.console);
        assert_eq!(
            remembered(&run),
            Some(&json!({ "profile": { "postponed_at": NOW_ISO, "postponed_login": 2 } })),
            "{other}"
        );
    }
}

#[test]
fn what_not_now_leaves_behind_keeps_the_next_login_from_being_asked() {
    let run = take(&[], back(&json!({}), &later()));
    let next = remembering(login(&json!({})), remembered(&run).expect("remembered"));
    let run = ask(&[], next);
    assert_passes_unasked(&run, "the next login");
    assert_eq!(log(&run), ["postponed 0 of 7 days"]);
}

#[test]
fn after_the_days_or_the_logins_of_the_setting_the_user_is_asked_again() {
    for (setting, seconds, logins, expected) in [
        ("", 7 * DAY - 1, 500, Some("6 of 7 days")),
        ("", 7 * DAY, 1, None),
        ("7 days", DAY, 1, Some("1 of 7 days")),
        ("1 day", DAY - 1, 9, Some("0 of 1 days")),
        ("1 day", DAY, 0, None),
        (" 30  DAYS ", 29 * DAY, 0, Some("29 of 30 days")),
        ("1 login", 0, 0, Some("0 of 1 logins")),
        ("1 login", 0, 1, None),
        ("3 logins", 1_000 * DAY, 2, Some("2 of 3 logins")),
        ("3 logins", 0, 3, None),
        ("3 logins", 0, 400, None),
    ] {
        let run = ask(&[("ASK_AGAIN", setting)], put_off(NOW - seconds, 5, 5 + logins));
        match expected {
            Some(rest) => {
                assert_passes_unasked(&run, setting);
                assert_eq!(log(&run), [format!("postponed {rest}")], "{setting}");
            }
            None => assert!(asked(&run).is_some(), "{setting}, {seconds} s, {logins} logins"),
        }
    }
}

#[test]
fn a_broken_setting_counts_as_seven_days_and_is_logged() {
    for value in
        ["7", "days", "0 days", "-1 days", "1.5 days", "7 weeks", "7days", "10000 days", "##ASK_AGAIN##"]
    {
        let broken = "broken_setting ASK_AGAIN is not like 3 logins or 7 days";
        let run = ask(&[("ASK_AGAIN", value)], put_off(NOW - 7 * DAY + 1, 5, 6));
        assert_eq!(log(&run), [broken, "postponed 6 of 7 days"], "{value}");
        let run = ask(&[("ASK_AGAIN", value)], put_off(NOW - 7 * DAY, 5, 6));
        assert_eq!(log(&run), [broken, "asked company_name,job_title"], "{value}");
    }
}

#[test]
fn a_postponement_in_the_future_lasts_no_longer_than_the_setting() {
    for (setting, event, is_asked) in [
        ("7 days", put_off(NOW + 60, 5, 6), false),
        ("7 days", put_off(NOW + 7 * DAY, 5, 6), true),
        ("7 days", put_off(NOW + 10_000 * DAY, 5, 6), true),
        ("3 logins", put_off(NOW, 900, 6), true),
    ] {
        assert_eq!(asked(&ask(&[("ASK_AGAIN", setting)], event.clone())).is_some(), is_asked, "{event}");
    }
}

#[test]
fn a_postponement_that_is_not_well_formed_is_none() {
    for (record, setting) in [
        (json!({ "postponed_login": 2 }), "7 days"),
        (json!({ "postponed_at": NOW_ISO }), "7 logins"),
        (json!({ "postponed_at": "yesterday", "postponed_login": 2 }), "7 days"),
        (json!({ "postponed_at": "2027-99-99T99:99:99.999Z" }), "7 days"),
        (json!({ "postponed_at": NOW * 1000 }), "7 days"),
        (json!({ "postponed_at": [NOW_ISO] }), "7 days"),
        (json!({ "postponed_at": { "__proto__": NOW_ISO } }), "7 days"),
        (json!({ "postponed_login": "2" }), "7 logins"),
        (json!({ "postponed_login": 1.5 }), "7 logins"),
        (json!({ "postponed_login": -1 }), "7 logins"),
        (json!({ "postponed_login": [2] }), "7 logins"),
    ] {
        let run =
            ask(&[("ASK_AGAIN", setting)], remembering(login(&json!({})), &json!({ "profile": record })));
        assert!(asked(&run).is_some(), "{record}");
    }
}

#[test]
fn a_postponement_is_of_one_form() {
    let event = put_off(NOW, 2, 2);
    assert_passes_unasked(&ask(&[], event.clone()), "the same form");
    let other = at(event, "/client/metadata", json!({ "profiling_form": "signup" }));
    assert!(asked(&ask(&[], other)).is_some());
}

#[test]
fn where_the_data_is_required_nobody_passes_with_not_now() {
    assert!(asked(&ask(&[REQUIRED], put_off(NOW, 2, 2))).is_some());

    let run = take(&[REQUIRED], back(&json!({}), &later()));
    assert_denied_in_words(&run, "later");
    assert_eq!(log(&run), ["postponed missing company_name,job_title (denied)"]);
    assert_eq!(remembered(&run), None);

    let run = take(&[REQUIRED], back(&json!({}), &answer(&json!({ "company_name": "Initech" }))));
    assert_denied_in_words(&run, "something left out");
    assert_eq!(remembered(&run), None);
}

#[test]
fn not_now_answers_nothing() {
    let mut claims = at(answer(&good_answers()), "/later", json!(true));
    claims["not_applicable"] = json!(["company_name"]);
    claims["consents"] = json!({ "company_name": { "version": "1" } });
    let run = take(&[], back(&json!({}), &claims));
    assert_eq!(written(&run), json!({}));
    assert_eq!(
        remembered(&run),
        Some(&json!({ "profile": { "postponed_at": NOW_ISO, "postponed_login": 2 } }))
    );
}

#[test]
fn not_now_of_a_user_whose_data_is_there_changes_nothing() {
    for changes in [&[][..], &[REQUIRED]] {
        let run = take(changes, back(&good_answers(), &later()));
        assert_eq!((denied(&run), remembered(&run)), (None, None));
        assert_eq!(log(&run), ["complete"]);
    }
}

#[test]
fn later_is_true_and_nothing_else() {
    for value in [json!("true"), json!(1), json!([true]), json!({}), json!(false), json!(null)] {
        let run = take(&[], back(&json!({}), &at(answer(&good_answers()), "/later", value.clone())));
        assert_eq!(log(&run), ["answered written 2, dropped 0"], "{value}");
    }
}

#[test]
fn an_answer_in_full_ends_the_postponement() {
    let event = back(&json!({}), &answer(&good_answers()));
    let records = json!({ "profile": { "postponed_at": iso(NOW - DAY), "postponed_login": 1 } });
    let run = take(&[], remembering(event, &records));
    assert_eq!(remembered(&run), Some(&json!({ "profile": super::completed() })));
}

#[test]
fn who_puts_the_form_off_again_is_left_alone_anew() {
    let records = json!({ "profile": { "completed_at": iso(NOW - 9 * DAY), "version": 2,
        "postponed_at": iso(NOW - 8 * DAY), "postponed_login": 1 } });
    let run = take(&[], remembering(back(&json!({}), &later()), &records));
    let expected = json!({ "completed_at": iso(NOW - 9 * DAY), "version": 2,
        "postponed_at": NOW_ISO, "postponed_login": 2 });
    assert_eq!(remembered(&run), Some(&json!({ "profile": expected })));
}

#[test]
fn a_login_that_nobody_counts_is_remembered_by_its_time_alone() {
    for stats in [json!({}), json!({ "logins_count": "2" }), json!(null)] {
        let run = take(&[], at(back(&json!({}), &later()), "/stats", stats.clone()));
        assert_eq!(remembered(&run), Some(&json!({ "profile": { "postponed_at": NOW_ISO } })), "{stats}");
    }
}
