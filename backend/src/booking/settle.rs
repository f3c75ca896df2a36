//! What becomes of the appointments that a change of hours, time off or a closure leaves without their time.

use domain::{
    access::{Action, Subject},
    booking::{AppointmentView, FreeTime, Status, Step, parse_cancel_reason},
    ids::AppointmentId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::{Instant, Interval},
    version::Version,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    Offer,
    calendar::{active_statuses, stored_interval},
    cancel::cancel_in,
    hold::{self, Found},
    nearest::free_starts,
    record,
    reschedule::Move,
    view,
};
use crate::{Context, Fault, db::Tx, entity::appointment};

/// The most appointments that one change may hit.
pub const MOST_HITS: usize = 200;

/// What becomes of one appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It stays as it is, outside the hours.
    Keep,
    /// The patient is told, with the reason.
    Cancel,
    /// To the time that was proposed; the patient is told.
    Move { start: Instant },
}

/// What somebody chose for one appointment, as they saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub appointment: AppointmentId,
    pub version: Version,
    pub choice: Choice,
}

/// What somebody chose for all that a change hits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    pub choices: Vec<Chosen>,
    /// What the patients read whose visit is cancelled or moved; 1 to 1,000 characters if there are any.
    pub reason: String,
}

/// An appointment that a change hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub appointment: AppointmentView,
    /// As it was chosen, while it can still be done.
    pub choice: Option<Choice>,
    /// The nearest free time by the new hours, different for each; `None` if there is none in the weeks around it.
    pub proposal: Option<FreeTime>,
    /// Whether it can be cancelled or moved: not when the patient has arrived.
    pub can_change: bool,
}

/// A change that was not made, because it hits appointments for which nobody has decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecided {
    /// Soonest first; empty when there are more than [`MOST_HITS`].
    pub hits: Vec<Hit>,
    pub count: usize,
    /// What was chosen before does not fit any more: the appointments, or the free times, have changed.
    pub has_changed: bool,
    /// What is wrong with the reason.
    pub faults: Vec<FieldError>,
}

/// Ends the holds among `rows` and does with the appointments as was decided, in the transaction that has changed the hours
/// already. When something is undecided it answers the list, with proposals as if everything that is undecided were moved;
/// the transaction must not be committed then.
///
/// `rows` are locked, in the order of their starts.
pub(crate) async fn settle(
    ctx: &Context,
    tx: &Tx,
    rows: Vec<appointment::Model>,
    decisions: &Decisions,
) -> Result<Option<Undecided>, Fault> {
    let (holds, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.status == Status::Held.name());
    release(ctx, tx, holds.iter().map(|row| row.id).collect()).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    if rows.len() > MOST_HITS {
        return Ok(Some(Undecided {
            count: rows.len(),
            ..Undecided::default()
        }));
    }
    let reason = parse_reason(decisions);
    let mut work = Work {
        ctx,
        tx,
        reason: reason.as_ref().ok().cloned().flatten(),
        is_settled: reason.is_ok(),
    };
    let chosen: Vec<Option<Choice>> = rows.iter().map(|row| decisions.of(row)).collect();
    let is_same =
        decisions.choices.is_empty() || (decisions.choices.len() == rows.len() && chosen.iter().all(Option::is_some));
    // First what becomes free, then what looks for a time.
    for (row, _) in rows
        .iter()
        .zip(&chosen)
        .filter(|(_, choice)| **choice == Some(Choice::Cancel))
    {
        work.cancel(row).await?;
    }
    let mut outcomes = Vec::with_capacity(rows.len());
    let mut has_moved = false;
    for (row, choice) in rows.iter().zip(&chosen) {
        let outcome = work.place(row, *choice).await?;
        has_moved |= matches!(choice, Some(Choice::Move { .. })) && outcome.choice.is_none();
        work.is_settled &= outcome.choice.is_some();
        outcomes.push(outcome);
    }
    if work.is_settled && is_same {
        return Ok(None);
    }
    for (row, outcome) in rows.iter().zip(&mut outcomes) {
        if outcome.proposal.is_none() {
            outcome.proposal = work.propose(row, outcome.choice).await?;
        }
    }
    let count = rows.len();
    let views = view::load_views(ctx, &**tx, rows).await?;
    let hits = views.into_iter().zip(outcomes).map(|(appointment, outcome)| Hit {
        can_change: appointment.status.after(Step::Cancel).is_ok(),
        appointment,
        choice: outcome.choice,
        proposal: outcome.proposal,
    });
    Ok(Some(Undecided {
        hits: hits.collect(),
        count,
        has_changed: has_moved || !is_same,
        faults: reason.err().unwrap_or_default(),
    }))
}

impl Decisions {
    /// What was chosen for this very version of it.
    fn of(&self, row: &appointment::Model) -> Option<Choice> {
        let id = AppointmentId::from(row.id);
        let found = self.choices.iter().find(|chosen| chosen.appointment == id);
        found
            .filter(|chosen| chosen.version.number() == row.version)
            .map(|chosen| chosen.choice)
    }
}

/// Patients whose visit is not kept read why.
fn parse_reason(decisions: &Decisions) -> Result<Option<String>, Vec<FieldError>> {
    let is_needed = decisions.choices.iter().any(|chosen| chosen.choice != Choice::Keep);
    match parse_cancel_reason(&decisions.reason) {
        Ok(None) if is_needed => Err(vec![FieldError {
            field: Field::CancelReason,
            fault: FieldFault::Missing,
        }]),
        Ok(reason) => Ok(reason),
        Err(Refusal::Invalid(faults)) => Err(faults),
        Err(_) => Ok(None),
    }
}

struct Work<'a> {
    ctx: &'a Context,
    tx: &'a Tx,
    reason: Option<String>,
    is_settled: bool,
}

/// What could be done with an appointment.
struct Outcome {
    choice: Option<Choice>,
    proposal: Option<FreeTime>,
}

impl Outcome {
    const fn of(choice: Option<Choice>) -> Self {
        Self { choice, proposal: None }
    }
}

/// Who has arrived is neither sent away nor moved.
fn can_change(row: &appointment::Model) -> Result<bool, Fault> {
    Ok(record::status(row)?.after(Step::Cancel).is_ok())
}

impl Work<'_> {
    async fn cancel(&self, row: &appointment::Model) -> Result<(), Fault> {
        let relation = record::relation(self.ctx.actor(), row);
        self.ctx.check(Action::Cancel, Subject::Appointment, relation)?;
        if can_change(row)? {
            let seen = Version::new(row.version);
            cancel_in(self.ctx, self.tx, row, seen, self.reason.as_deref()).await?;
        }
        Ok(())
    }

    async fn place(&self, row: &appointment::Model, choice: Option<Choice>) -> Result<Outcome, Fault> {
        let can_change = can_change(row)?;
        match choice {
            Some(Choice::Keep) => Ok(Outcome::of(choice)),
            Some(Choice::Cancel) if can_change => Ok(Outcome::of(choice)),
            Some(Choice::Move { start }) if can_change => self.shift(row, Some(start)).await,
            None if can_change => self.shift(row, None).await,
            _ => Ok(Outcome::of(None)),
        }
    }

    /// A time that it could have, for somebody who changes their mind.
    async fn propose(&self, row: &appointment::Model, choice: Option<Choice>) -> Result<Option<FreeTime>, Fault> {
        match choice {
            Some(Choice::Keep) if can_change(row)? => Ok(self.shift(row, None).await?.proposal),
            Some(Choice::Cancel) => {
                let Some(offer) = self.offer(row).await? else {
                    return Ok(None);
                };
                let start = self.nearest(row, &offer).await?;
                Ok(start.map(|start| FreeTime::new(start, &offer.zone)))
            }
            _ => Ok(None),
        }
    }

    /// Moves it to `wanted`, or, when that is not free or nobody has chosen, to the nearest free time for the proposals.
    async fn shift(&self, row: &appointment::Model, wanted: Option<Instant>) -> Result<Outcome, Fault> {
        let relation = record::relation(self.ctx.actor(), row);
        self.ctx.check(Action::Reschedule, Subject::Appointment, relation)?;
        let Some(offer) = self.offer(row).await? else {
            return Ok(Outcome::of(None));
        };
        let found = match wanted {
            Some(start) => self.check(row, &offer, start).await?,
            None => None,
        };
        let is_wanted = found.is_some();
        let found = match found {
            Some(found) => Some(found),
            None => match self.nearest(row, &offer).await? {
                Some(start) => self.check(row, &offer, start).await?,
                None => None,
            },
        };
        let Some(place) = found else {
            return Ok(Outcome::of(None));
        };
        let step = Move {
            row,
            seen: Version::new(row.version),
            offer: &offer,
            place: &place,
            next: record::status(row)?,
            overbook_reason: None,
        };
        record::expire_holds(self.tx, offer.doctor.id, self.ctx.now()).await?;
        step.put(self.ctx, self.tx).await?;
        let start = place.visit.start();
        if is_wanted {
            step.tell(self.ctx, self.tx, self.reason.as_deref()).await?;
        }
        Ok(Outcome {
            choice: is_wanted.then_some(Choice::Move { start }),
            proposal: Some(FreeTime::new(start, &offer.zone)),
        })
    }

    /// What it is a visit of; `None` when that is not offered any more.
    async fn offer(&self, row: &appointment::Model) -> Result<Option<Offer>, Fault> {
        match Offer::load_for_write(self.tx, row.schedule_id.into(), row.service_id.into()).await {
            Ok(offer) => Ok(Some(offer)),
            Err(Fault::Refused(Refusal::NotFound)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Whether doctor, room and patient are free then.
    async fn check(&self, row: &appointment::Model, offer: &Offer, start: Instant) -> Result<Option<Found>, Fault> {
        let place = match hold::check(self.ctx, self.tx, offer, start, Some(row.id.into())).await {
            Ok(place) => place,
            Err(Fault::Refused(_)) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let busy = self.patient_busy(row).await?;
        let is_free = busy.iter().all(|other| !other.overlaps(place.visit));
        Ok(is_free.then_some(place))
    }

    async fn nearest(&self, row: &appointment::Model, offer: &Offer) -> Result<Option<Instant>, Fault> {
        let start = Instant::from_millis(row.starts_at);
        let starts = free_starts(self.ctx, &**self.tx, offer, start, Some(row.id.into())).await?;
        let busy = self.patient_busy(row).await?;
        let length = i64::from(offer.rules.duration_minutes);
        let is_free = |start: &Instant| {
            let visit = Interval::lasting(*start, length);
            visit.is_some_and(|visit| busy.iter().all(|other| !other.overlaps(visit)))
        };
        Ok(starts.into_iter().find(is_free))
    }

    /// The other visits of its patient.
    async fn patient_busy(&self, row: &appointment::Model) -> Result<Vec<Interval>, Fault> {
        use appointment::Column as C;
        let Some(patient) = row.patient_id else {
            return Ok(Vec::new());
        };
        let others = appointment::Entity::find()
            .filter(C::PatientId.eq(patient))
            .filter(C::Id.ne(row.id))
            .filter(C::Status.is_in(active_statuses()))
            .filter(C::EndsAt.gt(self.ctx.now().millis()))
            .all(&**self.tx)
            .await?;
        others
            .iter()
            .map(|other| stored_interval(other.starts_at, other.ends_at, "appointment"))
            .collect()
    }
}

/// Lets holds go: whoever confirms one is told that it is no longer kept, and offered other times.
async fn release(ctx: &Context, tx: &Tx, holds: Vec<Uuid>) -> Result<(), Fault> {
    use appointment::Column as C;
    if holds.is_empty() {
        return Ok(());
    }
    appointment::Entity::update_many()
        .col_expr(C::Status, Expr::value(Status::Expired.name()))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .col_expr(C::UpdatedAt, Expr::value(ctx.now().millis()))
        .filter(C::Id.is_in(holds))
        .filter(C::Status.eq(Status::Held.name()))
        .exec(&**tx)
        .await?;
    Ok(())
}
