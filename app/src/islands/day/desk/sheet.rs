use domain::{
    booking::{BoardMay, DayAway, DayEntry, DeskDay},
    ids::AppointmentId,
    time::Instant,
};

use super::{super::sheet::Sheet, api};
use crate::{AppError, islands::day::Whose, routes};

impl Sheet for DeskDay {
    fn date(&self) -> &str {
        &self.date
    }

    fn today(&self) -> &str {
        &self.today
    }

    fn label(&self) -> &str {
        &self.label
    }

    fn now(&self) -> Instant {
        self.now
    }

    fn now_minute(&self) -> Option<u16> {
        self.now_minute
    }

    fn may(&self) -> BoardMay {
        self.may
    }

    fn entries(&self) -> impl Iterator<Item = &DayEntry> {
        self.columns.iter().flat_map(|column| &column.entries)
    }

    fn entries_mut(&mut self) -> impl Iterator<Item = &mut DayEntry> {
        self.columns.iter_mut().flat_map(|column| &mut column.entries)
    }

    fn remove(&mut self, id: AppointmentId) {
        for column in &mut self.columns {
            column.entries.retain(|entry| entry.appointment.id != id);
        }
    }

    fn time_off(&self) -> impl Iterator<Item = &DayAway> {
        self.columns.iter().flat_map(|column| &column.time_off)
    }

    fn events(&self) -> String {
        routes::with_query(routes::EVENTS, &[("location", &self.location_slug)])
    }

    async fn load(whose: Whose, date: String) -> Result<Self, AppError> {
        let location = match whose {
            Whose::Place(slug) => slug,
            Whose::Own | Whose::Of(_) => String::new(),
        };
        api::list_desk_day(location, date).await
    }
}
