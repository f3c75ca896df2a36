use std::sync::Arc;

use crate::ids::LocationId;

/// Where somebody works.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Places {
    /// They are bound to no place.
    #[default]
    All,
    /// One or more.
    Only(Arc<[LocationId]>),
}

impl Places {
    /// Whoever is bound to none works for all.
    pub fn of(bound_to: impl IntoIterator<Item = LocationId>) -> Self {
        let bound_to: Arc<[LocationId]> = bound_to.into_iter().collect();
        if bound_to.is_empty() {
            Self::All
        } else {
            Self::Only(bound_to)
        }
    }

    pub fn have(&self, location: LocationId) -> bool {
        match self {
            Self::All => true,
            Self::Only(places) => places.contains(&location),
        }
    }
}
