//! The panel of time that is blocked, or about to be, and of a visit about to be moved.

use domain::{
    booking::{AppointmentView, DayAway},
    ids::AppointmentId,
    refusal::Field,
    time::Instant,
};
use leptos::prelude::*;

use super::{BackFields, Open, field_words, sheet::Sheet, state::Board};
use crate::{
    routes,
    ui::{Button, ButtonVariant, Field as Input, Icon, IconName, InputKind, InputWidth, TextArea},
};

/// What stands at the head of a panel that is not a visit's.
pub(super) fn head<D: Sheet>(board: Board<D>, title: &'static str) -> impl IntoView {
    view! {
        <div class="patient__head">
            <h2 class="patient__name">{title}</h2>
            <a
                class="button button--quiet button--icon patient__close patient__close--always"
                href=board.path(&Open::Nothing)
                aria-label="Close"
                on:click=move |event| board.press(Open::Nothing, &event)
            >
                <Icon name=IconName::CLOSE/>
            </a>
        </div>
    }
}

pub(super) fn keep<D: Sheet>(board: Board<D>, open: Open, words: &'static str) -> impl IntoView {
    view! {
        <a class="button button--secondary button--wide" href=board.path(&open) on:click=move |event| board.press(open.clone(), &event)>
            {words}
        </a>
    }
}

/// The form that blocks time.
pub(super) fn new_block<D: Sheet>(board: Board<D>, from: String, to: String, reason: String) -> impl IntoView {
    let error = move |field: Field| Signal::derive(move || fault_of(board, field));
    let date = board.day.with_untracked(|day| day.label().to_owned());
    view! {
        <div class="patient">
            {head(board, "Block time")}
            <p class="muted">"Nobody can book this time on " {date} ". You can also drag over free time."</p>
            <form class="patient__actions" method="post" action=routes::BLOCKS novalidate>
                <BackFields back=board.back()/>
                <div class="from-to">
                    <Input
                        id=Field::BlockFrom.name()
                        label="From"
                        kind=InputKind::Time
                        width=InputWidth::Short
                        value=from
                        error=error(Field::BlockFrom)
                        required=true
                    />
                    <Input
                        id=Field::BlockTo.name()
                        label="To"
                        kind=InputKind::Time
                        width=InputWidth::Short
                        value=to
                        error=error(Field::BlockTo)
                        required=true
                    />
                </div>
                <Input
                    id=Field::BlockReason.name()
                    label="Reason"
                    hint="For the staff only."
                    value=reason
                    error=error(Field::BlockReason)
                    optional=true
                    maxlength=200
                />
                <Button icon=IconName::LOCK wide=true>"Block time"</Button>
                {keep(board, Open::Nothing, "Leave it free")}
            </form>
        </div>
    }
}

/// A time that is blocked, and the question whether it is to be free again.
pub(super) fn block<D: Sheet>(board: Board<D>, block: DayAway) -> impl IntoView {
    let DayAway { id, time, reason, .. } = block;
    view! {
        <div class="patient">
            {head(board, "Time off")}
            <div class="patient__part">
                <h3>"When"</h3>
                <p>{time.clone()}</p>
            </div>
            {(!reason.is_empty()).then(|| view! {
                <div class="patient__part">
                    <h3>"Reason"</h3>
                    <p class="patient__reason">{reason}</p>
                </div>
            })}
            <form class="patient__actions" method="post" action=routes::unblock(id)>
                <BackFields back=board.back()/>
                <p class="small">"Make it free again? Patients can book " {time} " then."</p>
                <Button variant=ButtonVariant::Danger wide=true>"Make it free"</Button>
                {keep(board, Open::Nothing, "Keep it")}
            </form>
        </div>
    }
}

/// The question whether a visit that was dragged is to be moved.
pub(super) fn move_visit<D: Sheet>(
    board: Board<D>,
    appointment: AppointmentView,
    id: AppointmentId,
    start: Instant,
    to: String,
) -> impl IntoView {
    let is_late = board
        .day
        .with_untracked(|day| !appointment.is_open_to_change(day.now()));
    let hint = if is_late {
        "It is later than patients can change it, so say why. The patient sees it."
    } else {
        "The patient sees it."
    };
    let AppointmentView {
        version,
        patient_name,
        time,
        ..
    } = appointment;
    let error = Signal::derive(move || fault_of(board, Field::OverrideReason));
    view! {
        <div class="patient">
            {head(board, "Move the visit?")}
            <p>
                <strong>{patient_name}</strong>
                " from "
                <span class="tabular strong">{time.from}</span>
                " to "
                <span class="tabular strong">{to}</span>
                ", " {time.date} ". The patient is told."
            </p>
            <form class="patient__actions" method="post" action=routes::reschedule(id) novalidate>
                <BackFields back=board.back()/>
                <input type="hidden" name="version" value=version.number()/>
                <input type="hidden" name="start" value=start.millis()/>
                <TextArea
                    id=Field::OverrideReason.name()
                    label="Why?"
                    hint=hint
                    error=error
                    required=is_late
                    optional=!is_late
                    rows=2
                    maxlength=1000
                />
                <Button icon=IconName::CALENDAR_CLOCK wide=true>"Move the visit"</Button>
                {keep(board, Open::Visit(id), "Keep the present time")}
            </form>
        </div>
    }
}

fn fault_of<D: Sheet>(board: Board<D>, field: Field) -> Option<String> {
    let faults = board.faults.get();
    faults.iter().find(|fault| fault.field == field).map(field_words)
}
