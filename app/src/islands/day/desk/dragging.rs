//! From where a pointer holds a visit to the question whether it is to go there.

use domain::{
    booking::{DayEntry, DeskDay, FreeTime, FreeWith},
    ids::AppointmentId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::find_destinations,
    board::GRID,
    landing::{Land, Over, dropped, over},
};
use crate::{
    browser::{self, Drag},
    islands::day::{
        Open,
        state::{Board, Problem},
    },
};

/// What is being dragged on the desk, on its way.
#[derive(Clone, Copy)]
pub(super) struct Dragging {
    board: Board<DeskDay>,
    over: RwSignal<Option<Over>>,
    /// To where the visit that is being dragged can go.
    targets: RwSignal<Option<(AppointmentId, Vec<FreeWith>)>>,
}

impl Dragging {
    pub fn new(board: Board<DeskDay>) -> Self {
        Self {
            board,
            over: RwSignal::new(None),
            targets: RwSignal::new(None),
        }
    }

    /// Dragging a visit asks whether it is to be moved. Of the grid that is drawn with it.
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
