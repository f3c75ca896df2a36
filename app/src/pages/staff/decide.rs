use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::{self, Decide, Decision},
};
use domain::{booking::Step, ids::AppointmentId, refusal::Refusal, version::Version};
use serde::Deserialize;

use super::{
    day::{self, View},
    requests,
};
use crate::{
    Ctx,
    islands::day::{Answer, Open, Whose, anchor},
    pages::{Form, PageError, Path, Reply, see_other},
    routes,
};

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
    step: Step,
    #[serde(default)]
    reject_reason: String,
    /// The day to come back to; empty for the list of requests.
    #[serde(default)]
    date: String,
    /// Whose day it is; empty for one's own.
    #[serde(default)]
    doctor: String,
}

/// Accepts or rejects a request and comes back to where it was answered.
pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let Fields {
        version,
        step,
        reject_reason,
        date,
        doctor,
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
    let whose = Whose::of(doctor);
    let refusal = match booking::decide(&ctx, &input).await {
        Ok(_) => {
            let back = match (date.is_empty(), step) {
                (true, _) => routes::with_query(routes::REQUESTS, &[("done", done)]),
                (false, Step::Reject) => routes::with_query(&whose.path(&date, None), &[("done", done)]),
                (false, _) => {
                    let day = routes::with_query(&whose.path(&date, Some(id)), &[("done", done)]);
                    format!("{day}#{}", anchor(id))
                }
            };
            return Ok(see_other(back).into_response());
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Stale | Refusal::InvalidChange(_)))) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let page = if date.is_empty() {
        requests::refused(&ctx, id, reject_reason, refusal).await?
    } else {
        let view = View {
            date,
            open: Open::Visit(id),
            answer: Answer::Refused(refusal),
            typed: reject_reason,
        };
        day::page(&ctx, whose, view).await?
    };
    Ok(page.into_response())
}
