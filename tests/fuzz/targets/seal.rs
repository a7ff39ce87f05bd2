//! Arbitrary text cannot be opened with any binding. A text that is sealed for a binding opens only with that binding. The
//! form renders a page for a session token with any sealed content.

#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use profiling_fuzz::functions::{DOMAIN, Functions, NOW, SECRET};
use profiling_fuzz::{forms, token};
use profiling_session::seal::{Binding, Direction, sealed_bytes};
use serde_json::json;

static FUNCTIONS: LazyLock<Functions> =
    LazyLock::new(|| Functions::with_forms(&forms()).expect("the forms are valid"));

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    is_answer: bool,
    sub: &'a str,
    state: &'a str,
    txn: Option<&'a str>,
    form: Option<&'a str>,
    text: &'a [u8],
    /// Another binding, and a change to the sealed text: the index and the bits.
    other: (bool, &'a str, &'a str, Option<&'a str>, Option<&'a str>),
    change: Option<(usize, u8)>,
}

fuzz_target!(|input: Input<'_>| {
    let Input { is_answer, sub, state, txn, form, text, other, change } = input;
    let direction = |is_answer| if is_answer { Direction::Answer } else { Direction::Question };
    let binding = Binding { direction: direction(is_answer), iss: DOMAIN, sub, state, txn, form };
    let secret = SECRET.as_bytes();
    // Arbitrary text is not a sealed text.
    assert_eq!(binding.open(secret, &String::from_utf8_lossy(text)), None);

    let sealed = binding.seal(secret, text).expect("random numbers");
    assert_eq!(sealed.len(), sealed_bytes(text.len()));
    assert_eq!(binding.open(secret, &sealed).as_deref(), Some(text));
    let (is_answer, sub, state, txn, form) = other;
    let other = Binding { direction: direction(is_answer), iss: DOMAIN, sub, state, txn, form };
    assert_eq!(other.open(secret, &sealed).is_some(), other == binding, "{other:?}");
    if let Some((index, bits @ 1..)) = change {
        let mut bytes = URL_SAFE_NO_PAD.decode(&sealed).expect("Base64url");
        let index = index % bytes.len();
        bytes[index] ^= bits;
        assert_eq!(binding.open(secret, &URL_SAFE_NO_PAD.encode(bytes)), None);
    }
    shown(text);
});

/// Opens the form with this content in the claim `prefill`. The form is always rendered; unreadable content is logged.
fn shown(content: &[u8]) {
    let sub = "auth0|1";
    let binding = Binding {
        direction: Direction::Question,
        iss: DOMAIN,
        sub,
        state: "",
        txn: Some("n"),
        form: Some("profile"),
    };
    let prefill = binding.seal(SECRET.as_bytes(), content).expect("random numbers");
    let claims = json!({
        "iss": DOMAIN, "sub": sub, "iat": NOW, "exp": NOW + 900, "form": "profile", "txn": "n", "seal": 1,
        "prefill": prefill,
    });
    let token = token::sign(token::HEADER, claims.to_string(), SECRET);
    let end = FUNCTIONS.get("profile", &format!("state=s&session_token={token}"));
    assert_eq!(end.status.as_u16(), 200, "{}", end.line);
}
