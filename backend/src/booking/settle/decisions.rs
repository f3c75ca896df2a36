use domain::{
    booking::{AppointmentView, FreeTime, parse_cancel_reason},
    ids::AppointmentId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::Instant,
    version::Version,
};

use crate::entity::appointment;

/// The most appointments that one change may hit.
pub const MOST_HITS: usize = 200;

/// What becomes of one appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It stays as it is, outside the hours.
    Keep,
    /// The patient is told, with the reason.
    Cancel,
    /// To the time that was proposed; the patient is told.
    Move { start: Instant },
}

/// What somebody chose for one appointment, as they saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub appointment: AppointmentId,
    pub version: Version,
    pub choice: Choice,
}

/// What somebody chose for all that a change hits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    pub choices: Vec<Chosen>,
    /// What the patients read whose visit is cancelled or moved; 1 to 1,000 characters if there are any.
    pub reason: String,
}

/// An appointment that a change hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub appointment: AppointmentView,
    /// As it was chosen, while it can still be done.
    pub choice: Option<Choice>,
    /// The nearest free time by the new hours, different for each; `None` if there is none in the weeks around it.
    pub proposal: Option<FreeTime>,
    /// Whether it can be cancelled or moved: not when the patient has arrived.
    pub can_change: bool,
}

/// A change that was not made, because it hits appointments for which nobody has decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecided {
    /// Soonest first; empty when there are more than [`MOST_HITS`].
    pub hits: Vec<Hit>,
    pub count: usize,
    /// What was chosen before does not fit any more: the appointments, or the free times, have changed.
    pub has_changed: bool,
    /// What is wrong with the reason.
    pub faults: Vec<FieldError>,
}

impl Decisions {
    /// What was chosen for this very version of it.
    pub(super) fn of(&self, row: &appointment::Model) -> Option<Choice> {
        let id = AppointmentId::from(row.id);
        let found = self.choices.iter().find(|chosen| chosen.appointment == id);
        found
            .filter(|chosen| chosen.version.number() == row.version)
            .map(|chosen| chosen.choice)
    }
}

/// Patients whose visit is not kept read why.
pub(super) fn parse_reason(decisions: &Decisions) -> Result<Option<String>, Vec<FieldError>> {
    let is_needed = decisions.choices.iter().any(|chosen| chosen.choice != Choice::Keep);
    match parse_cancel_reason(&decisions.reason) {
        Ok(None) if is_needed => Err(vec![FieldError {
            field: Field::CancelReason,
            fault: FieldFault::Missing,
        }]),
        Ok(reason) => Ok(reason),
        Err(Refusal::Invalid(faults)) => Err(faults),
        Err(_) => Ok(None),
    }
}
