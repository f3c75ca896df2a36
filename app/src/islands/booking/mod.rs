//! Picking a time and booking it.
//!
//! [`SlotPicker`] shows the free times of a week and takes one; [`BookingForm`] keeps it while the patient gives the reason.
//! What they draw is the same plain forms that work without them.

pub mod api;
mod booking_form;
mod countdown;
mod free_times;
mod slot_picker;
mod trouble;
mod week;

pub use booking_form::BookingForm;
pub use free_times::FreeTimes;
pub use slot_picker::SlotPicker;
pub use trouble::Trouble;
pub use week::reason_words;
