//! The functions of Node's `Buffer` and `node:crypto` that `host.js` offers to an Action. Bytes are Base64url, or a list of
//! numbers where JavaScript needs the numbers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{aead, hkdf};
use serde_json::{Value, json};

/// The maximum number of random or derived bytes in one call.
const MAX_BYTES: usize = 4_096;

/// Handles a call from `host.js`; `None` if there is no such method.
pub(super) fn call(method: &str, args: &[Value]) -> Option<Result<Value, String>> {
    let result = match method {
        "bytes.encode" => numbers(args).map(|bytes| json!(BASE64URL.encode(bytes))),
        // Unlike Node, which skips invalid characters, this returns no bytes for a text that is not Base64url.
        "bytes.decode" => text(args, 0).map(|text| json!(BASE64URL.decode(text).unwrap_or_default())),
        "bytes.fromText" => text(args, 0).map(|text| json!(text.as_bytes())),
        "bytes.toText" => numbers(args).map(|bytes| json!(String::from_utf8_lossy(&bytes))),
        "crypto.randomBytes" => random_bytes(args),
        "crypto.hkdf" => derive(args),
        "crypto.encrypt" => encrypt(args),
        "crypto.decrypt" => decrypt(args),
        _ => return None,
    };
    Some(result)
}

fn text(args: &[Value], index: usize) -> Result<&str, String> {
    args.get(index).and_then(Value::as_str).ok_or_else(|| "a text is missing".to_owned())
}

/// The first argument, a list of bytes.
fn numbers(args: &[Value]) -> Result<Vec<u8>, String> {
    let bytes = args.first().cloned().unwrap_or_default();
    serde_json::from_value(bytes).map_err(|_| "the argument is not a list of bytes".to_owned())
}

/// An argument in Base64url.
fn bytes(args: &[Value], index: usize) -> Result<Vec<u8>, String> {
    BASE64URL.decode(text(args, index)?).map_err(|error| error.to_string())
}

/// An argument with a length in bytes.
fn length(args: &[Value], index: usize) -> Result<usize, String> {
    let length = args.get(index).and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
    length
        .filter(|length| *length <= MAX_BYTES)
        .ok_or_else(|| format!("the length is not a number up to {MAX_BYTES}"))
}

fn random_bytes(args: &[Value]) -> Result<Value, String> {
    let mut bytes = vec![0; length(args, 0)?];
    SystemRandom::new().fill(&mut bytes).map_err(|_| "the random number generator failed")?;
    Ok(json!(BASE64URL.encode(bytes)))
}

/// HKDF-SHA-256 of a secret, a salt and an info text.
fn derive(args: &[Value]) -> Result<Value, String> {
    struct Length(usize);

    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }

    let (secret, salt, info) = (bytes(args, 0)?, bytes(args, 1)?, bytes(args, 2)?);
    let mut derived = vec![0; length(args, 3)?];
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, &salt).extract(&secret);
    key.expand(&[&info], Length(derived.len()))
        .and_then(|okm| okm.fill(&mut derived))
        .map_err(|_| "the derived key is too long")?;
    Ok(json!(BASE64URL.encode(derived)))
}

/// The key and the nonce of AES-256-GCM.
fn key(args: &[Value]) -> Result<(aead::LessSafeKey, aead::Nonce), String> {
    let key =
        aead::UnboundKey::new(&aead::AES_256_GCM, &bytes(args, 0)?).map_err(|_| "Invalid key length")?;
    let nonce = aead::Nonce::try_assume_unique_for_key(&bytes(args, 1)?)
        .map_err(|_| "Invalid initialization vector")?;
    Ok((aead::LessSafeKey::new(key), nonce))
}

fn encrypt(args: &[Value]) -> Result<Value, String> {
    let ((key, nonce), data, mut text) = (key(args)?, bytes(args, 2)?, bytes(args, 3)?);
    let tag = key
        .seal_in_place_separate_tag(nonce, aead::Aad::from(data), &mut text)
        .map_err(|_| "the text is too long")?;
    Ok(json!({"text": BASE64URL.encode(text), "tag": BASE64URL.encode(tag.as_ref()), "isAuthentic": true}))
}

/// Returns the decrypted text, and whether the tag is valid. As in Node, the text is decrypted even if it is not.
fn decrypt(args: &[Value]) -> Result<Value, String> {
    let (data, mut text) = (bytes(args, 2)?, bytes(args, 3)?);
    let mut tagged = [text.as_slice(), &bytes(args, 4)?].concat();
    let (opening, nonce) = key(args)?;
    let is_authentic = opening.open_in_place(nonce, aead::Aad::from(data), &mut tagged).is_ok();
    // In counter mode, encryption and decryption are the same operation.
    let (decrypting, nonce) = key(args)?;
    let _tag = decrypting
        .seal_in_place_separate_tag(nonce, aead::Aad::empty(), &mut text)
        .map_err(|_| "the text is too long")?;
    Ok(json!({"text": BASE64URL.encode(text), "tag": "", "isAuthentic": is_authentic}))
}
