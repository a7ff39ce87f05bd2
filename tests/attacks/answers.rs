//! Only answers to questions of the form are signed, after validation and in the validated form.

use serde_json::{Value, json};

use crate::reaction::{ANSWERS, STATE};
use crate::target::{Target, encoded, submission};

#[tokio::test]
async fn an_answer_to_a_field_outside_of_the_form_is_not_signed() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for name in [
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "app_metadata",
        "user_metadata",
        "roles",
        "permissions",
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "txn",
        "form",
        "form_version",
        "other",
        "later",
        "consents",
        "not_applicable",
        "fields",
        "email",
        "a.b",
        "company_name.other",
        "company_name.x",
        "$x",
        "$where",
        "COMPANY_NAME",
        "company_name ",
        " company_name",
        "company_name\0",
        "",
        "\u{1f600}",
        "_method",
        "_csrf",
    ] {
        let reaction = target.post(submission(&token, &[(name, "evil")])).await;
        assert_eq!(reaction.answered(name), target.claims_of_an_answer(), "{name}");
        assert!(!reaction.lines[0].contains("evil"), "{name}: {}", reaction.lines[0]);
    }
    for (name, end) in [("state", (400, "state_invalid")), ("session_token", (400, "token_missing"))] {
        target.post(submission(&token, &[(name, "evil")])).await.refused(name, end, &[&token, "evil"]);
    }
}

#[tokio::test]
async fn an_answer_to_a_field_outside_of_the_question_is_not_signed() {
    let target = Target::start().await;
    let reaction = target.answer(&target.token(&json!({"fields": ["job_title"]}))).await;
    let mut expected = target.claims_of_an_answer();
    expected["other"] = json!({"job_title": ANSWERS[1].1});
    assert_eq!(reaction.answered("one question"), expected);
}

/// The result for a required text of at most four characters.
enum End {
    /// This text is signed.
    Signed(String),
    /// The answer is rejected with this message.
    Rejected(&'static str),
}

#[tokio::test]
async fn a_text_is_counted_in_characters_and_signed_in_nfc() {
    use End::{Rejected, Signed};
    const EMPTY: &str = "Nick: please fill this in.";
    const LONG: &str = "Nick: enter at most 4 characters. You entered 5.";
    const CHARACTER: &str = "Nick: your answer has a character that is not allowed, such as a line break. Enter the answer again without it.";
    let target = Target::with_form(&json!({"version": 1, "title": "T", "fields": [
        {"name": "nick", "type": "text", "label": "Nick", "required": true, "max_length": 4}
    ]}))
    .await;
    let token = target.token(&json!({}));
    let astronaut = "\u{1f469}\u{200d}\u{1f680}";
    let same = |text: &str| Signed(text.to_owned());
    for (given, end) in [
        ("", Rejected(EMPTY)),
        (" \t ", Rejected(EMPTY)),
        ("\u{200b}", Rejected(EMPTY)),
        ("\u{202e}", Rejected(EMPTY)),
        ("a", same("a")),
        ("abcd", same("abcd")),
        (" abcd ", same("abcd")),
        ("abcde", Rejected(LONG)),
        ("a b c", Rejected(LONG)),
        ("\u{1f600}\u{1f600}\u{1f600}\u{1f600}", same("\u{1f600}\u{1f600}\u{1f600}\u{1f600}")),
        ("\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}", Rejected(LONG)),
        (astronaut, same(astronaut)),
        ("\u{1f469}\u{200d}\u{1f680}ab", Rejected(LONG)),
        ("e\u{301}e\u{301}e\u{301}e\u{301}", same("\u{e9}\u{e9}\u{e9}\u{e9}")),
        ("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", Rejected(LONG)),
        ("a\u{332}b\u{332}", same("a\u{332}b\u{332}")),
        ("a\u{332}b\u{332}c", Rejected(LONG)),
        ("\u{1100}\u{1161}\u{11a8}", same("\u{ac01}")),
        ("\u{fb01}", same("\u{fb01}")),
        ("a\u{202e}b", same("ab")),
        ("a\u{202a}b", same("ab")),
        ("a\u{2066}b", same("ab")),
        ("a\u{2069}b", same("ab")),
        ("a\0b", Rejected(CHARACTER)),
        ("\0", Rejected(CHARACTER)),
        ("a\nb", Rejected(CHARACTER)),
        ("a\r\nb", Rejected(CHARACTER)),
        ("a\tb", Rejected(CHARACTER)),
        ("a\u{1b}[1", Rejected(CHARACTER)),
        ("a\u{7f}b", Rejected(CHARACTER)),
        ("a\u{85}b", Rejected(CHARACTER)),
        ("a\u{2028}b", Rejected(CHARACTER)),
        ("a\u{fffd}b", Rejected(CHARACTER)),
        ("null", same("null")),
        ("true", same("true")),
        ("[]", same("[]")),
        ("1e9", same("1e9")),
    ] {
        let case = format!("{given:?}");
        let reaction =
            target.post(encoded(&[("state", STATE), ("session_token", &token), ("nick", given)])).await;
        match end {
            Signed(text) => {
                let mut expected = target.claims_of_an_answer();
                expected["other"] = json!({"nick": text});
                assert_eq!(reaction.answered(&case), expected);
            }
            Rejected(message) => {
                let line = reaction.shows_form(&case, (422, "answers_invalid"), &token);
                assert_eq!(line["rejected_fields"], json!(["nick"]), "{case}");
                assert_eq!(reaction.answer.texts("[role=alert] a"), [message], "{case}");
            }
        }
    }
}

#[tokio::test]
async fn an_answer_of_the_longest_length_is_signed_and_one_character_more_is_not() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for character in ["x", "\u{e9}", "\u{4f1a}", "\u{1f600}"] {
        let answer_of = async |count: usize| {
            let value = character.repeat(count);
            let pairs =
                [("state", STATE), ("session_token", &token), ("company_name", &value), ("job_title", "B")];
            (target.post(encoded(&pairs)).await, value)
        };
        let (reaction, value) = answer_of(100).await;
        assert_eq!(reaction.answered(character)["other"], json!({"company_name": value, "job_title": "B"}));
        let (again, value) = answer_of(101).await;
        again.shows_form(character, (422, "answers_invalid"), &token);
        assert_eq!(
            again.answer.texts("[role=alert] a"),
            ["Company name: enter at most 100 characters. You entered 101."]
        );
        assert_eq!(again.answer.attribute("#company_name", "value"), Some(value), "nothing is cut");
    }
}

#[tokio::test]
async fn an_answer_of_another_kind_than_its_field_is_not_signed() {
    let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]);
    let fields = json!([
        {"name": "size", "type": "select", "label": "Size", "options": options},
        {"name": "topics", "type": "checkboxes", "label": "Topics", "options": options},
        {"name": "news", "type": "yes_no", "label": "News?"},
        {"name": "staff", "type": "number", "label": "Staff", "min": 1, "max": 9},
        {"name": "land", "type": "country", "label": "Country"},
    ]);
    let target = Target::with_form(&json!({"version": 1, "title": "T", "fields": fields})).await;
    let token = target.token(&json!({}));
    for (name, value) in [
        ("size", "c"),
        ("size", "A"),
        ("size", "__proto__"),
        ("topics", "c"),
        ("news", "maybe"),
        ("staff", "0"),
        ("staff", "10"),
        ("staff", "1e400"),
        ("staff", "NaN"),
        ("staff", "0x9"),
        ("staff", "99999999999999999999999999"),
        ("land", "XX"),
        ("land", "de"),
    ] {
        let case = format!("{name}={value}");
        let reaction =
            target.post(encoded(&[("state", STATE), ("session_token", &token), (name, value)])).await;
        let line = reaction.shows_form(&case, (422, "answers_invalid"), &token);
        assert_eq!(line["rejected_fields"], Value::from(vec![name]), "{case}");
    }
}
