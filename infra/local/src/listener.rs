//! The listeners of the emulator's origins, over http and over https.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// The time limit of a TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// An error in the certificate for https.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// The key or the certificate cannot be created.
    #[error(transparent)]
    Make(#[from] rcgen::Error),
    /// The TLS library does not accept the key or the certificate.
    #[error(transparent)]
    Use(#[from] rustls::Error),
}

/// The emulator's certificate and its key. Both exist only in memory.
#[derive(Clone)]
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    acceptor: TlsAcceptor,
}

impl Identity {
    /// Creates a self-signed certificate for `127.0.0.1` and `localhost`.
    pub(crate) fn new() -> Result<Self, CertificateError> {
        let names = ["127.0.0.1", "localhost"].map(str::to_owned);
        let generated = rcgen::generate_simple_self_signed(names)?;
        let certificate = generated.cert.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(generated.signing_key.serialize_der()));
        // Without an explicit provider, rustls uses the default provider of the process.
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// The certificate, in DER.
    pub(crate) fn certificate(&self) -> &[u8] {
        &self.certificate
    }
}

/// Serves an origin until the emulator is `stopped`: over https with an identity, over http without one.
pub(crate) fn serve(
    tcp: TcpListener,
    identity: Option<&Identity>,
    router: Router,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    match identity.map(|identity| identity.acceptor.clone()) {
        None => serve_on(tcp, router, stopped),
        Some(acceptor) => {
            serve_on(TlsListener { tcp, acceptor, handshakes: JoinSet::new() }, router, stopped)
        }
    }
}

fn serve_on(
    listener: impl Listener<Addr = SocketAddr>,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    // axum supports `ConnectInfo` for every tapped listener.
    let listener = listener.tap_io(|_| {});
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        // An error means that the emulator was dropped: stop as well.
        let until = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
        // According to axum's documentation, this never fails.
        let _ = axum::serve(listener, router).with_graceful_shutdown(until).await;
    })
}

/// A connection after its TLS handshake, and the caller's address.
type Connection = (TlsStream<TcpStream>, SocketAddr);

/// Returns connections after their TLS handshake. A slow handshake does not delay other connections; after a
/// failed handshake the connection is dropped.
struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Option<Connection>>,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Connection {
        loop {
            tokio::select! {
                (stream, caller) = Listener::accept(&mut self.tcp) => {
                    let handshake = timeout(HANDSHAKE, self.acceptor.accept(stream));
                    self.handshakes.spawn(async move { Some((handshake.await.ok()?.ok()?, caller)) });
                }
                Some(ended) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = ended {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}
