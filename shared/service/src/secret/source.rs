//! Where the text with the secrets is fetched from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use thiserror::Error;
use zeroize::Zeroizing;

use profiling_session::KeyError;

/// Why there is no secret. Says nothing of the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SecretError {
    /// The source did not give the text; with the service's error code or the kind of failure.
    #[error("the secret could not be fetched: {0}")]
    Fetch(String),
    /// The source gave a text that is not a list of secrets.
    #[error("the secret cannot be used: {0}")]
    Unusable(#[from] KeyError),
}

/// What [`SecretSource::fetch`] answers.
pub type SecretFuture<'a> = Pin<Box<dyn Future<Output = Result<Zeroizing<String>, SecretError>> + Send + 'a>>;

/// A place that keeps the secrets, one a line.
pub trait SecretSource: Send + Sync {
    /// Fetches the text. Retries and time limits are the source's own.
    fn fetch(&self) -> SecretFuture<'_>;
}

impl<S: SecretSource + ?Sized> SecretSource for Arc<S> {
    fn fetch(&self) -> SecretFuture<'_> {
        (**self).fetch()
    }
}

/// A secret that is known from the start: for the local emulator and for tests.
pub struct StaticSecret(Zeroizing<String>);

impl StaticSecret {
    /// A source that always gives `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

impl fmt::Debug for StaticSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaticSecret(redacted)")
    }
}

impl SecretSource for StaticSecret {
    fn fetch(&self) -> SecretFuture<'_> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}
