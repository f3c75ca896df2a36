use domain::{
    ids::{AppointmentId, ScheduleId, TimeOffId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// What stands in the panel beside the day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Open {
    #[default]
    Nothing,
    Visit(AppointmentId),
    /// Time off.
    Block(TimeOffId),
    /// The form that blocks time, with what is filled in: "12:00".
    NewBlock {
        from: String,
        to: String,
        reason: String,
    },
    /// The question whether a visit is to be moved to another time of the day, "11:20".
    Move {
        id: AppointmentId,
        start: Instant,
        to: String,
    },
    /// The question to whom and when a visit that was dropped at the desk is to go.
    Drop(Dropped),
}

/// Where a visit was dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    pub id: AppointmentId,
    pub schedule: ScheduleId,
    /// "Dr. Amina Okafor"
    pub doctor: String,
    /// Where exactly.
    pub at: Moment,
    /// The nearest free time of that doctor on the day.
    pub free: Option<Moment>,
}

/// An instant with what the clock shows then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub start: Instant,
    /// "11:20"
    pub time: String,
}

impl Open {
    pub fn new_block(from: String, to: String) -> Self {
        Self::NewBlock {
            from,
            to,
            reason: String::new(),
        }
    }

    /// The visit that it is about.
    pub const fn visit(&self) -> Option<AppointmentId> {
        match self {
            Self::Visit(id) | Self::Move { id, .. } | Self::Drop(Dropped { id, .. }) => Some(*id),
            Self::Nothing | Self::Block(_) | Self::NewBlock { .. } => None,
        }
    }

    /// As the address of the day tells it.
    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Visit(id) | Self::Move { id, .. } | Self::Drop(Dropped { id, .. }) => {
                vec![("selected", id.to_string())]
            }
            Self::Block(id) => vec![("block", id.to_string())],
            Self::NewBlock { from, to, .. } => {
                vec![("new", "block".to_owned()), ("from", from.clone()), ("to", to.clone())]
            }
        }
    }
}

/// What has just been done, as the page after a form tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    Blocked(TimeOffId),
    Unblocked {
        from: Instant,
        to: Instant,
        reason: String,
    },
    /// With from where, where it can go back.
    Moved(Option<MovedFrom>),
    Accepted,
    Rejected,
}

/// With whom and when a visit was before it was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedFrom {
    pub id: AppointmentId,
    pub schedule: ScheduleId,
    pub start: Instant,
}
