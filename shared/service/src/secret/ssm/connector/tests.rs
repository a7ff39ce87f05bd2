//! The real client against servers on this machine, with certificates of authorities that are made for the test.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

use aws_sdk_ssm::config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::http_client_fn;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::super::{SsmSecret, config};
use super::*;
use crate::config::SecretConfig;
use crate::secret::{SecretError, SecretSource as _};

const SECRET: &str = "the-session-secret-of-the-tls-tests-01234567";
const HERE: &str = "127.0.0.1";

/// A certificate authority.
struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    fn pem(&self) -> String {
        let base64 = STANDARD.encode(&self.certificate);
        format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
    }

    /// A certificate for a host, good from the year 2020 until the beginning of `expiry`, a year.
    fn sign(&self, host: &str, expiry: i32) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(expiry, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .unwrap()
    }
}

/// An SSM that gives the secret over TLS, and closes each connection after that.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start(tls: ServerConfig) -> Self {
        let listener = TcpListener::bind((HERE, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (acceptor, connections) = (TlsAcceptor::from(Arc::new(tls)), Arc::default());
        let counted: Arc<AtomicUsize> = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(answer(stream, acceptor.clone()));
            }
        });
        Self { address, connections }
    }

    /// An address at which nothing listens.
    async fn refusing() -> Self {
        let address = TcpListener::bind((HERE, 0)).await.unwrap().local_addr().unwrap();
        Self { address, connections: Arc::default() }
    }

    /// How many connections were opened.
    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn answer(stream: TcpStream, acceptor: TlsAcceptor) -> io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    // The request is one JSON object behind its head.
    while !request.ends_with(b"}") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let body = format!(r#"{{"Parameter":{{"Type":"SecureString","Value":"{SECRET}"}}}}"#);
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes()).await?;
    stream.shutdown().await
}

/// A client of a server, and what it warned of.
struct Client {
    secret: SsmSecret,
    warnings: Arc<Mutex<Vec<String>>>,
    made: Arc<Connectors>,
    /// Removed when it is dropped.
    _bundle: Option<NamedTempFile>,
}

impl Client {
    /// A client that trusts `first`, and falls back to `system`. It tries twice, as that is enough for a change of roots.
    fn new(server: &Server, first: &Authority, system: Option<&Authority>) -> Self {
        let bundle = system.map(|authority| {
            let file = NamedTempFile::new().unwrap();
            std::fs::write(file.path(), authority.pem()).unwrap();
            file
        });
        let roots = Roots {
            trusted: TrustStore::empty().with_pem_certificate(first.pem()),
            fallback: bundle.as_ref().map(|file| file.path().to_owned()),
        };
        let warnings = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&warnings);
        let connector =
            TlsConnector::new(roots, move |warning| sink.lock().unwrap().push(warning.to_owned()));
        let (made, shared) = (Arc::clone(&connector.0), SharedHttpConnector::new(connector));
        let settings = SecretConfig {
            endpoint: Some(format!("https://{}", server.address)),
            ..crate::secret::ssm::tests::settings()
        };
        let config = config(&settings)
            .http_client(http_client_fn(move |_, _| shared.clone()))
            .retry_config(RetryConfig::standard().with_max_attempts(2));
        Self { secret: SsmSecret::from_config(&settings, config), warnings, made, _bundle: bundle }
    }

    async fn fetch(&self) -> Result<String, String> {
        match self.secret.fetch().await {
            Ok(secret) => Ok(secret.to_string()),
            Err(SecretError::Fetch(error)) => Err(error.failure.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap().clone()
    }

    /// Whether the connector with the system's roots has been made.
    fn has_second(&self) -> bool {
        self.made.fallback.as_ref().is_some_and(|fallback| fallback.connector.get().is_some())
    }
}

#[tokio::test]
async fn an_issuer_that_the_system_knows_costs_one_handshake_and_one_warning_in_the_life_of_a_process() {
    let (first, system) = (Authority::new("first"), Authority::new("system"));
    let server = Server::start(system.sign(HERE, 2100)).await;
    let client = Client::new(&server, &first, Some(&system));
    for connections in [2, 3, 4] {
        assert_eq!(client.fetch().await.as_deref(), Ok(SECRET));
        assert_eq!(server.connections(), connections);
    }
    assert_eq!(client.warnings(), [WARNING]);
}

#[tokio::test]
async fn an_issuer_that_the_first_roots_know_leaves_the_second_connector_unmade() {
    let (first, system) = (Authority::new("first"), Authority::new("system"));
    let server = Server::start(first.sign(HERE, 2100)).await;
    let client = Client::new(&server, &first, Some(&system));
    assert_eq!(client.fetch().await.as_deref(), Ok(SECRET));
    assert_eq!((server.connections(), client.has_second(), client.warnings()), (1, false, vec![]));
}

#[tokio::test]
async fn no_other_failure_of_a_connection_changes_the_roots() {
    let (authority, namesake) = (Authority::new("first"), Authority::new("first"));
    for (case, server) in [
        ("a signature of another key", Server::start(namesake.sign(HERE, 2100)).await),
        ("expired", Server::start(authority.sign(HERE, 2021)).await),
        ("another host", Server::start(authority.sign("ssm.example.com", 2100)).await),
        ("refused", Server::refusing().await),
    ] {
        let client = Client::new(&server, &authority, Some(&authority));
        for _ in 0..2 {
            assert_eq!(client.fetch().await, Err("SSM could not be reached".to_owned()), "{case}");
        }
        assert_eq!((client.has_second(), client.warnings()), (false, vec![]), "{case}");
    }
}

#[tokio::test]
async fn an_issuer_that_no_roots_know_is_named_and_tried_once_with_each() {
    let [first, system, other] = ["first", "system", "other"].map(Authority::new);
    let server = Server::start(other.sign(HERE, 2100)).await;
    let client = Client::new(&server, &first, Some(&system));
    for connections in [2, 4] {
        assert_eq!(client.fetch().await, Err("SSM's certificate has an unknown issuer".to_owned()));
        assert_eq!(server.connections(), connections);
    }
    assert_eq!(client.warnings(), [WARNING]);
}

#[tokio::test]
async fn roots_without_a_fallback_are_all_that_is_trusted() {
    let (chosen, other) = (Authority::new("chosen"), Authority::new("other"));
    let server = Server::start(other.sign(HERE, 2100)).await;
    let client = Client::new(&server, &chosen, None);
    assert_eq!(client.fetch().await, Err("SSM's certificate has an unknown issuer".to_owned()));
    assert_eq!((server.connections(), client.warnings()), (1, vec![]));
}
