use domain::{
    access::Action,
    audit::Deed,
    ids::TimeOffId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    schedule::{Away, parse_away_reason},
    time::{Interval, IntervalSet},
    version::Version,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    change::{self, Changed, Outcome},
    stored,
};
use crate::{
    Context, Fault,
    booking::{Decisions, Undecided, is_active, still_counts, stored_interval},
    db::Tx,
    entity::{appointment, doctor, schedule, time_off},
};

/// When a doctor is away.
#[derive(Clone, Debug)]
pub struct AddTimeOff {
    /// Whose; of the one who asks when absent.
    pub doctor: Option<String>,
    /// Of the doctor, as the person saw it.
    pub version: Version,
    /// By the clock of the doctor's first place.
    pub away: Away,
    /// At most 200 characters; only the staff reads it.
    pub reason: String,
    pub decisions: Decisions,
}

/// Adds time off, at all places of the doctor. The same again, after a lost answer, is answered alike.
///
/// # Errors
/// `SignInFirst`; `NotFound` for a stranger; `Forbidden` for who may only read; `Invalid` for the reason and for time that is over;
/// `Stale`.
pub async fn add_time_off(ctx: &Context, input: &AddTimeOff) -> Result<Outcome<TimeOffId>, Fault> {
    change::attempt(|| try_add(ctx, input)).await
}

async fn try_add(ctx: &Context, input: &AddTimeOff) -> Result<Outcome<TimeOffId>, Fault> {
    let reason = parse_away_reason(&input.reason)?;
    let tx = ctx.db().begin().await?;
    let doctor = change::find_doctor(ctx, &*tx, input.doctor.as_deref(), Action::Edit).await?;
    let schedules = change::lock_doctor(&tx, doctor.id).await?;
    let home = schedules.first().ok_or(Refusal::NotFound)?;
    let zone = change::zone_of(&tx, home.location_id).await?;
    let malformed = || FieldError::alone(Field::ToTime, FieldFault::BeforeStart);
    let away = input.away.interval(&zone).ok_or_else(malformed)?;
    if away.end() <= ctx.now() {
        return Err(FieldError::alone(Field::FirstDay, FieldFault::TooOld).into());
    }
    let time_off = TimeOff { away, reason };
    write(ctx, tx, &schedules, Some(input.version), time_off, &input.decisions).await
}

/// Time off, parsed.
#[derive(Clone, Debug)]
pub(crate) struct TimeOff {
    pub away: Interval,
    pub reason: String,
}

/// Adds time off where no visit stands in it and no time is kept for anybody, for who was shown no version; otherwise answers an
/// [`Outcome::Undecided`] that only counts them. The caller sees to access.
///
/// # Errors
/// `NotFound` for a doctor who works nowhere.
pub(crate) async fn add_time_off_if_free(
    ctx: &Context,
    doctor: Uuid,
    time_off: &TimeOff,
) -> Result<Outcome<TimeOffId>, Fault> {
    change::attempt(|| try_add_if_free(ctx, doctor, time_off)).await
}

async fn try_add_if_free(ctx: &Context, doctor: Uuid, time_off: &TimeOff) -> Result<Outcome<TimeOffId>, Fault> {
    use appointment::Column as C;
    let tx = ctx.db().begin().await?;
    let schedules = change::lock_doctor(&tx, doctor).await?;
    if schedules.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let count = appointment::Entity::find()
        .filter(C::DoctorId.eq(doctor))
        .filter(is_active())
        .filter(still_counts(ctx.now()))
        .filter(C::StartsAt.lt(time_off.away.end().millis()))
        .filter(C::EndsAt.gt(time_off.away.start().millis()))
        .count(&*tx)
        .await?;
    if count > 0 {
        return Ok(Outcome::Undecided(Undecided {
            count: usize::try_from(count).unwrap_or(usize::MAX),
            ..Undecided::default()
        }));
    }
    write(ctx, tx, &schedules, None, time_off.clone(), &Decisions::default()).await
}

/// The one way in which time off is written. The schedules of its doctor are locked.
async fn write(
    ctx: &Context,
    tx: Tx,
    schedules: &[schedule::Model],
    seen: Option<Version>,
    TimeOff { away, reason }: TimeOff,
    decisions: &Decisions,
) -> Result<Outcome<TimeOffId>, Fault> {
    let doctor = schedules.first().ok_or(Refusal::NotFound)?.doctor_id;
    let rows = time_off::Entity::find()
        .filter(time_off::Column::DoctorId.eq(doctor))
        .filter(time_off::Column::EndsAt.gt(ctx.now().millis()))
        .all(&*tx)
        .await?;
    let is_same = |row: &&time_off::Model| {
        row.starts_at == away.start().millis() && row.ends_at == away.end().millis() && row.reason == reason
    };
    if let Some(row) = rows.iter().find(is_same) {
        return Ok(Outcome::Done(row.id.into()));
    }
    let columns = (doctor::Column::Id, doctor::Column::Version);
    change::bump::<doctor::Entity>(&tx, doctor, seen, columns).await?;
    let before = rows
        .iter()
        .map(|row| stored_interval(row.starts_at, row.ends_at, "time_off"));
    let before: IntervalSet = before.collect::<Result<Vec<_>, _>>()?.into_iter().collect();
    let id = ctx.new_id();
    let row = time_off::Model {
        id,
        doctor_id: doctor,
        starts_at: away.start().millis(),
        ends_at: away.end().millis(),
        reason,
    };
    stored::insert::<time_off::Entity, _>(&tx, row).await?;

    let ids: Vec<Uuid> = schedules.iter().map(|row| row.id).collect();
    let visits = change::lock_visits(ctx, &tx, &ids, Some(away)).await?;
    // What lay in time off before was left there knowingly.
    let hit = visits.into_iter().filter(|(_, visit)| !before.overlaps(*visit));
    let changed = Changed {
        action: Deed::AddTimeOff,
        subject: "doctor",
        subject_id: doctor,
        detail: format!("{} to {}", away.start(), away.end()),
    };
    let hit = hit.map(|(row, _)| row).collect();
    change::finish(ctx, tx, hit, decisions, changed, id.into()).await
}
