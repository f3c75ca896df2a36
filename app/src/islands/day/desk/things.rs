//! What stands in a doctor's column, in the order of time. Pure.

use domain::{
    booking::{DayAway, DayBlock, DeskColumn, DeskDay},
    ids::{AppointmentId, TimeOffId},
};

use crate::islands::day::plan::{self, Diary, Placed, Stretch};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// The place is closed.
    Closed(DayBlock),
    /// The doctor works at another place.
    Elsewhere(DayBlock),
    Away(DayAway),
    /// Free time.
    Gap(Stretch),
    Visit(Box<Placed>),
}

/// What tells a thing from another; it is drawn anew when anything that it shows has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Closed(u16, u16),
    Elsewhere(u16, u16),
    Away(TimeOffId, u16, u16),
    Gap(u16, u16),
    Visit((AppointmentId, i64, &'static str, u16, u16, u16)),
}

impl Thing {
    pub fn key(&self) -> Key {
        match self {
            Self::Closed(block) => Key::Closed(block.start_minute, block.minutes),
            Self::Elsewhere(block) => Key::Elsewhere(block.start_minute, block.minutes),
            Self::Away(block) => Key::Away(block.id, block.start_minute, block.minutes),
            Self::Gap(gap) => Key::Gap(gap.start, gap.minutes),
            Self::Visit(placed) => Key::Visit(placed.identity()),
        }
    }

    fn start(&self) -> u16 {
        match self {
            Self::Closed(block) | Self::Elsewhere(block) => block.start_minute,
            Self::Away(block) => block.start_minute,
            Self::Gap(gap) => gap.start,
            Self::Visit(placed) => placed.entry.start_minute,
        }
    }
}

/// One doctor's day, drawn as long as everybody's.
pub(super) fn diary<'a>(day: &DeskDay, column: &'a DeskColumn) -> Diary<'a> {
    Diary {
        is_over: day.date < day.today,
        first_minute: day.first_minute,
        last_minute: day.last_minute,
        hours: &column.hours,
        time_off: &column.time_off,
        closures: &column.closures,
        entries: &column.entries,
    }
}

/// All that stands in a column, by start.
pub(super) fn things(day: &DeskDay, column: &DeskColumn, now_minute: Option<u16>) -> Vec<Thing> {
    let diary = diary(day, column);
    let closed = diary.drawn(&column.closures).map(Thing::Closed);
    let elsewhere = diary.drawn(&column.elsewhere).map(Thing::Elsewhere);
    let away = diary.time_off_drawn().map(Thing::Away);
    let gaps = plan::gaps(&diary, now_minute).into_iter().map(Thing::Gap);
    let visits = plan::placed(&column.entries)
        .into_iter()
        .map(Box::new)
        .map(Thing::Visit);
    let mut things: Vec<Thing> = closed.chain(elsewhere).chain(away).chain(gaps).chain(visits).collect();
    things.sort_by_key(Thing::start);
    things
}
