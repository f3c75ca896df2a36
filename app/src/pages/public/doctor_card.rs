use domain::{
    booking::{FreeTime, SlotDay},
    directory::{DayPart, DoctorCard as Card, ServiceView, VisitKind},
};
use leptos::prelude::*;

use super::filters::place_words;
use crate::{
    islands::booking::reason_words,
    routes,
    ui::{Avatar, AvatarSize, Badge, Icon, IconName, Tone},
};

/// How many times of a day a card shows.
const SHOWN: usize = 3;

/// A doctor at one place in a list: who on one side, the next free times on the other.
///
/// The times are a plain form and no island: a press leaves the page in any case, ten islands would send all their times a
/// second time as properties, and without them a list of doctors needs no more code than the lines that keep it right
/// (`shell/times.js`).
#[component]
pub(super) fn DoctorCard(
    card: Card,
    /// The part of the day that was asked for.
    part: Option<DayPart>,
) -> impl IntoView {
    let service = card.service.id.to_string();
    let from = match (card.starts_today, card.slots.days.first()) {
        (false, Some(day)) => day.date.clone(),
        _ => String::new(),
    };
    let kind = card.service.kind;
    let service_asked = if kind == VisitKind::Video { service.as_str() } else { "" };
    let parameters = [
        ("place", card.location.slug.as_str()),
        ("service", service_asked),
        ("from", &from),
    ];
    let href = routes::with_query(&routes::doctor(&card.doctor_slug), &parameters);
    let badge = first_free_badge(&card);
    let photo = card
        .photo
        .as_deref()
        .map(|version| routes::doctor_photo(&card.doctor_slug, version));
    let id = format!("at-{}", card.slots.schedule);
    let slug = card.doctor_slug.clone();
    let fields = [
        ("schedule", card.slots.schedule.to_string()),
        ("service", card.slots.service.to_string()),
        ("minutes", card.slots.minutes.to_string()),
        ("doctor", card.doctor_slug),
    ];
    let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let days = card
        .slots
        .days
        .iter()
        .enumerate()
        .map(|(index, day)| day_view(index == 0 && card.starts_today, day, part))
        .collect_view();
    let next_free = card.slots.next_free.map(|free| {
        view! {
            <p class="doctor-card__next">
                "The next free time is "
                <button class="time time--inline" type="submit" name="start" value=free.start.millis()>
                    {free.day} ", " {free.time}
                </button>
            </p>
        }
    });
    let length = length_words(&card.service);
    let video = (kind == VisitKind::Video).then_some(", video visit");
    let approval = card.service.needs_approval.then_some(", must be accepted");
    view! {
        <article class="doctor-card" id=id data-of=slug>
            <div class="doctor-card__who">
                <div class="doctor-card__head">
                    <Avatar name=card.doctor_name.clone() size=AvatarSize::Large photo=photo/>
                    <div>
                        <h2 class="doctor-card__name"><a href=href.clone()>{card.doctor_name.clone()}</a></h2>
                        <p class="doctor-card__specialty">{card.specialty}</p>
                    </div>
                </div>
                <ul class="facts">
                    <li class="fact">
                        <Icon name=IconName::MAP_PIN/>
                        <span>{place_words(&card.location)}</span>
                    </li>
                    <li class="fact">
                        <Icon name=IconName::LANGUAGES/>
                        <span>{card.languages.join(", ")}</span>
                    </li>
                </ul>
                <div class="doctor-card__foot">{badge} <span>{card.service.name.clone()} ", " {length} {video} {approval}</span></div>
            </div>
            <form class="doctor-card__times" method="post" action=routes::HOLDS>
                {fields.collect_view()}
                <ol class="times">{days}</ol>
                {next_free}
                <a class="doctor-card__more" href=href>
                    "All times of " {card.doctor_name}
                    <Icon name=IconName::CHEVRON_RIGHT/>
                </a>
            </form>
        </article>
    }
}

/// What is booked here first, as its times are the ones shown: "30 minutes (or 60)".
fn length_words(service: &ServiceView) -> String {
    let others: Vec<String> = service
        .further
        .iter()
        .map(|length| length.minutes.to_string())
        .collect();
    match others.as_slice() {
        [] => format!("{} minutes", service.duration_minutes),
        others => format!("{} minutes (or {})", service.duration_minutes, others.join(", ")),
    }
}

/// "Free today", "Next: Tue 1 Dec".
fn first_free_badge(card: &Card) -> impl IntoView + use<> {
    let is_free_today = card.starts_today && card.slots.days.first().is_some_and(|today| !today.slots.is_empty());
    match &card.first_free {
        Some(_) if is_free_today => {
            view! { <Badge tone=Tone::Ok icon=IconName::CIRCLE_CHECK label="Free today"/> }.into_any()
        }
        Some(free) => {
            let label = format!("Next: {}", free.day);
            view! { <Badge tone=Tone::Neutral icon=IconName::CALENDAR label=label/> }.into_any()
        }
        None => view! { <Badge tone=Tone::Neutral icon=IconName::CALENDAR_X label="No free time online"/> }.into_any(),
    }
}

fn day_view(is_today: bool, day: &SlotDay, part: Option<DayPart>) -> impl IntoView + use<> {
    let weekday = if is_today { "Today" } else { day.weekday.as_str() }.to_owned();
    view! {
        <li class="times__day">
            <p class="times__date">
                <span class="times__weekday">{weekday}</span>
                " "
                <span>{day.day.clone()}</span>
            </p>
            {times(day, part)}
        </li>
    }
}

fn times(day: &SlotDay, part: Option<DayPart>) -> AnyView {
    if day.slots.is_empty() {
        let words = match part {
            Some(part) if day.reasons.is_empty() => format!("None {}", part.when()),
            _ => reason_words(&day.reasons).to_owned(),
        };
        return view! { <p class="times__none">{words}</p> }.into_any();
    }
    let times = day.slots.iter().take(SHOWN).map(|free| {
        let FreeTime {
            start,
            time,
            day,
            offset,
        } = free.clone();
        view! {
            <li>
                <button class="time" type="submit" name="start" value=start.millis()>
                    <span class="visually-hidden">{day} ", "</span>
                    {time}
                    {offset.map(|offset| view! { <small class="time__offset">" " {offset}</small> })}
                </button>
            </li>
        }
    });
    view! { <ul class="times__list">{times.collect_view()}</ul> }.into_any()
}
