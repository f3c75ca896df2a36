use std::collections::HashMap;

use domain::time::Interval;
use uuid::Uuid;

use super::super::{plan::Site, specialties::ServiceData};

/// When the rooms are taken.
#[derive(Default)]
pub(super) struct Rooms(HashMap<Uuid, Vec<Interval>>);

impl Rooms {
    /// The room for a visit, `Some(None)` where it needs none; `None` if all that would do are taken.
    pub fn find(&self, site: &Site, service: &ServiceData, time: Interval) -> Option<Option<Uuid>> {
        let Some(kind) = service.room else { return Some(None) };
        let mut of_kind = site.rooms.iter().filter(|room| room.1 == kind).map(|room| room.0);
        of_kind.find(|room| self.is_free(*room, time)).map(Some)
    }

    pub fn take(&mut self, room: Option<Uuid>, time: Interval) {
        if let Some(room) = room {
            self.0.entry(room).or_default().push(time);
        }
    }

    fn is_free(&self, room: Uuid, time: Interval) -> bool {
        let taken = self.0.get(&room).into_iter().flatten();
        !taken.into_iter().any(|taken| taken.overlaps(time))
    }
}
