//! A token is accepted only in compact serialization and in one encoding (RFC 7515 §2, §7.1).

use profiling_tests::token;
use serde_json::{Value, json};

use crate::target::{SECRET, Target};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The last character of a part may have unused bits, and so other spellings.
fn other_spellings(part: &str) -> Vec<String> {
    let unused = match part.len() % 4 {
        2 => 4,
        3 => 2,
        _ => return Vec::new(),
    };
    let (start, last) = part.split_at(part.len() - 1);
    let index = ALPHABET.iter().position(|character| [*character] == last.as_bytes()).unwrap();
    (1..1 << unused).map(|bits| format!("{start}{}", char::from(ALPHABET[index | bits]))).collect()
}

/// A valid token whose parts all have unused bits, and whose payload and signature have characters that
/// differ in base64 and base64url.
fn spelled(target: &Target) -> [String; 3] {
    let tokens = (0..10_000).map(|n| {
        let claims = target.scene.claims(&json!({"n": n, "sign": "\u{7ff}?~>\u{7ff}?~>?"}));
        token::sign(r#"{"alg":"HS256" }"#, claims.to_string(), SECRET)
    });
    let parts =
        tokens.map(|token| token.split('.').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap());
    let differs = |part: &String| part.contains('-') && part.contains('_');
    let mut fitting = parts.filter(|[header, payload, signature]: &[String; 3]| {
        [header, payload, signature].iter().all(|part| part.len() % 4 >= 2)
            && differs(payload)
            && differs(signature)
    });
    fitting.next().expect("a token of ten thousand")
}

#[tokio::test]
async fn a_token_has_one_encoding() {
    let target = Target::start().await;
    let parts = spelled(&target);
    target.takes("the token itself", &parts.join(".")).await;
    let changed = |index: usize, part: String| {
        let mut parts = parts.clone();
        parts[index] = part;
        parts.join(".")
    };
    for (index, name) in ["header", "payload", "signature"].into_iter().enumerate() {
        let part = &parts[index];
        let padding = "=".repeat(4 - part.len() % 4);
        let mut spellings = vec![
            ("padded", format!("{part}{padding}")),
            ("padded with %3D", format!("{part}%3D")),
            ("a space inside", format!("{} {}", &part[..4], &part[4..])),
            ("a line break inside", format!("{}\n{}", &part[..4], &part[4..])),
            ("a tab at its end", format!("{part}\t")),
            ("a space before it", format!(" {part}")),
            ("NUL at its end", format!("{part}\0")),
            ("another letter at its end", format!("{part}\u{e9}")),
        ];
        if index > 0 {
            spellings.push(("in base64", part.replace('-', "+").replace('_', "/")));
            spellings.push(("with a plus", part.replacen('-', "+", 1)));
            spellings.push(("with a slash", part.replacen('_', "/", 1)));
        }
        let unused = other_spellings(part);
        assert!(unused.len() >= 3, "{name} has unused bits");
        spellings.extend(unused.into_iter().map(|part| ("with unused bits", part)));
        for (case, part) in spellings {
            target.refuses(&format!("{name}, {case}"), &changed(index, part), (400, "token_malformed")).await;
        }
    }
}

#[tokio::test]
async fn a_token_has_three_parts_with_nothing_around_them() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let jwe = token::message(r#"{"alg":"dir","enc":"A128GCM"}"#, "");
    let json = |value: Value| value.to_string();
    for (case, text) in [
        ("nothing", String::new()),
        ("a word", "session_token".to_owned()),
        ("one part", header.to_owned()),
        ("two parts", format!("{header}.{payload}")),
        ("four parts", format!("{token}.{signature}")),
        ("five parts", format!("{token}.{payload}.{signature}")),
        ("three parts and a dot", format!("{token}.")),
        ("a dot and three parts", format!(".{token}")),
        ("dots alone", "..".to_owned()),
        ("no signature", format!("{header}.{payload}.")),
        ("no payload", format!("{header}..{signature}")),
        ("no header", format!(".{payload}.{signature}")),
        ("JWE", format!("{jwe}AAAA.AAAAAAAAAAAAAAAA.{payload}.AAAAAAAAAAAAAAAAAAAAAA")),
        ("flattened JSON", json(json!({"protected": header, "payload": payload, "signature": signature}))),
        (
            "general JSON",
            json(json!({"payload": payload, "signatures": [{"protected": header, "signature": signature}]})),
        ),
        ("Bearer", format!("Bearer {token}")),
        ("bearer in lower case", format!("bearer {token}")),
        ("in quotation marks", format!("\"{token}\"")),
        ("a space before", format!(" {token}")),
        ("a space after", format!("{token} ")),
        ("a line break after", format!("{token}\n")),
        ("CR LF after", format!("{token}\r\n")),
        ("a byte order mark", format!("\u{feff}{token}")),
        ("a zero-width space", format!("{token}\u{200b}")),
        ("two tokens", format!("{token},{token}")),
        ("with a fragment", format!("{token}#x")),
        ("encoded once more", token.replace('.', "%2E")),
        ("too long", format!("{token}{}", "A".repeat(8_193 - token.len()))),
    ] {
        target.refuses(case, &text, (400, "token_malformed")).await;
    }
}

#[tokio::test]
async fn a_token_is_limited_to_8_kb() {
    let target = Target::start().await;
    let of = |bytes: usize| {
        let filled = |n: usize| target.token(&json!({"filling": "x".repeat(n)}));
        (0..bytes).rev().map(filled).find(|token| token.len() <= bytes).unwrap()
    };
    let longest = of(8_192);
    assert!(longest.len() >= 8_191);
    target.takes("the longest", &longest).await;
    let longer = target.token(&json!({"filling": "x".repeat(
        token::decode(&longest)["filling"].as_str().unwrap().len() + 1
    )}));
    target.refuses("a byte more", &longer, (400, "token_malformed")).await;
}
