use axum::response::IntoResponse;
use backend::{
    photo::find_own_photo,
    profile::{Contacts, OwnProfile, get_own_profile},
};
use domain::{
    account::{Contact, Role},
    profile::{Section, label, short_label},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{photo::shown, words::Names};
use crate::{
    Ctx,
    pages::{Page, Query, Reply, account::tabs::tabs},
    routes,
    ui::{Badge, Description, DescriptionList, IconName, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was just saved: a section or a contact.
    saved: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    let own = get_own_profile(&ctx, None).await?;
    let names = Names::load(&ctx).await?;
    let saved = saved(&asked.saved);
    let photo = match ctx.role() {
        Some(Role::Doctor) => Some(find_own_photo(&ctx).await?),
        _ => None,
    };
    let page = Page::new("Your profile", move || {
        let photo = photo.map(photo_card);
        view(&own, &names, saved, photo)
    });
    Ok(page.into_response())
}

fn saved(what: &str) -> Option<String> {
    let section = Section::from_name(what).map(Section::label);
    let contact = Contact::from_name(what).map(|contact| match contact {
        Contact::Email => "Your e-mail address",
        Contact::Phone => "Your phone number",
    });
    let photo = (what == "photo").then_some("Your photo");
    section.or(contact).or(photo).map(|what| format!("{what}: saved"))
}

fn view(own: &OwnProfile, names: &Names, saved: Option<String>, photo: Option<AnyView>) -> impl IntoView + use<> {
    let role = own.role;
    let sections = Section::ALL
        .into_iter()
        .filter(|section| !section.fields(role).is_empty());
    let sections = sections.map(|section| section_card(section, own, names)).collect_view();
    view! {
        <div class="container container--narrow account">
            {tabs(routes::PROFILE)}
            <h1 class="account__title">"Your profile"</h1>
            {saved.map(|title| view! { <Notice tone=Tone::Ok live=true title=title/> })}
            {photo}
            {contact_card(&own.contacts)}
            {sections}
            <p><a href=routes::PROFILE_HISTORY>"What changed here, when, and who changed it"</a></p>
        </div>
    }
}

fn photo_card(photo: Option<(String, String)>) -> AnyView {
    let action = if photo.is_some() { "Change" } else { "Add" };
    let address = photo.map(|(slug, version)| routes::doctor_photo(&slug, &version));
    view! {
        <section class="card profile-card" aria-labelledby="photo">
            <div class="profile-card__head">
                <h2 class="card__title" id="photo">"Photo"</h2>
                <a href=routes::PHOTO>{action} <span class="visually-hidden">" your photo"</span></a>
            </div>
            {shown(address)}
        </section>
    }
    .into_any()
}

fn contact_card(contacts: &Contacts) -> impl IntoView + use<> {
    let email = line(Contact::Email, Some(contacts.email.clone()), contacts.is_email_proved);
    let phone = line(Contact::Phone, contacts.phone.clone(), contacts.is_phone_proved);
    view! {
        <section class="card profile-card" aria-labelledby="contacts">
            <h2 class="card__title" id="contacts">"How we reach you"</h2>
            <DescriptionList rows=true>{email} {phone}</DescriptionList>
        </section>
    }
}

fn line(what: Contact, contact: Option<String>, is_proved: bool) -> impl IntoView {
    let badge = contact.is_some().then(|| match is_proved {
        true => view! { <Badge tone=Tone::Ok icon=IconName::CIRCLE_CHECK label="Confirmed"/> }.into_any(),
        false => view! { <Badge tone=Tone::Wait icon=IconName::CLOCK label="Not confirmed"/> }.into_any(),
    });
    let contact = contact.unwrap_or_else(|| "None".to_owned());
    let of = format!(" your {}", what.label());
    view! {
        <Description term=label(what.field())>
            <span class="profile-card__line">
                <span class="profile-card__contact"><span class="profile-card__text">{contact}</span> {badge}</span>
                <a href=routes::of_contact(routes::CHANGE_CONTACT, what)>
                    "Change" <span class="visually-hidden">{of}</span>
                </a>
            </span>
        </Description>
    }
}

fn section_card(section: Section, own: &OwnProfile, names: &Names) -> impl IntoView + use<> {
    let given = section.fields(own.role).iter().filter_map(|&field| {
        let text = own.profile.get(field);
        (!text.is_empty()).then(|| (short_label(field), names.told(field, text)))
    });
    let given: Vec<_> = given.collect();
    let (action, body) = if given.is_empty() {
        let nothing = view! { <p class="muted">{nothing(section)}</p> }.into_any();
        ("Add", nothing)
    } else {
        let lines = given.into_iter().map(|(term, text)| {
            view! { <Description term=term><span class="profile-card__text">{text}</span></Description> }
        });
        let lines = lines.collect_view();
        (
            "Change",
            view! { <DescriptionList rows=true>{lines}</DescriptionList> }.into_any(),
        )
    };
    let id = section.name();
    let what = format!(": {}", section.label());
    view! {
        <section class="card profile-card" aria-labelledby=id>
            <div class="profile-card__head">
                <h2 class="card__title" id=id>{section.label()}</h2>
                <a href=routes::profile_section(section)>{action} <span class="visually-hidden">{what}</span></a>
            </div>
            {body}
        </section>
    }
}

/// What an empty section is for.
const fn nothing(section: Section) -> &'static str {
    match section {
        Section::Person => "Nothing yet.",
        Section::Address => "Nothing yet. Letters go to it.",
        Section::Insurance => "Nothing yet. With it you need not bring your card.",
        Section::EmergencyContact => "Nothing yet. Whom should we call if something happens to you here?",
        Section::Preferences => "Nothing yet. Where and with whom you like to be seen, and what helps you here.",
    }
}
