use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
};

use crate::{Context, Fault};

/// A list of the clinic's that administrators look at. That of the audit trail is none: each look at it adds rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    Accounts,
    /// Messages, and what became of them.
    Deliveries,
    /// Who took emergency access.
    Emergencies,
}

impl List {
    const ALL: [Self; 3] = [Self::Accounts, Self::Deliveries, Self::Emergencies];

    /// In addresses, and between processes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Deliveries => "deliveries",
            Self::Emergencies => "emergencies",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    /// Refuses who may not see the list: they are not told of it either.
    ///
    /// # Errors
    /// `SignInFirst`, `Forbidden`.
    pub fn check(self, ctx: &Context) -> Result<(), Fault> {
        let subject = match self {
            Self::Accounts => Subject::Account,
            Self::Deliveries => Subject::Delivery,
            Self::Emergencies => Subject::EmergencyAccess,
        };
        ctx.check(Action::List, subject, Relation::Stranger)
    }
}

/// On which lists it is seen that this was done. What is told of with each message is not here.
pub(crate) const fn lists_of(deed: Deed) -> &'static [List] {
    match deed {
        Deed::CreateAccount
        | Deed::ClaimAccount
        | Deed::AcceptInvitation
        | Deed::ApproveAccount
        | Deed::RejectAccount
        | Deed::SuspendAccount
        | Deed::RestoreAccount
        | Deed::ChangeAccount
        | Deed::ChangeRole
        | Deed::ChangeProfile => &[List::Accounts],
        Deed::DeleteAccount => &[List::Accounts, List::Deliveries],
        Deed::EmergencyOpen | Deed::EmergencyEnd => &[List::Emergencies],
        _ => &[],
    }
}
