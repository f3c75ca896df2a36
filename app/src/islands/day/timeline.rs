use domain::{
    booking::{DayBlock, DayEntry, HourLine, Status},
    ids::AppointmentId,
};
use leptos::{ev::MouseEvent, prelude::*};

use super::plan::{Stretch, gap_words};
use crate::{islands::appointments::StatusBadge, ui::timeline};

pub(super) fn hour_line(line: &HourLine) -> impl IntoView + use<> {
    view! {
        <li class=format!("timeline__hour {}", timeline::at(line.minute)) aria-hidden="true">
            <span class="timeline__hour-label">{line.label.clone()}</span>
        </li>
    }
}

/// Where now is, under the cards.
pub(super) fn now_line(minute: u16, label: String) -> impl IntoView {
    view! {
        <li class=format!("timeline__now {}", timeline::at(minute)) aria-hidden="true">
            <span class="timeline__now-label">{label}</span>
        </li>
    }
}

/// Outside the hours.
pub(super) fn closed_time(stretch: Stretch) -> impl IntoView {
    let place = timeline::place(stretch.start, stretch.minutes);
    view! { <li class=format!("timeline__item timeline__item--under closed {place}") aria-hidden="true"></li> }
}

/// The doctor is away.
pub(super) fn time_off(block: &DayBlock, from: String) -> impl IntoView + use<> {
    let place = timeline::place(block.start_minute, block.minutes);
    view! {
        <li class=format!("timeline__item timeline__item--under {place}")>
            <div class="visit visit--off">
                <span class="visit__time">{from}</span>
                <span class="visit__name">"Time off"</span>
                <span class="visit__reason">{block.label.clone()}</span>
            </div>
        </li>
    }
}

pub(super) fn gap(stretch: Stretch) -> impl IntoView {
    let place = timeline::place(stretch.start, stretch.minutes);
    view! {
        <li class=format!("timeline__item {place}")>
            <p class="gap"><span>{gap_words(stretch.minutes)}</span></p>
        </li>
    }
}

/// One visit; the whole card is the link that opens it.
#[component]
pub(super) fn VisitCard(
    /// The visit.
    entry: DayEntry,
    /// Where it is open.
    href: String,
    /// The visit that is open.
    open: Signal<Option<AppointmentId>>,
    /// Takes the press instead of the link.
    on_open: Callback<(AppointmentId, MouseEvent)>,
) -> impl IntoView {
    let DayEntry {
        start_minute,
        minutes,
        appointment,
    } = entry;
    let (id, status) = (appointment.id, appointment.status);
    let class = match status {
        Status::Arrived | Status::InProgress => "visit visit--arrived",
        Status::Completed => "visit visit--done",
        Status::NoShow => "visit visit--no-show",
        Status::Requested => "visit visit--requested",
        _ => "visit",
    };
    view! {
        <li class=format!("timeline__item {}", timeline::place(start_minute, minutes)) id=anchor(id)>
            <article class=class>
                <span class="visit__time">{appointment.time.from}</span>
                <a
                    class="visit__link"
                    href=href
                    aria-current=move || (open.get() == Some(id)).then_some("true")
                    on:click=move |event| on_open.run((id, event))
                >
                    {appointment.patient_name}
                </a>
                <span class="visit__reason">{appointment.reason}</span>
                <span class="visit__end"><StatusBadge status=status/></span>
            </article>
        </li>
    }
}

/// The id of a visit's card, to come back to.
pub fn anchor(id: AppointmentId) -> String {
    format!("visit-{id}")
}
