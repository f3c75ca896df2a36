use serde::{Deserialize, Serialize};

/// Where an appointment is in its life. The stored names never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Kept for somebody for some minutes; not an appointment yet.
    Held,
    /// Waits for the clinic to accept it.
    Requested,
    Confirmed,
    /// The patient is there.
    Arrived,
    InProgress,
    Completed,
    Cancelled,
    Rejected,
    /// The patient did not come.
    NoShow,
    /// A hold that was let go or ran out.
    Expired,
}

/// What can be done to an appointment to change its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Confirm,
    /// Let a hold go.
    Release,
    Cancel,
    Arrive,
    Complete,
    MarkNoShow,
    /// Take back a status set by mistake.
    Reopen,
}

/// The appointment is in a status that does not allow the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{step:?} is not possible when {status:?}")]
pub struct InvalidChange {
    pub status: Status,
    pub step: Step,
}

impl Status {
    pub const ALL: [Self; 10] = [
        Self::Held,
        Self::Requested,
        Self::Confirmed,
        Self::Arrived,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
        Self::Rejected,
        Self::NoShow,
        Self::Expired,
    ];

    /// The one table of status changes.
    ///
    /// # Errors
    /// [`InvalidChange`] when the step is not possible from here.
    pub fn after(self, step: Step) -> Result<Self, InvalidChange> {
        match (self, step) {
            (Self::Held, Step::Confirm) => Ok(Self::Confirmed),
            (Self::Held, Step::Release) => Ok(Self::Expired),
            (Self::Confirmed, Step::Cancel) => Ok(Self::Cancelled),
            (Self::Confirmed, Step::Arrive) => Ok(Self::Arrived),
            (Self::Confirmed | Self::Arrived, Step::Complete) => Ok(Self::Completed),
            (Self::Confirmed, Step::MarkNoShow) => Ok(Self::NoShow),
            (Self::Arrived | Self::Completed | Self::NoShow, Step::Reopen) => Ok(Self::Confirmed),
            (status, step) => Err(InvalidChange { status, step }),
        }
    }

    /// Whether it blocks its time for the doctor and the patient (docs/slots.md, rule 5).
    pub const fn is_active(self) -> bool {
        matches!(
            self,
            Self::Held | Self::Requested | Self::Confirmed | Self::Arrived | Self::InProgress
        )
    }

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Requested => "requested",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::NoShow => "no_show",
            Self::Expired => "expired",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Held => "Held",
            Self::Requested => "Requested",
            Self::Confirmed => "Confirmed",
            Self::Arrived => "Arrived",
            Self::InProgress => "In progress",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
            Self::Rejected => "Rejected",
            Self::NoShow => "Did not come",
            Self::Expired => "Expired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_found_by_its_stored_name() {
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
        assert_eq!(Status::from_name("Confirmed"), None);
    }

    #[test]
    fn what_ended_is_never_confirmed_cancelled_or_moved() {
        for status in [Status::Cancelled, Status::Rejected, Status::Expired] {
            for step in [
                Step::Confirm,
                Step::Release,
                Step::Cancel,
                Step::Arrive,
                Step::Complete,
                Step::MarkNoShow,
                Step::Reopen,
            ] {
                assert_eq!(status.after(step), Err(InvalidChange { status, step }));
            }
        }
    }

    #[test]
    fn only_a_hold_is_confirmed() {
        for status in Status::ALL {
            assert_eq!(
                status.after(Step::Confirm).is_ok(),
                status == Status::Held,
                "{status:?}"
            );
        }
    }
}
