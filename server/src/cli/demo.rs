use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use app::{Demo, TrustedProxies};
use backend::{
    Core, Settings,
    adapters::{mail::FolderMailer, sms::SmsFolder},
    crypto::Keys,
    setup,
};
use clap::Args;
use domain::time::Instant;
use secrecy::{ExposeSecret, SecretString};

use super::{Outcome, by_command, checked, clock::SetClock, keys, log, migrate, serve::Server};
use crate::{
    config::{LogConfig, LogFormat},
    http::assets::Assets,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Where mails and text messages are kept, and the database unless `--database` names another.
    #[arg(long, default_value = "data/demo", value_name = "FOLDER")]
    data: PathBuf,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME, empty or with the demo clinic in it. An address with a password
    /// belongs into the variable.
    // Not the variable of `serve`, so that no demo comes into a clinic's database by a setting left over.
    #[arg(long, env = "MEDICONNECT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database: Option<SecretString>,
    #[arg(long, default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// What the clock shows at the start (RFC 3339), for repeatable pictures and tests; it runs on from there.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    now: Option<Instant>,
    /// Fill the database and stop.
    #[arg(long)]
    seed_only: bool,
    /// Level of the log.
    #[arg(long, env = "MEDICONNECT_LOG_LEVEL", default_value = "warn")]
    log: String,
}

pub(super) fn parse_time(text: &str) -> Result<Instant, String> {
    text.parse::<jiff::Timestamp>()
        .map(Instant::from)
        .map_err(|error| error.to_string())
}

/// `mediconnect demo`
pub(super) async fn run(options: &Options) -> Outcome {
    log::start(&LogConfig {
        format: LogFormat::Text,
        level: options.log.clone(),
    });
    let mail_folder = options.data.join("mail");
    let sms_folder = options.data.join("sms");
    let mailer = Arc::new(FolderMailer::open(&mail_folder)?);
    let sms = Arc::new(SmsFolder::open(&sms_folder)?);
    let db = match &options.database {
        Some(url) => migrate::open(checked(url.clone())?.expose_secret()).await?,
        None => migrate::open(&format!("sqlite:{}", options.data.join("mediconnect.db").display())).await?,
    };
    let keys = Arc::new(Keys::of_text(setup::DEMO_KEYS)?);
    keys::take(&db, &keys).await?;
    let settings = Settings {
        clinic_name: setup::DEMO_CLINIC_NAME.to_owned(),
        public_url: address_of(options.listen),
        mail_address: "appointments@riverside.example".to_owned(),
        // Long for everybody, so that nobody who looks around is signed out.
        session_idle_minutes: 60,
        session_staff_idle_minutes: 60,
        session_absolute_minutes: 12 * 60,
        audit_key: None,
        is_audit_logged: false,
        keys: Arc::clone(&keys),
        staff_need_second_factor: false,
        breached_passwords: None,
        sends_sms: true,
    };
    let core = Arc::new(Core::new(db, SetClock::at(options.now), settings));
    let clinic = setup::seed_demo(&by_command(&core)).await?;
    if options.seed_only {
        core.db.clone().close().await;
        return Ok(ExitCode::SUCCESS);
    }
    let server = Server {
        core,
        assets: Assets::open()?,
        mailer,
        sms: Some(sms),
        proxies: TrustedProxies::default(),
        certificate: None,
        demo: Some(Arc::new(Demo {
            mail_folder,
            sms_folder,
            sign_ins: clinic.sign_ins.to_vec(),
        })),
    };
    let data = &options.data;
    let ready = |address: SocketAddr| {
        if !address.ip().is_loopback() {
            println!(
                "\nOthers on the network can sign in, with the passwords below and without https: put nothing real in."
            );
        }
        println!("\nSign in as");
        for sign_in in &clinic.sign_ins {
            println!(
                "  {:<14} {}  password: {}",
                sign_in.role.name(),
                sign_in.email,
                sign_in.password
            );
        }
        println!(
            "Mail and text messages are kept in {} and can be read at {}/demo/mail",
            data.display(),
            address_of(address)
        );
        println!("\nMediconnect serves the demo clinic at {}", address_of(address));
    };
    server.run(options.listen, ready).await
}

/// By name on this machine: browsers keep passkeys for a name, not for a number.
fn address_of(listen: SocketAddr) -> String {
    if listen.ip().is_loopback() {
        format!("http://localhost:{}", listen.port())
    } else {
        format!("http://{listen}")
    }
}
