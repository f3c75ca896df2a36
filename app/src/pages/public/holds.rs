use axum::response::IntoResponse;
use backend::{Fault, booking::HoldSlot};
use domain::{
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    time::{Instant, TimeLabel, Zone},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::doctor;
use crate::{
    Ctx,
    error::status_of,
    islands::booking::{FreeTimes, Trouble},
    pages::{Form, Page, PageError, Reply, lengths, see_other},
    routes,
    session::Secret,
    ui::{LinkButton, Notice, Steps, Tone, button::ButtonVariant},
};

/// A time that was pressed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    schedule: String,
    service: String,
    /// How long the visit takes; the first of the offered lengths where empty.
    minutes: String,
    /// Epoch milliseconds.
    start: String,
    /// The doctor's slug, only to say whose time it was.
    doctor: String,
}

/// Keeps the time for this browser and goes on to the details.
pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let input = HoldSlot {
        minutes: lengths::wished(&fields.minutes)?,
        ..parse(&fields).ok_or(PageError::Malformed)?
    };
    match backend::booking::hold(&ctx, &input).await {
        Ok(held) => {
            let cookie = ctx.keep(Secret::Visitor, &held.visitor);
            Ok(see_other(routes::book(held.view.id))
                .with_cookie(&cookie)
                .into_response())
        }
        Err(Fault::Refused(
            refusal @ (Refusal::SlotTaken(_) | Refusal::NotOffered(_) | Refusal::PatientBusy | Refusal::NotFound),
        )) => Ok(refused(&ctx, &fields, &input, refusal).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

fn parse(fields: &Fields) -> Option<HoldSlot> {
    Some(HoldSlot {
        schedule: fields.schedule.parse().ok()?,
        service: fields.service.parse().ok()?,
        minutes: None,
        start: Instant::from_millis(fields.start.parse().ok()?),
    })
}

/// The page that says why not, with other times or the way to them.
async fn refused(ctx: &Ctx, fields: &Fields, input: &HoldSlot, refusal: Refusal) -> Result<Page, PageError> {
    let status = status_of(&refusal);
    let whose = find_whose(ctx, &fields.doctor, input).await?;
    let Trouble { title, text, link } = match &refusal {
        // Here there is no page to load again.
        Refusal::NotFound => Trouble {
            title: "This visit is not offered any more".to_owned(),
            text: "The clinic has changed it since you looked. Nothing was booked for you.".to_owned(),
            link: None,
        },
        other => other.into(),
    };
    let nearest = refusal.nearest().unwrap_or_default().to_vec();
    let (schedule, service, minutes) = (input.schedule, input.service, input.minutes);
    let page = Page::new(title.clone(), move || {
        view! {
            <div class="container container--narrow stack stack--l">
                <Steps steps=["Time", "Details", "Confirm"] current=1/>
                <h1>{title}</h1>
                <Notice tone=Tone::Bad title=whose.time>
                    <p>{text}</p>
                    {link.map(|(href, words)| view! { <p><a href=href>{words}</a></p> })}
                </Notice>
                {(!nearest.is_empty())
                    .then(|| {
                        view! {
                            <form method="post" action=routes::HOLDS>
                                <input type="hidden" name="schedule" value=schedule.to_string()/>
                                <input type="hidden" name="service" value=service.to_string()/>
                                <input type="hidden" name="minutes" value=minutes/>
                                <input type="hidden" name="doctor" value=whose.slug/>
                                <h2>"The nearest free times"</h2>
                                <FreeTimes times=nearest/>
                            </form>
                        }
                    })}
                <p>
                    <LinkButton href=whose.page variant=ButtonVariant::Secondary>{whose.see_all}</LinkButton>
                </p>
            </div>
        }
    });
    Ok(page.with_status(status))
}

/// Whose time it was, and when, as far as that is known.
struct Whose {
    slug: String,
    /// "Monday 23 November 2026, 14:20 with Dr. Amina Okafor"
    time: Option<String>,
    page: String,
    see_all: String,
}

async fn find_whose(ctx: &Ctx, slug: &str, input: &HoldSlot) -> Result<Whose, PageError> {
    let doctor = match backend::directory::get_doctor(ctx, slug).await {
        Ok(doctor) => doctor,
        Err(Fault::Refused(_)) => return Ok(Whose::unknown()),
        Err(fault) => return Err(fault.into()),
    };
    let schedule = doctor.schedules.iter().find(|schedule| schedule.id == input.schedule);
    let service = schedule.and_then(|schedule| schedule.services.iter().find(|service| service.id == input.service));
    let (Some(schedule), Some(service)) = (schedule, service) else {
        return Ok(Whose::unknown());
    };
    let zone = Zone::parse(&schedule.location.place.zone).ok();
    let time = zone.map(|zone| {
        let label = TimeLabel::new(input.start, &zone);
        format!("{} with {}", label.date_and_time(), doctor.name)
    });
    Ok(Whose {
        time,
        page: doctor::address(
            &doctor,
            schedule,
            service,
            service.length_or_first(input.minutes).minutes,
        ),
        see_all: format!("See all times of {}", doctor.name),
        slug: doctor.slug,
    })
}

impl Whose {
    fn unknown() -> Self {
        Self {
            slug: String::new(),
            time: None,
            page: routes::DOCTORS.to_owned(),
            see_all: "Find a doctor".to_owned(),
        }
    }
}

/// The page of a doctor's times for an offer in a length, for somebody who wants another one.
pub(super) async fn page_of_offer(
    ctx: &Ctx,
    slug: &str,
    schedule: ScheduleId,
    service: ServiceId,
    minutes: u16,
) -> Result<String, PageError> {
    let input = HoldSlot {
        schedule,
        service,
        minutes: Some(minutes),
        start: ctx.now(),
    };
    Ok(find_whose(ctx, slug, &input).await?.page)
}
