//! Tokens are made by hand here, from header and payload as texts, so that they can be anything.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

use super::*;
use crate::SessionToken;
use crate::error::CompactProblem;

const NOW: u64 = 1_800_000_000;
const SECRET: &str = "the-session-secret-of-these-tests-0123456789";
const OTHER_SECRET: &str = "another-secret-that-signs-nothing-0123456789";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn sign(header: &[u8], payload: &[u8], secret: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
    format!("{message}.{signature}")
}

/// The claims that Auth0 makes, with `changes` merged in; `null` takes a claim away.
fn claims(changes: &Value) -> String {
    let mut claims = json!({
        "iss": "example.eu.auth0.com", "sub": "auth0|1", "iat": NOW - 1, "exp": NOW + 899, "ip": "192.0.2.1"
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims.to_string()
}

fn malformed(problem: CompactProblem) -> TokenError {
    TokenError::Malformed { problem }
}

fn verify_token(token: &str) -> Result<VerifiedSession, TokenError> {
    let keys = Keyring::parse(&format!("{SECRET}\n{OTHER_SECRET}")).unwrap();
    let domains = Domains::parse("example.eu.auth0.com,login.example.com").unwrap();
    Compact::parse(&SessionToken::new(token))?.verify(&keys, &domains, NOW)
}

fn verify_claims(changes: &Value) -> Result<VerifiedSession, TokenError> {
    verify_token(&sign(HEADER.as_bytes(), claims(changes).as_bytes(), SECRET))
}

#[test]
fn a_token_as_auth0_signs_it_is_verified() {
    let session = verify_claims(&json!({})).unwrap();
    assert_eq!(
        (session.issuer(), session.subject(), session.fields()),
        ("example.eu.auth0.com", "auth0|1", None)
    );
}

#[test]
fn the_claims_of_our_action_are_read() {
    let session = verify_claims(&json!({
        "form": "profile", "fields": ["job_title"], "locales": ["fr", 7, "en"], "locale": "de", "client": "Acme", "client_id": "c1", "txn": "n",
        "settings": "0eda315b", "rule": "new-terms", "not_now": false, "v": 1, "extra": {"a": [1]}
    }))
    .unwrap();
    assert_eq!(session.form(), Some("profile"));
    assert_eq!(session.fields(), Some(&["job_title".to_owned()][..]));
    assert_eq!(
        (session.locales().collect(), session.client(), session.txn()),
        (vec!["fr", "en", "de"], Some("Acme"), Some("n"))
    );
    assert_eq!((session.client_id(), session.ip()), (Some("c1"), Some("192.0.2.1")));
    assert_eq!((session.settings(), session.rule()), (Some("0eda315b"), Some("new-terms")));
    assert_eq!((session.allows_postponing(), session.contract_version()), (false, Some(1)));
    assert_eq!(
        (session.expires_at(), session.domain().to_string()),
        (NOW + 899, session.issuer().to_owned())
    );
}

#[test]
fn a_name_or_a_language_that_cannot_be_shown_is_left_out() {
    for value in [json!("x".repeat(256)), json!("a\tb"), json!(""), json!(1), json!({"a": 1}), json!(["x"])] {
        let session = verify_claims(&json!({"client": value, "locale": value, "settings": value})).unwrap();
        assert_eq!((session.client(), session.locales().next()), (None, None), "{value}");
        assert_eq!(session.settings(), None, "{value}");
    }
}

#[test]
fn a_rule_is_read_only_if_it_is_a_name() {
    let longest = "x".repeat(32);
    for (rule, is_name) in [
        (json!("new-terms"), true),
        (json!("a"), true),
        (json!("7_days"), true),
        (json!(longest), true),
        (json!(format!("{longest}x")), false),
        (json!(""), false),
        (json!("-a"), false),
        (json!("_a"), false),
        (json!("New-terms"), false),
        (json!("new terms"), false),
        (json!("new.terms"), false),
        (json!("terms\n"), false),
        (json!("t\u{e9}rminos"), false),
        (json!(1), false),
        (json!(true), false),
        (json!(["new-terms"]), false),
        (json!({"name": "new-terms"}), false),
    ] {
        let session = verify_claims(&json!({"rule": rule})).unwrap();
        assert_eq!(session.rule(), rule.as_str().filter(|_| is_name), "{rule}");
        assert_eq!(session.login_context().rule.as_deref(), session.rule(), "{rule}");
    }
    let null = claims(&json!({})).replace('}', r#","rule":null,"not_now":null,"v":null}"#);
    let session = verify_token(&sign(HEADER.as_bytes(), null.as_bytes(), SECRET)).unwrap();
    assert_eq!((session.rule(), session.allows_postponing(), session.contract_version()), (None, true, None));
}

#[test]
fn only_the_value_false_forbids_to_postpone() {
    for (changes, may) in [
        (json!({}), true),
        (json!({"not_now": true}), true),
        (json!({"not_now": false}), false),
        (json!({"not_now": "false"}), true),
        (json!({"not_now": 0}), true),
        (json!({"not_now": [false]}), true),
        (json!({"not_now": {"value": false}}), true),
        (json!({"required": true}), true),
    ] {
        assert_eq!(verify_claims(&changes).unwrap().allows_postponing(), may, "{changes}");
    }
}

#[test]
fn every_version_of_the_contract_is_accepted() {
    for (v, version) in [
        (json!(1), Some(1)),
        (json!(0), Some(0)),
        (json!(2), Some(2)),
        (json!(u64::MAX), Some(u64::MAX)),
        (json!("1"), None),
        (json!(1.5), None),
        (json!(-1), None),
        (json!([1]), None),
        (json!(true), None),
    ] {
        assert_eq!(verify_claims(&json!({"v": v})).unwrap().contract_version(), version, "{v}");
    }
}

#[test]
fn a_claim_of_which_nothing_can_be_seen_is_omitted() {
    for (text, visible) in [
        (" ", false),
        ("\u{a0}\u{3000}", false),
        ("\u{200b}", false),
        ("\u{ad}\u{2060} \u{feff}", false),
        ("\u{3164}", false),
        ("\u{e0041}\u{fffc}", false),
        ("A", true),
        ("\u{200f}א\u{200f}", true),
        ("\u{1f469}\u{200d}\u{1f680}", true),
    ] {
        let session = verify_claims(&json!({"client": text, "client_id": text, "locale": text})).unwrap();
        let claims = [session.client(), session.client_id(), session.locales().next()];
        assert_eq!(claims, [visible.then_some(text); 3], "{text:?}");
    }
}

#[test]
fn every_secret_in_force_verifies_and_no_other() {
    let payload = claims(&json!({}));
    let signed_with = |secret: &str| verify_token(&sign(HEADER.as_bytes(), payload.as_bytes(), secret));
    for secret in [SECRET, OTHER_SECRET] {
        assert!(signed_with(secret).is_ok());
    }
    for secret in ["", "a-third-secret-that-is-not-in-force-at-all", &format!("{SECRET}x")] {
        assert_eq!(signed_with(secret).unwrap_err(), TokenError::Signature, "{secret}");
    }
}

#[test]
fn either_form_of_a_configured_issuer_is_accepted_and_echoed() {
    for iss in ["example.eu.auth0.com", "https://example.eu.auth0.com/", "login.example.com"] {
        let session = verify_claims(&json!({"iss": iss})).unwrap();
        assert_eq!(session.issuer(), iss);
    }
    for iss in ["evil.com", "https://example.eu.auth0.com.evil.com/", "HTTPS://example.eu.auth0.com/"] {
        assert!(
            matches!(verify_claims(&json!({"iss": iss})).unwrap_err(), TokenError::Issuer { .. }),
            "{iss}"
        );
    }
}

#[test]
fn times_are_checked_at_the_second() {
    for (changes, result) in [
        (json!({"exp": NOW + 1}), Ok(())),
        (json!({"exp": NOW}), Err(TokenError::Expired { seconds: 0 })),
        (json!({"exp": NOW - 1}), Err(TokenError::Expired { seconds: 1 })),
        (json!({"exp": 0}), Err(TokenError::Expired { seconds: NOW })),
        (json!({"iat": NOW + 5}), Ok(())),
        (json!({"iat": NOW + 6}), Err(TokenError::NotYetValid { seconds: 6 })),
        (json!({"nbf": NOW + 5}), Ok(())),
        (json!({"nbf": NOW + 6}), Err(TokenError::NotYetValid { seconds: 6 })),
        (json!({"exp": NOW + 3_599}), Ok(())),
        (json!({"exp": NOW + 3_600}), Err(TokenError::Lifetime { seconds: 3_601, limit_seconds: 3_600 })),
        (
            json!({"exp": u64::MAX}),
            Err(TokenError::Lifetime { seconds: u64::MAX - NOW + 1, limit_seconds: 3_600 }),
        ),
    ] {
        assert_eq!(verify_claims(&changes).map(drop), result, "{changes}");
    }
}

#[test]
fn a_claim_that_is_missing_or_of_another_type_is_refused_by_its_name() {
    let long = "x".repeat(256);
    for (changes, claim, problem) in [
        (json!({"iss": null}), Claim::Iss, ClaimProblem::Missing),
        (json!({"sub": null}), Claim::Sub, ClaimProblem::Missing),
        (json!({"exp": null}), Claim::Exp, ClaimProblem::Missing),
        (json!({"iat": null}), Claim::Iat, ClaimProblem::Missing),
        (json!({"exp": "1"}), Claim::Exp, ClaimProblem::WrongType),
        (json!({"exp": true}), Claim::Exp, ClaimProblem::WrongType),
        (json!({"exp": [1]}), Claim::Exp, ClaimProblem::WrongType),
        (json!({"exp": -1}), Claim::Exp, ClaimProblem::WrongType),
        (json!({"exp": 1.5}), Claim::Exp, ClaimProblem::WrongType),
        (json!({"nbf": "1"}), Claim::Nbf, ClaimProblem::WrongType),
        (json!({"iat": "1"}), Claim::Iat, ClaimProblem::WrongType),
        (json!({"iss": 1}), Claim::Iss, ClaimProblem::WrongType),
        (json!({"iss": ["example.eu.auth0.com"]}), Claim::Iss, ClaimProblem::WrongType),
        (json!({"sub": ""}), Claim::Sub, ClaimProblem::InvalidText),
        (json!({"sub": 1}), Claim::Sub, ClaimProblem::WrongType),
        (json!({"sub": "a\u{0}b"}), Claim::Sub, ClaimProblem::InvalidText),
        (json!({"sub": long}), Claim::Sub, ClaimProblem::InvalidText),
        (json!({"aud": "somebody"}), Claim::Aud, ClaimProblem::NotAllowed),
        (json!({"aud": ["somebody"]}), Claim::Aud, ClaimProblem::NotAllowed),
        (json!({"fields": "company_name"}), Claim::Fields, ClaimProblem::WrongType),
        (json!({"fields": [1]}), Claim::Fields, ClaimProblem::WrongType),
        (json!({"form": "a\nb"}), Claim::Form, ClaimProblem::InvalidText),
        (json!({"txn": long}), Claim::Txn, ClaimProblem::InvalidText),
        (json!({"txn": 1}), Claim::Txn, ClaimProblem::WrongType),
    ] {
        assert_eq!(verify_claims(&changes).unwrap_err(), TokenError::Claim { claim, problem }, "{changes}");
    }
}

#[test]
fn a_payload_that_json_readers_disagree_on_is_refused() {
    let good = claims(&json!({}));
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for payload in [
        good.replace('}', r#","exp2":1e400}"#),
        good.replace('}', &format!(r#","deep":{deep}}}"#)),
        format!("[{good}]"),
        format!("\u{feff}{good}"),
        format!("{good} {good}"),
        format!("{good}\n"),
        "\"text\"".to_owned(),
    ] {
        assert!(verify_token(&sign(HEADER.as_bytes(), payload.as_bytes(), SECRET)).is_err(), "{payload}");
    }
    let not_utf8 = sign(HEADER.as_bytes(), b"{\"sub\":\"\xff\"}", SECRET);
    assert_eq!(verify_token(&not_utf8).unwrap_err(), malformed(CompactProblem::NotUtf8));
}

#[test]
fn a_claim_that_is_there_twice_is_refused_by_its_name() {
    for (member, claim) in [
        (r#""sub":"auth0|2""#, Claim::Sub),
        (r#""exp":9999999999"#, Claim::Exp),
        (r#""iss":"evil.com""#, Claim::Iss),
        (r#""\u0073ub":"auth0|2""#, Claim::Sub),
        (r#""client":"A","client":1"#, Claim::Client),
        (r#""settings":"0eda315b","settings":1"#, Claim::Settings),
        (r#""rule":"a","rule":"b""#, Claim::Rule),
        (r#""not_now":false,"not_now":true"#, Claim::NotNow),
        (r#""v":1,"v":2"#, Claim::V),
    ] {
        let payload = claims(&json!({})).replace('}', &format!(",{member}}}"));
        let token = sign(HEADER.as_bytes(), payload.as_bytes(), SECRET);
        let error = TokenError::Claim { claim, problem: ClaimProblem::Repeated };
        assert_eq!(verify_token(&token).unwrap_err(), error, "{member}");
    }
}

#[test]
fn an_issuer_is_named_only_if_it_could_be_a_host() {
    for (iss, host) in [
        ("login.example.org", Some("login.example.org")),
        ("https://login.example.org/", Some("login.example.org")),
        ("https://login.example.org:8443/", Some("login.example.org:8443")),
        ("http://127.0.0.1:4001/", Some("127.0.0.1:4001")),
        ("localhost:4001", Some("localhost:4001")),
        ("Login.example.org", None),
        ("login.example.org:443000", None),
        ("login.example.org/path", None),
        ("example", None),
        ("192.0.2.1", None),
        ("a-label-as-long-as-a-secret-of-32b.org", None),
        ("<script>", None),
        ("", None),
    ] {
        let error = verify_claims(&json!({"iss": iss})).unwrap_err();
        let TokenError::Issuer { host: actual } = error else { panic!("{iss}: {error}") };
        assert_eq!(actual.as_ref().map(IssuerHost::as_str), host, "{iss}");
    }
}

#[test]
fn an_answer_of_ours_is_not_a_question() {
    for changes in [json!({"state": "s"}), json!({"other": {}}), json!({"state": 1, "other": 2})] {
        assert_eq!(verify_claims(&changes).unwrap_err(), TokenError::Answer, "{changes}");
    }
    let null = claims(&json!({})).replace('}', r#","state":null}"#);
    assert_eq!(
        verify_token(&sign(HEADER.as_bytes(), null.as_bytes(), SECRET)).unwrap_err(),
        TokenError::Answer
    );
}

#[test]
fn only_a_plain_hs256_header_is_taken() {
    let payload = claims(&json!({}));
    for (header, result) in [
        (HEADER, Ok(())),
        (r#"{"alg":"HS256"}"#, Ok(())),
        (r#"{"alg":"HS256","typ":"jwt","kid":"key-1_A"}"#, Ok(())),
        (r#"{"alg":"none"}"#, Err(TokenError::Algorithm)),
        (r#"{"alg":"None"}"#, Err(TokenError::Algorithm)),
        (r#"{"alg":""}"#, Err(TokenError::Algorithm)),
        (r#"{"alg":"hs256"}"#, Err(TokenError::Algorithm)),
        (r#"{"alg":"HS384"}"#, Err(TokenError::Algorithm)),
        (r#"{"alg":"HS512"}"#, Err(TokenError::Algorithm)),
        (r#"{"alg":"RS256"}"#, Err(TokenError::Algorithm)),
        (r#"{"typ":"JWT"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","typ":"JWE"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","crit":[]}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","b64":false}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","jku":"https://evil.com"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","zip":"DEF"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","kid":1}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","kid":"../../dev/null"}"#, Err(TokenError::Header)),
        (r#"{"alg":"HS256","kid":"' OR 1=1"}"#, Err(TokenError::Header)),
        (r#"["HS256"]"#, Err(malformed(CompactProblem::NotAnObject))),
        (r#""HS256""#, Err(malformed(CompactProblem::NotAnObject))),
        ("\u{feff}{\"alg\":\"HS256\"}", Err(malformed(CompactProblem::NotAnObject))),
        (r#"{"alg":"HS256"} "#, Err(malformed(CompactProblem::NotAnObject))),
    ] {
        let token = sign(header.as_bytes(), payload.as_bytes(), SECRET);
        assert_eq!(verify_token(&token).map(drop), result, "{header}");
    }
}

#[test]
fn only_the_compact_form_is_taken() {
    let token = sign(HEADER.as_bytes(), claims(&json!({})).as_bytes(), SECRET);
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = message.split_once('.').unwrap();
    for text in [
        String::new(),
        header.to_owned(),
        message.to_owned(),
        format!("{token}.{payload}"),
        format!("{token}.."),
        format!("{message}."),
        format!("..{signature}"),
        format!("{token}="),
        format!("{message}.{}", &signature[..42]),
        format!(" {token}"),
        format!("{token}\n"),
        format!("Bearer {token}"),
        format!("{header}.{payload}=.{signature}"),
        format!("+{}", &token[1..]),
        format!("{{\"payload\":\"{payload}\",\"signature\":\"{signature}\"}}"),
        format!("{token}{}", "A".repeat(9_000)),
    ] {
        let error = verify_token(&text).unwrap_err();
        assert!(matches!(error, TokenError::Malformed { .. }), "{text}: {error:?}");
    }
}

#[test]
fn a_token_has_at_most_8192_bytes() {
    let padded = |header: &str, bytes: usize| {
        let payload = claims(&json!({"extra": "x".repeat(bytes)}));
        sign(header.as_bytes(), payload.as_bytes(), SECRET)
    };
    let header = r#"{"alg":"HS256"}"#;
    let longest =
        (5_000..7_000).map(|bytes| padded(header, bytes)).find(|token| token.len() == 8_192).unwrap();
    assert!(verify_token(&longest).is_ok());
    let longer = (5_000..7_000).map(|bytes| padded(header, bytes)).find(|token| token.len() > 8_192).unwrap();
    assert_eq!(verify_token(&longer).unwrap_err(), malformed(CompactProblem::TooLong));
}

#[test]
fn no_character_of_a_token_can_be_changed() {
    let token = sign(HEADER.as_bytes(), claims(&json!({})).as_bytes(), SECRET);
    for index in 0..token.len() {
        for replacement in ["A", "B", "_", "."] {
            let mut changed = token.clone();
            changed.replace_range(index..=index, replacement);
            assert_eq!(verify_token(&changed).is_ok(), changed == token, "{index} {replacement}");
        }
    }
}

#[test]
fn debug_output_shows_nothing_of_the_token() {
    let shown = format!("{:?}", verify_claims(&json!({"client": "Acme"})).unwrap());
    assert!(!shown.contains("auth0|1") && !shown.contains("Acme"), "{shown}");
    assert!(!format!("{:?}", SessionToken::new("canary")).contains("canary"));
}
