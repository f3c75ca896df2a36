use domain::booking::{AppointmentView, Status};
use leptos::prelude::*;

use super::{
    may::May,
    parts::{fee, place, when, with_whom},
};
use crate::{
    routes,
    ui::{ButtonVariant, DescriptionList, Icon, IconName, LinkButton},
};

/// What a patient sees right after booking, or after asking for a time that the clinic must accept.
pub(super) fn confirmation(appointment: &AppointmentView, may: May) -> impl IntoView + use<> {
    let (id, time) = (appointment.id, appointment.time.clone());
    let is_request = appointment.status == Status::Requested;
    let (icon, heading, lead) = match &appointment.answer_until {
        Some(until) if is_request => (
            IconName::HOURGLASS,
            "Your request is sent",
            format!("The clinic answers by {until}. Until then the time is kept for you, and we tell you by e-mail."),
        ),
        _ => (
            IconName::CHECK,
            "Your appointment is confirmed",
            "We have sent you an e-mail with all of this and an entry for your calendar.".to_owned(),
        ),
    };
    let changing = if is_request {
        "You can withdraw the request at any time.".to_owned()
    } else if may.reschedule {
        let until = &appointment.change_until;
        format!("You can move or cancel it online until {until}. After that, call the clinic.")
    } else {
        format!(
            "It is so soon that it can only be moved or cancelled by phone: {}.",
            appointment.place.phone
        )
    };
    let facts = (
        when(&appointment.time, &appointment.place),
        with_whom(appointment),
        place(appointment),
        fee(appointment),
    );
    view! {
        <div class="container container--narrow done">
            <div class="done__head">
                <span class="done__tick"><Icon name=icon/></span>
                <h1>{heading}</h1>
                <p class="done__when">{time.date} ", " {time.from}</p>
                <p class="lead">{lead}</p>
            </div>
            <section class="card" aria-label="Appointment">
                <DescriptionList rows=true>
                    {facts}
                </DescriptionList>
            </section>
            <div class="done__actions">
                {(!is_request).then(|| view! {
                    <LinkButton href=routes::calendar_file(id) icon=IconName::CALENDAR_PLUS download=true>"Add to calendar"</LinkButton>
                })}
                <LinkButton href=routes::APPOINTMENTS variant=ButtonVariant::Secondary>"My appointments"</LinkButton>
            </div>
            <section aria-labelledby="next">
                <h2 id="next">"What happens next"</h2>
                <ol class="next-steps" role="list">
                    {step(IconName::CALENDAR_CLOCK, changing)}
                    {step(IconName::CLOCK, "Come ten minutes early.".to_owned())}
                    {step(
                        IconName::LIST_CHECKS,
                        "Bring an identity document, your insurance card and a list of the medicines you take.".to_owned(),
                    )}
                </ol>
            </section>
        </div>
    }
}

fn step(icon: IconName, text: String) -> impl IntoView {
    view! {
        <li class="next-steps__step">
            <Icon name=icon/>
            <p>{text}</p>
        </li>
    }
}
