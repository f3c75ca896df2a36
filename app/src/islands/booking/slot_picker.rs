use domain::{
    booking::{FreeTime, SlotsView},
    ids::AppointmentId,
    refusal::Refusal,
    shared::Shared,
    time::Instant,
};
use leptos::{
    ev::{Event, MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use super::{
    FreeTimes, Trouble, api,
    week::{keep_places, range_words, week},
};
use crate::{
    AppError,
    browser::{focus, focus_soon, go_to, is_plain_click, on_changed, on_return, pressed_value, show_address},
    routes,
    ui::{Icon, IconName, Notice, Tone},
};

/// The free times of a week; picking one keeps it or moves an appointment to it. As plain HTML it is a form with a button for
/// each time and links to the weeks; awake, it turns the weeks and answers in place.
#[island]
pub fn SlotPicker(
    /// The week to begin with.
    slots: SlotsView,
    /// The length that the page shows when none is asked for.
    first_minutes: u16,
    /// Address of the page it is on, to which `from` and `minutes` are added.
    page: String,
    /// The doctor's slug, for the page that a form without JavaScript gets when the time is gone.
    doctor: String,
    /// The appointment that is to move to the picked time, after a question on a page of its own. Without one the picked time
    /// is kept, and the details are asked for.
    moving: Option<AppointmentId>,
    /// The choice of a length, as a form with fields `minutes`; nothing where there is none.
    children: Children,
) -> impl IntoView {
    let (method, action) = match moving {
        None => ("post", routes::HOLDS.to_owned()),
        Some(appointment) => ("get", routes::reschedule(appointment)),
    };
    let events = routes::with_query(routes::EVENTS, &[("doctor", &doctor)]);
    let mut hidden = hidden_fields(&slots, doctor);
    if moving.is_some() {
        // The rest is the appointment's.
        hidden.truncate(1);
    }
    let picker = Picker {
        minutes: RwSignal::new(slots.minutes),
        shown: RwSignal::new(slots),
        gone: RwSignal::new(Vec::new()),
        first_minutes,
        picked: RwSignal::new(None),
        is_turning: RwSignal::new(false),
        failure: RwSignal::new(None),
        moving,
        page: StoredValue::new(page),
    };
    Effect::new(move |_| {
        on_return(move || picker.wake());
        on_changed(move || spawn_local(picker.catch_up()));
    });
    view! {
        <section class="picker card" aria-labelledby="picker-title" data-events=events>
            <div class="picker__head">
                <div>
                    <h2 class="picker__title" id="picker-title">"Choose a time"</h2>
                    <p class="picker__zone">
                        <Icon name=IconName::CLOCK/>
                        {move || picker.shown.with(|slots| slots.zone_note.clone())}
                    </p>
                </div>
                {pager(picker)}
            </div>
            <div on:change=move |event| picker.choose(&event)>{children()}</div>
            <form method=method action=action on:submit=move |event| picker.submit(&event)>
                {hidden}
                {move || picker.failure.get().map(|failure| failure_view(failure, picker.picked.into()))}
                <ol class="picker__days" aria-busy=move || picker.is_turning.get().then_some("true")>
                    {move || picker.gone.with(|gone| picker.shown.with(|slots| week(slots, picker.picked.into(), gone)))}
                </ol>
                {move || picker.shown.with(|slots| nothing(slots, picker))}
            </form>
        </section>
    }
}

/// Why the last try failed, and what to pick instead.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failure {
    trouble: Trouble,
    nearest: Vec<FreeTime>,
}

#[derive(Clone, Copy)]
struct Picker {
    /// How long the visit is to be.
    minutes: RwSignal<u16>,
    first_minutes: u16,
    shown: RwSignal<SlotsView>,
    /// Of the shown times those that were taken while the page was open.
    gone: RwSignal<Vec<Instant>>,
    picked: RwSignal<Option<Instant>>,
    is_turning: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    moving: Option<AppointmentId>,
    page: StoredValue<String>,
}

impl Picker {
    fn submit(self, event: &SubmitEvent) {
        let start = pressed_value(event).and_then(|value| value.parse().ok());
        // A button that we do not know is the browser's to send.
        let Some(start) = start.map(Instant::from_millis) else {
            return;
        };
        event.prevent_default();
        if self.picked.get_untracked().is_none() {
            self.picked.set(Some(start));
            spawn_local(async move {
                match self.take(start).await {
                    Ok(path) => go_to(&path),
                    Err(error) => self.fail(&error).await,
                }
            });
        }
    }

    /// The address to go on at.
    async fn take(self, start: Instant) -> Result<String, AppError> {
        if self.moving.is_some() {
            let start = start.millis().to_string();
            return Ok(self
                .page
                .with_value(|page| routes::with_query(page, &[("start", &start)])));
        }
        let (schedule, service) = self.shown.with_untracked(|slots| (slots.schedule, slots.service));
        let minutes = Some(self.minutes.get_untracked());
        let hold = api::hold(schedule, service, minutes, start).await?;
        Ok(routes::book(hold.id))
    }

    async fn fail(self, error: &AppError) {
        if *error == AppError::Refused(Refusal::SignInFirst) {
            return go_to(&routes::sign_in(Some(&self.address(""))));
        }
        let nearest = match error {
            AppError::Refused(Refusal::SlotTaken(nearest)) => nearest.clone(),
            _ => Vec::new(),
        };
        self.picked.set(None);
        self.failure.set(Some(Failure {
            trouble: error.into(),
            nearest,
        }));
        focus_soon("picker-failure");
        self.refresh().await;
    }

    /// The same days again, without what is gone.
    async fn refresh(self) {
        if let Ok(slots) = self.list(self.first_date()).await {
            self.put(slots);
        }
    }

    /// Others took times, or gave them back.
    async fn catch_up(self) {
        let date = self.first_date();
        let is_at_rest = || self.picked.get_untracked().is_none() && !self.is_turning.get_untracked();
        if !is_at_rest() {
            return;
        }
        if let Ok(mut slots) = self.list(date.clone()).await
            && is_at_rest()
            && date == self.first_date()
            && slots.minutes == self.minutes.get_untracked()
        {
            let gone = self.shown.with_untracked(|shown| keep_places(shown, &mut slots));
            self.gone.set(gone);
            self.shown.set(slots);
        }
    }

    fn put(self, slots: SlotsView) {
        self.gone.set(Vec::new());
        self.shown.set(slots);
    }

    fn first_date(self) -> Option<String> {
        self.shown
            .with_untracked(|slots| slots.days.first().map(|day| day.date.clone()))
    }

    /// Somebody came back to the page as they left it.
    fn wake(self) {
        self.picked.set(None);
        spawn_local(self.refresh());
    }

    fn turn(self, event: &MouseEvent, date: Option<String>) {
        if !is_plain_click(event) {
            return;
        }
        event.prevent_default();
        // The link just pressed may be no link any more.
        self.show(date, || focus("picker-range"));
    }

    /// Another length was chosen: the same days with the times for it.
    fn choose(self, event: &Event) {
        if let Ok(minutes) = event_target_value(event).parse() {
            self.minutes.set(minutes);
            self.show(self.first_date(), || {});
        }
    }

    /// Shows the days from a date on; whatever is chosen while they are fetched is fetched after them.
    fn show(self, date: Option<String>, at_an_end: fn()) {
        let Some(date) = date.filter(|_| !self.is_turning.get_untracked()) else {
            return;
        };
        self.is_turning.set(true);
        spawn_local(async move {
            let found = loop {
                let minutes = self.minutes.get_untracked();
                let found = self.list(Some(date.clone())).await;
                if minutes == self.minutes.get_untracked() {
                    break found;
                }
            };
            match found {
                Ok(slots) => {
                    if slots.earlier.is_none() || slots.later.is_none() {
                        at_an_end();
                    }
                    show_address(&self.address(&date));
                    self.failure.set(None);
                    self.put(slots);
                }
                Err(error) => {
                    let trouble = (&error).into();
                    self.failure.set(Some(Failure {
                        trouble,
                        nearest: Vec::new(),
                    }));
                    focus_soon("picker-failure");
                }
            }
            self.is_turning.set(false);
        });
    }

    async fn list(self, from: Option<String>) -> Result<SlotsView, AppError> {
        let (schedule, service) = self.shown.with_untracked(|slots| (slots.schedule, slots.service));
        let found = api::list_slots(
            schedule,
            service,
            Some(self.minutes.get_untracked()),
            from,
            None,
            self.moving,
        )
        .await;
        found.map(Shared::take)
    }

    fn address(self, date: &str) -> String {
        let minutes = self.minutes.get_untracked();
        let minutes = if minutes == self.first_minutes {
            String::new()
        } else {
            minutes.to_string()
        };
        self.page
            .with_value(|page| routes::with_query(page, &[("minutes", &minutes), ("from", date)]))
    }
}

/// What the form carries beside the start.
fn hidden_fields(slots: &SlotsView, doctor: String) -> Vec<AnyView> {
    let fields = [
        ("schedule", slots.schedule.to_string()),
        ("service", slots.service.to_string()),
        ("minutes", slots.minutes.to_string()),
        ("doctor", doctor),
    ];
    let field = |(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any();
    fields.map(field).into()
}

fn pager(picker: Picker) -> impl IntoView {
    let earlier = move || picker.shown.with(|slots| slots.earlier.clone());
    let later = move || picker.shown.with(|slots| slots.later.clone());
    let href = move |date: Option<String>| date.map(|date| picker.address(&date));
    let off = |date: Option<String>| date.is_none().then_some("true");
    view! {
        <nav class="picker__pager" aria-label="Week">
            <a
                class="button button--secondary button--icon"
                rel="prev"
                href=move || href(earlier())
                aria-disabled=move || off(earlier())
                on:click=move |event| picker.turn(&event, earlier())
            >
                <span class="visually-hidden">"Week before"</span>
                <Icon name=IconName::CHEVRON_LEFT/>
            </a>
            <p class="picker__range" id="picker-range" tabindex="-1" aria-live="polite">
                {move || picker.shown.with(range_words)}
            </p>
            <a
                class="button button--secondary button--icon"
                rel="next"
                href=move || href(later())
                aria-disabled=move || off(later())
                on:click=move |event| picker.turn(&event, later())
            >
                <span class="visually-hidden">"Week after"</span>
                <Icon name=IconName::CHEVRON_RIGHT/>
            </a>
        </nav>
    }
}

fn failure_view(failure: Failure, picked: Signal<Option<Instant>>) -> AnyView {
    let Failure { trouble, nearest } = failure;
    let instead = (!nearest.is_empty()).then(|| {
        view! {
            <p>"The nearest free times:"</p>
            <FreeTimes times=nearest picked=picked/>
        }
        .into_any()
    });
    view! {
        <div class="picker__failure" id="picker-failure" tabindex="-1">
            <Notice tone=Tone::Bad title=trouble.title live=true>
                <p>{trouble.text}</p>
                {trouble.link.map(|(href, words)| view! { <p><a href=href>{words}</a></p> }.into_any())}
                {instead}
            </Notice>
        </div>
    }
    .into_any()
}

/// Under a week without any time: where the next one is.
fn nothing(slots: &SlotsView, picker: Picker) -> Option<AnyView> {
    let mut times = slots.days.iter().flat_map(|day| &day.slots);
    if times.any(|free| picker.gone.with(|gone| !gone.contains(&free.start))) {
        return None;
    }
    let (Some(free), Some(date)) = (slots.next_free.clone(), slots.next_free_date.clone()) else {
        let back = slots.earlier.is_some().then(|| {
            view! { <a class="button button--secondary" href=picker.address("")>"Go back to this week"</a> }.into_any()
        });
        let words = view! {
            <div class="picker__nothing">
                <p class="strong">"No free time here, and none in the 12 weeks after."</p>
                {back}
            </div>
        };
        return Some(words.into_any());
    };
    let href = picker.address(&date);
    Some(
        view! {
            <div class="picker__nothing">
                <p class="strong">"No free time on these days. The next one is " {free.day.clone()} ", " {free.time} "."</p>
                <a
                    class="button button--secondary"
                    href=href
                    on:click=move |event| picker.turn(&event, Some(date.clone()))
                >
                    "Go to " {free.day}
                </a>
            </div>
        }
        .into_any(),
    )
}
