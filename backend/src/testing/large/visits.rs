use std::collections::HashSet;

use domain::time::{Date, Instant, TimeLabel, Zone};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    HORIZON_DAYS, PLACES, id, large_doctor, large_location, large_schedule, large_service, place_of, specialty_of,
};
use crate::{Core, booking::plus_days, entity::appointment};

/// Half-hours from 09:00 on; the doctors work until 17:00 with a break from 12:30 to 13:30.
const STARTS: [u16; 14] = [540, 570, 600, 630, 660, 690, 720, 810, 840, 870, 900, 930, 960, 990];

/// When the doctors `0..doctors` are free to the very end of what can be booked, from tomorrow on; a list each, in order.
pub async fn large_free(core: &Core, doctors: u16) -> Vec<Vec<Instant>> {
    use appointment::Column as C;
    let now = core.clock.now();
    let taken: Vec<(Uuid, i64)> = appointment::Entity::find()
        .select_only()
        .columns([C::DoctorId, C::StartsAt])
        .filter(C::StartsAt.gt(now.millis()))
        .filter(C::Status.eq("confirmed"))
        .into_tuple()
        .all(core.db.reader())
        .await
        .expect("what is taken");
    let taken: HashSet<_> = taken.into_iter().collect();
    let free = |doctor| {
        let is_free = |start: &Instant| !taken.contains(&(large_doctor(doctor), start.millis()));
        starts(doctor, now).into_iter().filter(is_free).collect()
    };
    (0..doctors).map(free).collect()
}

/// All times at which visits to a doctor can start from tomorrow on, whether taken or not.
fn starts(doctor: u16, now: Instant) -> Vec<Instant> {
    let zone = large_zone(doctor);
    let today = zone.date_of(now);
    let dates = (1..HORIZON_DAYS).map(|day| plus_days(today, day));
    let dates = dates.filter(|date| is_weekday(*date));
    dates
        .flat_map(|date| STARTS.map(|minute| zone.resolve(date, minute)))
        .collect()
}

/// Of a doctor's place.
pub fn large_zone(doctor: u16) -> Zone {
    Zone::parse(PLACES[usize::from(place_of(doctor))].1).expect("a zone")
}

/// The visits of a large clinic.
pub(super) struct Visits {
    now: Instant,
    dice: u64,
    number: u128,
    patients: u16,
}

impl Visits {
    pub fn new(now: Instant, doctors: u16) -> Self {
        Self {
            now,
            dice: 20_261_121,
            number: 0,
            patients: doctors.max(1),
        }
    }

    /// Below 100, each time another (xorshift).
    fn percent(&mut self) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % 100
    }

    pub fn ahead(&mut self, doctor: u16, days: i64, rows: &mut Vec<appointment::Model>) {
        let zone = large_zone(doctor);
        let today = zone.date_of(self.now);
        for day in 0..days {
            let full = match day {
                0..3 => 95,
                3..14 => 75,
                _ => 25,
            };
            let date = plus_days(today, day);
            for minute in STARTS.into_iter().filter(|_| is_weekday(date)) {
                let start = zone.resolve(date, minute);
                if self.percent() < full && start > self.now {
                    rows.push(self.visit(doctor, &zone, start, "confirmed"));
                }
            }
        }
    }

    pub fn back(&mut self, doctor: u16, mut count: u32, rows: &mut Vec<appointment::Model>) {
        let zone = large_zone(doctor);
        let mut date = zone.date_of(self.now);
        while count > 0 {
            date = plus_days(date, -1);
            for minute in STARTS.into_iter().filter(|_| is_weekday(date)) {
                if count > 0 {
                    count -= 1;
                    rows.push(self.visit(doctor, &zone, zone.resolve(date, minute), "completed"));
                }
            }
        }
    }

    fn visit(&mut self, doctor: u16, zone: &Zone, start: Instant, status: &str) -> appointment::Model {
        self.number += 1;
        let end = start.plus_minutes(30).millis();
        let label = TimeLabel::new(start, zone);
        let created = start.min(self.now).plus_minutes(-24 * 60).millis();
        // Each doctor has a patient who always comes, so that none has two visits at once.
        let is_over = status == "completed";
        let patient = if is_over {
            self.number % u128::from(self.patients)
        } else {
            doctor.into()
        };
        appointment::Model {
            id: id(8, self.number),
            version: 2,
            status: status.to_owned(),
            patient_id: Some(id(6, patient)),
            doctor_id: large_doctor(doctor),
            schedule_id: large_schedule(doctor),
            location_id: large_location(place_of(doctor)),
            service_id: large_service(specialty_of(doctor), false),
            starts_at: start.millis(),
            ends_at: end,
            blocked_from: start.millis(),
            blocked_to: end,
            local_start: format!("{}T{}", label.iso_date(), label.time()),
            zone: zone.name().to_owned(),
            hold_expires_at: None,
            holder_hash: None,
            reason: Some("A check".to_owned()),
            cancel_reason: None,
            cancel_code: None,
            idempotency_key: None,
            room_id: None,
            overbook_reason: None,
            request_lapses_at: None,
            price_minor: None,
            currency: None,
            created_at: created,
            updated_at: created,
            remind_at: None,
            attendance_confirmed_at: None,
        }
    }
}

fn is_weekday(date: Date) -> bool {
    date.weekday().to_monday_one_offset() < 6
}
