use domain::{
    booking::{FreeTime, KeptTime},
    ids::{ScheduleId, ServiceId},
    refusal::{FieldError, Refusal},
    time::Instant,
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{FreeTimes, Trouble, api, countdown::Countdown};
use crate::{
    AppError,
    browser::{self, focus_soon, go_to, on_return, pressed_value, value_of},
    routes,
    ui::{self, Button, ErrorSummary, IconName, LinkButton, Notice, TextArea, Tone, button::ButtonVariant},
};

/// Id of the text area, and under which what was written is carried over to the page of another time.
const REASON: &str = "reason";

/// A kept time and what is still needed to book it. As plain HTML it is a form; awake, it counts down, books in place, and
/// when the time is lost it offers others without losing what was written.
#[island]
pub fn BookingForm(
    hold: KeptTime,
    /// When it ends, for people without JavaScript: "14:32 (UTC+1)".
    until: String,
    schedule: ScheduleId,
    service: ServiceId,
    /// How long the visit takes.
    minutes: u16,
    /// The doctor's slug.
    doctor: String,
    doctor_name: String,
    /// Of the doctor's page, with place and service.
    doctor_page: String,
    heading: String,
    /// What the button says.
    action: String,
    /// What a patient, who can book, has written so far; others read in the children what to do first.
    reason: Option<String>,
    /// Made with the form: the same key twice is one appointment.
    idempotency_key: String,
    /// Why it was not booked when the form was sent.
    refusal: Option<Refusal>,
    children: Children,
) -> impl IntoView {
    let booking = Booking {
        hold,
        schedule,
        service,
        minutes,
        countdown: Countdown::new(hold.remaining_secs),
        nearest: RwSignal::new(refusal.as_ref().and_then(Refusal::nearest).map(<[_]>::to_vec)),
        problem: RwSignal::new(refusal.map(AppError::Refused)),
        is_sending: RwSignal::new(false),
        picked: RwSignal::new(None),
    };
    booking.countdown.start(move || booking.expire());
    Effect::new(move |_| {
        on_return(move || go_to(&routes::book(hold.id)));
        if let Some(reason) = browser::take_carried(REASON) {
            browser::write(REASON, &reason);
        }
    });
    let heading = move || match booking.trouble() {
        Some(trouble) if booking.is_lost() => trouble.title,
        _ => heading.clone(),
    };
    let lost = move || {
        let nearest = booking.nearest.get()?;
        Some(lost_view(booking, nearest, &doctor, &doctor_name, &doctor_page))
    };
    let trouble = move || booking.trouble().filter(|_| !booking.is_lost()).map(trouble_view);
    view! {
        <div class="stack stack--l booking" data-lost=move || booking.is_lost().then_some("")>
            <ErrorSummary errors=Signal::derive(move || booking.summary())/>
            <h1 id="booking-title" tabindex="-1">{heading}</h1>
            {lost}
            <div class="stack stack--l" hidden=move || booking.is_lost()>
                <Notice tone=Tone::Wait icon=IconName::TIMER title=Signal::derive(booking.countdown.words(until)) class="countdown"/>
                {trouble}
                {reason.map(|reason| form_view(booking, reason, idempotency_key, action))}
                {children()}
            </div>
            <p class="visually-hidden" role="status">{booking.countdown.spoken()}</p>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Booking {
    hold: KeptTime,
    schedule: ScheduleId,
    service: ServiceId,
    minutes: u16,
    countdown: Countdown,
    /// Why the last try failed.
    problem: RwSignal<Option<AppError>>,
    /// The free times to choose from instead, once this one is lost.
    nearest: RwSignal<Option<Vec<FreeTime>>>,
    is_sending: RwSignal<bool>,
    /// Another time that is being taken instead.
    picked: RwSignal<Option<Instant>>,
}

impl Booking {
    fn submit(self, event: &SubmitEvent, key: String) {
        event.prevent_default();
        if self.is_sending.get_untracked() {
            return;
        }
        self.is_sending.set(true);
        let KeptTime { id, version, .. } = self.hold;
        spawn_local(async move {
            match api::book(id, version, value_of(REASON), key).await {
                // The button stays busy until the other page is there.
                Ok(made) => go_to(&routes::with_query(&routes::appointment(made), &[("booked", "1")])),
                Err(error) => self.refuse(error),
            }
        });
    }

    fn refuse(self, error: AppError) {
        let id = self.hold.id;
        self.is_sending.set(false);
        match &error {
            // It is booked, by another window or by a press whose answer was lost.
            AppError::Refused(Refusal::InvalidChange(_)) => go_to(&routes::appointment(id)),
            AppError::Refused(Refusal::SignInFirst) => go_to(&routes::sign_in(Some(&routes::book(id)))),
            AppError::Refused(Refusal::Stale) => go_to(&routes::book(id)),
            AppError::Refused(Refusal::SlotTaken(_) | Refusal::HoldExpired(_)) => self.lose(error),
            AppError::Refused(Refusal::Invalid(_)) => {
                self.problem.set(Some(error));
                focus_soon("error-summary");
            }
            _ => {
                self.problem.set(Some(error));
                focus_soon("booking-trouble");
            }
        }
    }

    /// The time is gone, or another one could not be had instead: what was offered before is offered still.
    fn lose(self, error: AppError) {
        if let AppError::Refused(Refusal::SlotTaken(nearest) | Refusal::HoldExpired(nearest)) = &error {
            self.nearest.set(Some(nearest.clone()));
        }
        self.problem.set(Some(error));
        focus_soon("booking-title");
    }

    fn is_lost(self) -> bool {
        self.nearest.with(Option::is_some)
    }

    /// The last problem in words, unless they stand by the fields.
    fn trouble(self) -> Option<Trouble> {
        self.problem.with(|problem| match problem {
            None | Some(AppError::Refused(Refusal::Invalid(_))) => None,
            Some(error) => Some(error.into()),
        })
    }

    /// By our clock the time is over; the server's decides.
    fn expire(self) {
        if self.is_sending.get_untracked() || self.nearest.with_untracked(Option::is_some) {
            return;
        }
        self.is_sending.set(true);
        let id = self.hold.id;
        spawn_local(async move {
            match api::get_hold(id).await {
                Ok(still) => self.countdown.restart(still.remaining_secs.saturating_add(1)),
                Err(AppError::Refused(Refusal::InvalidChange(_))) => go_to(&routes::appointment(id)),
                Err(error @ AppError::Refused(Refusal::HoldExpired(_))) => self.lose(error),
                Err(_) => self.lose(AppError::Refused(Refusal::HoldExpired(Vec::new()))),
            }
            self.is_sending.set(false);
        });
    }

    /// Takes another time instead, on a page of its own, and carries over what was written.
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
        spawn_local(async move {
            match api::hold(self.schedule, self.service, Some(self.minutes), start).await {
                Ok(hold) => {
                    browser::carry(REASON, &value_of(REASON));
                    go_to(&routes::book(hold.id));
                }
                Err(error) => {
                    self.picked.set(None);
                    self.lose(error);
                }
            }
        });
    }

    fn summary(self) -> Vec<ui::FieldError> {
        let line = |error: &FieldError| ui::FieldError::new(error.field.name(), error.text());
        self.problem.with(|problem| match problem {
            Some(AppError::Refused(Refusal::Invalid(errors))) => errors.iter().map(line).collect(),
            _ => Vec::new(),
        })
    }
}

fn form_view(booking: Booking, reason: String, key: String, action: String) -> impl IntoView {
    let KeptTime { id, version, .. } = booking.hold;
    let idempotency_key = key.clone();
    let error = Signal::derive(move || booking.summary().into_iter().next().map(|error| error.message));
    view! {
        <form
            class="form"
            method="post"
            action=routes::book(id)
            novalidate
            on:submit=move |event| booking.submit(&event, key.clone())
        >
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="idempotency_key" value=idempotency_key/>
            <TextArea
                id=REASON
                label="Reason for the visit"
                hint="A few words. Only your doctor and the practice see them."
                value=reason
                error=error
                required=true
            />
            <div class="form__actions">
                <Button busy=booking.is_sending>{action}</Button>
                <button class="button button--quiet" type="submit" form="release">
                    "Choose another time"
                </button>
            </div>
        </form>
    }
}

fn trouble_view(trouble: Trouble) -> AnyView {
    view! {
        <div id="booking-trouble" tabindex="-1">
            <Notice tone=Tone::Bad title=trouble.title live=true>
                <p>{trouble.text}</p>
                {trouble.link.map(|(href, words)| view! { <p><a href=href>{words}</a></p> }.into_any())}
            </Notice>
        </div>
    }
    .into_any()
}

/// Instead of the form: what happened, and the nearest free times.
fn lost_view(booking: Booking, nearest: Vec<FreeTime>, doctor: &str, name: &str, page: &str) -> AnyView {
    let text = booking.trouble().map(|trouble| trouble.text);
    let words = match nearest.is_empty() {
        false => format!("These are the nearest free times of {name}:"),
        true => "There is no other free time near it.".to_owned(),
    };
    view! {
        <Notice tone=Tone::Bad title=text live=true>
            <p>{words}</p>
        </Notice>
        <form method="post" action=routes::HOLDS on:submit=move |event| booking.take(&event)>
            <input type="hidden" name="schedule" value=booking.schedule.to_string()/>
            <input type="hidden" name="service" value=booking.service.to_string()/>
            <input type="hidden" name="minutes" value=booking.minutes.to_string()/>
            <input type="hidden" name="doctor" value=doctor.to_owned()/>
            <FreeTimes times=nearest picked=booking.picked/>
        </form>
        <p>
            <LinkButton href=page variant=ButtonVariant::Secondary>{format!("See all times of {name}")}</LinkButton>
        </p>
    }
    .into_any()
}
