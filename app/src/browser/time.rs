#[cfg(feature = "hydrate")]
use std::time::Duration;

#[cfg(feature = "hydrate")]
use leptos::prelude::{on_cleanup, set_interval_with_handle, set_timeout, window};

/// Seconds since the page was asked for, by a clock that nobody sets.
#[cfg(feature = "hydrate")]
pub fn seconds() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now() / 1000.0)
}

/// Calls `tick` each second until the island goes.
#[cfg(feature = "hydrate")]
pub fn every_second(tick: impl Fn() + 'static) {
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
}

/// Calls `then` once, so many seconds later, unless the page is left before.
#[cfg(feature = "hydrate")]
pub fn after(seconds: u64, then: impl FnOnce() + 'static) {
    set_timeout(then, Duration::from_secs(seconds));
}

#[cfg(not(feature = "hydrate"))]
pub const fn seconds() -> f64 {
    0.0
}

#[cfg(not(feature = "hydrate"))]
pub fn every_second(_tick: impl Fn() + 'static) {}

#[cfg(not(feature = "hydrate"))]
pub fn after(_seconds: u64, _then: impl FnOnce() + 'static) {}
