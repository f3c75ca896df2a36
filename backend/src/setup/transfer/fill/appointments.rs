//! Appointments, and what is told of them.

use domain::{
    audit::Deed,
    booking::{CancelCode, Change, Status, Step},
    time::Instant,
};

use super::{
    super::{file, place::Place},
    Fill,
    checks::{check_price, instant, within},
};
use crate::{
    booking::{LOOK_AT_ONCE, local_start},
    entity::{appointment, appointment_event, audit_event},
};

impl Fill<'_> {
    pub(super) fn appointment(&mut self, one: &file::Appointment, at: &mut Place<'_>) {
        let status = Status::from_name(&one.status).filter(|status| !matches!(status, Status::Held | Status::Expired));
        let status = at.field("status").expect(status, "is no status of an appointment");
        within(Some(one.duration_minutes), 5, 720, "duration_minutes", at);
        within(Some(one.buffer_before_minutes), 0, 240, "buffer_before_minutes", at);
        within(Some(one.buffer_after_minutes), 0, 240, "buffer_after_minutes", at);
        if one.reason.trim().is_empty() {
            at.field("reason").fail("must not be empty");
        }
        check_price(one.price.as_ref(), at);
        if one.overbook_reason.as_deref() == Some("") {
            at.field("overbook_reason").fail("must not be empty");
        }
        if (status == Some(Status::Requested)) != one.request_lapses_at.is_some() {
            at.field("request_lapses_at")
                .fail("belongs to a request, and only to one");
        }
        let instant_of = |text: &str, field: &str, at: &mut Place<'_>| {
            at.field(field)
                .expect(instant(text), "is not a time like 2026-11-23T14:20:00+01:00")
        };
        let start = instant_of(&one.start, "start", at);
        let created = instant_of(&one.created_at, "created_at", at);
        let lapses = one
            .request_lapses_at
            .as_deref()
            .and_then(|text| instant_of(text, "request_lapses_at", at));
        let said_to_come = one
            .attendance_confirmed_at
            .as_deref()
            .and_then(|text| instant_of(text, "attendance_confirmed_at", at));
        if said_to_come.is_some() && matches!(status, Some(Status::Requested | Status::Rejected)) {
            at.field("attendance_confirmed_at")
                .fail("belongs to an appointment that was confirmed");
        }
        let cancel_code = one.cancel_code.as_deref().and_then(|name| {
            let code = CancelCode::from_name(name);
            at.field("cancel_code").expect(code, "is no reason to cancel")
        });
        if cancel_code.is_some() && status != Some(Status::Cancelled) {
            at.field("cancel_code")
                .fail("belongs to an appointment that was cancelled");
        }
        let patient = self.names.patients.get(&one.patient).copied();
        let patient = at.field("patient").expect(patient, "is no patient of this file");
        let doctor = self.names.doctors.get(&one.doctor).copied();
        let doctor = at.field("doctor").expect(doctor, "is no doctor of this file");
        let service = self.names.services.get(&one.service).copied();
        let service = at.field("service").expect(service, "is no service of this file");
        let location = self.names.locations.get(&one.location).cloned();
        let location = at.field("location").expect(location, "is no location of this file");
        let (Some(doctor_id), Some((location_id, zone))) = (doctor, location) else {
            return;
        };
        let room = one.room.as_ref().and_then(|name| {
            let room = self.names.rooms.get(&(location_id, name.clone())).copied();
            at.field("room").expect(room, "is no room of this location")
        });
        let schedule = self.names.schedules.get(&(doctor_id, location_id)).copied();
        let schedule = at
            .field("location")
            .expect(schedule, "the doctor has no schedule there");
        let (Some(status), Some(start), Some(created), Some(patient), Some(service_id), Some(schedule_id)) =
            (status, start, created, patient, service, schedule)
        else {
            return;
        };
        let row = appointment::Model {
            id: self.id(&one.id),
            version: 1,
            status: status.name().to_owned(),
            patient_id: Some(patient),
            doctor_id,
            schedule_id,
            location_id,
            service_id,
            starts_at: start.millis(),
            ends_at: start.plus_minutes(one.duration_minutes).millis(),
            blocked_from: start.plus_minutes(-one.buffer_before_minutes).millis(),
            blocked_to: start
                .plus_minutes(one.duration_minutes + one.buffer_after_minutes)
                .millis(),
            local_start: local_start(start, &zone),
            zone: zone.name().to_owned(),
            hold_expires_at: None,
            holder_hash: None,
            reason: Some(one.reason.clone()),
            cancel_reason: one.cancel_reason.clone(),
            cancel_code: cancel_code.map(|code| code.name().to_owned()),
            idempotency_key: None,
            room_id: room,
            overbook_reason: one.overbook_reason.clone(),
            request_lapses_at: lapses.map(Instant::millis),
            price_minor: one.price.as_ref().map(|price| price.minor),
            currency: one.price.as_ref().map(|price| price.currency.clone()),
            created_at: created.millis(),
            updated_at: self.ctx.now().millis(),
            remind_at: (status == Status::Confirmed).then_some(LOOK_AT_ONCE),
            attendance_confirmed_at: said_to_come.map(Instant::millis),
        };
        self.told(&row);
        self.rows.appointments.push(row);
    }

    /// The history and the audit trail begin with the import.
    fn told(&mut self, row: &appointment::Model) {
        let now = self.ctx.now().millis();
        let step = if row.status == Status::Requested.name() {
            Step::Request
        } else {
            Step::Confirm
        };
        self.rows.events.push(appointment_event::Model {
            id: self.ctx.new_id(),
            appointment_id: row.id,
            version: 1,
            at: row.created_at,
            kind: Change::Step(step).name().to_owned(),
            actor: "system".to_owned(),
            account_id: None,
            status: row.status.clone(),
            starts_at: row.starts_at,
            moved_from: None,
            reason: None,
        });
        self.rows.audit_events.push(audit_event::Model {
            id: self.ctx.new_id(),
            at: now,
            actor: "system".to_owned(),
            account_id: None,
            action: Deed::Import.name().to_owned(),
            subject: "appointment".to_owned(),
            subject_id: row.id,
            detail: row.status.clone(),
            patient_id: row.patient_id,
            reason: String::new(),
            origin: "cli".to_owned(),
            request: String::new(),
        });
    }
}
