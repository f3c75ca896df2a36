use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
};

use crate::{Context, Fault};

/// A list of the clinic's that administrators look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    Accounts,
    /// Messages, and what became of them.
    Deliveries,
    /// Who took emergency access.
    Emergencies,
    /// Told of by nobody: who looks at it asks (`audit::Tail`).
    AuditTrail,
}

impl List {
    const ALL: [Self; 4] = [Self::Accounts, Self::Deliveries, Self::Emergencies, Self::AuditTrail];

    /// In addresses, and between processes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Deliveries => "deliveries",
            Self::Emergencies => "emergencies",
            Self::AuditTrail => "audit_trail",
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
        let (action, subject) = match self {
            Self::Accounts => (Action::List, Subject::Account),
            Self::Deliveries => (Action::List, Subject::Delivery),
            Self::Emergencies => (Action::List, Subject::EmergencyAccess),
            Self::AuditTrail => (Action::Read, Subject::AuditTrail),
        };
        ctx.check(action, subject, Relation::Stranger)
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
