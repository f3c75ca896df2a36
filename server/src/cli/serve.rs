use std::{
    io,
    net::{SocketAddr, TcpListener},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use app::{AppState, Demo, TrustedProxies};
use axum_server::Handle;
use backend::{
    Core, SystemClock,
    adapters::{
        mail::{Mailer, SmtpMailer},
        sms::{SmsGateway, TwilioGateway},
    },
    jobs,
};
use tokio::signal;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Outcome, files, keys, log};
use crate::{
    config::Config,
    http::{
        self,
        assets::Assets,
        listen::{self, Certificate},
    },
};

/// `mediconnect serve`
pub(super) async fn run(config: &Config) -> Outcome {
    log::start(&config.log);
    let mailer = Arc::new(SmtpMailer::new(&config.smtp()?)?);
    let sms = config.sms_gateway().map(TwilioGateway::new).transpose()?;
    let (db, keys) = keys::open(&config.clone().into()).await?;
    keys::refuse_demo(&db).await?;
    let assets = Assets::open()?;
    let core = Arc::new(Core::new(db, SystemClock, config.settings(keys)?));
    let server = Server {
        core,
        assets,
        mailer,
        sms: sms.map(|gateway| Arc::new(gateway) as Arc<dyn SmsGateway>),
        proxies: config.trusted_proxies.clone(),
        certificate: config.certificate(),
        demo: None,
    };
    server
        .run(config.listen, |_| {
            println!("mediconnect serves {} at {}", config.public_url, config.listen)
        })
        .await
}

/// What `serve` and `demo` have in common.
pub(super) struct Server {
    pub core: Arc<Core>,
    pub assets: Assets,
    pub mailer: Arc<dyn Mailer>,
    pub sms: Option<Arc<dyn SmsGateway>>,
    pub proxies: TrustedProxies,
    pub certificate: Option<Certificate>,
    pub demo: Option<Arc<Demo>>,
}

/// How long requests and jobs under way may take once we are told to stop.
const LAST_MINUTE: Duration = Duration::from_secs(20);

#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}")]
struct Unlistened {
    address: SocketAddr,
    source: io::Error,
}

#[derive(Debug, thiserror::Error)]
#[error("the certificate of `tls.certificate` and `tls.key` cannot be used")]
struct Uncertified {
    source: io::Error,
}

impl Server {
    /// Serves until the process is told to stop (SIGTERM, SIGINT), then lets what is under way finish.
    pub async fn run(self, address: SocketAddr, when_ready: impl FnOnce(SocketAddr)) -> Outcome {
        let Self {
            core,
            assets,
            mailer,
            sms,
            proxies,
            certificate,
            demo,
        } = self;
        files::raise_limit();
        let state = AppState {
            core: Arc::clone(&core),
            site: Arc::new(assets.site()),
            proxies,
            demo,
        };
        let router = http::router(state, assets)?;
        if let Some(certificate) = &certificate {
            listen::load(certificate)
                .await
                .map_err(|source| Uncertified { source })?;
        }
        let listener = TcpListener::bind(address).map_err(|source| Unlistened { address, source })?;
        listener.set_nonblocking(true)?;

        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(jobs::run(Arc::clone(&core), mailer, sms, stop.clone()));
        let handle = Handle::new();
        let serving = listen::serve(listener, certificate, router, handle.clone(), stop.clone());
        tasks.spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "serving ended");
            }
        });
        tasks.close();
        when_ready(address);

        told_to_stop().await;
        tracing::info!("stopping");
        stop.cancel();
        handle.graceful_shutdown(Some(LAST_MINUTE));
        // Browsers that wait for changes would keep their connections open.
        core.db.live().end();
        if tokio::time::timeout(LAST_MINUTE, tasks.wait()).await.is_err() {
            tracing::warn!("stopped with work under way");
        }
        core.db.clone().close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn told_to_stop() {
    let interrupted = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        _ = terminated => {}
    }
}
