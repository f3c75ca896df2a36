//! The free times that everybody sees, remembered for as long as nothing is committed: when a doctor's day changes, all
//! pages that show it ask again at once, and one of them has it computed for the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{booking::SlotsView, time::Instant};
use tokio::sync::OnceCell;

use super::FindSlots;
use crate::{Context, Fault, db::Stamp};

#[derive(Default)]
pub(crate) struct PublicSlots(Mutex<Known>);

#[derive(Default)]
struct Known {
    stamp: Option<Stamp>,
    answers: HashMap<FindSlots, Arc<Cell>>,
}

type Cell = OnceCell<Answer>;

/// What was found, and for how long the clock alone does not change it.
pub(super) struct Answer {
    pub view: Arc<SlotsView>,
    pub until: Instant,
}

/// The most answers that are remembered; each takes some ten kilobytes.
const MOST_ANSWERS: usize = 2_000;

impl PublicSlots {
    /// The answer to `question`, from `find` where it is not known.
    ///
    /// # Errors
    /// Those of `find`.
    pub(super) async fn get(
        &self,
        ctx: &Context,
        question: &FindSlots,
        find: impl Future<Output = Result<Answer, Fault>>,
    ) -> Result<Arc<SlotsView>, Fault> {
        let stamp = ctx.db().stamp().await?;
        let cell = self.cell(stamp, question, ctx.now());
        let answer = cell.get_or_try_init(|| find).await?;
        Ok(Arc::clone(&answer.view))
    }

    fn cell(&self, stamp: Stamp, question: &FindSlots, now: Instant) -> Arc<Cell> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.stamp.as_ref() != Some(&stamp) || known.answers.len() >= MOST_ANSWERS {
            *known = Known {
                stamp: Some(stamp),
                answers: HashMap::new(),
            };
        }
        let is_over = |cell: &Arc<Cell>| cell.get().is_some_and(|answer| answer.until <= now);
        match known.answers.get(question) {
            Some(cell) if !is_over(cell) => Arc::clone(cell),
            _ => {
                let cell = Arc::default();
                known.answers.insert(question.clone(), Arc::clone(&cell));
                cell
            }
        }
    }
}
