use domain::{
    booking::{Status, Step},
    ids::AppointmentId,
    refusal::Field,
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{BackFields, MovedFrom, News, sheet::Sheet, state::Board};
use crate::{
    routes,
    ui::{Icon, IconName},
};

/// What was just done, with its way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Toast {
    /// A step of a visit's day.
    Step {
        id: AppointmentId,
        name: String,
        status: Status,
        can_undo: bool,
    },
    News(News),
}

/// Shown for some seconds; what it takes back can be taken back later too.
pub(super) fn toast<D: Sheet>(board: Board<D>) -> impl IntoView {
    move || {
        board.toast.get().and_then(|toast| {
            let text = board.day.with_untracked(|day| words(&toast, day))?;
            let undo = undo(board, toast);
            Some(view! {
                <div class="day__toast no-print" role="status">
                    <Icon name=IconName::CIRCLE_CHECK/>
                    <p class="day__toast-text">{text}</p>
                    {undo}
                </div>
            })
        })
    }
}

/// `None` when it is not true any more.
fn words(toast: &Toast, day: &impl Sheet) -> Option<String> {
    Some(match toast {
        Toast::Step { name, status, .. } => format!("{name}: {}", status.label().to_lowercase()),
        Toast::News(News::Blocked(id)) => {
            let block = day.time_off().find(|block| block.id == *id)?;
            format!("{} is blocked", block.time)
        }
        Toast::News(News::Unblocked { .. }) => "The time is free again".to_owned(),
        Toast::News(News::Moved(_)) => "The visit is moved, and the patient is told".to_owned(),
        Toast::News(News::Accepted) => "The request is accepted, and the patient is told".to_owned(),
        Toast::News(News::Rejected) => "The request is rejected, and the patient is told".to_owned(),
    })
}

fn undo<D: Sheet>(board: Board<D>, toast: Toast) -> Option<impl IntoView + use<D>> {
    let back = view! { <BackFields back=board.back()/> };
    let button = || view! { <button class="button button--secondary button--small" type="submit">"Undo"</button> };
    match toast {
        Toast::Step { id, can_undo: true, .. } => {
            let version = board.find(id)?.appointment.version;
            let submit = move |event: SubmitEvent| {
                event.prevent_default();
                board.undo(id, &event);
            };
            Some(
                view! {
                    <form method="post" action=routes::status(id) on:submit=submit>
                        <input type="hidden" name="version" value=version.number()/>
                        <input type="hidden" name="step" value=Step::Reopen.name()/>
                        {back}
                        {button()}
                    </form>
                }
                .into_any(),
            )
        }
        Toast::News(News::Blocked(id)) => Some(
            view! {
                <form method="post" action=routes::unblock(id)>
                    {back}
                    {button()}
                </form>
            }
            .into_any(),
        ),
        Toast::News(News::Unblocked { from, to, reason }) => Some(
            view! {
                <form method="post" action=routes::BLOCKS>
                    {back}
                    <input type="hidden" name="start" value=from.millis()/>
                    <input type="hidden" name="end" value=to.millis()/>
                    <input type="hidden" name="block_reason" value=reason/>
                    {button()}
                </form>
            }
            .into_any(),
        ),
        Toast::News(News::Moved(Some(MovedFrom { id, schedule, start }))) => {
            let version = board.find(id)?.appointment.version;
            Some(
                view! {
                    <form method="post" action=routes::reschedule(id)>
                        <input type="hidden" name="version" value=version.number()/>
                        <input type="hidden" name="schedule" value=schedule.to_string()/>
                        <input type="hidden" name="start" value=start.millis()/>
                        <input type="hidden" name=Field::OverrideReason.name() value="Moved back"/>
                        {back}
                        {button()}
                    </form>
                }
                .into_any(),
            )
        }
        _ => None,
    }
}
