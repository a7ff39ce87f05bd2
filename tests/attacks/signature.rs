//! Only a token that is signed with the secret is accepted.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use profiling_tests::token;
use serde_json::json;

use crate::target::{SECRET, Target};

#[tokio::test]
async fn no_bit_of_a_signature_can_be_changed() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    target.takes("the token itself", &token).await;
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    for bit in 0..256 {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(&flipped));
        target.refuses(&format!("bit {bit} flipped"), &token, (403, "signature_mismatch")).await;
    }
}

#[tokio::test]
async fn a_signature_has_exactly_32_bytes() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let (message, signature) = token.rsplit_once('.').unwrap();
    for length in 0..signature.len() {
        let token = format!("{message}.{}", &signature[..length]);
        target.refuses(&format!("cut to {length}"), &token, (400, "token_malformed")).await;
    }
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    for (case, bytes) in [
        ("31 bytes", bytes[..31].to_vec()),
        ("33 bytes", [&bytes[..], &[0]].concat()),
        ("twice", bytes.repeat(2)),
    ] {
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes));
        target.refuses(case, &token, (400, "token_malformed")).await;
    }
    let zeros = format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 32]));
    target.refuses("zeros", &zeros, (403, "signature_mismatch")).await;
}

#[tokio::test]
async fn a_signature_is_valid_only_for_its_own_header_and_claims() {
    let target = Target::start().await;
    let (mine, other) = (target.token(&json!({})), target.token(&json!({"sub": "auth0|another"})));
    let (message, _) = mine.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    let swapped = format!("{message}.{signature}");
    target.refuses("the claims of another token", &swapped, (403, "signature_mismatch")).await;
    let other = token::message(r#"{"alg":"HS256"}"#, target.scene.claims(&json!({})).to_string());
    let swapped = format!("{other}.{}", mine.rsplit_once('.').unwrap().1);
    target.refuses("the header of another token", &swapped, (403, "signature_mismatch")).await;
}

#[tokio::test]
async fn no_other_key_is_accepted() {
    let target = Target::start().await;
    let payload = target.scene.claims(&json!({})).to_string();
    let padded_to = |length: usize| [SECRET.as_bytes(), &vec![0; length - SECRET.len()]].concat();
    let keys = [
        ("the empty key", Vec::new()),
        ("another key", b"another-session-secret-that-signs-nothing-01".to_vec()),
        ("the key and a line break", format!("{SECRET}\n").into()),
        ("the key in capitals", SECRET.to_ascii_uppercase().into()),
        ("half the key", SECRET.as_bytes()[..SECRET.len() / 2].to_vec()),
        ("the base64 of the key", STANDARD.encode(SECRET).into()),
        ("the base64url of the key", URL_SAFE_NO_PAD.encode(SECRET).into()),
        ("the key in quotation marks", format!("\"{SECRET}\"").into()),
        ("the key with NULs beyond a block", padded_to(65)),
    ];
    for (case, key) in keys {
        let token = token::sign(token::HEADER, &payload, key);
        target.refuses(case, &token, (403, "signature_mismatch")).await;
    }
    // HMAC pads a key that is shorter than a block (64 bytes) with NULs, so this is the same key (RFC 2104
    // §2).
    for length in [SECRET.len() + 1, 64] {
        let token = token::sign(token::HEADER, &payload, padded_to(length));
        assert_eq!(token, target.token(&json!({})), "{length}");
    }
}
