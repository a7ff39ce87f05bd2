//! A session token: any text as it is, and, to reach the code behind the signature, any header
//! and payload (the input's first line, and the rest) signed with the right secret.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use profiling_fuzz::functions::{DOMAIN, NOW, SECRET};
use profiling_fuzz::token;
use profiling_session::{Compact, Domains, Keyring, SessionToken, TokenError};
use serde_json::Value;

static KEYS: LazyLock<Keyring> = LazyLock::new(|| Keyring::parse(SECRET).expect("it is a secret"));
static DOMAINS: LazyLock<Domains> = LazyLock::new(|| Domains::parse(DOMAIN).expect("it is a host"));

fuzz_target!(|text: &str| {
    match text.split_once('\n') {
        Some((header, payload)) => hold(&token::sign(header, payload, SECRET), true),
        None => hold(text, false),
    }
});

fn hold(token: &str, signed: bool) {
    let session_token = SessionToken::new(token);
    let Ok(question) = Compact::parse(&session_token) else { return };
    let session = match question.verify(&KEYS, &DOMAINS, NOW) {
        Ok(session) => session,
        Err(error) => {
            let is_of_form =
                matches!(error, TokenError::Malformed { .. } | TokenError::Header | TokenError::Algorithm);
            assert!(!is_of_form, "the form has been looked at");
            assert!(!signed || error != TokenError::Signature, "what the secret signed is so verified");
            return;
        }
    };

    // Verified: then each promise holds by another implementation's reading.
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload] = [0, 1].map(|part| token::text(parts[part]));
    assert_eq!(token, token::sign(&header, &payload, SECRET), "nobody else can sign");
    let [header, claims] = [header, payload].map(|part| serde_json::from_str::<Value>(&part).expect("JSON"));
    assert_eq!(header["alg"], "HS256");
    assert!(["crit", "b64", "jku", "jwk", "x5u", "x5c", "zip"].iter().all(|name| header.get(name).is_none()));
    assert!(["state", "other", "aud"].iter().all(|name| claims.get(name).is_none()), "{claims}");
    assert_eq!((&claims["iss"], &claims["sub"]), (&session.issuer().into(), &session.subject().into()));
    assert!([DOMAIN.to_owned(), format!("https://{DOMAIN}/")].contains(&session.issuer().to_owned()));
    let (Some(iat), Some(exp)) = (claims["iat"].as_u64(), claims["exp"].as_u64()) else { panic!("{claims}") };
    assert!(iat <= NOW + 5 && NOW < exp && exp - iat <= 3_600, "{claims}");
    assert!(claims["nbf"].as_u64().is_none_or(|nbf| nbf <= NOW + 5), "{claims}");
}
