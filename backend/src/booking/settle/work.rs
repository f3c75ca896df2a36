use domain::{
    access::{Action, Subject},
    booking::{CancelCode, FreeTime, Step},
    refusal::Refusal,
    time::{Instant, Interval},
    version::Version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Choice;
use crate::{
    Context, Fault,
    booking::{
        Offer,
        calendar::stored_interval,
        cancel::{Why, cancel_in},
        hold::{self, Found},
        is_active,
        nearest::free_starts,
        record,
        reschedule::Move,
    },
    db::Tx,
    entity::appointment,
};

/// Does what was decided, one appointment after the other.
pub(super) struct Work<'a> {
    pub ctx: &'a Context,
    pub tx: &'a Tx,
    pub reason: Option<String>,
    /// What the change itself says to those whose visit is cancelled.
    pub code: CancelCode,
}

/// What could be done with an appointment.
pub(super) struct Outcome {
    pub choice: Option<Choice>,
    pub proposal: Option<FreeTime>,
}

impl Outcome {
    const fn of(choice: Option<Choice>) -> Self {
        Self { choice, proposal: None }
    }
}

/// Who has arrived is neither sent away nor moved.
pub(super) fn can_change(row: &appointment::Model) -> Result<bool, Fault> {
    Ok(record::status(row)?.after(Step::Cancel).is_ok())
}

impl Work<'_> {
    pub async fn cancel(&self, row: &appointment::Model) -> Result<(), Fault> {
        let relation = record::relation(self.ctx.actor(), row);
        self.ctx.check(Action::Cancel, Subject::Appointment, relation)?;
        if can_change(row)? {
            let seen = Version::new(row.version);
            let why = Why {
                reason: self.reason.as_deref(),
                code: Some(self.code),
            };
            cancel_in(self.ctx, self.tx, row, seen, why).await?;
        }
        Ok(())
    }

    pub async fn place(&self, row: &appointment::Model, choice: Option<Choice>) -> Result<Outcome, Fault> {
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
    pub async fn propose(&self, row: &appointment::Model, choice: Option<Choice>) -> Result<Option<FreeTime>, Fault> {
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
        record::end_holds(self.tx, &place.run_out, self.ctx.now()).await?;
        let moved = step.put(self.ctx, self.tx).await?;
        let start = place.visit.start();
        if is_wanted {
            step.tell(self.ctx, self.tx, moved, self.reason.as_deref()).await?;
        }
        Ok(Outcome {
            choice: is_wanted.then_some(Choice::Move { start }),
            proposal: Some(FreeTime::new(start, &offer.zone)),
        })
    }

    /// What it is a visit of, in its own length; `None` when that is not offered any more.
    async fn offer(&self, row: &appointment::Model) -> Result<Option<Offer>, Fault> {
        match Offer::load_for_write(self.ctx, self.tx, row.schedule_id.into(), row.service_id.into(), None).await {
            Ok(offer) => {
                let relation = record::relation(self.ctx.actor(), row);
                Ok(Some(offer.lasting_as(row)?.booked_by(relation)))
            }
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
            .filter(is_active())
            .filter(C::EndsAt.gt(self.ctx.now().millis()))
            .all(&**self.tx)
            .await?;
        others
            .iter()
            .map(|other| stored_interval(other.starts_at, other.ends_at, "appointment"))
            .collect()
    }
}
