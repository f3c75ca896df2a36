//! From rows that a pointer is over to what the board offers to do there.

use domain::{
    booking::{DoctorDay, FreeTime},
    ids::AppointmentId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Open, clock,
    state::{Board, Ghost},
};
use crate::{
    browser::{self, Drag},
    islands::booking::api::list_slots,
    ui::timeline::STEP,
};

/// The timeline, to drag on.
pub(super) const TIMELINE: &str = "timeline";

/// The shortest time that a drag blocks.
const LEAST_BLOCK: u16 = 15;
/// How near a visit must be to a free time to go there, in minutes.
const NEAR: i64 = 20;

/// Dragging over free time blocks it, dragging a visit moves it; each asks first. Of the timeline that is drawn with it.
pub(super) fn listen(board: Board<DoctorDay>) {
    Effect::new(move || {
        let moved = move |drag: &Drag| board.ghost.set(ghost(board, drag));
        let ended = move |drag: Option<Drag>| {
            let ghost = drag.and_then(|drag| ghost(board, &drag).map(|ghost| (drag, ghost)));
            if let Some((drag, ghost)) = ghost {
                board.open(asked(board, &drag, ghost));
            }
            board.ghost.set(None);
            board.targets.set(None);
        };
        browser::on_drag(TIMELINE, moved, ended);
    });
}

fn asked(board: Board<DoctorDay>, drag: &Drag, ghost: Ghost) -> Open {
    let start = board
        .day
        .with_untracked(|day| day.start.plus_minutes(i64::from(ghost.start)));
    match drag.what.parse() {
        Ok(id) => Open::Move {
            id,
            start,
            to: ghost.label,
        },
        Err(_) => {
            let (from, to) = ghost.label.split_once(" to ").unwrap_or_default();
            Open::new_block(from.to_owned(), to.to_owned())
        }
    }
}

fn ghost(board: Board<DoctorDay>, drag: &Drag) -> Option<Ghost> {
    match drag.what.parse() {
        Ok(id) => moved_to(board, id, drag),
        Err(_) => blocked(board, drag),
    }
}

/// The stretch between both ends of the drag.
fn blocked(board: Board<DoctorDay>, drag: &Drag) -> Option<Ghost> {
    board.day.with_untracked(|day| {
        let top = day.first_minute / 60 * 60;
        let minute = |row: u16| top.saturating_add(row.saturating_mul(STEP)).min(day.last_minute);
        let start = minute(drag.first.min(drag.row));
        let end = minute(drag.first.max(drag.row).saturating_add(1)).max(start + LEAST_BLOCK);
        let end = end.min(day.last_minute);
        let label = |minute| clock::label(&day.lines, minute);
        (day.may.block && start < end).then(|| {
            Some(Ghost {
                start,
                minutes: end - start,
                label: format!("{} to {}", label(start)?, label(end)?),
            })
        })?
    })
}

/// The free time that is nearest to where the visit is held.
fn moved_to(board: Board<DoctorDay>, id: AppointmentId, drag: &Drag) -> Option<Ghost> {
    let entry = board.find(id)?;
    let free = match board.targets.get_untracked() {
        Some((of, free)) if of == id => free,
        _ => {
            load_targets(board, id);
            return None;
        }
    };
    let day_start = board.day.with_untracked(|day| day.start);
    let wanted = i64::from(entry.start_minute) + (i64::from(drag.row) - i64::from(drag.first)) * i64::from(STEP);
    let away = |free: &FreeTime| (free.start.minutes_since(day_start) - wanted).abs();
    let nearest = free.into_iter().min_by_key(away)?;
    let start = u16::try_from(nearest.start.minutes_since(day_start)).ok()?;
    (away(&nearest) <= NEAR && start != entry.start_minute).then_some(Ghost {
        start,
        minutes: entry.minutes,
        label: nearest.time,
    })
}

/// Reads once for a drag where the visit can go on this day.
fn load_targets(board: Board<DoctorDay>, id: AppointmentId) {
    let Some(appointment) = board.find(id).map(|entry| entry.appointment) else {
        return;
    };
    board.targets.set(Some((id, Vec::new())));
    let (_, date) = board.back();
    spawn_local(async move {
        let free = list_slots(
            appointment.schedule,
            appointment.service,
            None,
            Some(date.clone()),
            Some(1),
            Some(id),
        )
        .await;
        let of_day = free
            .ok()
            .and_then(|free| free.value.days.iter().find(|day| day.date == date).cloned());
        // Unless the drag has ended meanwhile.
        if let (Some(day), Some((of, _))) = (of_day, board.targets.get_untracked())
            && of == id
        {
            board.targets.set(Some((id, day.slots)));
        }
    });
}
