use domain::{
    booking::{AppointmentView, DayEntry, DoctorDay, Status, Step},
    ids::AppointmentId,
    refusal::Refusal,
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use super::{Whose, api::list_day, words_of};
use crate::{AppError, browser, islands::booking::api::change_status, routes};

/// The panel, for the focus after a step: the button that was pressed is gone.
pub(super) const PANEL: &str = "open-visit";

/// Two presses within this are one: a finger that trembles must not take the next step too.
const PRESS_MILLIS: f64 = 600.0;

/// What the board shows, and what is pressed on it.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub day: RwSignal<DoctorDay>,
    pub open: RwSignal<Option<AppointmentId>>,
    pub now_minute: RwSignal<Option<u16>>,
    pub problem: RwSignal<Option<Problem>>,
    /// For screen readers.
    pub said: RwSignal<String>,
    whose: StoredValue<Whose>,
    is_busy: StoredValue<bool>,
    pressed_at: StoredValue<f64>,
}

/// Why a step was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub title: String,
    pub text: String,
}

impl Problem {
    pub fn of(refusal: &Refusal) -> Self {
        let (title, text) = words_of(refusal);
        Self {
            title: title.to_owned(),
            text: text.to_owned(),
        }
    }

    fn no_answer() -> Self {
        Self {
            title: "It could not be noted".to_owned(),
            text: "There was no answer. Check the connection and try again.".to_owned(),
        }
    }
}

impl Board {
    pub fn new(day: DoctorDay, open: Option<AppointmentId>, whose: Whose, refusal: Option<&Refusal>) -> Self {
        Self {
            now_minute: RwSignal::new(day.now_minute),
            day: RwSignal::new(day),
            open: RwSignal::new(open),
            problem: RwSignal::new(refusal.map(Problem::of)),
            said: RwSignal::new(String::new()),
            whose: StoredValue::new(whose),
            is_busy: StoredValue::new(false),
            pressed_at: StoredValue::new(f64::MIN),
        }
    }

    /// Moves the line that shows now.
    pub fn keep_time(self) {
        let Some(start) = self.now_minute.get_untracked() else {
            return;
        };
        Effect::new(move || {
            let since = browser::seconds();
            browser::every_second(move || {
                let minutes = ((browser::seconds() - since) / 60.0) as u16;
                let now = Some(start.saturating_add(minutes));
                if self.now_minute.get_untracked() != now {
                    self.now_minute.set(now);
                }
            });
        });
    }

    pub fn back(self) -> (Whose, String) {
        (self.whose.get_value(), self.day.with_untracked(|day| day.date.clone()))
    }

    pub fn path(self, open: Option<AppointmentId>) -> String {
        let (whose, date) = self.back();
        whose.path(&date, open)
    }

    pub fn open(self, id: Option<AppointmentId>, event: &MouseEvent) {
        if !browser::is_plain_click(event) {
            return;
        }
        event.prevent_default();
        self.open.set(id);
        self.problem.set(None);
        browser::show_address(&self.path(id));
        if let Some(entry) = id.and_then(|id| self.find(id)) {
            let AppointmentView { patient_name, time, .. } = entry.appointment;
            self.said.set(format!("Open: {patient_name}, {}", time.from));
        }
    }

    /// Shows the step at once and takes it; shows the truth again when it was refused.
    pub fn take(self, step: Step, event: &SubmitEvent) {
        let at = event.time_stamp();
        let is_again = at - self.pressed_at.get_value() < PRESS_MILLIS;
        let Some(before) = self.open.get_untracked().and_then(|id| self.find(id)) else {
            return;
        };
        let Ok(status) = before.appointment.status.after(step) else {
            return;
        };
        if is_again || self.is_busy.get_value() {
            return;
        }
        self.pressed_at.set_value(at);
        self.is_busy.set_value(true);
        self.problem.set(None);
        self.replace(AppointmentView {
            status,
            ..before.appointment.clone()
        });
        browser::focus_soon(PANEL);
        spawn_local(async move {
            let AppointmentView { id, version, .. } = before.appointment;
            match change_status(id, version, step).await {
                Ok(appointment) => self.note(appointment),
                Err(error) => self.take_back(before, error).await,
            }
            self.is_busy.set_value(false);
        });
    }

    fn note(self, appointment: AppointmentView) {
        self.said
            .set(format!("{}: {}", appointment.patient_name, appointment.status.label()));
        self.replace(appointment);
    }

    async fn take_back(self, before: DayEntry, error: AppError) {
        let id = before.appointment.id;
        self.replace(before.appointment.clone());
        match error {
            AppError::Refused(Refusal::SignInFirst) => {
                browser::go_to(&routes::sign_in(Some(&self.path(Some(id)))));
            }
            AppError::Refused(Refusal::Stale | Refusal::InvalidChange(_) | Refusal::NotFound) => {
                self.look_again(&before).await;
            }
            AppError::Refused(refusal) => self.problem.set(Some(Problem::of(&refusal))),
            AppError::Malformed | AppError::Internal { .. } | AppError::Unreachable => {
                self.problem.set(Some(Problem::no_answer()));
            }
        }
    }

    /// Loads the day anew and says what somebody else changed.
    async fn look_again(self, before: &DayEntry) {
        let (whose, date) = self.back();
        match list_day(whose, date).await {
            Ok(day) => {
                self.day.set(day);
                let now = self.find(before.appointment.id);
                self.problem.set(Some(what_changed(
                    &before.appointment,
                    now.map(|entry| entry.appointment.status),
                )));
            }
            Err(_) => self.problem.set(Some(Problem::no_answer())),
        }
    }

    pub fn find(self, id: AppointmentId) -> Option<DayEntry> {
        self.day
            .with_untracked(|day| day.entries.iter().find(|entry| entry.appointment.id == id).cloned())
    }

    fn replace(self, appointment: AppointmentView) {
        self.day.update(|day| {
            if let Some(entry) = day
                .entries
                .iter_mut()
                .find(|entry| entry.appointment.id == appointment.id)
            {
                entry.appointment = appointment;
            }
        });
    }
}

fn what_changed(before: &AppointmentView, now: Option<Status>) -> Problem {
    let name = &before.patient_name;
    let title = match now {
        None => format!("{name} is no longer on this day"),
        Some(status) if status == before.status => format!("The visit of {name} has changed"),
        Some(status) => format!("{name}: {}", status.label()),
    };
    let text = "Somebody else changed it while you looked, so nothing was noted. This is how it stands now.";
    Problem {
        title,
        text: text.to_owned(),
    }
}
