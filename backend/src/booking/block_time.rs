use domain::{
    access::{Action, Subject},
    booking::parse_block_reason,
    ids::{DoctorId, TimeOffId},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::{Instant, Interval},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{doctor_board::DoctorBoard, doctor_day::find_doctor, find_slots::parse_date};
use crate::{
    Context, Fault,
    places::relation_to_doctor,
    schedule::{Outcome, RemoveTimeOff, TimeOff, add_time_off_if_free, remove_time_off},
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
    ctx.actor().signed_in()?;
    let doctor = Uuid::from(input.doctor);
    check(ctx, ctx.db().reader(), doctor).await?;
    let reason = parse_block_reason(&input.reason)?;
    let away = Interval::new(input.from, input.to)
        .ok_or_else(|| FieldError::alone(Field::BlockTo, FieldFault::TooShort { least: 1 }))?;
    Ok(
        match add_time_off_if_free(ctx, doctor, &TimeOff { away, reason }).await? {
            Outcome::Done(id) => Blocked::Done(id),
            Outcome::Undecided(visits) => Blocked::Visits(u32::try_from(visits.count).unwrap_or(u32::MAX)),
        },
    )
}

/// [`block_time`], with the doctor by name and times by the clock.
///
/// # Errors
/// Those of [`block_time`]; `Invalid` for times that are none, each by its field.
pub async fn block_time_by_form(ctx: &Context, input: &BlockByForm<'_>) -> Result<Blocked, Fault> {
    ctx.actor().signed_in()?;
    let db = ctx.db().reader();
    let doctor = find_doctor(ctx, db, input.doctor).await?.ok_or(Refusal::NotFound)?;
    check(ctx, db, doctor.id).await?;
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

/// Takes time off away: patients can book the time again.
///
/// # Errors
/// `SignInFirst`; `NotFound` when there is none, also of a doctor whose hours one may not change.
pub async fn unblock_time(ctx: &Context, id: TimeOffId) -> Result<Unblocked, Fault> {
    let input = RemoveTimeOff {
        doctor: None,
        time_off: id,
        version: None,
    };
    match remove_time_off(ctx, &input).await {
        Ok(absence) => Ok(Unblocked {
            from: absence.interval.start(),
            to: absence.interval.end(),
            reason: absence.reason,
        }),
        // On the board, who may only read is shown no way to do it.
        Err(Fault::Refused(Refusal::Forbidden)) => Err(Refusal::NotFound.into()),
        Err(fault) => Err(fault),
    }
}

async fn check(ctx: &Context, db: &impl ConnectionTrait, doctor: Uuid) -> Result<(), Fault> {
    let relation = relation_to_doctor(ctx, db, doctor).await?;
    ctx.check(Action::Edit, Subject::Schedule, relation)
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
