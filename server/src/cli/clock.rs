use backend::{Clock, SystemClock};
use domain::time::Instant;

/// A clock that was set when it was made, and runs on from there.
#[derive(Clone, Copy, Debug)]
pub(super) struct SetClock {
    offset_millis: i64,
}

impl SetClock {
    /// Shows `start` now, or the real time.
    pub fn at(start: Option<Instant>) -> Self {
        let offset_millis = start.map_or(0, |start| start.millis().saturating_sub(SystemClock.now().millis()));
        Self { offset_millis }
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        Instant::from_millis(SystemClock.now().millis().saturating_add(self.offset_millis))
    }
}
