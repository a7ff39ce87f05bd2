use serde::Deserialize;

use super::*;

/// A sealed text, as `tests/seal/vectors.json` has it.
#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    binding: Claims,
    salt: String,
    text: String,
    sealed: String,
}

#[derive(Deserialize)]
struct Claims {
    direction: String,
    iss: String,
    sub: String,
    state: String,
    txn: Option<String>,
    form: Option<String>,
}

impl Claims {
    fn binding(&self) -> Binding<'_> {
        let direction = if self.direction == "question" { Direction::Question } else { Direction::Answer };
        let Self { iss, sub, state, txn, form, .. } = self;
        Binding { direction, iss, sub, state, txn: txn.as_deref(), form: form.as_deref() }
    }
}

fn vectors() -> Vec<Vector> {
    #[derive(Deserialize)]
    struct File {
        vectors: Vec<Vector>,
    }
    let File { vectors } = serde_json::from_str(include_str!("../../../../tests/seal/vectors.json")).unwrap();
    assert!(vectors.len() > 5);
    vectors
}

const SECRET: &[u8] = b"an-example-secret-of-32-bytes-or-more";

const BINDING: Binding<'_> = Binding {
    direction: Direction::Answer,
    iss: "example.eu.auth0.com",
    sub: "auth0|1",
    state: "hKFo2SB",
    txn: Some("5f9d1a52"),
    form: Some("profile"),
};

#[test]
fn test_vectors_are_sealed_and_opened() {
    for Vector { name, secret, binding, salt, text, sealed } in vectors() {
        let salt = URL_SAFE_NO_PAD.decode(salt).unwrap().try_into().unwrap();
        let binding = binding.binding();
        let ours = binding.seal_with_salt(secret.as_bytes(), salt, text.as_bytes());
        assert_eq!(ours.as_ref(), Ok(&sealed), "{name}");
        assert_eq!(binding.open(secret.as_bytes(), &sealed), Some(text.clone().into_bytes()), "{name}");
        assert_eq!(sealed_bytes(text.len()), sealed.len(), "{name}");
    }
}

#[test]
fn a_text_cannot_be_opened_with_another_secret_or_binding() {
    let sealed = BINDING.seal(SECRET, b"Acme").unwrap();
    assert_eq!(BINDING.open(SECRET, &sealed), Some(b"Acme".to_vec()));
    assert_eq!(BINDING.open(b"an-example-secret-of-32-bytes-or-mora", &sealed), None, "another secret");
    for (what, other) in [
        ("the other direction", Binding { direction: Direction::Question, ..BINDING }),
        ("another issuer", Binding { iss: "example.us.auth0.com", ..BINDING }),
        ("the issuer as a URL", Binding { iss: "https://example.eu.auth0.com/", ..BINDING }),
        ("another user", Binding { sub: "auth0|2", ..BINDING }),
        ("another state", Binding { state: "hKFo2SC", ..BINDING }),
        ("another nonce", Binding { txn: Some("5f9d1a53"), ..BINDING }),
        ("no nonce", Binding { txn: None, ..BINDING }),
        ("an empty nonce", Binding { txn: Some(""), ..BINDING }),
        ("another form", Binding { form: Some("source"), ..BINDING }),
        ("no form", Binding { form: None, ..BINDING }),
        ("a state that ends in the nonce", Binding { state: "hKFo2SB5f9d1a52", txn: None, ..BINDING }),
        (
            "a state that contains the nonce as JSON",
            Binding { state: "hKFo2SB\",\"5f9d1a52", txn: None, ..BINDING },
        ),
    ] {
        assert_eq!(other.open(SECRET, &sealed), None, "{what}");
    }
}

#[test]
fn a_changed_text_cannot_be_opened() {
    let sealed = BINDING.seal(SECRET, b"Acme").unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(BINDING.open(SECRET, &URL_SAFE_NO_PAD.encode(changed)), None, "bit {bit}");
    }
    for length in 0..bytes.len() {
        assert_eq!(BINDING.open(SECRET, &URL_SAFE_NO_PAD.encode(&bytes[..length])), None, "{length} bytes");
    }
    for text in
        [format!("{sealed}A"), format!("{sealed}="), format!(" {sealed}"), String::new(), "é".to_owned()]
    {
        assert_eq!(BINDING.open(SECRET, &text), None, "{text}");
    }
}

#[test]
fn each_sealed_text_has_a_new_salt() {
    let salts: std::collections::BTreeSet<Vec<u8>> = (0..1_000)
        .map(|_| URL_SAFE_NO_PAD.decode(BINDING.seal(SECRET, b"").unwrap()).unwrap()[..SALT_BYTES].to_vec())
        .collect();
    assert_eq!(salts.len(), 1_000);
}

#[test]
fn debug_shows_no_claim() {
    assert_eq!(format!("{BINDING:?}"), "Binding(Answer, redacted)");
}
