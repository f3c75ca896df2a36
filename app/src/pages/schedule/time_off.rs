use axum::response::IntoResponse;
use backend::{
    Fault,
    schedule::{AddTimeOff, DoctorSchedules, Outcome, RemoveTimeOff, add_time_off, list_schedules, remove_time_off},
};
use domain::{ids::TimeOffId, refusal::Refusal, schedule::Away, time::Instant, version::Version};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    away_form::{AWAY_FIELDS, ask_to_remove, away_fields, away_hidden, away_list},
    conflicts,
    fields::Fields,
    owner::{Owner, Tab, stale_notice},
};
use crate::{
    Ctx,
    error::status_of,
    islands::live::LivePage,
    pages::{Form, Page, PageError, Path, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{Button, ButtonVariant, Card, EmptyState, ErrorSummary, IconName, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
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

type Pairs = Vec<(String, String)>;

#[derive(Deserialize)]
pub struct Removal {
    id: TimeOffId,
    version: Version,
}

pub async fn show_own(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    show_list(&ctx, &Owner::Own, asked).await
}

pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    show_list(&ctx, &Owner::Of(slug), asked).await
}

pub async fn submit_own(ctx: Ctx, Form(pairs): Form<Pairs>) -> Reply {
    add(&ctx, &Owner::Own, Fields::new(pairs)).await
}

pub async fn submit(ctx: Ctx, Path(slug): Path<String>, Form(pairs): Form<Pairs>) -> Reply {
    add(&ctx, &Owner::Of(slug), Fields::new(pairs)).await
}

pub async fn remove_own(ctx: Ctx, Form(removal): Form<Removal>) -> Reply {
    take_back(&ctx, &Owner::Own, removal).await
}

pub async fn remove(ctx: Ctx, Path(slug): Path<String>, Form(removal): Form<Removal>) -> Reply {
    take_back(&ctx, &Owner::Of(slug), removal).await
}

/// What is said above the list.
enum Said {
    Added(String),
    /// With its fields, to add it again.
    Removed(Fields),
    Ask(String),
    Stale,
}

async fn show_list(ctx: &Ctx, owner: &Owner, asked: Asked) -> Result<Page, PageError> {
    let all = list_schedules(ctx, owner.slug()).await?;
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
    Ok(page(ctx, owner, all, Fields::default(), None, said))
}

async fn add(ctx: &Ctx, owner: &Owner, fields: Fields) -> Reply {
    let all = list_schedules(ctx, owner.slug()).await?;
    if fields.has("back") {
        return Ok(page(ctx, owner, all, fields, None, None).into_response());
    }
    let version = fields.get("version").parse().map_err(|_| PageError::Malformed)?;
    let away = match Away::parse(&fields.away()) {
        Ok(away) => away,
        Err(faults) => {
            let refusal = Refusal::Invalid(faults);
            return Ok(page(ctx, owner, all, fields, Some(refusal), None).into_response());
        }
    };
    let input = AddTimeOff {
        doctor: owner.slug().map(str::to_owned),
        version: Version::new(version),
        away,
        reason: fields.get("away_reason").to_owned(),
        decisions: conflicts::decisions(&fields),
    };
    let path = owner.path(Tab::TimeOff);
    match add_time_off(ctx, &input).await {
        Ok(Outcome::Done(id)) => {
            let back = routes::with_query(&path, &[("done", "added"), ("added", &id.to_string())]);
            Ok(see_other(back).into_response())
        }
        Ok(Outcome::Undecided(list)) => Ok(conflicts::page("Time off", path, &fields, list).into_response()),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            Ok(page(ctx, owner, all, fields, Some(refusal), None).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Stale)) => {
            let all = list_schedules(ctx, owner.slug()).await?;
            Ok(page(ctx, owner, all, fields, Some(refusal), Some(Said::Stale)).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn take_back(ctx: &Ctx, owner: &Owner, removal: Removal) -> Reply {
    let input = RemoveTimeOff {
        doctor: owner.slug().map(str::to_owned),
        time_off: removal.id,
        version: Some(removal.version),
    };
    match remove_time_off(ctx, &input).await {
        Ok(removed) => {
            let text = &removed.text;
            let query = [
                ("done", "removed"),
                ("first_day", &text.first),
                ("last_day", &text.last),
                ("from_time", &text.from),
                ("to_time", &text.to),
                ("away_reason", &removed.reason),
            ];
            Ok(see_other(routes::with_query(&owner.path(Tab::TimeOff), &query)).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Stale)) => {
            let all = list_schedules(ctx, owner.slug()).await?;
            let said = Said::Ask(removal.id.to_string());
            Ok(page(ctx, owner, all, Fields::default(), Some(refusal), Some(said)).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn page(
    ctx: &Ctx,
    owner: &Owner,
    all: DoctorSchedules,
    fields: Fields,
    refusal: Option<Refusal>,
    said: Option<Said>,
) -> Page {
    let (owner, now) = (owner.clone(), ctx.now());
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = faults.title(&owner.title(Tab::TimeOff, &all.name));
    Page::new(title, move || view(&owner, &all, &fields, &faults, said, now)).with_status(status)
}

fn view(
    owner: &Owner,
    all: &DoctorSchedules,
    fields: &Fields,
    faults: &Faults,
    said: Option<Said>,
    now: Instant,
) -> AnyView {
    let path = owner.path(Tab::TimeOff);
    let ask = |one: &backend::schedule::Absence| routes::with_query(&path, &[("remove", &one.id.to_string())]);
    let list = if all.time_off.is_empty() {
        view! {
            <EmptyState icon=IconName::COFFEE title="No time off" text="What is added here can no longer be booked, at any place."/>
        }
        .into_any()
    } else {
        let remove = all
            .may_edit
            .then_some(&ask as &dyn Fn(&backend::schedule::Absence) -> String);
        away_list("Time off", &all.time_off, now, remove)
    };
    let version = all.version.number();
    let events = routes::with_query(routes::EVENTS, &[("doctor", &all.slug)]);
    let form = all.may_edit.then(|| {
        let (action, inputs) = (
            path.clone(),
            away_fields(fields, faults, true, "Only the staff reads it."),
        );
        view! {
            <Card title="Add time off">
                <form class="form" method="post" action=action>
                    <input type="hidden" name="version" value=version/>
                    {inputs}
                    <div class="form__actions"><Button icon=IconName::COFFEE>"Add time off"</Button></div>
                </form>
            </Card>
        }
    });
    view! {
        <div class="container container--wide stack stack--l">
            <ErrorSummary errors=faults.summary(&AWAY_FIELDS)/>
            <div>{owner.head(Tab::TimeOff, all)}</div>
            {said.map(|said| said_view(owner, all, said))}
            <p class="muted">{all.zone_note.clone()}</p>
            <div class="split">
                <div id="time-off" data-live="" data-events=events>{list}</div>
                <div class="split__aside">{form}</div>
            </div>
            <LivePage/>
        </div>
    }
    .into_any()
}

fn said_view(owner: &Owner, all: &DoctorSchedules, said: Said) -> AnyView {
    let path = owner.path(Tab::TimeOff);
    let version = all.version.number();
    match said {
        Said::Added(id) => {
            let action = owner.remove_path();
            view! {
                <Notice tone=Tone::Ok live=true title="Time off is added">
                    <p>"Patients cannot book it any more."</p>
                    <form method="post" action=action>
                        <input type="hidden" name="id" value=id/>
                        <input type="hidden" name="version" value=version/>
                        <Button variant=ButtonVariant::Secondary small=true>"Undo"</Button>
                    </form>
                </Notice>
            }
            .into_any()
        }
        Said::Removed(fields) => {
            let inputs = away_hidden(&fields.away(), fields.get("away_reason"));
            view! {
                <Notice tone=Tone::Ok live=true title="Time off is removed">
                    <p>"Patients can book it again."</p>
                    <form method="post" action=path>
                        <input type="hidden" name="version" value=version/>
                        {inputs}
                        <Button variant=ButtonVariant::Secondary small=true>"Undo"</Button>
                    </form>
                </Notice>
            }
            .into_any()
        }
        Said::Ask(id) => match all.time_off.iter().find(|one| one.id.to_string() == id) {
            Some(one) => ask_to_remove(one, version, owner.remove_path(), path),
            None => view! { <Notice title="This time off is gone already"/> }.into_any(),
        },
        Said::Stale => {
            let current = all.time_off.iter().map(|one| view! { <li>{one.label.clone()}</li> });
            let stands = view! { <ul>{current.collect_view()}</ul> }.into_any();
            stale_notice(all.changed.as_ref(), stands)
        }
    }
}
