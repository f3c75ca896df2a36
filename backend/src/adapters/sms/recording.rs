use std::sync::{Mutex, PoisonError};

use super::{OutgoingSms, SendFault, SmsGateway};

/// Remembers text messages instead of sending them, or fails as told.
#[derive(Default)]
pub struct RecordingSmsGateway {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sent: Vec<OutgoingSms>,
    failures: u32,
    for_good: bool,
    lost_answers: u32,
}

impl RecordingSmsGateway {
    /// What was sent, in order.
    pub fn sent(&self) -> Vec<OutgoingSms> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).sent.clone()
    }

    /// Refuses as many of the next messages, with 500, or with 400 `for_good`.
    pub fn fail(&self, times: u32, for_good: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.failures, state.for_good) = (times, for_good);
    }

    /// Takes as many of the next messages, and is not heard.
    pub fn lose_answers(&self, times: u32) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).lost_answers = times;
    }
}

#[async_trait::async_trait]
impl SmsGateway for RecordingSmsGateway {
    async fn send(&self, sms: &OutgoingSms) -> Result<String, SendFault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failures > 0 {
            state.failures -= 1;
            let for_good = state.for_good;
            return Err(SendFault::Refused {
                code: if for_good { 400 } else { 500 },
                for_good,
            });
        }
        state.sent.push(sms.clone());
        if state.lost_answers > 0 {
            state.lost_answers -= 1;
            return Err(SendFault::TimedOut);
        }
        Ok(format!("recorded {}", state.sent.len()))
    }

    async fn find(&self, sms: &OutgoingSms) -> Result<Option<String>, SendFault> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let place = state.sent.iter().position(|sent| sent.id == sms.id);
        Ok(place.map(|place| format!("recorded {}", place + 1)))
    }
}
