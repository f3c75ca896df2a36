//! Mail: over SMTP, or into a folder for the demo.

mod compose;
mod folder;
#[cfg(feature = "testing")]
mod recording;
mod smtp;

pub(crate) use compose::one_line;
pub use folder::FolderMailer;
#[cfg(feature = "testing")]
pub use recording::RecordingMailer;
pub use smtp::{Security, SmtpLogin, SmtpMailer, SmtpSettings, check_root};

use std::fmt;

use domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SendFault;

/// Hands a mail over to whoever delivers it.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Returns once the mail is somebody else's responsibility, with their answer. The same mail again has the same `Message-ID`.
    async fn send(&self, mail: &OutgoingMail) -> Result<String, SendFault>;
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

impl fmt::Debug for OutgoingMail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OutgoingMail({})", self.id)
    }
}
