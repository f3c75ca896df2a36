use backend::directory::{DayExplained, ExplainDay, StartExplained};
use domain::{booking::FreeTime, directory::DoctorView, refusal::Refusal, slots::Reason};
use leptos::prelude::*;
use serde::Deserialize;

use super::doctor;
use crate::{
    Ctx,
    pages::{Page, PageError, Path, Query, lengths},
    routes,
    ui::{Badge, Breadcrumb, Cell, IconName, LinkButton, Notice, Row, Table, Tone, button::ButtonVariant},
};

/// The day that is asked about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    schedule: String,
    service: String,
    minutes: String,
    date: String,
}

/// Why a day of a doctor has no time: plainly to patients, by each start to the staff.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let doctor = backend::directory::get_doctor(&ctx, &slug).await?;
    let input = ExplainDay {
        slug,
        schedule: asked.schedule.parse().map_err(|_| Refusal::NotFound)?,
        service: asked.service.parse().map_err(|_| Refusal::NotFound)?,
        minutes: lengths::wished(&asked.minutes)?,
        date: asked.date,
    };
    let explained = backend::directory::explain_day(&ctx, &input).await?;
    let schedule = doctor.schedules.iter().find(|schedule| schedule.id == input.schedule);
    let service = schedule.and_then(|schedule| schedule.services.iter().find(|service| service.id == input.service));
    let (schedule, service) = schedule.zip(service).ok_or(Refusal::NotFound)?;
    let times = doctor::address(&doctor, schedule, service, explained.minutes);
    let title = if explained.free.is_empty() {
        format!("Why is there no time on {}?", explained.day)
    } else {
        format!("Times on {}", explained.day)
    };
    let events = routes::with_query(routes::EVENTS, &[("doctor", &doctor.slug)]);
    Ok(Page::new(title.clone(), move || {
        view! {
            <div class="container container--narrow stack stack--l" data-events=events data-renewal="">
                {breadcrumb(&doctor, &times)}
                <div class="stack stack--xs">
                    <h1 id="found">{title}</h1>
                    <p class="muted">{explained.service.clone()} ", " {explained.minutes} " minutes, with " {doctor.name.clone()} ", " {explained.place.clone()}</p>
                </div>
                <div class="stack stack--l" id="answer" data-of="">
                    {answer(&explained, &times)}
                    {explained.starts.as_ref().map(|starts| in_full(&explained, starts))}
                </div>
                <p>
                    <LinkButton href=times variant=ButtonVariant::Secondary>"All times of " {doctor.name.clone()}</LinkButton>
                </p>
            </div>
        }
    }))
}

fn breadcrumb(doctor: &DoctorView, times: &str) -> impl IntoView + use<> {
    let above = vec![
        (routes::DOCTORS.to_owned(), "Find a doctor".to_owned()),
        (times.to_owned(), doctor.name.clone()),
    ];
    view! { <Breadcrumb above=above current="Why this day".to_owned()/> }
}

fn answer(explained: &DayExplained, times: &str) -> impl IntoView + use<> {
    if !explained.free.is_empty() {
        let free = explained
            .free
            .iter()
            .map(|free| free.time.clone())
            .collect::<Vec<_>>()
            .join(", ");
        return view! { <p>"Free on this day: " {free} "."</p> }.into_any();
    }
    let reasons = explained.reasons.iter().map(|reason| {
        view! { <li><b>{reason.text()}</b> ". " {more(*reason)}</li> }
    });
    let next = explained
        .next_free
        .as_ref()
        .zip(explained.next_free_date.as_ref())
        .map(|(free, date)| {
            let FreeTime { start, day, time, .. } = free;
            let href = routes::with_query(times, &[("from", date)]);
            view! { <p>"The next free time is " <a href=href data-start=start.millis()>{day.clone()} ", " {time.clone()}</a> "."</p> }
        });
    let reasons = reasons.collect_view();
    view! {
        <Notice tone=Tone::Info>
            <ul class="results-why">{reasons}</ul>
            {next}
        </Notice>
    }
    .into_any()
}

/// What one can do about it.
const fn more(reason: Reason) -> &'static str {
    match reason {
        Reason::Past => "Choose a later day.",
        Reason::Closed => "The doctor does not work on this day, or not long enough for this visit.",
        Reason::TimeOff => "Choose another day or another doctor.",
        Reason::SiteClosed => "Choose another day or another place.",
        Reason::Full => "A time can become free when somebody cancels.",
        Reason::Cap => "Only so many visits are taken on a day.",
        Reason::Room => "The visit needs a room that others have at all times left.",
        Reason::Notice => "The clinic wants to know earlier. Call to ask whether it is possible.",
        Reason::Horizon => "Times so far ahead open later.",
        Reason::OwnVisit => "Move your other appointment if you prefer this one.",
    }
}

/// For the staff.
fn in_full(explained: &DayExplained, starts: &[StartExplained]) -> impl IntoView + use<> {
    let caps = explained.caps.iter().map(|cap| {
        let (there, most) = (cap.there, cap.most);
        let what = if cap.is_of_service {
            " visits of this kind are taken on this day."
        } else {
            " visits are taken on this day, of whatever kind."
        };
        view! { <p>{there} " of at most " {most} {what}</p> }
    });
    let caps = caps.collect_view();
    let rows = starts.iter().map(|start| {
        let badge = match start.reason {
            None => view! { <Badge tone=Tone::Ok icon=IconName::CIRCLE_CHECK label="Free"/> }.into_any(),
            Some(reason) => view! { <span>{reason.text()}</span> }.into_any(),
        };
        let things = start.in_the_way.iter().map(|thing| {
            let what = thing.what.clone();
            match thing.appointment {
                Some(id) => view! { <li><a href=routes::appointment(id)>{what}</a></li> }.into_any(),
                None => view! { <li>{what}</li> }.into_any(),
            }
        });
        let things = things.collect_view();
        let things = view! { <ul class="results-why">{things}</ul> };
        let time = start.time.clone();
        view! {
            <Row>
                <Cell label="Start">{time}</Cell>
                <Cell label="Result">{badge}</Cell>
                <Cell label="In the way">{things}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let table = if starts.is_empty() {
        view! { <p>"No start of this visit fits into the hours of this day."</p> }.into_any()
    } else {
        view! { <Table caption="Starts of the day" columns=["Start", "Result", "In the way"]>{rows}</Table> }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby="in-full">
            <h2 id="in-full">"Each start, for the staff"</h2>
            {caps}
            {table}
        </section>
    }
}
