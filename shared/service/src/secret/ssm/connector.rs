//! Sends requests over TLS. If Amazon's roots do not include the issuer of SSM's certificate, the system's are used.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::CertificateError;

use super::roots::{Roots, system_roots};

/// The time limit for a connection, including the TLS handshake.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_secs(1);

const WARNING: &str = "the issuer of SSM's certificate is not among the built-in Amazon roots; the system's root \
                       certificates are used instead, which makes each start slower until the new root is built in";

/// A connector that trusts its own roots, and the system's after they did not include an issuer.
#[derive(Debug, Clone)]
pub(super) struct TlsConnector(Arc<Connectors>);

struct Connectors {
    first: SharedHttpConnector,
    fallback: Option<Fallback>,
}

/// The connector that trusts the system's roots. It is created when it is needed, because reading them takes longer than a start.
struct Fallback {
    connector: OnceLock<SharedHttpConnector>,
    make: Box<dyn Fn() -> SharedHttpConnector + Send + Sync>,
    is_in_use: AtomicBool,
}

impl fmt::Debug for Connectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connectors").field("first", &self.first).finish_non_exhaustive()
    }
}

impl TlsConnector {
    /// A connector with these roots. It reports a change to the system's roots to `warn`, once.
    pub(super) fn new(roots: Roots, warn: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let fallback = roots.fallback.map(|bundle| Fallback {
            connector: OnceLock::new(),
            make: Box::new(move || {
                warn(WARNING);
                connector(system_roots(&bundle))
            }),
            is_in_use: AtomicBool::new(false),
        });
        Self(Arc::new(Connectors { first: connector(roots.trusted), fallback }))
    }
}

fn connector(trusted: TrustStore) -> SharedHttpConnector {
    let mut connector = Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .connector_settings(HttpConnectorSettings::builder().connect_timeout(CONNECT_LIMIT).build())
        .sleep_impl(TokioSleep::new());
    if let Ok(tls) = TlsContext::builder().with_trust_store(trusted).build() {
        connector = connector.tls_context(tls);
    }
    SharedHttpConnector::new(connector.build())
}

impl HttpConnector for TlsConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let fallback = self.0.fallback.as_ref().filter(|fallback| fallback.is_in_use.load(Ordering::Relaxed));
        let is_first = fallback.is_none();
        let connector = match fallback {
            Some(fallback) => fallback.connector.get_or_init(&fallback.make),
            None => &self.0.first,
        };
        let (answer, connectors) = (connector.call(request), Arc::clone(&self.0));
        HttpConnectorFuture::new(async move {
            answer.await.map_err(|error| {
                if is_unknown_issuer(&error) { connectors.change(error, is_first) } else { error }
            })
        })
    }
}

impl Connectors {
    /// Decides what follows an unknown issuer: the other roots with the next attempt of the SDK, or no other attempt, as
    /// it would fail in the same way.
    fn change(&self, error: ConnectorError, is_first: bool) -> ConnectorError {
        let Some(fallback) = &self.fallback else { return ConnectorError::other(error.into(), None) };
        // If the system's roots do not include the issuer either, the next fetch starts with the first connector.
        fallback.is_in_use.store(is_first, Ordering::Relaxed);
        // The SDK tries again after an error of I/O.
        if is_first { ConnectorError::io(error.into()) } else { ConnectorError::other(error.into(), None) }
    }
}

/// Returns true if a handshake failed because the issuer of the certificate is unknown, and not for another reason.
pub(super) fn is_unknown_issuer(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(reason)) = error.downcast_ref() {
            return *reason == CertificateError::UnknownIssuer;
        }
        next = match error.downcast_ref::<io::Error>() {
            // `source` of an `io::Error` skips the error that it wraps.
            Some(error) => error.get_ref().map(|error| error as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    false
}

#[cfg(test)]
mod tests;
