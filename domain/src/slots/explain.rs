use serde::{Deserialize, Serialize};

/// Why a date has no slot (docs/slots.md, rule 11). The serialised names never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The date, or the last start on it, is over.
    Past,
    /// There are no hours, or none long enough for the visit.
    Closed,
    TimeOff,
    SiteClosed,
    Full,
    /// The doctor or the service has as many visits as it takes on a date.
    Cap,
    /// Every room that the service needs is taken.
    Room,
    /// What is left is too soon.
    Notice,
    /// It cannot be booked so far ahead yet.
    Horizon,
    /// The patient who asks has another visit.
    OwnVisit,
}

impl Reason {
    /// In plain words for patients.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Past => "This day is over",
            Self::Closed => "No hours for this visit on this day",
            Self::TimeOff => "The doctor is away",
            Self::SiteClosed => "This location is closed",
            Self::Full => "Fully booked",
            Self::Cap => "No more visits are taken on this day",
            Self::Room => "No room is free for this visit",
            Self::Notice => "Too soon to book online",
            Self::Horizon => "Not open for booking yet",
            Self::OwnVisit => "You have another appointment at this time",
        }
    }
}

/// Why a start cannot be booked. The serialised names never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotOffered {
    #[error("the time is in the past")]
    Past,
    /// The visit is not whole in working time.
    #[error("the time is outside the working hours")]
    OffHours,
    /// No visit starts at this time.
    #[error("no visit starts at this time")]
    OffGrid,
    /// Another visit or somebody else's hold is in the way.
    #[error("the time is taken")]
    Busy,
    /// The doctor is away or the location is closed.
    #[error("the doctor is away at this time")]
    TimeOff,
    #[error("no more visits are taken on this date")]
    Cap,
    #[error("no room is free at this time")]
    Room,
    #[error("the time is too soon to book online")]
    Notice,
    #[error("the time is not open for booking yet")]
    Horizon,
    /// The patient has another visit.
    #[error("the patient has another visit at this time")]
    OwnVisit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serialised_names_stay() {
        let reasons = [
            Reason::Past,
            Reason::Closed,
            Reason::TimeOff,
            Reason::SiteClosed,
            Reason::Full,
            Reason::Cap,
            Reason::Room,
            Reason::Notice,
            Reason::Horizon,
            Reason::OwnVisit,
        ];
        assert_eq!(
            serde_json::to_string(&reasons).unwrap(),
            r#"["past","closed","time_off","site_closed","full","cap","room","notice","horizon","own_visit"]"#
        );
        let refusals = [
            NotOffered::Past,
            NotOffered::OffHours,
            NotOffered::OffGrid,
            NotOffered::Busy,
            NotOffered::TimeOff,
            NotOffered::Cap,
            NotOffered::Room,
            NotOffered::Notice,
            NotOffered::Horizon,
            NotOffered::OwnVisit,
        ];
        assert_eq!(
            serde_json::to_string(&refusals).unwrap(),
            r#"["past","off_hours","off_grid","busy","time_off","cap","room","notice","horizon","own_visit"]"#
        );
    }
}
