//! How connections are taken: plain, for a proxy on this machine, or with TLS.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    time::Duration,
};

use axum::Router;
use axum_server::{
    Address, Handle, Server,
    tls_rustls::{RustlsConfig, from_tcp_rustls},
};
use backend::private::is_out_of_reach;
use hyper_util::rt::TokioTimer;
use tokio_util::sync::CancellationToken;

/// How long a client may take for the head of a request, and for saying hello.
const HEAD: Duration = Duration::from_secs(15);
/// How often the certificate is read anew: whoever renews it need not tell us.
const RENEWAL: Duration = Duration::from_secs(3_600);

/// The files of a certificate, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// With those of its issuers behind it.
    pub chain: PathBuf,
    pub key: PathBuf,
}

/// Serves until `handle` is told to end.
///
/// # Errors
/// When the certificate cannot be used, and when the listener breaks.
pub async fn serve(
    listener: TcpListener,
    certificate: Option<Certificate>,
    router: Router,
    handle: Handle<SocketAddr>,
    stop: CancellationToken,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let Some(certificate) = certificate else {
        return bounded(axum_server::from_tcp(listener)?)
            .handle(handle)
            .serve(service)
            .await;
    };
    let tls = load(&certificate).await?;
    tokio::spawn(stop.run_until_cancelled_owned(renew(tls.clone(), certificate)));
    bounded(from_tcp_rustls(listener, tls)?)
        .handle(handle)
        .serve(service)
        .await
}

/// # Errors
/// When a file cannot be read, the two do not belong together, or others on this machine can read the key.
pub async fn load(certificate: &Certificate) -> io::Result<RustlsConfig> {
    check_key(certificate)?;
    RustlsConfig::from_pem_file(&certificate.chain, &certificate.key).await
}

async fn renew(tls: RustlsConfig, certificate: Certificate) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = reload(&tls, &certificate).await {
            tracing::error!(%error, "the certificate cannot be read anew; the one before is served");
        }
    }
}

async fn reload(tls: &RustlsConfig, certificate: &Certificate) -> io::Result<()> {
    check_key(certificate)?;
    tls.reload_from_pem_file(&certificate.chain, &certificate.key).await
}

fn check_key(certificate: &Certificate) -> io::Result<()> {
    match is_out_of_reach(&certificate.key)? {
        true => Ok(()),
        false => Err(io::Error::other(
            "the key can be read by others on this machine: chmod 600",
        )),
    }
}

/// Nobody holds a connection by being slow.
fn bounded<A: Address, Acceptor>(server: Server<A, Acceptor>) -> Server<A, Acceptor> {
    let mut server = server.first_request_timeout(HEAD);
    let http = server.http_builder();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD)
        .keep_alive_timeout(HEAD);
    server
}
