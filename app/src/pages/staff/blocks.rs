use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::{BlockByForm, BlockSpan, Blocked, Unblocked, block_time_by_form, unblock_time},
};
use domain::{
    ids::TimeOffId,
    refusal::{Field, Refusal},
    time::Instant,
};
use serde::Deserialize;

use super::day::{self, View};
use crate::{
    Ctx,
    islands::day::{Answer, Open, Whose},
    pages::{Form, Path, Reply, see_other},
    routes,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The day to come back to.
    date: String,
    /// Whose day it is; empty for one's own.
    doctor: String,
    block_from: String,
    block_to: String,
    block_reason: String,
    /// Instead of the two times: what was blocked before.
    start: Option<Instant>,
    end: Option<Instant>,
}

/// Blocks time and comes back to the day, or shows what stands in the way.
pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let whose = Whose::of(fields.doctor, String::new());
    let span = match (fields.start, fields.end) {
        (Some(from), Some(to)) => BlockSpan::Exact { from, to },
        _ => BlockSpan::Clock {
            date: &fields.date,
            from: &fields.block_from,
            to: &fields.block_to,
        },
    };
    let input = BlockByForm {
        doctor: whose.doctor(),
        span,
        reason: &fields.block_reason,
    };
    let answer = match block_time_by_form(&ctx, &input).await {
        Ok(Blocked::Done(id)) => {
            let query = [("done", "blocked"), ("done_id", &id.to_string())];
            let day = routes::with_query(&whose.path(&fields.date, None), &query);
            return Ok(see_other(format!("{day}#block-{id}")).into_response());
        }
        Ok(Blocked::Visits(count)) => Answer::VisitsInside(count),
        Err(Fault::Refused(Refusal::Invalid(faults))) if faults.iter().all(|fault| fault.field != Field::Date) => {
            Answer::Refused(Refusal::Invalid(faults))
        }
        Err(fault) => return Err(fault.into()),
    };
    let open = match input.span {
        BlockSpan::Exact { .. } => Open::Nothing,
        BlockSpan::Clock { .. } => Open::NewBlock {
            from: fields.block_from,
            to: fields.block_to,
            reason: fields.block_reason,
        },
    };
    let view = View {
        date: fields.date,
        open,
        answer,
        ..View::default()
    };
    Ok(day::page(&ctx, whose, view).await?.into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Back {
    date: String,
    doctor: String,
}

/// Makes a blocked time free again and comes back to the day, where it can be taken back.
pub async fn remove(ctx: Ctx, Path(id): Path<TimeOffId>, Form(back): Form<Back>) -> Reply {
    let Unblocked { from, to, reason } = unblock_time(&ctx, id).await?;
    let query = [
        ("done", "unblocked"),
        ("start", &from.millis().to_string()),
        ("end", &to.millis().to_string()),
        ("why", &reason),
    ];
    let day = Whose::of(back.doctor, String::new()).path(&back.date, None);
    Ok(see_other(routes::with_query(&day, &query)).into_response())
}
