use super::{CancelCode, Status, Step};
use crate::{account::Role, time::Instant};

/// What was done to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Step(Step),
    Move,
    /// Put beside another visit knowingly.
    Overbook,
    /// Given another room.
    Room,
    /// The patient said that they will come.
    SayComing,
}

impl Change {
    /// As stored. The names never change.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Step(step) => step.name(),
            Self::Move => "move",
            Self::Overbook => "overbook",
            Self::Room => "room",
            Self::SayComing => "say_coming",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "move" => Some(Self::Move),
            "overbook" => Some(Self::Overbook),
            "room" => Some(Self::Room),
            "say_coming" => Some(Self::SayComing),
            step => Step::from_name(step).map(Self::Step),
        }
    }

    /// Whether what the staff typed about it is for the patient, too. Why somebody was put beside another visit can be about the other.
    pub const fn tells_patient_why(self) -> bool {
        !matches!(self, Self::Overbook)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Step(Step::Confirm) => "Booked",
            Self::Step(Step::Request) => "Requested",
            Self::Step(Step::Release) => "Let go",
            Self::Step(Step::Accept) => "Request accepted",
            Self::Step(Step::Reject) => "Request rejected",
            Self::Step(Step::Lapse) => "Request not answered in time",
            Self::Step(Step::Cancel) => "Cancelled",
            Self::Step(Step::Arrive) => "Arrived",
            Self::Step(Step::Start) => "Visit started",
            Self::Step(Step::Complete) => "Completed",
            Self::Step(Step::MarkNoShow) => "Did not come",
            Self::Step(Step::Reopen) => "Taken back",
            Self::Move => "Moved",
            Self::Overbook => "Booked beside another visit",
            Self::Room => "Moved to another room",
            Self::SayComing => "Will come, as said",
        }
    }
}

/// What taking back the last step of the day comes to: the status before it, by all that was done to the appointment so far.
pub fn status_before(changes: impl IntoIterator<Item = Change>) -> Status {
    let mut statuses = Vec::new();
    for change in changes {
        match change {
            Change::Step(step @ (Step::Arrive | Step::Start | Step::Complete | Step::MarkNoShow)) => {
                statuses.extend(Status::Confirmed.after(step));
            }
            Change::Step(Step::Reopen) => {
                statuses.pop();
            }
            _ => statuses.clear(),
        }
    }
    statuses.pop();
    statuses.pop().unwrap_or(Status::Confirmed)
}

/// One line of an appointment's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    pub at: Instant,
    /// "Monday 23 November 2026, 14:20"
    pub at_label: String,
    pub change: Change,
    /// Whose role it was; `None` for what happened by itself.
    pub by: Option<Role>,
    /// Who it was, for staff; patients read the role only, and "you" for themselves.
    pub by_name: Option<String>,
    pub is_own: bool,
    /// From when it was moved: "Monday 23 November 2026, 14:20".
    pub moved_from: Option<String>,
    /// When it is after the change.
    pub time: String,
    /// What was given as a reason.
    pub reason: Option<String>,
    /// Of a cancellation by the clinic: what its messages say.
    pub cancel_code: Option<CancelCode>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_found_by_its_stored_name() {
        let steps = Step::ALL.into_iter().map(Change::Step);
        for change in steps.chain([Change::Move, Change::Overbook, Change::Room, Change::SayComing]) {
            assert_eq!(Change::from_name(change.name()), Some(change));
        }
        assert_eq!(Change::from_name("Move"), None);
    }

    #[test]
    fn a_step_of_the_day_is_taken_back_one_at_a_time() {
        use Step as S;
        for (steps, before) in [
            (&[S::Confirm][..], Status::Confirmed),
            (&[S::Confirm, S::Arrive], Status::Confirmed),
            (&[S::Confirm, S::MarkNoShow], Status::Confirmed),
            (&[S::Confirm, S::Arrive, S::Start], Status::Arrived),
            (&[S::Confirm, S::Arrive, S::Start, S::Complete], Status::InProgress),
            (
                &[S::Confirm, S::Arrive, S::Start, S::Complete, S::Reopen],
                Status::Arrived,
            ),
            (
                &[S::Confirm, S::Arrive, S::Complete, S::Reopen, S::Reopen],
                Status::Confirmed,
            ),
            (
                &[S::Confirm, S::Arrive, S::Complete, S::Reopen, S::Complete],
                Status::Arrived,
            ),
            (&[S::Confirm, S::Complete], Status::Confirmed),
            (&[], Status::Confirmed),
        ] {
            let changes = steps.iter().copied().map(Change::Step);
            assert_eq!(status_before(changes), before, "{steps:?}");
        }
    }
}
