use serde::Deserialize;

use super::{Field, Wrong, number::words};

/// The most characters of a room's kind.
pub(super) const KIND_MOST: u16 = 50;
const NAME_MOST: u16 = 80;

/// A room as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    pub room_kind: String,
    pub room_name: String,
}

/// What is set about a room.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoomSettings {
    /// "Ultrasound"; services name the kind that they need.
    pub kind: String,
    /// "Room 4"
    pub name: String,
}

impl RoomForm {
    /// # Errors
    /// Every field that cannot be taken.
    pub fn parse(&self) -> Result<RoomSettings, Wrong> {
        let mut wrong = Wrong::default();
        let kind = wrong.take(Field::RoomKind, words(&self.room_kind, KIND_MOST));
        let name = wrong.take(Field::RoomName, words(&self.room_name, NAME_MOST));
        match (kind, name) {
            (Some(kind), Some(name)) => Ok(RoomSettings { kind, name }),
            _ => Err(wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FieldFault, Problem};

    #[test]
    fn a_room_has_a_kind_and_a_name() {
        let form = |kind: &str, name: &str| RoomForm {
            room_kind: kind.into(),
            room_name: name.into(),
        };
        let room = form(" Ultrasound ", "Room  4").parse().unwrap();
        assert_eq!((room.kind.as_str(), room.name.as_str()), ("Ultrasound", "Room 4"));
        let faults = form(&"x".repeat(51), "").parse().unwrap_err().0;
        let expected = [
            (Field::RoomKind, Problem::TooLong { most: 50 }),
            (Field::RoomName, Problem::Missing),
        ];
        assert_eq!(faults, expected.map(|(field, problem)| FieldFault { field, problem }));
    }
}
