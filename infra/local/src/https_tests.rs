//! The emulator over https, for a client that trusts only the emulator's certificate.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::listener::{Identity, serve};
use crate::origin::authority;
use crate::{Callback, Emulator, Options};

async fn emulator(https: bool, callback: &str) -> Emulator {
    let options = Options::quiet(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    let callback = if callback.is_empty() { Callback::App } else { callback.parse().unwrap() };
    Emulator::start(Options { https, callback, ..options }).await.unwrap()
}

/// Connects to an address with the server name `name`, and trusts only this certificate.
async fn connect(address: &str, name: &str, certificate: &[u8]) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(certificate.to_vec())).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let tcp = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, tcp).await.unwrap()
}

/// Sends a request for `host`, and reads the whole response.
async fn request(mut stream: impl AsyncRead + AsyncWrite + Unpin, host: &str, target: &str) -> String {
    let head = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Sends a request to an origin of the emulator under its canonical name.
async fn request_origin(emulator: &Emulator, origin: &str, target: &str) -> String {
    let own = authority(origin);
    if origin.starts_with("https://") {
        request(connect(own, "127.0.0.1", emulator.certificate().unwrap()).await, own, target).await
    } else {
        request(TcpStream::connect(own).await.unwrap(), own, target).await
    }
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn each_origin_is_served_over_the_scheme_of_its_option() {
    for (https, callback, schemes) in [
        (false, "", ["http", "http", "http"]),
        (false, "https", ["http", "http", "https"]),
        (true, "", ["https", "https", "https"]),
        (true, "http", ["https", "https", "http"]),
        (true, "com.example.app://callback", ["https", "https", "https"]),
    ] {
        let emulator = emulator(https, callback).await;
        let origins = [
            (emulator.form_url(), "/preview", "200"),
            (emulator.tenant_url(), "/users.json", "200"),
            (emulator.app_url(), "/", "200"),
        ];
        assert_eq!(origins.map(|(origin, ..)| origin.split_once(':').unwrap().0), schemes, "{callback}");
        for (origin, target, status) in origins {
            let answer = request_origin(&emulator, origin, target).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{origin}{target}: {answer}");
        }
        emulator.shutdown().await;
    }
}

#[tokio::test]
async fn the_tenant_accepts_only_the_callback_of_the_options() {
    for callback in ["", "http", "com.example.app://callback"] {
        let emulator = emulator(true, callback).await;
        let own = format!("{}/callback", emulator.app_url());
        for (redirect_uri, accepted) in [
            (emulator.callback(), true),
            (&*own, callback != "com.example.app://callback"),
            ("com.example.app://callback", callback == "com.example.app://callback"),
            ("com.example.app://callback/", false),
            ("com.example.other://callback", false),
        ] {
            let target =
                format!("/authorize?client_id=local-app&response_type=code&redirect_uri={redirect_uri}");
            let answer = request_origin(&emulator, emulator.tenant_url(), &target).await;
            let goes_on = header(&answer, "location").is_some_and(|to| to.starts_with("/login?state="));
            assert_eq!(goes_on, accepted, "{callback:?}, {redirect_uri}: {answer}");
        }
        emulator.shutdown().await;
    }
}

#[tokio::test]
async fn the_apps_login_requests_the_callback_and_its_page_names_a_native_one() {
    for (callback, native) in [("", false), ("http", false), ("com.example.app://callback", true)] {
        let emulator = emulator(true, callback).await;
        let login = request_origin(&emulator, emulator.app_url(), "/login").await;
        let target = url::Url::parse(header(&login, "location").unwrap()).unwrap();
        let redirect_uri = target.query_pairs().find(|pair| pair.0 == "redirect_uri").unwrap().1.into_owned();
        assert_eq!(redirect_uri, emulator.callback());
        let page = request_origin(&emulator, emulator.app_url(), "/").await;
        assert_eq!(page.contains("<code>com.example.app://callback</code>"), native, "{page}");
        emulator.shutdown().await;
    }
}

#[tokio::test]
async fn another_name_of_this_machine_redirects_to_the_canonical_name_over_https() {
    let emulator = emulator(true, "").await;
    let own = authority(emulator.app_url());
    let port = own.rsplit_once(':').unwrap().1;
    let certificate = emulator.certificate().unwrap();
    for (host, status, location) in [
        (format!("localhost:{port}"), "302", Some(format!("{}/login?prompt=none", emulator.app_url()))),
        ("evil.example".to_owned(), "421", None),
    ] {
        let answer = request(connect(own, "localhost", certificate).await, &host, "/login?prompt=none").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert_eq!(header(&answer, "location"), location.as_deref());
    }
    emulator.shutdown().await;
}

#[tokio::test]
async fn the_cookies_of_an_https_origin_are_secure() {
    let emulator = emulator(true, "http").await;
    let query = format!("client_id=local-app&response_type=code&redirect_uri={}", emulator.callback());
    for (origin, target, secure) in [
        (emulator.tenant_url(), format!("/authorize?{query}"), true),
        (emulator.tenant_url(), "/logout".to_owned(), true),
        (emulator.app_url(), "/login".to_owned(), false),
    ] {
        let answer = request_origin(&emulator, origin, &target).await;
        let cookie = header(&answer, "set-cookie").unwrap();
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert_eq!(cookie.starts_with("__Host-"), secure, "{cookie}");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    }
    emulator.shutdown().await;
}

/// A server that responds with the caller's address.
async fn mirror(identity: Option<&Identity>) -> (SocketAddr, watch::Sender<bool>) {
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    drop(serve(
        tcp,
        identity,
        Router::new()
            .route("/", get(async |ConnectInfo(caller): ConnectInfo<SocketAddr>| caller.to_string())),
        stopped,
    ));
    (address, stop)
}

#[tokio::test]
async fn the_callers_address_is_available_over_either_scheme() {
    let identity = Identity::new().unwrap();
    let (http, _http) = mirror(None).await;
    let (https, _https) = mirror(Some(&identity)).await;

    let plain = TcpStream::connect(http).await.unwrap();
    let caller = plain.local_addr().unwrap().to_string();
    assert!(request(plain, "a", "/").await.ends_with(&format!("\r\n\r\n{caller}")));

    let guarded = connect(&https.to_string(), "127.0.0.1", identity.certificate()).await;
    let caller = guarded.get_ref().0.local_addr().unwrap().to_string();
    assert!(request(guarded, "a", "/").await.ends_with(&format!("\r\n\r\n{caller}")));
}

#[tokio::test]
async fn a_client_without_tls_does_not_delay_other_clients() {
    let identity = Identity::new().unwrap();
    let (address, _stop) = mirror(Some(&identity)).await;
    let _silent = TcpStream::connect(address).await.unwrap();
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();

    let guarded = connect(&address.to_string(), "127.0.0.1", identity.certificate()).await;

    assert!(request(guarded, "a", "/").await.starts_with("HTTP/1.1 200 "));
    let mut response = Vec::new();
    // The server sends a TLS alert or closes the connection; it sends no page.
    let _ = plain.read_to_end(&mut response).await;
    assert!(!response.starts_with(b"HTTP"), "{response:?}");
}

#[tokio::test]
async fn an_emulator_over_https_stops_while_connections_are_open() {
    let emulator = emulator(true, "").await;
    let address = authority(emulator.app_url()).to_owned();
    let mut idle = connect(&address, "127.0.0.1", emulator.certificate().unwrap()).await;
    idle.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    idle.read_u8().await.unwrap();
    let mut silent = TcpStream::connect(&address).await.unwrap();

    emulator.shutdown().await;

    // Both connections end: the idle one, and the one without a request.
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    silent.read_to_end(&mut rest).await.unwrap();
}
