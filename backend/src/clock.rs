use domain::time::Instant;

/// Where the time comes from, so that a test can set it.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the computer's clock")]
    fn now(&self) -> Instant {
        jiff::Timestamp::now().into()
    }
}
