use serde::{Deserialize, Serialize};

/// What a visitor looks for. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorSearch {
    /// Words of a specialty's or a doctor's name, or of a problem; at most 100 characters count.
    pub words: String,
    /// A specialty's slug.
    pub specialty: String,
    /// A location's slug.
    pub location: String,
    pub when: When,
    /// From 1.
    pub page: u16,
}

/// When the visit should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    #[default]
    FirstFree,
    Today,
    ThisWeek,
}

impl When {
    pub const ALL: [Self; 3] = [Self::FirstFree, Self::Today, Self::ThisWeek];

    /// As in the query string.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstFree => "first_free",
            Self::Today => "today",
            Self::ThisWeek => "this_week",
        }
    }

    /// From the query string; anything else is the default.
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|when| when.name() == name)
            .unwrap_or_default()
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::FirstFree => "First free",
            Self::Today => "Today",
            Self::ThisWeek => "In the next 7 days",
        }
    }
}
