use serde::{Deserialize, Serialize};

/// Where patient and doctor meet. The stored names never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    InPerson,
    Video,
}

impl VisitKind {
    pub const ALL: [Self; 2] = [Self::InPerson, Self::Video];

    /// As stored and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Video => "video",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPerson => "In person",
            Self::Video => "Video visit",
        }
    }
}
