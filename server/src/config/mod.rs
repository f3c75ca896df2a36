//! What the clinic sets, from a TOML file and from the environment; the environment wins. docs/CONFIGURATION.md lists it all.

mod public_url;
mod source;

pub use public_url::{PublicUrl, WrongUrl};
pub use source::{ConfigError, Sources};

use std::{
    fs, io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use app::TrustedProxies;
use backend::{
    Settings,
    account::BreachedPasswords,
    adapters::{
        mail::{Security, SmtpLogin, SmtpSettings, check_root},
        sms::TwilioSettings,
    },
    crypto::Keys,
    db::{Kind, is_private},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::http::listen::Certificate;

/// All settings, checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen: "127.0.0.1:3000".
    pub listen: SocketAddr,
    /// Where browsers find us: "https://clinic.example".
    pub public_url: PublicUrl,
    /// "sqlite:PATH" or "postgres://…"; a secret, because it can hold a password.
    pub database: SecretString,
    pub clinic_name: String,
    #[serde(default)]
    pub tls: TlsConfig,
    /// Whose word about the address of a client is taken: "10.0.0.0/8, 192.0.2.7".
    pub trusted_proxies: TrustedProxies,
    /// Nobody else is on the network between the proxies and us, so they need no TLS.
    pub plain_http_from_proxies: bool,
    #[serde(default)]
    pub audit: AuditConfig,
    #[serde(default)]
    pub keys: KeysConfig,
    pub session: SessionConfig,
    #[serde(default)]
    pub passwords: PasswordsConfig,
    pub mail: MailConfig,
    pub sms: SmsConfig,
    pub log: LogConfig,
}

/// For https without a proxy: set together or not at all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsConfig {
    /// A PEM file, with the certificates of the issuers behind it.
    pub certificate: Option<PathBuf>,
    /// A PEM file.
    pub key: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// The seals of the audit trail are made with it.
    pub key: Option<SecretString>,
    /// What is sealed is in the log, too.
    pub log: bool,
}

/// Where the keys of what is stored encrypted are; beside an SQLite database when neither is set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeysConfig {
    pub file: Option<PathBuf>,
    /// The keys themselves, as in the file, parted by commas.
    pub ring: Option<SecretString>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionConfig {
    /// For patients.
    pub idle_minutes: u32,
    pub staff_idle_minutes: u32,
    pub absolute_minutes: u32,
    pub staff_need_second_factor: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordsConfig {
    /// A file of stolen ones.
    pub breached: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// The sender: "appointments@clinic.example".
    pub address: String,
    pub host: String,
    pub port: Option<u16>,
    pub security: MailSecurity,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    /// A file with the certificate of the clinic's own authority.
    pub root: Option<PathBuf>,
}

/// A gateway for text messages: the last three are set together or not at all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    /// "https://api.twilio.com", or another that speaks as it does.
    pub url: Url,
    pub account: Option<String>,
    pub token: Option<SecretString>,
    /// The sender: a number or a name.
    pub from: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    Tls,
    StartTls,
    Plain,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    pub format: LogFormat,
    /// A level, or directives like "info,sqlx=debug".
    pub level: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// Bytes of a key that nobody can try out.
const LEAST_KEY: usize = 32;

/// Nobody can guess these.
const REQUIRED: [&str; 4] = ["public_url", "clinic_name", "mail.address", "mail.host"];

/// Setting, and what it is when left out. What is neither here nor required is nothing when left out.
const DEFAULTS: [(&str, &str); 12] = [
    ("listen", "127.0.0.1:3000"),
    ("database", "sqlite:data/mediconnect.db"),
    ("trusted_proxies", ""),
    ("plain_http_from_proxies", "false"),
    ("session.idle_minutes", "30"),
    ("session.staff_idle_minutes", "15"),
    ("session.absolute_minutes", "720"),
    ("session.staff_need_second_factor", "false"),
    ("mail.security", "tls"),
    ("sms.url", "https://api.twilio.com"),
    ("log.format", "text"),
    ("log.level", "info"),
];

/// Setting, and the variable that sets it.
pub const VARIABLES: [(&str, &str); 30] = [
    ("listen", "MEDICONNECT_LISTEN"),
    ("public_url", "MEDICONNECT_PUBLIC_URL"),
    ("tls.certificate", "MEDICONNECT_TLS_CERTIFICATE"),
    ("tls.key", "MEDICONNECT_TLS_KEY"),
    ("database", "MEDICONNECT_DATABASE"),
    ("clinic_name", "MEDICONNECT_CLINIC_NAME"),
    ("trusted_proxies", "MEDICONNECT_TRUSTED_PROXIES"),
    ("plain_http_from_proxies", "MEDICONNECT_PLAIN_HTTP_FROM_PROXIES"),
    ("audit.key", "MEDICONNECT_AUDIT_KEY"),
    ("audit.log", "MEDICONNECT_AUDIT_LOG"),
    ("keys.file", "MEDICONNECT_KEYS_FILE"),
    ("keys.ring", "MEDICONNECT_KEYS"),
    ("session.idle_minutes", "MEDICONNECT_SESSION_IDLE_MINUTES"),
    ("session.staff_idle_minutes", "MEDICONNECT_SESSION_STAFF_IDLE_MINUTES"),
    ("session.absolute_minutes", "MEDICONNECT_SESSION_ABSOLUTE_MINUTES"),
    (
        "session.staff_need_second_factor",
        "MEDICONNECT_SESSION_STAFF_NEED_SECOND_FACTOR",
    ),
    ("passwords.breached", "MEDICONNECT_PASSWORDS_BREACHED"),
    ("mail.address", "MEDICONNECT_MAIL_ADDRESS"),
    ("mail.host", "MEDICONNECT_MAIL_HOST"),
    ("mail.port", "MEDICONNECT_MAIL_PORT"),
    ("mail.security", "MEDICONNECT_MAIL_SECURITY"),
    ("mail.user", "MEDICONNECT_MAIL_USER"),
    ("mail.password", "MEDICONNECT_MAIL_PASSWORD"),
    ("mail.root", "MEDICONNECT_MAIL_ROOT"),
    ("sms.url", "MEDICONNECT_SMS_URL"),
    ("sms.account", "MEDICONNECT_SMS_ACCOUNT"),
    ("sms.token", "MEDICONNECT_SMS_TOKEN"),
    ("sms.from", "MEDICONNECT_SMS_FROM"),
    ("log.format", "MEDICONNECT_LOG_FORMAT"),
    ("log.level", "MEDICONNECT_LOG_LEVEL"),
];

impl Config {
    /// Reads and checks all settings.
    ///
    /// # Errors
    /// Names the setting that is missing, unknown or wrong, and where it was set.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let config: Self = sources.read(&REQUIRED, &DEFAULTS, &VARIABLES)?;
        config.check()?;
        Ok(config)
    }

    /// What a type cannot say.
    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |setting, reason| Err(ConfigError::Wrong { setting, reason });
        check_database(&self.database)?;
        if self.clinic_name.trim().is_empty() {
            return wrong("clinic_name", "it is empty");
        }
        if self.tls.certificate.is_some() != self.tls.key.is_some() {
            return wrong(
                "tls.key",
                "`tls.certificate` and `tls.key` are set together or not at all",
            );
        }
        if self.plain_http_from_proxies && self.trusted_proxies.is_empty() {
            return wrong("plain_http_from_proxies", "no proxy is named in `trusted_proxies`");
        }
        if !self.listen.ip().is_loopback() && self.certificate().is_none() && !self.plain_http_from_proxies {
            return wrong(
                "listen",
                "an address that others reach needs https: set `tls.certificate` and `tls.key`; or, when nobody but the proxies in `trusted_proxies` can reach it, `plain_http_from_proxies`",
            );
        }
        if !self.public_url.is_https() && (self.certificate().is_some() || !self.listen.ip().is_loopback()) {
            return wrong(
                "public_url",
                "it is https for all but a server that only this machine reaches",
            );
        }
        let host = self.public_url.host();
        // Browsers take all names under it for this machine.
        let is_public = !is_here(host) && !host.ends_with(".localhost");
        if is_public && !self.public_url.is_https() {
            return wrong(
                "public_url",
                "it is https for all but a site at localhost or 127.0.0.1, which only this machine reaches",
            );
        }
        if is_public && self.certificate().is_none() && self.trusted_proxies.is_empty() {
            return wrong(
                "trusted_proxies",
                "others come by the `public_url`: name the proxy that ends https before us, `127.0.0.1` for one on this machine; or set `tls.certificate` and `tls.key`",
            );
        }
        if self
            .audit
            .key
            .as_ref()
            .is_some_and(|key| key.expose_secret().len() < LEAST_KEY)
        {
            return wrong(
                "audit.key",
                "it is at least 32 characters; `openssl rand -hex 32` makes one",
            );
        }
        if self.keys.file.is_some() && self.keys.ring.is_some() {
            return wrong("keys.file", "`keys.file` and `keys.ring` are not set together");
        }
        if self.session.idle_minutes == 0 {
            return wrong("session.idle_minutes", "it is at least 1");
        }
        if self.session.staff_idle_minutes == 0 {
            return wrong("session.staff_idle_minutes", "it is at least 1");
        }
        if self.session.absolute_minutes < self.session.idle_minutes.max(self.session.staff_idle_minutes) {
            return wrong(
                "session.absolute_minutes",
                "it is at least `session.idle_minutes` and `session.staff_idle_minutes`",
            );
        }
        if !self.mail.address.contains('@') {
            return wrong("mail.address", "it is an e-mail address");
        }
        if self.mail.security == MailSecurity::Plain && !is_here(&self.mail.host) {
            return wrong(
                "mail.security",
                "`plain` is for a relay on this machine, 127.0.0.1 or localhost",
            );
        }
        if self.mail.user.is_some() != self.mail.password.is_some() {
            return wrong(
                "mail.password",
                "`mail.user` and `mail.password` are set together or not at all",
            );
        }
        let SmsConfig {
            url,
            account,
            token,
            from,
        } = &self.sms;
        if account.is_some() != token.is_some() || token.is_some() != from.is_some() {
            return wrong(
                "sms.account",
                "`sms.account`, `sms.token` and `sms.from` are set together or not at all",
            );
        }
        let is_near = url.scheme() == "http" && url.host_str().is_some_and(is_here);
        if url.scheme() != "https" && !is_near {
            return wrong("sms.url", "it is https for all but a gateway on this machine");
        }
        if self.log.level.parse::<tracing_subscriber::EnvFilter>().is_err() {
            return wrong(
                "log.level",
                "it is error, warn, info, debug or trace, or directives like info,sqlx=debug",
            );
        }
        Ok(())
    }

    pub fn certificate(&self) -> Option<Certificate> {
        let TlsConfig { certificate, key } = self.tls.clone();
        let (chain, key) = certificate.zip(key)?;
        Some(Certificate { chain, key })
    }

    /// What use cases need of it.
    ///
    /// # Errors
    /// [`ConfigError::Breached`].
    pub fn settings(&self, keys: Arc<Keys>) -> Result<Settings, ConfigError> {
        let open = |path: &PathBuf| {
            BreachedPasswords::open(path).map_err(|source| ConfigError::Breached {
                path: path.clone(),
                source,
            })
        };
        Ok(Settings {
            clinic_name: self.clinic_name.trim().to_owned(),
            public_url: self.public_url.as_str().to_owned(),
            mail_address: self.mail.address.clone(),
            session_idle_minutes: self.session.idle_minutes.into(),
            session_staff_idle_minutes: self.session.staff_idle_minutes.into(),
            session_absolute_minutes: self.session.absolute_minutes.into(),
            audit_key: self.audit.key.clone(),
            is_audit_logged: self.audit.log,
            keys,
            staff_need_second_factor: self.session.staff_need_second_factor,
            breached_passwords: self.passwords.breached.as_ref().map(open).transpose()?,
            sends_sms: self.sms_gateway().is_some(),
        })
    }

    /// Of text messages, where there is one.
    pub fn sms_gateway(&self) -> Option<TwilioSettings> {
        let SmsConfig {
            url,
            account,
            token,
            from,
        } = self.sms.clone();
        Some(TwilioSettings {
            url,
            account: account?,
            token: token?,
            from: from?,
        })
    }

    /// # Errors
    /// [`ConfigError::Root`].
    pub fn smtp(&self) -> Result<SmtpSettings, ConfigError> {
        let mail = self.mail.clone();
        let read = |path: PathBuf| read_root(&path).map_err(|source| ConfigError::Root { path, source });
        Ok(SmtpSettings {
            host: mail.host,
            port: mail.port,
            security: match mail.security {
                MailSecurity::Tls => Security::Tls,
                MailSecurity::StartTls => Security::StartTls,
                MailSecurity::Plain => Security::Plain,
            },
            login: mail
                .user
                .zip(mail.password)
                .map(|(name, password)| SmtpLogin { name, password }),
            root: mail.root.map(read).transpose()?,
        })
    }
}

fn read_root(path: &Path) -> io::Result<Vec<u8>> {
    let pem = fs::read(path)?;
    check_root(&pem)?;
    Ok(pem)
}

/// Refuses an address that is none, and that of a database on another machine when others could read on the way.
///
/// # Errors
/// [`ConfigError::Wrong`], without the address: there can be a password in it.
pub fn check_database(address: &SecretString) -> Result<(), ConfigError> {
    let wrong = |reason| {
        Err(ConfigError::Wrong {
            setting: "database",
            reason,
        })
    };
    let address = address.expose_secret();
    if address.parse::<Kind>().is_err() {
        return wrong("it starts with sqlite: or postgres:");
    }
    if !is_private(address) {
        return wrong("a PostgreSQL on another machine is reached with ?sslmode=verify-full");
    }
    Ok(())
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
