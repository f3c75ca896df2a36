//! What becomes of the appointments that a change of hours, time off or a closure leaves without their time.

mod decisions;
mod work;

use domain::booking::{CancelCode, Status, Step};

use self::{decisions::parse_reason, work::Work};
use super::{record, view};
use crate::{Context, Fault, db::Tx, entity::appointment};

pub use decisions::{Choice, Chosen, Decisions, Hit, MOST_HITS, Undecided};

/// Ends the holds among `rows` and does with the appointments as was decided, in the transaction that has changed the hours
/// already. When something is undecided it answers the list, with proposals as if everything that is undecided were moved;
/// the transaction must not be committed then.
///
/// `rows` are locked, in the order of their starts. `code` is what the change says to those whose visit is cancelled.
pub(crate) async fn settle(
    ctx: &Context,
    tx: &Tx,
    rows: Vec<appointment::Model>,
    decisions: &Decisions,
    code: CancelCode,
) -> Result<Option<Undecided>, Fault> {
    let (holds, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.status == Status::Held.name());
    let holds: Vec<_> = holds.iter().map(|row| row.id).collect();
    record::end_holds(tx, &holds, ctx.now()).await?;
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
    let work = Work {
        ctx,
        tx,
        reason: reason.as_ref().ok().cloned().flatten(),
        code,
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
    let (mut has_moved, mut is_settled) = (false, reason.is_ok());
    for (row, choice) in rows.iter().zip(&chosen) {
        let outcome = work.place(row, *choice).await?;
        has_moved |= matches!(choice, Some(Choice::Move { .. })) && outcome.choice.is_none();
        is_settled &= outcome.choice.is_some();
        outcomes.push(outcome);
    }
    if is_settled && is_same {
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
