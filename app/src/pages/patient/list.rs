use backend::booking::list_own_appointments;
use domain::{
    booking::{AppointmentView, OwnAppointments, Status},
    time::Instant,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::call;
use crate::{
    Ctx,
    islands::appointments::{ShortDate, StatusBadge, duration},
    pages::{Page, PageError, Query},
    routes,
    ui::{ButtonVariant, EmptyState, Icon, IconName, LinkButton, TabLink, TabNav},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "past"; anything else is what is ahead.
    show: String,
}

/// The patient's own appointments: what is ahead, or what is over.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let own = list_own_appointments(&ctx).await?;
    let (now, shows_past) = (ctx.now(), asked.show == "past");
    let title = if shows_past {
        "Past appointments"
    } else {
        "My appointments"
    };
    Ok(Page::new(title, move || view(own, shows_past, now)))
}

fn view(own: OwnAppointments, shows_past: bool, now: Instant) -> impl IntoView {
    let (upcoming, past) = (own.upcoming.len() as u64, own.past.len() as u64);
    // Of how many there are more than are listed is not known.
    let past_tab = if own.has_older {
        view! { <TabLink href=past_path() label="Past" current=shows_past/> }.into_any()
    } else {
        view! { <TabLink href=past_path() label="Past" current=shows_past count=past/> }.into_any()
    };
    let list = if shows_past {
        past_list(own.past, own.has_older).into_any()
    } else {
        upcoming_list(own.upcoming, now).into_any()
    };
    view! {
        <div class="container" id="appointments" data-told>
            <div class="page-head">
                <div class="page-head__row">
                    <h1>"My appointments"</h1>
                    {(upcoming + past > 0).then(|| view! {
                        <LinkButton href=routes::DOCTORS icon=IconName::PLUS>"Book another"</LinkButton>
                    })}
                </div>
            </div>
            <TabNav label="My appointments">
                <TabLink href=routes::APPOINTMENTS label="Upcoming" current=!shows_past count=upcoming/>
                {past_tab}
            </TabNav>
            {list}
        </div>
    }
}

fn past_path() -> String {
    routes::with_query(routes::APPOINTMENTS, &[("show", "past")])
}

fn upcoming_list(appointments: Vec<AppointmentView>, now: Instant) -> impl IntoView {
    if appointments.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::CALENDAR
                title="No appointment ahead"
                text="When you book one, it stands here with its time, its place and a way to move it."
            >
                <LinkButton href=routes::DOCTORS icon=IconName::SEARCH>"Find a doctor"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let cards = appointments.into_iter().map(|appointment| {
        let actions = upcoming_actions(&appointment, now).into_any();
        card(&appointment, "visit-card", actions)
    });
    view! { <ul class="visit-list" role="list">{cards.collect_view()}</ul> }.into_any()
}

fn past_list(appointments: Vec<AppointmentView>, has_older: bool) -> impl IntoView {
    if appointments.is_empty() {
        return view! {
            <EmptyState icon=IconName::CALENDAR title="Nothing here yet" text="Appointments that are over or cancelled are kept here.">
                <LinkButton href=routes::APPOINTMENTS variant=ButtonVariant::Secondary>"See what is ahead"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let note = has_older.then(|| {
        let words = format!(
            "The latest {} are shown. Ask the clinic about older ones.",
            appointments.len()
        );
        view! { <p class="muted">{words}</p> }
    });
    let cards = appointments.into_iter().map(|appointment| {
        let actions = past_actions(&appointment).into_any();
        card(&appointment, "visit-card visit-card--past", actions)
    });
    view! {
        {note}
        <ul class="visit-list" role="list">{cards.collect_view()}</ul>
    }
    .into_any()
}

fn card(appointment: &AppointmentView, class: &'static str, actions: AnyView) -> impl IntoView + use<> {
    let AppointmentView {
        id,
        status,
        doctor_name,
        specialty,
        service_name,
        time,
        place,
        ..
    } = appointment.clone();
    let ShortDate { weekday, day, month } = ShortDate::of(&time);
    let what = format!("{specialty}, {service_name}, {}", duration(&time));
    view! {
        <li class=class>
            <p class="visit-card__date" aria-hidden="true">
                <span>{weekday}</span>
                <span class="visit-card__day tabular">{day}</span>
                <span>{month}</span>
            </p>
            <div class="visit-card__main">
                <div class="visit-card__head">
                    <h2 class="visit-card__title">
                        <a href=routes::appointment(id)>
                            <time datetime=time.rfc3339>
                                <span class="visually-hidden">{time.date} ", "</span>
                                {time.from}
                            </time>
                            ", "
                            {doctor_name}
                        </a>
                    </h2>
                    <StatusBadge status=status/>
                </div>
                <ul class="facts" role="list">
                    <li class="fact">
                        <Icon name=IconName::STETHOSCOPE/>
                        <span>{what}</span>
                    </li>
                    <li class="fact">
                        <Icon name=IconName::MAP_PIN/>
                        <span>{place.name} ", " {place.address}</span>
                    </li>
                </ul>
            </div>
            <div class="visit-card__actions">{actions}</div>
        </li>
    }
}

/// Which visit a button is about, for who hears the buttons one after another.
fn about(appointment: &AppointmentView) -> String {
    format!(
        " {}, {} with {}",
        appointment.time.date, appointment.time.from, appointment.doctor_name
    )
}

/// A button of a card: one short word to see, and what it is about to hear.
fn action(href: String, icon: Option<IconName>, word: &'static str, about: String) -> impl IntoView {
    let variant = if icon.is_some() {
        ButtonVariant::Secondary
    } else {
        ButtonVariant::Quiet
    };
    let icon = icon.map(|name| view! { <Icon name=name/> });
    view! {
        <LinkButton href=href variant=variant small=true>
            {icon}
            {word}
            <span class="visually-hidden">{about}</span>
        </LinkButton>
    }
}

fn upcoming_actions(appointment: &AppointmentView, now: Instant) -> impl IntoView + use<> {
    let (id, about) = (appointment.id, about(appointment));
    let is_request = appointment.status == Status::Requested;
    let is_open = appointment.is_open_to_change(now);
    let to_move = is_open.then(|| {
        action(
            routes::reschedule(id),
            Some(IconName::CALENDAR_CLOCK),
            "Move",
            about.clone(),
        )
    });
    // A request is withdrawn at any time.
    let to_cancel = (is_open || is_request).then(|| {
        let word = if is_request { "Withdraw" } else { "Cancel" };
        action(routes::cancel(id), Some(IconName::CALENDAR_X), word, about.clone())
    });
    let note = if let Some(until) = appointment.answer_until.clone() {
        view! { <p class="visit-card__note">"The clinic answers by " {until}</p> }.into_any()
    } else if is_open {
        view! { <p class="visit-card__note">"Can be changed until " {appointment.change_until.clone()}</p> }.into_any()
    } else {
        view! {
            <p class="visit-card__note">"Too late to change online. Call " {call(appointment.place.phone.clone())} "."</p>
        }
        .into_any()
    };
    let details = action(routes::appointment(id), None, "Details", about);
    (to_move, to_cancel, details, note)
}

fn past_actions(appointment: &AppointmentView) -> impl IntoView + use<> {
    let about = about(appointment);
    let again = routes::doctor(&appointment.doctor_slug);
    (
        action(again, Some(IconName::CALENDAR_PLUS), "Book again", about.clone()),
        action(routes::appointment(appointment.id), None, "Details", about),
    )
}
