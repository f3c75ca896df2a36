use backend::booking::FindSlots;
use domain::{
    booking::SlotsView,
    directory::{DoctorView, ScheduleView, ServiceView, VisitKind},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    islands::booking::{SlotPicker, api::DAYS_SHOWN},
    pages::{Page, PageError, Path, Query, lengths},
    routes,
    ui::{Avatar, AvatarSize, Badge, Breadcrumb, Card, Icon, IconName, Tone},
};

/// Which of a doctor's times are looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A location's slug; the first where it is not one of the doctor's.
    place: String,
    /// An identifier; the first where it is not offered there.
    service: String,
    /// Of a visit; the service's first length where it is not offered there.
    minutes: String,
    from: String,
}

/// A doctor, and the free times of a week at one place for one service.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let doctor = backend::directory::get_doctor(&ctx, &slug).await?;
    let (schedule, service) = choose(&doctor, &asked)?;
    let length = service.length_or_first(asked.minutes.parse().ok());
    let input = FindSlots {
        schedule: schedule.id,
        service: service.id,
        minutes: Some(length.minutes),
        from: Some(asked.from.clone()),
        days: DAYS_SHOWN,
        moving: None,
    };
    let slots = backend::booking::find_slots(&ctx, &input).await?;
    let description = format!("{}, {}. {}", doctor.name, doctor.specialty.name, doctor.about);
    let page = Page::new(format!("{}, {}", doctor.name, doctor.specialty.name), move || {
        view! {
            <div class="container">
                {breadcrumb(&doctor)}
                {head(&doctor, &slots)}
                <div class="split">
                    <div class="stack stack--l">
                        {places(&doctor, &schedule)}
                        {services(&doctor, &schedule, &service)}
                        {picker(&doctor, &schedule, &service, slots, &asked.from)}
                        {about(&doctor)}
                    </div>
                    {at_a_glance(&doctor, schedule, &service)}
                </div>
            </div>
        }
    });
    Ok(page.with_description(description))
}

/// The place and the service asked for, or the first.
fn choose(doctor: &DoctorView, asked: &Asked) -> Result<(ScheduleView, ServiceView), Refusal> {
    let at = |schedule: &&ScheduleView| schedule.location.slug == asked.place;
    let schedule = doctor.schedules.iter().find(at).or_else(|| doctor.schedules.first());
    let schedule = schedule.ok_or(Refusal::NotFound)?;
    let wanted = asked.service.parse().ok();
    let service = schedule.services.iter().find(|service| Some(service.id) == wanted);
    let service = service.or_else(|| schedule.services.first()).ok_or(Refusal::NotFound)?;
    Ok((schedule.clone(), service.clone()))
}

/// The address of a doctor's times at a place for a service, in one of its lengths.
pub(super) fn address(doctor: &DoctorView, schedule: &ScheduleView, service: &ServiceView, minutes: u16) -> String {
    let minutes = lengths::in_address(service, minutes);
    let [place, service] = of_offer(doctor, schedule, service);
    let parameters = [
        ("place", place.as_str()),
        ("service", service.as_str()),
        ("minutes", minutes.as_str()),
    ];
    routes::with_query(&routes::doctor(&doctor.slug), &parameters)
}

/// Place and service as an address has them: empty where they are the first.
fn of_offer(doctor: &DoctorView, schedule: &ScheduleView, service: &ServiceView) -> [String; 2] {
    let is_first = schedule.services.first().is_some_and(|first| first.id == service.id);
    let service = if is_first {
        String::new()
    } else {
        service.id.to_string()
    };
    let place = if doctor.schedules.len() > 1 {
        schedule.location.slug.clone()
    } else {
        String::new()
    };
    [place, service]
}

fn breadcrumb(doctor: &DoctorView) -> impl IntoView + use<> {
    let specialty = &doctor.specialty;
    let of_specialty = routes::with_query(routes::DOCTORS, &[("specialty", &specialty.slug)]);
    let above = vec![
        (routes::DOCTORS.to_owned(), "Find a doctor".to_owned()),
        (of_specialty, specialty.name.clone()),
    ];
    view! { <Breadcrumb above=above current=doctor.name.clone()/> }
}

fn head(doctor: &DoctorView, slots: &SlotsView) -> impl IntoView + use<> {
    // Only the page that starts today knows the first free time.
    let first = slots
        .days
        .iter()
        .enumerate()
        .find_map(|(index, day)| Some((index, day.slots.first()?)));
    let badge = match (slots.earlier.is_none(), first) {
        (true, Some((0, free))) => Some((Tone::Ok, IconName::CIRCLE_CHECK, format!("Free today at {}", free.time))),
        (true, Some((_, free))) => Some((
            Tone::Neutral,
            IconName::CALENDAR,
            format!("Next free: {}, {}", free.day, free.time),
        )),
        _ => None,
    };
    let badge = badge.map(|(tone, icon, label)| {
        view! { <div class="doctor-head__badges"><Badge tone=tone icon=icon label=label/></div> }
    });
    let photo = doctor
        .photo
        .as_deref()
        .map(|version| routes::doctor_photo(&doctor.slug, version));
    view! {
        <div class="doctor-head">
            <Avatar name=doctor.name.clone() size=AvatarSize::Huge photo=photo/>
            <div class="stack stack--xs">
                <h1>{doctor.name.clone()}</h1>
                <p class="doctor-head__specialty">{doctor.specialty.name.clone()}</p>
            </div>
            {badge}
        </div>
    }
}

/// Where the doctor works, where that is at several places.
fn places(doctor: &DoctorView, chosen: &ScheduleView) -> Option<impl IntoView + use<>> {
    if doctor.schedules.len() < 2 {
        return None;
    }
    let options = doctor.schedules.iter().filter_map(|schedule| {
        let first = schedule.services.first()?;
        let href = address(doctor, schedule, first, first.duration_minutes);
        let place = &schedule.location.place;
        let name = place.name.clone();
        Some(option(href, schedule.id == chosen.id, name, place.address.clone()))
    });
    Some(options_list("Where", options.collect_view()))
}

/// What can be booked there, where that is several things.
fn services(doctor: &DoctorView, schedule: &ScheduleView, chosen: &ServiceView) -> Option<impl IntoView + use<>> {
    if schedule.services.len() < 2 {
        return None;
    }
    let options = schedule.services.iter().map(|service| {
        let href = address(doctor, schedule, service, service.duration_minutes);
        option(href, service.id == chosen.id, service.name.clone(), terms(service))
    });
    Some(options_list("Kind of visit", options.collect_view()))
}

/// "30 minutes, 90.00 GBP, video visit"
fn terms(service: &ServiceView) -> String {
    let kind = (service.kind == VisitKind::Video).then(|| "video visit".to_owned());
    let approval = service.needs_approval.then(|| "must be accepted".to_owned());
    let parts = [Some(lengths::terms(service)), kind, approval];
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

fn picker(
    doctor: &DoctorView,
    schedule: &ScheduleView,
    service: &ServiceView,
    slots: SlotsView,
    from: &str,
) -> impl IntoView + use<> {
    let page = address(doctor, schedule, service, service.duration_minutes);
    let [place, service_asked] = of_offer(doctor, schedule, service);
    let kept = [("place", place.as_str()), ("service", &service_asked), ("from", from)];
    let show = view! { <button class="button button--secondary until-awake" type="submit">"Show these times"</button> };
    let length = lengths::choice(service, slots.minutes, routes::doctor(&doctor.slug), &kept, show);
    let others = routes::with_query(routes::DOCTORS, &[("specialty", &doctor.specialty.slug)]);
    let practitioner = doctor.specialty.practitioner.clone();
    let anybody = routes::with_query(
        &routes::any_doctor(&doctor.specialty.slug),
        &[("location", &schedule.location.slug)],
    );
    let why = why_form(doctor, service, &slots);
    view! {
        <div class="stack">
            <SlotPicker slots=slots first_minutes=service.duration_minutes page=page doctor=doctor.slug.clone() moving=None>
                {length}
            </SlotPicker>
            {why}
            <p class="small">
                "No time that suits you? " <a href=others>"See every " {practitioner.clone()}</a> " or "
                <a href=anybody>"book any " {practitioner}</a>
            </p>
        </div>
    }
}

/// The way to why a day has no time: for the days shown as links, for any other day as a form.
fn why_form(doctor: &DoctorView, service: &ServiceView, slots: &SlotsView) -> impl IntoView + use<> {
    let action = routes::why(&doctor.slug);
    let minutes = lengths::in_address(service, slots.minutes);
    let (schedule, service) = (slots.schedule.to_string(), slots.service.to_string());
    let empty = slots.days.iter().filter(|day| day.slots.is_empty());
    let links = empty.map(|day| {
        let parameters = [
            ("schedule", schedule.as_str()),
            ("service", service.as_str()),
            ("minutes", minutes.as_str()),
            ("date", day.date.as_str()),
        ];
        let href = routes::with_query(&action, &parameters);
        view! { <li><a class="chip" href=href>{day.weekday.clone()} " " {day.day.clone()}</a></li> }
    });
    let links = links.collect_view();
    let first = slots.days.first().map(|day| day.date.clone());
    view! {
        <details class="why">
            <summary class="why__summary">"Why is there no time on a day?"</summary>
            <div class="stack stack--s">
                <ul class="chips__list">{links}</ul>
                <form class="why__form" method="get" action=action.clone()>
                    <input type="hidden" name="schedule" value=schedule.clone()/>
                    <input type="hidden" name="service" value=service.clone()/>
                    <input type="hidden" name="minutes" value=minutes.clone()/>
                    <label for="why-date">"Another day"</label>
                    <input class="input" id="why-date" name="date" type="date" value=first required=true/>
                    <button class="button button--secondary" type="submit">"Say why"</button>
                </form>
            </div>
        </details>
    }
}

fn about(doctor: &DoctorView) -> impl IntoView + use<> {
    view! {
        <section class="doctor-about prose" aria-labelledby="about">
            <h2 id="about">"About " {doctor.name.clone()}</h2>
            {paragraphs(&doctor.about)}
            <h3>"Qualifications"</h3>
            {paragraphs(&doctor.qualifications)}
        </section>
    }
}

fn paragraphs(text: &str) -> impl IntoView + use<> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()
}

fn at_a_glance(doctor: &DoctorView, schedule: ScheduleView, service: &ServiceView) -> impl IntoView + use<> {
    let place = schedule.location.place;
    let languages = doctor.languages.join(", ");
    let is_video = service.kind == VisitKind::Video;
    let fee = lengths::fee_words(service).map(|price| {
        let how = if is_video { "" } else { ", paid at the clinic" };
        view! {
            <li class="fact fact--full">
                <Icon name=IconName::EURO/>
                <span>{price} {how}</span>
            </li>
        }
    });
    let (visit, name, length) = (
        service.kind.label(),
        service.name.clone(),
        lengths::service_words(service),
    );
    let approval = service.needs_approval.then(|| {
        view! {
            <li class="fact fact--full">
                <Icon name=IconName::HOURGLASS/>
                <span>"Must be accepted by the clinic: you send a request, and hear by e-mail"</span>
            </li>
        }
    });
    view! {
        <aside class="split__aside">
            <Card title="At a glance">
                <ul class="facts">
                    <li class="fact fact--full">
                        <Icon name=IconName::MAP_PIN/>
                        <span><b>{place.name}</b> <br/> {place.address}</span>
                    </li>
                    <li class="fact fact--full">
                        <Icon name=IconName::PHONE/>
                        <a href=format!("tel:{}", place.phone)>{place.phone.clone()}</a>
                    </li>
                    <li class="fact fact--full">
                        <Icon name=IconName::LANGUAGES/>
                        <span>{languages}</span>
                    </li>
                    <li class="fact fact--full">
                        <Icon name=IconName::CLOCK/>
                        <span>{name} ", " {length}</span>
                    </li>
                    <li class="fact fact--full">
                        <Icon name=IconName::STETHOSCOPE/>
                        <span>{visit}</span>
                    </li>
                    {approval}
                    {fee}
                </ul>
            </Card>
        </aside>
    }
}
