//! The login's `state` is opaque, and is always a single parameter of a URL.

use serde_json::json;

use crate::reaction::{ANSWERS, End};
use crate::target::{Target, encoded};

const STATE: End = (400, "state_invalid");

/// The marker in the state of rejected requests, which must not be on any page.
const MARK: &str = "mark-5d2c";

#[tokio::test]
async fn a_state_that_is_missing_repeated_too_long_or_unprintable_is_refused() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let answers = encoded(&ANSWERS);
    let query = (400, "request_malformed");
    let body = (400, "body_malformed");
    let long = |n: usize| format!("state={MARK}{}", "x".repeat(n - MARK.len()));
    for (case, state, opened, sent) in [
        ("missing", String::new(), STATE, STATE),
        ("empty", "state=".to_owned(), STATE, STATE),
        ("without a sign", "state".to_owned(), STATE, STATE),
        ("in capitals", format!("State={MARK}"), STATE, STATE),
        ("with brackets", format!("state[]={MARK}"), STATE, body),
        ("twice", format!("state={MARK}&state=another"), STATE, STATE),
        ("twice the same", format!("state={MARK}&state={MARK}"), STATE, STATE),
        ("twice, once encoded", format!("state={MARK}&st%61te={MARK}"), STATE, STATE),
        ("of 2,049 bytes", long(2_049), STATE, STATE),
        ("of 2,049 bytes when encoded", format!("state={}", "%26".repeat(683)), STATE, STATE),
        ("with CR LF", format!("state={MARK}%0D%0Aset-cookie:%20x=y"), STATE, STATE),
        ("with CR LF twice", format!("state={MARK}%0D%0A%0D%0A<p>"), STATE, STATE),
        ("with CR", format!("state={MARK}%0D"), STATE, STATE),
        ("with LF", format!("state=%0A{MARK}"), STATE, STATE),
        ("with NUL", format!("state={MARK}%00"), STATE, STATE),
        ("with DEL", format!("state={MARK}%7F"), STATE, STATE),
        ("with NEL", format!("state={MARK}%C2%85"), STATE, STATE),
        ("with a byte that is no UTF-8", format!("state={MARK}%FF"), query, body),
        ("with an overlong line break", format!("state={MARK}%C0%8A"), query, body),
        ("with a surrogate", format!("state={MARK}%ED%A0%80"), query, body),
        ("with a lone percent", format!("state={MARK}%"), query, body),
        ("with a cut percent", format!("state={MARK}%4"), query, body),
        ("with a percent before other letters", format!("state={MARK}%u0041"), query, body),
    ] {
        let parameters = format!("{state}&session_token={token}");
        let given = [MARK, &token, "set-cookie"];
        target.get(&parameters).await.refused(&format!("{case}, opened"), opened, &given);
        let form = format!("{parameters}&{answers}");
        target.post(form).await.refused(&format!("{case}, sent"), sent, &given);
    }
}

#[tokio::test]
async fn any_printable_state_stays_a_single_parameter_and_is_returned_unchanged() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let longest = "x".repeat(2_048);
    for state in [
        "hKFo2SB-_.~",
        "a&session_token=x",
        "&state=b&",
        "a=b",
        "a#b",
        "a?b",
        "a+b c",
        " a ",
        "%26",
        "%2526",
        "%0D%0A",
        "a;b=c",
        "a/../../b",
        "\\",
        "\u{202e}abc\u{2066}",
        "\u{feff}a\u{200b}",
        "\u{2028}",
        "\u{fffd}",
        "e\u{301}",
        "\u{e9}",
        "\u{1f469}\u{200d}\u{1f680}",
        "\"><script>alert(1)</script>",
        "{{7*7}}",
        "//evil.example.com",
        "https://evil.example.com/",
        "@evil.example.com",
        &longest,
    ] {
        let parameters = [("state", state), ("session_token", &token)];
        let opened = target.get(&encoded(&parameters)).await;
        opened.shows_form(state, (200, "rendered"), &token);
        assert_eq!(opened.hidden("state").as_deref(), Some(state));
        let again = target.post(encoded(&parameters)).await;
        again.shows_form(state, (422, "answers_invalid"), &token);
        assert_eq!(again.hidden("state").as_deref(), Some(state));

        let sent = target.post(encoded(&[&parameters[..], &ANSWERS].concat())).await;
        let mut expected = target.claims_of_an_answer();
        expected["state"] = json!(state);
        assert_eq!(sent.answered(state), expected);
        assert_eq!(sent.answer.location_parameter("state").as_deref(), Some(state));
        for reaction in [&opened, &again, &sent] {
            assert!(state.len() < 3 || !reaction.lines[0].contains(state), "{:?}", reaction.lines);
        }
    }
}
