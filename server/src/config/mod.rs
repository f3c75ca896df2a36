//! What the clinic sets, from a TOML file and from the environment; the environment wins. docs/CONFIGURATION.md lists it all.

mod public_url;
mod source;

pub use public_url::{PublicUrl, WrongUrl};
pub use source::{ConfigError, Sources};

use std::net::SocketAddr;

use backend::{
    Settings,
    adapters::mail::{Security, SmtpLogin, SmtpSettings},
    db::Kind,
};
use secrecy::SecretString;
use serde::Deserialize;

/// All settings, checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen: "127.0.0.1:3000".
    pub listen: SocketAddr,
    /// Where browsers find us: "https://clinic.example".
    pub public_url: PublicUrl,
    /// A proxy before us speaks https, though we listen on a public address.
    pub behind_proxy: bool,
    /// "sqlite:PATH" or "postgres://…"; a secret, because it can hold a password.
    pub database: SecretString,
    pub clinic_name: String,
    pub session: SessionConfig,
    pub mail: MailConfig,
    pub log: LogConfig,
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

/// Nobody can guess these.
const REQUIRED: [&str; 4] = ["public_url", "clinic_name", "mail.address", "mail.host"];

/// Setting, and what it is when left out. What is neither here nor required is nothing when left out.
const DEFAULTS: [(&str, &str); 10] = [
    ("listen", "127.0.0.1:3000"),
    ("behind_proxy", "false"),
    ("database", "sqlite:data/mediconnect.db"),
    ("session.idle_minutes", "30"),
    ("session.staff_idle_minutes", "15"),
    ("session.absolute_minutes", "720"),
    ("session.staff_need_second_factor", "false"),
    ("mail.security", "tls"),
    ("log.format", "text"),
    ("log.level", "info"),
];

/// Setting, and the variable that sets it.
pub const VARIABLES: [(&str, &str); 17] = [
    ("listen", "MEDICONNECT_LISTEN"),
    ("public_url", "MEDICONNECT_PUBLIC_URL"),
    ("behind_proxy", "MEDICONNECT_BEHIND_PROXY"),
    ("database", "MEDICONNECT_DATABASE"),
    ("clinic_name", "MEDICONNECT_CLINIC_NAME"),
    ("session.idle_minutes", "MEDICONNECT_SESSION_IDLE_MINUTES"),
    ("session.staff_idle_minutes", "MEDICONNECT_SESSION_STAFF_IDLE_MINUTES"),
    ("session.absolute_minutes", "MEDICONNECT_SESSION_ABSOLUTE_MINUTES"),
    (
        "session.staff_need_second_factor",
        "MEDICONNECT_SESSION_STAFF_NEED_SECOND_FACTOR",
    ),
    ("mail.address", "MEDICONNECT_MAIL_ADDRESS"),
    ("mail.host", "MEDICONNECT_MAIL_HOST"),
    ("mail.port", "MEDICONNECT_MAIL_PORT"),
    ("mail.security", "MEDICONNECT_MAIL_SECURITY"),
    ("mail.user", "MEDICONNECT_MAIL_USER"),
    ("mail.password", "MEDICONNECT_MAIL_PASSWORD"),
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
        if self.database_kind().is_none() {
            return wrong("database", "it starts with sqlite: or postgres:");
        }
        if self.clinic_name.trim().is_empty() {
            return wrong("clinic_name", "it is empty");
        }
        if !self.listen.ip().is_loopback() && !self.public_url.is_https() && !self.behind_proxy {
            return wrong(
                "public_url",
                "it must be https when `listen` is not a loopback address; set `behind_proxy = true` if something before us speaks https",
            );
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
        if self.mail.user.is_some() != self.mail.password.is_some() {
            return wrong(
                "mail.password",
                "`mail.user` and `mail.password` are set together or not at all",
            );
        }
        if self.log.level.parse::<tracing_subscriber::EnvFilter>().is_err() {
            return wrong(
                "log.level",
                "it is error, warn, info, debug or trace, or directives like info,sqlx=debug",
            );
        }
        Ok(())
    }

    fn database_kind(&self) -> Option<Kind> {
        use secrecy::ExposeSecret;
        self.database.expose_secret().parse().ok()
    }

    /// What use cases need of it.
    pub fn settings(&self) -> Settings {
        Settings {
            clinic_name: self.clinic_name.trim().to_owned(),
            public_url: self.public_url.as_str().to_owned(),
            mail_address: self.mail.address.clone(),
            session_idle_minutes: self.session.idle_minutes.into(),
            session_staff_idle_minutes: self.session.staff_idle_minutes.into(),
            session_absolute_minutes: self.session.absolute_minutes.into(),
            staff_need_second_factor: self.session.staff_need_second_factor,
            is_behind_proxy: self.behind_proxy,
        }
    }

    pub fn smtp(&self) -> SmtpSettings {
        let mail = self.mail.clone();
        SmtpSettings {
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
        }
    }
}
