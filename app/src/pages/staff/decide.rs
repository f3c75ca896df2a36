use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::{self, Decide, Decision},
};
use domain::{booking::Step, ids::AppointmentId, refusal::Refusal, version::Version};
use serde::Deserialize;

use super::{back::Back, requests};
use crate::{
    Ctx,
    islands::day::{Open, anchor},
    pages::{Form, PageError, Path, Reply, see_other},
    routes,
};

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
    step: Step,
    #[serde(default)]
    reject_reason: String,
    /// The day to come back to; none for the list of requests.
    #[serde(flatten)]
    back: Back,
}

/// Accepts or rejects a request and comes back to where it was answered.
pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let Fields {
        version,
        step,
        reject_reason,
        back,
    } = fields;
    let (decision, done) = match step {
        Step::Accept => (Decision::Accept, "accepted"),
        Step::Reject => {
            let reason = reject_reason.clone();
            (Decision::Reject { reason }, "rejected")
        }
        _ => return Err(PageError::Malformed),
    };
    let input = Decide {
        appointment: id,
        version,
        decision,
    };
    let back = back.day();
    let refusal = match booking::decide(&ctx, &input).await {
        Ok(_) => {
            let back = match (back, step) {
                (None, _) => routes::with_query(routes::REQUESTS, &[("done", done)]),
                (Some(day), Step::Reject) => routes::with_query(&day.whose.path(&day.date, None), &[("done", done)]),
                (Some(day), _) => {
                    let path = routes::with_query(&day.whose.path(&day.date, Some(id)), &[("done", done)]);
                    format!("{path}#{}", anchor(id))
                }
            };
            return Ok(see_other(back).into_response());
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Stale | Refusal::InvalidChange(_)))) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let page = match back {
        None => requests::refused(&ctx, id, reject_reason, refusal).await?,
        Some(day) => day.refused(&ctx, Open::Visit(id), refusal, reject_reason).await?,
    };
    Ok(page.into_response())
}
