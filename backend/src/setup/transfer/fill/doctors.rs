//! Doctors, where and when they work.

use std::collections::HashSet;

use domain::account::Role;
use uuid::Uuid;

use super::{
    super::{file, place::Place},
    Fill,
    checks::{absence, date, slug, window, within},
};
use crate::entity::{doctor, hours_override, schedule, schedule_service, time_off, weekly_hours};

impl Fill<'_> {
    pub(super) fn doctor(&mut self, one: &file::Doctor, at: &mut Place<'_>) {
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
        let mut dates = HashSet::new();
        for (index, day) in one.overrides.iter().enumerate() {
            let mut at = at.item("overrides", index);
            if !dates.insert(&day.date) {
                at.field("date").fail("is there twice");
            }
            self.override_of(id, day, &mut at);
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
}
