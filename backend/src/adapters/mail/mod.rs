//! Mail: over SMTP, or into a folder for the demo.

mod compose;
mod folder;
#[cfg(feature = "testing")]
mod recording;
mod smtp;

pub(crate) use compose::one_line;
pub use folder::{FolderMailer, StoredMail};
#[cfg(feature = "testing")]
pub use recording::RecordingMailer;
pub use smtp::{Security, SmtpLogin, SmtpMailer, SmtpSettings};

use std::fmt;

use domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Hands a mail over to whoever delivers it.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Returns once the mail is somebody else's responsibility. The same mail again has the same `Message-ID`.
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailFault>;
}

/// A finished mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingMail {
    pub id: Uuid,
    /// "<0193…@clinic.example>"
    pub message_id: String,
    pub date: Instant,
    pub from: MailAddress,
    pub to: MailAddress,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendar: Option<CalendarPart>,
}

/// An e-mail address with the name shown for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAddress {
    pub name: Option<String>,
    pub address: String,
}

/// An invitation that a mail program puts into the calendar (RFC 6047).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPart {
    pub method: CalendarMethod,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalendarMethod {
    Request,
    Cancel,
}

impl CalendarMethod {
    /// As in the calendar and in the part's content type (RFC 5546).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Why a mail was not taken. Says nothing about the person: servers put addresses into their answers, so only their number
/// is kept.
#[derive(Debug, thiserror::Error)]
pub enum MailFault {
    #[error("the mail cannot be written")]
    Unwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the mail server answered {code}")]
    Refused { code: u16 },
    #[error("the mail server cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the mail server took too long")]
    TimedOut,
    #[error("the folder of mails cannot be written")]
    Folder(#[source] std::io::Error),
}

impl MailFault {
    /// In a few words, for the table of messages.
    pub fn class(&self) -> String {
        match self {
            Self::Unwritable(_) => "unwritable".to_owned(),
            Self::Refused { code } => format!("refused {code}"),
            Self::Unreachable(_) => "unreachable".to_owned(),
            Self::TimedOut => "timed out".to_owned(),
            Self::Folder(_) => "folder".to_owned(),
        }
    }

    /// Whether another try cannot do better.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Unwritable(_))
    }
}

impl fmt::Debug for OutgoingMail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OutgoingMail({})", self.id)
    }
}
