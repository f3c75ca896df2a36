use domain::{
    booking::HoldView,
    refusal::{FieldError, Refusal},
    time::Instant,
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::{BookingSummary, FreeTimes, Lost, Trouble, api, countdown::Countdown};
use crate::{
    AppError,
    browser::{focus_soon, go_to, on_return, pressed_value, show_address, value_of},
    routes,
    ui::{self, Button, ErrorSummary, IconName, LinkButton, Notice, Steps, TextArea, Tone, button::ButtonVariant},
};

/// Who is about to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// Not signed in: the time waits for them.
    Visitor,
    Patient {
        name: String,
    },
    /// Signed in, but nobody who books for themselves.
    Staff,
}

/// A kept time and what is still needed to book it. As plain HTML it is a form; awake, it counts down, books in place, and
/// when the time is lost it offers others without losing what was written.
#[island]
pub fn BookingForm(
    hold: HoldView,
    /// When it ends, for people without JavaScript: "14:32 (UTC+1)".
    until: String,
    /// Of the doctor's page, with place and service.
    doctor_page: String,
    who: Who,
    /// Made with the form: the same key twice is one appointment.
    idempotency_key: String,
    /// As far as it has been written.
    reason: String,
    errors: Vec<FieldError>,
    trouble: Option<Trouble>,
    lost: Option<Lost>,
) -> impl IntoView {
    let patient = match &who {
        Who::Patient { name } => Some(name.clone()),
        Who::Visitor | Who::Staff => None,
    };
    let booking = Booking {
        countdown: Countdown::new(hold.remaining_secs),
        hold: RwSignal::new(hold),
        lost: RwSignal::new(lost),
        trouble: RwSignal::new(trouble),
        errors: RwSignal::new(errors),
        is_sending: RwSignal::new(false),
        picked: RwSignal::new(None),
        key: StoredValue::new(idempotency_key),
    };
    booking.countdown.start(move || booking.expire());
    Effect::new(move |_| on_return(move || booking.wake()));

    let heading = match &who {
        Who::Visitor => "Sign in to book this time",
        Who::Patient { .. } => "Why do you want to see the doctor?",
        Who::Staff => "Book from a patient's account",
    };
    let heading = move || {
        booking
            .lost
            .with(|lost| lost.as_ref().map_or_else(|| heading.into(), |lost| lost.title.clone()))
    };
    let next = match who {
        Who::Visitor => visitor_view(booking).into_any(),
        Who::Patient { .. } => form_view(booking, reason).into_any(),
        Who::Staff => staff_view().into_any(),
    };
    let is_lost = move || booking.lost.with(Option::is_some);
    view! {
        <div class="split">
            <aside class="split__aside split__aside--first">
                {move || {
                    view! { <BookingSummary hold=booking.hold.get() patient=patient.clone() is_lost=is_lost()/> }
                }}
            </aside>
            <div class="stack stack--l">
                {move || view! { <Steps steps=["Time", "Details", "Confirm"] current=if is_lost() { 1 } else { 2 }/> }}
                <ErrorSummary errors=Signal::derive(move || booking.summary())/>
                <h1 id="booking-title" tabindex="-1">{heading}</h1>
                {move || booking.lost.get().map(|lost| lost_view(booking, lost, doctor_page.clone()))}
                <div class="stack stack--l" hidden=is_lost>
                    <Notice tone=Tone::Wait icon=IconName::TIMER title=Signal::derive(booking.countdown.words(until)) class="countdown"/>
                    {move || booking.trouble.get().map(trouble_view)}
                    {next}
                    <form id="release" method="post" action=move || routes::release(booking.hold.with(|hold| hold.id))></form>
                </div>
                <p class="visually-hidden" role="status">{booking.countdown.spoken()}</p>
            </div>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Booking {
    hold: RwSignal<HoldView>,
    countdown: Countdown,
    lost: RwSignal<Option<Lost>>,
    trouble: RwSignal<Option<Trouble>>,
    errors: RwSignal<Vec<FieldError>>,
    is_sending: RwSignal<bool>,
    /// Another time that is being taken instead.
    picked: RwSignal<Option<Instant>>,
    key: StoredValue<String>,
}

impl Booking {
    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.is_sending.get_untracked() {
            return;
        }
        self.is_sending.set(true);
        let (hold, version) = self.hold.with_untracked(|hold| (hold.id, hold.version));
        let (reason, key) = (value_of("reason"), self.key.get_value());
        spawn_local(async move {
            match api::book(hold, version, reason, key).await {
                // The button stays busy until the other page is there.
                Ok(made) => go_to(&routes::with_query(&routes::appointment(made.id), &[("booked", "1")])),
                Err(error) => self.refuse(&error),
            }
        });
    }

    fn refuse(self, error: &AppError) {
        let hold = self.hold.with_untracked(|hold| hold.id);
        self.is_sending.set(false);
        self.errors.set(Vec::new());
        self.trouble.set(None);
        match error {
            AppError::Refused(Refusal::Invalid(errors)) => {
                self.errors.set(errors.clone());
                focus_soon("error-summary");
            }
            AppError::Refused(refusal @ (Refusal::SlotTaken { .. } | Refusal::HoldExpired { .. })) => {
                self.lose(refusal)
            }
            // It is booked, by another window or by a press whose answer was lost.
            AppError::Refused(Refusal::InvalidChange(_)) => go_to(&routes::appointment(hold)),
            AppError::Refused(Refusal::SignInFirst) => go_to(&routes::sign_in(Some(&routes::book(hold)))),
            AppError::Refused(Refusal::Stale) => go_to(&routes::book(hold)),
            error => {
                self.trouble.set(Some(error.into()));
                focus_soon("booking-trouble");
            }
        }
    }

    fn lose(self, refusal: &Refusal) {
        self.lost.set(Lost::new(refusal));
        focus_soon("booking-title");
    }

    /// By our clock the time is over; the server's decides.
    fn expire(self) {
        if self.is_sending.get_untracked() || self.lost.with_untracked(Option::is_some) {
            return;
        }
        self.is_sending.set(true);
        let hold = self.hold.with_untracked(|hold| hold.id);
        spawn_local(async move {
            match api::get_hold(hold).await {
                Ok(still) => self.countdown.restart(still.remaining_secs.saturating_add(1)),
                Err(AppError::Refused(Refusal::InvalidChange(_))) => go_to(&routes::appointment(hold)),
                Err(AppError::Refused(refusal @ Refusal::HoldExpired { .. })) => self.lose(&refusal),
                Err(_) => self.lose(&Refusal::HoldExpired { nearest: Vec::new() }),
            }
            self.is_sending.set(false);
        });
    }

    /// Takes another time instead, without losing what was written.
    fn take(self, event: &SubmitEvent) {
        let start = pressed_value(event).and_then(|value| value.parse().ok());
        let Some(start) = start.map(Instant::from_millis) else {
            return;
        };
        event.prevent_default();
        if self.picked.get_untracked().is_some() {
            return;
        }
        self.picked.set(Some(start));
        let (schedule, service) = self.hold.with_untracked(|hold| (hold.schedule, hold.service));
        spawn_local(async move {
            match api::hold(schedule, service, start).await {
                Ok(hold) => {
                    show_address(&routes::book(hold.id));
                    self.countdown.restart(hold.remaining_secs);
                    self.hold.set(hold);
                    self.trouble.set(None);
                    self.lost.set(None);
                    focus_soon("booking-title");
                }
                Err(AppError::Refused(refusal @ Refusal::SlotTaken { .. })) => self.lose(&refusal),
                Err(error) => {
                    let Trouble { title, text, .. } = (&error).into();
                    let nearest = self
                        .lost
                        .with_untracked(|lost| lost.as_ref().map(|lost| lost.nearest.clone()));
                    self.lost.set(Some(Lost {
                        title,
                        text,
                        nearest: nearest.unwrap_or_default(),
                    }));
                    focus_soon("booking-title");
                }
            }
            self.picked.set(None);
        });
    }

    /// Somebody came back to the page as they left it: the server knows what has become of it.
    fn wake(self) {
        go_to(&routes::book(self.hold.with_untracked(|hold| hold.id)));
    }

    fn summary(self) -> Vec<ui::FieldError> {
        self.errors.with(|errors| {
            let lines = errors
                .iter()
                .map(|error| ui::FieldError::new(error.field.name(), error.text()));
            lines.collect()
        })
    }
}

fn form_view(booking: Booking, reason: String) -> impl IntoView {
    let error = Signal::derive(move || booking.errors.with(|errors| errors.first().map(FieldError::text)));
    view! {
        <form
            class="form"
            method="post"
            action=move || routes::book(booking.hold.with(|hold| hold.id))
            novalidate
            on:submit=move |event| booking.submit(&event)
        >
            <input type="hidden" name="version" value=move || booking.hold.with(|hold| hold.version.to_string())/>
            <input type="hidden" name="idempotency_key" value=booking.key.get_value()/>
            <TextArea
                id="reason"
                label="Reason for the visit"
                hint="A few words. Only your doctor and the practice see them."
                value=reason
                error=error
                required=true
            />
            <div class="form__actions">
                <Button busy=booking.is_sending>"Book this appointment"</Button>
                {other_time()}
            </div>
        </form>
    }
}

fn visitor_view(booking: Booking) -> impl IntoView {
    let back = move || routes::book(booking.hold.with(|hold| hold.id));
    let sign_in = move || routes::sign_in(Some(&back()));
    let register = move || routes::with_query(routes::REGISTER, &[("return_to", &back())]);
    view! {
        <p>
            "The doctor must know who comes, and you must be able to move or cancel. The time stays yours while you sign in, and you come back to this page."
        </p>
        {move || {
            view! {
                <div class="form__actions">
                    <LinkButton href=sign_in() icon=IconName::LOG_IN>"Sign in"</LinkButton>
                    <LinkButton href=register() variant=ButtonVariant::Secondary>"Register"</LinkButton>
                    {other_time()}
                </div>
            }
        }}
        <p class="muted">"New here? Registering takes a minute: your name, date of birth, e-mail and phone."</p>
    }
}

fn staff_view() -> impl IntoView {
    view! {
        <p>"You are signed in with a staff account. Appointments are booked by patients, from their own account: sign out and sign in as a patient."</p>
        <div class="form__actions">{other_time()}</div>
    }
}

/// Gives the time back; the form it sends stands beside, because forms do not nest.
fn other_time() -> impl IntoView {
    view! {
        <button class="button button--quiet" type="submit" form="release">
            "Choose another time"
        </button>
    }
}

fn trouble_view(trouble: Trouble) -> impl IntoView {
    view! {
        <div id="booking-trouble" tabindex="-1">
            <Notice tone=Tone::Bad title=trouble.title live=true>
                <p>{trouble.text}</p>
                {trouble.link.map(|(href, words)| view! { <p><a href=href>{words}</a></p> })}
            </Notice>
        </div>
    }
}

/// Instead of the form: what happened, and the nearest free times.
fn lost_view(booking: Booking, lost: Lost, doctor_page: String) -> impl IntoView {
    let (schedule, service, slug, name) = booking.hold.with_untracked(|hold| {
        (
            hold.schedule.to_string(),
            hold.service.to_string(),
            hold.doctor_slug.clone(),
            hold.doctor_name.clone(),
        )
    });
    let words = match lost.nearest.is_empty() {
        false => format!("These are the nearest free times of {name}:"),
        true => "There is no other free time near it.".to_owned(),
    };
    view! {
        <Notice tone=Tone::Bad title=lost.text live=true>
            <p>{words}</p>
        </Notice>
        <form method="post" action=routes::HOLDS on:submit=move |event| booking.take(&event)>
            <input type="hidden" name="schedule" value=schedule/>
            <input type="hidden" name="service" value=service/>
            <input type="hidden" name="doctor" value=slug/>
            <FreeTimes times=lost.nearest picked=booking.picked/>
        </form>
        <p>
            <LinkButton href=doctor_page variant=ButtonVariant::Secondary>"See all times of " {name}</LinkButton>
        </p>
    }
}
