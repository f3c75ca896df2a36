#[cfg(feature = "hydrate")]
use std::cell::Cell;

#[cfg(feature = "hydrate")]
use super::every_second;

/// Seconds between two looks.
#[cfg(feature = "hydrate")]
const PAUSE: u8 = 3;

/// Calls `look_again` when something may have changed at `url`. Ends with the island.
#[cfg(feature = "hydrate")]
pub fn live(_url: &str, look_again: impl Fn() + 'static) {
    let waited = Cell::new(0);
    every_second(move || {
        waited.set((waited.get() + 1) % PAUSE);
        if waited.get() == 0 {
            look_again();
        }
    });
}

#[cfg(not(feature = "hydrate"))]
pub fn live(_url: &str, _look_again: impl Fn() + 'static) {}
