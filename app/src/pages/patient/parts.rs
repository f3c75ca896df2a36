//! What the pages of one appointment share.

use domain::booking::{AppointmentView, PlaceView, VisitTime};
use leptos::prelude::*;

use crate::{
    islands::appointments::{duration, zone_note},
    routes,
    ui::{Description, IconName, Notice, Tone},
};

/// Date, time and whose clock.
pub(super) fn when(time: &VisitTime, place: &PlaceView) -> impl IntoView + use<> {
    let VisitTime {
        date,
        from,
        to,
        rfc3339,
        ..
    } = time.clone();
    let zone = zone_note(place, time);
    view! {
        <Description term="When">
            <time datetime=rfc3339>{date} ", " {from}</time>
            " to "
            <span class="tabular">{to}</span>
            <small>{zone}</small>
        </Description>
    }
}

pub(super) fn with_whom(appointment: &AppointmentView) -> impl IntoView + use<> {
    let visit = if appointment.is_video {
        "video visit"
    } else {
        "in person"
    };
    let AppointmentView {
        specialty,
        service_name,
        time,
        ..
    } = appointment;
    let what = format!("{specialty}, {service_name}, {}, {visit}", duration(time));
    let doctor = appointment.doctor_name.clone();
    view! {
        <Description term="Doctor">
            {doctor}
            <small>{what}</small>
        </Description>
    }
}

/// Name, address, the way there and a number to call; of a video visit, whom to call.
pub(super) fn place(appointment: &AppointmentView) -> impl IntoView + use<> {
    let PlaceView {
        name, address, phone, ..
    } = appointment.place.clone();
    if appointment.is_video {
        return view! {
            <Description term="Where">
                "Video visit"
                <small>"The clinic tells you how to join."</small>
                <small>{name} ", phone " {call(phone)}</small>
            </Description>
        }
        .into_any();
    }
    let map = routes::with_query("https://www.openstreetmap.org/search", &[("query", &address)]);
    view! {
        <Description term="Where">
            {name}
            <small>
                {address} " "
                <a class="no-print" href=map rel="noreferrer">"Show on a map"</a>
            </small>
            <small>"Phone " {call(phone)}</small>
        </Description>
    }
    .into_any()
}

pub(super) fn fee(appointment: &AppointmentView) -> Option<impl IntoView + use<>> {
    let price = appointment.price.clone()?;
    let is_video = appointment.is_video;
    Some(view! {
        <Description term="Fee">
            <span class="tabular">{price.to_string()}</span>
            {(!is_video).then(|| view! { <small>"Paid at the clinic"</small> })}
        </Description>
    })
}

/// A phone number to press.
pub(super) fn call(phone: String) -> impl IntoView {
    view! { <a class="nowrap" href=format!("tel:{phone}")>{phone.clone()}</a> }
}

/// Nothing more can be done online; a call can.
pub(super) fn past_cut_off(appointment: &AppointmentView) -> impl IntoView + use<> {
    let AppointmentView {
        change_until, place, ..
    } = appointment.clone();
    view! {
        <Notice tone=Tone::Wait icon=IconName::PHONE title="It is too late to change this online">
            <p>
                "It could be moved or cancelled here until " {change_until} ". Call " {place.name} " at " {call(place.phone)}
                ", they can still help."
            </p>
        </Notice>
    }
}
