//! What administrators set about what can be booked, parsed once at the edge: the words of a form become a type whose values
//! the schema takes, or a list of what is wrong with them.
//!
//! These fields are apart from those of `refusal`, because no island knows them: the browser loads nothing of this.

mod fault;
mod lengths;
mod limits;
mod number;
mod room;
mod service;
mod service_form;

pub use fault::{Field, FieldFault, Problem, Wrong};
pub use lengths::LengthRow;
pub use limits::{LimitsForm, PatientMost, parse_doctor_cap, parse_own_duration};
pub use number::{SpanUnit, span_words};
pub use room::{RoomForm, RoomSettings};
pub use service::{
    BUFFER_MOST, DURATION_LEAST, DURATION_MOST, FURTHER_LENGTHS_MOST, FurtherLength, LAPSE_MINUTES, ServiceSettings,
};
pub use service_form::{CURRENCIES, ServiceForm, reminder_name};
