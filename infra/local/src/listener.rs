//! Where the emulator's origins listen: over http as it is, over https behind TLS.

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

/// How long a connection may take to agree on its keys.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Why there is no certificate.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// Key or certificate cannot be made.
    #[error(transparent)]
    Make(#[from] rcgen::Error),
    /// TLS does not take them.
    #[error(transparent)]
    Use(#[from] rustls::Error),
}

/// A certificate of the emulator's own, with its key. Both are gone with the process.
#[derive(Clone)]
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    acceptor: TlsAcceptor,
}

impl Identity {
    /// Makes a certificate for this machine's names, signed by itself.
    pub(crate) fn new() -> Result<Self, CertificateError> {
        let names = ["127.0.0.1", "localhost"].map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names)?;
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        // Said aloud: without a provider of their choice, libraries look for one in the process.
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

/// Serves one origin until the emulator is `stopped`: over https with an identity, without one over http.
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
    // Of a tapped listener axum tells the caller's address, whatever kind it is.
    let listener = listener.tap_io(|_| {});
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        // An error means that the emulator is gone without a word: stop as well.
        let until = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
        // It fails never, as axum says of itself.
        let _ = axum::serve(listener, router).with_graceful_shutdown(until).await;
    })
}

/// A connection that has its keys, and who called.
type Connection = (TlsStream<TcpStream>, SocketAddr);

/// Hands out connections once they have agreed on their keys. One that is slow at it holds up no other, and
/// one that fails is dropped.
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
