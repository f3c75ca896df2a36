use axum::response::IntoResponse;
use backend::{
    Fault,
    directory::{AnyDoctor, AnyDoctorView, HoldAny},
};
use domain::{
    booking::{FreeTime, SlotDay},
    directory::{DayPart, ServiceView, VisitKind, When},
    refusal::Refusal,
    time::Instant,
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    error::status_of,
    islands::booking::{Trouble, reason_words},
    pages::{Form, Page, PageError, Path, Query, Reply, lengths, see_other},
    routes,
    session::Secret,
    ui::{Breadcrumb, Icon, IconName, Notice, Tone},
};

/// Which times are looked at, and in a form which one was pressed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A location's slug.
    location: String,
    service: String,
    /// Of a visit; the service's first length where it is none of them.
    minutes: String,
    kind: String,
    from: String,
    part: String,
    /// Epoch milliseconds.
    start: String,
}

impl Asked {
    fn question(&self, specialty: &str) -> AnyDoctor {
        AnyDoctor {
            specialty: specialty.to_owned(),
            location: self.location.clone(),
            service: self.service.parse().ok(),
            minutes: self.minutes.parse().ok(),
            kind: VisitKind::from_name(&self.kind),
            from: When::parse("from", &self.from).date(),
            part: DayPart::from_name(&self.part),
        }
    }
}

/// The times of a week at which any doctor of a specialty is free.
pub async fn show(ctx: Ctx, Path(specialty): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let question = asked.question(&specialty);
    let found = backend::directory::list_any_doctor(&ctx, &question).await?;
    Ok(page(found, question.part, None))
}

/// Keeps the time with the doctor whose turn it is and goes on to the details.
pub async fn submit(ctx: Ctx, Path(specialty): Path<String>, Form(asked): Form<Asked>) -> Reply {
    let question = asked.question(&specialty);
    let found = backend::directory::list_any_doctor(&ctx, &question).await?;
    let input = HoldAny {
        service: asked.service.parse().map_err(|_| PageError::Malformed)?,
        location: found.location.id,
        minutes: lengths::wished(&asked.minutes)?,
        start: Instant::from_millis(asked.start.parse().map_err(|_| PageError::Malformed)?),
    };
    match backend::directory::hold_any(&ctx, &input).await {
        Ok(held) => {
            let cookie = ctx.keep(Secret::Visitor, &held.visitor);
            Ok(see_other(routes::book(held.view.id))
                .with_cookie(&cookie)
                .into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::SlotTaken(_) | Refusal::NotOffered(_) | Refusal::PatientBusy))) => {
            let status = status_of(&refusal);
            let page = page(found, question.part, Some(refusal));
            Ok(page.with_status(status).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn page(found: AnyDoctorView, part: Option<DayPart>, refusal: Option<Refusal>) -> Page {
    let title = format!("Any {}", found.specialty.practitioner);
    Page::new(title.clone(), move || {
        let count = match found.doctors {
            1 => format!("One {}", found.specialty.practitioner),
            many => format!("{many} {}s", found.specialty.practitioner),
        };
        view! {
            <div class="container stack stack--l">
                {breadcrumb(&found)}
                <div class="stack stack--xs">
                    <h1>{title}</h1>
                    <p class="lead">
                        {count} " at " {found.location.place.name.clone()}
                        ". You get whoever is free at the time that you choose."
                    </p>
                </div>
                {refusal.map(|refusal| trouble(&refusal))}
                {places(&found, part)}
                {services(&found, part)}
                {times(&found, part)}
            </div>
        }
    })
}

fn breadcrumb(found: &AnyDoctorView) -> impl IntoView + use<> {
    let specialty = &found.specialty;
    let of_specialty = routes::with_query(routes::DOCTORS, &[("specialty", &specialty.slug)]);
    let above = vec![
        (routes::DOCTORS.to_owned(), "Find a doctor".to_owned()),
        (of_specialty, specialty.name.clone()),
    ];
    view! { <Breadcrumb above=above current=format!("Any {}", specialty.practitioner)/> }
}

fn trouble(refusal: &Refusal) -> impl IntoView + use<> {
    let Trouble { title, text, link } = refusal.into();
    let nearest = refusal.nearest().unwrap_or_default().iter();
    let nearest: Vec<String> = nearest.map(|free| format!("{}, {}", free.day, free.time)).collect();
    view! {
        <Notice tone=Tone::Bad title=title>
            <p>{text}</p>
            {link.map(|(href, words)| view! { <p><a href=href>{words}</a></p> })}
            {(!nearest.is_empty()).then(|| view! { <p>"The nearest: " {nearest.join("; ")} "."</p> })}
        </Notice>
    }
}

/// Of the same question with a place, a service and a first date.
fn address(found: &AnyDoctorView, part: Option<DayPart>, location: &str, service: &str, from: &str) -> String {
    let parameters = [
        ("location", location),
        ("service", service),
        ("from", from),
        ("part", part.map_or("", DayPart::name)),
    ];
    routes::with_query(&routes::any_doctor(&found.specialty.slug), &parameters)
}

fn places(found: &AnyDoctorView, part: Option<DayPart>) -> Option<impl IntoView + use<>> {
    if found.locations.len() < 2 {
        return None;
    }
    let options = found.locations.iter().map(|location| {
        let href = address(found, part, &location.slug, "", "");
        let is_chosen = location.id == found.location.id;
        option(
            href,
            is_chosen,
            location.place.name.clone(),
            location.place.address.clone(),
        )
    });
    Some(options_list("Where", options.collect_view()))
}

fn services(found: &AnyDoctorView, part: Option<DayPart>) -> Option<impl IntoView + use<>> {
    if found.services.len() < 2 {
        return None;
    }
    let options = found.services.iter().map(|service| {
        let href = address(found, part, &found.location.slug, &service.id.to_string(), "");
        option(
            href,
            service.id == found.service.id,
            service.name.clone(),
            terms(service),
        )
    });
    Some(options_list("Kind of visit", options.collect_view()))
}

/// "30 minutes, 90.00 GBP, by video"
fn terms(service: &ServiceView) -> String {
    let kind = (service.kind == VisitKind::Video).then(|| "by video".to_owned());
    let parts = [Some(lengths::terms(service)), kind];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn options_list(title: &'static str, options: impl IntoView) -> impl IntoView {
    view! {
        <nav class="options" aria-label=title>
            <h2 class="options__title">{title}</h2>
            <ul class="options__list">{options}</ul>
        </nav>
    }
}

fn option(href: String, is_chosen: bool, name: String, note: String) -> impl IntoView {
    view! {
        <li>
            <a class="option" href=href aria-current=is_chosen.then_some("true")>
                <span class="option__name">{name}</span>
                " "
                <span class="option__note">{note}</span>
            </a>
        </li>
    }
}

/// A week as a form: a button for each time.
fn times(found: &AnyDoctorView, part: Option<DayPart>) -> impl IntoView + use<> {
    let (service, minutes) = (found.service.id.to_string(), found.length.minutes.to_string());
    let asked_minutes = lengths::in_address(&found.service, found.length.minutes);
    let link = |from: &str| {
        let there = address(found, part, &found.location.slug, &service, from);
        routes::with_query(&there, &[("minutes", &asked_minutes)])
    };
    let first = found.days.first().map(|day| day.date.clone()).unwrap_or_default();
    let here = link(&first);
    let fields = [
        ("location", found.location.slug.clone()),
        ("service", service.clone()),
        ("minutes", minutes),
        ("from", first),
        ("part", part.map_or("", DayPart::name).to_owned()),
    ];
    let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let days = found.days.iter().enumerate();
    let days = days.map(|(index, day)| day_view(day, index == 0 && found.starts_today, part));
    let earlier = found.earlier.as_deref().map(link);
    let later = found.later.as_deref().map(link);
    let next = found.next_free.clone().zip(found.next_free_date.as_deref().map(link));
    let action = routes::any_doctor(&found.specialty.slug);
    let length = length(found, part);
    let events = routes::with_query(routes::EVENTS, &[("location", &found.location.slug)]);
    view! {
        <section class="picker card" aria-labelledby="times">
            <div class="picker__head">
                <div>
                    <h2 class="picker__title" id="times">"Choose a time"</h2>
                    <p class="picker__zone">
                        <Icon name=IconName::CLOCK/>
                        {found.zone_note.clone()}
                    </p>
                </div>
                <nav class="picker__pager" aria-label="Week">
                    {turn(earlier, "prev", "Week before", IconName::CHEVRON_LEFT)}
                    {turn(later, "next", "Week after", IconName::CHEVRON_RIGHT)}
                </nav>
            </div>
            {length}
            <form method="post" action=action>
                {fields.collect_view()}
                <ol class="picker__days" data-events=events data-renewal=here>{days.collect_view()}</ol>
                <div id="next" data-of="">
                    {next
                        .map(|(FreeTime { start, day, time, .. }, href)| {
                            view! {
                                <div class="picker__nothing">
                                    <p class="strong">"No free time on these days. The next one is " {day.clone()} ", " {time} "."</p>
                                    <a class="button button--secondary" href=href data-start=start.millis()>"Go to " {day}</a>
                                </div>
                            }
                        })}
                </div>
            </form>
        </section>
    }
}

/// How long the visit is to be, where that can be chosen.
fn length(found: &AnyDoctorView, part: Option<DayPart>) -> Option<AnyView> {
    let service = found.service.id.to_string();
    let first = found.days.first().filter(|_| !found.starts_today);
    let kept = [
        ("location", found.location.slug.as_str()),
        ("service", service.as_str()),
        ("from", first.map_or("", |day| day.date.as_str())),
        ("part", part.map_or("", DayPart::name)),
    ];
    let action = routes::any_doctor(&found.specialty.slug);
    let show = view! { <button class="button button--secondary" type="submit">"Show these times"</button> };
    lengths::choice(&found.service, found.length.minutes, action, &kept, show)
}

fn turn(href: Option<String>, rel: &'static str, words: &'static str, icon: IconName) -> impl IntoView {
    let is_off = href.is_none().then_some("true");
    view! {
        <a class="button button--secondary button--icon" rel=rel href=href aria-disabled=is_off>
            <span class="visually-hidden">{words}</span>
            <Icon name=icon/>
        </a>
    }
}

fn day_view(day: &SlotDay, is_today: bool, part: Option<DayPart>) -> impl IntoView + use<> {
    let is_empty = day.slots.is_empty();
    let class = if is_empty {
        "picker__day picker__day--empty"
    } else {
        "picker__day"
    };
    let weekday = if is_today {
        "Today".to_owned()
    } else {
        day.weekday.clone()
    };
    let buttons = day.slots.iter().cloned().map(|free| {
        let FreeTime {
            start,
            time,
            day,
            offset,
        } = free;
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
    let content = if is_empty {
        let words = match part {
            Some(part) if day.reasons.is_empty() => format!("None {}", part.when()),
            _ => reason_words(&day.reasons).to_owned(),
        };
        view! { <p class="picker__reason">{words}</p> }.into_any()
    } else {
        view! { <ul class="picker__times">{buttons.collect_view()}</ul> }.into_any()
    };
    view! {
        <li class=class id=format!("on-{}", day.date) data-of="">
            <h3 class="picker__date">
                <span class="picker__weekday">{weekday}</span>
                " "
                <span>{day.day.clone()}</span>
            </h3>
            {content}
        </li>
    }
}
