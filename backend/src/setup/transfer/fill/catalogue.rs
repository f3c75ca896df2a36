//! Places, specialties and services.

use std::collections::HashSet;

use domain::{catalogue::FURTHER_LENGTHS_MOST, time::Zone};
use uuid::Uuid;

use super::{
    super::{file, place::Place},
    Fill,
    checks::{PRICE_MOST, absence, check_price, named, reminders, slug, within},
};
use crate::entity::{location, room, service, service_length, site_closure, specialty};

impl Fill<'_> {
    pub(super) fn location(&mut self, one: &file::Location, at: &mut Place<'_>) {
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

    pub(super) fn specialty(&mut self, one: &file::Specialty, at: &mut Place<'_>) {
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

    pub(super) fn service(&mut self, one: &file::Service, at: &mut Place<'_>) {
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
}
