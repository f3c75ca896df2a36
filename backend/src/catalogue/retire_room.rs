use std::{collections::HashMap, fmt::Write};

use domain::{
    access::Action,
    audit::Deed,
    ids::{AppointmentId, RoomId},
    refusal::Refusal,
    time::{Interval, IntervalSet, TimeLabel, Zone},
    version::Version,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::ground;
use crate::{
    Broken, Context, Fault,
    audit::{self, Reading},
    booking::{doctor_name, give_room, is_active, stored_interval},
    db::{Tx, retry},
    entity::{account, appointment, doctor, room},
};

/// What retiring a room would do to its appointments to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetirePlan {
    /// By time.
    pub moved: Vec<Moved>,
    /// Stands for all of this: what is done is what was shown.
    pub fingerprint: String,
}

impl RetirePlan {
    /// Whether each appointment gets another room; otherwise the room stays.
    pub fn is_possible(&self) -> bool {
        self.moved.iter().all(|moved| moved.to.is_some())
    }
}

/// An appointment that would get another room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// `None` for a time that somebody holds just now.
    pub appointment: Option<AppointmentId>,
    /// "Monday 23 November 2026, 14:20"
    pub time: String,
    pub doctor_name: String,
    pub patient_name: Option<String>,
    /// The room by name; `None` where no other of its kind is free then.
    pub to: Option<String>,
}

#[derive(Clone, Debug)]
pub struct RetireRoom {
    pub room: RoomId,
    pub version: Version,
    /// Of the plan that the person saw.
    pub fingerprint: String,
}

/// What would happen, appointment by appointment. Each patient in it goes into the audit trail.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`.
pub async fn plan_retire_room(ctx: &Context, id: RoomId) -> Result<RetirePlan, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let row = room::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let siblings = siblings(&row).all(db).await?;
    let plan = Plan::make(ctx, db, &row, siblings).await?;
    let patients: Vec<Uuid> = plan.steps.iter().filter_map(|(visit, _)| visit.patient_id).collect();
    audit::note_patients(ctx, Reading::Conflicts, "", patients).await?;
    Ok(plan.shown)
}

/// Retires the room and gives its appointments to come the rooms that the plan said, all or nothing.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when the room changed, when the plan would be another by now, and when an
/// appointment has no other room.
pub async fn retire_room(ctx: &Context, input: &RetireRoom) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit)?;
    retry(|| try_retire(ctx, input)).await
}

async fn try_retire(ctx: &Context, input: &RetireRoom) -> Result<(), Fault> {
    let tx = ctx.db().begin().await?;
    let id = Uuid::from(input.room);
    let row = room::Entity::find_by_id(id).one(&*tx).await?.ok_or(Refusal::NotFound)?;
    // Bookings take the rooms of a kind, by id, while they choose one.
    let locked = siblings(&row).lock_exclusive().all(&*tx).await?;
    let row = locked
        .iter()
        .find(|room| room.id == id)
        .cloned()
        .ok_or(Refusal::Stale)?;
    ground::check_version(input.version, row.version)?;
    let plan = Plan::make(ctx, &*tx, &row, locked).await?;
    if !row.is_active || plan.shown.fingerprint != input.fingerprint || !plan.shown.is_possible() {
        return Err(Refusal::Stale.into());
    }
    for (appointment, room) in &plan.steps {
        if let Some(room) = room {
            give_room(ctx, &tx, appointment, *room).await?;
        }
    }
    set_active(&tx, &row, false).await?;
    let detail = format!("{} appointments moved to other rooms", plan.steps.len());
    ground::record(ctx, &tx, Deed::Retire, ("room", id), &detail).await?;
    Ok(tx.commit().await?)
}

/// Puts a retired room back in use.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`, `Stale`.
pub async fn restore_room(ctx: &Context, id: RoomId, version: Version) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let row = room::Entity::find_by_id(Uuid::from(id)).one(&*tx).await?;
        let row = row.ok_or(Refusal::NotFound)?;
        ground::check_version(version, row.version)?;
        if row.is_active {
            return Err(Refusal::Stale.into());
        }
        set_active(&tx, &row, true).await?;
        ground::record(ctx, &tx, Deed::Restore, ("room", row.id), "").await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The rooms of its kind at its location, itself and retired ones among them, in the order of locks.
fn siblings(row: &room::Model) -> sea_orm::Select<room::Entity> {
    room::Entity::find()
        .filter(room::Column::LocationId.eq(row.location_id))
        .filter(room::Column::Kind.eq(row.kind.as_str()))
        .order_by_asc(room::Column::Id)
}

async fn set_active(tx: &Tx, row: &room::Model, is_active: bool) -> Result<(), Fault> {
    use room::Column as C;
    let touched = room::Entity::update_many()
        .col_expr(C::IsActive, Expr::value(is_active))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(row.id))
        .filter(C::Version.eq(row.version))
        .exec(&**tx)
        .await?;
    ground::one_row(touched.rows_affected)
}

struct Plan {
    shown: RetirePlan,
    steps: Vec<(appointment::Model, Option<Uuid>)>,
}

impl Plan {
    async fn make(
        ctx: &Context,
        db: &impl ConnectionTrait,
        row: &room::Model,
        siblings: Vec<room::Model>,
    ) -> Result<Self, Fault> {
        use appointment::Column as C;
        let mut others: Vec<room::Model> = siblings
            .into_iter()
            .filter(|room| room.id != row.id && room.is_active)
            .collect();
        others.sort_by(|one, other| one.name.cmp(&other.name));
        let leaving = appointment::Entity::find()
            .filter(C::RoomId.eq(row.id))
            .filter(ground::upcoming(ctx))
            .order_by_asc(C::StartsAt)
            .all(db)
            .await?;
        // The schema counts holds that have run out too, until they are cleaned up.
        let staying = appointment::Entity::find()
            .filter(C::RoomId.is_in(others.iter().map(|room| room.id)))
            .filter(is_active())
            .filter(C::EndsAt.gt(ctx.now().millis()))
            .all(db)
            .await?;
        let mut taken: HashMap<Uuid, Vec<Interval>> = HashMap::new();
        for visit in &staying {
            let interval = stored_interval(visit.starts_at, visit.ends_at, "appointment")?;
            let room = visit.room_id.ok_or(Broken::Inconsistent("appointment.room_id"))?;
            taken.entry(room).or_default().push(interval);
        }
        let mut steps = Vec::with_capacity(leaving.len());
        for visit in leaving {
            let interval = stored_interval(visit.starts_at, visit.ends_at, "appointment")?;
            let is_free = |room: &&room::Model| {
                let visits: IntervalSet = taken.get(&room.id).into_iter().flatten().copied().collect();
                !visits.overlaps(interval)
            };
            let room = others.iter().find(is_free).map(|room| room.id);
            if let Some(room) = room {
                taken.entry(room).or_default().push(interval);
            }
            steps.push((visit, room));
        }
        let shown = RetirePlan {
            moved: moved(db, &steps, &others).await?,
            fingerprint: fingerprint(&steps),
        };
        Ok(Self { shown, steps })
    }
}

async fn moved(
    db: &impl ConnectionTrait,
    steps: &[(appointment::Model, Option<Uuid>)],
    others: &[room::Model],
) -> Result<Vec<Moved>, Fault> {
    let doctors = doctor::Entity::find()
        .filter(doctor::Column::Id.is_in(steps.iter().map(|(visit, _)| visit.doctor_id)))
        .all(db)
        .await?;
    let patients = account::Entity::find()
        .filter(account::Column::Id.is_in(steps.iter().filter_map(|(visit, _)| visit.patient_id)))
        .all(db)
        .await?;
    let line = |(visit, room): &(appointment::Model, Option<Uuid>)| {
        let zone = Zone::parse(&visit.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
        let start = stored_interval(visit.starts_at, visit.ends_at, "appointment")?.start();
        let patient = patients.iter().find(|person| Some(person.id) == visit.patient_id);
        let doctor = doctors.iter().find(|doctor| doctor.id == visit.doctor_id);
        Ok(Moved {
            appointment: visit.patient_id.map(|_| visit.id.into()),
            time: TimeLabel::new(start, &zone).date_and_time(),
            doctor_name: doctor.map(doctor_name).unwrap_or_default(),
            patient_name: patient.map(|person| format!("{} {}", person.given_name, person.family_name)),
            to: others
                .iter()
                .find(|other| Some(other.id) == *room)
                .map(|room| room.name.clone()),
        })
    };
    steps.iter().map(line).collect()
}

/// The same for the same appointments, in the same versions, to the same rooms.
fn fingerprint(steps: &[(appointment::Model, Option<Uuid>)]) -> String {
    let mut digest = Sha256::new();
    for (visit, room) in steps {
        digest.update(visit.id.as_bytes());
        digest.update(visit.version.to_be_bytes());
        digest.update(room.unwrap_or_default().as_bytes());
    }
    digest.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
