//! The world outside: one trait each, with the real thing and a test double side by side.

mod folder;
pub mod mail;
pub mod sms;

pub use folder::Stored;

use self::{mail::Mailer, sms::SmsGateway};

/// The ways that messages go.
#[derive(Clone, Copy)]
pub struct Carriers<'a> {
    pub mail: &'a dyn Mailer,
    /// Clinics can do without.
    pub sms: Option<&'a dyn SmsGateway>,
}

impl<'a> Carriers<'a> {
    pub const fn mail_only(mail: &'a dyn Mailer) -> Self {
        Self { mail, sms: None }
    }
}

/// Why a message was not taken. Says nothing about the person: servers put addresses into their answers, so only their numbers
/// are kept.
#[derive(Debug, thiserror::Error)]
pub enum SendFault {
    #[error("the message cannot be written")]
    Unwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the server answered {code}")]
    Refused {
        code: u32,
        /// As the server says, another try will be refused too.
        for_good: bool,
    },
    #[error("the server cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the server took too long")]
    TimedOut,
    #[error("the folder of messages cannot be written")]
    Folder(#[source] std::io::Error),
}

impl SendFault {
    /// In a few words, for the table of messages.
    pub fn class(&self) -> String {
        match self {
            Self::Unwritable(_) => "unwritable".to_owned(),
            Self::Refused { code, .. } => format!("refused {code}"),
            Self::Unreachable(_) => "unreachable".to_owned(),
            Self::TimedOut => "timed out".to_owned(),
            Self::Folder(_) => "folder".to_owned(),
        }
    }
}
