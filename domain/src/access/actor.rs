use crate::{
    account::Role,
    ids::{AccountId, DoctorId},
    refusal::Refusal,
};

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Visitor,
    /// Somebody signed in; `doctor` is set for those who see patients.
    Person {
        account: AccountId,
        role: Role,
        doctor: Option<DoctorId>,
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

    /// The account, for what only a person with one can do.
    ///
    /// # Errors
    /// [`Refusal::SignInFirst`] when nobody is signed in.
    pub fn signed_in(&self) -> Result<AccountId, Refusal> {
        self.account().ok_or(Refusal::SignInFirst)
    }
}
