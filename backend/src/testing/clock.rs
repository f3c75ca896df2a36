use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::time::Instant;

use crate::Clock;

/// A clock that stands until a test moves it. Clones show the same time.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Standing at an RFC 3339 time such as "2026-11-23T08:00:00Z".
    pub fn at(text: &str) -> Self {
        let clock = Self::default();
        clock.set(text);
        clock
    }

    /// Moves to an RFC 3339 time.
    pub fn set(&self, text: &str) {
        self.0.store(instant(text).millis(), Ordering::SeqCst);
    }

    pub fn advance_minutes(&self, minutes: i64) {
        self.0
            .store(self.now().plus_minutes(minutes).millis(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    /// Monday 23 November 2026, 08:00 in London.
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(instant("2026-11-23T08:00:00Z").millis())))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// From RFC 3339.
pub fn instant(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>()
        .expect("a time like 2026-11-23T08:00:00Z")
        .into()
}
