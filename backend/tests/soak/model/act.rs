//! What a client did, with the answer that it got.

use serde::{Deserialize, Serialize};

use super::state::{Clinic, Hours, Id, Place, Rules, Span, Why};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// What the rows are before all others.
    Begin(Clinic),
    Hold {
        id: Id,
        place: Place,
        answer: Answer,
    },
    Book {
        id: Id,
        answer: Answer,
    },
    Release {
        id: Id,
        won: bool,
    },
    /// Of a version as seen.
    Cancel {
        id: Id,
        seen: i64,
        won: bool,
    },
    Move {
        id: Id,
        seen: i64,
        /// Of the same doctor.
        to: Place,
        answer: Answer,
    },
    /// A request is accepted or rejected.
    Decide {
        id: Id,
        seen: i64,
        accept: bool,
        won: bool,
    },
    AddTimeOff {
        doctor: usize,
        id: Id,
        span: Span,
        seen: i64,
        choices: Vec<Chosen>,
        answer: Planned,
    },
    RemoveTimeOff {
        doctor: usize,
        id: Id,
        seen: i64,
        answer: Removed,
    },
    /// On the board; answers how many visits and holds are in the way.
    Block {
        doctor: usize,
        id: Id,
        span: Span,
        in_the_way: usize,
    },
    Unblock {
        doctor: usize,
        id: Id,
        won: bool,
    },
    SetHours {
        doctor: usize,
        hours: Hours,
        seen: i64,
        choices: Vec<Chosen>,
        answer: Planned,
    },
    SetRules {
        doctor: usize,
        rules: Rules,
        seen: i64,
        won: bool,
    },
    /// The most visits of the doctor on a date.
    SetCap {
        doctor: usize,
        cap: Option<usize>,
        seen: i64,
        won: bool,
    },
    /// The clock goes on until every hold has run out.
    Expire,
    /// The free times of the first doctor, a bit each.
    Read {
        free: u8,
    },
    /// What the rows are after all others.
    End(Clinic),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Won,
    /// It was changed, or ended, or has run out before.
    Lost,
    Refused(Why),
}

/// What becomes of an appointment that a change hits, in the version that was listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub id: Id,
    pub version: i64,
    pub choice: Choice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    Keep,
    Cancel,
    MoveTo(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Planned {
    Done,
    Stale,
    /// Nothing was written: these appointments are hit, soonest first, in these versions.
    Undecided(Vec<(Id, i64)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Removed {
    Done,
    Stale,
    Gone,
}

impl Act {
    /// The same, as if it had been done: for a call whose answer never came. `None` where that changes nothing.
    pub fn done(&self) -> Option<Self> {
        let mut act = self.clone();
        match &mut act {
            Self::Begin(_) | Self::End(_) | Self::Expire | Self::Read { .. } => return None,
            Self::Hold { answer, .. } | Self::Book { answer, .. } | Self::Move { answer, .. } => *answer = Answer::Won,
            Self::Release { won, .. }
            | Self::Cancel { won, .. }
            | Self::Decide { won, .. }
            | Self::Unblock { won, .. }
            | Self::SetRules { won, .. }
            | Self::SetCap { won, .. } => *won = true,
            Self::AddTimeOff { answer, .. } | Self::SetHours { answer, .. } => *answer = Planned::Done,
            Self::RemoveTimeOff { answer, .. } => *answer = Removed::Done,
            Self::Block { in_the_way, .. } => *in_the_way = 0,
        }
        Some(act)
    }

    /// Whether an answer says no because somebody else was first.
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Begin(_) | Self::End(_) | Self::Expire | Self::Read { .. } => false,
            Self::Hold { answer, .. } | Self::Book { answer, .. } | Self::Move { answer, .. } => *answer != Answer::Won,
            Self::Release { won, .. }
            | Self::Cancel { won, .. }
            | Self::Decide { won, .. }
            | Self::Unblock { won, .. }
            | Self::SetRules { won, .. }
            | Self::SetCap { won, .. } => !won,
            Self::AddTimeOff { answer, .. } | Self::SetHours { answer, .. } => *answer != Planned::Done,
            Self::RemoveTimeOff { answer, .. } => *answer != Removed::Done,
            Self::Block { in_the_way, .. } => *in_the_way > 0,
        }
    }
}
