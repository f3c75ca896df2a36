use domain::{
    access::{Action, Subject},
    booking::parse_block_reason,
    ids::{DoctorId, TimeOffId},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::{Instant, Interval},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    active::is_active,
    calendar::stored_interval,
    doctor_board::DoctorBoard,
    doctor_day::{find_doctor, relation_to},
    find_slots::parse_date,
    record,
};
use crate::{
    Context, Fault, audit,
    db::{Tx, retry},
    entity::{appointment, schedule, time_off},
    live::Change,
};

/// A stretch in which a doctor sees nobody.
#[derive(Clone, Debug)]
pub struct BlockTime {
    pub doctor: DoctorId,
    pub from: Instant,
    pub to: Instant,
    /// For the staff, at most 200 characters or "".
    pub reason: String,
}

/// The same, as a form gives it.
#[derive(Clone, Debug)]
pub struct BlockByForm<'a> {
    /// A slug; the doctor who asks when absent.
    pub doctor: Option<&'a str>,
    pub span: BlockSpan<'a>,
    pub reason: &'a str,
}

#[derive(Clone, Copy, Debug)]
pub enum BlockSpan<'a> {
    /// By the clock at the first place where the doctor works: "2026-11-23", "12:00"; "24:00" is the end of the date.
    Clock { date: &'a str, from: &'a str, to: &'a str },
    /// What was blocked before.
    Exact { from: Instant, to: Instant },
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    Done(TimeOffId),
    /// Nothing was written: so many visits stand in this time.
    Visits(u32),
}

/// What was taken away, to put it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unblocked {
    pub from: Instant,
    pub to: Instant,
    pub reason: String,
}

/// Writes time off, unless visits or times kept for somebody stand in it.
///
/// # Errors
/// `SignInFirst`; `NotFound` for an unknown doctor and for those whose hours one may not change; `Invalid` for an end that is
/// not after the start and for a reason that cannot be taken.
pub async fn block_time(ctx: &Context, input: &BlockTime) -> Result<Blocked, Fault> {
    retry(|| try_block(ctx, input)).await
}

/// [`block_time`], with the doctor by name and times by the clock.
///
/// # Errors
/// Those of [`block_time`]; `Invalid` for times that are none, each by its field.
pub async fn block_time_by_form(ctx: &Context, input: &BlockByForm<'_>) -> Result<Blocked, Fault> {
    ctx.actor().signed_in()?;
    let db = ctx.db().reader();
    let doctor = find_doctor(ctx, db, input.doctor).await?.ok_or(Refusal::NotFound)?;
    check(ctx, doctor.id)?;
    let id = doctor.id.into();
    let (from, to) = match input.span {
        BlockSpan::Exact { from, to } => (from, to),
        BlockSpan::Clock { date, from, to } => {
            let date = parse_date(date)?;
            let (from, to) = parse_clocks(from, to)?;
            let board = DoctorBoard::of(ctx, db, doctor).await?;
            (board.zone().resolve(date, from), board.zone().resolve(date, to))
        }
    };
    let input = BlockTime {
        doctor: id,
        from,
        to,
        reason: input.reason.to_owned(),
    };
    block_time(ctx, &input).await
}

async fn try_block(ctx: &Context, input: &BlockTime) -> Result<Blocked, Fault> {
    ctx.actor().signed_in()?;
    let doctor = Uuid::from(input.doctor);
    check(ctx, doctor)?;
    let reason = parse_block_reason(&input.reason)?;
    let away = Interval::new(input.from, input.to)
        .ok_or_else(|| FieldError::alone(Field::BlockTo, FieldFault::TooShort { least: 1 }))?;
    let tx = ctx.db().begin().await?;
    lock_schedules(&tx, doctor).await?;
    record::end_holds_of(&tx, doctor, ctx.now()).await?;
    use appointment::Column as C;
    let visits = appointment::Entity::find()
        .filter(C::DoctorId.eq(doctor))
        .filter(is_active())
        .filter(C::StartsAt.lt(away.end().millis()))
        .filter(C::EndsAt.gt(away.start().millis()))
        .count(&*tx)
        .await?;
    if visits > 0 {
        return Ok(Blocked::Visits(u32::try_from(visits).unwrap_or(u32::MAX)));
    }
    let id = ctx.new_id();
    let row = time_off::ActiveModel {
        id: Set(id),
        doctor_id: Set(doctor),
        starts_at: Set(away.start().millis()),
        ends_at: Set(away.end().millis()),
        reason: Set(reason),
    };
    time_off::Entity::insert(row).exec_without_returning(&*tx).await?;
    let event = audit::Event {
        action: "block_time",
        subject: "time_off",
        subject_id: id,
        detail: "",
    };
    audit::record(ctx, &tx, event).await?;
    tx.changed(Change { doctor: input.doctor });
    tx.commit().await?;
    Ok(Blocked::Done(id.into()))
}

/// Takes time off away: patients can book the time again.
///
/// # Errors
/// `SignInFirst`; `NotFound` when there is none, also of a doctor whose hours one may not change.
pub async fn unblock_time(ctx: &Context, id: TimeOffId) -> Result<Unblocked, Fault> {
    retry(|| try_unblock(ctx, id)).await
}

async fn try_unblock(ctx: &Context, id: TimeOffId) -> Result<Unblocked, Fault> {
    ctx.actor().signed_in()?;
    let tx = ctx.db().begin().await?;
    let row = time_off::Entity::find_by_id(Uuid::from(id)).one(&*tx).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    check(ctx, row.doctor_id)?;
    lock_schedules(&tx, row.doctor_id).await?;
    let away = stored_interval(row.starts_at, row.ends_at, "time_off")?;
    let (reason, doctor) = (row.reason.clone(), row.doctor_id.into());
    if row.delete(&*tx).await?.rows_affected == 0 {
        return Err(Refusal::NotFound.into());
    }
    let event = audit::Event {
        action: "unblock_time",
        subject: "time_off",
        subject_id: id.into(),
        detail: "",
    };
    audit::record(ctx, &tx, event).await?;
    tx.changed(Change { doctor });
    tx.commit().await?;
    Ok(Unblocked {
        from: away.start(),
        to: away.end(),
        reason,
    })
}

/// Takes the schedules of the doctor for this transaction. A booking shares its schedule's row, so that none comes in between
/// a look and the write; nor does another change of time off.
async fn lock_schedules(tx: &Tx, doctor: Uuid) -> Result<(), Fault> {
    let schedules = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.eq(doctor))
        .order_by_asc(schedule::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    if schedules.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    Ok(())
}

fn check(ctx: &Context, doctor: Uuid) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::Schedule, relation_to(ctx, doctor))
        .map_err(|_| Refusal::NotFound.into())
}

fn parse_clocks(from: &str, to: &str) -> Result<(u16, u16), Refusal> {
    match (parse_clock(from), parse_clock(to)) {
        (Some(from), Some(to)) => Ok((from, to)),
        (from, to) => {
            let fields = [(Field::BlockFrom, from), (Field::BlockTo, to)].into_iter();
            let wrong = fields.filter(|(_, minute)| minute.is_none());
            let fault = FieldFault::Malformed;
            Err(Refusal::Invalid(
                wrong.map(|(field, _)| FieldError { field, fault }).collect(),
            ))
        }
    }
}

/// "14:30" in minutes from midnight.
fn parse_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str| -> Option<u16> {
        let is_plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= 24 * 60).then_some(minute)
}

#[cfg(test)]
mod tests {
    use super::parse_clock;

    #[test]
    fn a_time_of_day_is_hours_and_minutes() {
        for (text, minute) in [
            ("09:00", Some(540)),
            (" 9:05 ", Some(545)),
            ("24:00", Some(1440)),
            ("00:00", Some(0)),
            ("24:01", None),
            ("9:60", None),
            ("9", None),
            ("", None),
            ("-1:00", None),
            ("09:00:00", None),
        ] {
            assert_eq!(parse_clock(text), minute, "{text:?}");
        }
    }
}
