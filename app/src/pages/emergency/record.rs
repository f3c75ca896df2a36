use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    emergency::{EmergencyRecord, Reading, end_emergency, read_in_emergency},
    profile::EmergencyContact,
};
use domain::{booking::AppointmentView, ids::EmergencyId};
use leptos::prelude::*;

use crate::{
    Ctx,
    islands::appointments::{StatusBadge, zone_note},
    pages::{Page, PageError, Path, Reply, see_other},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Card, Description, DescriptionList, EmptyState, IconName, LinkButton, Notice,
        Tone,
    },
};

/// A patient's appointments with their reasons, as long as the access is open.
pub async fn show(ctx: Ctx, Path(id): Path<EmergencyId>) -> Result<Page, PageError> {
    match read_in_emergency(&ctx, id).await? {
        Reading::Open(record) => {
            let title = format!("Emergency access: {}", record.patient.name);
            Ok(Page::new(title, move || view(id, record)))
        }
        Reading::Over => Ok(over()),
    }
}

pub async fn end(ctx: Ctx, Path(id): Path<EmergencyId>) -> Reply {
    end_emergency(&ctx, id).await?;
    let back = routes::with_query(routes::EMERGENCY, &[("done", "ended")]);
    Ok(see_other(back).into_response())
}

/// Begun minutes count.
fn minutes_left(seconds: i64) -> i64 {
    (seconds + 59).div_euclid(60)
}

fn view(id: EmergencyId, record: EmergencyRecord) -> impl IntoView {
    let left = match minutes_left(record.seconds_left) {
        1 => "Open for 1 minute more".to_owned(),
        minutes => format!("Open for {minutes} minutes more"),
    };
    let born = record.patient.birth_date.map(|date| format!("Born {date}"));
    let visits = if record.appointments.is_empty() {
        view! {
            <EmptyState icon=IconName::CALENDAR title="No appointments" text="This patient has none here and had none."/>
        }
        .into_any()
    } else {
        let visits = record.appointments.into_iter().map(visit);
        view! { <ul class="stack" role="list">{visits.collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="container container--narrow stack stack--l" data-ends=record.seconds_left>
            <BackLink href=routes::EMERGENCY label="Emergency access"/>
            <Notice tone=Tone::Wait title=left>
                <p>"The patient and all administrators were told. What you open is recorded."</p>
            </Notice>
            <div class="page-head">
                <h1>{record.patient.name}</h1>
                <p class="lead">{born}</p>
            </div>
            {record.contact.map(whom_to_call)}
            {visits}
            {record.has_more.then(|| view! { <p class="muted">"Earlier appointments are not shown."</p> })}
            <form class="no-print" method="post" action=routes::end_emergency(id)>
                <Button variant=ButtonVariant::Secondary icon=IconName::CIRCLE_X>"End it now"</Button>
            </form>
        </div>
    }
}

fn whom_to_call(contact: EmergencyContact) -> impl IntoView {
    let EmergencyContact {
        name,
        relationship,
        phone,
    } = contact;
    view! {
        <Card title="Emergency contact">
            <DescriptionList rows=true>
                <Description term="Name">{name} <small>{relationship}</small></Description>
                <Description term="Phone"><a href=format!("tel:{phone}")>{phone.clone()}</a></Description>
            </DescriptionList>
        </Card>
    }
}

fn visit(appointment: AppointmentView) -> impl IntoView {
    let note = zone_note(&appointment.place, &appointment.time);
    let AppointmentView {
        status,
        doctor_name,
        specialty,
        service_name,
        reason,
        time,
        place,
        ..
    } = appointment;
    let reason = if reason.is_empty() {
        "None given".to_owned()
    } else {
        reason
    };
    view! {
        <li class="card stack stack--s">
            <div class="page-head__row">
                <h2 class="visit-card__title">
                    <time datetime=time.rfc3339>{time.date} ", " <span class="tabular">{time.from}</span></time>
                </h2>
                <StatusBadge status=status/>
            </div>
            <DescriptionList rows=true>
                <Description term="Reason"><span class="pre-line">{reason}</span></Description>
                <Description term="With">{doctor_name} <small>{specialty} ", " {service_name}</small></Description>
                <Description term="Where">{place.name} <small>{place.phone} ", " {note}</small></Description>
            </DescriptionList>
        </li>
    }
}

/// For the one who had it.
fn over() -> Page {
    Page::new("This access is over", || {
        view! {
            <div class="container container--narrow">
                <EmptyState
                    icon=IconName::CLOCK
                    title="This access is over"
                    text="Emergency access ends after 30 minutes, or when you end it. If you must, open it again and say why."
                >
                    <LinkButton href=routes::EMERGENCY>"Emergency access"</LinkButton>
                </EmptyState>
            </div>
        }
    })
    .with_status(StatusCode::FORBIDDEN)
}
