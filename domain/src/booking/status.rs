use serde::{Deserialize, Serialize};

use crate::access::Action;

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
    /// Ask for a time that the clinic must accept, or for another one instead.
    Request,
    /// Let a hold go.
    Release,
    Accept,
    Reject,
    /// Give up a request that nobody answered in time.
    Lapse,
    Cancel,
    Arrive,
    /// The visit begins.
    Start,
    Complete,
    MarkNoShow,
    /// Take back a status set by mistake.
    Reopen,
}

impl Step {
    pub const ALL: [Self; 12] = [
        Self::Confirm,
        Self::Request,
        Self::Release,
        Self::Accept,
        Self::Reject,
        Self::Lapse,
        Self::Cancel,
        Self::Arrive,
        Self::Start,
        Self::Complete,
        Self::MarkNoShow,
        Self::Reopen,
    ];

    /// As a form sends it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Request => "request",
            Self::Release => "release",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Lapse => "lapse",
            Self::Cancel => "cancel",
            Self::Arrive => "arrive",
            Self::Start => "start",
            Self::Complete => "complete",
            Self::MarkNoShow => "mark_no_show",
            Self::Reopen => "reopen",
        }
    }

    /// From what a form sends.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// What somebody must be allowed to do to take it: the table of `access` says who may. `None` for what only the system
    /// does by itself.
    pub const fn action(self) -> Option<Action> {
        match self {
            Self::Confirm | Self::Request | Self::Release => Some(Action::Book),
            Self::Accept | Self::Reject => Some(Action::Decide),
            Self::Cancel => Some(Action::Cancel),
            Self::Arrive | Self::Start | Self::Complete | Self::MarkNoShow | Self::Reopen => Some(Action::ChangeStatus),
            Self::Lapse => None,
        }
    }
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
            (Self::Held, Step::Confirm) | (Self::Requested, Step::Accept) => Ok(Self::Confirmed),
            (Self::Held | Self::Requested | Self::Confirmed, Step::Request) => Ok(Self::Requested),
            (Self::Held, Step::Release) => Ok(Self::Expired),
            (Self::Requested, Step::Reject | Step::Lapse) => Ok(Self::Rejected),
            (Self::Requested | Self::Confirmed, Step::Cancel) => Ok(Self::Cancelled),
            (Self::Confirmed, Step::Arrive) => Ok(Self::Arrived),
            (Self::Confirmed | Self::Arrived, Step::Start) => Ok(Self::InProgress),
            (Self::Confirmed | Self::Arrived | Self::InProgress, Step::Complete) => Ok(Self::Completed),
            (Self::Confirmed, Step::MarkNoShow) => Ok(Self::NoShow),
            (Self::Arrived | Self::InProgress | Self::Completed | Self::NoShow, Step::Reopen) => Ok(Self::Confirmed),
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
            for step in Step::ALL {
                assert_eq!(status.after(step), Err(InvalidChange { status, step }));
            }
        }
    }

    #[test]
    fn each_step_is_possible_from_these_statuses_only() {
        use Status as S;
        for (step, from) in [
            (Step::Confirm, &[S::Held][..]),
            (Step::Request, &[S::Held, S::Requested, S::Confirmed]),
            (Step::Release, &[S::Held]),
            (Step::Accept, &[S::Requested]),
            (Step::Reject, &[S::Requested]),
            (Step::Lapse, &[S::Requested]),
            (Step::Cancel, &[S::Requested, S::Confirmed]),
            (Step::Arrive, &[S::Confirmed]),
            (Step::Start, &[S::Confirmed, S::Arrived]),
            (Step::Complete, &[S::Confirmed, S::Arrived, S::InProgress]),
            (Step::MarkNoShow, &[S::Confirmed]),
            (Step::Reopen, &[S::Arrived, S::InProgress, S::Completed, S::NoShow]),
        ] {
            let possible: Vec<Status> = S::ALL.into_iter().filter(|status| status.after(step).is_ok()).collect();
            assert_eq!(possible, from, "{step:?}");
        }
    }

    #[test]
    fn a_step_is_found_by_the_name_that_forms_send_and_it_is_the_serialised_one() {
        for step in Step::ALL {
            assert_eq!(Step::from_name(step.name()), Some(step));
            assert_eq!(serde_json::to_value(step).unwrap(), step.name());
        }
    }
}
