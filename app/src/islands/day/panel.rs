use domain::{
    booking::{AppointmentView, DayEntry, Status, Step},
    ids::AppointmentId,
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    Dropped, Open, Stage, StepForm, StepsLeft, blocks, clock,
    decision::decision,
    desk, plan,
    sheet::Sheet,
    state::{Board, PANEL},
    visit_more::visit_more,
};
use crate::{
    islands::appointments::{StatusBadge, duration},
    routes,
    ui::{Avatar, AvatarSize, Icon, IconName},
};

/// What is open beside the day. Its parts change by themselves, so that a change elsewhere leaves what is typed here.
pub(super) fn panel<D: Sheet>(board: Board<D>, typed: String) -> impl IntoView {
    let typed = StoredValue::new(typed);
    let is_empty = Memo::new(move |_| match board.open.get() {
        Open::Nothing => true,
        Open::Visit(id) | Open::Move { id, .. } | Open::Drop(Dropped { id, .. }) => {
            board.day.with(|day| day.find(id).is_none())
        }
        Open::Block(id) => board.day.with(|day| !day.time_off().any(|block| block.id == id)),
        Open::NewBlock { .. } => board.day.with(|day| !day.may().block),
    });
    let class = move || {
        if is_empty.get() {
            "day__panel day__panel--empty no-print"
        } else {
            "day__panel no-print"
        }
    };
    let content = move || {
        if is_empty.get() {
            return nobody(board).into_any();
        }
        match board.open.get() {
            Open::Nothing => ().into_any(),
            Open::Visit(id) => visit_panel(board, id, typed.get_value()).into_any(),
            Open::Block(id) => board.find_block(id).map(|block| blocks::block(board, block)).into_any(),
            Open::NewBlock { from, to, reason } => blocks::new_block(board, from, to, reason).into_any(),
            Open::Move { id, start, to } => board
                .find(id)
                .map(|entry| blocks::move_visit(board, entry.appointment, id, start, to))
                .into_any(),
            Open::Drop(dropped) => board
                .find(dropped.id)
                .map(|entry| desk::question(board, entry.appointment, dropped))
                .into_any(),
        }
    };
    view! {
        <aside class=class aria-label="Open visit">
            <div class="day__panel-inner" id=PANEL tabindex="-1">{content}</div>
        </aside>
    }
}

/// Who comes and why, and what can be noted about it.
fn visit_panel<D: Sheet>(board: Board<D>, id: AppointmentId, typed: String) -> impl IntoView {
    let entry = Memo::new(move |_| board.day.with(|day| day.find(id).cloned()));
    let answer = Memo::new(move |_| {
        let entry = entry.get()?;
        let may = board.day.with(|day| day.may().decide);
        (may && entry.appointment.status == Status::Requested).then_some(entry.appointment)
    });
    let steps = Memo::new(move |_| {
        let entry = entry.get()?;
        let stage = board.day.with(|day| clock::stage(day, &entry, board.now_minute.get()));
        Some((entry.appointment, stage))
    });
    let more = Memo::new(move |_| board.more.get().filter(|more| more.id == id));
    view! {
        <div class="patient">
            {move || entry.get().map(|entry| about(board, entry))}
            {move || answer.get().map(|appointment| decision(board, appointment, typed.clone()))}
            {move || steps.get().map(|(appointment, stage)| actions(board, appointment, stage))}
            {move || entry.get().map(|entry| links(board, &entry.appointment))}
            {move || more.get().map(visit_more)}
        </div>
    }
}

fn about<D: Sheet>(board: Board<D>, entry: DayEntry) -> impl IntoView {
    let appointment = entry.appointment;
    let overbooked = appointment.overbook_reason.clone();
    let reason = (!appointment.reason.is_empty()).then(|| appointment.reason.clone());
    view! {
        {head(board, &appointment)}
        {visit(&appointment)}
        {reason.map(|reason| view! {
            <div class="patient__part">
                <h3>"Reason"</h3>
                <p class="patient__reason">{reason}</p>
            </div>
        })}
        {overbooked.map(|why| view! {
            <div class="patient__part">
                <h3>"Booked beside another visit"</h3>
                <p class="patient__reason">{why}</p>
            </div>
        })}
    }
}

fn head<D: Sheet>(board: Board<D>, appointment: &AppointmentView) -> impl IntoView + use<D> {
    let name = appointment.patient_name.clone();
    view! {
        <div class="patient__head">
            <Avatar name=name.clone() size=AvatarSize::Large/>
            <div>
                <h2 class="patient__name">{name}</h2>
                {appointment.patient_age.map(|years| view! { <p class="muted">{years} " years"</p> })}
            </div>
            <a
                class="button button--quiet button--icon patient__close"
                href=board.path(&Open::Nothing)
                aria-label="Close"
                on:click=move |event| board.press(Open::Nothing, &event)
            >
                <Icon name=IconName::CLOSE/>
            </a>
        </div>
    }
}

fn visit(appointment: &AppointmentView) -> impl IntoView + use<> {
    let AppointmentView {
        time,
        service_name,
        place,
        status,
        is_video,
        room,
        ..
    } = appointment.clone();
    let long = duration(&time);
    let place = match (is_video, room) {
        (true, _) => "Video visit".to_owned(),
        (false, Some(room)) => format!("{room}, {}", place.name),
        (false, None) => place.name,
    };
    view! {
        <div class="patient__part">
            <h3>"Visit"</h3>
            <p>
                <span class="tabular">{time.from}</span>
                " to "
                <span class="tabular">{time.to}</span>
                ", "
                {long}
            </p>
            <p>{service_name}</p>
            <p class="muted">{place}</p>
            <p><StatusBadge status=status/></p>
        </div>
    }
}

fn actions<D: Sheet>(board: Board<D>, appointment: AppointmentView, stage: Stage) -> impl IntoView {
    let id = appointment.id;
    let steps = StepsLeft::of(appointment.status, stage);
    if steps.is_empty() {
        let is_ahead = stage == Stage::Ahead && appointment.status == Status::Confirmed;
        return is_ahead
            .then(|| view! { <p class="muted small">"On the day you note here who arrived."</p> })
            .into_any();
    }
    let on_press = Callback::new(move |(step, event): (Step, SubmitEvent)| board.take(id, step, &event));
    view! { <StepForm appointment=appointment steps=steps back=Some(board.back()) on_press=on_press/> }.into_any()
}

fn links<D: Sheet>(board: Board<D>, appointment: &AppointmentView) -> impl IntoView + use<D> {
    let id = appointment.id;
    let (whose, date) = board.back();
    let move_it = routes::with_query(&routes::reschedule(id), &whose.back(&date));
    let is_movable = matches!(appointment.status, Status::Requested | Status::Confirmed);
    view! {
        <p class="patient__links">
            {is_movable.then(|| view! { <a href=move_it>"Move"</a> })}
            <a href=routes::appointment(id)>"Details, or cancel"</a>
        </p>
    }
}

/// Nothing is open: how to open something, and who comes next.
fn nobody<D: Sheet>(board: Board<D>) -> impl IntoView {
    let next = Memo::new(move |_| board.day.with(|day| plan::next(day, board.now_minute.get()).cloned()));
    let has_visits = Memo::new(move |_| board.day.with(|day| day.entries().next().is_some()));
    let next = move || {
        next.get().map(|DayEntry { appointment, .. }| {
            let open = Open::Visit(appointment.id);
            view! {
                <div class="patient__part">
                    <h2>"Next"</h2>
                    <p>
                        <span class="tabular">{appointment.time.from}</span>
                        ", "
                        <a href=board.path(&open) on:click=move |event| board.press(open.clone(), &event)>{appointment.patient_name}</a>
                    </p>
                </div>
            }
        })
    };
    view! {
        <div class="patient">
            <p class="muted">
                {move || if has_visits.get() { "Press a visit to see who comes and why." } else { "Nobody has booked this day." }}
            </p>
            {next}
        </div>
    }
}
