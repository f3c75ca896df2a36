use backend::schedule::{DoctorLine, list_doctors};
use domain::{account::Role, schedule::minutes_label};
use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{
        Page, PageError,
        clinic::{Part, tabs},
    },
    routes,
    ui::{Avatar, AvatarSize, Badge, ButtonVariant, Cell, CellKind, IconName, LinkButton, Row, Table},
};

/// All doctors, with the way to their hours and their day.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let doctors = list_doctors(&ctx).await?;
    let is_administrator = ctx.role() == Some(Role::Administrator);
    Ok(Page::new("Doctors", move || view(&doctors, is_administrator)))
}

fn view(doctors: &[DoctorLine], is_administrator: bool) -> impl IntoView + use<> {
    let closures = is_administrator.then(|| {
        view! { <LinkButton href=routes::CLOSURES variant=ButtonVariant::Secondary icon=IconName::LOCK>"Closures of places"</LinkButton> }
    });
    let rows = doctors
        .iter()
        .map(|doctor| row(doctor, is_administrator))
        .collect_view();
    let count = doctors.len();
    view! {
        <div class="container container--wide">
            {is_administrator.then(|| tabs(Part::Doctors))}
            <div class="page-head">
                <div class="page-head__row">
                    <h1>"Doctors"</h1>
                    {closures}
                </div>
                <p class="muted">{format!("{count} doctors. Their hours, exceptions and time off.")}</p>
            </div>
            <Table caption="Doctors" columns=["Doctor", "Specialty", "Places", "Weekly hours", "Open"]>
                {rows}
            </Table>
        </div>
    }
}

fn row(doctor: &DoctorLine, is_administrator: bool) -> impl IntoView + use<> {
    let DoctorLine {
        slug,
        name,
        specialty,
        locations,
        weekly_minutes,
        is_active,
    } = doctor.clone();
    let inactive = (!is_active).then(|| view! { <Badge icon=IconName::LOCK label="Not bookable"/> });
    let about = format!(" of {name}");
    let hours = routes::of_doctor(routes::DOCTOR_SCHEDULE, &slug);
    let has_place = !locations.is_empty();
    let day = (is_administrator && has_place).then(|| {
        let about = about.clone();
        view! {
            <LinkButton href=routes::doctor_day(&slug) variant=ButtonVariant::Quiet small=true>
                "Day" <span class="visually-hidden">{about}</span>
            </LinkButton>
        }
    });
    let services = is_administrator.then(|| {
        let about = about.clone();
        view! {
            <LinkButton href=routes::clinic_doctor(&slug) variant=ButtonVariant::Quiet small=true>
                "Services" <span class="visually-hidden">{about}</span>
            </LinkButton>
        }
    });
    let hours = has_place.then(|| {
        view! {
            <LinkButton href=hours variant=ButtonVariant::Secondary small=true>
                "Hours" <span class="visually-hidden">{about}</span>
            </LinkButton>
        }
    });
    view! {
        <Row>
            <Cell label="Doctor">
                <span class="person">
                    <Avatar name=name.clone() size=AvatarSize::Small/>
                    <span class="person__text"><span class="strong">{name}</span> {inactive}</span>
                </span>
            </Cell>
            <Cell label="Specialty">{specialty}</Cell>
            <Cell label="Places">{locations.join(", ")}</Cell>
            <Cell label="Weekly hours">{minutes_label(weekly_minutes)}</Cell>
            <Cell kind=CellKind::Actions><span class="cluster cluster--s">{hours} {services} {day}</span></Cell>
        </Row>
    }
}
