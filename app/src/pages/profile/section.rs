use axum::response::IntoResponse;
use backend::{
    Fault,
    profile::{ChangeSection, OwnProfile, change_section, get_own_profile},
};
use domain::{
    profile::{Profile, Section, label},
    refusal::{Field, Refusal},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{fields::input, words::Names};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Path, Reply, faults::Faults, see_other},
    routes,
    ui::{BackLink, Button, ErrorSummary, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    birth_date_day: String,
    birth_date_month: String,
    birth_date_year: String,
    #[serde(flatten)]
    profile: Profile,
}

impl Fields {
    fn profile(self) -> Profile {
        let parts = [&self.birth_date_year, &self.birth_date_month, &self.birth_date_day];
        let parts = parts.map(|part| part.trim().replace('-', ""));
        let birth_date = if parts.iter().all(String::is_empty) {
            String::new()
        } else {
            parts.join("-")
        };
        Profile {
            birth_date,
            ..self.profile
        }
    }
}

pub async fn show(ctx: Ctx, Path(section): Path<String>) -> Reply {
    let section = Section::from_name(&section).ok_or(Refusal::NotFound)?;
    let own = get_own_profile(&ctx, None).await?;
    let profile = own.profile.clone();
    page(&ctx, section, own, profile, None).await
}

pub async fn submit(ctx: Ctx, Path(section): Path<String>, Form(fields): Form<Fields>) -> Reply {
    let section = Section::from_name(&section).ok_or(Refusal::NotFound)?;
    let seen = Version::new(fields.version.parse().map_err(|_| PageError::Malformed)?);
    let input = ChangeSection {
        section,
        seen,
        form: fields.profile(),
    };
    match change_section(&ctx, &input).await {
        Ok(()) => {
            let done = routes::with_query(routes::PROFILE, &[("saved", section.name())]);
            Ok(see_other(done).into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Stale))) => {
            let mut own = get_own_profile(&ctx, Some(seen)).await?;
            if refusal != Refusal::Stale {
                // It is judged again by what this form began with.
                own.version = seen;
            }
            page(&ctx, section, own, input.form, Some(refusal)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, section: Section, own: OwnProfile, typed: Profile, refusal: Option<Refusal>) -> Reply {
    let fields = section.fields(own.role);
    if fields.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let names = Names::load(ctx).await?;
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let is_stale = refusal == Some(Refusal::Stale);
    let title = match refusal {
        Some(_) => format!("Error: {}", section.label()),
        None => section.label().to_owned(),
    };
    let page = Page::new(title, move || {
        let conflict = is_stale.then(|| conflict(&own, fields, &names));
        let inputs = fields
            .iter()
            .map(|&field| input(field, &typed, &names, &faults))
            .collect_view();
        view! {
            <div class="container container--narrow account">
                <BackLink href=routes::PROFILE label="Your profile"/>
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(fields)/>
                    <h1 class="account__title">{section.label()}</h1>
                    {conflict}
                    {why(section).map(|text| view! { <p class="muted">{text}</p> })}
                    <form class="form" method="post" action=routes::profile_section(section) novalidate>
                        <input type="hidden" name="version" value=own.version.number()/>
                        {inputs}
                        <div class="form__actions">
                            <Button wide=true>"Save"</Button>
                        </div>
                    </form>
                </div>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

/// What somebody else, or the person in another window, changed while the form was filled in.
fn conflict(own: &OwnProfile, fields: &[Field], names: &Names) -> impl IntoView + use<> {
    let changed = fields.iter().filter(|field| own.changed.contains(field)).map(|&field| {
        let text = match own.profile.get(field) {
            "" => "empty".to_owned(),
            text => names.told(field, text),
        };
        view! { <li>{label(field)} " is now: " <strong>{text}</strong></li> }
    });
    let changed = changed.collect_view();
    view! {
        <Notice tone=Tone::Bad live=true title="It changed while you filled this in">
            <p>"Nothing was saved. What you entered is still here; save again to put it in place of this:"</p>
            <ul class="prose">{changed}</ul>
        </Notice>
    }
}

/// What it is for.
const fn why(section: Section) -> Option<&'static str> {
    match section {
        Section::Person => None,
        Section::Address => Some("Letters go to it."),
        Section::Insurance => Some("Only those who run the clinic see it. It is stored encrypted."),
        Section::EmergencyContact => Some(
            "Your doctors and those who run the clinic see it, and whoever has to act in an emergency. It is stored encrypted.",
        ),
        Section::Preferences => Some("So that we can suggest it first and be ready for you."),
    }
}
