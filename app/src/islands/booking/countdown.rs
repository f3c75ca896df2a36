use leptos::prelude::*;

use crate::browser::{every_second, seconds};

/// When somebody who cannot see the clock is told.
const WARNING_SECS: u32 = 120;

/// How long a time is still kept, by a clock that nobody sets. Counts in the browser only.
#[derive(Clone, Copy)]
pub(super) struct Countdown {
    /// In [`seconds`].
    end: StoredValue<f64>,
    left: RwSignal<Option<u32>>,
    spoken: RwSignal<&'static str>,
}

impl Countdown {
    /// `secs` were left when the page was made. It counts from when the page was asked for: rather too short than too long.
    pub fn new(secs: u32) -> Self {
        Self {
            end: StoredValue::new(f64::from(secs)),
            left: RwSignal::new(None),
            spoken: RwSignal::new(""),
        }
    }

    /// Calls `at_end` each second from the end on.
    pub fn start(self, at_end: impl Fn() + Clone + 'static) {
        Effect::new(move |_| {
            let at_end = at_end.clone();
            self.tick();
            every_second(move || {
                if self.tick() == 0 {
                    at_end();
                }
            });
        });
    }

    /// Counts down from `secs` again.
    pub fn restart(self, secs: u32) {
        self.end.set_value(seconds() + f64::from(secs));
        self.spoken.set("");
        self.tick();
    }

    fn tick(self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and some hundreds"
        )]
        let left = (self.end.get_value() - seconds()).max(0.0) as u32;
        let before = self.left.get_untracked();
        if before.is_some_and(|before| before > WARNING_SECS) && left <= WARNING_SECS {
            self.spoken.set("2 minutes left to confirm.");
        }
        if before != Some(left) {
            self.left.set(Some(left));
        }
        left
    }

    /// "We keep this time for you for 9:42"; before it counts, "… until 14:32".
    pub fn words(self, until: String) -> impl Fn() -> String + Send + Sync + 'static {
        move || match self.left.get() {
            Some(left) => format!("We keep this time for you for {}:{:02}", left / 60, left % 60),
            None => format!("We keep this time for you until {until}"),
        }
    }

    /// What a screen reader says once.
    pub fn spoken(self) -> ReadSignal<&'static str> {
        self.spoken.read_only()
    }
}
