use domain::{
    booking::{AppointmentView, BoardMay, DayAway, DayEntry, DoctorDay},
    ids::AppointmentId,
    time::Instant,
};

use super::{Whose, api};
use crate::{AppError, routes};

/// What a board shows: a doctor's day, or that of all doctors of a place.
pub(super) trait Sheet: Clone + Send + Sync + 'static {
    /// "2026-11-23"
    fn date(&self) -> &str;
    fn today(&self) -> &str;
    /// "Monday 23 November 2026"
    fn label(&self) -> &str;
    /// When it was asked.
    fn now(&self) -> Instant;
    /// Where now was then, when the day is today.
    fn now_minute(&self) -> Option<u16>;
    fn may(&self) -> BoardMay;
    fn entries(&self) -> impl Iterator<Item = &DayEntry>;
    fn entries_mut(&mut self) -> impl Iterator<Item = &mut DayEntry>;
    fn remove(&mut self, id: AppointmentId);
    fn time_off(&self) -> impl Iterator<Item = &DayAway>;
    /// One request less waits.
    fn count_answer(&mut self) {}
    /// Where it is told that something changed.
    fn events(&self) -> String;
    /// Reads it anew.
    async fn load(whose: Whose, date: String) -> Result<Self, AppError>;

    fn find(&self, id: AppointmentId) -> Option<&DayEntry> {
        self.entries().find(|entry| entry.appointment.id == id)
    }

    fn replace(&mut self, appointment: AppointmentView) {
        let mut entries = self.entries_mut();
        if let Some(entry) = entries.find(|entry| entry.appointment.id == appointment.id) {
            entry.appointment = appointment;
        }
    }
}

impl Sheet for DoctorDay {
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
        self.entries.iter()
    }

    fn entries_mut(&mut self) -> impl Iterator<Item = &mut DayEntry> {
        self.entries.iter_mut()
    }

    fn remove(&mut self, id: AppointmentId) {
        self.entries.retain(|entry| entry.appointment.id != id);
    }

    fn time_off(&self) -> impl Iterator<Item = &DayAway> {
        self.time_off.iter()
    }

    fn count_answer(&mut self) {
        self.requests = self.requests.saturating_sub(1);
    }

    fn events(&self) -> String {
        routes::with_query(routes::EVENTS, &[("doctor", &self.doctor_slug)])
    }

    async fn load(whose: Whose, date: String) -> Result<Self, AppError> {
        api::list_day(whose, date).await
    }
}
