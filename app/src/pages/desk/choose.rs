//! When: a free time of the doctor's service, or knowingly another one.

use backend::booking::{FindSlots, find_desk_slots};
use domain::{
    booking::{FreeTime, SlotDay, SlotsView},
    directory::LengthView,
    time::Instant,
};
use leptos::prelude::*;

use super::wish::{Offered, Wish};
use crate::{
    Ctx,
    pages::{Page, PageError, lengths},
    routes,
    ui::{BackLink, Button, ButtonVariant, Choice, Field as Input, InputKind, InputWidth, Notice, Select, Tone},
};

const DAYS: u8 = 7;

/// How many free times near to where somebody pressed are shown first.
const NEAR: usize = 4;

/// The free times of a week, those next to `near` first. `problem` says why the last choice was not taken.
pub(super) async fn page(
    ctx: &Ctx,
    wish: Wish,
    near: Option<Instant>,
    problem: Option<(String, String)>,
) -> Result<Page, PageError> {
    let offered = wish.offered(ctx).await?;
    let wish = match offered.is_as_wished(&wish) {
        true => wish,
        // The length was of another service, or is taken out since: the first is shown.
        false => Wish {
            minutes: String::new(),
            ..wish
        },
    };
    let input = FindSlots {
        schedule: offered.schedule.id,
        service: offered.service.id,
        minutes: Some(offered.length.minutes),
        from: Some(wish.from.clone()),
        days: DAYS,
        moving: None,
    };
    let slots = find_desk_slots(ctx, &input).await?;
    Ok(Page::new("Book for a patient: when", move || {
        view(&wish, &offered, slots, near, problem)
    }))
}

fn view(
    wish: &Wish,
    offered: &Offered,
    slots: SlotsView,
    near: Option<Instant>,
    problem: Option<(String, String)>,
) -> impl IntoView + use<> {
    let near_at = near;
    let pressed = near.map(|near| near.millis().to_string()).unwrap_or_default();
    let here = routes::with_query(&wish.path(), &[("near", &pressed)]);
    let events = routes::with_query(routes::EVENTS, &[("doctor", &offered.doctor.slug)]);
    let near = near.and_then(|near| near_times(wish, offered, &slots, near));
    let name = offered.doctor.name.clone();
    let place = offered.schedule.location.place.name.clone();
    let week = |from: Option<String>| from.map(|from| Wish { from, ..wish.clone() }.path());
    let (earlier, later) = (week(slots.earlier.clone()), week(slots.later.clone()));
    let note = slots.zone_note.clone();
    let days = slots.days.into_iter().map(|day| day_view(wish, day)).collect_view();
    let problem = problem.map(|(title, text)| {
        view! {
            <Notice tone=Tone::Bad live=true title=title>
                <p>{text}</p>
            </Notice>
        }
    });
    let desk = routes::with_query(
        routes::DESK,
        &[("location", &offered.schedule.location.slug), ("date", &wish.from)],
    );
    view! {
        <div class="container stack stack--l" data-events=events data-renewal=here>
            <BackLink href=desk label="Front desk"/>
            <div class="page-head">
                <h1>"Book with " {name}</h1>
                <p class="lead">{place} ". " {note} "."</p>
            </div>
            {problem}
            {services(wish, offered, near_at)}
            {near}
            <section class="stack stack--s" aria-labelledby="free">
                <h2 id="free">"Free times"</h2>
                <div class="cluster cluster--s">
                    {earlier.map(|href| view! { <a class="button button--secondary button--small" href=href>"Earlier"</a> })}
                    {later.map(|href| view! { <a class="button button--secondary button--small" href=href>"Later"</a> })}
                </div>
                <ul class="desk__days" role="list">{days}</ul>
            </section>
            {another_time(wish)}
        </div>
    }
}

/// What is free soonest from where somebody pressed, the same day.
fn near_times(wish: &Wish, offered: &Offered, slots: &SlotsView, near: Instant) -> Option<impl IntoView + use<>> {
    let time = offered.time(near)?;
    let day = slots.days.iter().find(|day| day.date == time.iso_date)?;
    let after = day.slots.iter().filter(|free| free.start >= near);
    let times: Vec<_> = after.take(NEAR).map(|free| time_link(wish, free.clone())).collect();
    let from = time.from;
    let none = times
        .is_empty()
        .then(|| view! { <p class="muted">"Nothing is free for this kind of visit from then on that day."</p> });
    Some(view! {
        <section class="stack stack--s" id="near-times" data-of="" aria-labelledby="near">
            <h2 id="near">"From " {from} " that day"</h2>
            <ul class="cluster cluster--s" role="list">{times}</ul>
            {none}
        </section>
    })
}

fn services(wish: &Wish, offered: &Offered, near: Option<Instant>) -> impl IntoView + use<> {
    let options: Vec<Choice> = offered
        .schedule
        .services
        .iter()
        .map(|service| {
            let label = format!("{}, {}", service.name, lengths::service_words(service));
            Choice::new(service.id.to_string(), &label)
        })
        .collect();
    let hidden = hidden(wish, &["service", "minutes", "start", "overbook"]);
    let lengths = offered.service.lengths();
    let length = (lengths.len() > 1).then(|| {
        let label = |length: &LengthView| match &length.price {
            Some(price) => format!("{} minutes, {price}", length.minutes),
            None => format!("{} minutes", length.minutes),
        };
        let options = lengths
            .iter()
            .map(|length| Choice::new(length.minutes.to_string(), label(length)));
        let chosen = offered.length.minutes.to_string();
        view! { <Select id="minutes" label="How long" options=options.collect() selected=chosen/> }
    });
    view! {
        <form class="filters" method="get" action=routes::DESK_BOOK>
            {hidden}
            {near.map(|near| view! { <input type="hidden" name="near" value=near.millis()/> })}
            <Select id="service" label="Kind of visit" options=options selected=offered.service.id.to_string()/>
            {length}
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary>"Show times"</Button>
            </div>
        </form>
    }
}

/// What a form carries on, without the fields that it asks for.
pub(super) fn hidden(wish: &Wish, without: &[&str]) -> impl IntoView + use<> {
    let carried = wish.pairs().into_iter().filter(|(name, _)| !without.contains(name));
    carried
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> })
        .collect_view()
}

fn day_view(wish: &Wish, day: SlotDay) -> impl IntoView + use<> {
    let SlotDay {
        date,
        weekday,
        day,
        slots,
        reasons,
        ..
    } = day;
    let why = reasons
        .iter()
        .map(|reason| reason.text())
        .collect::<Vec<_>>()
        .join("; ");
    let times = slots.into_iter().map(|free| time_link(wish, free)).collect_view();
    view! {
        <li class="desk__day" id=format!("on-{date}") data-of="">
            <h3>{weekday} " " {day}</h3>
            {if why.is_empty() {
                view! { <ul class="cluster cluster--s" role="list">{times}</ul> }.into_any()
            } else {
                view! { <p class="muted">{why}</p> }.into_any()
            }}
        </li>
    }
}

/// A free time that leads on.
fn time_link(wish: &Wish, free: FreeTime) -> impl IntoView + use<> {
    let start = free.start.millis();
    let next = Wish {
        start: start.to_string(),
        overbook: String::new(),
        ..wish.clone()
    };
    let offset = free.offset.map(|offset| format!(" {offset}"));
    view! { <li><a class="time" href=next.path() data-start=start>{free.time} {offset}</a></li> }
}

/// Outside the hours or beside another visit: asked for here, and why at the end.
fn another_time(wish: &Wish) -> impl IntoView + use<> {
    let hidden = hidden(wish, &["from", "start", "overbook"]);
    view! {
        <details class="card">
            <summary>"Overbook: another time"</summary>
            <form class="form" method="get" action=routes::DESK_BOOK>
                <p class="muted">
                    "Outside the hours, or beside another visit. You say why before it is booked, and it is recorded with your name."
                </p>
                {hidden}
                <input type="hidden" name="overbook" value="1"/>
                <div class="field-pair">
                    <Input id="from" label="Day" kind=InputKind::Date value=wish.from.clone() required=true/>
                    <Input id="at" label="Time" kind=InputKind::Time width=InputWidth::Short required=true/>
                </div>
                <div class="form__actions">
                    <Button variant=ButtonVariant::Secondary>"Use this time"</Button>
                </div>
            </form>
        </details>
    }
}
