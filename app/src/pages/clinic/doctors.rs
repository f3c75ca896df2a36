use backend::catalogue::{DoctorLine, list_doctor_offers};
use leptos::prelude::*;

use super::parts::{Part, tabs};
use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
    ui::{Avatar, AvatarSize, ButtonVariant, Cell, CellKind, EmptyState, IconName, LinkButton, Row, Table},
};

/// The doctors, with what each offers and how much a day.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let doctors = list_doctor_offers(&ctx).await?;
    Ok(Page::new("Doctors", move || view(doctors)))
}

fn view(doctors: Vec<DoctorLine>) -> impl IntoView {
    let list = if doctors.is_empty() {
        view! {
            <EmptyState icon=IconName::STETHOSCOPE title="No doctors yet" text="Doctors appear here as soon as they have an account."/>
        }
        .into_any()
    } else {
        view! {
            <Table caption="Doctors" columns=["Doctor", "Specialty", "Locations", "Services", "Most visits a day", "Details"]>
                {doctors.into_iter().map(row).collect_view()}
            </Table>
        }
        .into_any()
    };
    view! {
        <div class="container container--wide">
            {tabs(Part::Doctors)}
            <div class="page-head">
                <h1>"Doctors"</h1>
                <p class="lead">"What each doctor offers, in which order patients see it, and how many visits a day they take."</p>
            </div>
            {list}
        </div>
    }
}

fn row(line: DoctorLine) -> impl IntoView {
    let cap = line.cap_per_day.map_or("No limit".to_owned(), |cap| cap.to_string());
    let about = format!(" {}", line.name);
    let note = if line.is_active { "" } else { "Cannot be booked" };
    view! {
        <Row>
            <Cell label="Doctor">
                <span class="person">
                    <Avatar name=line.name.clone() size=AvatarSize::Small/>
                    <span class="person__text">
                        <span class="strong">{line.name.clone()}</span>
                        <span class="person__note">{note}</span>
                    </span>
                </span>
            </Cell>
            <Cell label="Specialty">{line.specialty}</Cell>
            <Cell label="Locations">{line.places.join(", ")}</Cell>
            <Cell label="Services">{line.services}</Cell>
            <Cell label="Most visits a day">{cap}</Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=routes::clinic_doctor(&line.slug) variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}
