use std::{io, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        Error as SmtpError, PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use secrecy::{ExposeSecret, SecretString};

use super::{Mailer, OutgoingMail, SendFault, compose::compose};

/// How a mail server is reached.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    pub host: String,
    /// The usual one of `security` when left out.
    pub port: Option<u16>,
    pub security: Security,
    pub login: Option<SmtpLogin>,
    /// Also trusted beside the authorities that browsers trust, as PEM: for the mail server of a clinic with an authority of its own.
    pub root: Option<Vec<u8>>,
}

/// Name and password at the mail server.
#[derive(Clone, Debug)]
pub struct SmtpLogin {
    pub name: String,
    pub password: SecretString,
}

/// How the way to the mail server is protected. With TLS the server's certificate must be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte, port 465 (RFC 8314).
    Tls,
    /// By STARTTLS, and no mail without it; port 587.
    StartTls,
    /// Not at all: for a relay on the same machine. Port 25.
    Plain,
}

impl Security {
    /// From its name in the configuration.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "tls" => Some(Self::Tls),
            "starttls" => Some(Self::StartTls),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }
}

/// For each answer of the server.
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECTIONS: u32 = 4;
/// No such mailbox, or none that takes it (RFC 5321, section 4.2.3). Other lasting answers can be a fault of ours.
const REFUSED_FOR_GOOD: [u32; 3] = [550, 551, 553];

/// Sends over SMTP.
pub struct SmtpMailer(AsyncSmtpTransport<Tokio1Executor>);

impl SmtpMailer {
    /// Connects with the first mail, not yet.
    ///
    /// # Errors
    /// When `host` cannot be the name of a server, and when there is no certificate in `root`.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SendFault> {
        let host = settings.host.as_str();
        let builder = match settings.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(fault)?,
            Security::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(fault)?,
            Security::Plain => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        };
        let builder = match (&settings.root, settings.security) {
            (Some(root), Security::Tls) => builder.tls(Tls::Wrapper(trusting(host, root)?)),
            (Some(root), Security::StartTls) => builder.tls(Tls::Required(trusting(host, root)?)),
            (None, _) | (_, Security::Plain) => builder,
        };
        let mut builder = builder
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        if let Some(login) = &settings.login {
            let password = login.password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(login.name.clone(), password));
        }
        Ok(Self(builder.build()))
    }
}

/// Refuses a file of certificates in which there is none, or one that nothing can be proved by: it would be trusted in vain.
///
/// # Errors
/// What is wrong with it.
pub fn check_root(pem: &[u8]) -> io::Result<()> {
    let mut trusted = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        trusted.add(certificate.map_err(wrong_root)?).map_err(wrong_root)?;
    }
    match trusted.is_empty() {
        true => Err(wrong_root("there is no certificate in it (PEM)")),
        false => Ok(()),
    }
}

fn wrong_root(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn trusting(host: &str, root: &[u8]) -> Result<TlsParameters, SendFault> {
    let root = Certificate::from_pem(root).map_err(fault)?;
    let parameters = TlsParameters::builder(host.to_owned()).add_root_certificate(root);
    parameters.build().map_err(fault)
}

#[async_trait::async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<String, SendFault> {
        let answer = self.0.send(compose(mail)?).await.map_err(fault)?;
        Ok(answer.code().to_string())
    }
}

fn fault(error: SmtpError) -> SendFault {
    match error.status() {
        Some(code) => {
            let code = u32::from(u16::from(code));
            SendFault::Refused {
                code,
                for_good: REFUSED_FOR_GOOD.contains(&code),
            }
        }
        None if error.is_timeout() => SendFault::TimedOut,
        None => SendFault::Unreachable(error.into()),
    }
}
