use super::{Places, Relation};
use crate::{
    account::Role,
    ids::{AccountId, DoctorId, LocationId},
    refusal::Refusal,
};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Visitor,
    /// Somebody signed in; `doctor` is set for those who see patients, `places` narrows the work of the front desk.
    Person {
        account: AccountId,
        role: Role,
        doctor: Option<DoctorId>,
        places: Places,
    },
    /// The system itself: jobs and the command line.
    System,
}

impl Actor {
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Person { role, .. } => Some(*role),
            Self::Visitor | Self::System => None,
        }
    }

    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Person { account, .. } => Some(*account),
            Self::Visitor | Self::System => None,
        }
    }

    pub const fn doctor(&self) -> Option<DoctorId> {
        match self {
            Self::Person { doctor, .. } => *doctor,
            Self::Visitor | Self::System => None,
        }
    }

    pub const fn places(&self) -> &Places {
        match self {
            Self::Person { places, .. } => places,
            Self::Visitor | Self::System => &Places::All,
        }
    }

    /// What ties them to what is at a location, where it is neither about them nor with them.
    pub fn relation_at(&self, location: LocationId) -> Relation {
        if self.places().have(location) {
            Relation::SameLocation
        } else {
            Relation::Stranger
        }
    }

    /// The account, for what only a person with one can do.
    ///
    /// # Errors
    /// [`Refusal::SignInFirst`] when nobody is signed in.
    pub fn signed_in(&self) -> Result<AccountId, Refusal> {
        self.account().ok_or(Refusal::SignInFirst)
    }
}
