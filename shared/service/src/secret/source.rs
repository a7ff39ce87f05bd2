//! The source of the text with the secrets.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use profiling_session::KeyError;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::fetch_error::FetchError;

/// An error of the secrets. It holds nothing of a secret but its length. Serialized, it is a reason of the log.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "reason")]
pub enum SecretError {
    /// The source did not return the text.
    #[error("the secret could not be fetched: {0}")]
    #[serde(rename = "secret_fetch_failed")]
    Fetch(#[from] FetchError),
    /// The source returned a text that is not a list of secrets.
    #[error("the secret cannot be used: {0}")]
    #[serde(rename = "secret_unusable")]
    Unusable(#[from] KeyError),
}

/// The result of [`SecretSource::fetch`].
pub type SecretFuture<'a> = Pin<Box<dyn Future<Output = Result<Zeroizing<String>, SecretError>> + Send + 'a>>;

/// A place that stores the secrets, one on each line.
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
    /// A source that always returns `text`.
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
