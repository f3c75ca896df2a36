use domain::{
    booking::{AppointmentView, DayAway, DayBlock, DayEntry, DoctorDay, FreeTime, HourLine, Status, Step},
    ids::AppointmentId,
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
};

use super::{
    BackFields, Open, StepsLeft, clock,
    decision::AcceptForm,
    plan::{Placed, Stretch, gap_words},
    sheet::Sheet,
    state::{Board, Ghost},
    steps::{icon, label},
};
use crate::{
    islands::appointments::StatusBadge,
    routes,
    ui::{Icon, IconName, timeline},
};

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

/// Outside the hours, or over.
pub(super) fn ground(stretch: Stretch, class: &'static str) -> impl IntoView {
    let place = timeline::place(stretch.start, stretch.minutes);
    view! { <li class=format!("timeline__item timeline__item--under {class} {place}") aria-hidden="true"></li> }
}

/// The place is closed.
pub(super) fn closure(block: &DayBlock, from: String) -> impl IntoView + use<> {
    let place = timeline::place(block.start_minute, block.minutes);
    view! {
        <li class=format!("timeline__item timeline__item--under {place}")>
            <div class="visit visit--off">
                <span class="visit__time">{from}</span>
                <span class="visit__name">"Closed"</span>
                <span class="visit__reason">{block.label.clone()}</span>
            </div>
        </li>
    }
}

/// The doctor is away; who may change it opens it.
pub(super) fn time_off(board: Board<DoctorDay>, block: DayAway, from: String, may_change: bool) -> impl IntoView {
    let place = timeline::place(block.start_minute, block.minutes);
    let id = block.id;
    let name = if may_change {
        view! {
            <a
                class="visit__link"
                href=board.path(&Open::Block(id))
                aria-current=move || (board.open.get() == Open::Block(id)).then_some("true")
                on:click=move |event| board.press(Open::Block(id), &event)
            >
                "Time off"
            </a>
        }
        .into_any()
    } else {
        view! { <span class="visit__name">"Time off"</span> }.into_any()
    };
    view! {
        <li class=format!("timeline__item timeline__item--off {place}") id=format!("block-{id}")>
            <div class="visit visit--off" data-no-drag="">
                <span class="visit__time">{from}</span>
                {name}
                <span class="visit__reason">{block.reason}</span>
            </div>
        </li>
    }
}

/// Free time; who may block it opens the form with it.
pub(super) fn gap(board: Board<DoctorDay>, stretch: Stretch) -> impl IntoView {
    let place = timeline::place(stretch.start, stretch.minutes);
    let words = gap_words(stretch.minutes);
    let form = board.day.with_untracked(|day| {
        let at = |minute| clock::time_at(&day.lines, minute);
        day.may
            .block
            .then(|| Open::new_block(at(stretch.start), at(stretch.start + stretch.minutes)))
    });
    let inner = match form {
        Some(form) => {
            let href = board.path(&form);
            view! {
                <a class="gap gap--link" href=href on:click=move |event| board.press(form.clone(), &event)>
                    <span class="gap__words">{words}</span>
                    <span class="gap__do"><Icon name=IconName::PLUS/> "Block time"</span>
                </a>
            }
            .into_any()
        }
        None => view! { <p class="gap"><span class="gap__words">{words}</span></p> }.into_any(),
    };
    view! { <li class=format!("timeline__item {place}")>{inner}</li> }
}

/// Where a drag would end.
pub(super) fn ghost(ghost: Ghost) -> impl IntoView {
    let place = timeline::place(ghost.start, ghost.minutes);
    view! {
        <li class=format!("timeline__item timeline__ghost {place}") aria-hidden="true">
            <span>{ghost.label}</span>
        </li>
    }
}

/// A time to which the visit that is dragged can go.
pub(super) fn target(minute: u16, free: FreeTime) -> impl IntoView {
    view! {
        <li class=format!("timeline__target {}", timeline::at(minute)) aria-hidden="true">
            <span>{free.time}</span>
        </li>
    }
}

/// One visit; the whole card is the link that opens it, and its next step stands above the link.
pub(super) fn visit_card(board: Board<DoctorDay>, placed: Placed) -> impl IntoView {
    let Placed { entry, lane, lanes } = placed;
    let DayEntry {
        start_minute,
        minutes,
        appointment,
    } = entry.clone();
    let AppointmentView {
        id,
        status,
        patient_name,
        service_name,
        reason,
        time,
        is_video,
        room,
        overbook_reason,
        has_said_to_come,
        ..
    } = appointment;
    let class = card_class(status);
    let is_movable = matches!(status, Status::Requested | Status::Confirmed);
    let (place, beside) = (timeline::place(start_minute, minutes), timeline::lane(lane, lanes));
    let about = if reason.is_empty() { service_name } else { reason };
    let note = match (is_video, room, overbook_reason) {
        (true, ..) => Some("Video".to_owned()),
        (false, Some(room), _) => Some(room),
        (false, None, Some(_)) => Some("Overbooked".to_owned()),
        (false, None, None) => None,
    };
    let request = (status == Status::Requested).then_some("Request: ");
    let open = Open::Visit(id);
    let href = board.path(&open);
    view! {
        <li class=format!("timeline__item {place} {beside}") id=anchor(id)>
            <article class=class data-drag=is_movable.then(|| id.to_string())>
                <span class="visit__time">{time.from}</span>
                <a
                    class="visit__link"
                    href=href
                    draggable="false"
                    aria-current=move || (board.open.with(Open::visit) == Some(id)).then_some("true")
                    on:click=move |event| board.press(open.clone(), &event)
                >
                    {request}
                    {patient_name}
                </a>
                <span class="visit__reason">{about}</span>
                {note.map(|note| view! { <span class="visit__note">{note}</span> })}
                {will_come(status, has_said_to_come).then(|| view! { <span class="visit__note">"Will come"</span> })}
                <span class="visit__end" data-no-drag="">{card_end(board, entry)}</span>
            </article>
        </li>
    }
}

/// Whether a card says that the patient will come: until they are here.
pub(super) const fn will_come(status: Status, has_said_to_come: bool) -> bool {
    has_said_to_come && matches!(status, Status::Confirmed)
}

/// How a card looks in each status.
pub(super) const fn card_class(status: Status) -> &'static str {
    match status {
        Status::Arrived | Status::InProgress => "visit visit--arrived",
        Status::Completed => "visit visit--done",
        Status::NoShow => "visit visit--no-show",
        Status::Requested => "visit visit--requested",
        _ => "visit",
    }
}

/// What can be done with a visit at once, and how it stands.
pub(super) fn card_end<D: Sheet>(board: Board<D>, entry: DayEntry) -> impl IntoView {
    let (stage, may) = board
        .day
        .with_untracked(|day| (clock::stage(day, &entry, day.now_minute()), day.may()));
    let appointment = entry.appointment;
    let (id, status, name) = (appointment.id, appointment.status, appointment.patient_name.clone());
    if status == Status::Requested && may.decide {
        let reject = move |event: MouseEvent| {
            board.press(Open::Visit(id), &event);
            board.is_rejecting.set(true);
        };
        let href = routes::with_query(&board.path(&Open::Visit(id)), &[("answer", "reject")]);
        return view! {
            <AcceptForm board=board appointment=appointment small=true/>
            <a class="button button--secondary button--small" href=href on:click=reject>
                "Reject" <span class="visually-hidden">" the request of " {name}</span>
            </a>
        }
        .into_any();
    }
    let next = StepsLeft::next(status, stage);
    // The button says what comes next; that a visit is only confirmed needs no word then.
    let badge = (next.is_none() || status != Status::Confirmed)
        .then(|| view! { <span class="visit__status"><StatusBadge status=status/></span> });
    view! {
        {badge}
        {next.map(|step| next_step(board, appointment, step))}
    }
    .into_any()
}

pub(super) fn next_step<D: Sheet>(board: Board<D>, appointment: AppointmentView, step: Step) -> impl IntoView {
    let AppointmentView {
        id,
        version,
        status,
        patient_name,
        ..
    } = appointment;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        board.take(id, step, &event);
    };
    view! {
        <form method="post" action=routes::status(id) on:submit=submit>
            <input type="hidden" name="version" value=version.number()/>
            <BackFields back=board.back()/>
            <button class="button button--secondary button--small visit__step" name="step" value=step.name()>
                {icon(step).map(|name| view! { <Icon name=name/> })}
                {label(step, status)}
                <span class="visually-hidden">", " {patient_name}</span>
            </button>
        </form>
    }
}

/// The id of a visit's card, to come back to.
pub fn anchor(id: AppointmentId) -> String {
    format!("visit-{id}")
}
