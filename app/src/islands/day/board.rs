use domain::{
    booking::{DayEntry, DoctorDay, Step},
    ids::AppointmentId,
    refusal::Refusal,
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
};

use super::{
    Stage, Whose, clock,
    panel::PatientPanel,
    plan,
    state::{Board, PANEL},
    timeline::{VisitCard, closed_time, gap, hour_line, now_line, time_off},
};
use crate::{
    browser,
    ui::{EmptyState, Icon, IconName, Notice, Tone, timeline},
};

/// A doctor's day.
#[island(lazy)]
pub fn DayBoard(
    /// The day as it is.
    day: DoctorDay,
    /// The visit that is open.
    open: Option<AppointmentId>,
    /// Whose day it is.
    whose: Whose,
    /// Why the step that was just sent was not taken.
    refusal: Option<Refusal>,
) -> impl IntoView {
    let is_closed = day.entries.is_empty() && day.hours.is_empty();
    let board = Board::new(day, open, whose, refusal.as_ref());
    board.keep_time();
    let content = if is_closed {
        nothing(board).into_any()
    } else {
        timeline_of(board).into_any()
    };
    view! {
        <div class="day">
            {bar(board)}
            <div class="day__board">
                {move || board.problem.get().map(|problem| view! {
                    <Notice tone=Tone::Bad live=true title=problem.title class="day__problem">
                        <p>{problem.text}</p>
                    </Notice>
                })}
                {content}
            </div>
            {panel(board)}
            <p class="visually-hidden" role="status">{move || board.said.get()}</p>
        </div>
    }
}

/// The day's name, the way to other days, how full it is.
fn bar(board: Board) -> impl IntoView {
    let day = board.day.get_untracked();
    let (whose, _) = board.back();
    let day_link = |date: &str| whose.path(date, None);
    let (previous, next) = (day_link(&day.previous), day_link(&day.next));
    let today = (day.date != day.today).then(|| day_link(&day.today));
    let doctor = matches!(whose, Whose::Of(_)).then(|| day.doctor_name.clone());
    let summary = Memo::new(move |_| board.day.with(|day| plan::summary(&day.entries)));
    view! {
        <div class="day__bar">
            <a class="button button--secondary button--icon" rel="prev" href=previous aria-label="Day before">
                <Icon name=IconName::CHEVRON_LEFT/>
            </a>
            <h1 class="day__title">
                {doctor.map(|name| view! { <span class="day__doctor">{name} <span class="visually-hidden">", "</span></span> })}
                {day.label}
            </h1>
            <a class="button button--secondary button--icon" rel="next" href=next aria-label="Day after">
                <Icon name=IconName::CHEVRON_RIGHT/>
            </a>
            <p class="day__summary">
                <span>{move || summary.get()}</span>
                <span class="muted">{day.zone_note}</span>
            </p>
            <div class="day__bar-end">
                {today.map(|href| view! { <a class="button button--quiet button--small" href=href>"Today"</a> })}
                <button class="button button--secondary button--small needs-island" type="button" on:click=move |_| browser::print()>
                    <Icon name=IconName::PRINTER/>
                    "Print"
                </button>
            </div>
        </div>
    }
}

fn timeline_of(board: Board) -> impl IntoView {
    let day = board.day;
    let frame = Memo::new(move |_| day.with(|day| (day.first_minute / 60, day.last_minute.div_ceil(60))));
    let grounds = Memo::new(move |_| day.with(|day| (day.lines.clone(), plan::closed(day), day.time_off.clone())));
    let gaps = Memo::new(move |_| day.with(|day| plan::gaps(day, board.now_minute.get())));
    let label = day.with_untracked(|day| format!("Visits of {}", day.label));
    let grounds = move || {
        let (lines, closed, away) = grounds.get();
        let time_off = away
            .iter()
            .map(|block| time_off(block, clock::label(&lines, block.start_minute).unwrap_or_default()));
        let time_off = time_off.collect_view();
        (
            lines.iter().map(hour_line).collect_view(),
            closed.into_iter().map(closed_time).collect_view(),
            time_off,
        )
    };
    let now = move || {
        let minute = board.now_minute.get()?;
        let label = day.with(|day| clock::label(&day.lines, minute).filter(|_| minute <= day.last_minute))?;
        Some(now_line(minute, label))
    };
    view! {
        <ol class=move || { let (first, last) = frame.get(); timeline::bounds(first, last) } aria-label=label>
            {grounds}
            {now}
            {move || gaps.get().into_iter().map(gap).collect_view()}
            <For each=move || day.with(|day| day.entries.clone()) key=identity let(entry)>
                {card(board, entry)}
            </For>
        </ol>
    }
}

/// A card is drawn anew when anything that it shows has changed.
fn identity(entry: &DayEntry) -> (AppointmentId, u16, &'static str) {
    let appointment = &entry.appointment;
    (appointment.id, entry.start_minute, appointment.status.name())
}

fn card(board: Board, entry: DayEntry) -> impl IntoView {
    let href = board.path(Some(entry.appointment.id));
    let on_open = Callback::new(move |(id, event): (AppointmentId, MouseEvent)| board.open(Some(id), &event));
    view! { <VisitCard entry=entry href=href open=board.open.into() on_open=on_open/> }
}

fn panel(board: Board) -> impl IntoView {
    let on_press = Callback::new(move |(step, event): (Step, SubmitEvent)| board.take(step, &event));
    let on_close = Callback::new(move |event: MouseEvent| board.open(None, &event));
    let open = Memo::new(move |_| {
        let id = board.open.get()?;
        board.day.with(|day| {
            let entry = day.entries.iter().find(|entry| entry.appointment.id == id)?;
            Some((entry.clone(), clock::stage(day, entry, board.now_minute.get())))
        })
    });
    let class = move || {
        if open.with(Option::is_some) {
            "day__panel"
        } else {
            "day__panel day__panel--empty"
        }
    };
    view! {
        <aside class=class aria-label="Open visit">
            <div class="day__panel-inner" id=PANEL tabindex="-1">
                {move || match open.get() {
                    Some((entry, stage)) => opened(board, entry, stage, on_press, on_close).into_any(),
                    None => nobody(board).into_any(),
                }}
            </div>
        </aside>
    }
}

fn opened(
    board: Board,
    entry: DayEntry,
    stage: Stage,
    on_press: Callback<(Step, SubmitEvent)>,
    on_close: Callback<MouseEvent>,
) -> impl IntoView {
    view! { <PatientPanel entry=entry stage=stage back=board.back() on_press=on_press on_close=on_close/> }
}

/// No visit is open: how to open one, and who comes next.
fn nobody(board: Board) -> impl IntoView {
    let next = board.day.with(|day| plan::next(day, board.now_minute.get()).cloned());
    let has_visits = board.day.with(|day| !day.entries.is_empty());
    let next = next.map(|DayEntry { appointment, .. }| {
        let id = appointment.id;
        view! {
            <div class="patient__part">
                <h2>"Next"</h2>
                <p>
                    <span class="tabular">{appointment.time.from}</span>
                    ", "
                    <a href=board.path(Some(id)) on:click=move |event| board.open(Some(id), &event)>{appointment.patient_name}</a>
                </p>
            </div>
        }
    });
    view! {
        <div class="patient">
            <p class="muted">{if has_visits { "Press a visit to see who comes and why." } else { "Nobody has booked this day." }}</p>
            {next}
        </div>
    }
}

/// A day without hours and without visits.
fn nothing(board: Board) -> impl IntoView {
    let day = board.day.get_untracked();
    let away = day.time_off.first().map(|block| block.label.clone());
    let text = match away {
        Some(why) if !why.is_empty() => format!("Time off: {why}. Patients cannot book this day."),
        Some(_) => "Time off. Patients cannot book this day.".to_owned(),
        None => "There are no hours on this day. Patients cannot book it.".to_owned(),
    };
    view! { <EmptyState icon=IconName::COFFEE title="No visits on this day" text=text/> }
}
