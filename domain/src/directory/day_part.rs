use crate::time::{Instant, Zone};

/// A part of the day by the clock of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    /// Before noon.
    Morning,
    /// From noon to 17:00.
    Afternoon,
    /// From 17:00 on.
    Evening,
}

impl DayPart {
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// As in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Morning => "Morning, before 12:00",
            Self::Afternoon => "Afternoon, 12:00 to 17:00",
            Self::Evening => "Evening, from 17:00",
        }
    }

    /// "in the morning"
    pub const fn when(self) -> &'static str {
        match self {
            Self::Morning => "in the morning",
            Self::Afternoon => "in the afternoon",
            Self::Evening => "in the evening",
        }
    }

    /// Whether a visit that starts then starts in it.
    pub fn contains(self, start: Instant, zone: &Zone) -> bool {
        let part = match zone.local(start).hour() {
            ..12 => Self::Morning,
            12..17 => Self::Afternoon,
            _ => Self::Evening,
        };
        part == self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_start_is_in_one_part_by_the_clock_of_the_place() {
        let cases = [
            ("2026-11-23T11:59:00Z", "Europe/London", DayPart::Morning),
            ("2026-11-23T12:00:00Z", "Europe/London", DayPart::Afternoon),
            ("2026-11-23T16:59:00Z", "Europe/London", DayPart::Afternoon),
            ("2026-11-23T16:00:00Z", "Europe/Berlin", DayPart::Evening),
            ("2026-11-23T16:00:00Z", "America/New_York", DayPart::Morning),
        ];
        for (at, zone, expected) in cases {
            let start = Instant::from_millis(at.parse::<jiff::Timestamp>().unwrap().as_millisecond());
            let zone = Zone::parse(zone).unwrap();
            let parts = DayPart::ALL.into_iter().filter(|part| part.contains(start, &zone));
            assert_eq!(parts.collect::<Vec<_>>(), [expected], "{at}");
        }
    }

    #[test]
    fn each_is_found_by_its_name() {
        for part in DayPart::ALL {
            assert_eq!(DayPart::from_name(part.name()), Some(part));
        }
        assert_eq!(DayPart::from_name("night"), None);
    }
}
