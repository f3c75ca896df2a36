//! The free times that everybody sees, remembered for as long as they are true: when a doctor's day changes, all pages that
//! show it ask again at once, and one of them has it computed for the others.
//!
//! As long as nothing is committed, nothing is asked. Then what was written is looked up, once for all who ask, and only the
//! answers of those doctors are forgotten.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{booking::SlotsView, shared::Shared, time::Instant};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{FindSlots, Freshness, PlanVersion, list_written};
use crate::{Context, Fault, db::Stamp};

#[derive(Default)]
pub(crate) struct PublicSlots {
    known: Mutex<Known>,
    /// Taken by who looks what was written: who comes meanwhile finds it looked up.
    looking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    /// Nothing was committed since it was looked what was.
    stamp: Option<Stamp>,
    plan: PlanVersion,
    freshness: Freshness,
    answers: HashMap<FindSlots, Remembered>,
}

struct Remembered {
    cell: Arc<OnceCell<Answer>>,
    /// Of the freshness, before it was asked for.
    epoch: u64,
}

/// What was found, and for how long the clock alone does not change it.
pub(super) struct Answer {
    pub view: Arc<Shared<SlotsView>>,
    pub until: Instant,
    pub doctor: Uuid,
    /// The location whose rooms it depends on.
    pub rooms_of: Option<Uuid>,
}

/// The most answers that are remembered; each takes some ten kilobytes.
const MOST_ANSWERS: usize = 2_000;
/// Appointments written lately that are looked at. When they are more, all answers are forgotten: looking would cost more.
const MOST_WRITTEN: u64 = 200;

impl PublicSlots {
    /// The answer to `question`, which `find` finds where it is not known.
    ///
    /// # Errors
    /// Those of `find`.
    pub(super) async fn get<Finding: Future<Output = Result<Answer, Fault>>>(
        &self,
        ctx: &Context,
        question: &FindSlots,
        find: impl FnOnce() -> Finding,
    ) -> Result<Arc<Shared<SlotsView>>, Fault> {
        let stamp = ctx.db().stamp().await?;
        if !self.known().is_of(&stamp) {
            self.look(ctx, stamp).await?;
        }
        let cell = self.known().cell(question, ctx.now());
        // In a box of its own: it is large, and most often there is nothing to find.
        let answer = cell.get_or_try_init(|| Box::pin(find())).await?;
        Ok(Arc::clone(&answer.view))
    }

    /// Finds out what was written.
    async fn look(&self, ctx: &Context, stamp: Stamp) -> Result<(), Fault> {
        let _looking = self.looking.lock().await;
        let (now, since) = {
            let known = self.known();
            if known.is_of(&stamp) {
                return Ok(());
            }
            (ctx.now(), known.freshness.since(ctx.now()))
        };
        let db = ctx.db().reader();
        let plan = PlanVersion::read(db).await?;
        let written = list_written(db, since, Some(MOST_WRITTEN)).await?;
        let has_more = u64::try_from(written.len()).is_ok_and(|count| count >= MOST_WRITTEN);
        let mut known = self.known();
        known.freshness.take_in(written, now);
        if known.plan != plan || has_more {
            known.plan = plan;
            known.answers.clear();
        }
        known.stamp = Some(stamp);
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_of(&self, stamp: &Stamp) -> bool {
        self.stamp.as_ref() == Some(stamp)
    }

    fn cell(&mut self, question: &FindSlots, now: Instant) -> Arc<OnceCell<Answer>> {
        if let Some(remembered) = self.answers.get(question)
            && self.is_true(remembered, now)
        {
            return Arc::clone(&remembered.cell);
        }
        if self.answers.len() >= MOST_ANSWERS {
            self.answers.clear();
        }
        let (cell, epoch) = (Arc::default(), self.freshness.epoch());
        let remembered = Remembered {
            cell: Arc::clone(&cell),
            epoch,
        };
        self.answers.insert(question.clone(), remembered);
        cell
    }

    /// Whether it is, or will be when it is found.
    fn is_true(&self, remembered: &Remembered, now: Instant) -> bool {
        match remembered.cell.get() {
            Some(answer) => {
                let is_written = self
                    .freshness
                    .is_written(remembered.epoch, answer.doctor, answer.rooms_of);
                answer.until > now && !is_written
            }
            None => remembered.epoch == self.freshness.epoch(),
        }
    }
}
