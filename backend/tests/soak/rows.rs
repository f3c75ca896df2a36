//! The rows of a date, past all use cases.

use std::collections::HashMap;

use backend::{
    db::Reader,
    testing::{Clinic as Ids, TestDoctor},
};
use domain::time::{Date, Instant};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::{
    ground,
    model::{Buffer, Clinic, Doctor, Hours, Id, Rules, SLOTS, Slot, Span},
};

/// A row that is or was somebody's appointment, or is held.
#[derive(FromQueryResult)]
pub struct Visit {
    pub id: Uuid,
    pub version: i64,
    pub status: String,
    pub starts_at: i64,
    ends_at: i64,
    blocked_to: i64,
    hold_expires_at: Option<i64>,
    holder_hash: Option<String>,
    idempotency_key: Option<String>,
}

impl Visit {
    /// Of the one who booked it.
    pub fn booked_by(&self) -> Option<Id> {
        self.idempotency_key.as_deref().and_then(ground::id_of_key)
    }

    pub fn is_active(&self) -> bool {
        matches!(&*self.status, "requested" | "confirmed")
    }
}

#[derive(FromQueryResult)]
pub struct TimeOff {
    pub id: Uuid,
    starts_at: i64,
    ends_at: i64,
    reason: String,
}

impl TimeOff {
    pub fn made_by(&self) -> Id {
        ground::id_of_reason(&self.reason)
    }
}

#[derive(FromQueryResult)]
struct Override {
    start_minute: Option<i64>,
    end_minute: Option<i64>,
}

/// What a change of the doctor's plan must have seen.
#[derive(FromQueryResult)]
pub struct Seen {
    pub doctor: i64,
    pub schedule: i64,
    pub service: i64,
    doctor_cap: Option<i64>,
    needs_approval: bool,
    service_cap: Option<i64>,
    buffer_after_minutes: i64,
    step_minutes: Option<i64>,
}

async fn rows<R: FromQueryResult>(db: &Reader, sql: &str, values: Vec<Value>) -> Vec<R> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    R::find_by_statement(statement).all(db).await.unwrap()
}

/// All that begin on a date.
pub async fn visits(db: &Reader, doctor: &TestDoctor, date: Date) -> Vec<Visit> {
    let sql = "SELECT id, version, status, starts_at, ends_at, blocked_to, hold_expires_at, holder_hash, idempotency_key \
               FROM appointment WHERE doctor_id = $1 AND local_start LIKE $2 ORDER BY id";
    rows(db, sql, vec![Uuid::from(doctor.id).into(), format!("{date}T%").into()]).await
}

pub async fn time_off(db: &Reader, doctor: &TestDoctor, date: Date) -> Vec<TimeOff> {
    let sql = "SELECT id, starts_at, ends_at, reason FROM time_off WHERE doctor_id = $1 AND reason LIKE $2 ORDER BY id";
    let of_date = format!("{}%", ground::reason(date, ""));
    rows(db, sql, vec![Uuid::from(doctor.id).into(), of_date.into()]).await
}

pub async fn seen(db: &Reader, doctor: &TestDoctor) -> Seen {
    let sql = "SELECT doctor.version AS doctor, schedule.version AS schedule, service.version AS service, needs_approval, \
               doctor.cap_per_day AS doctor_cap, service.cap_per_day AS service_cap, buffer_after_minutes, step_minutes \
               FROM doctor, schedule, service WHERE doctor.id = $1 AND schedule.id = $2 AND service.id = $3";
    let ids = [doctor.id.into(), doctor.schedule.into(), doctor.service.into()];
    let ids = ids.map(|id: Uuid| id.into()).to_vec();
    rows(db, sql, ids).await.pop().unwrap()
}

async fn hours(db: &Reader, doctor: &TestDoctor, date: Date) -> Hours {
    let sql = "SELECT start_minute, end_minute FROM hours_override WHERE schedule_id = $1 AND date = $2";
    let values = vec![Uuid::from(doctor.schedule).into(), date.to_string().into()];
    let minutes = rows::<Override>(db, sql, values).await.pop();
    match minutes.map(|row| (row.start_minute, row.end_minute)) {
        None => Hours::Weekly,
        Some((Some(start), Some(end))) => Hours::Window(ground::span_of_minutes(doctor, start, end)),
        Some(_) => Hours::Closed,
    }
}

/// All of a date, as the model has it. `held` says who holds by what the browser keeps.
pub async fn clinic(db: &Reader, ids: &Ids, date: Date, now: Instant, held: &HashMap<String, Id>) -> Clinic {
    let [one, other] = &ids.doctors;
    Clinic {
        doctors: [
            doctor(db, one, date, now, held).await,
            doctor(db, other, date, now, held).await,
        ],
    }
}

async fn doctor(db: &Reader, doctor: &TestDoctor, date: Date, now: Instant, held: &HashMap<String, Id>) -> Doctor {
    let seen = seen(db, doctor).await;
    let cap = |cap: i64| usize::try_from(cap).unwrap();
    let buffer = |minutes: i64| if minutes > 0 { Buffer::Minutes15 } else { Buffer::None };
    let mut slots = [Slot::Free; SLOTS];
    for visit in visits(db, doctor, date).await {
        let buffer = buffer(visit.blocked_to - visit.ends_at);
        let slot = match &*visit.status {
            "held" if visit.hold_expires_at > Some(now.millis()) => {
                let holder = visit.holder_hash.as_deref().unwrap();
                Slot::Held(held[holder], buffer)
            }
            "requested" | "confirmed" => Slot::Taken {
                id: visit.booked_by().unwrap(),
                version: visit.version,
                is_request: visit.status == "requested",
                buffer,
            },
            _ => continue,
        };
        slots[ground::slot_of(date, Instant::from_millis(visit.starts_at)).unwrap()] = slot;
    }
    let at = |millis| ground::half_hours(date, Instant::from_millis(millis));
    let away = time_off(db, doctor, date).await.into_iter().map(|row| {
        let span = Span {
            from: at(row.starts_at),
            to: at(row.ends_at),
        };
        (row.made_by(), span)
    });
    Doctor {
        slots,
        time_off: away.collect(),
        hours: hours(db, doctor, date).await,
        rules: Rules {
            needs_approval: seen.needs_approval,
            cap_per_day: seen.service_cap.map(cap),
            buffer: buffer(seen.buffer_after_minutes),
            step: usize::try_from(seen.step_minutes.unwrap_or(30) / 30).unwrap(),
        },
        cap_per_day: seen.doctor_cap.map(cap),
        version: seen.doctor,
        schedule_version: seen.schedule,
        service_version: seen.service,
    }
}
