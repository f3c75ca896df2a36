use domain::booking::AppointmentView;
use leptos::prelude::*;

use super::{
    may::May,
    parts::{fee, place, when, with_whom},
};
use crate::{
    routes,
    ui::{ButtonVariant, DescriptionList, Icon, IconName, LinkButton},
};

/// What a patient sees right after booking.
pub(super) fn confirmation(appointment: &AppointmentView, may: May) -> impl IntoView + use<> {
    let (id, time) = (appointment.id, appointment.time.clone());
    let changing = if may.reschedule {
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
        place(&appointment.place),
        fee(appointment),
    );
    view! {
        <div class="container container--narrow done">
            <div class="done__head">
                <span class="done__tick"><Icon name=IconName::CHECK/></span>
                <h1>"Your appointment is confirmed"</h1>
                <p class="done__when">{time.date} ", " {time.from}</p>
                <p class="lead">"We have sent you an e-mail with all of this and an entry for your calendar."</p>
            </div>
            <section class="card" aria-label="Appointment">
                <DescriptionList rows=true>
                    {facts}
                </DescriptionList>
            </section>
            <div class="done__actions">
                <LinkButton href=routes::calendar_file(id) icon=IconName::CALENDAR_PLUS download=true>"Add to calendar"</LinkButton>
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
