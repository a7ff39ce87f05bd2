//! The cryptography behind `jsonwebtoken`, which signs the answers: HS256 on `ring`, and nothing else. It verifies
//! nothing, as [`Key::has_signed`](super::key::Key::has_signed) does that: no other algorithm can be made to
//! verify, however a token asks for it (RFC 8725 §3.1).

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Signer};
use jsonwebtoken::{Algorithm, EncodingKey};
use ring::hmac;

static HS256_ONLY: CryptoProvider = CryptoProvider {
    signer_factory,
    verifier_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes this the process's provider. Called wherever a key is made, so before any use of one.
pub(super) fn install() {
    // An error says that a provider is there already: this one, from an earlier call.
    let _ = HS256_ONLY.install_default();
}

struct Hs256(hmac::Key);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that jsonwebtoken asks for")]
fn signer_factory(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes())))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}
