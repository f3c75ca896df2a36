//! From where a pointer holds a visit to the question whether it is to go there.

use domain::{
    booking::{DayEntry, DeskColumn, DeskDay, FreeTime, FreeWith},
    ids::AppointmentId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{api::find_destinations, board::GRID};
use crate::{
    browser::{self, Drag},
    islands::day::{
        Dropped, Moment, Open, clock,
        state::{Board, Problem},
    },
    ui::timeline::STEP,
};

/// How near a free time must be for a visit to snap to it, in minutes.
const NEAR: i64 = 20;
/// The names of the doctors stand in the first row.
const HEAD_ROWS: u16 = 1;

/// What is being dragged on the desk, on its way.
#[derive(Clone, Copy)]
pub(super) struct Dragging {
    board: Board<DeskDay>,
    over: RwSignal<Option<Over>>,
    /// To where the visit that is being dragged can go.
    targets: RwSignal<Option<(AppointmentId, Vec<FreeWith>)>>,
}

/// Where a drag would end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// A doctor's slug.
    pub column: String,
    pub start: u16,
    pub minutes: u16,
    pub label: String,
    pub is_free: bool,
}

impl Dragging {
    pub fn new(board: Board<DeskDay>) -> Self {
        Self {
            board,
            over: RwSignal::new(None),
            targets: RwSignal::new(None),
        }
    }

    /// Dragging a visit asks whether it is to be moved.
    pub fn listen(self) {
        Effect::new(move || browser::on_drag(GRID, move |drag| self.moved(drag), move |drag| self.ended(drag)));
    }

    pub fn is_on(self) -> bool {
        self.over.with(Option::is_some)
    }

    /// Where the drag would end, in this doctor's column.
    pub fn over(self, slug: &str) -> Option<Over> {
        self.over.get().filter(|over| over.column == slug)
    }

    /// Where what is dragged can go in this doctor's column: minutes with what the clock shows.
    pub fn free(self, slug: &str) -> Vec<(u16, String)> {
        let start = self.board.day.with_untracked(|day| day.start);
        let of_doctor = |targets: &Option<(AppointmentId, Vec<FreeWith>)>| {
            let (_, free) = targets.as_ref()?;
            let free = free.iter().find(|one| one.doctor_slug == slug)?.free.iter();
            let minute = |free: &FreeTime| u16::try_from(free.start.minutes_since(start)).ok();
            Some(
                free.filter_map(|free| Some((minute(free)?, free.time.clone())))
                    .collect(),
            )
        };
        self.targets.with(of_doctor).unwrap_or_default()
    }

    fn moved(self, drag: &Drag) {
        let Some(entry) = self.held(drag) else {
            return;
        };
        let id = entry.appointment.id;
        let is_known =
            move |known: &Option<(AppointmentId, Vec<FreeWith>)>| known.as_ref().is_some_and(|one| one.0 == id);
        if !self.targets.with_untracked(is_known) {
            self.targets.set(Some((id, Vec::new())));
            spawn_local(async move {
                let free = self.load(id).await;
                // Unless the drag has ended meanwhile.
                if self.targets.with_untracked(is_known) {
                    self.targets.set(Some((id, free)));
                }
            });
        }
        let free = self.targets.get_untracked().map(|(_, free)| free).unwrap_or_default();
        let over = self.board.day.with_untracked(|day| over(day, &free, &entry, drag));
        if self.over.get_untracked() != over {
            self.over.set(over);
        }
    }

    fn ended(self, drag: Option<Drag>) {
        let known = self.targets.get_untracked().map(|(_, free)| free).unwrap_or_default();
        self.over.set(None);
        self.targets.set(None);
        let Some((drag, entry)) = drag.and_then(|drag| self.held(&drag).map(|entry| (drag, entry))) else {
            return;
        };
        spawn_local(async move {
            let free = if known.is_empty() {
                self.load(entry.appointment.id).await
            } else {
                known
            };
            self.ask(&free, &entry, &drag);
        });
    }

    fn ask(self, free: &[FreeWith], entry: &DayEntry, drag: &Drag) {
        match self.board.day.with_untracked(|day| dropped(day, free, entry, drag)) {
            Land::Nowhere => {}
            Land::NotGiven { doctor } => {
                let service = &entry.appointment.service_name;
                let text = format!("{doctor} does not give {service} here. Nothing was moved.");
                self.board.problem.set(Some(Problem::new("It cannot go there", &text)));
            }
            Land::At(dropped) => self.board.open(Open::Drop(dropped)),
        }
    }

    fn held(self, drag: &Drag) -> Option<DayEntry> {
        self.board.find(drag.what.parse().ok()?)
    }

    async fn load(self, id: AppointmentId) -> Vec<FreeWith> {
        let (location, date) = self
            .board
            .day
            .with_untracked(|day| (day.location_slug.clone(), day.date.clone()));
        find_destinations(id, location, date).await.unwrap_or_default()
    }
}

/// Where a visit ends that is dropped.
#[derive(Debug, PartialEq, Eq)]
enum Land {
    /// Where it was, or on no doctor.
    Nowhere,
    /// With a doctor who does not give its service.
    NotGiven {
        doctor: String,
    },
    At(Dropped),
}

/// The minute to which a visit is held; it stays within what is drawn.
fn minute_of(day: &DeskDay, entry: &DayEntry, drag: &Drag) -> u16 {
    let rows = i64::from(drag.row) - i64::from(drag.first);
    let wanted = i64::from(entry.start_minute / STEP * STEP) + rows * i64::from(STEP);
    let last = day.last_minute.saturating_sub(entry.minutes);
    u16::try_from(wanted)
        .unwrap_or(0)
        .clamp(day.first_minute.min(last), last)
}

fn find_column<'a>(day: &'a DeskDay, drag: &Drag) -> Option<&'a DeskColumn> {
    let is_on_head = drag.row < HEAD_ROWS;
    day.columns.iter().find(|one| one.slug == drag.column && !is_on_head)
}

/// The free time nearest to a minute of the day.
fn nearest<'a>(day: &DeskDay, with: &'a FreeWith, minute: u16) -> Option<(&'a FreeTime, i64)> {
    let away = |free: &FreeTime| (free.start.minutes_since(day.start) - i64::from(minute)).abs();
    let nearest = with.free.iter().min_by_key(|free| away(free))?;
    Some((nearest, away(nearest)))
}

fn over(day: &DeskDay, free: &[FreeWith], entry: &DayEntry, drag: &Drag) -> Option<Over> {
    let column = find_column(day, drag)?;
    let minute = minute_of(day, entry, drag);
    let with = free.iter().find(|one| one.doctor_slug == column.slug);
    let snapped = with.and_then(|with| nearest(day, with, minute).filter(|(_, away)| *away <= NEAR));
    let time = clock::time_at(&day.lines, minute);
    let (start, label, is_free) = match (with, snapped) {
        (_, Some((free, _))) => (
            u16::try_from(free.start.minutes_since(day.start)).ok()?,
            free.time.clone(),
            true,
        ),
        (Some(_), None) => (minute, format!("{time}, not free"), false),
        (None, None) if free.is_empty() => (minute, time, false),
        (None, None) => (minute, "Does not give this service".to_owned(), false),
    };
    Some(Over {
        column: column.slug.clone(),
        start,
        minutes: with.map_or(entry.minutes, |with| with.minutes),
        label,
        is_free,
    })
}

fn dropped(day: &DeskDay, free: &[FreeWith], entry: &DayEntry, drag: &Drag) -> Land {
    let Some(column) = find_column(day, drag) else {
        return Land::Nowhere;
    };
    let minute = minute_of(day, entry, drag);
    let is_own = column.slug == entry.appointment.doctor_slug;
    if is_own && minute == entry.start_minute / STEP * STEP {
        return Land::Nowhere;
    }
    let Some(with) = free.iter().find(|one| one.doctor_slug == column.slug) else {
        return Land::NotGiven {
            doctor: column.name.clone(),
        };
    };
    let nearest = nearest(day, with, minute).map(|(free, _)| free);
    let nearest = nearest.filter(|free| !(is_own && free.start == entry.appointment.time.start));
    Land::At(Dropped {
        id: entry.appointment.id,
        schedule: with.schedule,
        doctor: column.name.clone(),
        at: Moment {
            start: day.start.plus_minutes(i64::from(minute)),
            time: clock::time_at(&day.lines, minute),
        },
        free: nearest.map(|free| Moment {
            start: free.start,
            time: free.time.clone(),
        }),
    })
}
