//! Asks whether the patient will come, and takes the answer. Reminders lead here.

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    booking::{SayComing, get_appointment, say_coming},
};
use domain::{booking::AppointmentView, ids::AppointmentId, refusal::Refusal, version::Version};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    may::May,
    parts::{past_cut_off, place, when, with_whom},
};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, DescriptionList, IconName, LinkButton, Notice, Tone},
};

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
}

pub async fn show(ctx: Ctx, Path(id): Path<AppointmentId>) -> Result<Page, PageError> {
    page(&ctx, id, false).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let input = SayComing {
        appointment: id,
        version: fields.version,
    };
    match say_coming(&ctx, input).await {
        Ok(_) => {
            let path = routes::with_query(&routes::appointment(id), &[("done", "coming")]);
            Ok(see_other(path).into_response())
        }
        Err(Fault::Refused(Refusal::Stale)) => Ok(page(&ctx, id, true).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, id: AppointmentId, is_stale: bool) -> Result<Page, PageError> {
    let appointment = get_appointment(ctx, id).await?;
    let may = May::of(ctx, &appointment);
    if !may.is_own {
        return Err(Refusal::Forbidden.into());
    }
    let can_say = appointment.is_open_to_coming(ctx.now());
    let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page::new("Will you come?", move || view(&appointment, may, can_say, is_stale)).with_status(status))
}

fn view(appointment: &AppointmentView, may: May, can_say: bool, is_stale: bool) -> impl IntoView + use<> {
    let id = appointment.id;
    let question = match (can_say, appointment.has_said_to_come) {
        (true, _) => "Will you come?",
        (false, true) => "You said that you will come",
        (false, false) => "There is nothing to say about this appointment",
    };
    let changed = is_stale.then(|| {
        view! {
            <Notice tone=Tone::Wait live=true title="It has changed since you looked">
                <p>"Nothing was put down. This is how it stands now."</p>
            </Notice>
        }
    });
    let facts = (
        when(&appointment.time, &appointment.place),
        with_whom(appointment),
        place(appointment),
    );
    let answer = can_say.then(|| {
        view! {
            <form class="form" method="post" action=routes::coming(id)>
                <input type="hidden" name="version" value=appointment.version.number()/>
                <div class="form__actions">
                    <Button icon=IconName::CHECK>"I will come"</Button>
                </div>
            </form>
        }
    });
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=routes::appointment(id) label="The appointment"/>
            <h1>{question}</h1>
            {changed}
            <DescriptionList rows=true>{facts}</DescriptionList>
            {answer}
            {may.is_past_cut_off.then(|| past_cut_off(appointment))}
            <div class="cluster cluster--s">
                {may.reschedule.then(|| view! {
                    <LinkButton href=routes::reschedule(id) icon=IconName::CALENDAR_CLOCK variant=ButtonVariant::Secondary>"Move it"</LinkButton>
                })}
                {may.cancel.then(|| view! {
                    <LinkButton href=routes::cancel(id) icon=IconName::CALENDAR_X variant=ButtonVariant::Secondary>"Cancel it"</LinkButton>
                })}
            </div>
        </div>
    }
}
