//! A body is a urlencoded form in UTF-8 that is decoded once and strictly, or it is rejected.

use profiling_tests::emulator::NOW;
use profiling_tests::event::post;
use profiling_tests::token;
use reqwest::Method;
use serde_json::{Value, json};

use crate::functions::{DOMAINS, Functions};
use crate::reaction::{ANSWERS, End, STATE};
use crate::target::{SECRET, Target, encoded, submission};

const MALFORMED: End = (400, "body_malformed");
const MEDIA_TYPE: End = (415, "media_type_unsupported");

#[tokio::test]
async fn an_invalid_encoding_is_rejected() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let good = submission(&token, &[]);
    for text in [
        "%",
        "%4",
        "%zz",
        "%z1",
        "%%",
        "%u0041",
        "%C0%AF",
        "%C0%80",
        "%FF",
        "%ED%A0%80",
        "%F4%90%80%80",
        "%E4%BC",
    ] {
        let query = format!("state={STATE}&session_token={token}");
        for more in [format!("x={text}"), format!("{text}=x")] {
            target.post(format!("{good}&{more}")).await.refused(&more, MALFORMED, &[&token]);
            let opened = target.get(&format!("{query}&{more}")).await;
            opened.refused(&more, (400, "request_malformed"), &[&token]);
        }
    }
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"caf\xe9"] {
        let body = [good.as_bytes(), b"&x=", bytes].concat();
        target.post(body).await.refused(&format!("{bytes:?}"), MALFORMED, &[&token]);
    }
}

#[tokio::test]
async fn an_answer_is_decoded_once() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for (value, signed) in [
        ("%2541", "%41"),
        ("%252541", "%2541"),
        ("%25zz", "%zz"),
        ("%253Cscript%253E", "%3Cscript%3E"),
        ("%26amp%3B", "&amp;"),
        ("a+b", "a b"),
        ("a%2Bb", "a+b"),
        ("a%20b", "a b"),
        ("a%26job_title%3Dc", "a&job_title=c"),
        ("a=b", "a=b"),
        ("%C3%A9", "\u{e9}"),
        ("\u{e9}", "\u{e9}"),
        ("\\u0041", "\\u0041"),
    ] {
        let body = format!("state={STATE}&session_token={token}&company_name={value}&job_title=B");
        let claims = target.post(body).await.answered(value);
        assert_eq!(claims["other"], json!({"company_name": signed, "job_title": "B"}), "{value}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_a_urlencoded_form_is_refused() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let form = submission(&token, &[]);
    let [(company, a), (job, b)] = ANSWERS;
    let as_json = json!({"state": STATE, "session_token": token, company: a, job: b}).to_string();
    let part = |name: &str, value: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let multipart = [
        part("state", STATE),
        part("session_token", &token),
        part(company, a),
        part(job, b),
        "--x--\r\n".into(),
    ]
    .concat();
    for (kind, body) in [
        (Some("application/json"), &as_json),
        (Some("application/json; charset=utf-8"), &as_json),
        (Some("multipart/form-data; boundary=x"), &multipart),
        (Some("text/plain"), &form),
        (Some("text/plain;charset=UTF-8"), &form),
        (Some("application/octet-stream"), &form),
        (Some(""), &form),
        (Some(" ; "), &form),
        (Some("x-www-form-urlencoded"), &form),
        (Some("application/x-www-form-urlencoded-not"), &form),
        (Some("application/x-www-form-urlencoded, text/plain"), &form),
        (Some("text/plain; application/x-www-form-urlencoded"), &form),
        (Some("application/x-www-form-urlencoded; charset=utf-16"), &form),
        (Some("application/x-www-form-urlencoded;charset=\"utf-16le\""), &form),
        (Some("application/x-www-form-urlencoded; charset=utf-7"), &form),
        (Some("application/x-www-form-urlencoded; charset=iso-8859-1"), &form),
        (Some("application/x-www-form-urlencoded; charset="), &form),
        (Some("application/x-www-form-urlencoded; charset=utf-8; charset=utf-16"), &form),
        (None, &form),
    ] {
        let headers: Vec<(&str, &str)> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
        let reaction = target.send(Method::POST, "/forms/profile", &headers, &**body).await;
        reaction.refused(&format!("{kind:?}"), MEDIA_TYPE, &[&token]);
    }
    for kind in [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "application/x-www-form-urlencoded;charset=\"utf-8\"",
        "APPLICATION/X-WWW-FORM-URLENCODED",
    ] {
        let reaction = target.send(Method::POST, "/forms/profile", &[("content-type", kind)], &*form).await;
        assert_eq!(reaction.answered(kind), target.claims_of_an_answer(), "{kind}");
    }
}

/// The event of a submitted form, with a changed body.
fn event(body: &Value, is_base64: bool) -> Value {
    let mut event = post("profile", "");
    event["body"] = body.clone();
    event["isBase64Encoded"] = json!(is_base64);
    event
}

#[tokio::test]
async fn a_body_in_base64_is_decoded_or_refused() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    let functions = Functions::new();
    let token = token::session_token(&token::claims(DOMAINS[0], NOW, &json!({})), SECRET);
    let form = submission(&token, &[("x", "\u{7ff}?~>\u{7ff}?~>?")]);
    let good = STANDARD.encode(&form);
    for (case, body, is_base64) in [("in base64", &*good, true), ("as it is", &*form, false)] {
        let reaction = functions.receive(&event(&json!(body), is_base64)).await;
        let expected = json!({"company_name": ANSWERS[0].1, "job_title": ANSWERS[1].1});
        assert_eq!(reaction.answered(case)["other"], expected, "{case}");
    }

    let not_base64 = (400, "request_malformed");
    let cut = &good[..good.len() - 1];
    for (case, body, end) in [
        ("not base64", "%%%".to_owned(), not_base64),
        ("a form as it is", form.clone(), not_base64),
        ("cut", cut.to_owned(), not_base64),
        ("padded too much", format!("{good}===="), not_base64),
        ("with a line break", format!("{}\n{}", &good[..4], &good[4..]), not_base64),
        ("with a space", format!(" {good}"), not_base64),
        ("in base64url", URL_SAFE.encode([&[0xfb, 0xff, 0xfe], form.as_bytes()].concat()), not_base64),
        ("with other letters", format!("{cut}\u{e9}"), not_base64),
        ("of bytes that are no text", STANDARD.encode([form.as_bytes(), b"&x=\xff"].concat()), MALFORMED),
        ("twice in base64", STANDARD.encode(&good), (400, "state_invalid")),
        (
            "of 64 kB and more",
            STANDARD.encode(encoded(&[("x", &"x".repeat(70_000))])),
            (413, "body_too_large"),
        ),
    ] {
        let reaction = functions.receive(&event(&json!(body), true)).await;
        reaction.refused(case, end, &[&token]);
    }
    functions.receive(&event(&json!(good), false)).await.refused(
        "not said to be",
        (400, "state_invalid"),
        &[&token],
    );
    functions.receive(&event(&Value::Null, false)).await.refused("no body", (400, "state_invalid"), &[]);
    functions.receive(&event(&json!(""), true)).await.refused("an empty body", (400, "state_invalid"), &[]);
}
