use serde::{Deserialize, Serialize};

/// Whether an account can be used. Only an active one signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    Active,
    /// An administrator has to approve it first.
    Pending,
    Rejected,
    Suspended,
    /// Kept without contact data, because appointments and the audit trail name it.
    Deleted,
}

/// What administrators do to the state of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange {
    Approve,
    Reject,
    Suspend,
    Restore,
}

impl AccountState {
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Pending,
        Self::Rejected,
        Self::Suspended,
        Self::Deleted,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Rejected => "rejected",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What it is after a change; `None` where the change makes no sense.
    pub const fn after(self, change: AccountChange) -> Option<Self> {
        use AccountChange as C;
        match (self, change) {
            // Who was rejected can be approved after all.
            (Self::Pending | Self::Rejected, C::Approve) | (Self::Suspended, C::Restore) => Some(Self::Active),
            (Self::Pending, C::Reject) => Some(Self::Rejected),
            (Self::Active, C::Suspend) => Some(Self::Suspended),
            _ => None,
        }
    }
}

impl AccountChange {
    pub const ALL: [Self; 4] = [Self::Approve, Self::Reject, Self::Suspend, Self::Restore];

    /// As in forms and in the audit trail.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Suspend => "suspend",
            Self::Restore => "restore",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// Whether the person is told why.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Reject | Self::Suspend)
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountChange as C, AccountState as S};

    #[test]
    fn only_these_changes_make_sense() {
        let mut possible = Vec::new();
        for state in S::ALL {
            for change in C::ALL {
                possible.extend(state.after(change).map(|after| (state, change, after)));
            }
        }
        let expected = [
            (S::Active, C::Suspend, S::Suspended),
            (S::Pending, C::Approve, S::Active),
            (S::Pending, C::Reject, S::Rejected),
            (S::Rejected, C::Approve, S::Active),
            (S::Suspended, C::Restore, S::Active),
        ];
        assert_eq!(possible, expected);
    }

    #[test]
    fn names_lead_back() {
        assert!(
            S::ALL
                .into_iter()
                .all(|state| S::from_name(state.name()) == Some(state))
        );
        assert!(
            C::ALL
                .into_iter()
                .all(|change| C::from_name(change.name()) == Some(change))
        );
        assert_eq!(S::from_name("Active"), None);
    }
}
