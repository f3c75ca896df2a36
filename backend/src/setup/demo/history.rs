//! What happened to a seeded appointment, as its history tells it.

use domain::{account::Role, booking::Status, time::Instant};
use uuid::Uuid;

use crate::entity::{appointment, appointment_event};

/// A doctor answers a request so long after it was made.
pub(super) const ANSWER_MINUTES: i64 = 90;

/// How an appointment came to be as it is: booked by its patient, or requested and accepted, then what its status says.
pub(super) fn history(row: &appointment::Model, needs_approval: bool) -> Vec<appointment_event::Model> {
    let status = Status::from_name(&row.status);
    let mut events = Events {
        row,
        events: Vec::new(),
    };
    if needs_approval {
        events.add("request", Status::Requested, row.created_at, true);
        if !matches!(status, Some(Status::Requested | Status::Cancelled)) {
            let at = Instant::from_millis(row.created_at).plus_minutes(ANSWER_MINUTES);
            events.add("accept", Status::Confirmed, at.millis(), false);
        }
    } else {
        events.add("confirm", Status::Confirmed, row.created_at, true);
    }
    match status {
        Some(status @ Status::Cancelled) => events.add("cancel", status, row.updated_at, true),
        Some(status @ Status::Arrived) => events.add("arrive", status, row.updated_at, false),
        Some(status @ Status::Completed) => events.add("complete", status, row.updated_at, false),
        Some(status @ Status::NoShow) => events.add("mark_no_show", status, row.updated_at, false),
        _ => {}
    }
    events.events
}

struct Events<'a> {
    row: &'a appointment::Model,
    events: Vec<appointment_event::Model>,
}

impl Events<'_> {
    fn add(&mut self, kind: &str, status: Status, at: i64, by_patient: bool) {
        let row = self.row;
        // The first version is the hold.
        let version = self.events.last().map_or(1, |last| last.version) + 1;
        let by = if by_patient { Role::Patient } else { Role::Doctor };
        let reason = row.cancel_reason.clone().filter(|_| status == Status::Cancelled);
        self.events.push(appointment_event::Model {
            id: Uuid::from_u128(row.id.as_u128() ^ u128::from(version.unsigned_abs())),
            appointment_id: row.id,
            version,
            at,
            kind: kind.to_owned(),
            actor: by.name().to_owned(),
            account_id: row.patient_id.filter(|_| by_patient),
            status: status.name().to_owned(),
            starts_at: row.starts_at,
            moved_from: None,
            reason,
        });
    }
}
