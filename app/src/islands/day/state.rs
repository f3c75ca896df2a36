use domain::{
    access::Action,
    booking::{AppointmentView, DayAway, DayEntry, FreeTime, Status, Step, VisitMore},
    ids::{AppointmentId, TimeOffId},
    refusal::{FieldError, Refusal},
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use super::{
    News, Open, Whose,
    api::{decide, load_more},
    sheet::Sheet,
    toast::Toast,
    words_of,
};
use crate::{AppError, browser, islands::booking::api::change_status, routes};

/// The panel, for the focus after a step: the button that was pressed is gone.
pub(super) const PANEL: &str = "open-visit";

/// Two presses within this are one: a finger that trembles must not take the next step too.
const PRESS_MILLIS: f64 = 600.0;
/// How long it can be taken back where it was pressed.
const TOAST_SECONDS: u64 = 10;

/// What the board shows, and what is pressed on it.
pub(super) struct Board<D: Sheet> {
    pub day: RwSignal<D>,
    pub open: RwSignal<Open>,
    /// What the panel shows beside the open visit.
    pub more: RwSignal<Option<VisitMore>>,
    /// The reason of a rejection is asked for.
    pub is_rejecting: RwSignal<bool>,
    pub now_minute: RwSignal<Option<u16>>,
    pub problem: RwSignal<Option<Problem>>,
    /// What is wrong with the form in the panel.
    pub faults: RwSignal<Vec<FieldError>>,
    pub toast: RwSignal<Option<Toast>>,
    /// What is being dragged, on its way.
    pub ghost: RwSignal<Option<Ghost>>,
    /// To where the visit that is being dragged can go.
    pub targets: RwSignal<Option<(AppointmentId, Vec<FreeTime>)>>,
    /// For screen readers.
    pub said: RwSignal<String>,
    whose: StoredValue<Whose>,
    busy: StoredValue<Vec<AppointmentId>>,
    pressed: StoredValue<Option<(AppointmentId, f64)>>,
    /// How many changes of one's own have begun or ended: what was read before the last is old.
    changes: StoredValue<u32>,
    toasts: StoredValue<u32>,
}

impl<D: Sheet> Clone for Board<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Sheet> Copy for Board<D> {}

/// Where a drag would end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ghost {
    pub start: u16,
    pub minutes: u16,
    pub label: String,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub title: String,
    pub text: String,
}

impl Problem {
    pub fn of(refusal: &Refusal) -> Self {
        let (title, text) = words_of(refusal);
        Self::new(title, text)
    }

    pub fn new(title: &str, text: &str) -> Self {
        Self {
            title: title.to_owned(),
            text: text.to_owned(),
        }
    }

    fn no_answer() -> Self {
        Self::new(
            "It could not be noted",
            "There was no answer. Check the connection and try again.",
        )
    }
}

impl<D: Sheet> Board<D> {
    pub fn new(day: D, open: Open, whose: Whose) -> Self {
        Self {
            now_minute: RwSignal::new(day.now_minute()),
            day: RwSignal::new(day),
            open: RwSignal::new(open),
            more: RwSignal::new(None),
            is_rejecting: RwSignal::new(false),
            problem: RwSignal::new(None),
            faults: RwSignal::new(Vec::new()),
            toast: RwSignal::new(None),
            ghost: RwSignal::new(None),
            targets: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            whose: StoredValue::new(whose),
            busy: StoredValue::new(Vec::new()),
            pressed: StoredValue::new(None),
            changes: StoredValue::new(0),
            toasts: StoredValue::new(0),
        }
    }

    /// With why the form that was just sent was not taken.
    pub fn with_refusal(self, refusal: Option<&Refusal>) -> Self {
        match refusal {
            Some(Refusal::Invalid(faults)) => self.faults.set(faults.clone()),
            Some(refusal) => self.problem.set(Some(Problem::of(refusal))),
            None => {}
        }
        self
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

    /// Where the page hears that the day is another.
    pub fn events(self) -> String {
        self.day.with_untracked(Sheet::events)
    }

    /// Shows what others change, without touching what is open, focused or typed.
    pub fn keep_fresh(self) {
        Effect::new(move || browser::on_changed(move || spawn_local(self.reload())));
    }

    async fn reload(self) {
        let before = self.changes.get_value();
        let (whose, date) = self.back();
        let answer = D::load(whose, date).await;
        let is_old = self.changes.get_value() != before || !self.busy.with_value(Vec::is_empty);
        match answer {
            Ok(day) if !is_old => self.show(day),
            _ => {}
        }
    }

    /// What is the same stays as it is on the page.
    fn show(self, day: D) {
        self.day.set(day);
        self.load_more();
    }

    pub fn back(self) -> (Whose, String) {
        (
            self.whose.get_value(),
            self.day.with_untracked(|day| day.date().to_owned()),
        )
    }

    pub fn path(self, open: &Open) -> String {
        let (whose, date) = self.back();
        whose.day(&date, open)
    }

    pub fn press(self, open: Open, event: &MouseEvent) {
        if browser::is_plain_click(event) {
            event.prevent_default();
            self.open(open);
        }
    }

    pub fn open(self, open: Open) {
        browser::show_address(&self.path(&open));
        if let Some(entry) = open.visit().and_then(|id| self.find(id)) {
            let AppointmentView { patient_name, time, .. } = entry.appointment;
            self.said.set(format!("Open: {patient_name}, {}", time.from));
        }
        let is_form = matches!(open, Open::NewBlock { .. } | Open::Move { .. } | Open::Drop(_));
        self.open.set(open);
        self.is_rejecting.set(false);
        self.problem.set(None);
        self.faults.set(Vec::new());
        self.load_more();
        if is_form {
            browser::focus_soon(PANEL);
        }
    }

    /// Reads what the panel shows beside the open visit, where it is missing or old.
    fn load_more(self) {
        let Some(entry) = self.open.get_untracked().visit().and_then(|id| self.find(id)) else {
            return;
        };
        let AppointmentView { id, version, .. } = entry.appointment;
        let is_known = |more: &Option<VisitMore>| {
            more.as_ref()
                .is_some_and(|more| more.id == id && more.version == version)
        };
        if self.more.with_untracked(is_known) {
            return;
        }
        spawn_local(async move {
            if let Ok(more) = load_more(id).await
                && self.open.get_untracked().visit() == Some(id)
            {
                self.more.set(Some(more));
            }
        });
    }

    /// Shows the step at once and takes it; shows the truth again when it was refused.
    pub fn take(self, id: AppointmentId, step: Step, event: &SubmitEvent) {
        self.change(id, step, None, event);
    }

    /// Takes the last step back where it was just announced: not where a trembling finger would meet it.
    pub fn undo(self, id: AppointmentId, event: &SubmitEvent) {
        self.pressed.set_value(None);
        self.take(id, Step::Reopen, event);
    }

    /// Rejects a request with the reason that was typed.
    pub fn reject(self, id: AppointmentId, reason: String, event: &SubmitEvent) {
        self.change(id, Step::Reject, Some(reason), event);
    }

    fn change(self, id: AppointmentId, step: Step, reason: Option<String>, event: &SubmitEvent) {
        let at = event.time_stamp();
        let is_again = self
            .pressed
            .get_value()
            .is_some_and(|(last, before)| last == id && at - before < PRESS_MILLIS);
        let Some(before) = self.find(id) else {
            return;
        };
        let Ok(status) = before.appointment.status.after(step) else {
            return;
        };
        if is_again || self.busy.with_value(|busy| busy.contains(&id)) {
            return;
        }
        self.pressed.set_value(Some((id, at)));
        self.busy.update_value(|busy| busy.push(id));
        self.changes.update_value(|changes| *changes += 1);
        self.problem.set(None);
        self.faults.set(Vec::new());
        self.toast.set(None);
        // A request is shown as answered when it is: its patient is told, and nothing takes that back.
        if step.action() == Some(Action::ChangeStatus) {
            self.replace(AppointmentView {
                status,
                ..before.appointment.clone()
            });
        }
        if self.open.get_untracked().visit() == Some(id) {
            browser::focus_soon(PANEL);
        }
        spawn_local(async move {
            let version = before.appointment.version;
            let answer = match step.action() {
                Some(Action::Decide) => decide(id, version, reason).await,
                _ => change_status(id, version, step).await,
            };
            self.busy.update_value(|busy| busy.retain(|one| *one != id));
            self.changes.update_value(|changes| *changes += 1);
            match answer {
                Ok(appointment) => self.note(appointment, step),
                Err(error) => self.take_back(before, error).await,
            }
        });
    }

    fn note(self, appointment: AppointmentView, step: Step) {
        let AppointmentView { id, status, .. } = appointment;
        let name = appointment.patient_name.clone();
        if matches!(step, Step::Accept | Step::Reject) {
            self.day.update(Sheet::count_answer);
        }
        if step == Step::Reject {
            self.open(Open::Nothing);
            self.day.update(|day| day.remove(id));
        } else {
            self.replace(appointment);
        }
        self.load_more();
        self.announce(match step {
            Step::Accept => Toast::News(News::Accepted),
            Step::Reject => Toast::News(News::Rejected),
            step => Toast::Step {
                id,
                name,
                status,
                can_undo: step != Step::Reopen,
            },
        });
    }

    /// Says for some seconds what was done.
    pub fn announce(self, toast: Toast) {
        self.toasts.update_value(|toasts| *toasts += 1);
        let number = self.toasts.get_value();
        self.toast.set(Some(toast));
        browser::after(TOAST_SECONDS, move || {
            if self.toasts.try_get_value() == Some(number) {
                self.toast.set(None);
            }
        });
    }

    async fn take_back(self, before: DayEntry, error: AppError) {
        let id = before.appointment.id;
        self.replace(before.appointment.clone());
        match error {
            AppError::Refused(Refusal::SignInFirst) => {
                browser::go_to(&routes::sign_in(Some(&self.path(&Open::Visit(id)))));
            }
            AppError::Refused(Refusal::Invalid(faults)) => self.faults.set(faults),
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
        match D::load(whose, date).await {
            Ok(day) => {
                self.show(day);
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
        self.day.with_untracked(|day| day.find(id).cloned())
    }

    pub fn find_block(self, id: TimeOffId) -> Option<DayAway> {
        self.day
            .with_untracked(|day| day.time_off().find(|block| block.id == id).cloned())
    }

    fn replace(self, appointment: AppointmentView) {
        self.day.update(|day| day.replace(appointment));
    }
}

fn what_changed(before: &AppointmentView, now: Option<Status>) -> Problem {
    let name = &before.patient_name;
    let title = match now {
        None => format!("{name} is no longer on this day"),
        Some(status) if status == before.status => format!("The visit of {name} has changed"),
        Some(status) => format!("{name}: {}", status.label()),
    };
    Problem::new(
        &title,
        "Somebody else changed it while you looked, so nothing was noted. This is how it stands now.",
    )
}
