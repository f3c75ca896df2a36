use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    catalogue::{
        DoctorOffers, MoveService, OfferLine, ScheduleOffers, SetDoctorCap, Way, get_doctor_offers, move_service,
        set_doctor_cap,
    },
};
use domain::{
    catalogue::{Field, Wrong},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Asked, Part, by_name, changed, fault, news, summary, tabs, title, version};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Query, Reply, lengths::minutes_words, see_other},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Card, EmptyState, ErrorSummary, Field as Input, IconName, InputKind,
        InputWidth, LinkButton,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CapFields {
    version: String,
    doctor_cap: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OrderFields {
    schedule: String,
    version: String,
    service: String,
    way: String,
}

/// What is shown beside the doctor as they are.
#[derive(Default)]
struct Shown {
    cap: Option<String>,
    wrong: Wrong,
    is_stale: bool,
    done: String,
}

pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let shown = Shown {
        done: asked.done,
        ..Shown::default()
    };
    page(&ctx, &slug, shown).await
}

pub async fn set_cap(ctx: Ctx, Path(slug): Path<String>, Form(fields): Form<CapFields>) -> Reply {
    let input = SetDoctorCap {
        slug: slug.clone(),
        version: version(&fields.version)?,
        cap: fields.doctor_cap.clone(),
    };
    let cap = Some(fields.doctor_cap);
    let shown = match set_doctor_cap(&ctx, &input).await {
        Ok(Ok(())) => return Ok(see_other(path(&slug, "saved")).into_response()),
        Ok(Err(wrong)) => Shown {
            cap,
            wrong,
            ..Shown::default()
        },
        Err(Fault::Refused(Refusal::Stale)) => Shown {
            cap,
            is_stale: true,
            ..Shown::default()
        },
        Err(fault) => return Err(fault.into()),
    };
    Ok(page(&ctx, &slug, shown).await?.into_response())
}

pub async fn order(ctx: Ctx, Path(slug): Path<String>, Form(fields): Form<OrderFields>) -> Reply {
    let (Ok(schedule), Ok(service)) = (fields.schedule.parse(), fields.service.parse()) else {
        return Err(PageError::Malformed);
    };
    let way = match fields.way.as_str() {
        "up" => Way::Up,
        "down" => Way::Down,
        _ => return Err(PageError::Malformed),
    };
    let input = MoveService {
        doctor: slug.clone(),
        schedule,
        service,
        version: version(&fields.version)?,
        way,
    };
    match move_service(&ctx, &input).await {
        Ok(()) => Ok(see_other(path(&slug, "order")).into_response()),
        Err(Fault::Refused(Refusal::Stale)) => {
            let shown = Shown {
                is_stale: true,
                ..Shown::default()
            };
            Ok(page(&ctx, &slug, shown).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn path(slug: &str, done: &str) -> String {
    routes::with_query(&routes::clinic_doctor(slug), &[("done", done)])
}

async fn page(ctx: &Ctx, slug: &str, shown: Shown) -> Result<Page, PageError> {
    let doctor = get_doctor_offers(ctx, slug).await?;
    let is_wrong = !shown.wrong.0.is_empty();
    let status = match (shown.is_stale, is_wrong) {
        (true, _) => StatusCode::CONFLICT,
        (_, true) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let title = title(&doctor.name, shown.is_stale || is_wrong);
    Ok(Page::new(title, move || view(doctor, shown)).with_status(status))
}

fn view(doctor: DoctorOffers, shown: Shown) -> impl IntoView {
    let stored = doctor.cap_per_day.map(|cap| cap.to_string());
    let now = stored.clone().unwrap_or_else(|| "no limit".to_owned());
    let has_entered = shown.is_stale && shown.cap.is_some();
    let places = doctor
        .schedules
        .iter()
        .map(|schedule| place(&doctor, schedule))
        .collect_view();
    view! {
        <div class="container">
            {tabs(Part::Doctors)}
            <div class="settings">
                <BackLink href=routes::CLINIC_DOCTORS label="All doctors"/>
                <ErrorSummary errors=summary(&shown.wrong, by_name)/>
                {news(&shown.done)}
                {shown.is_stale.then(|| changed("Somebody else changed this doctor's hours, services or limit. This is how it stands now."))}
                <div class="page-head__row">
                    <h1>{doctor.name.clone()}</h1>
                    <p class="muted">{doctor.specialty.clone()}</p>
                </div>
                <Card title="Most visits a day">
                    <form class="settings__fields" method="post" action=routes::clinic_doctor_cap(&doctor.slug) novalidate>
                        <input type="hidden" name="version" value=doctor.version.number()/>
                        {has_entered.then(|| view! { <p>"Saved now: " {now} ". Your entry is in the field."</p> })}
                        <Input
                            id=Field::DoctorCap.name()
                            label="Most visits a day, of all services and at all locations together"
                            hint="Empty: no limit. For example, with 12 a day that has twelve visits takes no more, even where hours are left. A day that has more already keeps them."
                            kind=InputKind::Digits
                            width=InputWidth::Short
                            value=shown.cap.or(stored).unwrap_or_default()
                            error=fault(&shown.wrong, Field::DoctorCap)
                            optional=true
                        />
                        <div class="form__actions"><Button>"Save"</Button></div>
                    </form>
                </Card>
                {places}
            </div>
        </div>
    }
}

fn place(doctor: &DoctorOffers, schedule: &ScheduleOffers) -> AnyView {
    let last = schedule.services.len().saturating_sub(1);
    let lines = schedule
        .services
        .iter()
        .enumerate()
        .map(|(index, service)| line(doctor, schedule, service, (index > 0, index < last)));
    let content = if schedule.services.is_empty() {
        view! {
            <EmptyState
                icon=IconName::STETHOSCOPE
                title="Nothing can be booked here"
                text="Open a service and add the doctor to it."
            >
                <LinkButton href=routes::CLINIC_SERVICES variant=ButtonVariant::Secondary>"Services"</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <div class="lines">{lines.collect_view()}</div> }.into_any()
    };
    view! {
        <Card title=schedule.place.clone()>
            <p class="settings__intro">"In the order in which patients see them; the first is chosen to begin with."</p>
            {content}
        </Card>
    }
    .into_any()
}

fn line(doctor: &DoctorOffers, schedule: &ScheduleOffers, service: &OfferLine, may: (bool, bool)) -> AnyView {
    let length = minutes_words(service.lengths.iter().copied());
    let length = match service.has_own_duration {
        true => format!("{length}, an own length"),
        false => length,
    };
    let length = if service.is_active {
        length
    } else {
        format!("{length}, retired")
    };
    let button = |is_possible: bool, way: &'static str, label: &'static str| {
        let name = service.name.clone();
        is_possible.then(|| {
            view! {
                <Button variant=ButtonVariant::Quiet small=true name="way" value=way>
                    {label} <span class="visually-hidden">": " {name}</span>
                </Button>
            }
        })
    };
    view! {
        <div class="line">
            <div class="line__what">
                <p><a href=routes::clinic_service(service.service)>{service.name.clone()}</a></p>
                <p class="person__note">{length}</p>
            </div>
            <form class="line__do" method="post" action=routes::clinic_doctor_order(&doctor.slug)>
                <input type="hidden" name="schedule" value=schedule.schedule.to_string()/>
                <input type="hidden" name="version" value=schedule.version.number()/>
                <input type="hidden" name="service" value=service.service.to_string()/>
                {button(may.0, "up", "Up")}
                {button(may.1, "down", "Down")}
            </form>
        </div>
    }
    .into_any()
}
