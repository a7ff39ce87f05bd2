//! Payloads that JSON parsers interpret differently or cannot process are rejected.

use std::fmt::Write as _;

use serde_json::json;

use crate::target::{Target, signed, submission};

/// Valid claims as text, followed by `members`.
fn with_members(target: &Target, members: &str) -> String {
    let claims = target.scene.claims(&json!({})).to_string();
    format!("{},{members}}}", claims.strip_suffix('}').unwrap())
}

#[tokio::test]
async fn a_payload_that_is_not_unicode_is_refused() {
    let target = Target::start().await;
    let bytes = |inner: &[u8]| {
        let claims = with_members(&target, r#""x":"@""#);
        let (before, after) = claims.split_once('@').unwrap();
        signed([before.as_bytes(), inner, after.as_bytes()].concat())
    };
    for (case, inner) in [
        ("a lone byte", &b"\xff"[..]),
        ("a cut character", b"\xc3"),
        ("an overlong slash", b"\xc0\xaf"),
        ("an overlong NUL", b"\xc0\x80"),
        ("a surrogate as bytes", b"\xed\xa0\x80"),
        ("beyond Unicode", b"\xf4\x90\x80\x80"),
        ("Latin-1", b"caf\xe9"),
    ] {
        target.refuses(case, &bytes(inner), (400, "token_malformed")).await;
    }
    for (case, member) in [
        ("a lone high surrogate, ignored", r#""x":"\ud800""#),
        ("a lone low surrogate, ignored", r#""x":"\udc00""#),
        ("surrogates the wrong way round, ignored", r#""x":"\udc00\ud800""#),
        ("a lone surrogate as a name", r#""\ud800":1"#),
        ("a lone surrogate, shown", r#""client":"\ud800""#),
        ("a lone surrogate, echoed", r#""txn":"\ud800""#),
        ("a control character as it is", "\"x\":\"\u{1}\""),
        ("a line break as it is", "\"x\":\"a\nb\""),
        ("an escape that is none", r#""x":"\x41""#),
        ("not a number", r#""x":NaN"#),
        ("infinity", r#""x":Infinity"#),
        ("hexadecimal", r#""x":0x10"#),
        ("a comment", r#""x":1/**/"#),
    ] {
        target.refuses(case, &signed(with_members(&target, member)), (403, "claim_invalid")).await;
    }
}

#[tokio::test]
async fn a_huge_or_deeply_nested_payload_is_rejected_before_it_is_parsed() {
    let target = Target::start().await;
    let deep = |open: &str, close: &str, depth: usize| {
        signed(with_members(&target, &format!(r#""x":{}1{}"#, open.repeat(depth), close.repeat(depth))))
    };
    let too_long = "not a compact JWS: it is too long";
    for (case, token) in [
        ("10,000 arrays", deep("[", "]", 10_000)),
        ("6,000 objects", deep(r#"{"":"#, "}", 6_000)),
        ("40,000 bytes", signed(with_members(&target, &format!(r#""x":"{}""#, "x".repeat(40_000))))),
    ] {
        let line = target.answer(&token).await.refused(case, (400, "token_malformed"), &[&token]);
        assert_eq!(line["detail"], too_long, "{case}");
    }
    let members = signed(with_members(&target, &format!(r#""x":"{}""#, "x".repeat(1 << 20))));
    let line = target.answer(&members).await.refused("1 MiB", (413, "body_too_large"), &[&members]);
    assert_eq!((&line["reason"], &line["limit_bytes"]), (&json!("body_too_large"), &json!(87_384)));

    // What is short enough to be read is not followed to its depth.
    for (case, token) in [("1,000 arrays", deep("[", "]", 1_000)), ("500 objects", deep(r#"{"":"#, "}", 500))]
    {
        assert!(token.len() < 8_192);
        target.refuses(case, &token, (403, "claim_invalid")).await;
    }
    // Without a valid signature, the payload is not parsed.
    let forged = deep("[", "]", 1_000);
    let forged = format!("{}.{}", forged.rsplit_once('.').unwrap().0, "A".repeat(43));
    target.refuses("1,000 arrays that nobody signed", &forged, (403, "signature_mismatch")).await;
}

#[tokio::test]
async fn a_payload_of_many_claims_is_bounded_by_the_length_of_a_token() {
    let target = Target::start().await;
    let members = (0..400).fold(String::new(), |mut members, n| {
        write!(members, r#""c{n}":{n},"#).unwrap();
        members
    });
    let token = signed(with_members(&target, members.strip_suffix(',').unwrap()));
    assert!(token.len() < 8_192 && submission(&token, &[]).len() < 65_536);
    target.takes("400 claims of another Action", &token).await;
}

#[tokio::test]
async fn a_repeated_claim_is_rejected() {
    let target = Target::start().await;
    for member in [
        r#""exp":9999999999"#,
        r#""exp":1800000900"#,
        r#""\u0065xp":9999999999"#,
        r#""sub":"auth0|another""#,
        r#""s\u0075b":"auth0|another""#,
        r#""iss":"evil.example.com""#,
        r#""iat":1"#,
        r#""ip":"192.0.2.1""#,
        r#""nbf":1,"nbf":1"#,
        r#""form":"profile","form":"other""#,
        r#""fields":[],"fields":["company_name"]"#,
        r#""txn":"a","txn":"b""#,
        r#""client":"a","client":"b""#,
        r#""locales":["en"],"locales":["de"]"#,
        r#""locale":"en","locale":"de""#,
        r#""country":"DE","country":"US""#,
        r#""rule":"a","rule":"b""#,
        r#""not_now":false,"not_now":true"#,
        r#""v":1,"v":1"#,
    ] {
        target.refuses(member, &signed(with_members(&target, member)), (403, "claim_invalid")).await;
    }
}
