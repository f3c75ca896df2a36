//! From the file to rows: everything is checked, and every fault is named with its place.

use std::collections::{HashMap, HashSet};

use domain::{
    account::{AccountState, EmailAddress, PersonName, PhoneNumber, Role},
    audit::Deed,
    booking::{CancelCode, Change, Status, Step},
    catalogue::FURTHER_LENGTHS_MOST,
    messages::{Channel, Reminder, Reminders},
    slots,
    time::{Date, Instant, Interval, Zone},
};
use uuid::Uuid;

use super::{
    file::{self, ClinicFile},
    place::Place,
    profiles,
};
use crate::{
    Context,
    account::NO_PASSWORD,
    booking::{LOOK_AT_ONCE, local_start},
    entity::{
        account, appointment, appointment_event, audit_event, doctor, hours_override, location, photo, profile, room,
        schedule, schedule_service, service, service_length, site_closure, specialty, time_off, weekly_hours,
    },
};

/// In minor units.
const PRICE_MOST: i64 = 1_000_000_000;

/// What is to be written, in the order of its references.
#[derive(Default)]
pub(super) struct Rows {
    pub locations: Vec<location::Model>,
    pub rooms: Vec<room::Model>,
    pub closures: Vec<site_closure::Model>,
    pub specialties: Vec<specialty::Model>,
    pub services: Vec<service::Model>,
    pub lengths: Vec<service_length::Model>,
    pub accounts: Vec<account::Model>,
    pub doctors: Vec<doctor::Model>,
    pub photos: Vec<photo::Model>,
    pub profiles: Vec<profile::Model>,
    pub time_off: Vec<time_off::Model>,
    pub schedules: Vec<schedule::Model>,
    pub schedule_services: Vec<schedule_service::Model>,
    pub weekly_hours: Vec<weekly_hours::Model>,
    pub overrides: Vec<hours_override::Model>,
    pub appointments: Vec<appointment::Model>,
    pub events: Vec<appointment_event::Model>,
    pub audit_events: Vec<audit_event::Model>,
}

/// What things of the file are called by others.
#[derive(Default)]
struct Names {
    locations: HashMap<String, (Uuid, Zone)>,
    rooms: HashMap<(Uuid, String), Uuid>,
    specialties: HashMap<String, Uuid>,
    services: HashMap<String, Uuid>,
    doctors: HashMap<String, Uuid>,
    schedules: HashMap<(Uuid, Uuid), Uuid>,
    patients: HashMap<String, Uuid>,
    emails: HashSet<String>,
}

pub(super) struct Fill<'a> {
    ctx: &'a Context,
    names: Names,
    rows: Rows,
}

impl<'a> Fill<'a> {
    pub fn new(ctx: &'a Context) -> Self {
        Self {
            ctx,
            names: Names::default(),
            rows: Rows::default(),
        }
    }

    pub fn rows(mut self, file: &ClinicFile, root: &mut Place<'_>) -> Rows {
        if file.format != file::FORMAT {
            root.field("format").fail(format!("must be \"{}\"", file::FORMAT));
        }
        if file.version != file::VERSION {
            root.field("version").fail(format!("must be {}", file::VERSION));
        }
        for (index, one) in file.locations.iter().enumerate() {
            self.location(one, &mut root.item("locations", index));
        }
        for (index, one) in file.specialties.iter().enumerate() {
            self.specialty(one, &mut root.item("specialties", index));
        }
        for (index, one) in file.services.iter().enumerate() {
            self.service(one, &mut root.item("services", index));
        }
        for (index, one) in file.doctors.iter().enumerate() {
            self.doctor(one, &mut root.item("doctors", index));
        }
        for (index, one) in file.patients.iter().enumerate() {
            self.patient(one, &mut root.item("patients", index));
        }
        for (index, one) in file.appointments.iter().enumerate() {
            self.appointment(one, &mut root.item("appointments", index));
        }
        self.rows
    }

    fn location(&mut self, one: &file::Location, at: &mut Place<'_>) {
        slug(&one.slug, at);
        named(&one.name, "name", at);
        let zone = at
            .field("zone")
            .expect(Zone::parse(&one.zone).ok(), "is not a time zone");
        let id = self.ctx.new_id();
        if let Some(zone) = zone
            && self.names.locations.insert(one.slug.clone(), (id, zone)).is_some()
        {
            at.field("slug").fail("is used twice");
        }
        self.rows.locations.push(location::Model {
            id,
            slug: one.slug.clone(),
            name: one.name.clone(),
            street: one.street.clone(),
            postal_code: one.postal_code.clone(),
            city: one.city.clone(),
            country: one.country.clone(),
            phone: one.phone.clone(),
            zone: one.zone.clone(),
            version: 1,
        });
        for (index, room) in one.rooms.iter().enumerate() {
            let mut at = at.item("rooms", index);
            named(&room.name, "name", &mut at);
            named(&room.kind, "kind", &mut at);
            let room_id = self.ctx.new_id();
            if self.names.rooms.insert((id, room.name.clone()), room_id).is_some() {
                at.field("name").fail("is used twice at this location");
            }
            self.rows.rooms.push(room::Model {
                id: room_id,
                location_id: id,
                kind: room.kind.clone(),
                name: room.name.clone(),
                is_active: room.is_active,
                version: 1,
            });
        }
        for (index, closure) in one.closures.iter().enumerate() {
            if let Some(away) = absence(closure, &mut at.item("closures", index)) {
                self.rows.closures.push(site_closure::Model {
                    id: self.ctx.new_id(),
                    location_id: id,
                    starts_at: away.start().millis(),
                    ends_at: away.end().millis(),
                    reason: closure.reason.clone(),
                });
            }
        }
    }

    fn specialty(&mut self, one: &file::Specialty, at: &mut Place<'_>) {
        slug(&one.slug, at);
        named(&one.name, "name", at);
        let id = self.ctx.new_id();
        if self.names.specialties.insert(one.slug.clone(), id).is_some() {
            at.field("slug").fail("is used twice");
        }
        self.rows.specialties.push(specialty::Model {
            id,
            slug: one.slug.clone(),
            name: one.name.clone(),
            summary: one.summary.clone(),
            practitioner: one.practitioner.clone(),
        });
    }

    fn service(&mut self, one: &file::Service, at: &mut Place<'_>) {
        named(&one.name, "name", at);
        for (name, value, least, most) in [
            ("duration_minutes", Some(one.duration_minutes), 5, 720),
            ("step_minutes", one.step_minutes, 5, 720),
            ("buffer_before_minutes", Some(one.buffer_before_minutes), 0, 240),
            ("buffer_after_minutes", Some(one.buffer_after_minutes), 0, 240),
            ("notice_minutes", Some(one.notice_minutes), 0, 525_600),
            ("horizon_days", Some(one.horizon_days), 1, 730),
            ("cut_off_minutes", Some(one.cut_off_minutes), 0, 525_600),
            ("request_lapse_minutes", Some(one.request_lapse_minutes), 15, 43_200),
            ("cap_per_day", one.cap_per_day, 1, 1000),
        ] {
            within(value, least, most, name, at);
        }
        check_price(one.price.as_ref(), at);
        if one.room_kind.as_deref() == Some("") {
            at.field("room_kind").fail("must not be empty");
        }
        let id = self.id(&one.id);
        if self.names.services.insert(one.id.clone(), id).is_some() {
            at.field("id").fail("is used twice");
        }
        self.lengths(id, one, at);
        let reminders = reminders(one, at);
        let specialty = self.names.specialties.get(&one.specialty).copied();
        let Some(specialty_id) = at.field("specialty").expect(specialty, "is no specialty of this file") else {
            return;
        };
        self.rows.services.push(service::Model {
            id,
            specialty_id,
            name: one.name.clone(),
            duration_minutes: one.duration_minutes,
            step_minutes: one.step_minutes,
            buffer_before_minutes: one.buffer_before_minutes,
            buffer_after_minutes: one.buffer_after_minutes,
            notice_minutes: one.notice_minutes,
            horizon_days: one.horizon_days,
            cut_off_minutes: one.cut_off_minutes,
            restart_after_busy: one.restart_after_busy,
            price_minor: one.price.as_ref().map(|price| price.minor),
            currency: one.price.as_ref().map(|price| price.currency.clone()),
            visit_kind: if one.is_video { "video" } else { "in_person" }.to_owned(),
            needs_approval: one.needs_approval,
            request_lapse_minutes: one.request_lapse_minutes,
            cap_per_day: one.cap_per_day,
            room_kind: one.room_kind.clone(),
            reminders: reminders.to_string(),
            is_active: one.is_active,
            version: 1,
        });
    }

    fn lengths(&mut self, service_id: Uuid, one: &file::Service, at: &mut Place<'_>) {
        let mut taken = HashSet::from([one.duration_minutes]);
        for (index, length) in one.lengths.iter().enumerate() {
            let mut at = at.item("lengths", index);
            within(Some(length.duration_minutes), 5, 720, "duration_minutes", &mut at);
            within(length.price_minor, 0, PRICE_MOST, "price_minor", &mut at);
            if !taken.insert(length.duration_minutes) {
                at.field("duration_minutes").fail("is there twice");
            }
            if length.price_minor.is_some() && one.price.is_none() {
                at.field("price_minor")
                    .fail("needs the currency of a price of the service");
            }
            self.rows.lengths.push(service_length::Model {
                service_id,
                minutes: length.duration_minutes,
                price_minor: length.price_minor,
            });
        }
        if one.lengths.len() > FURTHER_LENGTHS_MOST {
            at.field("lengths")
                .fail(format!("must be at most {FURTHER_LENGTHS_MOST}"));
        }
    }

    fn doctor(&mut self, one: &file::Doctor, at: &mut Place<'_>) {
        slug(&one.slug, at);
        within(one.cap_per_day, 1, 1000, "cap_per_day", at);
        let id = self.ctx.new_id();
        if self.names.doctors.insert(one.slug.clone(), id).is_some() {
            at.field("slug").fail("is used twice");
        }
        let name = self.name(&one.given_name, &one.family_name, at);
        let account_id = one.email.as_ref().map(|email| {
            let account = self.ctx.new_id();
            self.account(account, Role::Doctor, name.as_ref(), email, (None, None), at);
            account
        });
        let specialty = self.names.specialties.get(&one.specialty).copied();
        let specialty = at.field("specialty").expect(specialty, "is no specialty of this file");
        if let Some(specialty_id) = specialty {
            self.rows.doctors.push(doctor::Model {
                id,
                slug: one.slug.clone(),
                account_id,
                title: one.title.clone(),
                given_name: one.given_name.clone(),
                family_name: one.family_name.clone(),
                specialty_id,
                languages: one.languages.join(", "),
                qualifications: one.qualifications.clone(),
                about: one.about.clone(),
                is_active: one.is_active,
                photo: None,
                cap_per_day: one.cap_per_day,
                version: 1,
            });
        }
        for (index, away) in one.time_off.iter().enumerate() {
            if let Some(interval) = absence(away, &mut at.item("time_off", index)) {
                self.rows.time_off.push(time_off::Model {
                    id: self.ctx.new_id(),
                    doctor_id: id,
                    starts_at: interval.start().millis(),
                    ends_at: interval.end().millis(),
                    reason: away.reason.clone(),
                });
            }
        }
        for (index, schedule) in one.schedules.iter().enumerate() {
            self.schedule(id, schedule, &mut at.item("schedules", index));
        }
    }

    fn schedule(&mut self, doctor_id: Uuid, one: &file::Schedule, at: &mut Place<'_>) {
        let id = self.ctx.new_id();
        let location = self.names.locations.get(&one.location).map(|(id, _)| *id);
        if let Some(location_id) = at.field("location").expect(location, "is no location of this file") {
            if self.names.schedules.insert((doctor_id, location_id), id).is_some() {
                at.field("location").fail("the doctor has a schedule there already");
            }
            self.rows.schedules.push(schedule::Model {
                id,
                doctor_id,
                location_id,
                version: 1,
            });
        }
        let mut given = HashSet::new();
        for (rank, (index, link)) in (0..).zip(one.services.iter().enumerate()) {
            let mut at = at.item("services", index);
            within(link.duration_minutes, 5, 720, "duration_minutes", &mut at);
            if !given.insert(&link.service) {
                at.field("service").fail("is given twice");
            }
            let service = self.names.services.get(&link.service).copied();
            if let Some(service_id) = at.field("service").expect(service, "is no service of this file") {
                self.rows.schedule_services.push(schedule_service::Model {
                    schedule_id: id,
                    service_id,
                    rank,
                    duration_minutes: link.duration_minutes,
                });
            }
        }
        for (index, hours) in one.hours.iter().enumerate() {
            let mut at = at.item("hours", index);
            if !(1..=7).contains(&hours.weekday) {
                at.field("weekday").fail("must be 1 (Monday) to 7 (Sunday)");
            }
            if let Some((start, end)) = window(&hours.from, &hours.to, &mut at) {
                self.rows.weekly_hours.push(weekly_hours::Model {
                    id: self.ctx.new_id(),
                    schedule_id: id,
                    weekday: hours.weekday.into(),
                    start_minute: start,
                    end_minute: end,
                });
            }
        }
        for (index, day) in one.overrides.iter().enumerate() {
            self.override_of(id, day, &mut at.item("overrides", index));
        }
    }

    fn override_of(&mut self, schedule_id: Uuid, day: &file::Override, at: &mut Place<'_>) {
        if at
            .field("date")
            .expect(date(&day.date), "is not a date like 2026-11-23")
            .is_none()
        {
            return;
        }
        let mut push = |id, minutes: Option<(i64, i64)>| {
            self.rows.overrides.push(hours_override::Model {
                id,
                schedule_id,
                date: day.date.clone(),
                start_minute: minutes.map(|(start, _)| start),
                end_minute: minutes.map(|(_, end)| end),
            });
        };
        if day.windows.is_empty() {
            push(self.ctx.new_id(), None);
        }
        for (index, one) in day.windows.iter().enumerate() {
            if let Some(minutes) = window(&one.from, &one.to, &mut at.item("windows", index)) {
                push(self.ctx.new_id(), Some(minutes));
            }
        }
    }

    fn patient(&mut self, one: &file::Patient, at: &mut Place<'_>) {
        let id = self.id(&one.id);
        if self.names.patients.insert(one.id.clone(), id).is_some() {
            at.field("id").fail("is used twice");
        }
        if let Some(born) = &one.birth_date {
            at.field("birth_date")
                .expect(date(born), "is not a date like 1984-03-27");
        }
        let phone = one.phone.as_ref().and_then(|phone| {
            at.field("phone")
                .expect(PhoneNumber::parse(phone), "is not a number like +442079460958")
                .map(|phone| phone.as_str().to_owned())
        });
        let name = self.name(&one.given_name, &one.family_name, at);
        let known = (one.birth_date.clone(), phone);
        let state = one
            .state
            .as_deref()
            .map_or(Some(AccountState::Active), AccountState::from_name);
        let state = at.field("state").expect(state, "is no state of an account");
        self.account(id, Role::Patient, name.as_ref(), &one.email, known, at);
        let made = self.rows.accounts.last_mut().filter(|row| row.id == id);
        if let (Some(row), Some(state)) = (made, state) {
            state.name().clone_into(&mut row.state);
            row.state_reason = one.state_reason.clone().unwrap_or_default();
        }
        if let Some(told) = &one.profile {
            self.profile(id, told, &mut at.field("profile"));
        }
    }

    fn profile(&mut self, account: Uuid, one: &file::Profile, at: &mut Place<'_>) {
        let mut row = profiles::row(account, one, at);
        let location = self.names.locations.get(&one.preferred_location).map(|(id, _)| *id);
        let doctor = self.names.doctors.get(&one.preferred_doctor).copied();
        for (slug, found, name) in [
            (&one.preferred_location, location, "preferred_location"),
            (&one.preferred_doctor, doctor, "preferred_doctor"),
        ] {
            if !slug.is_empty() && found.is_none() {
                at.field(name).fail("is not in this file");
            }
        }
        (row.location_id, row.doctor_id) = (location, doctor);
        self.rows.profiles.push(row);
    }

    fn name(&self, given: &str, family: &str, at: &mut Place<'_>) -> Option<PersonName> {
        PersonName::parse(given, family)
            .map_err(|faults| {
                for fault in faults {
                    at.field(fault.field.name())
                        .fail("is missing, too long or has control characters");
                }
            })
            .ok()
    }

    fn account(
        &mut self,
        id: Uuid,
        role: Role,
        name: Option<&PersonName>,
        email: &str,
        (birth_date, phone): (Option<String>, Option<String>),
        at: &mut Place<'_>,
    ) {
        let mut at = at.field("email");
        let Some(email) = at.expect(EmailAddress::parse(email), "is not an e-mail address") else {
            return;
        };
        if !self.names.emails.insert(email.as_str().to_owned()) {
            at.fail("is used twice");
        }
        let Some(name) = name else { return };
        self.rows.accounts.push(account::Model {
            id,
            role: role.name().to_owned(),
            email: email.as_str().to_owned(),
            password_hash: NO_PASSWORD.to_owned(),
            given_name: name.given().to_owned(),
            family_name: name.family().to_owned(),
            birth_date,
            email_index: None,
            phone_index: None,
            birth_index: None,
            message_choices: String::new(),
            email_verified_at: None,
            phone_verified_at: None,
            phone,
            state: AccountState::Active.name().to_owned(),
            state_reason: String::new(),
            created_at: self.ctx.now().millis(),
            version: 1,
        });
    }

    fn appointment(&mut self, one: &file::Appointment, at: &mut Place<'_>) {
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

    /// The file's own identifier where it is a UUID, else a new one.
    fn id(&self, text: &str) -> Uuid {
        text.parse().unwrap_or_else(|_| self.ctx.new_id())
    }
}

fn slug(text: &str, at: &mut Place<'_>) {
    let is_slug = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_slug {
        at.field("slug")
            .fail("must be 1 to 64 small letters, digits and hyphens");
    }
}

fn named(text: &str, field: &str, at: &mut Place<'_>) {
    if text.trim().is_empty() || text.chars().count() > 200 {
        at.field(field).fail("must be 1 to 200 characters");
    }
}

fn within(value: Option<i64>, least: i64, most: i64, field: &str, at: &mut Place<'_>) {
    if value.is_some_and(|value| !(least..=most).contains(&value)) {
        at.field(field).fail(format!("must be {least} to {most}"));
    }
}

fn check_price(price: Option<&file::Price>, at: &mut Place<'_>) {
    within(price.map(|price| price.minor), 0, PRICE_MOST, "price.minor", at);
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if price.is_some_and(|price| !is_code(&price.currency)) {
        at.field("price.currency")
            .fail("must be three capital letters, like GBP");
    }
}

fn absence(one: &file::Absence, at: &mut Place<'_>) -> Option<Interval> {
    const PROBLEM: &str = "is not a time like 2026-11-23T14:20:00+01:00";
    let from = at.field("from").expect(instant(&one.from), PROBLEM);
    let to = at.field("to").expect(instant(&one.to), PROBLEM);
    at.field("to")
        .expect(Interval::new(from?, to?), "must be after \"from\"")
}

/// Minutes from midnight.
fn window(from: &str, to: &str, at: &mut Place<'_>) -> Option<(i64, i64)> {
    let from = at.field("from").expect(minute(from), "is not a time of day like 09:00");
    let to = at.field("to").expect(minute(to), "is not a time of day like 17:00");
    let window = slots::Window::new(from?, to?);
    let window = at.field("from").expect(window, "must be before 24:00")?;
    Some((window.start().into(), window.end().into()))
}

/// "09:00" to "24:00".
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let is_plain =
        hour.len() == 2 && minute.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour * 60 + minute;
    (is_plain && minute < 60 && minutes <= 24 * 60).then_some(minutes)
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}

/// With an offset; a whole number of minutes is not asked for.
fn instant(text: &str) -> Option<Instant> {
    text.parse::<jiff::Timestamp>().ok().map(Instant::from)
}

fn reminders(one: &file::Service, at: &mut Place<'_>) -> Reminders {
    let Some(listed) = &one.reminders else {
        return Reminders::default();
    };
    let known = listed.iter().filter_map(|reminder| {
        Some(Reminder {
            channel: Channel::from_name(&reminder.channel)?,
            hours_before: reminder.hours_before,
        })
    });
    let reminders = Reminders::of(known);
    if reminders.iter().count() != listed.len() {
        at.field("reminders").fail("has one that is not offered, or one twice");
    }
    reminders
}
