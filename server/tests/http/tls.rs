//! https without a proxy, over real connections.

use std::{fs, net::TcpListener, path::Path, sync::Arc, time::Duration};

use axum_server::Handle;
use server::http::{
    self,
    listen::{Certificate, load, serve},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        pki_types::pem::PemObject,
        pki_types::{CertificateDer, ServerName},
    },
};
use tokio_util::sync::CancellationToken;

use crate::common::{no_assets, state};

const NAME: &str = "clinic.example";

struct Served {
    address: std::net::SocketAddr,
    certificate: Certificate,
    handle: Handle<std::net::SocketAddr>,
    _folder: TempDir,
    _world: backend::testing::World,
}

async fn served(is_secure: bool) -> Served {
    let folder = backend::testing::folder();
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).expect("a certificate");
    let certificate = Certificate {
        chain: folder.path().join("chain.pem"),
        key: folder.path().join("key.pem"),
    };
    fs::write(&certificate.chain, made.cert.pem()).expect("written");
    fs::write(&certificate.key, made.signing_key.serialize_pem()).expect("written");
    let world = backend::testing::world(backend::testing::Kind::Sqlite).await;
    let router = http::router(state(&world.core), no_assets()).expect("a router");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let handle = Handle::new();
    let with = is_secure.then(|| certificate.clone());
    tokio::spawn(serve(listener, with, router, handle.clone(), CancellationToken::new()));
    Served {
        address,
        certificate,
        handle,
        _folder: folder,
        _world: world,
    }
}

#[tokio::test]
async fn a_browser_that_trusts_the_certificate_is_answered_over_tls() {
    let served = served(true).await;
    let mut roots = RootCertStore::empty();
    let chain = CertificateDer::from_pem_file(&served.certificate.chain).expect("a certificate");
    roots.add(chain).expect("a root");
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let plain = TcpStream::connect(served.address).await.expect("a connection");
    let name = ServerName::try_from(NAME).expect("a name");
    let mut tls = TlsConnector::from(Arc::new(config))
        .connect(name, plain)
        .await
        .expect("TLS");
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\n\r\n");
    tls.write_all(request.as_bytes()).await.expect("asked");
    let mut answer = String::new();
    tls.read_to_string(&mut answer).await.expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security"), "{answer}");
    served.handle.shutdown();
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let served = served(false).await;
    let key = &served.certificate.key;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("rights");
    set(key.parent().expect("a folder"), 0o755);
    for (mode, is_taken) in [(0o644, false), (0o640, false), (0o600, true)] {
        set(key, mode);
        let loaded = load(&served.certificate).await;
        assert_eq!(loaded.is_ok(), is_taken, "{mode:o}");
        if let Err(error) = loaded {
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
    }
}

#[tokio::test]
async fn plain_http_is_not_answered_where_there_is_tls() {
    let served = served(true).await;
    let mut plain = TcpStream::connect(served.address).await.expect("a connection");
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("asked");
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn a_client_that_never_ends_its_request_is_let_go() {
    let served = served(false).await;
    let mut slow = TcpStream::connect(served.address).await.expect("a connection");
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        .await
        .expect("begun");
    let mut answer = Vec::new();
    // From here on the clock of the runtime runs ahead while nothing else happens.
    tokio::time::pause();
    let ended = tokio::time::timeout(Duration::from_secs(60), slow.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "the connection is still open");
}
