use domain::{
    booking::{Status, request_lapses_at},
    messages::{Reminders, due_reminders},
    time::{Instant, Interval, TimeLabel},
};
use uuid::Uuid;

use super::{
    super::{
        dice::Dice,
        history::ANSWER_MINUTES,
        plan::{Practice, Site},
        rows::{HORIZON_DAYS, REQUEST_LAPSE_MINUTES, price},
        specialties::CANCEL_REASONS,
    },
    DAYS_AHEAD,
};
use crate::entity::appointment;

/// Everything seeded was booked so long before; no service wants more notice.
const NOTICE_MINUTES: i64 = 5 * 60;

/// A visit to write down.
pub(super) struct Visit {
    pub time: Interval,
    pub blocked: Interval,
    pub service: Uuid,
    pub reason: &'static str,
    pub patient: Uuid,
    pub status: Status,
    pub room: Option<Uuid>,
    pub needs_approval: bool,
    /// In pence.
    pub price: i64,
}

impl Visit {
    /// The visit as stored, as if it had been booked at some time before now.
    pub fn into_row(self, dice: &mut Dice, now: Instant, practice: &Practice, site: &Site) -> appointment::Model {
        let Self {
            time, blocked, status, ..
        } = self;
        let start = time.start();
        // Within the horizon too.
        let last_moment = start.min(now).plus_minutes(-NOTICE_MINUTES);
        let is_requested = status == Status::Requested;
        let longest = if is_requested {
            // It has not lapsed.
            REQUEST_LAPSE_MINUTES - NOTICE_MINUTES - 12 * 60
        } else {
            (HORIZON_DAYS - DAYS_AHEAD - 1) * 24 * 60
        };
        let created = last_moment.plus_minutes(-dice.between(0, longest));
        let updated = match status {
            Status::Cancelled => created.max(start.plus_minutes(-26 * 60).min(now)),
            Status::Completed => time.end(),
            Status::NoShow => start.plus_minutes(15),
            Status::Arrived => start.plus_minutes(-5).min(now),
            Status::Confirmed if self.needs_approval => created.plus_minutes(ANSWER_MINUTES),
            _ => created,
        };
        let is_cancelled = status == Status::Cancelled;
        let cancel_reason = dice
            .pick(&CANCEL_REASONS)
            .filter(|reason| is_cancelled && !reason.is_empty());
        let lapses_at = is_requested.then(|| request_lapses_at(created, REQUEST_LAPSE_MINUTES, start));
        // Held, booked or requested and accepted, and what came after.
        let is_accepted = self.needs_approval && !is_requested && !is_cancelled;
        let has_ended = !matches!(status, Status::Confirmed | Status::Requested);
        let label = TimeLabel::new(start, &site.zone);
        // What was due before now has been sent.
        let next_reminder = due_reminders(&Reminders::default(), start, &site.zone, created, now)
            .1
            .filter(|_| status == Status::Confirmed);
        appointment::Model {
            id: dice.id(created),
            version: 2 + i64::from(is_accepted) + i64::from(has_ended),
            status: status.name().to_owned(),
            patient_id: Some(self.patient),
            doctor_id: practice.doctor,
            schedule_id: practice.schedule,
            location_id: site.id,
            service_id: self.service,
            starts_at: start.millis(),
            ends_at: time.end().millis(),
            blocked_from: blocked.start().millis(),
            blocked_to: blocked.end().millis(),
            local_start: format!("{}T{}", label.iso_date(), label.time()),
            zone: site.zone.name().to_owned(),
            hold_expires_at: None,
            holder_hash: None,
            reason: Some(self.reason.to_owned()),
            cancel_reason: cancel_reason.map(|reason| (*reason).to_owned()),
            cancel_code: None,
            idempotency_key: None,
            room_id: self.room,
            overbook_reason: None,
            request_lapses_at: lapses_at.map(Instant::millis),
            price_minor: Some(price(self.price, practice.place)),
            currency: Some(practice.place.data().currency.to_owned()),
            created_at: created.millis(),
            updated_at: updated.millis(),
            remind_at: next_reminder.map(Instant::millis),
            attendance_confirmed_at: None,
        }
    }
}
