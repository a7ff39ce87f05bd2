//! The header of a token must select HS256 and nothing else (RFC 7515 §4; RFC 8725 §3.1).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use profiling_tests::token;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

use crate::target::{SECRET, Target};

/// Valid claims.
fn payload(target: &Target) -> String {
    target.scene.claims(&json!({})).to_string()
}

/// A token with this header, signed by HMAC-SHA256 with the right secret.
fn with_header(target: &Target, header: &str) -> String {
    token::sign(header, payload(target), SECRET)
}

#[tokio::test]
async fn no_algorithm_but_hs256_is_accepted_with_any_signature() {
    let target = Target::start().await;
    for alg in [
        "none", "None", "nOnE", "NONE", "", " ", "hs256", "Hs256", "HS256 ", " HS256", "HS384", "HS512",
        "RS256", "PS256", "ES256", "EdDSA",
    ] {
        let token = with_header(&target, &json!({"alg": alg, "typ": "JWT"}).to_string());
        target.refuses(&format!("alg {alg:?}"), &token, (400, "algorithm_refused")).await;
    }
    for (case, header) in [
        ("no alg", r#"{"typ":"JWT"}"#),
        ("alg null", r#"{"alg":null}"#),
        ("alg a number", r#"{"alg":256}"#),
        ("alg an array", r#"{"alg":["HS256"]}"#),
        ("alg an object", r#"{"alg":{"HS256":true}}"#),
        ("Alg in another case", r#"{"Alg":"HS256"}"#),
    ] {
        target.refuses(case, &with_header(&target, header), (400, "header_refused")).await;
    }
}

#[tokio::test]
async fn a_valid_signature_of_another_algorithm_is_rejected() {
    let target = Target::start().await;
    let random = SystemRandom::new();
    let ecdsa = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let ecdsa = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, ecdsa.as_ref(), &random).unwrap();
    let message = |alg: &str| token::message(json!({"alg": alg, "typ": "JWT"}).to_string(), payload(&target));
    let hmac = |algorithm, message: &str| {
        hmac::sign(&hmac::Key::new(algorithm, SECRET.as_bytes()), message.as_bytes()).as_ref().to_vec()
    };
    let cases = [
        ("none", Vec::new()),
        ("HS384", hmac(hmac::HMAC_SHA384, &message("HS384"))),
        ("HS512", hmac(hmac::HMAC_SHA512, &message("HS512"))),
        ("ES256", ecdsa.sign(&random, message("ES256").as_bytes()).unwrap().as_ref().to_vec()),
        // No RSA key signs here; its signature has the length of its modulus.
        ("RS256", vec![0x5a; 256]),
    ];
    for (alg, signature) in cases {
        for named in [alg, "HS256"] {
            let token = format!("{}.{}", message(named), URL_SAFE_NO_PAD.encode(&signature));
            let case = format!("{alg} named {named}");
            target.refuses(&case, &token, (400, "token_malformed")).await;
        }
    }

    // A public key, taken for the secret of HMAC.
    let public = ecdsa.public_key().as_ref();
    let encoded = STANDARD.encode(public);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n");
    for (case, key) in [("the public key", public), ("its PEM", pem.as_bytes())] {
        for (alg, end) in [("ES256", (400, "algorithm_refused")), ("HS256", (403, "signature_mismatch"))] {
            let message = message(alg);
            let token = format!("{message}.{}", token::signature(&message, key));
            target.refuses(&format!("{case} as the secret, named {alg}"), &token, end).await;
        }
    }
}

#[tokio::test]
async fn a_header_with_other_members_is_rejected() {
    let target = Target::start().await;
    let long_kid = format!(r#"{{"alg":"HS256","kid":"{}"}}"#, "k".repeat(129));
    for header in [
        // Two parsers may disagree on a repeated member.
        r#"{"alg":"HS256","alg":"HS256"}"#,
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","\u0061lg":"none"}"#,
        r#"{"alg":"HS256","typ":"JWT","typ":"JWT"}"#,
        // RFC 7515 §4.1.11: what is critical must be understood.
        r#"{"alg":"HS256","crit":["exp"]}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
        r#"{"alg":"HS256","crit":["http://example.com/x"],"http://example.com/x":true}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":"exp"}"#,
        r#"{"alg":"HS256","crit":null}"#,
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":"HS256","b64":true}"#,
        // Keys from elsewhere.
        r#"{"alg":"HS256","jku":"https://evil.example.com/keys"}"#,
        r#"{"alg":"HS256","x5u":"https://evil.example.com/cert"}"#,
        r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#,
        r#"{"alg":"HS256","x5c":["AAAA"]}"#,
        r#"{"alg":"HS256","x5t":"AAAA"}"#,
        r#"{"alg":"HS256","kid":"../../../dev/null"}"#,
        r#"{"alg":"HS256","kid":"/etc/passwd"}"#,
        r#"{"alg":"HS256","kid":"' UNION SELECT 'key' --"}"#,
        r#"{"alg":"HS256","kid":"x|/bin/sh -c id"}"#,
        r#"{"alg":"HS256","kid":"$(id)"}"#,
        r#"{"alg":"HS256","kid":"a\u0000b"}"#,
        r#"{"alg":"HS256","kid":"a\nb"}"#,
        &long_kid,
        r#"{"alg":"HS256","kid":1}"#,
        r#"{"alg":"HS256","kid":["a"]}"#,
        // Something else than a signed set of claims.
        r#"{"alg":"HS256","zip":"DEF"}"#,
        r#"{"alg":"HS256","cty":"JWT"}"#,
        r#"{"alg":"HS256","enc":"A128GCM"}"#,
        r#"{"alg":"HS256","typ":"JWE"}"#,
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
        r#"{"alg":"HS256","typ":"application/jwt"}"#,
        r#"{"alg":"HS256","typ":""}"#,
        r#"{"alg":"HS256","typ":1}"#,
        r#"{"alg":"HS256","iss":"evil.example.com"}"#,
        r#"{"alg":"HS256","":""}"#,
    ] {
        target.refuses(header, &with_header(&target, header), (400, "header_refused")).await;
    }
    let huge = with_header(&target, &json!({"alg": "HS256", "kid": "k".repeat(45_000)}).to_string());
    assert!(huge.len() > 60_000, "64 kB of token, as much as a body may have");
    target.refuses("kid of 45,000 bytes", &huge, (400, "token_malformed")).await;
    let beyond = with_header(&target, &json!({"alg": "HS256", "kid": "k".repeat(65_536)}).to_string());
    target.refuses("kid of 64 kB", &beyond, (413, "body_too_large")).await;
}

#[tokio::test]
async fn a_header_with_a_type_and_a_key_id_is_accepted() {
    let target = Target::start().await;
    for header in [
        r#"{"alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"HS256"}"#,
        r#"{"typ":"jwt","alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"JWT","kid":"key-1_A"}"#,
        r#"{ "alg" : "\u0048S256" }"#,
    ] {
        target.takes(header, &with_header(&target, header)).await;
    }
}

#[tokio::test]
async fn a_header_or_a_payload_that_is_not_a_json_object_is_rejected() {
    let target = Target::start().await;
    let claims = payload(&target);
    let malformed = (400, "token_malformed");
    for (case, header, end) in [
        ("an array", r#"["HS256","JWT"]"#.to_owned(), malformed),
        ("a string", r#""HS256""#.to_owned(), malformed),
        ("a number", "256".to_owned(), malformed),
        ("null", "null".to_owned(), malformed),
        ("nothing", String::new(), malformed),
        ("with a byte order mark", format!("\u{feff}{}", token::HEADER), malformed),
        ("with a space before it", format!(" {}", token::HEADER), malformed),
        ("with a line break after it", format!("{}\n", token::HEADER), malformed),
        ("with junk after it", format!("{}x", token::HEADER), malformed),
        ("with NUL after it", format!("{}\0", token::HEADER), malformed),
        ("with another after it", format!("{0}{0}", token::HEADER), (400, "header_refused")),
        ("not closed twice", format!("{}}}", token::HEADER), (400, "header_refused")),
        ("in JSON of another kind", "{'alg':'HS256'}".to_owned(), (400, "header_refused")),
        ("with a trailing comma", r#"{"alg":"HS256",}"#.to_owned(), (400, "header_refused")),
    ] {
        target.refuses(&format!("header {case}"), &with_header(&target, &header), end).await;
    }
    for (case, payload, end) in [
        ("an array", format!("[{claims}]"), malformed),
        ("a string", json!(claims).to_string(), malformed),
        ("a number", "1800000000".to_owned(), malformed),
        ("null", "null".to_owned(), malformed),
        ("nothing", String::new(), malformed),
        ("with a byte order mark", format!("\u{feff}{claims}"), malformed),
        ("with a space before it", format!(" {claims}"), malformed),
        ("with a line break after it", format!("{claims}\n"), malformed),
        ("with junk after it", format!("{claims}x"), malformed),
        ("with NUL after it", format!("{claims}\0"), malformed),
        ("with another after it", format!("{claims}{claims}"), (403, "claim_invalid")),
        ("not closed twice", format!("{claims}}}"), (403, "claim_invalid")),
        ("without a claim", "{}".to_owned(), (403, "claim_invalid")),
    ] {
        let token = token::sign(token::HEADER, &payload, SECRET);
        target.refuses(&format!("payload {case}"), &token, end).await;
    }
}
