use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::{Mailer, OutgoingMail, SendFault};

/// Remembers mails instead of sending them, or fails as told.
#[derive(Default)]
pub struct RecordingMailer {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    sent: Vec<OutgoingMail>,
    failures: u32,
}

impl RecordingMailer {
    /// What was sent, in order.
    pub fn sent(&self) -> Vec<OutgoingMail> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).sent.clone()
    }

    /// Refuses as many of the next mails, with 451.
    pub fn fail(&self, times: u32) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).failures = times;
    }

    /// Waits until as many mails were sent in all.
    pub async fn wait_for(&self, count: usize) -> Vec<OutgoingMail> {
        loop {
            let changed = self.changed.notified();
            let sent = self.sent();
            if sent.len() >= count {
                return sent;
            }
            changed.await;
        }
    }
}

#[async_trait::async_trait]
impl Mailer for RecordingMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<String, SendFault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failures > 0 {
            state.failures -= 1;
            return Err(SendFault::Refused {
                code: 451,
                for_good: false,
            });
        }
        state.sent.push(mail.clone());
        drop(state);
        self.changed.notify_waiters();
        Ok("250".to_owned())
    }
}
