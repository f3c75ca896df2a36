//! Text messages: over an HTTP gateway in Twilio's form, or into a folder for the demo.

mod folder;
#[cfg(feature = "testing")]
mod recording;
mod twilio;

pub use folder::SmsFolder;
#[cfg(feature = "testing")]
pub use recording::RecordingSmsGateway;
pub use twilio::{TwilioGateway, TwilioSettings};

use std::fmt;

use domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SendFault;

/// Hands a text message over to whoever delivers it.
#[async_trait::async_trait]
pub trait SmsGateway: Send + Sync + 'static {
    /// Returns once the message is somebody else's responsibility, with what they call it.
    async fn send(&self, sms: &OutgoingSms) -> Result<String, SendFault>;

    /// What the same message is called there, if it was taken before: asked after a process ended between sending and recording.
    async fn find(&self, sms: &OutgoingSms) -> Result<Option<String>, SendFault>;
}

/// A finished text message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingSms {
    pub id: Uuid,
    /// When it was written.
    pub date: Instant,
    /// "+442079460111" (E.164)
    pub to: String,
    pub text: String,
}

impl fmt::Debug for OutgoingSms {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OutgoingSms({})", self.id)
    }
}
