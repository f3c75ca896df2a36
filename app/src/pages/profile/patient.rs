//! What the staff see of a patient: how to reach them, and what their work needs.

use axum::response::IntoResponse;
use backend::profile::{PatientProfile, get_patient_profile};
use domain::{
    account::Role,
    ids::AccountId,
    profile::{Section, label, short_label},
    refusal::Field,
};
use leptos::prelude::*;

use super::words::Names;
use crate::{
    Ctx,
    pages::{Page, Path, Reply, shell},
    ui::{BackLink, Card, Description, DescriptionList},
};

pub async fn show(ctx: Ctx, Path(id): Path<AccountId>) -> Reply {
    let patient = get_patient_profile(&ctx, id).await?;
    let names = Names::load(&ctx).await?;
    let home = ctx.role().map_or(crate::routes::HOME, shell::home);
    // A name stands on the page, not in the title: titles end up in histories.
    Ok(Page::new("Patient", move || view(&patient, &names, home)).into_response())
}

fn view(patient: &PatientProfile, names: &Names, home: &'static str) -> impl IntoView + use<> {
    let PatientProfile { profile, contacts, .. } = patient;
    let name = format!("{} {}", profile.given_name, profile.family_name);
    let proved = |is_proved: bool| if is_proved { "" } else { " (not confirmed)" };
    let email = format!("{}{}", contacts.email, proved(contacts.is_email_proved));
    let phone = contacts.phone.as_ref().map_or("None".to_owned(), |phone| {
        format!("{phone}{}", proved(contacts.is_phone_proved))
    });
    let sections = patient
        .sections
        .iter()
        .filter_map(|&section| card(section, patient, names));
    let sections = sections.collect_view();
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=home label="Back to work"/>
                <div class="page-head"><h1>{name}</h1></div>
                <Card title="How to reach them">
                    <DescriptionList rows=true>
                        <Description term=label(Field::Phone)>{phone}</Description>
                        <Description term=label(Field::Email)><span class="profile-card__text">{email}</span></Description>
                    </DescriptionList>
                </Card>
                {sections}
                <p class="small muted">"That you opened this page is recorded, and the patient can see it."</p>
            </div>
        </div>
    }
}

fn card(section: Section, patient: &PatientProfile, names: &Names) -> Option<impl IntoView + use<>> {
    let lines = section.fields(Role::Patient).iter().filter_map(|&field| {
        let text = match field {
            // They stand in the heading.
            Field::GivenName | Field::FamilyName => return None,
            Field::PreferredLocation => patient.preferred_location.clone().unwrap_or_default(),
            Field::PreferredDoctor => patient.preferred_doctor.clone().unwrap_or_default(),
            field => names.told(field, patient.profile.get(field)),
        };
        let term = match field {
            Field::Accessibility => "What helps them",
            field => short_label(field),
        };
        (!text.is_empty()).then(|| {
            view! { <Description term=term><span class="profile-card__text">{text}</span></Description> }
        })
    });
    let lines: Vec<_> = lines.collect();
    let title = match section {
        Section::Person => "About them",
        Section::Preferences => "What they prefer and need",
        other => other.label(),
    };
    let body = if lines.is_empty() {
        view! { <p class="muted">"Nothing given."</p> }.into_any()
    } else {
        view! { <DescriptionList rows=true>{lines.collect_view()}</DescriptionList> }.into_any()
    };
    Some(view! { <Card title=title>{body}</Card> })
}
