use axum::response::IntoResponse;
use backend::{
    Fault,
    schedule::{
        Absence, AddClosure, LocationClosures, Outcome, RemoveClosure, add_closure, list_closures, remove_closure,
    },
};
use domain::{ids::ClosureId, refusal::Refusal, schedule::Away, time::Instant, version::Version};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    away_form::{AWAY_FIELDS, ask_to_remove, away_fields, away_hidden, away_list},
    conflicts,
    fields::Fields,
    owner::stale_notice,
};
use crate::{
    Ctx,
    error::status_of,
    islands::live::LivePage,
    pages::{Form, Page, PageError, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, Card, EmptyState, ErrorSummary, IconName, Notice, TabLink, TabNav, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    location: String,
    /// The one to be asked about.
    remove: String,
    done: String,
    /// What was just added.
    added: String,
    first_day: String,
    last_day: String,
    from_time: String,
    to_time: String,
    away_reason: String,
}

#[derive(Deserialize)]
pub struct Removal {
    id: ClosureId,
    version: Version,
    #[serde(default)]
    location: String,
}

/// What is said above the list.
enum Said {
    Added(String),
    /// With its fields, to add it again.
    Removed(Fields),
    Ask(String),
    Stale,
}

/// The closures of all places, one place at a time.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let said = match asked.done.as_str() {
        "added" => Some(Said::Added(asked.added)),
        "removed" => Some(Said::Removed(Fields::new(vec![
            ("first_day".to_owned(), asked.first_day),
            ("last_day".to_owned(), asked.last_day),
            ("from_time".to_owned(), asked.from_time),
            ("to_time".to_owned(), asked.to_time),
            ("away_reason".to_owned(), asked.away_reason),
        ]))),
        _ if !asked.remove.is_empty() => Some(Said::Ask(asked.remove)),
        _ => None,
    };
    page(&ctx, &asked.location, Fields::default(), None, said).await
}

pub async fn submit(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Reply {
    let fields = Fields::new(pairs);
    let place = fields.get("location").to_owned();
    if fields.has("back") {
        return Ok(page(&ctx, &place, fields, None, None).await?.into_response());
    }
    let version = fields.get("version").parse().map_err(|_| PageError::Malformed)?;
    let away = match Away::parse(&fields.away()) {
        Ok(away) => away,
        Err(faults) => {
            let refusal = Refusal::Invalid(faults);
            return Ok(page(&ctx, &place, fields, Some(refusal), None).await?.into_response());
        }
    };
    let input = AddClosure {
        location: place.clone(),
        version: Version::new(version),
        away,
        reason: fields.get("away_reason").to_owned(),
        decisions: conflicts::decisions(&fields),
    };
    match add_closure(&ctx, &input).await {
        Ok(Outcome::Done(id)) => {
            let query = [
                ("location", place.as_str()),
                ("done", "added"),
                ("added", &id.to_string()),
            ];
            Ok(see_other(routes::with_query(routes::CLOSURES, &query)).into_response())
        }
        Ok(Outcome::Undecided(list)) => {
            let action = routes::CLOSURES.to_owned();
            Ok(conflicts::page("Closing the place", action, &fields, list).into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Stale))) => {
            let said = (refusal == Refusal::Stale).then_some(Said::Stale);
            Ok(page(&ctx, &place, fields, Some(refusal), said).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn remove(ctx: Ctx, Form(removal): Form<Removal>) -> Reply {
    let input = RemoveClosure {
        closure: removal.id,
        version: removal.version,
    };
    match remove_closure(&ctx, &input).await {
        Ok(removed) => {
            let (text, done) = (&removed.text, "removed".to_owned());
            let query = [
                ("location", &removal.location),
                ("done", &done),
                ("first_day", &text.first),
                ("last_day", &text.last),
                ("from_time", &text.from),
                ("to_time", &text.to),
                ("away_reason", &removed.reason),
            ]
            .map(|(name, value)| (name, value.as_str()));
            Ok(see_other(routes::with_query(routes::CLOSURES, &query)).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Stale)) => {
            let said = Said::Ask(removal.id.to_string());
            let page = page(&ctx, &removal.location, Fields::default(), Some(refusal), Some(said)).await?;
            Ok(page.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn page(
    ctx: &Ctx,
    place: &str,
    fields: Fields,
    refusal: Option<Refusal>,
    said: Option<Said>,
) -> Result<Page, PageError> {
    let places = list_closures(ctx).await?;
    let index = match place {
        "" => (!places.is_empty()).then_some(0),
        slug => places.iter().position(|one| one.location.slug == slug),
    };
    let index = index.ok_or(Refusal::NotFound)?;
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let (title, now) = (faults.title("Closures"), ctx.now());
    let page = Page::new(title, move || match places.get(index) {
        Some(here) => view(&places, here, &fields, &faults, said, now),
        None => ().into_any(),
    });
    Ok(page.with_status(status))
}

fn view(
    places: &[LocationClosures],
    here: &LocationClosures,
    fields: &Fields,
    faults: &Faults,
    said: Option<Said>,
    now: Instant,
) -> AnyView {
    let slug = here.location.slug.clone();
    let at = |slug: &str| routes::with_query(routes::CLOSURES, &[("location", slug)]);
    let links = places.iter().map(|one| {
        let current = one.location.slug == here.location.slug;
        view! { <TabLink href=at(&one.location.slug) label=one.location.place.name.clone() current=current/> }
    });
    let links = links.collect_view();
    let ask = |one: &Absence| {
        routes::with_query(
            routes::CLOSURES,
            &[("location", &slug), ("remove", &one.id.to_string())],
        )
    };
    let list = if here.closures.is_empty() {
        view! {
            <EmptyState icon=IconName::CALENDAR_CHECK title="No closures" text="Holidays and other days on which the whole place is closed."/>
        }
        .into_any()
    } else {
        away_list("Closures", &here.closures, now, Some(&ask))
    };
    let (version, errors) = (here.version.number(), faults.summary(&AWAY_FIELDS));
    let events = routes::with_query(routes::EVENTS, &[("location", &slug)]);
    let inputs = away_fields(fields, faults, false, "Like a public holiday. The staff reads it.");
    let (note, said) = (
        format!("Times in {}", here.location.city),
        said.map(|said| said_view(here, said)),
    );
    view! {
        <div class="container container--wide stack stack--l">
            <ErrorSummary errors=errors/>
            <div>
                <BackLink href=routes::CLINIC_DOCTORS label="All doctors"/>
                <div class="page-head"><h1>"Closures"</h1></div>
                <TabNav label="Places">{links}</TabNav>
            </div>
            {said}
            <p class="muted">{note}</p>
            <div class="split">
                <div id="closures" data-live="" data-events=events>{list}</div>
                <div class="split__aside">
                    <Card title="Add a closure">
                        <form class="form" method="post" action=routes::CLOSURES>
                            <input type="hidden" name="location" value=slug/>
                            <input type="hidden" name="version" value=version/>
                            {inputs}
                            <div class="form__actions"><Button icon=IconName::LOCK>"Close the place"</Button></div>
                        </form>
                    </Card>
                </div>
            </div>
            <LivePage/>
        </div>
    }
    .into_any()
}

fn said_view(here: &LocationClosures, said: Said) -> AnyView {
    let version = here.version.number();
    let slug = here.location.slug.clone();
    match said {
        Said::Added(id) => view! {
            <Notice tone=Tone::Ok live=true title="The place is closed then">
                <form method="post" action=routes::REMOVE_CLOSURE>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="version" value=version/>
                    <input type="hidden" name="location" value=slug/>
                    <Button variant=ButtonVariant::Secondary small=true>"Undo"</Button>
                </form>
            </Notice>
        }
        .into_any(),
        Said::Removed(fields) => {
            let inputs = away_hidden(&fields.away(), fields.get("away_reason"));
            view! {
                <Notice tone=Tone::Ok live=true title="The closure is removed">
                    <form method="post" action=routes::CLOSURES>
                        <input type="hidden" name="version" value=version/>
                        <input type="hidden" name="location" value=slug/>
                        {inputs}
                        <Button variant=ButtonVariant::Secondary small=true>"Undo"</Button>
                    </form>
                </Notice>
            }
            .into_any()
        }
        Said::Ask(id) => {
            let keep = routes::with_query(routes::CLOSURES, &[("location", &slug)]);
            match here.closures.iter().find(|one| one.id.to_string() == id) {
                Some(one) => ask_to_remove(one, version, routes::REMOVE_CLOSURE.to_owned(), keep),
                None => view! { <Notice title="This closure is gone already"/> }.into_any(),
            }
        }
        Said::Stale => {
            let current = here.closures.iter().map(|one| view! { <li>{one.label.clone()}</li> });
            let stands = view! { <ul>{current.collect_view()}</ul> }.into_any();
            stale_notice(here.changed.as_ref(), stands)
        }
    }
}
