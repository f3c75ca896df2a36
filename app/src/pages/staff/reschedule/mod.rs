//! Moving a visit for its patient: to another time, and to another doctor or place that gives the service. The patients' own page
//! is at the same address.

mod confirm;
mod pick;
mod plan;

use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::{self, Reschedule, Rules, get_appointment, list_destinations},
};
use domain::{
    booking::AppointmentView, ids::AppointmentId, refusal::Refusal, schedule::parse_clock, time::Instant,
    version::Version,
};
use serde::Deserialize;

use super::back::{Back, Day};
use crate::{
    Ctx,
    error::status_of,
    islands::day::Whose,
    pages::{Page, PageError, Reply, see_other},
    routes,
};
use plan::{Plan, impossible, is_movable};

/// What is wished of a move so far, as addresses and forms carry it from step to step.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// With whom and where; as it is where empty.
    schedule: String,
    /// "1" where it stands beside another visit or outside the hours, knowingly.
    overbook: String,
    #[serde(flatten)]
    back: Back,
}

impl Wish {
    fn rules(&self) -> Rules {
        if self.overbook == "1" {
            Rules::Overbook
        } else {
            Rules::Keep
        }
    }

    /// As addresses and forms carry it on; what is empty is left out.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let own = [
            ("schedule", self.schedule.as_str()),
            ("overbook", self.overbook.as_str()),
        ];
        let pairs = own.into_iter().chain(self.back.pairs());
        pairs.filter(|(_, value)| !value.is_empty()).collect()
    }

    fn path(&self, id: AppointmentId, more: &[(&str, &str)]) -> String {
        routes::with_query(&routes::with_query(&routes::reschedule(id), &self.pairs()), more)
    }
}

/// What the address asks for.
pub struct Asked {
    pub wish: Wish,
    /// The first date to show, "2026-11-23".
    pub from: String,
    /// A time of day on that date, "14:10", where no free time is chosen.
    pub at: String,
    pub start: Option<Instant>,
}

/// What the form sends.
pub struct Sent {
    pub wish: Wish,
    pub version: Version,
    pub start: Instant,
    pub reason: String,
}

/// The free times to move to, or the question whether the time that was chosen is meant.
pub async fn show(ctx: &Ctx, id: AppointmentId, asked: Asked) -> Result<Page, PageError> {
    let Asked { wish, from, at, start } = asked;
    let appointment = get_appointment(ctx, id).await?;
    if !is_movable(&appointment) {
        return Ok(impossible(&appointment, None));
    }
    let Some(plan) = Plan::load(ctx, appointment.clone(), wish).await? else {
        return Ok(plan::not_given(&appointment));
    };
    if let Some(start) = start {
        return confirm::page(ctx, plan, start, String::new(), None);
    }
    if !at.is_empty() {
        let start = from.parse().ok().zip(parse_clock(&at));
        let start = start.and_then(|(date, minute)| Some(plan.zone()?.resolve(date, minute)));
        return match start {
            Some(start) => confirm::page(ctx, plan, start, String::new(), None),
            None => pick::page(ctx, plan, from, Some(pick::Problem::Clock)).await,
        };
    }
    pick::page(ctx, plan, from, None).await
}

/// Moves it, or shows what stands in the way; the old time stands then.
pub async fn submit(ctx: &Ctx, id: AppointmentId, sent: Sent) -> Reply {
    let before = get_appointment(ctx, id).await?;
    let schedule = match sent.wish.schedule.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::NotFound)?),
    };
    let input = Reschedule {
        appointment: id,
        version: sent.version,
        start: sent.start,
        schedule,
        reason: sent.reason.clone(),
        rules: sent.wish.rules(),
    };
    let refusal = match booking::reschedule(ctx, &input).await {
        Ok(after) => {
            let way = back(ctx, sent, &before, &after).await?;
            return Ok(see_other(way).into_response());
        }
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let appointment = get_appointment(ctx, id).await?;
    if matches!(refusal, Refusal::Stale | Refusal::InvalidChange(_)) && !is_movable(&appointment) {
        return Ok(impossible(&appointment, Some(&refusal)).into_response());
    }
    let status = status_of(&refusal);
    let Some(plan) = Plan::load(ctx, appointment.clone(), sent.wish).await? else {
        return Ok(plan::not_given(&appointment).with_status(status).into_response());
    };
    let page = match refusal {
        Refusal::Stale | Refusal::Invalid(_) => confirm::page(ctx, plan, sent.start, sent.reason, Some(refusal))?,
        Refusal::SlotTaken(_) | Refusal::NotOffered(_) | Refusal::PatientBusy => {
            let date = plan.date_of(sent.start);
            pick::page(ctx, plan, date, Some(pick::Problem::Refused(refusal))).await?
        }
        other => return Err(other.into()),
    };
    Ok(page.into_response())
}

/// Where one goes on: to the day where the form stood, with the way to take it back, or to the appointment.
async fn back(ctx: &Ctx, sent: Sent, before: &AppointmentView, after: &AppointmentView) -> Result<String, PageError> {
    let done = ("done", "moved");
    // A doctor who has given a visit away sees it no more.
    let is_given_away = ctx.actor().doctor().is_some() && before.doctor_slug != after.doctor_slug;
    if is_given_away {
        let own_day = Whose::Own.path(&before.time.iso_date, None);
        return Ok(routes::with_query(&own_day, &[done]));
    }
    let Some(Day { whose, .. }) = sent.wish.back.day() else {
        return Ok(routes::with_query(&routes::appointment(after.id), &[done]));
    };
    let whose = match whose {
        // Where it is now.
        Whose::Place(slug) => {
            let destinations = list_destinations(ctx, after.id).await?;
            let there = destinations.into_iter().find(|one| one.schedule == after.schedule);
            Whose::Place(there.map_or(slug, |there| there.location_slug))
        }
        Whose::Of(_) => Whose::Of(after.doctor_slug.clone()),
        Whose::Own => Whose::Own,
    };
    let day = whose.path(&after.time.iso_date, Some(after.id));
    let can_go_back =
        before.version == sent.version && before.overbook_reason.is_none() && before.time.start > ctx.now();
    let (schedule, start) = (before.schedule.to_string(), before.time.start.millis().to_string());
    let was: &[(&str, &str)] = if can_go_back {
        &[done, ("was_with", &schedule), ("was_at", &start)]
    } else {
        &[done]
    };
    Ok(routes::with_query(&day, was))
}
